"""The organisation asks people to come. Each person set once whether to be asked, to come at once, or to be left alone."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.signups import sign_up
from apps.activities.conditions import refuse_unless_sign_up_goes_on
from apps.activities.models import Activity, Invitation, Shift, Signup
from apps.activities.signup_news import when
from apps.core import audit
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Member
from apps.registration.models import Guardianship, Volunteer

State, Wish = Invitation.State, Volunteer.Invitations


@transaction.atomic
def invite(shift: Shift, *, numbers: Iterable[str], by: User) -> None:
    """Ask people by their volunteer numbers. Nothing is answered: whether a number is known, or its holder wants to be
    left alone, is nobody's business."""
    numbers = set(numbers)
    most = PolicyRow.objects.value("signup", "invitations_at_once")
    if not 1 <= len(numbers) <= most:
        raise Refused(_("一次写1到%(most)d个编号。") % {"most": most}, code="too_many")
    ask(shift, Volunteer.objects.passed().filter(number__in=numbers), by=by)


@transaction.atomic
def invite_members(shift: Shift, *, by: User) -> None:
    """Ask every member of the organisation who is known by their real name."""
    members = Member.objects.of(shift.position.activity.organization_id).values("user")
    ask(shift, Volunteer.objects.passed().filter(user__in=members), by=by)


@transaction.atomic
def ask(
    shift: Shift, volunteers: QuerySet[Volunteer], *, by: User, among: QuerySet[Shift] | None = None
) -> None:
    """The same for a set of people, such as the members of an organisation. `among` are the shifts to which the person
    may ask people: those they manage, unless a higher app knows others."""
    among = Shift.objects.managed_by(by) if among is None else among
    shift = among.ahead().select_related("position__activity").filter(pk=shift.pk).first()
    if shift is None or shift.position.activity.state != Activity.State.PUBLISHED:
        raise Refused(_("这一班现在不能邀请人了。"), code="not_open")
    refuse_unless_sign_up_goes_on(shift, by=by)
    there = Signup.objects.live().filter(shift=shift).values("volunteer")
    wanted = volunteers.exclude(invitations=Wish.REFUSE).exclude(pk__in=there).exclude(user=by)
    Invitation.objects.bulk_create(
        (Invitation(shift=shift, volunteer=volunteer, invited_by=by) for volunteer in wanted),
        ignore_conflicts=True,
    )
    fresh = list(
        Invitation.objects.filter(shift=shift, volunteer__in=wanted, state=State.OPEN)
        .select_related("volunteer__user")
        .defer("volunteer__document_number")
        .order_by("pk")
    )
    audit.note("invitation.sent", fresh, by=by)
    at_once = [invitation for invitation in fresh if invitation.volunteer.invitations == Wish.AGREE]
    tell("signup.invited", _questions(shift, [row for row in fresh if row not in at_once]))
    for invitation in at_once:
        _come_at_once(invitation, shift)


def _come_at_once(invitation, shift):
    """Who always agrees is signed up by the same rules; where a rule says no, they are asked and see why."""
    try:
        with transaction.atomic():
            accept_invitation(invitation, by=invitation.volunteer.user)
    except Refused:
        tell("signup.invited", _questions(shift, [invitation]))


def _questions(shift, invitations):
    """To each person asked and, for children, to those who answer for them."""
    activity = shift.position.activity
    title = _("邀请你参加：%(title)s") % {"title": activity.title}
    body = _("%(when)s，%(place)s，做%(position)s。去不去，到“我的报名”里答复。") % {
        "when": when(shift),
        "place": activity.place,
        "position": shift.position.name,
    }
    children = [invitation.volunteer_id for invitation in invitations if invitation.volunteer.is_minor]
    links = Guardianship.objects.standing().filter(child__in=children) if children else None
    guardians = list(links.values_list("child_id", "guardian__user_id")) if links is not None else []
    for invitation in invitations:
        own = {user for child, user in guardians if child == invitation.volunteer_id}
        for user in sorted(own | {invitation.volunteer.user_id}):
            yield News(user, f"invitation:{invitation.pk}", title, body, reverse("activities:mine"))


def accept_invitation(invitation: Invitation, *, by: User) -> Signup:
    """Sign up as asked, by the rules of every sign-up."""
    with transaction.atomic():
        _answer(invitation, State.ACCEPTED, by)
        return sign_up(invitation.volunteer, invitation.shift, by=by)


@transaction.atomic
def decline_invitation(invitation: Invitation, *, by: User) -> None:
    """No, thank you; no reason is asked for."""
    _answer(invitation, State.DECLINED, by)


def _answer(invitation, state, by):
    held = Invitation.objects.open_for(by, timezone.now()).filter(pk=invitation.pk)
    if not held.update(state=state, answered_at=timezone.now()):
        raise Refused(_("这个邀请已经答复过，或者过期了。"), code="other_state")
    audit.note(f"invitation.{state}", [invitation], by=by)
