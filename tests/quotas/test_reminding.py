"""Who is behind is reminded in the months of the policy, so many times a year and no more; nobody is assigned anything."""

import datetime
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.activities.models import Signup
from apps.core import days, outbox
from apps.core.models import OutboxItem, PolicyRow
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord, YearTotal
from apps.messaging.models import Message
from apps.quotas import by_night, standing
from apps.quotas.models import GoalReminder, YearStanding
from apps.quotas.school_years import courses
from apps.quotas.tasks import remind_behind as nightly
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    GoalRowFactory,
    HourRecordFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.killing import Axe, Killed, undone

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
YEAR = 2025
JUNE, JULY, OCTOBER, NOVEMBER = (datetime.date(YEAR, month, 29) for month in (6, 7, 10, 11))


def pupil(minutes=0, **fields):
    """A pupil whose year stands at so many minutes."""
    person = AffiliationFactory(
        volunteer=VolunteerFactory(registered_at=LONG_AGO), since=datetime.date(2020, 9, 1), **fields
    ).volunteer
    if minutes:
        YearTotal.objects.create(volunteer=person, year=YEAR, minutes=minutes)
    standing.follow([person.pk], today=JUNE)
    return person


def two_hours_go_by():
    """Everybody's turn to be told has come."""
    OutboxItem.objects.filter(state="waiting").update(due_at=timezone.now())
    outbox.sweep()


def reminded(day):
    """Who got a message when the job ran on a day."""
    before = set(Message.objects.values_list("pk", flat=True))
    by_night.remind_behind(day)
    two_hours_go_by()
    return set(Message.objects.exclude(pk__in=before).values_list("recipient", flat=True))


def test_who_is_behind_is_told_what_is_missing_and_where_to_look():
    person = pupil(300)

    assert reminded(JUNE) == {person.user_id}
    message = Message.objects.get()
    assert (message.kind, message.url) == ("goal.behind", "/me/goal/")
    assert "15小时" in message.title
    assert "不强求" in message.body


def soon(title, days_ahead, **fields):
    start = nine_oclock(days_ahead)
    made = ActivityFactory(
        title=title, starts_at=start, ends_at=start + datetime.timedelta(hours=3), **fields
    )
    ShiftFactory(position=PositionFactory(activity=made))


def test_the_reminder_names_three_that_are_near_and_fit_and_assigns_none():
    person = pupil(300)
    far = Region.objects.get(pk="150429101")
    soon("别的旗的", 1, region=far, banner="150429", township="150429101")
    for n in range(1, 4):
        soon(f"第{n}个", 1 + n)
    soon("只要大人的", 1, minimum_age=60)

    assert reminded(JUNE) == {person.user_id}
    assert (Message.objects.get().body, Signup.objects.count()) == (
        "附近你能报的有“第1个”、“第2个”、“第3个”。只提醒，不强求，做多少、做什么都由你定。",
        0,
    )


def test_who_left_before_the_message_was_written_gets_none():
    person = pupil(300)
    by_night.remind_behind(JUNE)
    type(person).objects.filter(pk=person.pk).update(identity_state="pending", number=None, passed_at=None)
    outbox.sweep()

    assert (Message.objects.count(), OutboxItem.objects.filter(state="dead").count()) == (0, 0)


def test_people_are_told_over_two_hours_so_that_nothing_urgent_waits_behind_them():
    for _ in range(4):
        pupil()
    before = timezone.now()
    by_night.remind_behind(JUNE)

    due = list(OutboxItem.objects.order_by("due_at").values_list("due_at", flat=True))
    assert [round((one - due[0]).total_seconds() / 60) for one in due] == [0, 30, 60, 90]
    assert due[0] - before < datetime.timedelta(minutes=1)


def test_twice_a_night_is_once():
    pupil(300)

    assert [len(reminded(JUNE)) for _ in range(3)] == [1, 0, 0]
    assert [by_night.remind_behind(JUNE) for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("minutes", [590, 1200, 5000])
def test_who_keeps_up_is_left_alone(minutes):
    """179 of 365 days are over on 29 June: 588 of 1200 minutes."""
    pupil(minutes)

    assert reminded(JUNE) == set()


@pytest.mark.parametrize(("minutes", "told"), [(587, 1), (588, 0)])
def test_behind_begins_with_the_first_minute(minutes, told):
    pupil(minutes)

    assert len(reminded(JUNE)) == told


def test_only_in_the_months_of_the_policy():
    pupil()

    assert [len(reminded(day)) for day in (JUNE, JULY, OCTOBER)] == [1, 0, 1]


def test_at_most_so_many_times_a_year():
    pupil()

    assert [len(reminded(day)) for day in (JUNE, OCTOBER, NOVEMBER)] == [1, 1, 0]


def test_none_a_year_is_none():
    PolicyRow.objects.filter(topic="goal_rule", item="reminders_a_year").update(value=0)
    pupil()

    assert reminded(JUNE) == set()


def test_who_has_no_goal_is_not_behind():
    person = VolunteerFactory()
    YearStanding.objects.create(volunteer=person, year=YEAR, identity="other", goal=0, minutes=0)

    assert reminded(JUNE) == set()


def test_who_has_not_passed_is_not_written_to():
    pupil(volunteer__identity_state="passed")
    person = YearStanding.objects.get(year=YEAR).volunteer
    type(person).objects.filter(pk=person.pk).update(identity_state="pending", number=None, passed_at=None)

    assert reminded(JUNE) == set()


def test_not_everybody_is_written_to_on_the_same_day_and_a_missed_night_loses_nobody():
    people = {pupil().user_id for _ in range(30)}
    first = reminded(datetime.date(YEAR, 6, 10))
    second = reminded(datetime.date(YEAR, 6, 28))

    assert 0 < len(first) < 30
    assert (first | second, first & second) == (people, set())


@pytest.mark.parametrize("count", [1, 30])
def test_a_set_costs_as_much_as_one(count, django_assert_num_queries):
    for _ in range(count):
        pupil()
    # policy twice, the chunk and the empty one after it, school years, reminders, outbox, savepoints
    with django_assert_num_queries(9):
        assert by_night.remind_behind(JUNE) == count


def test_the_nightly_task_is_the_same_job(monkeypatch):
    pupil()
    monkeypatch.setattr(days, "today", lambda: JUNE)

    nightly()

    assert GoalReminder.objects.count() == 1


@pytest.mark.parametrize("behind", [False, True])
def test_a_night_that_is_killed_goes_on_and_tells_everybody_once(monkeypatch, behind):
    monkeypatch.setattr(by_night, "AT_ONCE", 1)
    people = sorted(pupil().user_id for _ in range(3))
    blows = 0
    for blow in range(50):
        with undone():
            axe = Axe(blow, "quotas", "core", behind=behind)
            with suppress(Killed), connection.execute_wrapper(axe):
                by_night.remind_behind(JUNE)
            by_night.remind_behind(JUNE)
            outbox.sweep()
            told = Message.objects.filter(kind="goal.behind").values_list("recipient", flat=True)
            reminded_of = GoalReminder.objects.values_list("volunteer__user", flat=True)
            assert (sorted(told), sorted(reminded_of)) == (people, people)
        if not axe.has_fallen:
            break
        blows += 1
    assert blows == 6  # of each the reminder, and the row by which they are told


# --- school years


def served(person, day, hours):
    """Confirmed hours of a person on a day."""
    start = days.start_of(day) + datetime.timedelta(hours=9)
    record = HourRecordFactory(
        signup__volunteer=person,
        during=DateTimeTZRange(start, start + datetime.timedelta(hours=hours), "[)"),
        minutes=hours * 60,
    )
    manager = StaffFactory(organization=record.organization).user
    confirm_hours(HourRecord.objects.filter(pk=record.pk), by=manager)


def by_school_years(school, **fields):
    return GoalRowFactory(
        organization=school,
        minutes=1800,
        period="school",
        valid_from=datetime.date(2024, 9, 1),
        set_at=datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC),
        **fields,
    )


def course_on(person, day):
    kept = YearStanding.objects.select_related("affiliation").get(volunteer=person, year=day.year)
    return courses([kept], day)[person.pk]


@pytest.mark.usefixtures("open_books")
def test_a_school_year_begins_anew_in_september():
    person = pupil()
    by_school_years(AffiliationFactory._meta.model.objects.get(volunteer=person).organization)
    served(person, datetime.date(YEAR, 8, 31), 4)
    served(person, datetime.date(YEAR, 9, 1), 2)
    standing.follow([person.pk], today=OCTOBER)

    assert [course_on(person, day).minutes for day in (datetime.date(YEAR, 8, 31), OCTOBER)] == [240, 120]
    assert (course_on(person, OCTOBER).goal, YearStanding.objects.of(person, YEAR).minutes) == (1800, 360)


@pytest.mark.usefixtures("open_books")
def test_a_school_that_counts_by_calendar_years_again():
    person = pupil()
    school = AffiliationFactory._meta.model.objects.get(volunteer=person).organization
    by_school_years(school)
    GoalRowFactory(organization=school, valid_from=datetime.date(YEAR, 9, 1))
    served(person, datetime.date(YEAR, 3, 1), 4)

    assert course_on(person, OCTOBER).minutes == 240


@pytest.mark.usefixtures("open_books")
def test_who_is_behind_with_the_school_year_is_reminded_whatever_the_calendar_says():
    """In October the calendar year is nearly over and the goal of it met; the school year has just begun."""
    person = pupil()
    by_school_years(AffiliationFactory._meta.model.objects.get(volunteer=person).organization)
    for day in range(1, 6):
        served(person, datetime.date(YEAR, 3, day), 7)
    standing.follow([person.pk], today=OCTOBER)

    assert reminded(OCTOBER) == {person.user_id}


@pytest.mark.usefixtures("open_books")
def test_who_keeps_up_with_the_school_year_is_not_reminded():
    person = pupil()
    by_school_years(AffiliationFactory._meta.model.objects.get(volunteer=person).organization)
    served(person, datetime.date(YEAR, 9, 20), 5)
    standing.follow([person.pk], today=OCTOBER)

    assert YearStanding.objects.of(person, YEAR).course(OCTOBER).state == "behind"
    assert reminded(OCTOBER) == set()


# --- what the database holds


@pytest.mark.parametrize(
    ("month", "name"),
    [(6, "quotas_goalreminder_once_a_month"), (13, "quotas_goalreminder_in_a_month_of_the_year")],
)
def test_the_database_refuses(month, name):
    person = VolunteerFactory()
    GoalReminder.objects.create(volunteer=person, year=YEAR, month=6, reminded_on=JUNE)
    with pytest.raises(IntegrityError, match=name):
        GoalReminder.objects.create(volunteer=person, year=YEAR, month=month, reminded_on=JUNE)
