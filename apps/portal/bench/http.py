"""Through the web server, as `make run` starts it: signing up at one shift by 50 clients at once against the least answer it
gives, and a page of 20 rows against the same page without any.
"""

import asyncio
import datetime
import os
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from apps.activities.models import Activity, Position, Shift, Signup
from apps.core import days
from apps.portal.bench.lists import NOWHERE
from apps.portal.bench.measuring import Figure, asked, ratio
from apps.registration.models import Volunteer
from volunteer_platform.local.places import ROOT, free_port
from volunteer_platform.local.supervisor import commands

CLIENTS, PEOPLE, RUNS = 50, 150, 3
PAGES, READERS = 100, 4
ADULT = datetime.timedelta(days=19 * 366)


def figures() -> Iterator[Figure]:
    with server() as port:
        rows = page_requests(reverse("activities:list"))
        none = page_requests(f"{reverse('activities:list')}?q={urllib.parse.quote(NOWHERE)}")
        yield ratio(
            "page of 20 rows: speed of the same page without rows",
            lambda: send(port, none, READERS, "200"),
            lambda: send(port, rows, READERS, "200"),
            goal=0.5,
            runs=RUNS,
            by_rate=True,
        )
        client = Client(headers={"host": "127.0.0.1"})
        client.get(reverse("activities:list"))  # what hardly changes is remembered for a minute
        statements = asked(lambda: client.get(reverse("activities:list")))
        yield Figure("page of 20 rows: statements", len(statements), 5, unit="")
        yield from signing_up(port)


def signing_up(port):
    """Each run other people sign up to a new shift of as many places; nobody is left out, nobody gets in twice. Against the
    plainest page somebody signed in gets from the same server, and against the least it answers at all."""
    people, shifts = people_to_come(PEOPLE * (RUNS + 1) * 2), []
    plain = f"{reverse('activities:list')}?q={urllib.parse.quote(NOWHERE)}"
    for name, floor, status, goal in (
        ("a page without rows", [get(plain, cookies_of(people[0]))] * PEOPLE, "200", 0.3),
        ("a bare answer", [get(reverse("portal:me"))] * PEOPLE, "302", None),
    ):
        prepared = []

        def prepare(prepared=prepared):
            shifts.append(new_shift())
            prepared[:] = [sign_up_request(shifts[-1], people.pop()) for _n in range(PEOPLE)]

        yield ratio(
            f"signing up at one shift by {CLIENTS} clients: speed of {name}",
            lambda floor=floor, status=status: send(port, floor, CLIENTS, status),
            lambda prepared=prepared: send(port, prepared, CLIENTS, "302"),
            goal=goal,
            runs=RUNS,
            before=prepare,
            by_rate=True,
        )
    refuse_unless_all_are_in(shifts)


def refuse_unless_all_are_in(shifts):
    for shift in shifts:
        shift.refresh_from_db()
        joined = Signup.objects.active().filter(shift=shift).count()
        if not joined == shift.taken == PEOPLE:
            raise RuntimeError(f"{joined} of {PEOPLE} signed up, {shift.taken} places are taken.")


@contextmanager
def server():
    port = free_port()
    env = {**os.environ, "ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(
        commands(ROOT / "var", port)["web"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port, process):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The web server did not answer.")


def people_to_come(count):
    """Adults who have nothing to do on the day of the new shifts."""
    grown = Volunteer.objects.passed().filter(birth_date__lte=days.today() - ADULT).select_related("user")
    return list(grown.order_by("-pk")[:count])


def new_shift():
    """A year ahead and after all others, so that nobody is anywhere else."""
    activity = Activity.objects.listed().filter(minimum_age__lte=18).latest("pk")
    ahead = timezone.now().replace(minute=0, second=0, microsecond=0) + datetime.timedelta(days=365)
    last = Shift.objects.filter(starts_at__gte=ahead).order_by("-starts_at").first()
    start = last.ends_at if last else ahead
    position = Position.objects.create(activity=activity, name=f"Measured {start:%Y%m%d%H}")
    return Shift.objects.create(
        position=position, starts_at=start, ends_at=start + datetime.timedelta(hours=1), capacity=PEOPLE
    )


def page_requests(path):
    return [get(path)] * PAGES


def get(path, cookies=""):
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n\r\n".encode()


def cookies_of(volunteer, token=""):
    """A browser in which this person has signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(volunteer.user_id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = volunteer.user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={token}"


def sign_up_request(shift, volunteer):
    """As a signed-in browser sends it."""
    token = get_random_string(32)
    body = f"shift={shift.pk}&volunteer={volunteer.pk}&csrfmiddlewaretoken={token}"
    path = reverse("activities:sign_up", args=[shift.position.activity_id])
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies_of(volunteer, token)}\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


def send(port, requests, clients, status):
    """Send these requests over so many connections at once; each must be answered with this status."""
    asyncio.run(_send(port, iter(list(requests)), clients, status.encode()))


async def _send(port, requests, clients, status):
    await asyncio.gather(*(_client(port, requests, status) for _client_n in range(clients)))


async def _client(port, requests, status):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 " + status):
            raise RuntimeError(f"Answered {head[:60]!r} and not {status!r}.")
        await _body(reader, head.lower())
    writer.close()


async def _body(reader, head):
    if b"transfer-encoding: chunked" in head:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    elif b"content-length: " in head:
        await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
