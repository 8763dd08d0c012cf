"""At 14 and at 18 the rules change by themselves on the day; guardians who disagree; a guardianship that ends."""

import datetime

import pytest

from apps.accounts.models import Consent
from apps.core import days
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.registration.actions import (
    end_guardianship,
    give_guardian_consent,
    link_child,
    withdraw_guardian_consent,
)
from apps.registration.actions.ages import born_until, turn_of_age
from apps.registration.models import Guardianship, Volunteer
from tests.factories import (
    ConsentFactory,
    GuardianshipFactory,
    OfficerFactory,
    SignupFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
BOTH = ["minor", "minor_data"]


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def agreed(guardianship, *purposes):
    for purpose in purposes:
        ConsentFactory(user=guardianship.child.user, given_by=guardianship.guardian.user, purpose=purpose)
    return guardianship


def standing(child):
    given = Consent.objects.not_withdrawn().filter(user=child.user, purpose__in=BOTH)
    return sorted(given.values_list("purpose", flat=True))


@pytest.mark.parametrize(("in_days", "purposes"), [(1, BOTH), (0, ["minor"]), (-1, ["minor"])])
def test_at_14_the_separate_consent_falls_away(years_ago, in_days, purposes):
    guardianship = agreed(GuardianshipFactory(child__birth_date=years_ago(14, in_days=in_days)), *BOTH)

    turn_of_age()
    turn_of_age()

    told = Message.objects.filter(kind="birthday").count()
    assert (standing(guardianship.child), told) == (purposes, 0 if in_days == 1 else 2)
    assert guardianship.child.has_guardian_consent()
    assert Guardianship.objects.standing().count() == 1


@pytest.mark.parametrize(("in_days", "is_of_age"), [(1, False), (0, True), (-1, True)])
def test_at_18_the_account_is_their_own(years_ago, in_days, is_of_age):
    guardianship = agreed(GuardianshipFactory(child__birth_date=years_ago(18, in_days=in_days)), "minor")

    assert (turn_of_age(), turn_of_age()) == (int(is_of_age), 0)

    child = Volunteer.objects.get(pk=guardianship.child_id)
    assert Guardianship.objects.standing().exists() is not is_of_age
    assert standing(child) == ([] if is_of_age else ["minor"])
    assert child.is_minor is not is_of_age
    child.refuse_without_consent()
    assert Message.objects.filter(kind="birthday").count() == (2 if is_of_age else 0)


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (datetime.date(2026, 2, 28), datetime.date(2008, 2, 28)),
        (datetime.date(2026, 3, 1), datetime.date(2008, 3, 1)),
        (datetime.date(2028, 2, 29), datetime.date(2010, 2, 28)),
    ],
)
def test_born_on_the_29th_of_february_the_birthday_is_the_1st_of_march(today, latest):
    assert born_until(today, 18) == latest
    for born in (datetime.date(2008, 2, 28), datetime.date(2008, 2, 29), datetime.date(2010, 3, 1)):
        assert (born <= born_until(today, 18)) == (days.age_on(born, today) >= 18)


def test_of_two_guardians_the_stricter_holds(years_ago):
    first = agreed(GuardianshipFactory(child__birth_date=years_ago(15)), "minor")
    child = first.child
    second = GuardianshipFactory(child=child)
    signup = SignupFactory(volunteer=child)

    withdraw_guardian_consent(second, by=second.guardian.user)

    signup.refresh_from_db()
    assert (standing(child), signup.state) == ([], "left")
    told = Message.objects.get(kind="guardian", recipient=first.guardian.user)
    assert "按不同意的算" in told.body
    again = refusal_of(give_guardian_consent, first, purposes=["minor"], by=first.guardian.user)
    assert again == "other_guardian_objects"

    give_guardian_consent(second, purposes=["minor"], by=second.guardian.user)

    assert standing(child) == ["minor"]


def test_nobody_new_comes_in_past_an_objection(years_ago):
    first = agreed(GuardianshipFactory(child__birth_date=years_ago(15)), "minor")
    withdraw_guardian_consent(first, by=first.guardian.user)
    code, other = Volunteer.objects.get(pk=first.child_id).guardian_code, VolunteerFactory()
    sent = {"relation": "parent", "purposes": ["minor"], "by": other.user}
    assert refusal_of(link_child, code, **sent) == "other_guardian_objects"

    end_guardianship(first, by=first.guardian.user)
    code = Volunteer.objects.get(pk=first.child_id).guardian_code
    link_child(code, **sent)

    assert standing(first.child) == ["minor"]


def test_a_guardian_stops_and_what_they_agreed_to_lapses(years_ago):
    guardianship = agreed(GuardianshipFactory(child__birth_date=years_ago(15)), "minor")
    signup = SignupFactory(volunteer=guardianship.child)

    end_guardianship(guardianship, by=guardianship.guardian.user)

    signup.refresh_from_db()
    assert (standing(guardianship.child), signup.state) == ([], "left")
    again = refusal_of(end_guardianship, guardianship, by=guardianship.guardian.user)
    assert again == "already_ended"


def test_what_the_other_guardian_agreed_to_goes_on(years_ago):
    first = agreed(GuardianshipFactory(child__birth_date=years_ago(15)), "minor")
    second = GuardianshipFactory(child=first.child)
    signup = SignupFactory(volunteer=first.child)

    end_guardianship(second, by=second.guardian.user)

    signup.refresh_from_db()
    assert (standing(first.child), signup.state) == (["minor"], "joined")


def test_a_reviewer_ends_it_with_a_reason(years_ago):
    guardianship = GuardianshipFactory(child__birth_date=years_ago(15))
    reviewer, elsewhere = OfficerFactory().user, OfficerFactory(region="150102").user
    assert refusal_of(end_guardianship, guardianship, by=elsewhere, reason="不是监护人") == "not_yours"
    assert refusal_of(end_guardianship, guardianship, by=reviewer) == "no_reason"

    end_guardianship(guardianship, by=reviewer, reason="法院变更了监护人")

    guardianship.refresh_from_db()
    assert (guardianship.ended_by, guardianship.end_reason) == (reviewer, "法院变更了监护人")


def test_the_guardian_sees_signups_and_hours(client, years_ago, django_assert_max_num_queries):
    guardianship = GuardianshipFactory(child__birth_date=years_ago(15))
    SignupFactory(volunteer=guardianship.child)
    client.force_login(guardianship.guardian.user)
    with django_assert_max_num_queries(30):
        page = client.get(f"/me/children/{guardianship.pk}/")
    assert "草场清捡日" in page.content.decode()

    client.force_login(VolunteerFactory().user)
    assert client.get(f"/me/children/{guardianship.pk}/").status_code == 404
