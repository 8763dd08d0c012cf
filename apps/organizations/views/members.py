"""Members at the workbench: who asks, who belongs, groups, messages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core import keyset
from apps.core.display import mask_name
from apps.core.errors import Refused
from apps.core.numbers import picked_keys, whole_number
from apps.organizations import actions
from apps.organizations.desk import organization_desk
from apps.organizations.forms.members import (
    AnnouncementForm,
    GroupForm,
    GroupsForm,
    InviteForm,
    ReasonForm,
)
from apps.organizations.models import Announcement, Member, MemberGroup
from apps.organizations.register import users_meant, volunteer_numbers


@login_required
def index(request, pk):
    """Those who belong, the backbone among them, or those who wait; narrowed by a group, a name or a volunteer number."""
    desk = organization_desk(request.user, pk, may="see")
    tab = request.GET.get("tab")
    asked, backbone = tab == "asked", tab == "backbone"
    rows = Member.objects.in_organization(desk.place)
    rows = rows.asked() if asked else rows.backbone() if backbone else rows.belonging()
    words, group = (
        request.GET.get("q", "").replace("\0", "").strip()[:40],
        whole_number(request.GET.get("group", "")),
    )
    if words:
        rows = rows.filter(Q(user__name__contains=words) | Q(user__in=users_meant([words])))
    if group:
        rows = rows.filter(groups=group)
    page = keyset.page(
        rows.select_related("user").prefetch_related("groups"),
        by="begun_at",
        cursor=request.GET.get("cursor", ""),
        size=50,
        descending=not asked,
    )
    context = {
        "desk": desk,
        "asked": asked,
        "backbone": backbone,
        "page": page,
        "rows": shown(page),
        "words": words,
        "group": group,
        "groups": MemberGroup.objects.filter(organization=desk.place)[:100],
        "waiting": keyset.count_in_words(Member.objects.in_organization(desk.place).asked()),
    }
    return render(request, "organizations/members.html", context)


def shown(members):
    """Members as a list shows them: masked, with the number the public knows them by."""
    numbers = volunteer_numbers(member.user_id for member in members)
    return [(member, mask_name(member.user.name), numbers.get(member.user_id, "")) for member in members]


@require_POST
@login_required
def approve(request, pk):
    desk = organization_desk(request.user, pk)
    asked = Member.objects.in_organization(desk.place).filter(
        pk__in=picked_keys(request.POST.getlist("member"))
    )
    done = actions.approve_members(asked, by=request.user)
    messages.success(request, _("同意了%(n)d人，都收到了消息。") % {"n": len(done)})
    return redirect(f"{request.path_info.removesuffix('approve/')}?tab=asked")


@require_POST
@login_required
def mark_backbone(request, pk):
    return change_backbone(request, pk, actions.mark_backbone, _("%(n)d人记成了骨干，都收到了消息。"))


@require_POST
@login_required
def end_backbone(request, pk):
    return change_backbone(request, pk, actions.end_backbone, _("%(n)d人不再是骨干，还是成员。"))


def change_backbone(request, pk, change, words):
    """What the owner does about those who are ticked; nobody ticked is said, and nothing is done."""
    desk = organization_desk(request.user, pk, may="own")
    picked = picked_keys(request.POST.getlist("member"))
    done = change(Member.objects.in_organization(desk.place).filter(pk__in=picked), by=request.user)
    messages.success(request, words % {"n": len(done)})
    return redirect(f"{reverse('organizations:members', args=[pk])}?tab=backbone")


@login_required
def one(request, pk, member):
    """One member: the groups, and the way out."""
    return show_one(request, *desk_and_member(request, pk, member, may="manage"))


@require_POST
@login_required
def refuse(request, pk, member):
    desk, member = desk_and_member(request, pk, member)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_one(request, desk, member, reason_form=form)
    actions.refuse_member(member, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("告诉对方了。"))
    return redirect("organizations:members", pk)


@require_POST
@login_required
def remove(request, pk, member):
    desk, member = desk_and_member(request, pk, member)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_one(request, desk, member, reason_form=form)
    actions.remove_member(member, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("移出了，对方会收到消息。"))
    return redirect("organizations:members", pk)


@require_POST
@login_required
def regroup(request, pk, member):
    desk, member = desk_and_member(request, pk, member)
    form = GroupsForm(request.POST, organization=desk.place)
    if not form.is_valid():
        return show_one(request, desk, member, groups_form=form)
    actions.put_into_groups(member, groups=list(form.cleaned_data["groups"]), by=request.user)
    messages.success(request, _("分好了。"))
    return redirect("organizations:members", pk)


def desk_and_member(request, pk, member, may="manage"):
    desk = organization_desk(request.user, pk, may=may)
    mine = Member.objects.managed_by(request.user).in_organization(desk.place).live()
    return desk, get_object_or_404(mine.select_related("user"), pk=member)


def show_one(request, desk, member, groups_form=None, reason_form=None):
    initial = {"groups": member.groups.all()}
    context = {
        "desk": desk,
        "tab": "organizations:members",
        "member": member,
        "shown": shown([member])[0],
        "belongs": member.state == Member.State.MEMBER,
        "groups_form": groups_form or GroupsForm(organization=desk.place, initial=initial),
        "reason_form": reason_form or ReasonForm(),
    }
    return render(request, "organizations/member.html", context)


@login_required
def invite(request, pk):
    desk = organization_desk(request.user, pk)
    form = InviteForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.invite_members(desk.place, numbers=form.cleaned_data["numbers"], by=request.user)
            messages.success(request, _("邀请发出去了，来不来由对方决定。"))
            return redirect("organizations:members", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"desk": desk, "tab": "organizations:members", "form": form}
    return render(request, "organizations/members_invite.html", context)


@login_required
def groups(request, pk):
    desk = organization_desk(request.user, pk)
    form = GroupForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_group(desk.place, name=form.cleaned_data["name"], by=request.user)
            return redirect("organizations:groups", pk)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    held = MemberGroup.objects.filter(organization=desk.place)[:100]
    context = {"desk": desk, "tab": "organizations:members", "form": form, "groups": held}
    return render(request, "organizations/groups.html", context)


@require_POST
@login_required
def remove_group(request, pk, group):
    desk = organization_desk(request.user, pk)
    actions.remove_group(get_object_or_404(MemberGroup, organization=desk.place, pk=group), by=request.user)
    messages.success(request, _("小组去掉了，里面的人还是成员。"))
    return redirect("organizations:groups", pk)


@login_required
def announce(request, pk):
    """Write to all, to a group, or to those ticked in the list; below stands what was sent before."""
    desk = organization_desk(request.user, pk)
    chosen = sorted(picked_keys([*request.GET.getlist("member"), *request.POST.getlist("member")]))
    is_sent = request.method == "POST" and "title" in request.POST
    form = AnnouncementForm(request.POST if is_sent else None, organization=desk.place, chosen=chosen)
    if form.is_bound and form.is_valid():
        try:
            sent = actions.announce(desk.place, **form.cleaned_data, members=chosen or None, by=request.user)
            messages.success(request, _("发给了%(n)d人。") % {"n": sent.told})
            return redirect("organizations:announce", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    page = keyset.page(
        Announcement.objects.filter(organization=desk.place).select_related("group", "sent_by"),
        by="sent_at",
        cursor=request.GET.get("cursor", ""),
        descending=True,
    )
    context = {"desk": desk, "tab": "organizations:members", "form": form, "chosen": chosen, "page": page}
    return render(request, "organizations/announce.html", context)
