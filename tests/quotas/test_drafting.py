"""What another policy would change is seen before it is in force; only the region's own office puts it in force."""

import datetime
from functools import partial

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core import days
from apps.core.errors import Refused
from apps.core.invariants import bad_rows, names
from apps.core.models import AuditRow, PolicyRow
from apps.hours.models import YearTotal
from apps.hours.signals import hours_changed
from apps.quotas.actions import count_again, count_drafts, draft_policy, drafts, put_in_force, withdraw_draft
from apps.quotas.actions.drafts import numbers_in_force
from apps.quotas.effects import by_league, by_place
from apps.quotas.models import DraftEffect, DraftRow, YearStanding
from apps.quotas.recompute import recompute_goals
from apps.regions.models import Region
from apps.stars.models import StarStanding
from apps.stars.recompute import recompute_stars
from tests.factories import (
    AffiliationFactory,
    GoalRowFactory,
    OrganizationFactory,
    PolicyDraftFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
AOHAN, SAIHAN = "150430", "150105"
STAR, GOAL = "star_minutes", "goal_minutes"
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def person(minutes, banner=AOHAN, school=None, **fields):
    """A pupil with so many minutes this year."""
    volunteer = VolunteerFactory(region_id=banner, registered_at=LONG_AGO, **fields)
    place = {"organization": school} if school else {}
    AffiliationFactory(volunteer=volunteer, since=datetime.date(2020, 9, 1), **place)
    YearTotal.objects.create(volunteer=volunteer, year=days.this_year(), minutes=minutes)
    hours_changed.send(sender=YearTotal, volunteer_ids=[volunteer.pk], years=[days.this_year()])
    return volunteer


def draft(changed, code="15", by=None):
    region = Region.objects.get(pk=code)
    made = draft_policy(region, name="草案", numbers=numbers_in_force() | changed, by=by or UserFactory())
    return counted(made)


def counted(made):
    count_drafts()
    made.refresh_from_db()
    return made


def effects(made):
    """{banner: (more stars, fewer stars, other goals, met, unmet)}."""
    return {
        row.region_id: tuple(getattr(row, name) for name in DraftEffect.COUNTS) for row in made.effects.all()
    }


def test_a_lower_threshold_is_reached_by_more():
    person(5000), person(5999, SAIHAN), person(6000), person(4799)

    assert effects(draft({(STAR, "1"): 4800})) == {AOHAN: (1, 0, 0, 0, 0), SAIHAN: (1, 0, 0, 0, 0)}


def test_a_higher_threshold_is_reached_by_fewer():
    person(6000), person(7199), person(7200)

    assert effects(draft({(STAR, "1"): 7200})) == {AOHAN: (0, 2, 0, 0, 0)}


def test_a_lower_goal_is_met_by_more_and_a_higher_one_by_fewer():
    person(900), person(1200), person(1500)

    assert effects(draft({(GOAL, "pupil"): 900})) == {AOHAN: (0, 0, 3, 1, 0)}
    assert effects(draft({(GOAL, "pupil"): 1500})) == {AOHAN: (0, 0, 3, 0, 1)}


def test_what_a_school_asks_for_stays_whatever_the_policy_says():
    school = OrganizationFactory(kind_id="primary_school")
    GoalRowFactory(
        organization=school,
        minutes=1500,
        valid_from=datetime.date(2021, 1, 1),
        set_at=datetime.datetime(2020, 12, 1, tzinfo=datetime.UTC),
    )
    person(1400, school=school)

    assert effects(draft({(GOAL, "pupil"): 900})) == {}
    assert effects(draft({(GOAL, "pupil"): 1800})) == {AOHAN: (0, 0, 1, 0, 0)}


def test_what_a_region_asks_for_stays_too():
    GoalRowFactory(
        organization=None,
        region_id="1504",
        minutes=1500,
        valid_from=datetime.date(2021, 1, 1),
        set_at=datetime.datetime(2020, 12, 1, tzinfo=datetime.UTC),
    )
    person(1400), person(1000, SAIHAN, school=OrganizationFactory(kind_id="primary_school", region_id=SAIHAN))

    assert effects(draft({(GOAL, "pupil"): 900})) == {SAIHAN: (0, 0, 1, 1, 0)}


def test_it_says_what_really_happens_then():
    """The counts of a draft against the standings before and after it was in force."""
    for minutes in (500, 900, 1000, 1200, 4900, 6000):
        person(minutes)
    made = draft({(STAR, "1"): 4800, (GOAL, "pupil"): 900})
    before = happened()
    put_in_force(made, valid_from=days.today() + days.ONE, source="新办法", by=UserFactory())
    PolicyRow.objects.filter(source="新办法").update(valid_from=days.today())
    recompute_stars(), recompute_goals()

    after = happened()
    stars = sum(after[pk][0] > before[pk][0] for pk in before)
    met = sum(after[pk][1] and not before[pk][1] for pk in before)
    assert effects(made) == {AOHAN: (stars, 0, len(before), met, 0)}
    assert (stars, met) == (1, 2)


def happened():
    stars = dict(StarStanding.objects.values_list("volunteer", "reached"))
    return {
        row.volunteer_id: (stars[row.volunteer_id], row.is_met)
        for row in YearStanding.objects.in_year(days.this_year())
    }


def test_an_office_sees_its_own_people_only():
    person(5000), person(5000, SAIHAN)

    assert [list(effects(draft({(STAR, "1"): 4800}, code=code))) for code in ("1504", AOHAN, SAIHAN)] == [
        [AOHAN],
        [AOHAN],
        [SAIHAN],
    ]


def test_who_has_not_passed_is_not_counted():
    volunteer = person(5000)
    type(volunteer).objects.update(identity_state="pending", number=None, passed_at=None)

    assert effects(draft({(STAR, "1"): 4800})) == {}


def test_sums_are_those_of_the_banners():
    person(5000), person(5000, SAIHAN)
    rows, total = by_place(draft({(STAR, "1"): 4800}))

    assert ([row.region_id for row in rows], total["stars_more"]) == ([SAIHAN, AOHAN], 2)
    assert [(one.region.name, one.stars_more) for one in by_league(rows)] == [
        ("呼和浩特市", 1),
        ("赤峰市", 1),
    ]


def test_nothing_is_in_force_by_writing_it_down():
    before = numbers_in_force()
    draft({(STAR, "1"): 4800})

    assert numbers_in_force(days.today() + datetime.timedelta(days=1000)) == before


def test_counting_again_follows_the_hours():
    made = draft({(STAR, "1"): 4800})
    person(5000)
    count_again(made, by=UserFactory())
    assert (made.effects.count(), count_drafts(), count_drafts()) == (0, 1, 0)

    assert effects(made) == {AOHAN: (1, 0, 0, 0, 0)}


def test_a_draft_is_counted_before_it_is_put_in_force():
    made = draft_policy(
        Region.objects.get(pk="15"),
        name="草案",
        numbers=numbers_in_force() | {(STAR, "1"): 4800},
        by=UserFactory(),
    )
    decide = partial(put_in_force, made, valid_from=tomorrow(), source="新办法", by=UserFactory())

    assert refusal(decide) == "draft_not_counted"
    counted(made)
    assert decide().state == "in_force"


def test_what_is_withdrawn_is_not_counted_any_more():
    made = draft({(STAR, "1"): 4800})
    count_again(made, by=UserFactory())
    withdraw_draft(made, by=UserFactory())

    assert count_drafts() == 0


def test_workers_are_called_once_it_is_written(django_capture_on_commit_callbacks, monkeypatch):
    rung = []
    monkeypatch.setattr(drafts.bell, "ring", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        draft({(STAR, "1"): 4800})

    assert rung == [drafts.TASK]


@pytest.mark.parametrize("count", [1, 30])
def test_a_draft_costs_as_many_statements_for_one_person_as_for_thirty(count):
    for _ in range(count):
        person(5000)
    region, by, numbers = Region.objects.get(pk="15"), UserFactory(), numbers_in_force() | {(STAR, "1"): 4800}
    with CaptureQueriesContext(connection) as written:
        draft_policy(region, name="草案", numbers=numbers, by=by)
    with CaptureQueriesContext(connection) as asked:
        count_drafts()

    assert (len(written), len(asked)) == (9, 11)


def refusal(act):
    try:
        act()
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "nothing_changed"),
        ({(STAR, "1"): 18000}, "stars_not_ascending"),
        ({(STAR, "2"): 5000}, "stars_not_ascending"),
        ({(STAR, "5"): 90060}, None),
    ],
)
def test_a_draft_changes_something_and_stars_ascend(changed, code):
    assert refusal(lambda: draft(changed)) == code


def tomorrow(ahead=1):
    return days.today() + datetime.timedelta(days=ahead)


def test_it_is_in_force_from_its_day_on_and_leaves_a_trace():
    officer, before = UserFactory(), numbers_in_force()
    made = put_in_force(draft({(STAR, "1"): 4800}), valid_from=tomorrow(), source="新办法", by=officer)

    assert (numbers_in_force(), numbers_in_force(tomorrow())[(STAR, "1")]) == (before, 4800)
    assert (made.state, made.decided_by, made.source) == ("in_force", officer, "新办法")
    assert AuditRow.objects.get(action="draft.put_in_force").actor == officer


@pytest.mark.parametrize(
    ("code", "ahead", "source", "refused"),
    [
        ("1504", 1, "新办法", "not_the_region"),
        (AOHAN, 1, "新办法", "not_the_region"),
        ("15", 0, "新办法", "policy_from_the_past"),
        ("15", 1, "  ", "source_missing"),
        ("15", 1, "新办法", None),
    ],
)
def test_only_the_region_from_a_day_to_come_and_by_a_document(code, ahead, source, refused):
    made = draft({(STAR, "1"): 4800}, code=code)
    act = lambda: put_in_force(made, valid_from=tomorrow(ahead), source=source, by=UserFactory())  # noqa: E731

    assert refusal(act) == refused
    assert PolicyRow.objects.filter(value=4800).count() == (refused is None)


def test_two_policies_of_one_day():
    first, second = draft({(STAR, "1"): 4800}), draft({(STAR, "1"): 5400})
    put_in_force(first, valid_from=tomorrow(), source="一", by=UserFactory())

    assert refusal(lambda: put_in_force(second, valid_from=tomorrow(), source="二", by=UserFactory())) == (
        "day_is_taken"
    )
    second.refresh_from_db()
    assert second.state == "draft"


def test_stars_that_do_not_ascend_with_what_is_in_force_by_then():
    put_in_force(draft({(STAR, "2"): 9000}), valid_from=tomorrow(), source="一", by=UserFactory())
    made = draft({(STAR, "1"): 12000})

    assert refusal(lambda: put_in_force(made, valid_from=tomorrow(2), source="二", by=UserFactory())) == (
        "stars_not_ascending"
    )


@pytest.mark.parametrize("again", ["count", "in_force", "withdraw"])
def test_what_is_decided_stays_decided(again):
    made, someone = draft({(STAR, "1"): 4800}), UserFactory()
    withdraw_draft(made, by=someone)
    act = {
        "count": lambda: count_again(made, by=someone),
        "in_force": lambda: put_in_force(made, valid_from=tomorrow(), source="新", by=someone),
        "withdraw": lambda: withdraw_draft(made, by=someone),
    }[again]

    assert refusal(act) == "draft_is_decided"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "in_force"}, "quotas_policydraft_in_force_says_from_when_and_by_what"),
        ({"source": "新"}, "quotas_policydraft_in_force_says_from_when_and_by_what"),
        ({"state": "withdrawn"}, "quotas_policydraft_decided_means_by_whom"),
        ({"decided_at": timezone.now()}, "quotas_policydraft_decided_means_by_whom"),
    ],
)
def test_the_database_refuses(fields, name):
    if fields.get("state") == "in_force":
        fields = fields | {"decided_at": timezone.now(), "decided_by": UserFactory()}
    with pytest.raises(IntegrityError, match=name):
        PolicyDraftFactory(**fields)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ((STAR, "1"), "quotas_draftrow_each_number_once"),
        ((STAR, "6"), "quotas_draftrow_a_star_or_a_goal"),
        ((GOAL, "other"), "quotas_draftrow_a_star_or_a_goal"),
        (("age", "adult"), "quotas_draftrow_a_star_or_a_goal"),
    ],
)
def test_the_database_refuses_a_number(row, name):
    made = PolicyDraftFactory()
    with pytest.raises(IntegrityError, match=name):
        DraftRow.objects.create(draft=made, topic=row[0], item=row[1], value=60)


def test_the_database_keeps_one_effect_a_banner():
    made = PolicyDraftFactory()
    DraftEffect.objects.create(draft=made, region_id=AOHAN)
    with pytest.raises(IntegrityError, match="quotas_drafteffect_one_a_banner"):
        DraftEffect.objects.create(draft=made, region_id=AOHAN)


def test_an_invariant_notices_a_policy_that_is_not_what_was_decided():
    name = "policies_put_in_force_stand_in_the_policy"
    put_in_force(draft({(STAR, "1"): 4800}), valid_from=tomorrow(), source="新办法", by=UserFactory())
    assert (name in names(), bad_rows(name)) == (True, [])

    PolicyRow.objects.filter(source="新办法").update(value=4801)

    ((_id, expected, found),) = bad_rows(name)
    assert (expected, found) == (4800, 4801)
