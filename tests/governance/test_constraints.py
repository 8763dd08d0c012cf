"""What the database itself holds of complaints, by name."""

import pytest
from django.db import IntegrityError, InternalError
from django.utils import timezone

from apps.core import days
from apps.governance.models import Complaint
from tests.factories import (
    ActivityFactory,
    ComplaintFactory,
    OrganizationFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db


def broken(name):
    assert f"governance_complaint_{name}" in {c.name for c in Complaint._meta.constraints}
    return pytest.raises(IntegrityError, match=name)


def change(complaint, **fields):
    Complaint.objects.filter(pk=complaint.pk).update(**fields)


def accepted():
    complaint = ComplaintFactory()
    return complaint, {
        "state": "accepted",
        "accepted_by": UserFactory(),
        "accepted_at": timezone.now(),
        "settle_by": days.today(),
    }


@pytest.mark.parametrize("about", ["activity", "volunteer"])
def test_a_complaint_is_about_one_thing(about):
    with broken("is_about_one_thing"):
        ComplaintFactory(about=about)


def test_a_complaint_is_not_about_two_things():
    with broken("is_about_one_thing"):
        ComplaintFactory(volunteer=VolunteerFactory())


def test_a_complaint_says_what_happened():
    with broken("says_what_happened"):
        ComplaintFactory(words="")


@pytest.mark.parametrize("missing", ["accepted_by", "accepted_at", "settle_by"])
def test_accepted_means_who_when_and_until(missing):
    complaint, fields = accepted()
    with broken("accepted_means_who_when_and_until"):
        change(complaint, **fields | {missing: None})


def test_passed_on_says_to_whom():
    complaint = ComplaintFactory()
    with broken("passed_on_says_to_whom"):
        change(complaint, state="passed_on", decided_by=UserFactory(), decided_at=timezone.now())


def test_settled_says_how():
    complaint, fields = accepted()
    change(complaint, **fields)
    with broken("settled_says_how"):
        change(complaint, state="settled", decided_by=UserFactory(), decided_at=timezone.now(), answer="好")


def test_decided_means_who_and_when():
    complaint, fields = accepted()
    change(complaint, **fields)
    with broken("decided_means_who_and_when"):
        change(complaint, state="settled", outcome="upheld", answer="属实")


def test_nobody_handles_their_own():
    complaint, fields = accepted()
    with broken("nobody_handles_their_own"):
        change(complaint, **fields | {"accepted_by": complaint.made_by})


def test_asked_means_what_and_when():
    complaint = ComplaintFactory()
    with broken("asked_means_what_and_when"):
        change(complaint, question="收费吗")


def test_stated_means_who_and_when():
    complaint = ComplaintFactory()
    with broken("stated_means_who_and_when"):
        change(complaint, question="收费吗", asked_at=timezone.now(), statement="没有")


def test_one_open_a_person_and_thing():
    first = ComplaintFactory()
    ComplaintFactory(organization=first.organization)
    activity = ActivityFactory(organization=first.organization)
    ComplaintFactory(
        about="activity", organization=first.organization, activity=activity, made_by=first.made_by
    )

    with broken("one_open_a_person_and_thing"):
        ComplaintFactory(organization=first.organization, made_by=first.made_by)


@pytest.mark.parametrize(
    "fields",
    [
        {"organization": OrganizationFactory},
        {"made_by": UserFactory},
        {"matter": "other"},
        {"state": "settled"},
    ],
)
def test_what_was_lodged_stays_and_goes_one_step_at_a_time(fields):
    complaint = ComplaintFactory()
    made = {name: value() if callable(value) else value for name, value in fields.items()}
    with pytest.raises((IntegrityError, InternalError), match="governance_complaint_stays"):
        change(complaint, **made)


def test_what_is_over_stays():
    complaint = ComplaintFactory()
    change(complaint, state="withdrawn")
    with pytest.raises((IntegrityError, InternalError), match="governance_complaint_stays"):
        change(complaint, state="lodged")
