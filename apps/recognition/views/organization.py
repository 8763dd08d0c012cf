"""An organisation's side: whom it evaluates, what was said of it, awards given and received, its whole file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Avg, Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.activities.models import Shift
from apps.core import keyset, pdf, uploads
from apps.core.errors import Refused
from apps.core.numbers import whole_number
from apps.organizations.desk import organization_desk
from apps.organizations.models import Organization
from apps.recognition.actions import (
    Said,
    ask_commendation,
    commend_organization,
    commend_people,
    evaluate_volunteers,
    void_commendation,
)
from apps.recognition.evaluable import days_to_record, evaluable, open_to_organization, record_by
from apps.recognition.files import PRINTED, as_pdf, organization_file
from apps.recognition.forms import AskForm, GiveOrganizationForm, GivePeopleForm, PersonForm
from apps.recognition.models import Commendation, Evaluation
from apps.registration.forms import ReasonForm
from apps.registration.models import Volunteer

TAB = "recognition:organization_evaluations"
AT_ONCE = 30
MOST_SHIFTS = 500  # of the oldest; the next ones come up as these are done


@login_required
@require_safe
def evaluations(request, pk):
    """Shifts with people about whom nothing was said yet, the oldest first: it should be on record in ten working days."""
    desk = organization_desk(request.user, pk)
    theirs = open_to_organization(desk.place, request.user)
    waiting = theirs.values("shift", "shift__ends_at").annotate(people=Count("pk"))
    oldest = waiting.order_by("shift__ends_at", "shift")[:MOST_SHIFTS]
    people = {row["shift"]: row["people"] for row in oldest}
    shifts = Shift.objects.filter(pk__in=people).select_related("position__activity")
    page = keyset.page(shifts, by="ends_at", cursor=request.GET.get("cursor", ""))
    count = days_to_record()
    for shift in page:
        shift.people, shift.record_by = people[shift.pk], record_by(shift.ends_at, count)
    return render(
        request, "recognition/organization_evaluations.html", {"desk": desk, "tab": TAB, "page": page}
    )


@login_required
def evaluate(request, pk, shift):
    """The people of one shift, some at a time."""
    desk = organization_desk(request.user, pk)
    row = get_object_or_404(
        Shift.objects.select_related("position__activity"),
        pk=shift,
        position__activity__organization=desk.place,
    )
    forms = [PersonForm(request.POST or None, signup=one) for one in people_of(request, desk.place, row)]
    refusal = ""
    if request.method == "POST" and all([form.is_valid() for form in forms]):  # noqa: C419 -- each line shows what is wrong
        try:
            made = evaluate_volunteers(desk.place, lines_of(forms), by=request.user)
        except Refused as problem:
            refusal = str(problem)
        else:
            messages.success(request, _("记下了%(count)d个人的评价。") % {"count": len(made)})
            return redirect("recognition:organization_evaluations", pk)
    context = {"desk": desk, "tab": TAB, "shift": row, "forms": forms, "refusal": refusal}
    return render(request, "recognition/organization_evaluate.html", context)


def people_of(request, organization, shift):
    """The next of whom nothing was said; once sent, those it was sent about, so that nothing typed is lost."""
    rows = open_to_organization(organization, request.user)
    if request.method == "POST":
        keys = {whole_number(name[1:].partition("-")[0]) for name in request.POST if name.startswith("s")}
        rows = evaluable().filter(pk__in=keys - {None})
        rows = rows.exclude(volunteer__in=Volunteer.objects.close_to(request.user))
    rows = rows.filter(shift=shift).select_related("volunteer")
    return rows.order_by("pk")[:AT_ONCE]


def lines_of(forms):
    full = Evaluation.Attendance.FULL
    return [
        Said(
            form.signup,
            form.cleaned_data["stars"],
            form.cleaned_data["attendance"] or full,
            form.cleaned_data["words"],
        )
        for form in forms
        if form.said
    ]


@login_required
@require_safe
def said(request, pk):
    """What people say who came, without names, once it was shown."""
    desk = organization_desk(request.user, pk)
    shown = Evaluation.objects.heard(desk.place)
    context = {
        "desk": desk,
        "tab": TAB,
        "whole": shown.aggregate(average=Avg("stars"), count=Count("pk")),
        "page": keyset.page(
            shown.select_related("signup__shift__position__activity"),
            by="made_at",
            cursor=request.GET.get("cursor", ""),
            descending=True,
        ),
    }
    return render(request, "recognition/organization_said.html", context)


@login_required
@require_safe
def awards(request, pk):
    """Awards the organisation gave, and those it was given."""
    desk = organization_desk(request.user, pk)
    rows = given_or_got(desk.place).select_related("volunteer", "organization")
    page = keyset.page(rows, by="given_on", cursor=request.GET.get("cursor", ""), descending=True)
    context = {"desk": desk, "tab": TAB, "page": page, "reason_form": ReasonForm()}
    return render(request, "recognition/organization_awards.html", context)


def given_or_got(organization):
    return Commendation.objects.filter(Q(giver_organization=organization) | Q(organization=organization))


@login_required
def give(request, pk, to):
    """Record an award of people who served here, or of an organisation below."""
    desk = organization_desk(request.user, pk)
    form = give_form(request, to, Organization.objects.children_of(desk.place), desk.place)
    if request.method == "POST" and form.is_valid() and given(request, form, to, desk.place):
        return redirect("recognition:organization_awards", pk)
    context = {"desk": desk, "tab": TAB, "form": form, "to": to}
    return render(request, "recognition/organization_give.html", context)


def give_form(request, to, among, place):
    sent = (request.POST or None, request.FILES or None)
    if to == "people":
        return GivePeopleForm(*sent, by=request.user)
    if to == "organization":
        code = getattr(place, "region_id", place)
        return GiveOrganizationForm(*sent, by=request.user, among=among, code=code)
    raise Http404


def given(request, form, to, giver):
    """Record what was typed; a refusal stands in the form."""
    sent = dict(form.cleaned_data)
    try:
        if to == "people":
            commend_people(sent.pop("people"), giver=giver, by=request.user, **sent)
        else:
            commend_organization(sent.pop("organization"), giver=giver, by=request.user, **sent)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("表彰记下了，对方会收到消息。"))
    return True


@login_required
def ask(request, pk):
    """Ask that an award from elsewhere is recorded for the organisation."""
    desk = organization_desk(request.user, pk)
    form = AskForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            ask_commendation(desk.place, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("交上去了，旗县的部门核对以后记上。"))
            return redirect("recognition:organization_awards", pk)
    return render(request, "recognition/organization_ask.html", {"desk": desk, "tab": TAB, "form": form})


@require_POST
@login_required
def void(request, pk, award):
    """Take an award back that the organisation gave."""
    desk = organization_desk(request.user, pk)
    rows = Commendation.objects.voidable_by(request.user).filter(giver_organization=desk.place)
    row, form = get_object_or_404(rows, pk=award), ReasonForm(request.POST)
    return voided(request, row, form, "recognition:organization_awards", pk)


def voided(request, row, form, back, place):
    if not form.is_valid():
        messages.error(request, _("写明为什么撤销。"))
        return redirect(back, place)
    try:
        void_commendation(row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("撤销了，原因也告诉了对方。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(back, place)


@login_required
@require_safe
def proof(request, pk, award):
    """The document of an award that the organisation gave or was given."""
    desk = organization_desk(request.user, pk)
    rows = given_or_got(desk.place).exclude(proof=None).select_related("proof")
    return uploads.answer(get_object_or_404(rows, pk=award).proof)


@never_cache
@login_required
@require_safe
def whole_file(request, pk):
    """The organisation's whole file: all five classes."""
    desk = organization_desk(request.user, pk, may="see")
    context = {"desk": desk, "tab": TAB, "sections": organization_file(desk.place)}
    return render(request, "recognition/file_organization.html", context)


@never_cache
@login_required
@require_safe
def whole_file_pdf(request, pk):
    place = organization_desk(request.user, pk, may="see").place
    title = _("%(name)s的档案") % {"name": place.name}
    return pdf.pdf_answer(as_pdf(title, organization_file(place, PRINTED)), f"{title}.pdf")
