"""What the world holds of reports, on each side: a file that is there, one that waits for another person's word, the same of
the region, and what the school stated of a pupil."""

import datetime

from apps.certificates import numbers
from apps.core import days
from tests.factories import CertificateFactory, ExportFactory, ExportPartFactory, UserFactory
from tests.files import document, kept


def reports_of(here):
    waits = {"state": "asked", "needs_second": True, "done": 0, "ready_at": None}
    here.export = ExportPartFactory(export__organization=here.school).export
    here.asked_export = ExportFactory(organization=here.school, ids=[here.pupil.pk], **waits)
    here.regional_export = ExportPartFactory(
        export__organization=None, export__region_id=here.code, export__is_masked=True
    ).export
    here.statement = CertificateFactory(
        kind="stated",
        scope="20250101-20251231/stated/1/party",
        number=numbers.new_number("stated", days.this_year()),
        volunteer=here.pupil.volunteer,
        issuer=here.school,
        since=days.today() - datetime.timedelta(days=90),
        until=days.today(),
        pdf=kept(by=UserFactory(), data=document(), name="说明.pdf", kind="document"),
    )


def asked_for(export, user):
    export.asked_by = user
    export.save(update_fields=["asked_by"])
