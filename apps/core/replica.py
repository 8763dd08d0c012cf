"""A second PostgreSQL that follows the first one (REPLICA_URL): figures and exports are read there, where they hold up
nobody who confirms hours. Without one they are read where everything is.

It may be some seconds behind (REPLICA_SECONDS at most). So who somebody is and what they may see is always read from the first one, and after a
request has written something, it reads the rest from the first one too.
"""

import re
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from django.conf import settings
from django.core.signals import request_finished
from django.db import DatabaseError, connections
from django.dispatch import receiver

ALIAS, FIRST = "replica", "default"
SAFE = ("GET", "HEAD")
# Of these apps nothing is read from what may be behind: accounts, posts, policies, the trail.
NEVER = frozenset(
    ["core", "accounts", "organizations", "sessions", "account", "mfa", "socialaccount", "authtoken"]
)
WRITE = re.compile(r"\s*(?:WITH\b.*?\b)?(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\b", re.DOTALL | re.I)
# While nothing is written there is nothing to replay, and a replica that listens is not behind.
FOLLOWS = """
    SELECT NOT pg_is_in_recovery()
        OR pg_last_xact_replay_timestamp() > now() - make_interval(secs => %s)
        OR (EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL)
            AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn())
"""
log = structlog.get_logger(__name__)
_may_lag: ContextVar[bool] = ContextVar("may_lag", default=False)


class Router:
    """Django's way to ask which database; everything is written to the first one."""

    def db_for_read(self, model, **_hints):
        return ALIAS if _may_lag.get() and model._meta.app_label not in NEVER else FIRST

    def db_for_write(self, _model, **_hints):
        return FIRST

    def allow_relation(self, _one, _other, **_hints):
        return True  # both hold the same rows

    def allow_migrate(self, db, _app_label, **_hints):
        return db == FIRST


def is_there() -> bool:
    """Whether there is one that answers and follows: a replica that is down is no reason for a page to be, and one that
    stopped following (or is more than REPLICA_SECONDS behind) would show the past as if it were now."""
    if ALIAS not in connections.settings:
        return False
    try:
        connections[ALIAS].close_if_health_check_failed()
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(FOLLOWS, [settings.REPLICA_SECONDS])
            follows = cursor.fetchone()[0]
    except DatabaseError:
        log.warning("replica_does_not_answer")
        return False
    if not follows:
        log.warning("replica_does_not_follow")
    return bool(follows)


def reading():
    """The connection for a query in words of its own that may be some seconds behind."""
    return connections[ALIAS if _may_lag.get() else FIRST]


@contextmanager
def reads():
    """What is read inside may be some seconds old. For a task that makes a file."""
    begun = begin()
    try:
        yield
    finally:
        if begun:
            end()


def begin() -> bool:
    if _may_lag.get() or not is_there():
        return False
    _may_lag.set(True)
    connections[FIRST].execute_wrappers.append(_note_writes)
    return True


def end() -> None:
    _may_lag.set(False)
    wrappers = connections[FIRST].execute_wrappers
    if _note_writes in wrappers:
        wrappers.remove(_note_writes)


def _note_writes(execute, sql, params, many, context):
    if WRITE.match(str(sql)):
        _may_lag.set(False)
    return execute(sql, params, many, context)


class read_figures_from_the_replica:  # noqa: N801 -- reads as the sentence it is in the list of middleware
    """For pages and operations whose module stands in READ_FROM_REPLICA, while they only look."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        end()  # an answer that was never sent to its end left it open
        return self.get_response(request)

    def process_view(self, request, view, _args, _kwargs):
        name = f"{view.__module__}.{getattr(view, '__name__', '')}"
        if request.method in SAFE and name.startswith(tuple(settings.READ_FROM_REPLICA)):
            begin()


@receiver(request_finished)
def end_with_the_request(**_kwargs):
    """Not before: a table may still be read while it is sent."""
    end()
