"""Files people hand in: checked by what they hold, never by what they say they are, and kept where no address leads."""

import datetime
import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from apps.core import days, documents, keyring, pictures
from apps.core.errors import Refused
from apps.core.models import KeptFile, PolicyRow

log = structlog.get_logger(__name__)
MEGABYTE = 1024 * 1024
PICTURE_ENDINGS = {".jpg", ".jpeg", ".jfif", ".png", ".webp"}
SHOWN_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
FORBIDDEN = re.compile(r'[<>:"/\\|?*%]')
DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)
JOINERS = "\u180e\u200c\u200d"  # Mongolian and other scripts are written with them


def keep(upload, *, kind, by, is_public=False) -> KeptFile:
    """Check a file and keep it for the person who handed it in; something has to use it within a day.

    A picture is drawn anew, so that where and when it was taken is gone. A document is a PDF that only shows
    something, or a picture. What is not public is sealed.
    """
    limits = PolicyRow.objects.values_of("uploads")
    if (
        KeptFile.objects.filter(kept_by=by, kept_at__gte=days.start_of(days.today())).count()
        >= limits["files_a_day"]
    ):
        raise ValidationError(_("你今天传的文件太多了，明天再传。"), code="too_many")
    body, ending, content_type = _checked(_read(upload, kind, limits), kind, upload.name, limits)
    kept = KeptFile(
        kind=kind,
        name=shown_name(upload.name, ending),
        content_type=content_type,
        size=len(body),
        digest=hashlib.sha256(body).hexdigest(),
        is_public=is_public,
        kept_by=by,
    )
    kept.file.save("", ContentFile(body if is_public else keyring.seal_bytes(body, kept.context)), save=False)
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except BaseException:
        kept.file.delete(save=False)
        raise
    return kept


def put_away(made, content_type="application/pdf", ending=".pdf") -> list[KeptFile]:
    """Keep files that the site made itself, sealed like the others: (bytes, name, id of whose it is) each. To be used in
    the same transaction; what that leaves behind when it fails is tidied by night."""
    rows = []
    for body, name, owner in made:
        kept = KeptFile(
            kind=KeptFile.Kind.DOCUMENT,
            name=shown_name(name, ending),
            content_type=content_type,
            size=len(body),
            digest=hashlib.sha256(body).hexdigest(),
            kept_by_id=owner,
            used_at=timezone.now(),
        )
        kept.file.save("", ContentFile(keyring.seal_bytes(body, kept.context)), save=False)
        rows.append(kept)
    return KeptFile.objects.bulk_create(rows)


def _read(upload, kind, limits):
    most = limits["picture_megabytes" if kind == KeptFile.Kind.PICTURE else "document_megabytes"]
    if upload.size > most * MEGABYTE:
        raise ValidationError(_("这个文件太大了，最大%(most)d MB。"), code="too_large", params={"most": most})
    if data := upload.read(most * MEGABYTE):
        return data
    raise ValidationError(_("这个文件是空的，请重新选一个。"), code="empty")


def _checked(data, kind, name, limits):
    """The bytes to keep, the ending they are shown with, and their type: by the content; the name may not contradict."""
    ending = PurePosixPath(name.lower().strip()).suffix
    if pictures.is_picture(data) and ending in {*PICTURE_ENDINGS, ""}:
        return pictures.redraw(data, limits), ".jpg", "image/jpeg"
    if kind == KeptFile.Kind.DOCUMENT and documents.is_pdf(data) and ending in {".pdf", ""}:
        documents.check_pdf(data)
        return data, ".pdf", "application/pdf"
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftypavif"}:
        raise ValidationError(_("这种照片（HEIC）还不能收。请在手机上存成JPG再传。"), code="kind")
    if kind == KeptFile.Kind.PICTURE:
        raise ValidationError(_("这不是能用的图片。请传JPG、PNG或WebP。"), code="kind")
    raise ValidationError(_("这个文件不能收。请传PDF，或者JPG、PNG、WebP图片。"), code="kind")


def shown_name(name, ending):
    """A name to show and to download by, never a place: no folders, no control or turning characters, no device."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in name if c in JOINERS or not unicodedata.category(c).startswith("C"))
    stem = FORBIDDEN.sub("_", PurePosixPath(shown).stem if "." in shown else shown)
    stem = " ".join(stem.split()).strip(". ")[:80]
    if not stem or DEVICE.fullmatch(stem):
        stem = _("文件") + stem
    return stem + ending


def content(kept) -> bytes:
    """The file as it was kept, opened."""
    with kept.file.open("rb") as file:
        body = file.read()
    return body if kept.is_public else keyring.unseal_bytes(body, kept.context)


def answer(kept) -> HttpResponse:
    """The file as an answer; 404 when it is lost. Who may see it is asked before, of what refers to it.

    A picture is shown, anything else is downloaded; neither may run anything or stay in a cache.
    """
    try:
        response = HttpResponse(content(kept), content_type=kept.content_type)
    except FileNotFoundError:
        log.error("kept_file_missing", file=kept.pk.hex)
        raise Http404 from None
    response.headers["Content-Disposition"] = content_disposition_header(not kept.is_picture, kept.name)
    response.headers["Content-Security-Policy"] = SHOWN_ALONE
    response.headers["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


@transaction.atomic
def attach(files, *, by, had=()) -> list[KeptFile]:
    """From now on something of this person uses these files, in the transaction of whatever refers to them.

    A file is used once, and only by who handed it in; `had` names those that the same thing used already.
    """
    asked = [file.pk for file in files if file]
    new = set(asked) - set(had)
    rows = KeptFile.objects.offered_by(by).filter(pk__in=new).order_by("pk").select_for_update()
    if len(rows) != len(new):
        raise Refused(_("有一个文件已经不在了，请重新传一次。"), code="file_gone")
    KeptFile.objects.filter(pk__in=new).use()
    return [file for file in files if file]


def remove(files):
    """Forget these files: the rows now, the bytes when the transaction is through. Nothing may point at them."""
    files = [file for file in files if file]
    KeptFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    for file in files:
        transaction.on_commit(lambda name=file.file.name: KeptFile.file.field.storage.delete(name))


def remove_unused(now=None):
    """Files that were handed in and never used for anything go after a day. How many went."""
    unused = PolicyRow.objects.value("uploads", "unused_hours")
    before = (now or timezone.now()) - datetime.timedelta(hours=unused)
    gone = 0
    while files := _remove_some(before):
        gone += len(files)
    return gone


@transaction.atomic
def _remove_some(before):
    """The next hundred; one that is just being used is passed by."""
    lying = KeptFile.objects.left_lying(before).order_by("kept_at").select_for_update(skip_locked=True)
    files = list(lying[:100])
    remove(files)
    return files
