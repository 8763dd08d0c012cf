"""A policy is gone under what may hurt people and is published already: who organises it and who signed up hear of it, and
nobody else signs up until another one covers it."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities import signup_news
from apps.activities.conditions import About, Facts, Missing, condition, others
from apps.activities.models import Activity, Shift, Signup
from apps.activities.models.danger import DaysAreInsured
from apps.insurance.models import Policy
from apps.messaging.actions import News, tell
from apps.organizations.models import Post


def uninsured() -> QuerySet[Activity]:
    """Published hazardous activities that are not over, with a day still to come that no policy in force covers: neither
    their own, nor a free one of their region or of one above it."""
    ahead = Activity.objects.filter(
        is_hazardous=True, state=Activity.State.PUBLISHED, ends_at__gt=timezone.now()
    )
    return ahead.exclude(DaysAreInsured("policy_id", "region_id", "starts_at", "ends_at"))


@condition("insured", About.ACTIVITY)
def policies_cover_it(facts: Facts, shift: Shift) -> Missing | None:
    """Nobody signs up to what may hurt people while no policy covers it; once one does, it goes on by itself."""
    activity = shift.position.activity
    if not activity.is_hazardous or activity.pk not in facts.once("uninsured", lambda: _uninsured(facts)):
        return None
    words = _("管这个活动的保单停用了，现在没有保险，先停报名。组织补上保险以后自动再开，过两天再来看。")
    return Missing("no_policy", words, _("看看别的活动"), others(activity))


def _uninsured(facts):
    asked = {shift.position.activity.pk for shift in facts.shifts if shift.position.activity.is_hazardous}
    return set(uninsured().filter(pk__in=asked).values_list("pk", flat=True))


def tell_of_stopped(policy: Policy) -> None:
    """Whose activity the policy insured, and nothing insures any more."""
    whose = Q(policy=policy)
    if policy.serves == Policy.Serves.EVERYONE:
        whose |= Q(region__code__startswith=policy.region_id)
    gone = {activity.pk: activity for activity in uninsured().filter(whose).order_by("pk")}
    tell_organizations(gone, policy)
    signups = Signup.objects.live().filter(
        shift__ends_at__gt=timezone.now(), shift__position__activity__in=gone
    )
    with_all = signups.select_related("volunteer", "shift__position__activity")
    signup_news.tell_about(
        "signup.uninsured",
        with_all.defer("volunteer__document_number", "shift__position__activity__contact_phone"),
        title=_("现在没有保险：%(title)s"),
        body=lambda signup: _("管这个活动的保单停用了。补上保险以前签不了到，先不要去，等组织的消息。"),
        about=f":{policy.pk}",
    )


def tell_organizations(gone, policy):
    managers = {}
    organizations = {activity.organization_id for activity in gone.values()}
    posts = Post.objects.in_force().filter(organization__in=organizations, role__in=Post.MANAGES)
    for organization, user in posts.values_list("organization_id", "user_id"):
        managers.setdefault(organization, set()).add(user)
    body = _(
        "保单“%(name)s”停用了，没有别的保险管到最后一班。补上保险以前停报名，谁也签不了到；补不上就取消。"
    )
    tell(
        "activity.uninsured",
        [
            News(
                user,
                f"activity:{activity.pk}:{policy.pk}",
                _("有危险的活动没有保险了：%(title)s") % {"title": activity.title},
                body % {"name": policy.name},
                reverse("activities:manage_one", args=[activity.organization_id, activity.pk]),
            )
            for activity in gone.values()
            for user in sorted(managers.get(activity.organization_id, ()))
        ],
    )
