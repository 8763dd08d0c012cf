"""The roll in the field on a phone that loses its network."""

import re

import pytest

from apps.activities.models import Presence
from apps.core.models import AuditRow
from apps.messaging.models import Message
from tests.activities.test_attendance_pages import shift_around_now
from tests.browser import axe
from tests.factories import PresenceFactory, SignupFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = re.compile(r"/managed-shifts/\d+/taps/$")


@pytest.fixture
def shift():
    return shift_around_now()


@pytest.fixture
def phone(shift, signed_in):
    leader = StaffFactory(organization=shift.position.activity.organization).user
    return signed_in(leader)


def field_of(shift):
    return f"/org/{shift.position.activity.organization_id}/shifts/{shift.pk}/field/"


def row(phone, name):
    return phone.locator("[data-person]", has_text=name)


def tap(phone, name, words):
    row(phone, name).get_by_role("button", name=words).click()


def test_the_roll_is_called_without_a_network_and_sent_when_it_is_back(phone, shift):
    SignupFactory(shift=shift, volunteer__name="包红霞")
    SignupFactory(shift=shift, volunteer__name="乌云其木格")
    phone.goto(field_of(shift))
    assert axe(phone) == []
    phone.locator("[data-field][data-kept]").wait_for(state="attached")

    phone.context.set_offline(True)
    tap(phone, "包红霞", "到了")
    phone.get_by_text("没有网络，先记在这台手机上").wait_for()
    phone.reload()  # the phone was in a pocket, the browser let go of the page
    row(phone, "包红霞").get_by_text("还没发出去").wait_for()
    assert phone.get_by_text("已到1人，共2人").is_visible()
    assert not Presence.objects.exists()
    tap(phone, "乌云其木格", "到了")
    phone.problems.clear()  # a request without a network is logged by the browser

    phone.context.set_offline(False)
    row(phone, "包红霞").get_by_text("已记").wait_for()
    row(phone, "乌云其木格").get_by_text("已记").wait_for()
    names = Presence.objects.values_list("signup__volunteer__name", "came_how").order_by("pk")
    assert list(names) == [("包红霞", "roll"), ("乌云其木格", "roll")]
    phone.problems.clear()


def test_a_roll_whose_answer_was_lost_is_sent_twice_and_the_second_time_changes_nothing(phone, shift):
    SignupFactory(shift=shift, volunteer__name="包红霞")
    SignupFactory(shift=shift, volunteer__name="乌云其木格")
    phone.goto(field_of(shift))
    phone.context.set_offline(True)
    tap(phone, "包红霞", "到了")
    tap(phone, "乌云其木格", "到了")
    phone.get_by_text("没有网络，先记在这台手机上").wait_for()

    def lose(route):
        route.fetch()  # the site hears it, and the phone does not hear the site
        route.abort()

    phone.route(TAPS, lose)
    with phone.expect_event("requestfailed", lambda request: TAPS.search(request.url)) as lost:
        phone.context.set_offline(False)
    noted = left_behind()
    assert len(noted["presences"]) == 2
    row(phone, "包红霞").get_by_text("还没发出去").wait_for()
    phone.unroute(TAPS)
    phone.problems.clear()  # the browser logs a request without an answer

    with phone.expect_response(TAPS) as again:
        phone.reload()
    row(phone, "包红霞").get_by_text("已记").wait_for()
    row(phone, "乌云其木格").get_by_text("已记").wait_for()

    first, second = (sent.value for sent in (lost, again))
    assert second.request.post_data_json["taps"] == first.post_data_json["taps"]
    assert [one["code"] for one in second.json()["answers"]] == ["noted_before", "noted_before"]
    assert left_behind() == noted
    assert phone.evaluate("Object.values(localStorage)") == ["[]"]


def left_behind():
    """All that a roll leaves in the database."""
    return {
        "presences": list(Presence.objects.order_by("pk").values()),
        "trail": list(AuditRow.objects.order_by("pk").values_list("pk", "action")),
        "messages": Message.objects.count(),
    }


def test_a_tap_is_taken_back_before_it_is_sent(phone, shift):
    SignupFactory(shift=shift, volunteer__name="包红霞")
    phone.goto(field_of(shift))
    tap(phone, "包红霞", "到了")
    tap(phone, "包红霞", "撤回")

    assert phone.get_by_text("已到0人，共1人").is_visible()
    assert phone.evaluate("Object.values(localStorage)") == ["[]"]


def test_what_cannot_be_noted_says_why_beside_the_name(phone, shift):
    signup = SignupFactory(shift=shift, volunteer__name="包红霞")
    phone.goto(field_of(shift))
    PresenceFactory(
        signup=signup, came_at=shift.starts_at, left_at=None, left_how=""
    )  # another leader was quicker

    tap(phone, "包红霞", "到了")

    row(phone, "包红霞").get_by_text("已经签到了。").wait_for()
    assert phone.evaluate("Object.values(localStorage)") == ["[]"]


def test_the_list_narrows_to_a_name(phone, shift):
    for name in ("包红霞", "乌云其木格"):
        SignupFactory(shift=shift, volunteer__name=name)
    phone.goto(field_of(shift))
    phone.get_by_label("找人").fill("乌")

    assert row(phone, "乌云其木格").is_visible()
    assert not row(phone, "包红霞").is_visible()
