"""What stars need of time in tests: a notice whose days are over, and one whose days go by."""

import datetime

from django.db import connection
from django.db.models import F

from apps.core import days
from apps.stars.actions import settle_notice
from apps.stars.models import StarNotice, StarStanding
from tests.factories import StarCandidateFactory, StarNoticeFactory, nine_oclock

NUMBER = "敖志协〔2026〕3号"


def notice_of(association, volunteers, *, by=None, over=True, level=None):
    """A notice with these people, each with all they have reached; its last day was yesterday, or it is open."""
    times = {"opened_at": nine_oclock(-9), "until": days.today() - days.ONE} if over else {}
    notice = StarNoticeFactory(organization=association, **({"opened_by": by} if by else {}), **times)
    for volunteer in volunteers:
        reached = StarStanding.objects.get(volunteer=volunteer).reached
        StarCandidateFactory(notice=notice, volunteer=volunteer, level=level or reached)
    return notice


def recognize(association, by, volunteers):
    """Their stars are recognised after public notice."""
    return settle_notice(notice_of(association, volunteers), by=by, document_number=NUMBER)


def the_days_go_by(count=30):
    """Every open notice was opened so many days earlier, and its days are over."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE stars_starnotice DISABLE TRIGGER USER")
        earlier = datetime.timedelta(days=count)
        StarNotice.objects.open().update(opened_at=F("opened_at") - earlier, until=F("until") - earlier)
        cursor.execute("ALTER TABLE stars_starnotice ENABLE TRIGGER USER")
