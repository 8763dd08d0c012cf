"""What people are told about their places: once, in the transaction of what it tells, for a child the guardian as well.
Titles name the activity and nobody, so that they may be read on a locked phone."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Shift, Signup
from apps.booking.people import whom_to_tell
from apps.core.templatetags.ui import clock, day_words
from apps.messaging.actions import News, tell


def tell_about(
    kind: str,
    signups: Iterable[Signup],
    *,
    title: str,
    body: Callable[[Signup], str],
    about: str = "",
    url: str = "",
) -> None:
    """Tell the people of these sign-ups, which bring their shift, activity and volunteer along. `title` holds
    %(title)s; `about` tells apart what is told of one sign-up under one kind."""
    tell(kind, _news(list(signups), title, body, about, url or reverse("activities:mine")))


def _news(signups, title, body, about, url) -> Iterator[News]:
    told = whom_to_tell(signups)
    for signup in signups:
        heading = title % {"title": signup.shift.position.activity.title}
        for recipient in sorted(told[signup.pk]):
            whose = "" if recipient == signup.volunteer.user_id else f"{signup.volunteer.name}："
            yield News(recipient, f"signup:{signup.pk}{about}", heading, f"{whose}{body(signup)}", url)


def when(shift: Shift) -> str:
    return f"{day_words(shift.starts_at)} {clock(shift.starts_at)}"


def tell_joined(signups: Iterable[Signup]) -> None:
    words = _("%(when)s，%(place)s。来不了就早点取消，好让别人补上。")
    tell_about("signup", signups, title=_("报上了：%(title)s"), body=lambda signup: words % _facts(signup))


def tell_waiting(signups: Iterable[Signup]) -> None:
    words = _("%(when)s这一班满了，你排进了候补。有人退出会按顺序问你，到时候记得答复。")
    tell_about(
        "signup",
        signups,
        title=_("排进候补：%(title)s"),
        body=lambda signup: words % _facts(signup),
        about=":waiting",
    )


def tell_offered(signups: Iterable[Signup]) -> None:
    words = _("%(when)s这一班空出一个名额，给你留到%(until)s。去不去，到“我的报名”里答复一下。")

    def body(signup):
        until = f"{day_words(signup.offered_until)} {clock(signup.offered_until)}"
        return words % {**_facts(signup), "until": until}

    tell_about("signup.offered", signups, title=_("轮到你了：%(title)s"), body=body)


def tell_lapsed(signups: Iterable[Signup], *, was_offered: bool) -> None:
    words = (
        _("%(when)s这一班给你留的名额过了答复时间，已经问下一位了。")
        if was_offered
        else _("%(when)s这一班没有空出名额，这次没排上。")
    )
    tell_about(
        "signup.lapsed", signups, title=_("没排上：%(title)s"), body=lambda signup: words % _facts(signup)
    )


def tell_left(signups: Iterable[Signup], *, why: str) -> None:
    words = _("%(when)s这一班不去了。%(why)s")
    tell_about(
        "signup.left",
        signups,
        title=_("取消了：%(title)s"),
        body=lambda signup: words % {**_facts(signup), "why": why},
    )


def tell_removed(signups: Iterable[Signup]) -> None:
    words = _("%(when)s这一班，队里没能留住你的名额。原因：%(reason)s")
    tell_about(
        "signup.removed",
        signups,
        title=_("名额没了：%(title)s"),
        body=lambda signup: words % {**_facts(signup), "reason": signup.reason},
    )


def tell_missed(signups: Iterable[Signup]) -> None:
    words = _("%(when)s这一班记了你没有来。有原因，或者其实来了，到“我的报名”里说一声，队里看得到。")
    tell_about(
        "signup.missed",
        signups,
        title=_("记了没有来：%(title)s"),
        body=lambda signup: words % _facts(signup),
        url=reverse("activities:mine_past"),
    )


def tell_excused(signups: Iterable[Signup]) -> None:
    words = _("%(when)s这一班改记为请假，不算没有来。%(reason)s")
    tell_about(
        "signup.excused",
        signups,
        title=_("改记为请假：%(title)s"),
        body=lambda signup: words % {**_facts(signup), "reason": signup.reason},
        url=reverse("activities:mine_past"),
    )


def tell_tomorrow(signups: Iterable[Signup]) -> None:
    words = _("%(when)s，%(place)s，做%(position)s。真去不了，现在就说一声。")
    tell_about(
        "signup.reminder", signups, title=_("明天见：%(title)s"), body=lambda signup: words % _facts(signup)
    )


def tell_stopped(signups: QuerySet[Signup], words: str) -> None:
    """What becomes of these places as their organisation stops; told anew each time it does."""
    with_all = signups.select_related("volunteer", "shift__position__activity")
    tell_about(
        "organization_stopped",
        with_all.defer("volunteer__document_number", "shift__position__activity__contact_phone"),
        title="%(title)s",
        body=lambda signup: words,
        about=f":{timezone.now().isoformat()}",
    )


def _facts(signup):
    shift = signup.shift
    place, position = shift.position.activity.place, shift.position.name
    return {"when": when(shift), "place": place, "position": position}
