"""What happens to whoever opens an address that is only sent to."""

import pytest

from apps.core.middleware import page_above
from tests.factories import ActivityFactory, StaffFactory

pytestmark = pytest.mark.django_db

BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/org/7/activities/9/shifts/", "/org/7/activities/9/"),
        ("/org/7/activities/positions/9/remove/", "/org/7/activities/"),
        ("/org/7/hours/reject/", "/org/7/hours/"),
        ("/region/1504/activities/9/publish/", "/region/1504/activities/9/"),
        ("/me/signups/9/cancel/", "/me/signups/"),
        ("/activities/9/sign-up/", "/activities/9/"),
        ("/nothing/at/all/", "/"),
    ],
)
def test_the_page_with_the_form_lies_above_its_address(address, page):
    assert page_above(address) == page


def test_reloading_after_a_mistake_leads_back_to_the_form(client):
    post = StaffFactory()
    draft = ActivityFactory(organization=post.organization, state="draft")
    client.force_login(post.user)
    page = f"/org/{post.organization_id}/activities/{draft.pk}/"
    assert client.post(f"{page}shifts/", headers=BROWSER).status_code == 200

    response = client.get(f"{page}shifts/", headers=BROWSER)

    assert (response.status_code, response.url) == (302, page)


def test_sending_to_a_page_that_is_only_looked_at_is_told_in_the_style_of_the_house(client):
    response = client.post("/", headers=BROWSER)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "没有记下来" in response.content.decode()


def test_programs_are_told_in_the_plain_way(client):
    response = client.post("/")

    assert (response.status_code, response.content) == (405, b"")
