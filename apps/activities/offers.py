"""What stands between a person and a place, known before they press the button, with the way round it."""

from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.actions.signups import refuse_unless_old_enough
from apps.activities.cards import FEW, places_left
from apps.activities.models import Activity, Shift, Signup
from apps.core.errors import Refused
from apps.registration.models import Volunteer


@dataclass(frozen=True)
class Obstacle:
    """Why nothing can be signed up now, and where to go; `sign_in` for whoever has an account already."""

    words: str
    url: str = ""
    action: str = ""
    sign_in: str = ""


@dataclass(frozen=True)
class Offer:
    """One shift as this person sees it: free to take, or why not."""

    shift: Shift
    refusal: str = ""
    signup: Signup | None = None

    @property
    def is_free(self) -> bool:
        return not self.refusal

    @property
    def words(self) -> str:
        """Why not, or how many are still needed."""
        return self.refusal or places_left(self.shift.left)

    @property
    def is_nearly_full(self) -> bool:
        return self.is_free and self.shift.left <= FEW


def obstacle_of(activity: Activity, user, volunteer: Volunteer | None) -> Obstacle | None:
    """What keeps a person from signing up to any shift of an activity."""
    if not user.is_authenticated:
        page = reverse("activities:detail", args=[activity.pk])
        signup = redirect_to_login(page, reverse("account_signup")).url
        return Obstacle(
            _("第一次来，先注册；以后报名点两下就行。"), signup, _("注册后报名"), redirect_to_login(page).url
        )
    if volunteer is None:
        return Obstacle(_("先登记成为志愿者，几分钟就好。"), reverse("registration:start"), _("去登记"))
    try:
        volunteer.refuse_unless_ready()
    except Refused as refusal:
        if volunteer.user_id != user.pk:
            return Obstacle(str(refusal), reverse("registration:children"), _("去看孩子的资料"))
        return Obstacle(str(refusal), reverse("registration:file"), _("看我的资料"))
    return None


def offers_of(activity: Activity, volunteer: Volunteer | None) -> list[Offer]:
    """The shifts of an activity, each with what keeps this person from it. Two queries, however many there are."""
    shifts = list(Shift.objects.of_activity(activity).select_related("position").order_by("starts_at", "pk"))
    taken = []
    if volunteer and shifts:
        whole = DateTimeTZRange(shifts[0].starts_at, max(shift.ends_at for shift in shifts), "[)")
        taken = list(
            Signup.objects.active()
            .of(volunteer)
            .filter(during__overlap=whole)
            .select_related("shift__position__activity")
        )
    now = timezone.now()
    return [offer(activity, shift, volunteer, taken, now) for shift in shifts]


def offer(activity, shift, volunteer, taken, now):
    own = next((signup for signup in taken if signup.shift_id == shift.pk), None)
    if own:
        return Offer(shift, _("已经报了这一班"), own)
    return Offer(shift, refusal_of(activity, shift, volunteer, taken, now))


def refusal_of(activity, shift, volunteer, taken, now):
    """Why this shift cannot be taken; empty when it can. The same rules as when the place is taken."""
    if shift.called_off_at:
        return _("这一班取消了")
    if shift.starts_at <= now:
        return _("已经开始，不能报名了") if shift.ends_at > now else _("已经结束")
    if shift.is_full:
        return _("满了")
    if volunteer:
        try:
            refuse_unless_old_enough(volunteer, activity, shift)
        except Refused as refusal:
            return str(refusal)
    for signup in taken:
        if signup.during.lower < shift.ends_at and shift.starts_at < signup.during.upper:
            return _("和已报的“%(title)s”时间重叠") % {"title": signup.shift.position.activity.title}
    return ""
