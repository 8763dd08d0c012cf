"""A school never sees another one of its banner, by any parameter: neither at its address, nor by something of it at one's
own address, nor by what is chosen, counted on from or sent there."""

import datetime
import re

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from apps.core import days
from apps.quotas import standing
from tests.factories import (
    AffiliationFactory,
    BatchFactory,
    CertificateFactory,
    ExportFactory,
    ExportPartFactory,
    GoalRowFactory,
    OrganizationFactory,
    RosterEntryFactory,
    StaffFactory,
    StarNoticeFactory,
    StarObjectionFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.files import document, kept
from tests.killing import undone

pytestmark = pytest.mark.django_db

APPS = ("apps.reports.", "apps.quotas.", "apps.stars.")
ORGANIZATION = re.compile(r"^(?:org/<int:pk>|api/v1/[a-z-]+/<int:organization>)/")
PART = re.compile(r"<(?:\w+:)?(\w+)>")


class School:
    """A school with its teacher, a pupil, and one of everything that it has."""

    def __init__(self, name, class_name, kind="primary_school"):
        self.organization = OrganizationFactory(kind_id=kind, name=name)
        self.teacher = StaffFactory(organization=self.organization).user
        self.pupil = VolunteerFactory(name=f"{name}的学生")
        held = AffiliationFactory(
            volunteer=self.pupil,
            organization=self.organization,
            class_name=class_name,
            student_number=f"{class_name}-7",
        )
        standing.follow([self.pupil.pk])
        self.entry = RosterEntryFactory(
            organization=self.organization, roster__organization=self.organization, name=f"{name}的新生"
        )
        self.goal = GoalRowFactory(organization=self.organization)
        export = {"organization": self.organization, "asked_by": self.teacher}
        self.export = ExportPartFactory(**{f"export__{name}": value for name, value in export.items()}).export
        waits = {"state": "asked", "needs_second": True, "done": 0, "ready_at": None, "ids": [held.pk]}
        self.asked = ExportFactory(organization=self.organization, asked_by=UserFactory(), **waits)
        self.statement = CertificateFactory(
            kind="stated",
            scope="20250101-20251231/stated/1/party",
            volunteer=self.pupil,
            issuer=self.organization,
            since=days.today(),
            until=days.today(),
            pdf=kept(by=UserFactory(), data=document(), name="说明.pdf", kind="document"),
        )
        self.notice = StarNoticeFactory(organization=self.organization)
        self.objection = StarObjectionFactory(candidate__notice=self.notice)

    def of(self, route, name):
        """What stands for a part of an address."""
        if name == "period":
            return days.this_year()
        if name == "organization" or (name == "pk" and route.startswith("org/")):
            return self.organization.pk
        if name == "volunteer":
            return self.pupil.pk
        word = {"certificate": "statement"}.get(name, name)
        if name == "pk":
            word = next(one for one in ("export", "statement", "goal") if f"/{one}" in route)
        waits = word == "export" and route.endswith(("agree/", "refuse/"))
        return getattr(self, "asked" if waits else word).pk


def routes():
    """Every address of these apps that has an organisation in it."""

    def walk(patterns, before=""):
        for one in patterns:
            route = before + str(one.pattern)
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, route)
            else:
                view = getattr(one.callback, "cls", one.callback)
                yield route, view.__module__

    return sorted(
        {
            route
            for route, module in walk(get_resolver().url_patterns)
            if module.startswith(APPS) and ORGANIZATION.match(route)
        }
    )


def address(route, workbench, things):
    """The address at one school's workbench with things of another one in it."""
    first, parts = True, []

    def put(part):
        nonlocal first
        side, first = (workbench if first else things), False
        parts.append(part[1])
        return str(side.of(route, part[1]))

    return "/" + PART.sub(put, route), [name for name in parts[1:] if name != "period"]


def whole(answer):
    """What came, read to its end."""
    return answer.getvalue() if answer.streaming else answer.content


def answers(client, url):
    """The statuses of whatever may be asked there, without what the address does not know."""
    found = set()
    for method in ("get", "post", "delete"):
        with undone():
            answer = getattr(client, method)(url)
            whole(answer)
            found.add(answer.status_code)
    return found - {405}


@pytest.fixture
def here(open_books):
    return School("新惠第一小学", "三年级2班")


@pytest.fixture
def there(open_books):
    return School("新惠第二小学", "五年级9班")


def test_there_are_addresses_to_walk():
    found = routes()

    assert [sum(one.startswith(start) for one in found) for start in ("org/", "api/")] == [18, 17]


def test_the_address_of_another_school_is_not_there(client, here, there):
    client.force_login(here.teacher)

    assert {route: answers(client, address(route, there, there)[0]) for route in routes()} == {
        route: {404} for route in routes()
    }


def test_nothing_of_another_school_is_at_ones_own_address(client, here, there):
    client.force_login(here.teacher)
    mixed = {
        url: answers(client, url)
        for url, parts in (address(route, here, there) for route in routes())
        if parts
    }

    assert len(mixed) >= 15
    assert mixed == {url: {404} for url in mixed}


@pytest.mark.parametrize("name", ["roster", "people", "exports"])
def test_what_is_chosen_of_another_school_shows_nothing_of_it(client, here, there, name):
    client.force_login(there.teacher)
    page = client.get(reverse("reports:roster", args=[there.organization.pk]))
    [group] = [key for key, _words in page.context["form"].fields["group"].choices[-1][1]]
    client.force_login(here.teacher)
    query = {
        "group": group,
        "class": there.entry.group,
        "organization": there.organization.pk,
        "pk": there.organization.pk,
        "volunteer": there.pupil.pk,
        "export": there.export.pk,
        "cursor": f"{group}|",
    }

    answer = client.get(reverse(f"reports:{name}", args=[here.organization.pk]), query)
    words = answer.content.decode()

    assert answer.status_code == 200
    told = [there.pupil.name, there.pupil.number, there.entry.name, there.organization.name, "五年级9班"]
    assert [one in words for one in told] == [False] * 5


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_ones_own_people_whatever_is_sent(client, here, there, kind):
    client.force_login(here.teacher)
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    made = type(here.export).objects.filter(state="ready")
    made.update(ready_at=an_hour_ago)  # so that it is not handed out once more
    sent = {
        "format": kind,
        "period": days.this_year(),
        "organization": there.organization.pk,
        "group": "105000" + "五年级9班",
        "ids": [there.pupil.pk],
    }

    answer = client.post(reverse("reports:download", args=[here.organization.pk]), sent)
    whole(answer)
    export = type(here.export).objects.latest("pk")

    assert answer.status_code == 200
    assert (export.organization, export.people) == (here.organization, 1 + (kind == "xlsx"))


@pytest.mark.parametrize(
    ("what", "sent"),
    [
        ("statements", lambda there: {"purpose": "league", "volunteer": there.pupil.pk}),
        (
            "exports",
            lambda there: {"format": "csv", "period": str(days.this_year()), "group": "1050009五年级9班"},
        ),
    ],
)
def test_a_program_names_nobody_of_another_school(client, here, there, what, sent):
    client.force_login(here.teacher)
    dates = {"since": f"{days.this_year()}-01-01", "until": str(days.today())}
    url = f"/api/v1/managed-organizations/{here.organization.pk}/{what}/"

    answer = client.post(url, sent(there) | dates, content_type="application/json")

    assert (answer.status_code, there.pupil.name in answer.content.decode()) == (400, False)


def test_a_statement_or_a_batch_names_nobody_of_another_school(client, here, there):
    client.force_login(here.teacher)
    batch = BatchFactory(organization=there.organization)
    own = here.organization.pk

    found = [
        client.post(reverse(f"certificates:{name}", args=[own, batch.pk])).status_code
        for name in ("archive", "printed", "batch_resume")
    ]
    assert found == [404, 404, 404]
    assert client.get(reverse("certificates:batch", args=[own, batch.pk])).status_code == 404


def test_ones_own_addresses_are_there(client, here):
    """So that the others are not missing for another reason."""
    client.force_login(here.teacher)
    of_associations = ("star", "associations")
    own = {
        route: answers(client, address(route, here, here)[0])
        for route in routes()
        if not any(word in route for word in of_associations)
    }

    assert [route for route, found in own.items() if found == {404}] == []
