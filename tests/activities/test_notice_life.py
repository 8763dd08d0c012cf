"""What becomes of a notice: taken down, closed, copied, changed after it was published; shifts by a rule; emergencies."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.activities import repeats
from apps.activities.actions import (
    accept_change,
    add_shifts,
    cancel_activity,
    change_published,
    close_activity,
    copy_activity,
    keep_pictures,
    move_shift,
    publish_activity,
    pull_back_activity,
    refuse_change,
    start_emergency,
    withdraw_activity,
)
from apps.activities.calling import called
from apps.activities.models import Activity, ActivityMove, ActivityPicture, Change, Declaration, Shift
from apps.activities.never import CODES
from apps.core import days
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.organizations.models import Office
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    ActivityPictureFactory,
    ChangeFactory,
    DeclarationFactory,
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    PositionFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.files import uploaded

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def shift():
    return ShiftFactory()


@pytest.fixture
def activity(shift):
    return shift.position.activity


@pytest.fixture
def staff(activity):
    return StaffFactory(organization=activity.organization).user


@pytest.fixture
def officer():
    return OfficerFactory().user


def code_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal, transaction.atomic():
        action(*args, **kwargs)
    return refusal.value.code


# --- states --------------------------------------------------------------------------------------------


def test_what_nobody_signed_up_to_is_taken_down_and_is_public_no_more(activity, shift, staff, client):
    withdraw_activity(activity, by=staff)

    shift.refresh_from_db()
    assert (Activity.objects.get().state, shift.called_off_at is not None) == ("withdrawn", True)
    assert client.get(f"/activities/{activity.pk}/").status_code == 404


def test_what_people_signed_up_to_is_not_taken_down(activity, shift, staff):
    SignupFactory(shift=shift)

    assert code_of(withdraw_activity, activity, by=staff) == "people_signed_up"
    assert Activity.objects.get().state == "published"


def test_an_activity_is_closed_when_it_is_over_with_what_came_of_it(client):
    activity = ActivityFactory(starts_at=nine_oclock(-2), ends_at=nine_oclock(-2) + HOUR)
    staff = StaffFactory(organization=activity.organization).user

    assert code_of(close_activity, activity, summary=" ", by=staff) == "no_summary"
    close_activity(activity, summary="捡了三十袋垃圾。", by=staff)

    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert "捡了三十袋垃圾。" in page
    assert code_of(close_activity, activity, summary="再来", by=staff) == "not_published"


def test_what_is_not_over_is_not_closed(activity, staff):
    assert code_of(close_activity, activity, summary="很好", by=staff) == "not_over"


def test_a_notice_is_taken_back_from_the_review():
    waiting = ActivityFactory(
        state="in_review", submitted_at=timezone.now(), decided_by=None, decided_at=None
    )
    staff = StaffFactory(organization=waiting.organization).user

    pull_back_activity(waiting, by=staff)

    assert Activity.objects.get().state == "draft"
    assert code_of(pull_back_activity, waiting, by=staff) == "already_decided"


def test_the_database_keeps_every_step_and_refuses_others(activity, staff):
    cancel_activity(activity, reason="大雪", by=staff)

    steps = list(ActivityMove.objects.values_list("was", "became", "reason", "by"))
    assert steps == [("", "published", "", activity.author_id), ("published", "cancelled", "大雪", staff.pk)]
    with pytest.raises(IntegrityError, match="activities_activity_moves"), transaction.atomic():
        Activity.objects.update(state="published")


def test_the_moves_of_the_database_are_those_of_the_code(django_db_blocker):
    allowed = {(str(was), str(to)) for was, moves in Activity.MOVES.items() for to in moves}
    states = [str(state) for state in Activity.State]
    taken = set()
    for was in states:
        for to in states:
            if was != to and steps_through(was, to):
                taken.add((was, to))
    assert taken == allowed


def steps_through(was, to):
    reviewed = {"decided_by": UserFactory(), "decided_at": timezone.now()}
    closed = {"closed_at": timezone.now(), "closed_by": UserFactory(), "summary": "很好"}
    none = {"closed_at": None, "closed_by": None, "summary": ""}
    activity = ActivityFactory(state=was, reason="因为", **reviewed, **(closed if was == "closed" else none))
    try:
        with transaction.atomic():
            Activity.objects.filter(pk=activity.pk).update(
                state=to, reason="因为", **(closed if to == "closed" else none)
            )
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize(
    ("starts", "ends", "places", "taken", "phase"),
    [
        (2, 3, 5, 0, "published"),
        (2, 3, 5, 5, "full"),
        (-1, 1, 5, 0, "under_way"),
        (-3, -2, 5, 0, "ended"),
    ],
)
def test_one_place_says_what_the_clock_and_the_places_make_of_it(starts, ends, places, taken, phase):
    activity = ActivityFactory(starts_at=nine_oclock(starts), ends_at=nine_oclock(ends))
    hours = {"starts_at": nine_oclock(starts), "ends_at": nine_oclock(starts) + HOUR}
    ShiftFactory(position__activity=activity, **hours, capacity=places)
    Shift.objects.update(taken=taken)

    assert Activity.objects.with_phase().get().phase == phase


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("ages_stand_in_order", {"minimum_age": 30, "maximum_age": 20}),
        ("dangerous_ones_take_no_minors", {"minimum_age": 17, "is_hazardous": True, "state": "draft"}),
        ("asks_a_thousand_hours_at_most", {"minutes_before": 60_001}),
        ("lies_in_the_region", {"longitude": 0.0, "latitude": 0.0}),
        ("lies_in_the_region", {"longitude": float("nan"), "latitude": 40.0}),
        ("lies_in_the_region", {"longitude": 111.0}),
        ("says_what_it_gives_before_it_is_published", {"protections": []}),
        ("an_office_starts_an_emergency", {"is_emergency": True}),
        ("closed_means_who_when_and_what_came_of_it", {"closed_at": timezone.now()}),
    ],
)
def test_the_database_refuses(name, fields):
    with pytest.raises(IntegrityError, match=f"activities_activity_{name}"):
        ActivityFactory(**fields)


def test_a_break_is_shorter_than_the_shift(shift):
    with pytest.raises(IntegrityError, match="activities_shift_break_is_shorter_than_the_shift"):
        Shift.objects.update(break_minutes=180)


def test_whoever_declares_names_all_six(activity):
    with pytest.raises(IntegrityError, match="activities_declaration_names_all_six"):
        DeclarationFactory(activity=activity, kinds=["job"])


def test_a_picture_says_what_is_seen(activity):
    with pytest.raises(IntegrityError, match="activities_activitypicture_says_what_is_seen"):
        ActivityPictureFactory(activity=activity, alt="")


def test_who_publishes_reads_the_six_as_well(officer):
    waiting = ActivityFactory(
        state="in_review", submitted_at=timezone.now(), decided_by=None, decided_at=None
    )
    assert code_of(publish_activity, waiting, kinds=CODES[:5], by=officer) == "not_all_six"
    publish_activity(waiting, kinds=CODES, by=officer)
    assert list(Declaration.objects.values_list("role", "by", "version")) == [("reviewer", officer.pk, 1)]


# --- pictures ------------------------------------------------------------------------------------------


def test_pictures_are_kept_replaced_and_counted():
    from apps.core import uploads

    draft = ActivityFactory(state="draft", decided_by=None, decided_at=None)
    staff = StaffFactory(organization=draft.organization).user
    one, two = (uploads.keep(uploaded(), kind="picture", by=staff, is_public=True) for _ in range(2))

    assert code_of(keep_pictures, draft, [(one, " ")], by=staff) == "no_alt"
    keep_pictures(draft, [(one, "草场上的清捡队")], by=staff)
    keep_pictures(draft, [(two, "满满一车")], by=staff)

    assert list(ActivityPicture.objects.values_list("alt", "picture")) == [("满满一车", two.pk)]
    assert code_of(keep_pictures, draft, [(two, "图")] * 7, by=staff) == "too_many_pictures"


# --- rules and copies ----------------------------------------------------------------------------------

MONDAY = datetime.date(2026, 9, 28)


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"weekdays": frozenset({1, 3}), "count": 3}, [28, 30, 5]),
        ({"step": 2, "until": MONDAY + datetime.timedelta(days=4)}, [28, 30, 2]),
        ({"step": 1, "count": 3, "without": frozenset({datetime.date(2026, 9, 29)})}, [28, 30, 1]),
        ({"step": 1, "until": datetime.date(2026, 10, 9), "without_holidays": True}, [28, 29, 30, 8, 9]),
    ],
)
def test_the_days_of_a_rule(rule, found):
    assert [day.day for day in repeats.dates(repeats.Rule(first=MONDAY, **rule), 200)] == found


def test_a_rule_that_never_ends_is_cut_off():
    assert len(repeats.dates(repeats.Rule(first=MONDAY, step=1, count=1_000_000), 200)) == 201


def test_many_shifts_are_made_at_once_or_none(django_assert_max_num_queries):
    position = PositionFactory(activity__state="draft", activity__decided_by=None, activity__decided_at=None)
    staff = StaffFactory(organization=position.activity.organization).user
    times = [(nine_oclock(day), nine_oclock(day) + HOUR) for day in range(2, 62)]

    assert code_of(add_shifts, position, times=times * 4, capacity=5, by=staff) == "too_many_shifts"
    with django_assert_max_num_queries(14):
        add_shifts(position, times=times, capacity=5, break_minutes=10, by=staff)
    again = [(nine_oclock(70), nine_oclock(70) + HOUR), times[0]]
    assert code_of(add_shifts, position, times=again, capacity=5, by=staff) == "shift_there"
    assert (
        code_of(add_shifts, position, times=times[:1], capacity=5, break_minutes=60, by=staff) == "bad_break"
    )

    assert Shift.objects.count() == 60


def test_a_copy_takes_words_and_shifts_and_nobody_along(activity, shift, staff):
    SignupFactory(shift=shift)

    copy = copy_activity(activity, by=staff)

    new = Shift.objects.get(position__activity=copy)
    assert (copy.state, copy.title, new.taken, new.capacity) == ("draft", activity.title, 0, shift.capacity)
    assert new.starts_at - shift.starts_at == datetime.timedelta(weeks=1)


def test_a_copy_of_what_is_long_over_lies_ahead():
    past = ActivityFactory(starts_at=nine_oclock(-100), ends_at=nine_oclock(-100) + HOUR)
    old = ShiftFactory(position__activity=past)

    copy_activity(past, by=StaffFactory(organization=past.organization).user)

    new = Shift.objects.latest("pk")
    assert timezone.now() < new.starts_at <= timezone.now() + datetime.timedelta(weeks=1)
    assert days.day_of(new.starts_at).weekday() == days.day_of(old.starts_at).weekday()


# --- after publication ---------------------------------------------------------------------------------


def test_whom_to_call_and_slips_of_the_pen_change_at_once(activity, staff):
    change = change_published(
        activity, values={"contact_name": "韩队长", "risks": activity.risks + "带水。"}, by=staff
    )

    activity.refresh_from_db()
    assert (change, activity.contact_name, activity.risks[-3:]) == (None, "韩队长", "带水。")
    assert activity.changed_at is None


def test_another_place_is_told_to_everybody_who_comes(activity, shift, staff):
    signup = SignupFactory(shift=shift)

    change_published(activity, values={"place": "文化站门口"}, by=staff)

    message = Message.objects.get(kind="signup.changed")
    assert message.recipient == signup.volunteer.user
    assert "从“查干宝力格苏木”改到“文化站门口”" in message.body
    activity.refresh_from_db()
    assert activity.changed_at is not None


def test_the_rest_is_looked_at_by_somebody_else_first(activity, staff, officer):
    change = change_published(activity, values={"minimum_age": 30, "protections": ["08", "06"]}, by=staff)

    activity.refresh_from_db()
    assert activity.minimum_age == 18
    assert code_of(change_published, activity, values={"minimum_age": 40}, by=staff) == "change_waits"
    assert code_of(accept_change, change, by=staff) == "own_activity"
    accept_change(change, by=officer)

    activity.refresh_from_db()
    assert (activity.minimum_age, activity.protections) == (30, ["08", "06"])
    assert Message.objects.filter(recipient=staff, kind="activity_decided").exists()
    assert code_of(refuse_change, change, reason="不行", by=officer) == "already_decided"


def test_a_change_is_refused_with_a_reason(activity, staff, officer):
    change = change_published(activity, values={"minimum_age": 30}, by=staff)

    assert code_of(refuse_change, change, reason=" ", by=officer) == "no_reason"
    refuse_change(change, reason="没有必要", by=officer)

    assert (Change.objects.get().state, Activity.objects.get().minimum_age) == ("refused", 18)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("one_waits_at_a_time", {}),
        ("nobody_decides_their_own", {"state": "accepted", "decided_by": "proposer"}),
        ("decided_means_who_and_when", {"state": "accepted"}),
        ("refused_says_why", {"state": "refused", "decided_by": "other"}),
    ],
)
def test_the_database_refuses_a_change(activity, staff, name, fields):
    ChangeFactory(activity=activity)
    who = {"proposer": staff, "other": UserFactory(), None: None}[fields.pop("decided_by", None)]
    when = {"decided_by": who, "decided_at": timezone.now()} if who else {}
    with pytest.raises(IntegrityError, match=f"activities_change_{name}"):
        ChangeFactory(activity=activity, proposed_by=staff, **fields, **when)


def test_another_time_keeps_the_places_and_tells(activity, shift, staff):
    signup = SignupFactory(shift=shift)

    move_shift(shift, starts_at=nine_oclock(4), ends_at=nine_oclock(4) + HOUR, by=staff)

    signup.refresh_from_db()
    activity.refresh_from_db()
    assert (signup.state, signup.during.lower, activity.next_at) == ("joined", nine_oclock(4), nine_oclock(4))
    assert Message.objects.get(kind="signup.changed").recipient == signup.volunteer.user
    assert activity.changed_at is not None


def test_a_time_at_which_somebody_has_another_place_is_refused(shift, staff):
    signup = SignupFactory(shift=shift)
    SignupFactory(
        volunteer=signup.volunteer, shift__starts_at=nine_oclock(4), shift__ends_at=nine_oclock(4) + HOUR
    )

    moved = {"starts_at": nine_oclock(4), "ends_at": nine_oclock(4) + HOUR}
    assert code_of(move_shift, shift, **moved, by=staff) == "people_busy"
    past = {"starts_at": nine_oclock(-1), "ends_at": nine_oclock(-1) + HOUR}
    assert code_of(move_shift, shift, **past, by=staff) == "past"


# --- emergencies ---------------------------------------------------------------------------------------


def emergency(by, **changes):
    organization = changes.pop("organization", None) or OrganizationFactory()
    asked = {
        "office": Office.objects.get(region_id="150430", kind_id="youth_league"),
        "organization": organization,
        "region": Region.objects.get(pk="150430"),
        "notice": {
            "title": "防汛沙袋",
            "description": "装沙袋。",
            "place": "河堤东口",
            "risks": "水边危险，不下水。",
            "service_fields": ["17"],
            "protections": ["07"],
            "required_skills": [],
            "contact_name": "韩队长",
            "contact_phone": "13900000000",
        },
        "position": "装袋",
        "times": (nine_oclock(1), nine_oclock(1) + HOUR),
        "capacity": 50,
        "kinds": CODES,
    }
    return start_emergency(**{**asked, **changes}, by=by)


def test_an_office_starts_and_a_second_officer_publishes(officer):
    activity = emergency(officer)

    assert (activity.state, activity.minimum_age, activity.is_emergency) == ("in_review", 18, True)
    assert code_of(publish_activity, activity, kinds=CODES, by=officer) == "own_activity"
    assert publish_activity(activity, kinds=CODES, by=OfficerFactory().user).state == "published"


def test_nobody_else_starts_one(officer):
    assert code_of(emergency, StaffFactory().user) == "no_office"
    assert code_of(emergency, OfficerFactory(role="reader").user) == "no_office"
    elsewhere = OrganizationFactory(region=Region.objects.get(pk="150102"))
    assert code_of(emergency, officer, organization=elsewhere) == "elsewhere"


def test_members_and_able_people_are_called_and_nobody_else(officer, django_assert_max_num_queries):
    activity = emergency(officer)
    activity.required_skills = ["14"]
    activity.save()
    member, able = VolunteerFactory(), VolunteerFactory(skill_codes=["14"])
    minor = VolunteerFactory(birth_date=days.today() - datetime.timedelta(days=5000))
    unwilling = VolunteerFactory(skill_codes=["14"], invitations="refuse")
    far = VolunteerFactory(skill_codes=["14"], region=Region.objects.get(pk="150102"))
    for person in (member, minor):
        MemberFactory(organization=activity.organization, user=person.user)

    with django_assert_max_num_queries(6):
        people = called(activity)

    assert set(people) == {member.user_id, able.user_id}
    assert not {unwilling.user_id, far.user_id} & set(people)
