"""A star is reached by arithmetic, in the moment the hours change."""

import datetime

import pytest
from django.db import connection

from apps.core import days
from apps.core.invariants import bad_rows, names
from apps.core.models import PolicyRow
from apps.hours import ledger
from apps.hours.actions import void_hours
from apps.hours.models import LedgerLine
from apps.messaging.models import Message
from apps.stars import standing
from apps.stars.models import StarStanding
from apps.stars.recompute import recompute_stars
from apps.stars.scale import next_star, stars_for
from tests.factories import HourRecordFactory, StaffFactory, UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

NOTICE = [6000, 18000, 36000, 60000, 90000]
EDGES = [
    (0, 0),
    (5999, 0),
    (6000, 1),
    (17999, 1),
    (18000, 2),
    (35999, 2),
    (36000, 3),
    (59999, 3),
    (60000, 4),
    (89999, 4),
    (90000, 5),
    (1000000, 5),
]


@pytest.fixture
def volunteer():
    return VolunteerFactory()


def star_of(volunteer):
    kept = StarStanding.objects.get(volunteer=volunteer)
    return kept.minutes, kept.reached, kept.recognized


@pytest.mark.parametrize(("minutes", "stars"), EDGES)
def test_stars_for_minutes(minutes, stars):
    assert stars_for(minutes, NOTICE) == stars


@pytest.mark.parametrize(("minutes", "stars"), EDGES)
def test_the_database_counts_stars_as_the_scale_does(minutes, stars):
    with connection.cursor() as cursor:
        cursor.execute("SELECT width_bucket(%s, %s)", [minutes, NOTICE])
        assert cursor.fetchone()[0] == stars


def test_next_star():
    assert [next_star(m, NOTICE) for m in (0, 6000, 90000)] == [(1, 6000), (2, 18000), None]


def test_the_notice_stands_in_the_policy():
    assert standing.thresholds() == NOTICE


@pytest.mark.parametrize(("minutes", "stars"), [(5999, 0), (6000, 1)])
def test_a_hundred_hours_and_not_a_minute_less_reach_the_first_star(volunteer, serve, minutes, stars):
    serve(volunteer, minutes)

    kept = StarStanding.objects.get(volunteer=volunteer)
    assert (kept.reached, kept.reached_on) == (stars, days.today() if stars else None)


def test_all_years_count_towards_a_star(volunteer, serve):
    serve(volunteer, 3000, year=2024)
    serve(volunteer, 3000, year=2025)

    assert star_of(volunteer) == (6000, 1, 0)


def test_whoever_reaches_a_star_is_told_once(volunteer, serve):
    serve(volunteer, 6000)
    serve(volunteer, 5999)
    serve(volunteer, 6001)

    told = Message.objects.filter(kind="star_reached")
    assert list(told.values_list("recipient", "key")) == [(volunteer.user_id, "star:1")]


@pytest.mark.parametrize(
    ("recognized", "words"),
    [(0, "有时长作废了。时长再够的时候，会再告诉你。"), (1, "认定过的星先留着，由协会来定")],
)
def test_whose_hours_are_not_enough_any_more_is_told(volunteer, serve, recognized, words):
    serve(volunteer, 6000)
    StarStanding.objects.update(recognized=recognized, asked=6000 * recognized)
    serve(volunteer, 5910)
    serve(volunteer, 5800)

    told = Message.objects.get(recipient=volunteer.user_id, kind="star_less")
    assert (told.title, words in told.body) == ("现在的时长不够一星", True)


def test_voided_hours_take_the_reached_star_back(volunteer, serve):
    serve(volunteer, 6000)
    serve(volunteer, 5910)

    kept = StarStanding.objects.get(volunteer=volunteer)
    assert (kept.minutes, kept.reached, kept.reached_on) == (5910, 0, None)


@pytest.fixture
def three_times(volunteer):
    """One star asks for ninety minutes and two ask for three times as many, which were confirmed one after the other."""
    for item, minutes in (("1", 90), ("2", 270)):
        PolicyRow.objects.filter(topic="star_minutes", item=item).update(value=minutes)
    by = StaffFactory().user
    records = [
        HourRecordFactory(
            signup__volunteer=volunteer,
            state="confirmed",
            counted=90,
            decided_by=by,
            decided_at=days.start_of(days.today() - datetime.timedelta(days=ago)),
        )
        for ago in (30, 20, 10)
    ]
    ledger.post([record.pk for record in records], LedgerLine.Kind.CONFIRM)
    standing.follow([volunteer.pk])
    assert star_of(volunteer) == (270, 2, 0)
    return records


@pytest.mark.parametrize(
    ("voided", "ago"),
    [(2, 30), (0, 20)],
)
def test_who_falls_to_a_lower_star_has_reached_that_when_its_hours_were_enough(three_times, voided, ago):
    void_hours(three_times[voided], by=UserFactory(), reason="那天没有到场")

    kept = StarStanding.objects.get()
    assert (kept.reached, kept.reached_on) == (1, days.today() - datetime.timedelta(days=ago))


def test_the_recompute_finds_the_same_day(three_times):
    void_hours(three_times[0], by=UserFactory(), reason="那天没有到场")
    in_the_moment = StarStanding.objects.values().get()
    StarStanding.objects.update(minutes=270, reached=2, reached_on=days.today())

    assert recompute_stars() == 1
    assert StarStanding.objects.values().get() == in_the_moment


def test_where_no_record_tells_it_is_the_day_of_the_fall(volunteer, serve):
    serve(volunteer, 18000)
    StarStanding.objects.update(reached_on="2026-03-05")
    serve(volunteer, 17910)

    kept = StarStanding.objects.get()
    assert (kept.reached, kept.reached_on) == (1, days.today())


def test_fewer_hours_for_the_same_star_leave_its_day(volunteer, serve):
    serve(volunteer, 18000)
    StarStanding.objects.update(reached_on="2026-03-05")
    serve(volunteer, 18600), serve(volunteer, 18000)

    assert StarStanding.objects.get().reached_on == datetime.date(2026, 3, 5)


def test_a_recognized_star_stays_when_hours_are_voided(volunteer, serve):
    serve(volunteer, 6000)
    StarStanding.objects.update(recognized=1, asked=6000)
    serve(volunteer, 5910)

    assert star_of(volunteer) == (5910, 0, 1)
    assert StarStanding.objects.get().has_fallen


def test_higher_thresholds_count_from_their_day_and_leave_recognized_stars(volunteer, serve):
    serve(volunteer, 6000)
    StarStanding.objects.update(recognized=1, asked=6000)
    Message.objects.all().delete()
    today = days.today()
    PolicyRow.objects.create(
        topic="star_minutes", item="1", value=7200, unit="minutes", valid_from=today, source="新办法"
    )

    day_before = recompute_stars(day=today - datetime.timedelta(days=1))
    then = star_of(volunteer)
    corrected = recompute_stars()

    assert (day_before, then) == (0, (6000, 1, 1))
    assert (corrected, star_of(volunteer)) == (1, (6000, 0, 1))
    assert (StarStanding.objects.get().has_fallen, StarStanding.objects.fallen().exists()) == (False, False)
    assert not Message.objects.exists()


def test_lower_thresholds_reach_people_when_they_come_into_force(volunteer, serve):
    serve(volunteer, 5000)
    tomorrow = days.today() + datetime.timedelta(days=1)
    PolicyRow.objects.create(
        topic="star_minutes", item="1", value=4800, unit="minutes", valid_from=tomorrow, source="新办法"
    )

    assert (recompute_stars(), recompute_stars(day=tomorrow)) == (0, 1)
    assert star_of(volunteer) == (5000, 1, 0)


@pytest.mark.parametrize("count", [1, 30])
def test_a_set_of_standings_costs_as_much_as_one(count, serve, django_assert_num_queries):
    people = VolunteerFactory.create_batch(count)
    for person in people:
        serve(person, 6000)
    StarStanding.objects.update(minutes=0, reached=0)

    with django_assert_num_queries(5):  # lock, write, savepoint, messages, release
        standing.follow([person.pk for person in people])


def test_invariants_notice_a_wrong_star(volunteer, serve):
    serve(volunteer, 6000)
    assert "star_reached_follows_minutes" in names()
    assert bad_rows("star_reached_follows_minutes") == []
    StarStanding.objects.update(reached=2)

    assert bad_rows("star_reached_follows_minutes") == [(volunteer.pk, 1, 2)]


def test_invariants_notice_wrong_minutes(volunteer, serve):
    serve(volunteer, 6000)
    StarStanding.objects.update(minutes=6060)

    assert bad_rows("star_minutes_are_the_sum_of_all_years") == [(volunteer.pk, 6000, 6060)]


def test_invariants_notice_a_recognized_star_without_a_paper(volunteer, serve):
    serve(volunteer, 6000)
    StarStanding.objects.update(recognized=1)

    assert bad_rows("star_recognized_stands_on_recognitions") == [(volunteer.pk, 0, 1)]
