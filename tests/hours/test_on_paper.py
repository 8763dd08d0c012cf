"""Hours that stand on a paper: entered by hand, recorded afterwards, brought from elsewhere."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.accounts.models import Consent
from apps.core import days, uploads
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours.actions import Line, backfill, bring_in, confirm_hours, enter_by_hand, void_hours
from apps.hours.models import Basis, HourRecord, Referral, YearTotal
from apps.hours.pieces import Stretch
from apps.quotas.models import YearStanding
from apps.stars.models import StarStanding
from tests.factories import (
    ActivityFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.files import uploaded

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def proof_of(user):
    """A small picture the person handed in."""
    return uploads.keep(uploaded(), kind="document", by=user)


@pytest.fixture
def parent():
    return OrganizationFactory()


@pytest.fixture
def shift(parent):
    """Three hours, three days ago."""
    start = nine_oclock(-3)
    activity = ActivityFactory(
        organization__parent=parent, starts_at=start, ends_at=start + 3 * HOUR, title="清理河滩"
    )
    return ShiftFactory(position__activity=activity)


@pytest.fixture
def organization(shift):
    return shift.position.activity.organization


@pytest.fixture
def staff(organization):
    return StaffFactory(organization=organization).user


@pytest.fixture
def helper():
    return VolunteerFactory()


def enter(shift, staff, *volunteers, **changes):
    lines = [Line(one, shift.starts_at, shift.ends_at) for one in volunteers]
    return enter_by_hand(
        shift, lines, **{"by": staff, "reason": "山里没有信号", "proofs": [proof_of(staff)], **changes}
    )


def record_afterwards(organization, staff, *volunteers, ago=60, **changes):
    start = nine_oclock(-ago)
    given = {
        "by": staff,
        "title": "春季义诊",
        "place": "苏木卫生院",
        "content": "量血压、导诊",
        "leader": "白音",
        "reason": "当时还没用平台",
        "proofs": [proof_of(staff)],
        "declared": True,
    }
    lines = [Line(one, start, start + 2 * HOUR) for one in volunteers]
    return backfill(organization, lines, **{**given, **changes})


def of(basis):
    return HourRecord.objects.filter(basis=basis)


def refused(code, do, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        do(*args, **kwargs)
    assert refusal.value.code == code


def test_who_was_there_without_a_check_in_is_entered_with_reason_and_evidence(shift, staff, helper):
    basis = enter(shift, staff, helper)

    record = of(basis).get()
    assert (record.source, record.state, record.minutes, record.signup) == ("by_hand", "pending", 180, None)
    assert (basis.reason, basis.people, basis.proofs.count()) == ("山里没有信号", 1, 1)


def test_somebody_who_had_signed_up_keeps_the_sign_up(shift, staff):
    signup = SignupFactory(shift=shift)

    basis = enter_by_hand(
        shift,
        [Line(signup.volunteer, shift.starts_at, shift.ends_at, signup.pk)],
        by=staff,
        reason="手机没电",
        proofs=[proof_of(staff)],
    )

    assert of(basis).get().signup == signup


@pytest.mark.parametrize(
    ("code", "changes"),
    [("reason_missing", {"reason": " "}), ("proof_missing", {"proofs": []})],
)
def test_without_reason_or_evidence_nothing_is_entered(shift, staff, helper, code, changes):
    refused(code, enter, shift, staff, helper, **changes)

    assert not Basis.objects.exists()


def test_nobody_enters_their_own_hours(shift, organization):
    me = VolunteerFactory()
    staff = StaffFactory(organization=organization, user=me.user).user

    refused("own_hours", enter, shift, staff, me)


def test_never_longer_than_the_shift(shift, staff, helper):
    lines = [Line(helper, shift.starts_at, shift.ends_at + datetime.timedelta(minutes=1))]

    refused(
        "outside_the_shift",
        enter_by_hand,
        shift,
        lines,
        by=staff,
        reason="没有信号",
        proofs=[proof_of(staff)],
    )


def test_a_running_shift_and_one_of_long_ago_are_not_entered_by_hand(shift, staff, helper):
    roll = datetime.timedelta(days=PolicyRow.objects.value("hours", "roll_days"))

    refused("not_over", enter, shift, staff, helper, at=shift.ends_at - HOUR)
    refused("too_late", enter, shift, staff, helper, at=shift.ends_at + roll + HOUR)


def test_time_that_waits_or_counts_already_is_not_entered_again(shift, staff, helper):
    enter(shift, staff, helper)

    refused("time_taken", enter, shift, staff, helper)


def test_the_break_of_the_shift_is_taken_off(shift, staff, helper):
    type(shift).objects.filter(pk=shift.pk).update(break_minutes=30)
    shift.refresh_from_db()

    record = of(enter(shift, staff, helper)).get()

    assert (record.minutes, record.break_minutes, record.taken_off) == (150, 30, "休息30分不算")


def deciders(organization, parent):
    return {
        "colleague": StaffFactory(organization=organization).user,
        "leader": StaffFactory(organization=organization, role="leader").user,
        "parent": StaffFactory(organization=parent).user,
        "both": StaffFactory(
            organization=parent, user=StaffFactory(organization=organization, role="reader").user
        ).user,
        "office": OfficerFactory().user,
        "sibling": OfficerFactory(region="150421").user,
        "region": OfficerFactory(region="15").user,
    }


def may_decide(basis, people):
    return {
        name
        for name, user in people.items()
        if HourRecord.objects.decidable_by(user).filter(basis=basis).exists()
    }


def test_only_somebody_outside_the_organization_decides_what_was_entered_by_hand(
    shift, staff, helper, organization, parent
):
    basis = enter(shift, staff, helper)

    people = deciders(organization, parent) | {"staff": staff}
    assert may_decide(basis, people) == {"parent", "office", "region"}
    confirm_hours(of(basis), by=people["parent"])
    assert of(basis).get().state == "confirmed"


@pytest.mark.parametrize("role", ["owner", "staff", "leader", "reader"])
def test_the_database_lets_nobody_of_the_organization_confirm_a_paper(
    shift, staff, helper, organization, role
):
    basis = enter(shift, staff, helper)
    inside = StaffFactory(organization=organization, role=role).user

    with pytest.raises(IntegrityError, match="papers_are_confirmed_outside"), transaction.atomic():
        confirm_hours(of(basis), by=inside)

    assert of(basis).get().state == "pending"


def test_what_is_entered_by_hand_stays_a_small_share_above_a_floor(shift, staff, helper, organization):
    PolicyRow.objects.filter(topic="hours", item="hand_floor").update(value=200)
    enter(shift, staff, helper)

    refused("too_much_by_hand", enter, shift, staff, VolunteerFactory())
    for _ in range(40):
        HourRecordFactory(
            signup__shift__position__activity__organization=organization,
            during=HourRecord.objects.first().during,
        )
    enter(shift, staff, VolunteerFactory())

    assert Basis.objects.count() == 2


@pytest.mark.parametrize("words", ["捐款五百元", "转发文章", "奖励全年骨干"])
def test_papers_that_speak_of_giving_wait_for_an_office(shift, staff, helper, parent, words):
    basis = enter(shift, staff, helper, reason=words)

    assert words[:2] in Referral.objects.get(why="held").words
    above = StaffFactory(organization=parent).user
    assert not HourRecord.objects.decidable_by(above).filter(basis=basis).exists()


def test_a_service_of_long_ago_is_recorded_afterwards_with_its_own_mark(organization, staff, helper):
    basis = record_afterwards(organization, staff, helper)

    record = of(basis).get()
    assert (record.source, record.get_source_display(), record.signup) == ("backfill", "补录", None)
    assert (basis.level, bool(basis.declared)) == (None, True)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("not_declared", {"declared": False}),
        ("too_recent", {"ago": 29}),
        ("proof_missing", {"proofs": []}),
        ("reason_missing", {"reason": ""}),
    ],
)
def test_what_is_not_long_ago_or_not_declared_is_not_recorded_afterwards(
    organization, staff, helper, code, changes
):
    refused(code, record_afterwards, organization, staff, helper, **changes)


def test_of_many_people_and_of_long_ago_an_office_confirms(organization, staff, parent):
    PolicyRow.objects.filter(topic="hours", item="backfill_people").update(value=2)
    PolicyRow.objects.filter(topic="hours", item="backfill_days").update(value=70)
    people = deciders(organization, parent)
    few = record_afterwards(organization, staff, *VolunteerFactory.create_batch(2))
    many = record_afterwards(organization, staff, *VolunteerFactory.create_batch(3))
    within = record_afterwards(organization, staff, VolunteerFactory(), ago=70)
    old = record_afterwards(organization, staff, VolunteerFactory(), ago=71)

    assert may_decide(few, people) == {"parent", "office", "region"}
    assert may_decide(within, people) == {"parent", "office", "region"}
    assert may_decide(many, people) == {"office", "region"}
    assert may_decide(old, people) == {"office", "region"}


@pytest.mark.parametrize(
    ("seen", "afterwards", "found"), [(0, 10, 100), (2, 8, 84), (3, 7, None), (0, 9, None)]
)
def test_an_organization_most_of_whose_hours_came_afterwards_is_looked_at(
    organization, staff, seen, afterwards, found
):
    """Two hours each, those who were seen an hour and a half; of fewer than ten nothing is said."""
    PolicyRow.objects.filter(topic="anomaly", item="backfill_points").update(value=100)
    HourRecordFactory.create_batch(seen, signup__shift__position__activity__organization=organization)

    basis = record_afterwards(organization, staff, *VolunteerFactory.create_batch(afterwards))

    words = set(Referral.objects.filter(record__basis=basis, why="held").values_list("words", flat=True))
    assert words == ({f"这个组织{found}%的时长来自补录"} if found else set())


def test_a_closed_year_takes_no_paper(organization, staff, helper, settings):
    PolicyRow.objects.filter(topic="hours", item="year_open_days").update(value=0)
    last_year = (days.today() - datetime.date(days.this_year(), 1, 1)).days + 40

    refused("year_closed", record_afterwards, organization, staff, helper, ago=last_year)


def elsewhere(helper, *, ago=5, consents=True, **changes):
    start = nine_oclock(-ago)
    given = {
        "by": helper.user,
        "title": "马拉松赛服务",
        "issuer": "北京市志愿服务联合会",
        "code": "BJ-77",
        "proofs": [proof_of(helper.user)],
        "consents": consents,
    }
    return bring_in(helper, [Stretch(start, start + 4 * HOUR)], **{**given, **changes})


def test_what_was_served_elsewhere_counts_to_the_stars_and_not_to_the_year(helper):
    basis = elsewhere(helper)

    confirm_hours(of(basis), by=OfficerFactory().user)

    record = of(basis).get()
    assert (record.state, record.organization, record.host) == ("confirmed", None, "北京市志愿服务联合会")
    total = YearTotal.objects.get(volunteer=helper)
    assert (total.minutes, total.apart) == (240, 240)
    assert StarStanding.objects.get(volunteer=helper).minutes == 240
    assert YearStanding.objects.get(volunteer=helper).minutes == 0
    assert Consent.objects.covers(helper.user, "transfer")


def test_by_policy_it_counts_to_the_year_as_well(helper):
    PolicyRow.objects.filter(item="transfer_counts_to_year").update(value=1)
    basis = elsewhere(helper)

    confirm_hours(of(basis), by=OfficerFactory().user)

    assert YearStanding.objects.get(volunteer=helper).minutes == 240


def test_voiding_takes_it_back_from_both(helper):
    officer = OfficerFactory().user
    basis = elsewhere(helper)
    confirm_hours(of(basis), by=officer)

    void_hours(of(basis).get(), by=officer, reason="证明是假的")

    total = YearTotal.objects.get(volunteer=helper)
    assert (total.minutes, total.apart) == (0, 0)


def test_without_consent_nothing_is_brought_in(helper):
    refused("transfer_consent_missing", elsewhere, helper, consents=False)


def test_time_recorded_here_is_not_brought_in_again(helper):
    HourRecordFactory(
        signup__volunteer=helper,
        during=DateTimeTZRange(nine_oclock(-5) + HOUR, nine_oclock(-5) + 2 * HOUR, "[)"),
        minutes=60,
    )

    refused("time_taken", elsewhere, helper)


def test_only_an_office_of_the_persons_region_decides_it(helper):
    basis = elsewhere(helper)

    people = {
        "own": OfficerFactory().user,
        "sibling": OfficerFactory(region="150421").user,
        "me": helper.user,
    }
    assert may_decide(basis, people) == {"own"}
