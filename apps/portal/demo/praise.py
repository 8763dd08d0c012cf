"""What people and organisations say of each other after shifts, awards, and complaints in every state."""

import datetime

from apps.core import days
from apps.governance.actions import accept, ask_organization, explain, lodge, pass_on, settle
from apps.organizations.models import Office
from apps.portal.demo.cast import HOME
from apps.portal.demo.papers import scan
from apps.recognition.actions import (
    Said,
    ask_commendation,
    commend_organization,
    commend_people,
    evaluate_organization,
    evaluate_volunteers,
    hold_evaluation,
    served_at,
    show_evaluations,
)
from apps.recognition.evaluable import open_to_organization
from apps.recognition.models import Evaluation

WORDS = [
    (5, "队长交代得清楚，热水也备好了。"),
    (5, "第一次来，有人带着，不慌。"),
    (4, "安排得好，就是集合点不太好找。"),
    (5, "老人拉着手不让走，下次还来。"),
    (3, "人多活少，等了半个钟头。"),
    (4, ""),
]
OF_PEOPLE = [
    (5, "full", "肯干，主动帮别人"),
    (4, "full", ""),
    (4, "late", "路上堵车，来了就干"),
    (5, "full", ""),
]


def praise(region):
    office = region.cast["reviewer"]
    say_how_it_was(region, office)
    give(region, office)
    complain(region, office)


def say_how_it_was(region, office):
    """Both sides of the team's late shifts; most of what people said has been read and shown."""
    visits = list(
        open_to_organization(region.team, region.cast["owner"])
        .exclude(volunteer__user__in=[region.cast["owner"], office])
        .select_related("volunteer__user")
        .order_by("-shift__ends_at", "pk")[:24]
    )
    lines = [Said(visit, *OF_PEOPLE[n % len(OF_PEOPLE)]) for n, visit in enumerate(visits[:16])]
    if lines:
        evaluate_volunteers(region.team, lines, by=region.cast["owner"])
    said = []
    for n, visit in enumerate(visits[:12]):
        stars, words = WORDS[n % len(WORDS)]
        said.append(evaluate_organization(visit, by=visit.volunteer.user, stars=stars, words=words))
    if len(said) > 4:
        shown = Evaluation.objects.filter(pk__in=[one.pk for one in said[:-4]])
        show_evaluations(shown, by=office)
        hold_evaluation(said[-1], by=office, reason="写了别人的姓名，删掉以后请和队里当面说。")


def give(region, office):
    """The team and the office commend people, the office the team, and somebody asks for an award from elsewhere."""
    ago = days.today() - datetime.timedelta(days=40)
    best = list(served_at(region.team).exclude(user__in=region.cast.values()).order_by("pk")[:3])
    if best:
        commend_people(
            best, giver=region.team, title="季度之星", given_on=ago, words="风雨无阻", by=region.cast["owner"]
        )
    there = Office.objects.get(kind_id="youth_league", region_id=HOME)
    of_the_office = {
        "giver": there,
        "given_on": ago,
        "by": office,
        "document_number": f"新团发〔{ago.year}〕12号",
    }
    commend_people([region.sun], title="新城区优秀青年志愿者", words="敬老助残", **of_the_office)
    commend_organization(region.team, title="新城区优秀志愿服务队", **of_the_office)
    ask_commendation(
        region.sun,
        title="最美护学岗",
        giver="新城区丁香路小学",
        given_on=ago,
        words="护学一学期",
        proof=scan(region.sun.user, "荣誉证书"),
        by=region.sun.user,
    )


def complain(region, office):
    """One that waits, one that the team was asked about, one settled, one that is somebody else's business."""
    people = [one.user for one in region.active[HOME] if one.user not in region.cast.values()][:4]
    lodge(
        region.team,
        by=people[0],
        matter="records",
        words="上个月去了两次，到现在也没记时长，问了几回都说再等等。",
    )
    asked = lodge(
        region.unit, by=people[1], matter="forced", words="科里说不报名要扣考勤。", is_nameless=True
    )
    accept(asked, by=office)
    ask_organization(asked, by=office, question="志愿服务报名是否和考勤挂钩？请说明通知是怎么写的。")
    done = lodge(region.team, by=people[2], matter="safety", words="铲雪的路段没有放警示牌。")
    accept(done, by=office)
    ask_organization(done, by=office, question="清雪时有没有设警示标志？")
    explain(done, by=region.cast["owner"], statement="那天带的牌子不够，只放了一头。已经添了四块。")
    settle(
        done,
        by=office,
        outcome="upheld",
        answer="查实了，那天只放了一头警示牌。队里已经添置，以后两头都放。",
        measure="路边作业两头放警示牌，队长开工前检查。",
    )
    other = lodge(region.team, by=people[3], matter="other", words="社区广场晚上音响太吵。")
    pass_on(other, by=office, responsible="新城区环境噪声投诉电话12345", answer="这不是志愿服务的事。")
