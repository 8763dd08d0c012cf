"""What is said of the place and the dangers of a published notice: who is told, what is refused, what everybody sees."""

import pytest
from django.urls import reverse

from apps.activities.actions import change_published
from apps.messaging.models import Message
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    activity = ActivityFactory(longitude=119.907, latitude=42.287)
    SignupFactory(shift=ShiftFactory(position__activity=activity))
    return activity


@pytest.fixture
def staff(activity):
    return StaffFactory(organization=activity.organization).user


def test_a_point_that_moves_away_is_told_like_another_place(activity, staff):
    change_published(activity, values={"longitude": 119.95, "latitude": 42.287}, by=staff)

    activity.refresh_from_db()
    assert "在地图上的位置改了" in Message.objects.get(kind="signup.changed").body
    assert activity.changed_at is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((119.907, 42.287), (119.909, 42.288)),
        ((None, None), (119.907, 42.287)),
        ((119.907, 42.287), (None, None)),
    ],
)
def test_a_point_that_is_set_right_is_nobodys_news(activity, staff, before, after):
    type(activity).objects.update(longitude=before[0], latitude=before[1])

    change_published(activity, values={"longitude": after[0], "latitude": after[1]}, by=staff)

    activity.refresh_from_db()
    assert ((activity.longitude, activity.latitude), activity.changed_at) == (after, None)
    assert not Message.objects.filter(kind="signup.changed").exists()


def test_what_is_published_does_not_become_dangerous_by_a_tick(client, activity, staff):
    client.force_login(staff)
    address = reverse("activities:edit_section", args=[activity.organization_id, activity.pk, "safety"])
    sent = {"risks": activity.risks, "protections": activity.protections, "is_hazardous": "on"}

    page = client.post(address, sent)

    assert page.context["form"].errors["is_hazardous"] == [
        "正在招募的活动不能这样改。真有危险就先取消，有了保险再发。"
    ]
    activity.refresh_from_db()
    assert not activity.is_hazardous


def test_the_point_is_on_the_page_at_the_workbench_and_before_the_reviewer(client, activity, staff):
    waiting = ActivityFactory(
        longitude=119.907,
        latitude=42.287,
        state="in_review",
        submitted_at=nine_oclock(-1),
        decided_by=None,
        decided_at=None,
    )
    public = client.get(reverse("activities:detail", args=[activity.pk]))
    client.force_login(staff)
    own = client.get(reverse("activities:manage_one", args=[activity.organization_id, activity.pk]))
    client.force_login(OfficerFactory().user)
    review = client.get(reverse("activities:review", args=["150430", waiting.pk]))

    assert 'href="geo:42.287,119.907"' in public.content.decode()
    for page in (own, review):
        assert "经度119.907，纬度42.287" in page.content.decode()
