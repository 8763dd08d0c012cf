"""What people are told about training: once, in the transaction of what it tells, for a child the guardian as well.
Titles name the course and nobody, so that they may be read on a locked phone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.booking.people import whom_to_tell
from apps.core.templatetags.ui import clock, day_words
from apps.messaging.actions import News, tell
from apps.registration.models import Volunteer
from apps.training.models import (
    Completion,
    Enrolment,
    OutsideTraining,
    Session,
    SessionLeader,
    TrainingKind,
)


def when(session: Session) -> str:
    return f"{day_words(session.starts_at)} {clock(session.starts_at)}"


def place_of(session: Session) -> str:
    """Where one goes; the link of an online course is not sent about."""
    return session.place or _("线上")


def tell_about(
    kind: str, enrolments: Iterable[Enrolment], *, title: str, words: str, about: str = "", **more: str
) -> None:
    """Tell the people of these enrolments, which bring their session, course and volunteer along."""
    enrolments = list(enrolments)
    told, url = whom_to_tell(enrolments), reverse("training:mine")
    news = []
    for enrolment in enrolments:
        session = enrolment.session
        values = {"when": when(session), "place": place_of(session), "reason": enrolment.reason, **more}
        values["trainer"] = session.trainer
        if enrolment.offered_until:
            until = enrolment.offered_until
            values["until"] = f"{day_words(until)} {clock(until)}"
        heading, body = title % {"title": session.course.title}, words % values
        for recipient in sorted(told[enrolment.pk]):
            whose = "" if recipient == enrolment.volunteer.user_id else f"{enrolment.volunteer.name}："
            news.append(News(recipient, f"enrolment:{enrolment.pk}{about}", heading, f"{whose}{body}", url))
    tell(kind, news)


def tell_joined(enrolments: Iterable[Enrolment]) -> None:
    words = _("%(when)s，%(place)s。来不了就早点取消，好让别人补上。")
    tell_about("training", enrolments, title=_("报上了培训：%(title)s"), words=words)


def tell_waiting(enrolments: Iterable[Enrolment]) -> None:
    words = _("%(when)s这一场满了，你排进了候补。有人退出会按顺序问你，到时候记得答复。")
    tell_about("training", enrolments, title=_("排进候补：%(title)s"), words=words, about=":waiting")


def tell_offered(enrolments: Iterable[Enrolment]) -> None:
    words = _("%(when)s这一场空出一个名额，给你留到%(until)s。去不去，到“我的培训”里答复一下。")
    tell_about("training.offered", enrolments, title=_("轮到你了：%(title)s"), words=words)


def tell_lapsed(enrolments: Iterable[Enrolment], *, was_offered: bool) -> None:
    words = (
        _("%(when)s这一场给你留的名额过了答复时间，已经问下一位了。")
        if was_offered
        else _("%(when)s这一场没有空出名额，这次没排上。")
    )
    tell_about("training.lapsed", enrolments, title=_("没排上：%(title)s"), words=words)


def tell_left(enrolments: Iterable[Enrolment], *, why: str) -> None:
    words = _("%(when)s这一场不去了。%(why)s")
    tell_about("training.left", enrolments, title=_("取消了：%(title)s"), words=words, why=why)


def tell_removed(enrolments: Iterable[Enrolment]) -> None:
    words = _("%(when)s这一场没能留住你的名额。原因：%(reason)s")
    tell_about("training.left", enrolments, title=_("名额没了：%(title)s"), words=words, about=":removed")


def tell_called_off(enrolments: Iterable[Enrolment]) -> None:
    words = _("%(when)s这一场取消了。原因：%(reason)s")
    tell_about("training.called_off", enrolments, title=_("培训取消了：%(title)s"), words=words)


def tell_changed(enrolments: QuerySet[Enrolment]) -> None:
    """Where it is or who teaches is not what it was; told anew each time. A link is not sent about."""
    words = _("%(when)s，改为%(place)s，%(trainer)s讲。链接和详情看“我的培训”。")
    about, title = f":{timezone.now().isoformat()}", _("培训有变化：%(title)s")
    tell_about("training.changed", enrolments, title=title, words=words, about=about)


def tell_stopped(enrolments: QuerySet[Enrolment], words: str) -> None:
    """What becomes of these places as their organisation stops; told anew each time it does."""
    chosen = enrolments.select_related("volunteer", "session__course").defer("volunteer__document_number")
    about = f":{timezone.now().isoformat()}"
    tell_about("training.stopped", chosen, title="%(title)s", words=words, about=about)


def tell_missed(enrolments: Iterable[Enrolment]) -> None:
    words = _("%(when)s这一场没有你的签到。其实来了的，请主办方补点名。")
    tell_about("training.missed", enrolments, title=_("培训没有来：%(title)s"), words=words)


def tell_tomorrow(enrolments: Iterable[Enrolment]) -> None:
    words = _("%(when)s，%(place)s。真去不了，现在就说一声。")
    tell_about("training.reminder", enrolments, title=_("明天上课：%(title)s"), words=words)


def tell_test_is_open(enrolments: Iterable[Enrolment]) -> None:
    words = _("%(when)s这一场听完了。还有个小测验，通过了才算结业，到“我的培训”里做。")
    tell_about("training.test", enrolments, title=_("做个小测验：%(title)s"), words=words)


def _about_completions(kind: str, completions: Iterable[Completion], say: Callable, about: str) -> None:
    completions = list(completions)
    told, url = whom_to_tell(completions), reverse("training:mine")
    news = []
    for completion in completions:
        heading, body = say(completion)
        for recipient in sorted(told[completion.pk]):
            whose = "" if recipient == completion.volunteer.user_id else f"{completion.volunteer.name}："
            news.append(News(recipient, f"completion:{completion.pk}{about}", heading, f"{whose}{body}", url))
    tell(kind, news)


def tell_completed(completions: Iterable[Completion]) -> None:
    def say(completion):
        words = (
            _("记进了你的培训账户，有效到%(day)s。") % {"day": day_words(completion.expires_on)}
            if completion.expires_on
            else _("记进了你的培训账户，长期有效。")
        )
        return _("结业了：%(title)s") % {"title": completion.title}, words

    _about_completions("training.completed", completions, say, "")


def tell_voided(completions: Iterable[Completion]) -> None:
    def say(completion):
        words = _("这条结业不再算数。原因：%(why)s") % {"why": completion.voided_why}
        return _("结业作废了：%(title)s") % {"title": completion.title}, words

    _about_completions("training.voided", completions, say, ":voided")


def tell_running_out(completions: Iterable[Completion], *, about: str) -> None:
    """Completions that bring their kind along."""

    def say(completion):
        values = {"kind": completion.kind.name, "day": day_words(completion.expires_on)}
        title = _("培训快到期了：%(kind)s") % values
        return title, _("有效到%(day)s。再上一次同类的课，就接着有效。") % values

    _about_completions("training.running_out", completions, say, about)


def tell_to_take(kind: TrainingKind, volunteers: Iterable[Volunteer], *, about: str) -> None:
    """Those who lack a kind that is asked of them; for a child its guardians hear too."""
    people = [ItsOwn(one.pk, one.pk, one) for one in volunteers]
    told, url = whom_to_tell(people), f"{reverse('training:list')}?kind={kind.pk}"
    words = (
        _("你是骨干，要定期上%(kind)s。没上过，或者过了有效期，就找一场报上，不花钱。")
        if kind.is_of_the_backbone
        else _("注册志愿者都要定期上%(kind)s。没上过，或者过了有效期，就找一场报上，不花钱。")
    )
    heading, words = _("%(kind)s该上了") % {"kind": kind.name}, words % {"kind": kind.name}
    news = []
    for one in people:
        for recipient in sorted(told[one.pk]):
            whose = "" if recipient == one.volunteer.user_id else f"{one.volunteer.name}："
            news.append(News(recipient, f"{kind.pk}:{one.pk}{about}", heading, f"{whose}{words}", url))
    tell("training.backbone" if kind.is_of_the_backbone else "training.basic", news)


@dataclass(frozen=True)
class ItsOwn:
    """A person who is told something that hangs on no place."""

    pk: int
    volunteer_id: int
    volunteer: Volunteer


def tell_outside_refused(entry: OutsideTraining) -> None:
    """Whoever entered what was learnt elsewhere hears why it does not count."""
    side, key = ("org", entry.organization_id) if entry.organization_id else ("region", entry.region_id)
    words = _("没有记进培训账户。原因：%(reason)s") % {"reason": entry.reason}
    title = _("登记的培训没有通过：%(title)s") % {"title": entry.title}
    url = reverse(f"training:{side}_outside", args=[key])
    tell("training.outside", [News(entry.made_by_id, f"outside:{entry.pk}", title, words, url)])


def tell_leader(leader: SessionLeader) -> None:
    """Somebody is asked to lead a session, which brings its course along."""
    session = leader.session
    title = _("请你带一场培训：%(title)s") % {"title": session.course.title}
    words = _("%(when)s，%(place)s。到时候出示签到码、给大家点名。") % {
        "when": when(session),
        "place": place_of(session),
    }
    key = f"session_leader:{leader.pk}"
    tell("training.leader", [News(leader.user_id, key, title, words, reverse("training:lessons"))])
