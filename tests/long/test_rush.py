"""Everybody at once: far more people than places press the button of one shift, over HTTP, on the site as it runs."""

import http.client
import threading
from collections import Counter
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from apps.activities.models import Shift, Signup
from tests.factories import ShiftFactory, VolunteerFactory
from tests.long import processes
from volunteer_platform.local import places, process, supervisor

pytestmark = pytest.mark.django_db(transaction=True)
CSRF = "a" * 32


@pytest.fixture
def site(tmp_path):
    """Starts the web server of the site, as it is started everywhere, and says on which port it listens."""
    started = []

    def start(application="volunteer_platform.wsgi:application"):
        port = places.free_port()
        *command, _own = supervisor.commands(tmp_path, port)["web"]
        started.append(processes.start([*command, application]))
        assert process.wait_until(lambda: answers(port), seconds=300, every=0.1)
        return port

    yield start
    process.stop(*started)
    connections.close_all()


def answers(port):
    try:
        return ask(port, "GET", "/accounts/terms/") == 200
    except OSError:
        return False


def ask(port, method, path, session="", body=None):
    """One request of one client, who has a connection of its own. Returns the status of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urlencode(body) if body else None, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def press_all_at_once(port, shift, people):
    """Everybody presses the button of the page; returns how often which status was the answer."""
    path = reverse("activities:sign_up", args=[shift.position.activity_id])
    sessions = {volunteer: session_of(volunteer.user) for volunteer in people}
    together, statuses = threading.Barrier(len(people)), []

    def press(volunteer):
        body = {"shift": shift.pk, "volunteer": volunteer.pk, "csrfmiddlewaretoken": CSRF}
        together.wait()
        statuses.append(ask(port, "POST", path, sessions[volunteer], body))

    clients = [threading.Thread(target=press, args=[volunteer]) for volunteer in people]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return Counter(statuses)


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_of_two_hundred_fifty_get_the_fifty_places_and_the_rest_wait_in_the_order_they_came(site):
    shift, people = ShiftFactory(capacity=50), VolunteerFactory.create_batch(200)

    assert press_all_at_once(site(), shift, people) == {302: 200}

    in_order = list(Signup.objects.order_by("pk").values_list("state", "queue_number"))
    assert in_order[:50] == [("joined", None)] * 50
    assert in_order[50:] == [("waiting", number) for number in range(1, 151)]
    assert Signup.objects.values("volunteer").distinct().count() == 200
    assert Shift.objects.get().taken == 50


@pytest.mark.breaks_invariants
def test_a_site_that_counts_first_and_writes_then_would_take_too_many(site):
    """Whether so many clients come together at all."""
    shift, people = ShiftFactory(capacity=10), VolunteerFactory.create_batch(60)

    press_all_at_once(site("tests.long.careless:application"), shift, people)

    assert Signup.objects.active().count() > 10
