"""Organisations as the public sees them."""

from django.shortcuts import get_object_or_404, render

from apps.core import keyset
from apps.organizations.forms.members import CodeForm, JoinForm
from apps.organizations.forms.public import OrganizationFilter
from apps.organizations.models import Follow, Member, Organization, Station
from apps.organizations.register import service_fields

JOIN_FORMS = {Organization.Joining.APPROVAL: JoinForm, Organization.Joining.CODE: CodeForm}


def index(request):
    """Organisations that were let in, the newest first."""
    form = OrganizationFilter(request.GET or None)
    wanted = form.wanted()
    organizations = Organization.objects.approved()
    if code := wanted.get("banner") or wanted.get("league"):
        organizations = organizations.filter(region__code__startswith=code)
    if group := wanted.get("group"):
        organizations = organizations.filter(kind__group=group)
    if words := wanted.get("q"):
        organizations = organizations.named(words)
    count, more = keyset.count_up_to(organizations)
    page = keyset.page(
        organizations.select_related("kind", "region__parent"),
        by="decided_at",
        cursor=request.GET.get("cursor", ""),
        descending=True,
    )
    context = {
        "form": form,
        "page": page,
        "count": count,
        "more": more,
        "is_narrowed": bool(wanted),
        "words": wanted.get("q", ""),
    }
    return render(request, "organizations/list.html", context)


def detail(request, pk):
    return show(request, pk)


def show(request, pk, join_form=None):
    """The public page. Whom to call is told to those who signed up for something, not to everybody."""
    organizations = Organization.objects.approved().select_related(
        "kind", "region__parent", "parent", "picture"
    )
    organization, user = get_object_or_404(organizations, pk=pk), request.user
    known, mine = service_fields(), None
    if user.is_authenticated:
        mine = Member.objects.in_organization(organization).about(user).live().first()
    context = {
        "organization": organization,
        "fields": [known[code] for code in organization.service_fields if code in known],
        "tags": organization.tags.all(),
        "service_regions": organization.service_regions.order_by("code")[:40],
        "stations": Station.objects.of(organization).open().select_related("kind", "region")[:50],
        "children": Organization.objects.children_of(organization).order_by("name")[:50],
        "members": keyset.count_up_to(Member.objects.of(organization), 10_000)[0],
        "mine": mine,
        "follows": user.is_authenticated and Follow.objects.of(organization).filter(user=user).exists(),
        "join_form": join_form or JOIN_FORMS.get(organization.joining, lambda: None)(),
    }
    return render(request, "organizations/detail.html", context)
