"""A year of activities and three of standing duty: notices, sign-ups, presences and hours."""

import datetime
from zlib import crc32

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.activities.models import Activity, Position, Presence, Shift, Signup
from apps.activities.places import SEATS
from apps.core import days
from apps.core.text import grams
from apps.hours import ledger
from apps.hours.models import HourRecord, LedgerLine
from apps.portal.demo.copy import analyze, copy_into
from apps.portal.demo.words import URBAN, activities, names

HOUR = datetime.timedelta(hours=1)


def at(day, hour):
    return days.start_of(day) + hour * HOUR


def notice(words, organization, *, place, reviewer, starts_at, ends_at, state, submitted_at):
    reviewed = state == "published"
    activity = Activity(
        organization=organization,
        title=words.title,
        description=words.description,
        requirements="准时到，穿方便干活的衣服。",
        risks=words.risks,
        place=place,
        service_fields=[words.field],
        beneficiaries=words.beneficiaries,
        protections=words.protections,
        cancel_hours=24,
        contact_name=organization.contact_name,
        contact_phone=organization.contact_phone,
        minimum_age=words.minimum_age,
        starts_at=starts_at,
        ends_at=ends_at,
        state=state,
        author=organization.applied_by,
        submitted_by=organization.applied_by if state != "draft" else None,
        submitted_at=submitted_at if state != "draft" else None,
        decided_by=reviewer if reviewed else None,
        decided_at=min(starts_at - 48 * HOUR, timezone.now()) if reviewed else None,
        grams=grams(f"{words.title} {place} {words.description}"[:200]),
    )
    activity.place_in(organization.region)
    activity.longitude, activity.latitude = point_of(organization.region_id, place)
    return activity


def point_of(code, place):
    """A point some way round the seat of the league, the same for the same place."""
    longitude, latitude = SEATS.get(code[:4], SEATS["1501"])
    number = crc32(f"{code}{place}".encode())
    return round(longitude + (number % 41 - 20) / 100, 2), round(latitude + (number // 41 % 31 - 15) / 100, 2)


class Service:
    """Collects rows and writes them table by table, each in a few large statements."""

    def __init__(self, random, reviewer):
        self.random = random
        self.reviewer = reviewer
        self.notices, self.shifts, self.signups, self.presences, self.records = [], [], [], [], []
        self.busy = set()  # (volunteer, day): one activity a day keeps times apart

    def activity(self, words, organization, shifts, *, capacity, state="published"):
        """A notice with one position and its shifts [(start, end)], kept until `write`."""
        region = organization.region
        landmark = self.random.choice(names("streets" if region.type in URBAN else "steppe"))
        row = notice(
            words,
            organization,
            place=words.place_in(region, landmark),
            reviewer=self.reviewer,
            starts_at=shifts[0][0],
            ends_at=shifts[-1][1],
            state=state,
            submitted_at=timezone.now() - 30 * HOUR,
        )
        position = Position(activity=row, name="值守" if "值守" in words.title else "现场服务")
        made = [Shift(position=position, starts_at=s, ends_at=e, capacity=capacity) for s, e in shifts]
        self.notices.append((row, position))
        self.shifts += made
        return made

    def join(self, shift, volunteer):
        """A place in a shift, unless it is full, the person serves elsewhere that day or was not registered yet."""
        key = (volunteer.pk, days.day_of(shift.starts_at))
        signed_up_at = min(shift.starts_at - 30 * HOUR, timezone.now())
        if shift.taken >= shift.capacity or key in self.busy or signed_up_at < volunteer.passed_at:
            return None
        self.busy.add(key)
        shift.taken += 1
        signup = Signup(
            shift=shift,
            volunteer=volunteer,
            signed_up_by_id=volunteer.user_id,
            signed_up_at=signed_up_at,
            during=DateTimeTZRange(shift.starts_at, shift.ends_at, "[)"),
        )
        self.signups.append(signup)
        return signup

    def serve(self, shift, volunteer, *, state="confirmed"):
        """Came by code, stayed, left by code; the hours are confirmed or wait."""
        if not (signup := self.join(shift, volunteer)):
            return
        came = shift.starts_at - self.random.randint(0, 8) * datetime.timedelta(minutes=1)
        early = self.random.choice([0, 0, 0, 0, 5, 20])
        left = shift.ends_at - early * datetime.timedelta(minutes=1)
        self.presences.append(
            Presence(signup=signup, came_at=came, came_how="code", left_at=left, left_how="code")
        )
        self.records.append(self._record(signup, shift, volunteer, left, state))

    def _record(self, signup, shift, volunteer, left, state):
        organization = shift.position.activity.organization
        minutes = int((left - shift.starts_at).total_seconds() // 60)
        confirmed = state == "confirmed"
        return HourRecord(
            signup=signup,
            volunteer=volunteer,
            beneficiary_id=volunteer.user_id,
            organization=organization,
            volunteer_region_id=volunteer.region_id,
            activity_region_id=organization.region_id,
            organization_region_id=organization.region_id,
            during=DateTimeTZRange(shift.starts_at, left, "[)"),
            served_on=days.day_of(shift.starts_at),
            minutes=minutes,
            source="code",
            proposed_at=left,
            state=state,
            counted=minutes if confirmed else None,
            decided_by=organization.applied_by if confirmed else None,
            decided_at=min(left + 26 * HOUR, timezone.now()) if confirmed else None,
        )

    def write(self):
        """Everything collected, in the order of its tables; the ledger posts the hours as it always does."""
        Activity.objects.bulk_create([a for a, _ in self.notices], batch_size=1000)
        Position.objects.bulk_create([p for _, p in self.notices], batch_size=2000)
        analyze(Activity)
        analyze(Position)
        for rows, model in (
            (self.shifts, Shift),
            (self.signups, Signup),
            (self.presences, Presence),
            (self.records, HourRecord),
        ):
            copy_into(model, rows)
        Activity.objects.filter(state=Activity.State.PUBLISHED).note_next()
        confirmed = [record.pk for record in self.records if record.state == "confirmed"]
        ledger.post(confirmed, LedgerLine.Kind.CONFIRM)

    def standing_duty(self, organization, regulars, years=3):
        """Eight hours every Saturday and Sunday for years: where the high stars come from.

        `regulars` is a list of (volunteer, share of the shifts they serve).
        """
        today = days.today()
        for year in range(today.year - years + 1, today.year + 1):
            weekend = [
                day
                for n in range(366)
                if (day := datetime.date(year, 1, 1) + datetime.timedelta(days=n)).year == year
                and day.weekday() >= 5
                and day < today
            ]
            if not weekend:
                continue
            shifts = self.activity(
                activities("duty")[0], organization, [(at(d, 9), at(d, 17)) for d in weekend], capacity=9
            )
            for shift in shifts:
                for volunteer, share in regulars:
                    if self.random.random() < share:
                        self.serve(shift, volunteer)

    def words(self, day, kind="adults"):
        """A notice that fits the season."""
        return self.random.choice([words for words in activities(kind) if words.fits(day)])

    def past(self, organization, volunteers, days_ago, *, state="confirmed", kind="adults"):
        """One activity some days ago, to which those of these volunteers came who were old enough then."""
        day = days.today() - datetime.timedelta(days=days_ago)
        words, hour = self.words(day, kind), self.random.choice([8, 9, 14])
        came = [v for v in volunteers if v.age_on(day) >= words.minimum_age]
        capacity = len(volunteers) + self.random.randint(0, 3)
        (shift,) = self.activity(words, organization, [(at(day, hour), at(day, hour + 3))], capacity=capacity)
        for volunteer in came:
            self.serve(shift, volunteer, state=state)

    def coming(self, organization, volunteers, in_days, *, closes_before=0, email=""):
        """A published activity of the coming weeks with some places taken; sign-up may end some days before."""
        day = days.today() + datetime.timedelta(days=in_days)
        hour = self.random.choice([8, 9, 14])
        (shift,) = self.activity(
            self.words(day),
            organization,
            [(at(day, hour), at(day, hour + 3))],
            capacity=len(volunteers) + self.random.choice([0, 2, 3, 5, 8, 12]) or 4,
        )
        row = shift.position.activity
        row.contact_email = email
        if closes_before:
            row.closes_at = at(day - datetime.timedelta(days=closes_before), 18)
        for volunteer in volunteers:
            self.join(shift, volunteer)

    def about_to_begin(self, organization, volunteers):
        """A shift that begins within the half hour, so that codes and the roll can be tried at once."""
        now = timezone.now().replace(second=0, microsecond=0)
        start = now + datetime.timedelta(minutes=20 - now.minute % 10)
        (shift,) = self.activity(
            self.words(days.today()), organization, [(start, start + 3 * HOUR)], capacity=len(volunteers) + 3
        )
        for volunteer in volunteers:
            self.join(shift, volunteer)

    def in_review(self, organization, in_days):
        day = days.today() + datetime.timedelta(days=in_days)
        self.activity(
            self.words(day), organization, [(at(day, 9), at(day, 12))], capacity=20, state="in_review"
        )
