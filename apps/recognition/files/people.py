"""The whole file of a volunteer."""

from django.db.models import Avg, Count
from django.utils.translation import gettext as _

from apps.activities.models import Signup
from apps.core import days
from apps.core.display import hours_minutes
from apps.hours.models import HourRecord, YearTotal
from apps.recognition.files.shape import SHOWN, Listing, Section, date, section, told
from apps.recognition.models import Commendation, Evaluation
from apps.registration.models import Affiliation, ServiceField, Skill, Volunteer
from apps.stars.models import NAMES, StarStanding
from apps.training.models import Completion


def volunteer_file(volunteer: Volunteer, most: int = SHOWN) -> list[Section]:
    """Who they are, what they served, learned and were given, and how their service was found: a fixed number of
    queries, `most` rows a list. The document and the phone stand masked."""
    return [
        profile(volunteer),
        service(volunteer, most),
        training(volunteer, most),
        awards(volunteer, most),
        evaluation(volunteer, most),
    ]


def profile(volunteer):
    """What 67号令 §5 names, and where they belong."""
    fields = ServiceField.objects.filter(pk__in=volunteer.service_fields).values_list("name", flat=True)
    skills = list(Skill.objects.filter(pk__in=volunteer.skill_codes).values_list("name", flat=True))
    places = Affiliation.objects.filter(volunteer=volunteer).open().select_related("organization")
    facts = [
        (_("姓名"), volunteer.name),
        (_("志愿者编号"), volunteer.number),
        (_("性别"), volunteer.get_sex_display()),
        (_("出生日期"), date(volunteer.birth_date)),
        (_("证件"), f"{volunteer.get_document_type_display()} {volunteer.masked_document}"),
        (_("居住区域"), f"{volunteer.region.parent.name} {volunteer.region.name}"),
        (_("联系方式"), volunteer.user.masked_phone),
        (_("专业技能"), "、".join([*skills, *filter(None, [volunteer.skills])])),
        (_("服务类别"), "、".join(fields)),
        (_("学校、单位"), "；".join(_place(one) for one in places)),
        (_("核验"), volunteer.get_identity_state_display()),
        (_("登记日期"), date(days.day_of(volunteer.registered_at))),
    ]
    return Section("profile", _("个人基本信息"), told(facts))


def _place(affiliation):
    if not affiliation.organization_id:
        return affiliation.get_identity_display()
    words = affiliation.class_words
    return f"{affiliation.organization.name}，{words}" if words else affiliation.organization.name


def service(volunteer, most):
    """What 67号令 §7 names: activity, day, place, contents, time really given, organisation, who answered for it."""
    star = StarStanding.objects.filter(volunteer=volunteer).first()
    years = YearTotal.objects.filter(volunteer=volunteer, minutes__gt=0).order_by("-year")
    missed = Signup.objects.of(volunteer).filter(state=Signup.State.NO_SHOW).count()
    facts = [
        (_("累计时长"), hours_minutes(star.minutes if star else 0)),
        (_("认定的星级"), NAMES[star.recognized] if star else NAMES[0]),
        *((_("%(year)d年") % {"year": one.year}, hours_minutes(one.minutes)) for one in years),
        (_("报了没有来"), _("%(count)d次") % {"count": missed} if missed else ""),
    ]
    return section("service", _("志愿服务情况"), facts, listing=records(volunteer), most=most)


def records(volunteer):
    found = HourRecord.objects.of(volunteer).confirmed()
    found = found.select_related("organization", "basis", "signup__shift__position__activity")
    head = [_("活动"), _("日期"), _("地点"), _("内容"), _("时长"), _("组织"), _("负责人")]
    return Listing(head, found, _record, by="served_on")


def _record(row):
    position = row.signup.shift.position if row.signup_id else None
    return [
        row.title,
        date(row.served_on),
        position.activity.place if position else "",
        position.name if position else row.get_source_display(),
        hours_minutes(row.counted),
        row.host,
        position.activity.contact_name if position else row.basis.leader,
    ]


def training(volunteer, most):
    """What 67号令 §8 names; an account of its own, never service hours."""
    return section("training", _("培训情况"), listing=completions(volunteer), most=most)


def completions(volunteer):
    found = Completion.objects.of(volunteer).standing().select_related("kind")
    head = [_("培训"), _("类别"), _("学习时长"), _("举办单位"), _("日期"), _("有效期到")]
    return Listing(head, found, _completion, by="passed_on")


def _completion(row):
    return [
        row.title,
        row.kind.name,
        hours_minutes(row.minutes),
        row.organizer,
        date(row.passed_on),
        date(row.expires_on) if row.expires_on else _("长期"),
    ]


def awards(volunteer, most):
    """What 67号令 §9 names."""
    return section("awards", _("表彰奖励情况"), listing=awards_of(volunteer), most=most)


def awards_of(volunteer):
    return award_listing(Commendation.objects.of(volunteer))


def award_listing(awards):
    head = [_("名称"), _("授予单位"), _("日期"), _("文号"), _("说明")]
    return Listing(head, awards.recorded(), award_line, by="given_on")


def award_line(row):
    return [row.title, row.giver, date(row.given_on), row.document_number, row.words]


def evaluation(volunteer, most):
    """What organisations found of the service, with the date (67号令 §10)."""
    found = Evaluation.objects.of(volunteer).by_organizations()
    whole = found.aggregate(average=Avg("stars"), count=Count("pk"))
    facts = [
        (_("评价"), _("%(count)d次") % {"count": whole["count"]}),
        (_("平均"), _("%(stars).1f颗星") % {"stars": whole["average"]} if whole["count"] else ""),
    ]
    return section("evaluation", _("评价情况"), facts, listing=evaluations_of(volunteer), most=most)


def evaluations_of(volunteer):
    found = Evaluation.objects.of(volunteer).by_organizations()
    found = found.select_related("organization", "signup__shift__position__activity")
    head = [_("活动"), _("组织"), _("星数"), _("出勤"), _("评语"), _("日期")]
    return Listing(head, found, _said, by="pk")


def _said(row):
    return [
        row.signup.shift.position.activity.title,
        row.organization.name,
        row.stars,
        row.get_attendance_display(),
        row.words,
        date(days.day_of(row.made_at)),
    ]


# What a program reads on through, class by class.
VOLUNTEER_LISTS = {
    "service": records,
    "training": completions,
    "awards": awards_of,
    "evaluation": evaluations_of,
}
