"""Which organisation belongs to which: the child asks, the parent agrees, and nobody is ever above themselves."""

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.organizations.actions.history import keep_step, tell_owners
from apps.organizations.models import Organization, ParentRequest, Step

ONE_OPEN = {"organizations_parentrequest_one_open_a_child": "already_asked"}
Asked = ParentRequest.State


@transaction.atomic
def ask_parent(child: Organization, *, parent: Organization, by: User) -> ParentRequest:
    """Ask a larger organisation to belong to it."""
    child = hold_owned(child, by)
    refuse_a_circle(child, parent)
    if child.parent_id == parent.pk:
        raise Refused(_("它已经是你们的上级组织了。"), code="already_parent")
    request = ParentRequest(child=child, parent=parent, asked_by=by)
    with refusing(ParentRequest, ONE_OPEN):
        request.save()
    audit.note("organization.parent_asked", [child], by=by, parent=parent.pk)
    title = _("“%(name)s”想归到“%(parent)s”下面") % {"name": child.name, "parent": parent.name}
    url = reverse("organizations:family", args=[parent.pk])
    tell_owners(
        parent, "parent_asked", f"parent:{request.pk}", title, _("同意了，它会列在你们的页面上。"), url
    )
    return request


@transaction.atomic
def agree_to_child(request: ParentRequest, *, by: User) -> ParentRequest:
    """Take it in. Two that take each other in at once come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organizations_no_cycle'))")
    request = hold_request(request, by)
    refuse_a_circle(request.child, request.parent)
    request.child.parent = request.parent
    request.child.save(update_fields=["parent"])
    answer(request, Asked.AGREED, by=by)
    keep_step(request.child, Step.What.PARENT, "", request.parent.name, by=by)
    title = _("“%(parent)s”同意做“%(name)s”的上级组织") % names(request)
    url = reverse("organizations:family", args=[request.child_id])
    tell_owners(request.child, "parent_answered", f"parent:{request.pk}", title, "", url)
    return request


@transaction.atomic
def refuse_child(request: ParentRequest, *, by: User, reason: str) -> ParentRequest:
    if not reason.strip():
        raise Refused(_("写明原因，对方会看到。"), code="no_reason")
    request = hold_request(request, by)
    answer(request, Asked.REFUSED, by=by, reason=reason.strip())
    title = _("“%(parent)s”没有同意做“%(name)s”的上级组织") % names(request)
    url = reverse("organizations:family", args=[request.child_id])
    tell_owners(request.child, "parent_answered", f"parent:{request.pk}", title, request.reason, url)
    return request


@transaction.atomic
def withdraw_request(request: ParentRequest, *, by: User) -> ParentRequest:
    hold_owned(request.child, by)
    held = ParentRequest.objects.waiting().select_for_update(of=("self",)).filter(pk=request.pk).first()
    if held is None:
        raise Refused(_("对方已经答复了。"), code="already_answered")
    answer(held, Asked.WITHDRAWN, by=by)
    return held


@transaction.atomic
def leave_parent(child: Organization, *, by: User) -> Organization:
    """Stand alone again. Either side may end it: the child for itself, the parent for one of its children."""
    held = Organization.objects.select_for_update(of=("self",)).select_related("parent").get(pk=child.pk)
    owned = Organization.objects.owned_by(by).filter(pk__in=[held.pk, held.parent_id])
    if held.parent_id is None or not owned.exists():
        raise Refused(_("它现在没有上级组织，或者你不是负责人。"), code="no_parent")
    parent, held.parent = held.parent, None
    held.save(update_fields=["parent"])
    step = keep_step(held, Step.What.PARENT, parent.name, "", by=by)
    audit.note("organization.parent_left", [held], by=by, parent=parent.pk)
    title = _("“%(name)s”不再归“%(parent)s”") % {"name": held.name, "parent": parent.name}
    for told in (held, parent):
        url = reverse("organizations:family", args=[told.pk])
        tell_owners(told, "parent_answered", f"left:{step.pk}", title, "", url)
    return held


def answer(request, state, *, by, reason=""):
    request.state, request.answered_by, request.answered_at, request.reason = (
        state,
        by,
        timezone.now(),
        reason,
    )
    request.save(update_fields=["state", "answered_by", "answered_at", "reason"])
    audit.note("organization.parent_answered", [request.child], by=by, parent=request.parent_id, state=state)


def hold_owned(organization, by):
    held = Organization.objects.owned_by(by).approved().filter(pk=organization.pk)
    if found := held.select_for_update(of=("self",)).first():
        return found
    raise Refused(_("只有负责人能办，而且组织要通过审核、没有暂停。"), code="owners_only")


def hold_request(request, by):
    waiting = ParentRequest.objects.waiting().filter(parent__in=Organization.objects.owned_by(by).approved())
    held = waiting.select_for_update(of=("self",)).select_related("child", "parent")
    if found := held.filter(pk=request.pk).first():
        return found
    raise Refused(_("这份申请已经不在等答复。"), code="already_answered")


def refuse_a_circle(child, parent):
    """Whoever is below an organisation cannot be above it."""
    if child.pk in {above.pk for above in [parent, *parent.above()]}:
        raise Refused(_("它就在你们下面，不能再做你们的上级。"), code="circle")
    if parent.state != Organization.State.APPROVED:
        raise Refused(_("上级组织要通过审核、没有暂停。"), code="parent_not_at_work")


def names(request):
    return {"parent": request.parent.name, "name": request.child.name}
