"""Whoever comes to a position that asks for a training has completed it (志愿服务条例第十六条). Asked when they sign up
(`training`), and once more at the code, at the roll and at the roll in the field: what somebody completed may have been
voided since."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities import signup_news
from apps.activities.conditions import Missing
from apps.activities.models import Shift, Signup
from apps.core import days
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Post
from apps.registration.models import Volunteer
from apps.training.models import Completion, TrainingKind


class Trained:
    """What these people have completed of what is asked for: read once, asked for each."""

    def __init__(self, volunteer_ids: Iterable[int], kinds: Iterable[str]) -> None:
        self.kinds, self.held = sorted(set(kinds)), defaultdict(list)
        if self.kinds:
            rows = Completion.objects.of_everybody(list(volunteer_ids)).filter(kind__in=self.kinds)
            for volunteer, kind, *life in rows.values_list(
                "volunteer_id", "kind_id", "passed_on", "expires_on", "voided_at"
            ):
                self.held[volunteer, kind].append(life)

    def lacks(self, volunteer_id: int, shift: Shift, moment: datetime.datetime) -> list[str]:
        """What of that somebody lacked who came to a shift at a moment: it counts on the day of the shift, and was not
        voided before they came."""
        day = days.day_of(shift.starts_at)
        return [
            kind
            for kind in shift.position.required_trainings
            if not any(
                passed <= day and (ends is None or day <= ends) and (voided is None or voided > moment)
                for passed, ends, voided in self.held[volunteer_id, kind]
            )
        ]


def lack_of_training(shift: Shift, volunteer: Volunteer, moment: datetime.datetime) -> Missing | None:
    """What training somebody lacks who stands at the door, and where to make up for it."""
    kinds = shift.position.required_trainings
    lacking = Trained([volunteer.pk], kinds).lacks(volunteer.pk, shift, moment) if kinds else []
    if not lacking:
        return None
    words = _("这个岗位要上过“%(names)s”，你的现在不算数，不能签到。先补上，或者请队里换个岗位。")
    page = f"{reverse('training:list')}?kind={lacking[0]}"
    names = "、".join(TrainingKind.objects.words(lacking))
    return Missing("not_trained", words % {"names": names}, _("去补培训"), page)


def refuse_untrained(shift: Shift, volunteer: Volunteer, moment: datetime.datetime) -> None:
    if missing := lack_of_training(shift, volunteer, moment):
        raise missing.refusal()


def refuse_untrained_people(shift: Shift, came: Iterable[tuple[Volunteer, datetime.datetime]]) -> None:
    """Nobody is noted at such a position who was not trained when they came; named, so that the others can be."""
    came = list(came)
    trained = Trained([person.pk for person, _moment in came], shift.position.required_trainings)
    names = "、".join(
        person.masked_name for person, moment in came if trained.lacks(person.pk, shift, moment)
    )
    if names:
        words = _("这些人没有这个岗位要的培训，或者已经作废了，不能记：%(names)s。")
        raise Refused(words % {"names": names}, code="not_trained")


def tell_who_lost_it(completions: Iterable[Completion]) -> None:
    """These were voided. Who signed up to shifts to come that ask for them hears so in time, and the organisation too."""
    ids, kinds = {one.volunteer_id for one in completions}, {one.kind_id for one in completions}
    now = timezone.now()
    ahead = Signup.objects.live().filter(
        volunteer__in=ids, shift__ends_at__gt=now, shift__position__required_trainings__overlap=list(kinds)
    )
    signups = list(
        ahead.select_related("volunteer", "shift__position__activity").defer(
            "volunteer__document_number", "shift__position__activity__contact_phone"
        )
    )
    trained = Trained(ids, kinds)
    lost = [one for one in signups if kinds.intersection(trained.lacks(one.volunteer_id, one.shift, now))]
    about = ":untrained:" + ",".join(str(one.pk) for one in completions)[:40]
    words = _("%(when)s这一班要的培训，你的作废了，到时候签不了到。先补上，补不上就早点取消。")
    signup_news.tell_about(
        "signup.untrained",
        lost,
        title=_("缺培训：%(title)s"),
        body=lambda signup: words % {"when": signup_news.when(signup.shift)},
        about=about,
    )
    tell("activity.untrained", _to_staff(lost, about))


def _to_staff(signups, about):
    owners = {signup.shift.position.activity.organization_id for signup in signups}
    posts = Post.objects.in_force().filter(organization__in=owners, role__in=Post.MANAGES)
    staff = defaultdict(set)
    for organization, user in posts.values_list("organization_id", "user_id"):
        staff[organization].add(user)
    words = _("%(name)s报了%(when)s这一班，岗位要的培训作废了，到时候签不了到。请TA补上，或者另找人。")
    for signup in signups:
        activity = signup.shift.position.activity
        values = {"name": signup.volunteer.masked_name, "when": signup_news.when(signup.shift)}
        title = _("报名的人缺培训：%(title)s") % {"title": activity.title}
        url = reverse("activities:signups", args=[activity.organization_id, signup.shift_id])
        for user in sorted(staff[activity.organization_id]):
            yield News(user, f"signup:{signup.pk}{about}", title, words % values, url)
