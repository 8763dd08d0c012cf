"""Certificates of the demo region: what 苏日娜 has made (hours, her star, her first aid), one that was revoked, a seal in use
and one that waits, and a batch of the school and thanks of the team that the worker makes."""

import datetime
import io
import math

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageDraw

from apps.certificates.actions import (
    ask_for_seal,
    begin_batch,
    decide_seal,
    issue_service,
    issue_star,
    issue_training,
)
from apps.certificates.models import Seal
from apps.core import days, uploads
from apps.hours.actions import void_hours
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.portal.demo.stars import account
from apps.registration.models import Volunteer
from apps.stars.models import Recognition
from apps.training.models import Completion

RED = (196, 30, 40)


@transaction.atomic
def certify(demo):
    team, school = demo.team, demo.school
    association = Organization.objects.get(applied_by=account("association"))
    for organization in (association, team):
        seal = hand_in(organization)
        if organization == association:
            decide_seal(seal, state=Seal.State.APPROVED, by=demo.reviewer)
    of_the_volunteer(Volunteer.objects.select_related("user").get(user=account("volunteer")))
    one_revoked(demo)
    begin_batch(
        school,
        by=school.applied_by,
        kind="service",
        since=datetime.date(days.this_year() - 1, 1, 1),
        until=days.today(),
    )
    thank(team)


def thank(team):
    """Everybody who came to the activity of the team that was over last."""
    record = (
        HourRecord.objects.confirmed()
        .filter(signup__shift__position__activity__organization=team)
        .select_related("signup__shift__position__activity")
        .latest("served_on", "pk")
    )
    begin_batch(
        team,
        by=team.applied_by,
        kind="thanks",
        activity=record.signup.shift.position.activity,
        words="谢谢你把时间给了邻居们。",
    )


def hand_in(organization):
    by = organization.applied_by
    picture = uploads.keep(SimpleUploadedFile("印章.png", stamp()), kind="picture", by=by)
    return ask_for_seal(organization, picture=picture, by=by)


def of_the_volunteer(volunteer):
    """Last year line by line, this year twice, so that the first is replaced, the star, and the training she holds."""
    year = days.this_year()
    for since in (year - 1, year, year):
        period = datetime.date(since, 1, 1), min(datetime.date(since, 12, 31), days.today())
        if HourRecord.objects.confirmed().of(volunteer).filter(served_on__range=period).exists():
            issue_service(volunteer, by=volunteer.user, since=period[0], until=period[1])
    issue_star(Recognition.objects.get(volunteer=volunteer, level=1), by=volunteer.user)
    held = Completion.objects.of(volunteer).holding(days.today()).filter(kind="first_aid")
    issue_training(held.latest("passed_on", "pk"), by=volunteer.user)


def one_revoked(demo):
    """Somebody's latest hours turn out to be wrong after they had them certified."""
    cast = [user.pk for user in demo.cast.values()]
    record = (
        HourRecord.objects.confirmed()
        .filter(source="code", served_on__year=days.this_year(), volunteer__identity_state="passed")
        .exclude(volunteer__user__in=[*cast, account("volunteer").pk])
        .select_related("volunteer__user")
        .latest("served_on", "pk")
    )
    issue_service(record.volunteer, by=record.volunteer.user, since=record.served_on, until=record.served_on)
    void_hours(record, by=demo.reviewer, reason="签到码是别人代扫的，本人没有到场。")


def stamp():
    """A round red mark with a star, as a seal has it."""
    image = Image.new("RGB", (500, 500), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((12, 12, 488, 488), outline=RED, width=18)
    draw.ellipse((70, 70, 430, 430), outline=RED, width=3)
    points = [(120 if point % 2 == 0 else 46, math.radians(36 * point - 90)) for point in range(10)]
    draw.polygon([(250 + r * math.cos(angle), 250 + r * math.sin(angle)) for r, angle in points], fill=RED)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
