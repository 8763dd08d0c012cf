"""Files that an office looks up by the volunteer number, when somebody has complained: who answers for whom, and an
identity that turns out to be somebody else's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.organizations.desk import region_desk
from apps.registration.actions import void_identity
from apps.registration.forms import NumberForm, ReasonForm
from apps.registration.models import Guardianship, Volunteer
from apps.registration.views.queue_tabs import POWER, tabs_of

TAB = "registration:cases"  # of the workbench


def files_of(user, code):
    return Volunteer.objects.decidable_by(user).filter(region__code__startswith=code)


def kin_of(volunteer, user, code):
    """Who answers for the person, and for whom the person answers; what this reviewer may end from here is marked."""
    standing = Guardianship.objects.standing().select_related("guardian", "child").order_by("linked_at")
    endable = Guardianship.objects.endable_by(user).filter(child__region__code__startswith=code)
    return {
        "guardians": list(standing.filter(child=volunteer)),
        "wards": list(standing.filter(guardian=volunteer)),
        "endable": set(endable.filter(child=volunteer).values_list("pk", flat=True)),
    }


@never_cache
@login_required
def find(request, code):
    desk = region_desk(request.user, code, POWER)
    form = NumberForm(request.POST or None, files=files_of(request.user, code))
    if request.method == "POST" and form.is_valid():
        return redirect("registration:found_file", code, form.file.pk)
    context = {"desk": desk, "tab": TAB, "tabs": tabs_of(request.user, code), "form": form}
    return render(request, "registration/find_file.html", context)


def file_page(request, code, pk, **more):
    desk = region_desk(request.user, code, POWER)
    files = files_of(request.user, code).select_related("user", "region__parent")
    volunteer = get_object_or_404(files, pk=pk)
    context = {
        "desk": desk,
        "tab": TAB,
        "volunteer": volunteer,
        **kin_of(volunteer, request.user, code),
        "void_form": ReasonForm(prefix="void"),
        **more,
    }
    return render(request, "registration/found_file.html", context)


@never_cache
@login_required
@require_safe
def file(request, code, pk):
    """Masked, like everywhere; the full number is for cases that wait."""
    return file_page(request, code, pk)


@require_POST
@login_required
def void(request, code, pk):
    """Somebody has passed as somebody else."""
    region_desk(request.user, code, POWER)
    volunteer = get_object_or_404(files_of(request.user, code), pk=pk)
    form = ReasonForm(request.POST, prefix="void")
    if not form.is_valid():
        return file_page(request, code, pk, void_form=form)
    void_identity(volunteer, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("作废了：报名取消，职务结束，原因告诉了本人。"))
    return redirect("registration:found_file", code, pk)
