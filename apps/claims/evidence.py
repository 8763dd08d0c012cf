"""What the platform itself knows of the moment something happened, on one paper for the insurer: without a record of the
activity no insurer pays."""

from django.utils.translation import gettext as _

from apps.activities.models import Signup
from apps.claims.models import Claim
from apps.core import pdf
from apps.core.display import mask_name, mask_phone
from apps.core.templatetags.ui import clock, day_words
from apps.training.models import Enrolment, Session


def evidence_of(claim: Claim, *, with_words: bool = True) -> bytes:
    """One PDF: who, insured by what; what they said; sign-up, check-in, shift, leader; what the organisation says. For the
    organisation without the words about somebody's health, and without the names of papers, which speak of it too."""
    sections = [
        {"title": _("被保险人"), "rows": person(claim)},
        {"title": _("保险"), "rows": cover(claim)},
        {"title": _("本人怎么说"), "rows": said(claim, with_words)},
    ]
    if claim.signup_id:
        sections += [
            {"title": _("活动和班次"), "rows": shift(claim.signup)},
            {"title": _("报名"), "rows": places(claim.signup)},
            {"title": _("签到签退"), "rows": presences(claim.signup.presences)},
            {"title": _("带队的人"), "rows": leaders(claim)},
        ]
    if claim.enrolment_id:
        sections += [
            {"title": _("培训"), "rows": lesson(claim.enrolment.session)},
            {"title": _("报名"), "rows": places(claim.enrolment)},
            {"title": _("签到签退"), "rows": presences(claim.enrolment.attendances)},
            {"title": _("带队的人"), "rows": lesson_leaders(claim)},
        ]
    if claim.statement:
        sections.append({"title": _("组织的说明"), "rows": [[_("说明"), claim.statement]]})
    if with_words:
        papers = [[document.title, document.file.name] for document in claim.documents.select_related("file")]
        sections.append({"title": _("本人交的材料"), "rows": papers or [[_("材料"), _("没有")]]})
    data = {
        "title": _("志愿服务出险证明材料"),
        "number": _("报案%(number)d号") % {"number": claim.pk},
        "words": _("下面“活动和班次”“培训”“报名”“签到签退”“带队的人”由平台按当时的记录打印，人不能改。"),
        "sections": sections,
    }
    return pdf.render("claims/evidence.typ", data)


def moment(at):
    return f"{day_words(at)} {clock(at)}"


def person(claim):
    volunteer = claim.volunteer
    return [
        [_("姓名"), volunteer.name],
        [_("志愿者编号"), volunteer.number or ""],
        [_("证件"), f"{volunteer.get_document_type_display()} {volunteer.masked_document}"],
        [_("住在"), volunteer.region.name],
    ]


def cover(claim):
    held, policy = claim.cover, claim.cover.policy
    days = f"{day_words(held.first_day)}–{day_words(held.last_day)}"
    return [
        [_("保险公司"), policy.insurer.name],
        [_("保单"), f"{policy.name} {policy.number}"],
        [_("凭证号"), held.insurer_number or _("不记名，没有")],
        [_("管哪些天"), days],
        [_("哪天承保"), moment(held.accepted_at)],
    ]


def said(claim, with_words):
    return [
        [_("什么时候"), moment(claim.happened_at)],
        [_("在哪里"), claim.place],
        *([[_("怎么回事"), claim.what]] if with_words else []),
        [_("什么时候报的案"), moment(claim.reported_at) if claim.reported_at else _("还没交")],
    ]


def shift(signup: Signup):
    held = signup.shift
    activity = held.position.activity
    return [
        [_("活动"), activity.title],
        [_("组织"), activity.organization.name],
        [_("集合地点"), f"{activity.region.name} {activity.place}"],
        [_("岗位"), held.position.name],
        [_("班次"), f"{moment(held.starts_at)}–{moment(held.ends_at)}"],
        [_("写明的风险"), activity.risks],
    ]


def lesson(held: Session):
    host = held.course.organization
    return [
        [_("课程"), held.course.title],
        [_("组织"), host.name if host else held.course.region.name],
        [_("在哪里上课"), f"{held.region.name} {held.place}" if held.place else _("线上")],
        [_("讲课的人"), held.trainer],
        [_("时间"), f"{moment(held.starts_at)}–{moment(held.ends_at)}"],
    ]


def places(place: Signup | Enrolment):
    """How it stands now, and each step it took."""
    steps = place.moves.order_by("pk")[:20]
    return [
        [_("现在"), place.get_state_display()],
        *([moment(move.at), str(place.State(move.became).label)] for move in steps),
    ]


def presences(kept):
    rows = []
    for one in kept.order_by("came_at")[:20]:
        rows.append([_("签到"), f"{moment(one.came_at)} {one.get_came_how_display()}"])
        if one.left_at:
            rows.append([_("签退"), f"{moment(one.left_at)} {one.get_left_how_display()}"])
    return rows or [[_("签到"), _("没有记录")]]


def named(leaders, claim):
    """Who led when it happened, whether or not they still do."""
    then = leaders.exclude(ended_at__lte=claim.happened_at).select_related("user").order_by("pk")
    return [[mask_name(one.user.name), mask_phone(one.user.phone)] for one in then]


def leaders(claim: Claim):
    activity = claim.signup.shift.position.activity
    contact = [_("联系人"), f"{activity.contact_name} {mask_phone(activity.contact_phone)}"]
    return named(claim.signup.shift.leaders, claim) or [contact]


def lesson_leaders(claim: Claim):
    held = claim.enrolment.session
    return named(held.leaders, claim) or [[_("讲课的人"), held.trainer]]
