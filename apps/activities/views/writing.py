"""Writing a notice section by section; each is kept as a draft. A published one is changed on the same pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities import actions
from apps.activities.actions.changes import AT_ONCE, IF_SMALL, REVIEWED
from apps.activities.models import Activity, ActivityPicture
from apps.activities.never import KINDS
from apps.activities.notice_forms import SECTIONS, WhatForm, section_after
from apps.activities.picture_forms import PicturesForm
from apps.activities.views.manage import find
from apps.core.errors import Refused
from apps.organizations.desk import organization_desk
from apps.regions.models import Region


@login_required
def create(request, pk):
    desk = organization_desk(request.user, pk)
    organization = desk.place
    blank = Activity(
        organization=organization,
        contact_name=organization.contact_name,
        contact_phone=organization.contact_phone,
    )
    form = WhatForm(request.POST or None, instance=blank, initial=place_of(organization))
    if saved := save(form, request.user):
        return go_on(request, saved, "what")
    return show(request, desk, form, "what")


def place_of(organization):
    """A new notice is usually near by."""
    code = organization.region_id
    return {"league": code[:4], "banner": code[:6]} if len(code) >= 6 else {"league": code[:4]}


@login_required
def edit(request, pk, activity, section="what"):
    desk, activity = find(request, pk, activity)
    if section not in SECTIONS:
        raise Http404
    if activity.state == Activity.State.PUBLISHED:
        return edit_published(request, desk, activity, section)
    activity.refuse_unless_editable()
    form = SECTIONS[section][1](request.POST or None, instance=activity)
    if saved := save(form, request.user):
        return go_on(request, saved, section)
    return show(request, desk, form, section, activity)


def edit_published(request, desk, activity, section):
    """What may change at once does; the rest is looked at by a reviewer before anybody sees it."""
    form = SECTIONS[section][1](request.POST or None, instance=activity)
    if form.is_bound and form.is_valid():
        names = {*AT_ONCE, *IF_SMALL, *REVIEWED}
        typed = {name: getattr(form.instance, name) for name in names_in(form) & names}
        try:
            change = actions.change_published(activity, values=typed, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("交上去了，审核通过以前公开页不变。") if change else _("改好了，公开页已经更新。")
            messages.success(request, words)
            return redirect("activities:manage_one", desk.place.pk, activity.pk)
    return show(request, desk, form, section, activity)


def names_in(form):
    """The columns a section writes."""
    columns = {"residents_of": "residents_of_id", "hours_before": "minutes_before", "policy": "policy_id"}
    return {columns.get(name, name) for name in form.fields}


def save(form, user):
    """The notice as saved, or None with what is to be mended on the form."""
    if not (form.is_bound and form.is_valid()):
        return None
    activity = form.save(commit=False)
    code = getattr(form, "region_code", "") or activity.region_id
    try:
        return actions.save_draft(activity, region=Region.objects.get(pk=code), by=user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def go_on(request, activity, section):
    """To the next section, or back to the notice when that was asked for or nothing is left."""
    following = section_after(section)
    if "later" in request.POST or following is None:
        messages.success(request, _("草稿存好了。"))
        return redirect("activities:manage_one", activity.organization_id, activity.pk)
    return redirect("activities:edit_section", activity.organization_id, activity.pk, following)


def show(request, desk, form, section, activity=None):
    published = activity is not None and activity.state == Activity.State.PUBLISHED
    context = {
        "desk": desk,
        "form": form,
        "activity": activity,
        "section": section,
        "published": published,
        "words": [word for word, _form in SECTIONS.values()],
        "number": list(SECTIONS).index(section) + 1,
        "tabs": [(key, word) for key, (word, _form) in SECTIONS.items()],
        "never": KINDS,
    }
    return render(request, "activities/form.html", context)


@login_required
def pictures(request, pk, activity):
    desk, activity = find(request, pk, activity)
    activity.refuse_unless_editable()
    rows = activity.pictures.filter(of_summary=False).select_related("picture")
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    form = PicturesForm(*sent, rows=rows, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_pictures(activity, form.pictures(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("图片存好了。"))
            return redirect("activities:manage_one", pk, activity.pk)
    context = {"desk": desk, "activity": activity, "form": form, "most": ActivityPicture.MOST}
    return render(request, "activities/pictures.html", context)


@require_POST
@login_required
def copy(request, pk, activity):
    _desk, activity = find(request, pk, activity)
    made = actions.copy_activity(activity, by=request.user)
    messages.success(request, _("照着写好了一份草稿，班次往后挪了整周。图片和报名的人没有带过来。"))
    return redirect("activities:manage_one", pk, made.pk)
