"""Covers end with a reason, for whole sets at once; the day on which one ends is still covered."""

from collections.abc import Iterable

from django.db import connection

from apps.core import days

END = """
    UPDATE insurance_cover AS cover
    SET state = 'ended', ended_at = now(), reason = %(reason)s,
        during = CASE
            WHEN state = 'accepted' AND lower(during) <= %(today)s
            THEN daterange(lower(during), least(upper(during), %(today)s::date + 1))
            ELSE 'empty' END
    WHERE state IN ('eligible', 'sent', 'accepted') AND {which}
    RETURNING volunteer_id, sent_at IS NOT NULL OR accepted_at IS NOT NULL
"""
OF_PEOPLE = "volunteer_id IN (SELECT id FROM registration_volunteer WHERE user_id = ANY(%(users)s))"
OF_POLICY = "policy_id = %(policy)s AND id > %(after)s AND id <= %(upto)s"
CHOSEN = "id = ANY(%(covers)s)"


def end_of_people(user_ids: Iterable[int], reason: str) -> list[int]:
    """Whoever's identity does not stand any more, or who leaves, is insured no longer."""
    return _end(OF_PEOPLE, reason, users=list(user_ids))


def end_of_policy(policy_id: int, after: int, upto: int, reason: str) -> list[int]:
    """A policy is over or was withdrawn: those of a range of covers that are its own."""
    return _end(OF_POLICY, reason, policy=policy_id, after=after, upto=upto)


def end_chosen(cover_ids: Iterable[int], reason: str) -> list[int]:
    return _end(CHOSEN, reason, covers=list(cover_ids))


def _end(which, reason, **values):
    """The volunteers whose cover counted, or was known to the insurer, until now."""
    with connection.cursor() as cursor:
        cursor.execute(END.format(which=which), {"reason": reason, "today": days.today(), **values})
        return [volunteer for volunteer, counted in cursor.fetchall() if counted]
