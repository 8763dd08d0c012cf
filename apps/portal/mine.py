"""The page of a volunteer: what is next, how far the year and the stars are, and what still has to be done."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Signup
from apps.activities.turns import turn_of
from apps.booking.window import window_of
from apps.core import days
from apps.hours.models import HourRecord
from apps.organizations.models import Organization, Post
from apps.portal.at_work import places_of
from apps.quotas.models import YearStanding
from apps.quotas.school_years import courses
from apps.registration.draft import USUAL
from apps.registration.models import Guardianship, IdentityCase, Volunteer
from apps.stars.line import Stars
from apps.training.demands import demands_on

LATEST = 4


def page_of(user):
    volunteer = Volunteer.objects.select_related("region").filter(user=user).first()
    page = {
        "greeting": greeting(timezone.localtime().hour),
        "volunteer": volunteer,
        "has_desk": Post.objects.of(user).exists(),
        "desks": places_of(user),
        "applications": Organization.objects.unsettled_of(user),
        "registration_steps": USUAL,
    }
    if volunteer is None:
        return page
    if not volunteer.is_passed:
        return {**page, **identity_of(volunteer)}
    today = days.today()
    goal = YearStanding.objects.of_user(user).in_year(today.year).first()
    return {
        **page,
        **guardianship_of(volunteer),
        "next": next_turn(volunteer),
        "year": today.year,
        "goal": goal,
        "course": goal and courses([goal], today)[volunteer.pk],
        "stars": Stars(volunteer),
        "records": latest_records(volunteer),
        "demands": demands_on([volunteer], timezone.now(), today),
    }


def greeting(hour):
    for until, words in ((5, _("夜深了")), (11, _("早上好")), (13, _("中午好")), (18, _("下午好"))):
        if hour < until:
            return words
    return _("晚上好")


def identity_of(volunteer):
    """Why nothing can be signed up yet, and what the reviewer wrote."""
    return {
        "case": IdentityCase.objects.filter(volunteer=volunteer).order_by("-submitted_at", "-pk").first(),
        **guardianship_of(volunteer),
    }


def guardianship_of(volunteer):
    """Of a child: whether somebody answers for it and has agreed. Of an adult: whether there are children."""
    if volunteer.is_minor:
        return {
            "is_minor": True,
            "has_guardian": Guardianship.objects.standing().filter(child=volunteer).exists(),
            "has_consent": volunteer.has_guardian_consent(),
        }
    return {"children": Guardianship.objects.standing().filter(guardian=volunteer).count()}


def next_turn(volunteer):
    """The next shift that is not over, and what there is to do: wait, check in, check out."""
    signup = (
        Signup.objects.of(volunteer)
        .coming()
        .select_related("shift__position__activity__region")
        .prefetch_related("presences")
        .order_by("shift__starts_at")
        .first()
    )
    return signup and turn_of(signup, window_of(signup.shift), timezone.now())


def latest_records(volunteer):
    return (
        HourRecord.objects.of(volunteer)
        .select_related("organization", "basis", "signup__shift__position__activity")
        .order_by("-served_on", "-pk")[:LATEST]
    )
