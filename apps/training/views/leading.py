"""One session on the workbench: who has signed up, the code on the screen, the roll, and what became of people."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.booking import codes
from apps.booking.window import window_of
from apps.core import keyset
from apps.core.errors import Refused
from apps.core.numbers import picked_keys
from apps.training import actions, attendance
from apps.training.forms.keeping import ChangeForm, PlacesForm, ReasonForm
from apps.training.models import Completion, Enrolment, Session
from apps.training.views.bench import bench, one
from apps.training.views.keeping import page_of

State = Enrolment.State
AT_ONCE = 50
TABS = {
    "joined": (gettext_lazy("报上的"), [State.JOINED, State.NO_SHOW], "signed_up_at"),
    "line": (gettext_lazy("候补"), [State.WAITING, State.OFFERED], "queue_number"),
    "gone": (
        gettext_lazy("退出的"),
        [State.LEFT, State.REMOVED, State.LAPSED, State.CALLED_OFF],
        "signed_up_at",
    ),
}
ALONG = ["course__standard", "course__organization", "course__region", "kind"]


def find(request, session, pk, code):
    where = bench(request, pk, code)
    return where, one(where.sessions(), session, *ALONG)


@login_required
def detail(request, session, pk=None, code=None):
    where, found = find(request, session, pk, code)
    return show(request, where, found)


def show(request, where, session, **forms):
    """One tab of the list, with who was there and who has completed the course."""
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else "joined"
    _word, states, order = TABS[tab]
    everybody = Enrolment.objects.filter(session=session)
    page = keyset.page(
        everybody.filter(state__in=states)
        .select_related("volunteer")
        .defer("volunteer__document_number")
        .prefetch_related("attendances"),
        by=order,
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
    )
    done = {
        completion.enrolment_id: completion
        for completion in Completion.objects.standing().filter(enrolment__in=[row.pk for row in page])
    }
    for row in page:
        row.completion = done.get(row.pk)
    mark(page, request.user)
    now = timezone.now()
    context = {
        "session": session,
        "course": session.course,
        "page": page,
        "rows_of": tab,
        "tabs": [
            (key, word, keyset.count_in_words(everybody.filter(state__in=chosen)) if key != "gone" else None)
            for key, (word, chosen, _order) in TABS.items()
        ],
        "is_over": session.ends_at <= now,
        "reason_form": ReasonForm(),
        "off_form": ReasonForm(auto_id="off_%s"),
        "change_form": ChangeForm(session=session),
        "places_form": PlacesForm(initial={"capacity": session.capacity}),
        **forms,
    }
    return page_of(request, where, "desk_session", **context)


def mark(rows, user):
    """What is known of people on the list, and whether this person may call them."""
    own = attendance.own_rows(rows, user)
    for row in rows:
        row.there = list(row.attendances.all())
        row.is_own = row.volunteer.user_id == user.pk
        row.to_call = row.pk not in own and all(one.is_open for one in row.there)


@require_POST
@login_required
def roll(request, session, pk=None, code=None):
    """Who was there from beginning to end without a phone at hand."""
    where, found = find(request, session, pk, code)
    called(request, found)
    return where.go("session", session)


def called(request, session):
    """Note those who were ticked."""
    chosen = picked_keys(request.POST.getlist("here"))
    if not chosen:
        messages.warning(request, _("先勾选到了的人，再按按钮。"))
        return
    noted = attendance.call_roll(session, chosen, by=request.user)
    messages.success(request, _("记下了%(count)d人。") % {"count": len(noted)})


@require_GET
@login_required
def code_screen(request, session, pk=None, code=None):
    """The code on the screen, which fetches itself anew (`part`) before it runs out."""
    where, found = find(request, session, pk, code)
    template = "_code_box" if request.GET.get("part") == "box" else "desk_code"
    context = {"base": "base_desk.html", "back": where.url("session", session), **screen_of(request, found)}
    return page_of(request, where, template, **context)


def screen_of(request, session):
    """What the screen with the code shows now."""
    now, window = timezone.now(), window_of(session)
    default = codes.OUT if now >= session.ends_at else codes.IN
    direction = request.GET["d"] if request.GET.get("d") in {codes.IN, codes.OUT} else default
    shown = code_now(session, direction, now) if window.releases(now) and not session.called_off_at else {}
    came = Enrolment.objects.active().filter(session=session, attendances__isnull=False).distinct().count()
    base = {"session": session, "window": window, "now": now, "direction": direction, "came": came}
    return {**base, **shown}


def code_now(session: Session, direction, now):
    """The six digits, the address that brings them along, and how long they still hold."""
    step = codes.step_seconds()
    digits = codes.code_at(attendance.KIND, session.pk, direction, now, step=step)
    page = reverse("training:check_in", args=[session.pk])
    return {
        "digits": digits,
        "address": f"{settings.SITE_URL}{page}?c={digits}",
        "seconds": codes.seconds_left(now, step=step),
        "every": step,
    }


@require_POST
@login_required
def change_places(request, session, pk=None, code=None):
    where, found = find(request, session, pk, code)
    form = PlacesForm(request.POST)
    if form.is_valid():
        try:
            actions.change_places(found, capacity=form.cleaned_data["capacity"], by=request.user)
        except Refused as refusal:
            form.add_error("capacity", str(refusal))
        else:
            messages.success(request, _("名额改好了。"))
            return where.go("session", session)
    return show(request, where, found, places_form=form)


@require_POST
@login_required
def change(request, session, pk=None, code=None):
    """Another teacher or place; everybody on the list hears it."""
    where, found = find(request, session, pk, code)
    form = ChangeForm(request.POST, session=found)
    if form.is_valid():
        try:
            actions.change_session(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("改好了，报了名的人都收到了消息。"))
            return where.go("session", session)
    return show(request, where, found, change_form=form)


@require_POST
@login_required
def call_off(request, session, pk=None, code=None):
    where, found = find(request, session, pk, code)
    form = ReasonForm(request.POST, auto_id="off_%s")
    if form.is_valid():
        actions.call_off(found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("取消了，报了名的人都收到了消息。"))
        return where.go("session", session)
    return show(request, where, found, off_form=form)


@require_POST
@login_required
def remove(request, enrolment, pk=None, code=None):
    """Somebody is taken off the list; why is told to them."""
    where = bench(request, pk, code)
    row = one(Enrolment.objects.filter(session__in=where.sessions()), enrolment)
    found, form = one(where.sessions(), row.session_id, *ALONG), ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, where, found, reason_form=form, reason_for=row.pk)
    actions.remove(row, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("移出了，TA已经收到消息。"))
    return where.go("session", row.session_id)


@require_POST
@login_required
def void(request, completion, pk=None, code=None):
    """What was entered wrongly does not count any more."""
    where = bench(request, pk, code)
    voidable = Completion.objects.voidable_by(request.user)
    found = one(where.held_or_entered().filter(pk__in=voidable.values("pk")), completion)
    form, back = ReasonForm(request.POST), "completed" if found.enrolment_id or found.course_id else "outside"
    if not form.is_valid():
        messages.error(request, _("作废要写明原因。"))
        return where.go(back)
    chosen = Completion.objects.standing().filter(pk=found.pk)
    try:
        actions.void_completions(chosen, why=form.cleaned_data["reason"], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("作废了，本人会收到消息。"))
    return where.go(back)
