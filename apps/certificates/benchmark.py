"""A whole batch as it is made for an organisation, measured: people and hours of its own, the jobs one after the other in
this process, the ZIP to its last byte. All of it happens in a transaction that is undone, files too; nobody sees anything."""

import datetime
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.accounts.models import User
from apps.certificates.actions import begin_batch
from apps.certificates.archives import zipped
from apps.certificates.models import Batch, Certificate
from apps.core import days, outbox
from apps.core.models import KeptFile, OutboxItem
from apps.core.text import grams
from apps.hours.models import Basis, HourRecord
from apps.organizations.models import Organization, Post
from apps.regions.models import Region
from apps.registration.models import Volunteer

NAME = "Measured"
HOUR = datetime.timedelta(hours=1)
FIRST_NUMBER = 990000000000  # of volunteers: such numbers no region gives out


@dataclass(frozen=True)
class Measured:
    certificates: int
    chunks: int
    seconds: float
    work: float  # seconds of a processor in this process
    slowest: float  # of the jobs
    zip_seconds: float
    zip_bytes: int
    memory: float  # MB at most
    more_memory: float  # MB more than before


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside has not happened afterwards, and the files that were kept meanwhile go; where something failed
    they are tidied away by night."""
    with transaction.atomic():
        before = timezone.now()
        yield
        made = Certificate.objects.filter(batch__organization__name=NAME, issued_at__gte=before)
        for kept in KeptFile.objects.filter(pk__in=made.values("pdf")):
            kept.file.delete(save=False)
        transaction.set_rollback(True)


def measure(people: int, lines: int) -> Measured:
    """Make a batch for so many people with so many records each."""
    with undone():
        owner, organization = _place()
        _serve(organization, _people(people, organization.region), lines)
        since, memory = days.today() - datetime.timedelta(days=lines + 1), peak()
        batch = begin_batch(organization, by=owner, kind=Batch.Kind.SERVICE, since=since, until=days.today())
        worked = time.process_time()
        chunks = list(_jobs_of(batch))
        worked = time.process_time() - worked
        began, size = time.perf_counter(), sum(len(part) for part in zipped(batch))
        batch.refresh_from_db()
        if batch.state != Batch.State.DONE:
            raise RuntimeError(f"The batch is {batch.state}: {batch.why or 'a job failed, see the log'}")
        return Measured(
            certificates=batch.made,
            chunks=len(chunks),
            seconds=sum(chunks),
            work=worked,
            slowest=max(chunks),
            zip_seconds=time.perf_counter() - began,
            zip_bytes=size,
            memory=peak(),
            more_memory=peak() - memory,
        )


def _jobs_of(batch):
    """Does what the batch put into the outbox, and nothing of anybody else; how long each took."""
    while item := OutboxItem.objects.due().filter(key__startswith=f"batch:{batch.pk}:").first():
        began = time.perf_counter()
        outbox.perform(item)
        yield time.perf_counter() - began


def _place():
    """An organisation at work, and who owns it."""
    owner, officer = User.objects.bulk_create([_user(0), _user(1)])
    organization = Organization.objects.create(
        kind_id="team",
        region=Region.objects.filter(level=Region.Level.BANNER).order_by("code").first(),
        name=NAME,
        grams=grams(NAME),
        contact_name=NAME,
        contact_phone="13900000000",
        state=Organization.State.APPROVED,
        applied_by=owner,
        decided_by=officer,
        decided_at=timezone.now(),
    )
    Post.objects.create(user=owner, organization=organization, role=Post.Role.OWNER, since=days.today())
    return owner, organization


def _user(number):
    user = User(name=NAME)
    user.set_phone(f"10{number:09d}")
    user.set_unusable_password()
    return user


def _people(count, region):
    users = User.objects.bulk_create([_user(2 + n) for n in range(count)], batch_size=1000)
    volunteers = []
    for n, user in enumerate(users):
        one = Volunteer(
            user=user,
            number=str(FIRST_NUMBER + n),
            name="Measured",
            sex=2,
            birth_date=datetime.date(1990, 5, 4),
            document_type="id_card",
            region=region,
            identity_state=Volunteer.IdentityState.PASSED,
            passed_at=timezone.now(),
        )
        one.set_document(f"{n:018d}", "measured")
        volunteers.append(one)
    return Volunteer.objects.bulk_create(volunteers, batch_size=1000)


def _serve(organization, volunteers, lines):
    """An hour a day, confirmed, on so many days before today."""
    basis = Basis.objects.create(
        kind=Basis.Kind.BACKFILL,
        organization=organization,
        region=organization.region,
        title="Streets",
        place="Square",
        content="Snow",
        leader=NAME,
        reason="Measured",
        declared=Basis.DECLARATION,
        people=len(volunteers),
        minutes=60 * lines * len(volunteers),
        made_by=organization.applied_by,
    )
    for ago in range(1, lines + 1):
        day = days.today() - ago * days.ONE
        HourRecord.objects.bulk_create(
            [_record(one, organization, basis, day) for one in volunteers], batch_size=2000
        )


def _record(volunteer, organization, basis, day):
    begins = days.start_of(day) + 9 * HOUR
    return HourRecord(
        basis=basis,
        volunteer=volunteer,
        beneficiary_id=volunteer.user_id,
        organization=organization,
        volunteer_region=volunteer.region,
        activity_region=organization.region,
        organization_region=organization.region,
        during=DateTimeTZRange(begins, begins + HOUR, "[)"),
        served_on=day,
        minutes=60,
        source=HourRecord.Source.BACKFILL,
        came_noted_by=organization.applied_by,
        state=HourRecord.State.CONFIRMED,
        counted=60,
        decided_by=organization.decided_by,
        decided_at=timezone.now(),
    )


def peak() -> float:
    """MB this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
