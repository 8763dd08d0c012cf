"""What the world holds of certificates, on each side: a batch that is done and a seal that waits; of a person a paper, a star
that is not reached any more, and the training that the world has anyway."""

import datetime

from apps.core import days
from apps.stars.models import StarStanding
from tests.factories import (
    BatchFactory,
    CertificateBasisFactory,
    CertificateFactory,
    RecognitionFactory,
    SealFactory,
)
from tests.files import document, kept


def certificates_of(here):
    here.batch = BatchFactory(
        organization=here.org,
        made_by=here.writer,
        since=days.today() - datetime.timedelta(days=400),
        state="done",
        left_out=1,
    )
    here.seal = SealFactory(organization=here.org, asked_by=here.writer, picture=kept())


def papers_of_person(here, volunteer):
    page = kept(by=volunteer.user, data=document(), name="证书.pdf", kind="document")
    here.my_star = RecognitionFactory(volunteer=volunteer, organization=here.association)
    StarStanding.objects.get_or_create(volunteer=volunteer, defaults={"minutes": 0, "recognized": 1})
    here.my_paper = CertificateFactory(volunteer=volunteer, pdf=page)
    CertificateBasisFactory(certificate=here.my_paper, recognition=here.my_star)
