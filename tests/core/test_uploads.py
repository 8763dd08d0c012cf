"""Files people hand in: what they hold decides, what they give away is gone, and nobody else gets at them."""

import datetime
import io
import os
import resource
import struct
import time
import zlib

import pytest
import structlog
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from PIL import Image

from apps.core import documents, pdf, tasks, uploads
from apps.core.errors import Refused
from apps.core.models import KeptFile, PolicyRow
from tests.factories import UserFactory
from tests.files import document, picture, seen, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def sarnai():
    return UserFactory()


@pytest.fixture
def keep(sarnai):
    def keep(data=None, name="照片.jpg", kind="picture", **options):
        return uploads.keep(uploaded(data, name), kind=kind, by=sarnai, **options)

    return keep


@pytest.fixture
def refusal(keep):
    def refusal(*args, **options):
        with pytest.raises(ValidationError) as refused:
            keep(*args, **options)
        assert not KeptFile.objects.exists()
        return refused.value.code

    return refusal


# --- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.PNG"), ("WEBP", "a.webp"), ("PNG", "a.jpeg")]
)
def test_a_picture_becomes_a_jpeg(keep, kind, name):
    kept = keep(picture(kind=kind), name)

    made = seen(uploads.content(kept))
    assert (made.format, made.size, made.mode) == ("JPEG", (40, 30), "RGB")
    assert (kept.content_type, kept.name, kept.size) == ("image/jpeg", "a.jpg", len(uploads.content(kept)))


def test_where_and_when_it_was_taken_is_gone(keep):
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (42.0, 16.0, 1.0)
    notes = {"exif": exif, "comment": b"written by hand", "xmp": b"<x:xmpmeta>GPSLatitude</x:xmpmeta>"}

    made = uploads.content(keep(picture(**notes)))

    assert (dict(seen(made).getexif()), {"exif", "comment", "xmp", "icc_profile"} & set(seen(made).info)) == (
        {},
        set(),
    )
    assert not any(word in made for word in (b"PhoneMaker", b"Exif", b"by hand", b"GPS"))


def test_a_picture_taken_sideways_stands_upright(keep):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "PhoneMaker"

    made = seen(uploads.content(keep(picture((40, 20), exif=exif))))

    assert (made.size, dict(made.getexif())) == ((20, 40), {})


def test_what_is_transparent_becomes_white(keep):
    made = seen(uploads.content(keep(picture(kind="PNG", mode="RGBA", color=(0, 0, 0, 0)), "a.png")))

    assert made.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "color", "shown"),
    [
        ("1", 1, 255),
        ("L", 100, 100),
        ("P", 0, 0),
        ("LA", (100, 255), 100),
        ("RGBA", (100, 100, 100, 0), 255),
        ("CMYK", (0, 0, 0, 0), 255),
        ("I;16", 100 * 256, 100),
    ],
)
@pytest.mark.parametrize("size", [(60, 40), (5000, 40)])
def test_every_kind_of_colour_is_read(keep, mode, color, shown, size):
    kind, name = ("JPEG", "a.jpg") if mode == "CMYK" else ("PNG", "a.png")

    made = seen(uploads.content(keep(picture(size, kind=kind, mode=mode, color=color), name)))

    assert (made.mode, made.getpixel((5, 5))) == ("RGB", (shown, shown, shown))


@pytest.mark.parametrize(
    ("size", "kept"), [((3200, 1000), (1600, 500)), ((1000, 3200), (500, 1600)), ((800, 700), (800, 700))]
)
def test_a_large_picture_is_made_smaller(keep, size, kept):
    assert seen(uploads.content(keep(picture(size)))).size == kept


def flood(width, height):
    """A PNG of a few bytes that says it is that large."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "size", [(30000, 30000), (12001, 1), (1, 12001), (10000, 4001), (2**31 - 1, 2**31 - 1)]
)
def test_a_flood_of_pixels_is_refused_before_it_comes(refusal, size):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert refusal(flood(*size), "a.png") == "too_many_pixels"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_webp_takes_twice_the_memory_and_may_have_half_the_pixels(keep, refusal):
    PolicyRow.objects.filter(topic="uploads", item="webp_megapixels").update(value=1)

    assert refusal(picture((2000, 501), kind="WEBP"), "a.webp") == "too_many_pixels"
    assert keep(picture((2000, 500), kind="WEBP"), "a.webp")
    assert keep(picture((2000, 501), kind="PNG"), "a.png")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.jpg", "empty"),
        (b"\xff\xd8\xff", "a.jpg", "broken"),
        (picture((400, 300), quality=95)[:2000], "a.jpg", "broken"),
        (picture((400, 300), kind="PNG")[:60], "a.png", "broken"),
        (picture((40, 30), kind="WEBP")[:20], "a.webp", "broken"),
        (flood(100, 100), "a.png", "broken"),
        (picture(kind="GIF"), "a.gif", "kind"),
        (b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)", "a.gif", "kind"),
        (b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)", "a.jpg", "kind"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.svg", "kind"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "a.png", "kind"),
        (picture(kind="BMP"), "a.bmp", "kind"),
        (picture(kind="TIFF"), "a.tif", "kind"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "a.heic", "kind"),
        (picture(), "a.exe", "kind"),
        (picture(), "a.jpg.html", "kind"),
        (picture(), "a.svg", "kind"),
        (b"MZ\x90\x00", "a.jpg", "kind"),
        (b"PK\x03\x04", "a.jpg", "kind"),
        (document(), "a.pdf", "kind"),
        (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "a.jpg", "kind"),
    ],
)
def test_what_is_no_picture_is_refused_for_its_reason(refusal, data, name, code):
    assert refusal(data, name) == code


def test_what_hangs_behind_a_picture_is_not_kept(keep):
    """A picture and a script, or an archive, in one file."""
    made = uploads.content(keep(picture(comment=b"*/alert(1)/*") + b"<script>alert(1)</script>PK\x03\x04"))

    assert not any(part in made for part in (b"script", b"alert", b"PK\x03\x04"))


def test_as_large_as_policy_says_and_no_larger(keep, refusal):
    PolicyRow.objects.filter(topic="uploads", item="picture_megabytes").update(value=0)

    assert refusal() == "too_large"


# --- documents ------------------------------------------------------------------------------------


def packed(objects, head=b"/Filter /FlateDecode", pack=zlib.compress):
    data = pack(objects)
    return (
        b"7 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length %d %s >>\nstream\n" % (len(data), head)
        + data
        + b"\nendstream\nendobj\n"
    )


def test_a_pdf_is_kept_as_it_is(keep):
    data = document(packed(b"3 0 << /Type /Font >>"))

    kept = keep(data, "证明.PDF", "document")

    assert (uploads.content(kept), kept.content_type, kept.name) == (data, "application/pdf", "证明.pdf")


def test_a_document_may_be_a_picture(keep):
    assert keep(kind="document").content_type == "image/jpeg"


SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (document(trailer=b" /Encrypt 5 0 R"), "encrypted"),
        (document(trailer=b" /Encr#79pt 5 0 R"), "encrypted"),
        (document(b"5 0 obj\n" + SCRIPT + b"\nendobj\n"), "active"),
        (document(b"5 0 obj\n<< /S /J#61va#53cript >>\nendobj\n"), "active"),
        (document(b"5 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n"), "active"),
        (document(b"5 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n"), "active"),
        (document(b"5 0 obj\n<< /Type /RichMedia >>\nendobj\n"), "active"),
        (document(b"5 0 obj\n<< /XFA [(x) 6 0 R] >>\nendobj\n"), "active"),
        (document(packed(b"5 0 " + SCRIPT)), "active"),
        (document(packed(b"4 0 << >>") * 3 + packed(b"5 0 " + SCRIPT)), "active"),
        (document(packed(b"4 0 << >>") * 5001), "active"),
        (document(packed(b"5 0 " + SCRIPT).replace(b"/ObjStm", b"/Obj#53tm")), "active"),
        (document(packed(b"x", b"/Filter [/ASCIIHexDecode /FlateDecode]")), "active"),
        (document(packed(b"x", b"/Filter /LZWDecode")), "active"),
        (document(packed(b"x", b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>")), "active"),
        (document(packed(bytes(65 * 1024 * 1024))), "broken"),
        (document(packed(b"x", pack=bytes)), "broken"),
        (document()[:-10], "broken"),
        (b"%PDF-1.7", "broken"),
        (b"<html>%PDF-1.7", "kind"),
        (b"\n" + document(), "kind"),
        (b"", "empty"),
    ],
)
def test_a_pdf_that_does_more_than_show_is_refused(refusal, data, code):
    assert refusal(data, "证明.pdf", "document") == code


def test_the_pages_of_the_house_are_taken(keep):
    page = pdf.render("core/house.typ", {})

    assert uploads.content(keep(page, "证明.pdf", "document")) == page


def test_a_pdf_of_a_million_streams_is_read_in_seconds():
    data = document(b"/ObjStm /Filter /FlateDecode stream\n" + zlib.compress(b"x") + b"stream " * 1_000_000)
    started = time.process_time()

    documents.check_pdf(data)

    assert time.process_time() - started < 5


def test_a_pdf_by_another_name_is_refused(refusal):
    assert refusal(document(), "证明.jpg", "document") == refusal(picture(), "证明.pdf", "document") == "kind"


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("证明.jpg", "证明.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("..\\..\\windows\\x.jpg", "x.jpg"),
        ("/etc/x.jpg", "x.jpg"),
        ("CON.jpg", "文件CON.jpg"),
        ("com1.jpg", "文件com1.jpg"),
        ("..jpg", "文件.jpg"),
        ("   .jpg", "文件.jpg"),
        ("没有结尾", "没有结尾.jpg"),
        ("a\u202egpj.exe.jpg", "agpj.exe.jpg"),
        ("a\x00\x07\r\nb\u200b.jpg", "ab.jpg"),
        ('<b>"a"|b?*.jpg', "_b__a__b__.jpg"),
        ("%2e%2e%2fa.jpg", "_2e_2e_2fa.jpg"),
        ("长" * 300 + ".jpg", "长" * 80 + ".jpg"),
        ("ᠮᠣᠩᠭᠣᠯ\u180eᠠ.jpg", "ᠮᠣᠩᠭᠣᠯ\u180eᠠ.jpg"),
        ("𠮷田.jpg", "𠮷田.jpg"),
    ],
)
def test_a_name_is_for_showing_only(name, shown):
    assert uploads.shown_name(name, ".jpg") == shown


def test_no_name_leads_anywhere(keep):
    kept = keep(name="../../../" + "x" * 300 + ".jpg")

    assert kept.file.name == f"kept/{kept.pk.hex[:2]}/{kept.pk.hex}"


# --- where they lie -------------------------------------------------------------------------------


def lying(kept):
    with default_storage.open(kept.file.name) as file:
        return file.read()


def test_a_private_file_lies_sealed_and_opens_only_in_its_place(keep):
    kept, other = keep(document(), "证明.pdf", "document"), keep()

    assert b"%PDF" not in lying(kept)
    other.file.name = kept.file.name
    with pytest.raises(ValueError, match="does not open"):
        uploads.content(other)


def test_a_changed_file_does_not_open(keep):
    kept = keep()
    with default_storage.open(kept.file.name, "r+b") as file:
        file.seek(40)
        file.write(b"\x00\x00\x00\x00")

    with pytest.raises(ValueError, match="does not open"):
        uploads.content(kept)


def test_a_public_picture_lies_as_it_is_shown(keep):
    kept = keep(is_public=True)

    assert lying(kept) == uploads.content(kept)


def test_the_database_lets_only_pictures_be_public(sarnai):
    with pytest.raises(IntegrityError, match="core_keptfile_only_pictures_are_public"), transaction.atomic():
        KeptFile.objects.create(kind="document", is_public=True, kept_by=sarnai, size=1)


def test_nothing_stays_behind_when_the_row_cannot_be_written(keep, monkeypatch):
    before = set(everything())
    with pytest.raises(IntegrityError):
        keep(document(), "a.pdf", "document", is_public=True)

    assert set(everything()) == before


def everything():
    if not default_storage.exists("kept"):
        return
    for folder in default_storage.listdir("kept")[0]:
        yield from default_storage.listdir(f"kept/{folder}")[1]


def test_a_file_on_its_way_never_lies_open_on_a_disk(rf):
    request = rf.post("/", {"file": uploaded(bytes(9 * 1024 * 1024), "证明.pdf")})

    assert type(request.FILES["file"]) is InMemoryUploadedFile


# --- used, not used, removed -------------------------------------------------------------------------


def test_only_what_one_handed_in_oneself_can_be_attached_and_only_once(keep, sarnai):
    kept = keep()

    with pytest.raises(Refused, match="重新传"):
        uploads.attach([kept], by=UserFactory())
    assert uploads.attach([kept, None], by=sarnai) == [kept]
    with pytest.raises(Refused, match="重新传"):
        uploads.attach([kept], by=sarnai)
    assert uploads.attach([kept], by=sarnai, had=[kept.pk]) == [kept]
    assert KeptFile.objects.get().used_at


def test_what_nothing_uses_goes_after_a_day(keep, sarnai, django_capture_on_commit_callbacks):
    old, used, new = keep(), keep(), keep()
    uploads.attach([used], by=sarnai)
    KeptFile.objects.exclude(pk=new.pk).update(kept_at=timezone.now() - datetime.timedelta(hours=25))

    with django_capture_on_commit_callbacks(execute=True):
        tasks.remove_unused_files()

    assert set(KeptFile.objects.all()) == {used, new}
    assert [default_storage.exists(kept.file.name) for kept in (old, used, new)] == [False, True, True]


def test_a_removed_file_lies_there_until_the_transaction_is_through(keep, django_capture_on_commit_callbacks):
    kept = keep()

    with django_capture_on_commit_callbacks(execute=True):
        uploads.remove([kept, None])
        assert default_storage.exists(kept.file.name)

    assert not default_storage.exists(kept.file.name)


def test_so_many_files_a_day_and_no_more(keep, sarnai):
    PolicyRow.objects.filter(topic="uploads", item="files_a_day").update(value=2)
    keep()
    keep()

    with pytest.raises(ValidationError) as refused:
        keep()
    assert refused.value.code == "too_many"
    KeptFile.objects.update(kept_at=timezone.now() - datetime.timedelta(days=1))
    assert keep()


# --- as an answer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "disposition"),
    [
        (picture(), "照片.jpg", "inline; filename*=utf-8''%E7%85%A7%E7%89%87.jpg"),
        (document(), "证明.pdf", "attachment; filename*=utf-8''%E8%AF%81%E6%98%8E.pdf"),
    ],
)
def test_an_answer_runs_nothing_and_stays_nowhere(keep, data, name, disposition):
    kept = keep(data, name, "document")
    response = uploads.answer(kept)

    assert response.content == uploads.content(kept)
    assert {name: response[name] for name in response.headers} == {
        "Content-Type": kept.content_type,
        "Content-Disposition": disposition,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def test_a_public_picture_is_shown_once_something_uses_it(client, keep, sarnai, django_assert_num_queries):
    kept = keep(is_public=True)
    client.force_login(sarnai)
    assert client.get(kept.url).status_code == 404
    uploads.attach([kept], by=sarnai)

    with django_assert_num_queries(1):
        response = client.get(kept.url)

    assert response.content == uploads.content(kept)
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == (
        "public, max-age=31536000, immutable",
        "nosniff",
    )
    assert (response.cookies, response.get("Vary")) == ({}, None)


def test_a_private_picture_has_no_address(client, keep, sarnai):
    kept = keep()
    uploads.attach([kept], by=sarnai)

    assert (kept.url, client.get(f"/pictures/{kept.pk}.jpg").status_code) == (None, 404)


def test_a_file_that_is_lost_is_not_there(client, keep, sarnai):
    kept = keep(is_public=True)
    uploads.attach([kept], by=sarnai)
    default_storage.delete(kept.file.name)

    assert client.get(kept.url).status_code == 404
    with pytest.raises(Http404):
        uploads.answer(kept)


@pytest.mark.parametrize(
    "path", ["/pictures/", "/pictures/x.jpg", "/pictures/../settings.py", "/pictures/%00.jpg"]
)
def test_nothing_else_is_among_the_pictures(client, path):
    assert client.get(path).status_code == 404


# --- what is too large to be read ------------------------------------------------------------------


def test_a_body_that_says_it_is_huge_is_not_read(client, settings):
    said = {"CONTENT_LENGTH": str(settings.LARGEST_BODY + 1)}

    page = client.post("/activities/", b"", content_type="multipart/form-data; boundary=x", **said)
    api = client.post("/api/v1/files/", b"", content_type="multipart/form-data; boundary=x", **said)

    assert (page.status_code, "一次最多30 MB" in page.content.decode()) == (413, True)
    assert (api.status_code, api.json()) == (
        413,
        {"code": "too_large", "detail": "内容太大了：一次最多30 MB。", "fields": {}},
    )


# --- rows and files held against each other ---------------------------------------------------------


@pytest.fixture
def no_other_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def aged(place):
    long_ago = (timezone.now() - datetime.timedelta(hours=2)).timestamp()
    os.utime(default_storage.path(place), (long_ago, long_ago))


def test_a_file_without_a_row_is_tidied_away_by_night(no_other_files, keep):
    kept, left, fresh = keep(), keep(), keep()
    for gone in (left, fresh):
        KeptFile.objects.filter(pk=gone.pk).delete()
    aged(left.file.name)
    aged(kept.file.name)

    with pytest.raises(CommandError, match="0 rows without a file, 1 files without a row"):
        call_command("check_files", stdout=io.StringIO())
    tasks.tidy_files()

    assert [default_storage.exists(file.file.name) for file in (kept, left, fresh)] == [True, False, True]
    call_command("check_files", stdout=io.StringIO())


def test_a_row_without_its_file_is_told_and_kept(no_other_files, keep):
    lost = keep()
    keep()
    default_storage.delete(lost.file.name)
    said = io.StringIO()

    with pytest.raises(CommandError, match="1 rows without a file, 0 files without a row"):
        call_command("check_files", stdout=said)
    with structlog.testing.capture_logs() as logged:
        tasks.tidy_files()

    assert said.getvalue() == f"row without a file: {lost.pk.hex}\n"
    assert [(line["event"], line["count"]) for line in logged] == [("kept_files_missing", 1)]
    assert KeptFile.objects.count() == 2
