"""The whole file of an organisation."""

from django.db.models import Avg, Count, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.core import days
from apps.core.display import hours_minutes, mask_phone, percent
from apps.hours.models import HourRecord, Punctuality
from apps.organizations.models import Member, Organization
from apps.recognition.files.people import award_listing
from apps.recognition.files.shape import SHOWN, Listing, Section, date, section, told
from apps.recognition.models import Commendation, Evaluation
from apps.registration.models import ServiceField
from apps.training.models import Completion


def organization_file(organization: Organization, most: int = SHOWN) -> list[Section]:
    """What it is, what was done and learned with it, what it was given, and what people who came say: a fixed number of
    queries, `most` rows a list. Nobody who came is named."""
    return [
        profile(organization),
        service(organization, most),
        training(organization, most),
        awards(organization, most),
        evaluation(organization, most),
    ]


def profile(one):
    fields = ServiceField.objects.filter(pk__in=one.service_fields).values_list("name", flat=True)
    code = one.credit_code or _("没有登记")
    facts = [
        (_("名称"), one.name),
        (_("类型"), one.kind.name),
        (_("状态"), one.get_state_display()),
        (_("统一社会信用代码"), code),
        (_("登记机关"), one.registered_with),
        (_("登记日期"), date(one.registered_on) if one.registered_on else ""),
        (_("负责人"), one.responsible_person),
        (_("指导单位"), one.guiding_unit),
        (_("上级组织"), one.parent.name if one.parent_id else ""),
        (_("在哪里"), one.where),
        (_("联系人"), f"{one.contact_name} {mask_phone(one.contact_phone)}"),
        (_("成立日期"), date(one.founded_on) if one.founded_on else ""),
        (_("服务类别"), "、".join(fields)),
        (_("队伍标签"), "、".join(tag.name for tag in one.tags.all())),
        (_("党组织"), _("有") if one.has_party_branch else ""),
        (_("成员"), _("%(count)d人") % {"count": Member.objects.of(one).belonging().count()}),
        (_("信任等级"), one.trust.name),
    ]
    return Section("profile", _("组织基本信息"), told(facts))


def service(one, most):
    """Hours and how often people came, year by year, and the activities."""
    years = (
        HourRecord.objects.confirmed()
        .filter(organization=one)
        .order_by()
        .values(year=ExtractYear("served_on"))
        .annotate(minutes=Sum("counted"), times=Count("pk"))
        .order_by("-year")
    )
    facts = [
        (
            _("%(year)d年") % {"year": row["year"]},
            _("%(hours)s，%(times)d人次") % {"hours": hours_minutes(row["minutes"]), "times": row["times"]},
        )
        for row in years
    ]
    late = Punctuality.objects.filter(organization=one, due__gt=0).first()
    if late:
        facts.append((_("近来确认时长超期"), percent(round(late.share, 1))))
    return section("service", _("志愿服务情况"), facts, listing=activities(one), most=most)


def activities(one):
    head = [_("活动"), _("日期"), _("地点"), _("状态")]
    return Listing(head, Activity.objects.filter(organization=one).public(), _activity, by="starts_at")


def _activity(row):
    return [row.title, date(days.day_of(row.starts_at)), row.place, row.get_state_display()]


def training(one, most):
    """What people completed at its courses, by kind and year; an account of its own, never service hours."""
    found = (
        Completion.objects.standing()
        .filter(course__organization=one)
        .order_by()
        .values("kind__name", year=ExtractYear("passed_on"))
        .annotate(people=Count("volunteer", distinct=True), minutes=Sum("minutes"))
        .order_by("-year", "kind__name")
    )
    head = [_("类别"), _("年份"), _("结业"), _("学习时长")]
    return section("training", _("培训情况"), listing=Listing(head, found, _trained), most=most)


def _trained(row):
    people = _("%(count)d人") % {"count": row["people"]}
    return [row["kind__name"], row["year"], people, hours_minutes(row["minutes"])]


def awards(one, most):
    return section("awards", _("表彰奖励情况"), listing=awards_of(one), most=most)


def awards_of(one):
    return award_listing(Commendation.objects.of_organization(one))


def evaluation(one, most):
    """What people say who came, as far as it was looked at and shown; never who."""
    found = Evaluation.objects.heard(one)
    whole = found.aggregate(average=Avg("stars"), count=Count("pk"))
    facts = [
        (_("公开的评价"), _("%(count)d条") % {"count": whole["count"]}),
        (_("平均"), _("%(stars).1f颗星") % {"stars": whole["average"]} if whole["count"] else ""),
    ]
    return section("evaluation", _("评价情况"), facts, listing=voices(one), most=most)


def voices(one):
    found = Evaluation.objects.heard(one).select_related("signup__shift__position__activity")
    head = [_("活动"), _("星数"), _("评语"), _("日期")]
    return Listing(head, found, _said, by="made_at")


def _said(row):
    title = row.signup.shift.position.activity.title
    return [title, row.stars, row.words, date(days.day_of(row.made_at))]


# What a program reads on through, class by class; of trainings there are sums only.
ORGANIZATION_LISTS = {"service": activities, "awards": awards_of, "evaluation": voices}
