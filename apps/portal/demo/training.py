"""Training in the demo region by the standards of the autonomous region: courses of the league's office and of the team with
their tests, a year of lessons that were held, lessons to come, and a position that asks for first aid."""

import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.activities.models import Position, Signup
from apps.core import days
from apps.organizations.actions import mark_backbone
from apps.organizations.models import Member
from apps.portal.demo.cast import HOME
from apps.portal.demo.papers import scan
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.training.actions import (
    appoint_leader,
    count_trained,
    enrol,
    enter_outside,
    record_outside,
    settle,
)
from apps.training.models import (
    Attempt,
    Attendance,
    Completion,
    Course,
    Enrolment,
    Question,
    Session,
    Standard,
)

HOUR = datetime.timedelta(hours=1)
QUESTIONS = [
    ("发现有人倒在路边，先做什么？", ["马上做心肺复苏", "先看现场安不安全", "先拍照发群里"], 1),
    ("成人心肺复苏，按压和吹气的次数是？", ["30比2", "15比2", "5比1"], 0),
    ("小臂出血不止，最先用的办法是？", ["撒土", "用手直接压住", "喝热水"], 1),
]
HELD = [(200, "basic"), (120, "first_aid"), (45, "basic"), (20, "first_aid")]  # days ago, by the team
COMING = [(4, "first_aid", 20), (9, "basic", 40), (16, "first_aid", 16)]  # days ahead, places
PEOPLE = 18


def teach(region):
    """Set it all up; `region` is the demo region that is being built."""
    standards = {standard.kind_id: standard for standard in Standard.objects.filter(region="15")}
    courses = {kind: team_course(region, standards[kind]) for kind in ("basic", "first_aid")}
    for ago, kind in HELD:
        hold(region, courses[kind], ago)
    learnt_elsewhere(region, standards["first_aid"])
    lessons = [come(region, courses[kind], ahead, places) for ahead, kind, places in COMING]
    enrol(region.sun, lessons[1], by=region.sun.user)
    appoint_leader(office_course(region, standards["rescue"]), region.sun, by=region.cast["league"])
    ask_for_first_aid(region, standards["first_aid"])
    have_a_backbone(region, standards["backbone"])
    count_trained()


def team_course(region, standard):
    tested = standard.kind_id == "first_aid"
    course = Course.objects.create(
        standard=standard,
        organization=region.team,
        title=standard.name.partition("（")[0],
        contents=standard.words,
        minutes=standard.minutes,
        how=Course.How.ONSITE,
        address="晨光社区二楼活动室",
        pass_mark=60 if tested else None,
        state=Course.State.OPEN,
        author=region.cast["owner"],
    )
    if tested:
        Question.objects.bulk_create(
            Question(course=course, text=text, options=options, right=right)
            for text, options, right in QUESTIONS
        )
    return course


def office_course(region, standard):
    """The office of the league teaches online. The session."""
    league = Region.objects.get(pk=HOME[:4])
    course = Course.objects.create(
        standard=standard,
        region=league,
        title="汛期抢险：先保自己",
        contents=standard.words,
        minutes=standard.minutes,
        how=Course.How.ONLINE,
        state=Course.State.OPEN,
        author=region.cast["league"],
    )
    return lesson(course, league, 12, 300, link="https://example.cn/ke/qiangxian", trainer="消防救援支队")


def lesson(course, place, ahead, places, /, *, trainer="市急救中心 高医生", **where):
    starts = days.start_of(days.today() + datetime.timedelta(days=ahead)) + 9 * HOUR
    session = Session(
        course=course,
        kind_id=course.standard.kind_id,
        starts_at=starts,
        ends_at=starts + datetime.timedelta(minutes=course.minutes),
        capacity=places,
        trainer=trainer,
        **where,
    )
    session.place_in(place)
    session.save()
    return session


def come(region, course, ahead, places):
    return lesson(course, region.team.region, ahead, places, place=course.address)


def hold(region, course, ago):
    """A lesson that was held: people came, took the test, and most of them passed."""
    session = come(region, course, -ago, PEOPLE)
    pool = region.random.sample(region.active[HOME], min(PEOPLE, len(region.active[HOME])))
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            session=session,
            volunteer=volunteer,
            during=DateTimeTZRange(session.starts_at, session.ends_at, "[)"),
            signed_up_by=volunteer.user,
            signed_up_at=session.starts_at - 72 * HOUR,
        )
        for volunteer in pool
    )
    Session.objects.filter(pk=session.pk).update(taken=len(enrolments))
    there = enrolments[: len(enrolments) - 2]  # two did not come
    Attendance.objects.bulk_create(
        Attendance(
            enrolment=one,
            came_at=session.starts_at,
            came_how=Attendance.How.CODE,
            left_at=session.ends_at,
            left_how=Attendance.How.CODE,
        )
        for one in there
    )
    if course.has_test:
        Attempt.objects.bulk_create(
            Attempt(enrolment=one, answers=[1, 0, 1], score=100, passed=True, at=session.ends_at)
            for one in there
        )
    settle(there)


def learnt_elsewhere(region, standard):
    """The volunteer of the cast holds first aid from the Red Cross, which runs out in three weeks; one certificate more
    waits for a second person."""
    ends = days.today() + datetime.timedelta(days=21)
    home, reviewer = Region.objects.get(pk=HOME), region.cast["reviewer"]
    held = from_red_cross(region.sun, standard, ends - datetime.timedelta(days=730), by=reviewer, region=home)
    record_outside(held, by=region.cast["league"])
    members = Member.objects.of(region.team).exclude(user__in=region.cast.values())
    other = Volunteer.objects.passed().filter(user__in=members.values("user")).order_by("pk").first()
    if other:
        lately = days.today() - datetime.timedelta(days=90)
        from_red_cross(other, standard, lately, by=region.cast["owner"], organization=region.team)


def from_red_cross(volunteer, standard, passed_on, *, by, **owner):
    said = {"title": "红十字救护员", "organizer": "内蒙古自治区红十字会", "minutes": 960}
    proof = scan(by, "结业证书")
    return enter_outside(volunteer, standard, passed_on=passed_on, proof=proof, by=by, **said, **owner)


def have_a_backbone(region, standard):
    """The volunteer of the cast and five other members are of the backbone; some of them learnt what is asked of them
    elsewhere, one so long ago that it has run out. The team holds the course next month."""
    now, owner = timezone.now(), region.cast["owner"]
    Member.objects.create(
        organization=region.team,
        user=region.sun.user,
        state=Member.State.MEMBER,
        how=Member.How.REQUEST,
        joined_at=now,
        settled_by=owner,
        settled_at=now,
    )
    others = (
        Member.objects.of(region.team).exclude(user__in=region.cast.values()).exclude(user=region.sun.user)
    )
    chosen = list(others.order_by("pk").values_list("user", flat=True)[:5])
    marked = Member.objects.of(region.team).filter(user__in=[*chosen, region.sun.user_id])
    mark_backbone(marked, by=owner)
    come(region, team_course(region, standard), 25, 30)
    people = Volunteer.objects.passed().filter(user__in=chosen).order_by("pk")
    for volunteer, ago in zip(people, (200, 400, 1200), strict=False):
        went_to_school(region, volunteer, standard, days.today() - datetime.timedelta(days=ago))


def went_to_school(region, volunteer, standard, passed_on):
    reviewer = region.cast["reviewer"]
    entry = enter_outside(
        volunteer,
        standard,
        title="骨干培训班",
        organizer="赤峰市志愿服务联合会",
        minutes=300,
        passed_on=passed_on,
        proof=scan(reviewer, "结业证书"),
        by=reviewer,
        region=Region.objects.get(pk=HOME),
    )
    record_outside(entry, by=region.cast["league"])


def ask_for_first_aid(region, standard):
    """One position of an activity to come asks for first aid; who has signed up for it learnt it from the Red Cross."""
    coming = Position.objects.filter(
        activity__organization=region.team,
        activity__state="published",
        activity__starts_at__gt=timezone.now(),
    )
    position = coming.order_by("-activity__starts_at", "pk").first()
    if not position:
        return
    position.required_trainings = [standard.kind_id]
    position.save(update_fields=["required_trainings"])
    holding = Completion.objects.holding(days.today()).filter(kind=standard.kind_id)
    going = (
        Signup.objects.active()
        .filter(shift__position=position)
        .exclude(volunteer__in=holding.values("volunteer"))
    )
    league, long_ago = Region.objects.get(pk=HOME[:4]), days.today() - datetime.timedelta(days=300)
    for volunteer in Volunteer.objects.filter(
        pk__in=going.values("volunteer"), region__code__startswith=league.code
    ):
        entry = from_red_cross(volunteer, standard, long_ago, by=region.cast["league"], region=league)
        record_outside(entry, by=region.cast["reviewer"])
