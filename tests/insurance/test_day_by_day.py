"""What may hurt people is insured on each of its days, by one policy after the other if need be; where a policy goes,
nobody else signs up until another one is there (志愿服务条例第十七条)."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.activities.actions import sign_up
from apps.activities.actions.invitations import invite
from apps.activities.models import Activity, Signup
from apps.activities.offers import verdicts_of
from apps.activities.uninsured import uninsured
from apps.core.days import today
from apps.core.errors import Refused
from apps.insurance import actions
from apps.insurance.covers import lack_of
from apps.insurance.models import Policy
from tests.factories import (
    ActivityFactory,
    CoverFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyFactory,
    ShiftFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
NINE = nine_oclock(3)
LAST = NINE + 4 * DAY
RENEWAL = today() + 5 * DAY  # the last day of the one policy; it lies between the two


def hazardous(**fields):
    return ActivityFactory(is_hazardous=True, starts_at=NINE, ends_at=LAST, **fields)


def two(gap=1, **of_second):
    """One policy until the day of renewal, the next one from so many days later."""
    return (
        PolicyFactory(ends_on=RENEWAL),
        PolicyFactory(starts_on=RENEWAL + gap * DAY, **of_second),
    )


@pytest.mark.parametrize("gap", [0, 1])
def test_one_policy_may_follow_the_other(gap):
    two(gap)

    activity = hazardous()

    assert (activity.is_insured, uninsured().exists()) == (True, False)


@pytest.mark.parametrize(
    ("gap", "second"),
    [(2, {}), (1, {"covers_hazard": False}), (1, {"region_id": "150421"}), (1, {"state": "draft"})],
)
def test_a_day_between_them_is_enough_to_refuse(gap, second):
    two(gap, **second)

    with (
        pytest.raises(IntegrityError, match="activities_activity_hazardous_needs_insurance_first"),
        transaction.atomic(),
    ):
        hazardous()
    draft = hazardous(state="draft", decided_by=None, decided_at=None)
    with pytest.raises(Refused, match="一份接一份也行") as refusal:
        draft.refuse_uninsured()
    assert refusal.value.code == "hazardous_needs_insurance"


def test_the_own_policy_and_a_free_one_do_together():
    organization = OrganizationFactory()
    PolicyFactory(ends_on=RENEWAL)
    own = PolicyFactory(organization=organization, serves="activity", starts_on=RENEWAL + DAY)

    assert hazardous(organization=organization, policy=own).is_insured


def test_days_that_are_over_are_asked_for_no_more():
    """The policy it was published with is gone, another one covers from today on."""
    first = PolicyFactory()
    ActivityFactory(is_hazardous=True, starts_at=nine_oclock(-3), ends_at=LAST)
    Policy.objects.filter(pk=first.pk).update(state="withdrawn", reason="换公司", ended_at=NINE)
    assert uninsured().exists()

    PolicyFactory(starts_on=today())

    assert (uninsured().exists(), Activity.objects.get().is_insured) == (False, True)


# --- signing up while nothing covers it ------------------------------------------------------------------


@pytest.fixture
def policy():
    return PolicyFactory()


@pytest.fixture
def shift(policy):
    return ShiftFactory(position__activity=hazardous(), starts_at=NINE, ends_at=NINE + DAY / 8)


@pytest.fixture
def withdrawn(policy, shift):
    return actions.withdraw_policy(policy, reason="换公司", by=OfficerFactory().user)


def signing_up(shift):
    volunteer = VolunteerFactory()
    return sign_up(volunteer, shift, by=volunteer.user)


def test_nobody_signs_up_where_the_policy_is_gone_until_another_one_is_there(shift, withdrawn):
    with pytest.raises(Refused, match="先停报名。组织补上保险以后自动再开") as refusal:
        signing_up(shift)
    assert (refusal.value.code, Signup.objects.count()) == ("no_policy", 0)
    staff = StaffFactory(organization=shift.position.activity.organization).user
    with pytest.raises(Refused, match="先停报名"):
        invite(shift, numbers=[VolunteerFactory().number], by=staff)

    PolicyFactory()

    assert signing_up(shift).state == "joined"


def test_the_notice_says_so_to_whoever_looks(client, shift, withdrawn):
    page = reverse("activities:detail", args=[shift.position.activity_id])
    words = "管这个活动的保单停用了，现在没有保险，先停报名。"

    visitor = client.get(page).content.decode()
    client.force_login(VolunteerFactory().user)
    volunteer = client.get(page).content.decode()

    assert (words in visitor, "注册后报名" in visitor, words in volunteer) == (True, False, True)


def test_the_page_of_the_organization_says_so(client, shift, withdrawn):
    activity = shift.position.activity
    client.force_login(StaffFactory(organization=activity.organization).user)

    page = client.get(reverse("activities:manage_one", args=[activity.organization_id, activity.pk]))

    assert "报名也停了。补上保险就自动再开" in page.content.decode()


def test_a_list_asks_once_however_many_are_dangerous(policy):
    volunteer = VolunteerFactory()

    def statements(count):
        activities = [ShiftFactory(position__activity=hazardous()).position.activity for _one in range(count)]
        with CaptureQueriesContext(connection) as queries:
            verdicts = verdicts_of(activities, volunteer, volunteer.user)
        assert set(verdicts.values()) == {None}
        return sum("activities_days_are_insured" in query["sql"] for query in queries)

    assert statements(1) == statements(30) == 1


# --- what somebody lacks ---------------------------------------------------------------------------------


@pytest.fixture
def volunteer():
    return VolunteerFactory()


def code_of(volunteer):
    return lack_of(volunteer, NINE.date(), hazardous_policies()).code


def hazardous_policies():
    return Activity(is_hazardous=True).policies()


def test_free_policies_of_other_regions_say_nothing_about_somebody(volunteer):
    PolicyFactory(region_id="150421", minimum_age=90)
    assert code_of(volunteer) == "no_policy"

    PolicyFactory(region_id="15")

    assert code_of(volunteer) == "not_covered"


@pytest.mark.parametrize(
    ("fields", "code", "way"),
    [
        (None, "not_covered", "明天再看“我的保险”"),
        ({"state": "refused", "reason": "没有填全"}, "refused_by_insurer", "再报一次"),
        ({"state": "sent", "policy__is_named": True}, "not_accepted_yet", "等收到承保的消息再来"),
        ({"during": [NINE.date() + DAY, NINE.date() + 9 * DAY]}, "not_covered_yet", "请换那天以后的班"),
    ],
)
def test_every_lack_says_what_to_do(volunteer, fields, code, way):
    if fields is None:
        PolicyFactory()
    else:
        CoverFactory(volunteer=volunteer, **fields)

    lack = lack_of(volunteer, NINE.date(), hazardous_policies())

    assert (lack.code, way in lack.words, lack.url) == (code, True, reverse("insurance:mine"))
