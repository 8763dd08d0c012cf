"""An office starts an emergency on its page; what it started stays its own."""

import pytest
from django.urls import reverse

from apps.activities.actions import pull_back_activity
from apps.activities.models import Activity
from apps.activities.never import CODES
from apps.core import outbox
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.organizations.models import Office
from apps.regions.models import Region
from tests.factories import (
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("activities:emergency", args=["150430"])


@pytest.fixture
def officer(client):
    user = OfficerFactory().user
    client.force_login(user)
    return user


def typed(at, **changes):
    return {
        "office": Office.objects.get(region_id="150430", kind_id="youth_league").pk,
        "organization": at.name,
        "title": "防汛沙袋",
        "description": "装沙袋，传到堤上。",
        "service_fields": ["17"],
        "league": "1504",
        "banner": "150430",
        "place": "河堤东口",
        "risks": "水边危险，不下水。",
        "protections": ["07"],
        "position": "装袋",
        "day": nine_oclock(1).date().isoformat(),
        "start": "09:00",
        "end": "12:00",
        "capacity": "50",
        "contact_name": "韩队长",
        "contact_phone": "13900000000",
        "checked": CODES,
        **changes,
    }


def test_an_officer_writes_a_second_one_publishes_and_the_members_are_called(client, officer):
    organization, member = OrganizationFactory(), VolunteerFactory()
    MemberFactory(organization=organization, user=member.user)

    client.post(PAGE, typed(organization))
    activity = Activity.objects.get()
    client.force_login(OfficerFactory().user)
    client.post(reverse("activities:publish", args=["150430", activity.pk]), {"checked": CODES})
    outbox.sweep()

    activity.refresh_from_db()
    assert (activity.organization, activity.is_emergency, activity.state) == (organization, True, "published")
    assert Message.objects.get(kind="activity.emergency").recipient == member.user


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organization": "没有这个队"}, "organization"),
        ({"checked": CODES[:5]}, "checked"),
        ({"risks": ""}, "risks"),
        ({"protections": []}, "protections"),
        ({"capacity": "0"}, "capacity"),
        ({"contact_phone": "不知道"}, "contact_phone"),
        ({"day": "2020-01-01"}, "day"),
    ],
)
def test_what_is_not_right_is_said_beside_its_field_and_stays_as_typed(client, officer, changes, field):
    page = client.post(PAGE, typed(OrganizationFactory(), **changes))

    assert list(page.context["form"].errors) == [field]
    assert "装沙袋，传到堤上。" in page.content.decode()
    assert Activity.objects.count() == 0


def test_an_organization_of_another_region_is_not_found_here(client, officer):
    elsewhere = OrganizationFactory(region=Region.objects.get(pk="150102"))

    page = client.post(PAGE, typed(elsewhere))

    assert page.context["form"].errors["organization"] == ["本地区没有叫这个名字、通过了审核的组织。"]


def test_the_page_costs_the_same_however_many_organizations_there_are(client, officer):
    def size():
        return len(client.get(PAGE).content)

    OrganizationFactory()
    one = size()
    OrganizationFactory.create_batch(30)
    assert abs(size() - one) < 500  # the token against forged requests differs


def test_the_organization_does_not_take_back_what_an_office_started(client, officer):
    organization = OrganizationFactory()
    client.post(PAGE, typed(organization))
    activity, staff = Activity.objects.get(), StaffFactory(organization=organization).user

    with pytest.raises(Refused) as refusal:
        pull_back_activity(activity, by=staff)

    activity.refresh_from_db()
    assert (refusal.value.code, activity.state) == ("of_an_office", "in_review")
