"""Both sides say how a shift went."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Signup
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization
from apps.recognition.evaluable import evaluable
from apps.recognition.models import Evaluation
from apps.registration.models import Volunteer

Side, State = Evaluation.Side, Evaluation.State
TWICE = {"recognition_evaluation_once_a_side": "evaluated_already"}


@dataclass(frozen=True)
class Said:
    """What an organisation says of one person at one shift."""

    signup: Signup
    stars: int
    attendance: str
    words: str = ""


@transaction.atomic
def evaluate_organization(signup: Signup, *, by: User, stars: int, words: str = "", now=None) -> Evaluation:
    """A volunteer, or whoever answers for them, says how a shift was: once, after it is over, if they were there. It
    waits for somebody outside the organisation to look at the words."""
    signup = _open_ones([signup], now)[0]
    if not Volunteer.objects.acted_for_by(by).filter(pk=signup.volunteer_id).exists():
        raise Refused(_("只有本人和监护人可以评价。"), code="not_yours")
    one = _evaluation(signup, Side.PERSON, State.WAITING, by=by, stars=stars, words=words.strip())
    with refusing(Evaluation, TWICE):
        one.save()
    audit.note("evaluation.made", [one], by=by)
    return one


@transaction.atomic
def evaluate_volunteers(
    organization: Organization, lines: Iterable[Said], *, by: User, now=None
) -> list[Evaluation]:
    """An organisation says of people how they served at a shift, and how they attended: once each. They read it, and it
    stays in their file (67号令 §10). Nobody does it for themselves or for a child they answer for."""
    lines = list(lines)
    if not lines:
        raise Refused(_("还没给谁评价。"), code="nobody_chosen")
    signups = {one.pk: one for one in _open_ones([line.signup for line in lines], now)}
    close = set(Volunteer.objects.close_to(by).values_list("pk", flat=True))
    made = []
    for line in lines:
        signup = signups[line.signup.pk]
        if signup.shift.position.activity.organization_id != organization.pk:
            raise Refused(_("只能评价来过你们活动的人。"), code="not_yours")
        if signup.volunteer_id in close:
            raise Refused(_("不能替组织评价自己，也不能评价自己的孩子。"), code="own_evaluation")
        one = _evaluation(
            signup, Side.ORGANIZATION, State.PRIVATE, by=by, stars=line.stars, words=line.words.strip()
        )
        one.attendance = line.attendance
        made.append(one)
    with refusing(Evaluation, TWICE):
        Evaluation.objects.bulk_create(made, batch_size=500)
    audit.note("evaluation.made", made, by=by)
    tell("evaluation", [_news(one, signups[one.signup_id]) for one in made])
    return made


def _open_ones(signups, now):
    asked = {signup.pk for signup in signups}
    found = list(
        evaluable(now)
        .filter(pk__in=asked)
        .select_related("volunteer", "shift__position__activity__organization")
    )
    if len(found) != len(asked):
        raise Refused(_("只有来过、已经结束、还没过评价期限的班次可以评价。"), code="not_open_to_evaluation")
    return found


def _evaluation(signup, side, state, *, by, stars, words):
    organization = signup.shift.position.activity.organization
    return Evaluation(
        signup=signup,
        volunteer=signup.volunteer,
        beneficiary_id=signup.volunteer.user_id,
        organization=organization,
        region_id=organization.region_id,
        side=side,
        state=state,
        stars=stars,
        words=words,
        made_by=by,
        made_at=timezone.now(),
    )


def _news(one, signup):
    activity = signup.shift.position.activity
    return News(
        one.beneficiary_id,
        f"evaluation:{one.signup_id}",
        _("“%(title)s”的组织写了评价") % {"title": activity.title},
        _("%(stars)d颗星，%(attendance)s。")
        % {"stars": one.stars, "attendance": one.get_attendance_display()},
        reverse("recognition:mine"),
    )
