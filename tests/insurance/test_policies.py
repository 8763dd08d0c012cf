"""Policies: written, checked, in force, running out."""

import datetime

import pytest

from apps.core.days import today
from apps.core.errors import Refused
from apps.insurance import actions, renewal
from apps.insurance.models import Policy
from apps.insurance.renewal import Left
from apps.messaging.models import Message
from tests.factories import (
    BenefitFactory,
    CoverFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.files import kept

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def staff(organization):
    return StaffFactory(organization=organization).user


@pytest.fixture
def draft(organization, staff):
    policy = PolicyFactory(
        organization=organization,
        serves="activity",
        state="draft",
        created_by=staff,
        proof=kept(by=staff, kind="document"),
    )
    BenefitFactory(policy=policy)
    return policy


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def test_an_office_starts_its_own_policy(officer):
    policy = PolicyFactory(state="draft")
    BenefitFactory(policy=policy)

    started = actions.start_policy(policy, by=officer)

    assert (started.state, started.started_by) == ("in_force", officer)


@pytest.mark.parametrize("who", ["nobody", "reader", "elsewhere", "staff"])
def test_nobody_else_does(who, staff):
    policy = PolicyFactory(state="draft")
    BenefitFactory(policy=policy)
    people = {
        "nobody": UserFactory,
        "reader": lambda: OfficerFactory(office_kind="education", role="reader").user,
        "elsewhere": lambda: OfficerFactory(region="150102").user,
        "staff": lambda: staff,
    }

    assert refusal_code(actions.start_policy, policy, by=people[who]()) == "not_yours"


def test_a_policy_without_benefits_or_over_is_not_started(officer):
    empty, over = PolicyFactory(state="draft"), PolicyFactory(state="draft", ends_on=today() - DAY)
    BenefitFactory(policy=over)

    assert refusal_code(actions.start_policy, empty, by=officer) == "no_benefits"
    assert refusal_code(actions.start_policy, over, by=officer) == "past"


def test_what_is_in_force_is_not_written_any_more(officer):
    policy = PolicyFactory()

    assert refusal_code(actions.save_policy, policy, by=officer) == "not_a_draft"
    assert refusal_code(actions.add_benefit, policy, name="医疗", amount=100, by=officer) == "not_a_draft"


def test_an_organization_hands_in_and_an_office_passes(draft, staff, officer):
    assert actions.hand_in_policy(draft, by=staff).state == "checking"

    passed = actions.pass_policy(draft, by=officer)

    assert (passed.state, passed.started_by) == ("in_force", officer)
    assert Message.objects.get(kind="insurance.policy").recipient == staff


def test_an_organization_does_not_start_its_own(draft, staff, officer):
    assert refusal_code(actions.start_policy, draft, by=staff) == "needs_checking"


def test_without_the_paper_nobody_could_check_it(draft, staff):
    Policy.objects.update(proof=None)

    assert refusal_code(actions.hand_in_policy, draft, by=staff) == "no_proof"


def test_nobody_checks_the_policy_of_their_own_organization(draft, staff, organization, officer):
    actions.hand_in_policy(draft, by=staff)
    StaffFactory(organization=organization, user=officer)

    assert refusal_code(actions.pass_policy, draft, by=officer) == "already_decided"


def test_a_policy_comes_back_with_what_is_to_be_changed(draft, staff, officer):
    actions.hand_in_policy(draft, by=staff)

    assert refusal_code(actions.return_policy, draft, reason=" ", by=officer) == "no_reason"
    back = actions.return_policy(draft, reason="保额不对", by=officer)

    assert (back.state, back.reason) == ("draft", "保额不对")
    assert Message.objects.get(kind="insurance.policy").body == "保额不对"


def test_a_policy_is_withdrawn_with_a_reason(officer):
    policy = PolicyFactory()

    assert refusal_code(actions.withdraw_policy, policy, reason="", by=officer) == "no_reason"
    assert actions.withdraw_policy(policy, reason="换公司", by=officer).state == "withdrawn"
    assert refusal_code(actions.withdraw_policy, policy, reason="换公司", by=officer) == "other_state"


def test_the_insurers_contact_is_named_by_phone(officer):
    policy, user = PolicyFactory(), UserFactory(phone="13712345678")

    assert actions.name_contact(policy, phone="13799999999", by=officer) is None
    contact = actions.name_contact(policy, phone="13712345678", by=officer)
    assert (contact.user, Message.objects.get().recipient) == (user, user)
    assert refusal_code(actions.name_contact, policy, phone="13712345678", by=officer) == "already_there"

    actions.end_contact(contact, by=officer)
    assert not policy.contacts.standing().exists()


# --- renewal ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("left", "warned"), [(61, 0), (60, 1), (59, 1), (30, 1), (29, 1), (0, 1)])
def test_it_is_warned_sixty_and_thirty_days_before_or_when_a_night_was_missed_on_the_next(
    officer, left, warned
):
    PolicyFactory(ends_on=today() + left * DAY)

    assert [actions.warn_of_ends(), actions.warn_of_ends()] == [warned, 0]
    assert Message.objects.filter(recipient=officer, kind="insurance.ends").count() == warned


def test_two_warnings_are_all_there_are(officer):
    policy = PolicyFactory(ends_on=today() + 58 * DAY)

    warned = [actions.warn_of_ends(today() + ahead * DAY) for ahead in range(60)]

    assert [day for day, count in enumerate(warned) if count] == [0, 28]
    titles = Message.objects.filter(recipient=officer).order_by("pk").values_list("title", flat=True)
    assert list(titles) == [f"保单还有{days}天到期：{policy.name}" for days in (58, 30)]


def test_where_no_office_is_the_one_above_is_warned():
    league = OfficerFactory(region="1504").user
    policy = PolicyFactory(ends_on=today() + 30 * DAY)

    actions.warn_of_ends()

    assert Message.objects.get().recipient == league
    assert Message.objects.get().url == f"/region/150430/insurance/{policy.pk}/"


def test_whom_a_policy_of_very_many_leaves_uncovered_is_counted_by_night(client, officer, monkeypatch):
    monkeypatch.setattr(renewal, "FEW", 0)
    policy = PolicyFactory(ends_on=today() + 20 * DAY)
    CoverFactory(policy=policy)
    client.force_login(officer)

    before, page = renewal.kept_left([policy]), client.get("/region/150430/insurance/").content.decode()
    actions.count_left()

    assert (before, "人数夜里数好" in page) == ({policy.pk: None}, True)
    assert renewal.kept_left([policy]) == {policy.pk: Left(1, 0)}


def test_the_warning_says_how_many_it_would_leave_uncovered(officer):
    policy = PolicyFactory(ends_on=today() + 30 * DAY)
    following = PolicyFactory(starts_on=today() + 31 * DAY, ends_on=today() + 395 * DAY)
    covers = [CoverFactory(policy=policy) for _one in range(3)]
    CoverFactory(policy=following, volunteer=covers[0].volunteer)
    VolunteerFactory()

    actions.warn_of_ends()

    assert renewal.left_uncovered(policy) == {policy.pk: Left(2, 0)}
    assert "有2人会没有保险" in Message.objects.get(recipient=officer).body


@pytest.mark.parametrize("state", ["eligible", "sent"])
def test_who_only_waits_is_insured_neither_before_nor_after(officer, state):
    policy = PolicyFactory(is_named=True, ends_on=today() + 30 * DAY)
    named = {"is_named": True, "starts_on": today() + 31 * DAY, "ends_on": today() + 395 * DAY}
    CoverFactory(policy=policy, state=state)
    CoverFactory(policy=PolicyFactory(**named), volunteer=CoverFactory(policy=policy).volunteer, state=state)

    actions.warn_of_ends()

    assert renewal.left_uncovered(policy) == {policy.pk: Left(1, 1)}
    assert "有1人会没有保险，其中1人在别的保单里排着" in Message.objects.get(recipient=officer).body


def test_the_organization_hears_of_its_own(organization, staff, officer):
    PolicyFactory(organization=organization, serves="activity", ends_on=today() + 30 * DAY)

    actions.warn_of_ends()

    assert Message.objects.get(kind="insurance.ends").recipient == staff
