"""Courses, sessions, standards and kinds on the workbench of an organisation or an office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core import keyset
from apps.core.errors import Refused
from apps.regions.models import Region
from apps.training import actions
from apps.training.forms.keeping import (
    CourseForm,
    EndForm,
    KindForm,
    QuestionForm,
    SessionForm,
    StandardForm,
)
from apps.training.models import Course, Question, Session, TrainingKind
from apps.training.thin import thin_sessions
from apps.training.views.bench import bench, one, tag_chosen, with_fields

SESSIONS_SHOWN = 100


def page_of(request, where, template, **context):
    """A page of the bench; the tab of training stays marked on all of them."""
    tab = "training:region_sessions" if where.is_office else "training:org_sessions"
    base = {"desk": where.desk, "bench": where, "tab": tab}
    return render(request, f"training/{template}.html", {**base, **context})


@login_required
def sessions(request, pk=None, code=None):
    """What comes, the soonest first; which sessions are thin stands on top. An office may narrow both to the teams of a
    tag."""
    where = bench(request, pk, code)
    past = request.GET.get("tab") == "past"
    tags, tag = tag_chosen(request, where)
    seen = where.sessions_seen(tag if where.is_office else None)
    rows = seen.select_related("course__organization", "course__region", "kind")
    now = timezone.now()
    rows = rows.filter(ends_at__lte=now) if past else rows.filter(ends_at__gt=now)
    page = keyset.page(rows, by="starts_at", cursor=request.GET.get("cursor", ""), descending=past)
    own = set(where.sessions().filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
    context = {
        "page": page,
        "past": past,
        "own": own,
        "thin": thin_sessions(seen, now),
        "tags": tags,
        "tag": tag,
    }
    return page_of(request, where, "desk_sessions", **context)


@login_required
def courses(request, pk=None, code=None):
    where = bench(request, pk, code)
    rows = where.courses().select_related("standard__kind")
    page = keyset.page(rows, by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    return page_of(request, where, "desk_courses", page=page)


@login_required
def write_course(request, pk=None, code=None, course=None):
    """A new course, or a draft to write on."""
    where = bench(request, pk, code)
    draft = one(where.courses().filter(state=Course.State.DRAFT), course) if course else None
    form = CourseForm(request.POST or None, instance=draft, standards=where.usable_standards())
    if request.method == "POST" and form.is_valid():
        try:
            if draft:
                saved = actions.change_course(draft, by=request.user, **form.cleaned_data)
            else:
                saved = actions.write_course(by=request.user, **where.owner, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return where.go("course", saved.pk)
    back = where.url("course", course) if course else where.url("courses")
    usable = with_fields(where.usable_standards().select_related("kind")[:SESSIONS_SHOWN])
    return page_of(request, where, "desk_course_form", form=form, course=draft, back=back, usable=usable)


@login_required
def course(request, course, pk=None, code=None):
    where = bench(request, pk, code)
    return show_course(request, where, one(where.courses(), course, "standard__kind"))


def show_course(request, where, course, **forms):
    """One course: its test while it is a draft, its sessions once it is open."""
    rows = Session.objects.filter(course=course).order_by("-starts_at", "-pk")
    home = where.region_code
    first = {"league": home[:4] if len(home) >= 4 else "", "banner": home[:6] if len(home) >= 6 else ""}
    with_fields([course.standard])
    context = {
        "course": course,
        "questions": list(course.questions.all()),
        "sessions": list(rows[:SESSIONS_SHOWN]),
        "question_form": QuestionForm(auto_id="question_%s"),
        "session_form": SessionForm(course=course, stations=where.stations(), initial=first),
        **forms,
    }
    return page_of(request, where, "desk_course", **context)


@require_POST
@login_required
def add_question(request, course, pk=None, code=None):
    where = bench(request, pk, code)
    found = one(where.courses(), course, "standard__kind")
    form = QuestionForm(request.POST, auto_id="question_%s")
    if form.is_valid():
        try:
            actions.add_question(found, by=request.user, **form.question())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return where.go("course", course)
    return show_course(request, where, found, question_form=form)


@require_POST
@login_required
def remove_question(request, question, pk=None, code=None):
    where = bench(request, pk, code)
    found = one(Question.objects.filter(course__in=where.courses()), question, "course")
    actions.remove_question(found, by=request.user)
    return where.go("course", found.course_id)


@require_POST
@login_required
def open_course(request, course, pk=None, code=None):
    where = bench(request, pk, code)
    actions.open_course(one(where.courses(), course), by=request.user)
    messages.success(request, _("开放了，现在可以排场次。"))
    return where.go("course", course)


@require_POST
@login_required
def close_course(request, course, pk=None, code=None):
    where = bench(request, pk, code)
    actions.close_course(one(where.courses(), course), by=request.user)
    messages.success(request, _("停办了，已经结业的照样算数。"))
    return where.go("course", course)


@require_POST
@login_required
def add_session(request, course, pk=None, code=None):
    where = bench(request, pk, code)
    found = one(where.courses(), course, "standard__kind")
    stations = where.stations(banner_of(request.POST))
    if request.POST.get("do") == "stations":  # only to see which stations there are; what was typed stays
        typed = SessionForm(initial=request.POST.dict(), course=found, stations=stations)
        return show_course(request, where, found, session_form=typed)
    form = SessionForm(request.POST, course=found, stations=stations)
    if form.is_valid():
        region = Region.objects.get(pk=form.region_code)
        try:
            actions.add_session(found, by=request.user, region=region, **form.session())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("排好了，大家可以报名了。"))
            return where.go("course", course)
    return show_course(request, where, found, session_form=form)


def banner_of(said):
    """The banner that was chosen, whose stations are on offer; nothing if that is no code of one."""
    banner = said.get("banner", "")
    return banner if len(banner) == 6 and banner.isascii() and banner.isdecimal() else ""


@login_required
def standards(request, pk=None, code=None):
    """Its own standards, to which it adds; and those of the offices above, which it holds courses by."""
    where = bench(request, pk, code)
    form = StandardForm(request.POST or None, region=where.region_code)
    if request.method == "POST" and form.is_valid():
        actions.add_standard(by=request.user, **where.owner, **form.cleaned_data)
        messages.success(request, _("加好了，可以按它开课。"))
        return where.go("standards")
    return show_standards(request, where, form=form)


def show_standards(request, where, **forms):
    own = where.standards().select_related("kind", "region", "organization")
    above = where.usable_standards().exclude(**where.owner).select_related("kind", "region", "organization")
    context = {
        "own": with_fields(own[:200]),
        "above": with_fields(above[:200]),
        "end_form": EndForm(),
        **forms,
    }
    context.setdefault("form", StandardForm(region=where.region_code))
    return page_of(request, where, "desk_standards", **context)


@require_POST
@login_required
def end_standard(request, standard, pk=None, code=None):
    where = bench(request, pk, code)
    found, form = one(where.standards(), standard), EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end_standard(found, on=form.cleaned_data["on"], by=request.user)
        except Refused as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, _("记下了。已经结业的照样算数。"))
            return where.go("standards")
    return show_standards(request, where, end_form=form, ending=found.pk)


@login_required
def kinds(request, code):
    """The kinds of everywhere, those of the offices above, and what this office adds."""
    where = bench(request, code=code)
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_kind(where.place, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("加好了。"))
            return where.go("kinds")
    rows = TrainingKind.objects.within(where.place.code).select_related("region")
    return page_of(request, where, "desk_kinds", kinds=list(rows), form=form)
