import datetime
import logging
from io import StringIO

import pytest
from django.core.cache import cache
from django.db import IntegrityError
from django.utils import timezone

from apps.core import nightly
from apps.core.models import OutboxItem, PolicyRow
from apps.core.tasks import HEARTBEAT, heartbeat
from volunteer_platform.logs import QuietDatabaseErrors, scrub, without_details

pytestmark = pytest.mark.django_db


def test_health_tells_what_is_there(client):
    cache.delete(HEARTBEAT)
    OutboxItem.objects.create(kind="x", key="1", state="dead")
    without_worker = client.get("/healthz/").json()
    heartbeat()
    with_worker = client.get("/healthz/")

    assert without_worker == {
        "database": True,
        "redis": True,
        "worker": False,
        "outbox_dead": 1,
        "checks_failed": 0,
        "checks_missing": len(nightly.names()),
    }
    assert (with_worker.status_code, with_worker.json()["worker"]) == (200, True)


@pytest.mark.django_db(transaction=True)
def test_health_tells_what_the_checks_of_the_night_found(client):
    nightly.check_invariant("core_what_must_happen_is_not_left_lying")
    well = client.get("/healthz/").json()
    OutboxItem.objects.create(kind="x", key="1", due_at=timezone.now() - datetime.timedelta(hours=1))
    nightly.check_invariant("core_what_must_happen_is_not_left_lying")
    wrong = client.get("/healthz/").json()
    OutboxItem.objects.all().delete()

    missing = len(nightly.names()) - 1
    assert (well["checks_failed"], well["checks_missing"]) == (0, missing)
    assert (wrong["checks_failed"], wrong["checks_missing"]) == (1, missing)


def test_health_without_redis_answers_503(client, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/1",
        }
    }
    response = client.get("/healthz/")
    assert (response.status_code, response.json()["redis"]) == (503, False)


def test_logs_hold_no_numbers_of_people():
    event = {
        "event": "call 13912345678 about 15043019900504001X",
        "phone": "13912345678",
        "ip": "1.2.3.4",
        "n": 5,
    }
    assert scrub(None, "info", event) == {"event": "call *** about ***", "n": 5}


@pytest.fixture
def log(monkeypatch):
    """What the site writes to its log, as it is written."""
    (handler,) = [found for found in logging.root.handlers if found.name == "out"]
    written = StringIO()
    monkeypatch.setattr(handler, "stream", written)
    monkeypatch.setattr(logging.root, "level", logging.INFO)
    return written


@pytest.mark.parametrize("address", ["/healthz/", "/no-such-page/"])
def test_logs_hold_the_path_and_nothing_of_who_asked_and_for_what(client, log, address):
    asking = {"user-agent": "a browser of somebody's", "x-forwarded-for": "10.9.8.7"}
    client.get(address, {"q": "其其格", "cursor": "k1:abc"}, headers=asking)

    said = log.getvalue()
    assert f"request=GET {address}" in said or f"request='GET {address}'" in said
    told = ["%E5%85%B6", "其其格", "q=", "cursor", "browser", "127.0.0.1", "10.9.8.7"]
    assert [word for word in told if word in said] == []


def test_a_database_error_is_logged_without_the_failing_row():
    with pytest.raises(IntegrityError) as refusal:
        PolicyRow.objects.create(
            topic="t", item="secret", value=-1, unit="x", valid_from="2026-01-01", source="s"
        )
    record = logging.LogRecord("x", logging.ERROR, "f", 1, str(refusal.value), None, None)
    QuietDatabaseErrors().filter(record)
    event = without_details(None, "error", {"exception": f"Traceback\n{refusal.value}"})
    assert ("secret" in record.getMessage(), "secret" in event["exception"]) == (False, False)
    assert "core_policyrow_never_negative" in record.getMessage()


@pytest.mark.parametrize("host", ["evil.example", "localhost:80@evil.example", "-"])
def test_an_unknown_host_is_a_bad_request(client, host):
    assert client.get("/", headers={"host": host}).status_code == 400
