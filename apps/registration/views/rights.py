"""What is kept about a person, a copy of it, and leaving. A guardian does the same for a child."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.recent import needs_recent_sign_in
from apps.core import audit, pdf, personal
from apps.core.numbers import whole_number
from apps.registration.actions import leave, obstacles_to_leaving
from apps.registration.copies import as_pdf, copy_of
from apps.registration.models import Volunteer
from apps.registration.rights_forms import LeaveForm
from apps.registration.views.guardians import own_guardianships


def subject(request):
    """Whom it is about: the person, or a child they answer for, and what the addresses go on with."""
    sent = request.POST if request.method == "POST" else request.GET
    if not (named := sent.get("child", "")):
        return request.user, None
    guardianships = own_guardianships(request.user).select_related("child__user")
    guardianship = get_object_or_404(guardianships, pk=whole_number(named) or 0)
    return guardianship.child.user, guardianship


@never_cache
@login_required
@require_safe
def rights(request):
    """Every table that holds something of the person: what for, how long, and what becomes of it."""
    user, guardianship = subject(request)
    context = {
        "tables": personal.tables(),
        "guardianship": guardianship,
        "has_file": Volunteer.objects.filter(user=user).exists(),
    }
    return render(request, "registration/rights.html", context)


@require_POST
@login_required
@needs_recent_sign_in(resumes=False)
def copy(request):
    """Everything that is kept, as a file for people or for programs. Who took it out is written down."""
    user, _guardianship = subject(request)
    kind = "pdf" if request.POST.get("format") == "pdf" else "json"
    audit.note("copy.taken", [user], by=request.user, format=kind)
    found = copy_of(user, in_words=kind == "pdf")
    if kind == "pdf":
        return pdf.pdf_answer(as_pdf(found), _("我的信息.pdf"))
    text = json.dumps(found, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=_("我的信息.json")
    )
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@login_required
def leaving(request):
    """What goes, what stays and what has to be done first; then it is done."""
    user, guardianship = subject(request)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return really_leave(request, user, guardianship)
    tables = personal.tables()
    context = {
        "form": form,
        "guardianship": guardianship,
        "obstacles": obstacles_to_leaving(user),
        "going": [one for one in tables if one.leaving != personal.STAYS],
        "staying": [one for one in tables if one.leaving == personal.STAYS],
    }
    return render(request, "registration/leave.html", context)


@needs_recent_sign_in
def really_leave(request, user, guardianship):
    leave(user, by=request.user)
    if guardianship:
        messages.success(request, _("孩子的账号注销了，姓名、证件都删了。"))
        return redirect("registration:children")
    logout(request)
    messages.success(request, _("账号注销了，姓名、证件都删了。谢谢你做过的志愿服务。"))
    return redirect("portal:home")
