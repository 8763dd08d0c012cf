"""Figures are read from the replica, if there is one, and never from what is behind what the request itself wrote."""

import pytest
from django.db import DatabaseError, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from apps.accounts.models import User
from apps.core import replica
from apps.core.models import PolicyRow
from apps.organizations.models import Post
from apps.regions.models import Region
from apps.reports.models import RegionFigures
from tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(monkeypatch):
    """A replica that is the test's own database, over the same connection; what is asked of it is noted."""
    connections.settings["replica"] = connections.settings["default"]
    connections["replica"] = connections["default"]
    yield
    replica.end()
    del connections["replica"]
    del connections.settings["replica"]


def read_from(model):
    return model.objects.all().db


def test_without_one_everything_is_read_from_the_first():
    with replica.reads():
        assert read_from(RegionFigures) == "default"


def test_only_where_it_was_said_that_it_may_be_old(second):
    assert read_from(RegionFigures) == "default"
    with replica.reads():
        assert read_from(RegionFigures) == "replica"
    assert read_from(RegionFigures) == "default"


def test_who_one_is_and_what_one_may_is_never_read_there(second):
    with replica.reads():
        assert {read_from(model) for model in (User, Post, PolicyRow)} == {"default"}


def test_after_a_write_everything_is_read_from_the_first(second):
    with replica.reads():
        PolicyRow.objects.filter(topic="none").update(value=1)
        assert read_from(RegionFigures) == "default"


def test_what_is_written_and_locked_is_of_the_first(second):
    with replica.reads():
        assert Region.objects.select_for_update().db == "default"
        assert replica.Router().db_for_write(Region) == "default"
    assert replica.Router().allow_migrate("replica", "core") is False


def test_one_that_does_not_answer_is_not_asked(second, monkeypatch):
    def refuses(self):
        raise DatabaseError

    monkeypatch.setattr(DatabaseWrapper, "ensure_connection", refuses)
    with replica.reads():
        assert read_from(RegionFigures) == "default"


@pytest.mark.parametrize(
    ("path", "was_read_there"), [("/region/150430/", True), ("/region/150430/goals/", False)]
)
def test_figures_are_read_there_and_the_rest_is_not(client, second, monkeypatch, path, was_read_there):
    """While the answer is sent too, and no longer than that."""
    officer, chosen = OfficerFactory().user, []
    client.force_login(officer)
    choose = replica.Router.db_for_read
    monkeypatch.setattr(
        replica.Router,
        "db_for_read",
        lambda *args, **hints: chosen.append(choose(*args, **hints)) or chosen[-1],
    )
    assert client.get(path).status_code == 200
    assert ("replica" in chosen, read_from(RegionFigures)) == (was_read_there, "default")
