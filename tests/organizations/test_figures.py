"""What the public page says of an organisation in figures, and that reinstating is said."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.messaging.models import Message
from apps.organizations.models import Follow, Step
from tests.factories import (
    HourRecordFactory,
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_the_page_counts_members_followers_activities_and_confirmed_hours(client):
    record = HourRecordFactory()
    organization = record.organization
    HourRecordFactory(signup__shift__position__activity__organization=organization)  # waits, counts nowhere
    confirm_hours(HourRecord.objects.filter(pk=record.pk), by=StaffFactory(organization=organization).user)
    MemberFactory(organization=organization)
    MemberFactory(organization=organization, state="asked", joined_at=None)
    for _ in range(2):
        Follow.objects.create(organization=organization, user=UserFactory())
    cache.clear()

    page = client.get(reverse("organizations:detail", args=[organization.pk]))

    said = {name: page.context[name] for name in ("members", "followers", "activities", "hours")}
    assert said == {"members": 1, "followers": 2, "activities": 2, "hours": 1}


def test_what_was_found_before_it_goes_on_is_on_record_and_told(client):
    organization = OrganizationFactory(state="suspended", reason="核查中")
    owner, officer = StaffFactory(organization=organization).user, OfficerFactory().user
    client.force_login(officer)
    address = reverse("organizations:reinstate", args=["150430", organization.pk])

    too_long = client.post(address, {"reason": "好" * 201})
    client.post(address, {"reason": "查过了，没有问题。"})

    assert list(too_long.context["reinstate_form"].errors) == ["reason"]
    assert Step.objects.values_list("after", "reason").get() == ("approved", "查过了，没有问题。")
    assert Message.objects.get(recipient=owner).body == "现在可以照常管理了。 查过了，没有问题。"
