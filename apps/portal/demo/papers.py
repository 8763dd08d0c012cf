"""What waits at the desks besides ordinary hours: a paper of each kind, something odd, an objection, an urging."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from apps.activities.models import Signup
from apps.core import days, uploads
from apps.hours.actions import Line, backfill, bring_in, enter_by_hand, file_appeal, rebuild_punctuality, urge
from apps.hours.models import HourRecord, Referral
from apps.hours.pieces import Stretch
from apps.portal.demo.cast import HOME

HOUR = datetime.timedelta(hours=1)


def hand_in(region):
    team, staff, pool = region.team, region.cast["owner"], region.active[HOME]
    by_hand(team, staff, pool)
    long_ago(team, staff, pool)
    elsewhere(region.sun)
    waiting = HourRecord.objects.pending().filter(organization=team).order_by("pk")
    mine = waiting.filter(volunteer=region.sun).first()
    if mine:
        urge(mine, by=region.sun.user)
        file_appeal(mine, by=region.sun.user, what="too_short", words="我一直待到收摊，比记的晚走二十分钟。")
    odd(waiting.exclude(volunteer=region.sun))
    rebuild_punctuality()


def by_hand(team, staff, pool):
    """Three people of the last shift whom nobody checked in."""
    signup = (
        Signup.objects.filter(
            shift__position__activity__organization=team,
            during__endswith__lt=timezone.now(),
            during__endswith__gt=timezone.now() - datetime.timedelta(days=20),
        )
        .order_by("-pk")
        .first()
    )
    if signup is None:
        return
    shift = signup.shift
    there = (
        HourRecord.objects.alive()
        .filter(during__overlap=signup.during)
        .values_list("volunteer_id", flat=True)
    )
    free = [one for one in pool if one.pk not in set(there) and one.user_id != staff.pk][:3]
    lines = [Line(one, shift.starts_at, shift.ends_at) for one in free]
    enter_by_hand(shift, lines, by=staff, reason="下雨，手机进水，没能扫码", proofs=[scan(staff, "签到表")])


def long_ago(team, staff, pool):
    """A service of the spring, before the team used the site."""
    start = days.start_of(days.today() - datetime.timedelta(days=70)) + 6 * HOUR
    free = [one for one in pool if one.user_id != staff.pk][3:8]
    backfill(
        team,
        [Line(one, start, start + HOUR) for one in free],
        by=staff,
        title="清早护学",
        place="丁香路小学门口",
        content="帮孩子过马路，劝家长不停车",
        leader="郝建国",
        reason="那一周平台账号还没开通，名单记在纸上",
        proofs=[scan(staff, "护学签到表")],
        declared=True,
    )


def elsewhere(sun):
    """A marathon in another league, proved by who held it."""
    start = days.start_of(days.today() - datetime.timedelta(days=41)) + 5 * HOUR
    bring_in(
        sun,
        [Stretch(start, start + 2 * HOUR)],
        by=sun.user,
        title="马拉松赛补给站",
        issuer="鄂尔多斯市志愿服务联合会",
        code="EJ-2026-0413",
        proofs=[scan(sun.user, "服务证明")],
        consents=True,
    )


def odd(waiting):
    """Records of one shift that came and left in the same seconds."""
    first = waiting.first()
    if first is None:
        return
    same = list(waiting.filter(signup__shift=first.signup.shift_id)[:5])
    words = f"{len(same)}人同一秒签到又同一秒签退"
    Referral.objects.bulk_create(
        Referral(record=one, why=Referral.Why.HELD, points=100, words=words) for one in same
    )


def scan(user, name):
    """A sheet of paper as a phone would photograph it."""
    sheet = Image.new("RGB", (420, 594), "#f7f5ef")
    draw = ImageDraw.Draw(sheet)
    for line in range(90, 560, 36):
        draw.line((40, line, 380, line), fill="#9aa3ad", width=2)
    out = io.BytesIO()
    sheet.save(out, "JPEG")
    return uploads.keep(SimpleUploadedFile(f"{name}.jpg", out.getvalue()), kind="document", by=user)
