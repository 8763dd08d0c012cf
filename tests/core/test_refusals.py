"""A broken rule becomes a message on a page where one can go on."""

import pytest
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.test import RequestFactory

from apps.core.constraints import refusing_deadlock
from apps.core.errors import Refused
from apps.core.middleware import refuse_politely
from tests.factories import ActivityFactory, StaffFactory

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


def led_to(path, referer, method="get"):
    def refuse(_request):
        return refuse_politely(None).process_exception(request, Refused("不行。", code="no"))

    request = getattr(RequestFactory(), method)(path, headers={"referer": referer} if referer else {})
    response = SessionMiddleware(MessageMiddleware(refuse))(request)
    return response.url


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("path", "referer", "to"),
    [
        ("/me/signups/", f"{HOST}/activities/?q=1", f"{HOST}/activities/?q=1"),
        ("/org/1/activities/2/edit/", f"{HOST}/org/1/activities/2/edit/", "/org/1/activities/2/"),
        ("/me/signups/?tab=past", f"{HOST}/me/signups/", "/me/"),
        ("/me/", f"{HOST}/me/", "/"),
        ("/me/signups/", "https://elsewhere.example/", "/"),
        ("/me/signups/", "", "/"),
    ],
)
def test_a_refusal_never_leads_back_to_the_address_that_refused(path, referer, to, method):
    assert led_to(path, referer, method) == to


def test_saving_what_a_colleague_handed_in_meanwhile_ends_on_the_notice(client):
    activity = ActivityFactory(state="in_review", decided_by=None, decided_at=None)
    client.force_login(StaffFactory(organization=activity.organization).user)
    page = f"/org/{activity.organization_id}/activities/{activity.pk}/"

    response = client.post(f"{page}edit/", {}, headers={"referer": f"{HOST}{page}edit/"}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert [str(message) for message in response.context["messages"]] == ["只有草稿和退回的活动可以改。"]


def test_other_troubles_of_the_database_are_not_called_a_refusal():
    with pytest.raises(OperationalError), refusing_deadlock():
        raise OperationalError
