"""Several people come to one shift together: one of them asks the others by their numbers, each agrees for themselves,
then all get places or none."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum import luhn

from apps.accounts.models import User
from apps.activities.actions.signups import BROKEN, as_it_is, hold_people, join_all, leave_all
from apps.activities.conditions import refuse_unless_sign_up_goes_on
from apps.activities.models import Activity, Party, PartyMember, Shift, Signup
from apps.activities.signup_news import when
from apps.core import audit
from apps.core.constraints import refusing, refusing_deadlock
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.registration.models import Guardianship, Volunteer

State, Answer = Party.State, PartyMember.State


@transaction.atomic
def gather(shift: Shift, *, by: User) -> Party:
    """Begin a group for a shift: its maker is in it from the start."""
    if not Shift.objects.ahead().filter(pk=shift.pk, position__activity__in=Activity.objects.open()).exists():
        raise Refused(_("这一班现在不能报名了。"), code="not_open")
    refuse_unless_sign_up_goes_on(as_it_is(shift), by=by)
    maker = Volunteer.objects.filter(user=by).first()
    if maker is None or not maker.is_passed:
        raise Refused(_("身份核验通过后才能约人一起报名。"), code="identity_not_passed")
    party, is_new = Party.objects.get_or_create(shift=shift, maker=by, state=State.GATHERING)
    if is_new:
        _add(party, maker, by=by)
    return party


@transaction.atomic
def ask_along(party: Party, *, number: str, by: User) -> PartyMember:
    """Ask somebody by their number. The answer is the same whether or not the number is known and whether or not its
    holder wants to be asked; a child of the maker's own comes along at once."""
    party = hold(party, by)
    most = PolicyRow.objects.value("signup", "group_most")
    if not luhn.is_valid(number):
        raise Refused(_("这个志愿者编号不对，再看一眼。"), code="bad_number")
    if party.members.count() >= most:
        raise Refused(_("一组最多%(most)d人。") % {"most": most}, code="too_many")
    if party.members.filter(number=number).exists():
        raise Refused(_("这个编号已经在里面了。"), code="there_already")
    volunteer = Volunteer.objects.passed().filter(number=number).first()
    if volunteer and volunteer.invitations == Volunteer.Invitations.REFUSE and not _is_mine(volunteer, by):
        volunteer = None
    member = _add(party, volunteer, by=by, number=number)
    if volunteer and member.state == Answer.ASKED:
        tell("signup.party", _question(party, volunteer, by))
    return member


def _is_mine(volunteer, by):
    return Volunteer.objects.acted_for_by(by).filter(pk=volunteer.pk).exists()


def _add(party, volunteer, *, by, number=""):
    agrees = volunteer is not None and _is_mine(volunteer, by)
    return PartyMember.objects.create(
        party=party,
        number=number or volunteer.number,
        volunteer=volunteer,
        state=Answer.AGREED if agrees else Answer.ASKED,
        answered_at=timezone.now() if agrees else None,
    )


def _question(party, volunteer, by):
    """To the person asked and, for a child, to those who answer for it."""
    shift = party.shift
    body = _("%(name)s约你一起去：%(when)s。去不去，到“我的报名”里答复。") % {
        "name": by.volunteer.masked_name,
        "when": when(shift),
    }
    title = _("有人约你一起去：%(title)s") % {"title": shift.position.activity.title}
    asked = {volunteer.user_id}
    if volunteer.is_minor:
        asked |= set(
            Guardianship.objects.standing().filter(child=volunteer).values_list("guardian__user", flat=True)
        )
    return [
        News(user, f"party:{party.pk}:{volunteer.pk}", title, body, reverse("activities:mine"))
        for user in sorted(asked)
    ]


@transaction.atomic
def answer_party(member: PartyMember, *, agrees: bool, by: User) -> PartyMember:
    """Come along or not. When everybody has answered, the maker hears that it is time to sign up."""
    party = Party.objects.select_for_update(of=("self",)).get(pk=member.party_id)
    member = PartyMember.objects.asked_of(by).filter(pk=member.pk).first()
    if member is None:
        raise Refused(_("这个邀约已经答复过，或者散了。"), code="other_state")
    member.state = Answer.AGREED if agrees else Answer.DECLINED
    member.answered_at = timezone.now()
    member.save(update_fields=["state", "answered_at"])
    audit.note("party.answered", [member], by=by, agrees=agrees)
    if not party.members.filter(state=Answer.ASKED).exists():
        title = _("约的人都答复了：%(title)s") % {"title": party.shift.position.activity.title}
        body = _("%(when)s，可以一起报名了。") % {"when": when(party.shift)}
        url = reverse("activities:party", args=[party.pk])
        tell(
            "signup.party", [News(party.maker_id, f"party:{party.pk}:answered:{member.pk}", title, body, url)]
        )
    return member


@transaction.atomic
def drop_from_party(member: PartyMember, *, by: User) -> None:
    """The maker goes without somebody."""
    party = hold(member.party, by)
    if member.volunteer_id and member.volunteer.user_id == by.pk:
        raise Refused(_("你自己要去。不去就散了这一组。"), code="own_place")
    party.members.filter(pk=member.pk).delete()


def sign_up_party(party: Party, *, by: User) -> list[Signup]:
    """Places for everybody who agreed, or for nobody. Whoever has not answered is waited for, or dropped first."""
    with refusing_deadlock(), transaction.atomic(), refusing(Signup, BROKEN):
        agreed = Volunteer.objects.filter(
            pk__in=party.members.filter(state=Answer.AGREED).values("volunteer")
        )
        held = hold_people(agreed)
        party = hold(party, by)
        states = list(party.members.values_list("state", "volunteer_id"))
        if any(state == Answer.ASKED for state, _pk in states):
            raise Refused(_("还有人没答复。等一等，或者先不带TA。"), code="not_answered")
        if {pk for state, pk in states if state == Answer.AGREED} != {volunteer.pk for volunteer in held}:
            raise Refused(_("名单刚刚变了，再点一次就好。"), code="try_again")
        signups = join_all(held, party.shift, by=by, party=party)
        party.state = State.JOINED
        party.save(update_fields=["state"])
        audit.note("party.joined", [party], by=by)
    return signups


@transaction.atomic
def dissolve(party: Party, *, by: User) -> None:
    """The maker gives up before anybody has signed up."""
    party = hold(party, by)
    party.state = State.DISSOLVED
    party.save(update_fields=["state"])
    audit.note("party.dissolved", [party], by=by)


def cancel_party(party: Party, *, by: User, reason: str = "") -> list[Signup]:
    """The maker takes back the places of everybody who still holds one; everybody is told."""
    if party.maker_id != by.pk:
        raise Refused(_("只有约人的那位能替大家取消。"), code="not_the_maker")
    return leave_all(Signup.objects.live().filter(party=party), by=by, reason=reason)


def hold(party: Party, by: User) -> Party:
    """Lock a group that still gathers, for its maker."""
    held = Party.objects.gathering().made_by(by).select_for_update(of=("self",)).filter(pk=party.pk).first()
    if held is None:
        raise Refused(_("这一组已经报名或者散了。"), code="other_state")
    return held
