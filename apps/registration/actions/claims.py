"""One person once: getting back the file that stands under another account, and ending one that was passed wrongly."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.handing_over import take_account_over
from apps.accounts.models import User
from apps.core import audit, days
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Post
from apps.regions.models import Region
from apps.registration.actions.guardians import end_all_guardianships
from apps.registration.actions.registering import hand_in, own_entry_to_fill
from apps.registration.identity import Identity
from apps.registration.models import IdentityCase, Volunteer
from apps.registration.signals import identity_voided

State, Kind = IdentityCase.State, IdentityCase.Kind


@transaction.atomic
def claim_file(*, identity: Identity, region: Region, story: str, by: User) -> Volunteer:
    """Ask for the file one has under another account: a school or unit registered me, or my phone has changed.

    Whether there is such a file nobody learns here; a reviewer looks at both.
    """
    volunteer = own_entry_to_fill(by)
    volunteer.region = region
    hand_in(volunteer, identity, kind=Kind.CLAIM, story=story, by=by)
    return volunteer


def file_behind(case: IdentityCase) -> Volunteer | None:
    """The passed file of somebody else with the document of this case."""
    claimed = case.document_hash or case.volunteer.document_hash
    same = Volunteer.objects.passed().filter(document_hash=claimed)
    return same.exclude(pk=case.volunteer_id).select_related("user", "region__parent").first()


def file_with_phone(user: User, phone: str) -> Volunteer | None:
    """The passed file that the person claims with their open case, if it has this very name and phone: then a code to
    the phone proves that it is theirs. The same questions are asked whatever there is."""
    account = User.objects.with_phone(phone)
    case = IdentityCase.objects.pending().select_related("volunteer").filter(beneficiary=user).first()
    if case is None or case.kind == Kind.CHANGE:
        return None
    file = file_behind(case)
    is_theirs = file is not None and account is not None and file.user_id == account.pk
    return file if is_theirs and file.name == case.volunteer.name else None


@transaction.atomic
def claim_by_phone(phone: str, *, by: User) -> Volunteer:
    """Whoever reads the code on the phone of the file, and handed in the same name and document, is its person."""
    file = file_with_phone(by, phone)
    if file is None:
        raise Refused(_("验证码不对，或者已经过期，请重新获取。"), code="incorrect_code")
    case = IdentityCase.objects.pending().get(beneficiary=by, volunteer__user=by)
    return _hand_over(case, by=by, decided_by=None)


@transaction.atomic
def hand_over(case: IdentityCase, *, by: User) -> Volunteer:
    """A reviewer has found that claimant and file are one person: the file gets the claimant's phone and password, the
    account it was claimed from is closed. An account that acts for others is not given away like this."""
    return _hand_over(case, by=by, decided_by=by)


def _hand_over(case, *, by, decided_by):
    cases = IdentityCase.objects.select_for_update(of=("self",), no_key=True).select_related("volunteer")
    case = cases.get(pk=case.pk)
    file = file_behind(case) if case.kind != Kind.CHANGE else None
    if file is None:
        raise Refused(_("没有用这个证件通过核验的档案，没有可移交的。"), code="nothing_to_hand_over")
    both = Volunteer.objects.filter(pk__in=[file.pk, case.volunteer_id]).order_by("pk")
    held = {volunteer.pk: volunteer for volunteer in both.select_for_update(of=("self",))}
    file, second = held[file.pk], held[case.volunteer_id]
    if decided_by is not None:
        _refuse_to_give_away(file, decided_by)
    case.decide(State.HANDED_OVER, by=decided_by, at=timezone.now())
    case.save()
    second.identity_state, second.guardian_code = Volunteer.IdentityState.MERGED, None
    second.save(update_fields=["identity_state", "guardian_code"])
    account = take_account_over(
        file.user, from_account=second.user, by=by, keeps_second_factor=decided_by is None
    )
    audit.note("identity.handed_over", [case], by=by, file=file.pk)
    words = _("换成了新手机号%(phone)s，时长、证书都在。旧手机号不能再登录。")
    news = News(
        account.pk,
        f"case:{case.pk}:handed",
        _("档案移到了新手机号"),
        words % {"phone": account.masked_phone},
        "/me/file/",
    )
    tell("identity_handed_over", [news])
    return file


def _refuse_to_give_away(file, by):
    if file.user_id == by.pk:
        raise Refused(_("不能核验自己的身份。"), code="own_case")
    if not Volunteer.objects.governed_by(by, "reviews_identities").filter(pk=file.pk).exists():
        raise Refused(_("原来的档案在别的旗县，请上一级部门来办。"), code="elsewhere")
    if Post.objects.held_by(file.user).exists():
        words = _("原来的账号有职务在身。请任命的人先结束职务，再移交。")
        raise Refused(words, code="holds_posts")


@transaction.atomic
def void_identity(volunteer: Volunteer, *, by: User, reason: str) -> Volunteer:
    """An identity that was passed turns out to be somebody else's. It counts no longer: posts end, what the person had
    signed up for is called off, children are no longer answered for. The hours stay where they are; whether they are
    voided is looked at one by one. The document is free for the person it belongs to."""
    volunteer = Volunteer.objects.select_for_update(of=("self",)).get(pk=volunteer.pk)
    if not volunteer.is_passed:
        raise Refused(_("这份档案现在不是“已通过”。"), code="not_passed")
    if volunteer.user_id == by.pk:
        raise Refused(_("不能核验自己的身份。"), code="own_case")
    volunteer.identity_state, volunteer.guardian_code = Volunteer.IdentityState.VOIDED, None
    volunteer.save(update_fields=["identity_state", "guardian_code"])
    open_cases = IdentityCase.objects.open().filter(volunteer=volunteer)
    for case in open_cases.select_for_update(of=("self",), no_key=True):
        case.decide(State.REFUSED, by=by, at=timezone.now(), reason=reason)
        case.save()
    Post.objects.held_by(volunteer.user).update(until=days.today())
    end_all_guardianships(volunteer, by=by)
    identity_voided.send(sender=Volunteer, user_ids=[volunteer.user_id], by=by)
    audit.note("identity.voided", [volunteer], by=by, reason=reason)
    words = _("%(reason)s 报过的名都取消了，职务也结束了。觉得不对，找旗县的志愿服务部门。")
    news = News(
        volunteer.user_id,
        f"voided:{volunteer.pk}",
        _("你的实名核验作废了"),
        words % {"reason": reason},
        "/me/file/",
    )
    tell("identity", [news])
    return volunteer
