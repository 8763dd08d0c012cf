"""What the school of the demo region took out: last year's and this year's report as files, and a statement for a pupil."""

import datetime

from django.db import transaction

from apps.certificates.actions import issue_statement
from apps.certificates.models import Batch
from apps.core import days
from apps.hours.models import HourRecord
from apps.registration.models import Affiliation
from apps.reports.actions import ask_for_report
from apps.reports.models import Export
from apps.reports.periods import Kind, Period
from apps.reports.selection import Selection


@transaction.atomic
def take_out(demo):
    school, teacher, year = demo.school, demo.school.applied_by, days.this_year()
    for kind, file_format in ((Kind.CALENDAR, Export.Format.XLSX), (Kind.SCHOOL, Export.Format.CSV)):
        selection = Selection(school, Period(kind, year - 1))
        if selection.ids:
            ask_for_report(selection, by=teacher, file_format=file_format)
    served = HourRecord.objects.confirmed().values("volunteer")
    pupils = Affiliation.objects.on(days.today()).filter(
        organization=school, volunteer__identity_state="passed", volunteer__in=served
    )
    for held in pupils.select_related("volunteer").order_by("-grade", "pk"):
        since = max(held.since, datetime.date(year - 1, 1, 1))
        theirs = HourRecord.objects.confirmed().of(held.volunteer).filter(served_on__gte=since)
        if theirs.exists():
            issue_statement(
                held.volunteer,
                organization=school,
                by=teacher,
                since=since,
                until=days.today(),
                purpose=Batch.Purpose.LEAGUE,
            )
            break
