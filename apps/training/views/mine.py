"""The person's own training: what comes, what waits for an answer, tests to take, and the account of what was completed;
with those of the children they answer for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.booking import codes
from apps.booking.window import window_of
from apps.core import days, keyset
from apps.core.errors import Refused
from apps.training import actions, attendance
from apps.training.demands import acted_for_by, demands_on
from apps.training.forms.taking import CodeForm, TestForm
from apps.training.models import Attempt, Completion, Enrolment, Session
from apps.training.testing import open_tests
from apps.training.views.public import joined_words

SHOWN = 50


@login_required
def index(request):
    """First what waits for an answer and the tests that are open, then what comes, then the account."""
    now = timezone.now()
    coming = list(
        mine(request.user)
        .live()
        .filter(session__ends_at__gt=now)
        .order_by("session__starts_at", "pk")[:SHOWN]
    )
    lines = actions.places_in_line(coming)
    for enrolment in coming:
        enrolment.in_line = lines.get(enrolment.pk)
    account = Completion.objects.cared_for_by(request.user).select_related("volunteer", "kind", "voided_by")
    page = keyset.page(
        account.defer("volunteer__document_number"),
        by="passed_on",
        cursor=request.GET.get("cursor", ""),
        descending=True,
    )
    today = days.today()
    for completion in page:
        completion.look = look_of(completion, today)
    context = {
        "offered": [
            one for one in coming if one.state == Enrolment.State.OFFERED and one.offered_until > now
        ],
        "coming": [one for one in coming if one.state != Enrolment.State.OFFERED],
        "tests": open_tests(mine(request.user), now),
        "demands": demands_on(acted_for_by(request.user), now, today),
        "leads": Session.objects.led_lately_by(request.user, now).exists(),
        "page": page,
    }
    return render(request, "training/mine.html", context)


def look_of(completion, day):
    """The state of a completion in the words of the site."""
    if completion.is_voided:
        return "voided"
    return "holds" if completion.holds_on(day) else "ran_out"


def mine(user):
    return (
        Enrolment.objects.cared_for_by(user)
        .select_related("volunteer", "session__course", "session__region")
        .defer("volunteer__document_number")
    )


def own(request, pk):
    return get_object_or_404(mine(request.user), pk=pk)


@require_POST
@login_required
def leave(request, pk):
    actions.leave(own(request, pk), by=request.user)
    messages.success(request, _("取消了，名额让给别人。"))
    return redirect("training:mine")


@require_POST
@login_required
def accept(request, pk):
    enrolment = actions.accept_offer(own(request, pk), by=request.user)
    messages.success(request, joined_words(enrolment))
    return redirect("training:mine")


@login_required
def test(request, pk):
    """The short test. Which answer is right is counted on the server; what was ticked stays when something is missing."""
    enrolment = own(request, pk)
    course = enrolment.session.course
    obstacle = actions.test_obstacle(enrolment, at=timezone.now())
    form = TestForm(request.POST or None, questions=[] if obstacle else list(course.questions.all()))
    if request.method == "POST" and not obstacle and form.is_valid():
        try:
            attempt = actions.take_test(enrolment, form.answers(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if attempt.passed:
                words = _("通过了，%(score)d分。结业记进了你的培训账户。")
                messages.success(request, words % {"score": attempt.score})
                return redirect("training:mine")
            words = _("这次%(score)d分，%(mark)d分及格。再看看课上讲的，还可以再做。")
            messages.warning(request, words % {"score": attempt.score, "mark": course.pass_mark})
            return redirect("training:test", pk)
    attempts = Attempt.objects.filter(enrolment=enrolment).order_by("-pk")[:10]
    context = {
        "enrolment": enrolment,
        "course": course,
        "form": form,
        "obstacle": obstacle,
        "attempts": attempts,
    }
    return render(request, "training/test.html", context)


@login_required
def check_in(request, session):
    """Coming and leaving by the code. From the QR code one arrives with the digits and presses one button."""
    enrolments = Enrolment.objects.active().filter(session=session, volunteer__user=request.user)
    enrolment = get_object_or_404(enrolments.select_related("session__course"), session=session)
    session, now = enrolment.session, timezone.now()
    attendances = list(enrolment.attendances.all())
    direction = codes.OUT if any(one.is_open for one in attendances) else codes.IN
    form = CodeForm(
        request.POST or None,
        initial={"direction": direction, "code": request.GET.get("c", "")[:20]},
    )
    if request.method == "POST" and form.is_valid() and _come_or_leave(request, session, form):
        return redirect("training:check_in", session.pk)
    context = {
        "session": session,
        "form": form,
        "direction": direction,
        "attendances": attendances,
        "window": window_of(session),
        "now": now,
    }
    return render(request, "training/check_in.html", context)


def _come_or_leave(request, session: Session, form):
    code = form.cleaned_data["code"]
    try:
        if form.cleaned_data["direction"] == codes.IN:
            attendance.check_in(session, by=request.user, code=code)
            messages.success(request, _("签到了。走的时候记得签退，不然不算上完。"))
        else:
            attendance.check_out(session, by=request.user, code=code)
            messages.success(request, _("签退了。上满了就结业，有测验的到“我的培训”里做。"))
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return False
    return True
