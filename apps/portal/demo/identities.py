"""What the register has to show beside people who simply wait: a claim, a correction, a new name, certificates."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from apps.core import days, uploads
from apps.core.models import KeptFile
from apps.portal.demo.cast import HOME
from apps.registration.identity import Identity
from apps.registration.models import IdentityCase, Qualification, Volunteer

Kind, State = IdentityCase.Kind, IdentityCase.State


def tell(region):
    """In the queue of the home banner one of each kind, and a certificate that waits beside one that counts."""
    there, renamed, first, second = region.adults[HOME][-4:]
    claimant, corrected = region.people.volunteers(
        [(HOME, there.birth_date, "pending"), (HOME, region.people.birth_date(20, 40), "correction")]
    )
    claimant.name, claimant.user.name = there.name, there.name
    claimant.sex = there.sex
    claimant.set_document(there.document_number)
    claimant.save()
    claimant.user.save(update_fields=["name"])
    said = Identity(
        f"{renamed.name}高娃",
        renamed.document_type,
        renamed.document_number,
        renamed.sex,
        renamed.birth_date,
    )
    now = timezone.now()
    IdentityCase.objects.bulk_create(
        [
            case(claimant, now, 30, kind=Kind.CLAIM, story="换了手机号，旧号收不到短信了"),
            case(corrected, now, 60, state=State.CORRECTION, reason="名字少了一个字，请对着身份证再填一遍。"),
            case(
                renamed,
                now,
                8,
                kind=Kind.CHANGE,
                story="去年改了名，身份证也换了",
                proposed=said.as_text(),
                document_hash=said.document_hash,
            ),
        ]
    )
    certify(first, "02", region.reviewer)
    certify(second, "16", None)


def case(volunteer, now, hours, **fields):
    return IdentityCase(
        volunteer=volunteer,
        beneficiary_id=volunteer.user_id,
        region_id=volunteer.region_id,
        submitted_at=now - datetime.timedelta(hours=hours),
        **fields,
    )


def certify(volunteer, skill, reviewer):
    """A certificate; passed where somebody looked at it."""
    file = uploads.keep(photo(), kind=KeptFile.Kind.DOCUMENT, by=volunteer.user)
    uploads.attach([file], by=volunteer.user)
    today, now = days.today(), timezone.now()
    Qualification.objects.create(
        volunteer=volunteer,
        beneficiary_id=volunteer.user_id,
        region_id=volunteer.region_id,
        skill_id=skill,
        number=f"NM{today.year}{volunteer.pk:06d}",
        proof=file,
        issued_on=today - datetime.timedelta(days=300),
        expires_on=today + datetime.timedelta(days=430),
        state=Qualification.State.PASSED if reviewer else Qualification.State.PENDING,
        decided_by=reviewer,
        decided_at=now if reviewer else None,
    )
    if skill not in volunteer.skill_codes:
        Volunteer.objects.filter(pk=volunteer.pk).update(skill_codes=[*volunteer.skill_codes, skill])


def photo():
    body = io.BytesIO()
    Image.new("RGB", (800, 560), "#e8efe9").save(body, "JPEG")
    return SimpleUploadedFile("资格证书.jpg", body.getvalue(), content_type="image/jpeg")
