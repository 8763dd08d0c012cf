"""Who is told when hours wait: staff of organisations, and those above them."""

from collections import defaultdict

from django.urls import reverse

from apps.organizations.models import Post


def staff_of(organizations):
    found = defaultdict(list)
    posts = Post.objects.in_force().filter(organization__in=organizations, role__in=Post.MANAGES)
    for organization, user in posts.values_list("organization_id", "user_id").distinct():
        found[organization].append(user)
    return found


def those_above(organization, region, level=None):
    """Those above an organisation: who manages its parent, and the officers of the nearest office that decides hours."""
    people = []
    if organization and organization.parent_id and level is None:
        url = reverse("hours:pending", args=[organization.parent_id])
        people = [(user, url) for user in staff_of([organization.parent_id])[organization.parent_id]]
    for code in [region[:length] for length in (6, 4, 2) if length <= (level or len(region))]:
        officers = officers_of([code])[code]
        if officers:
            return people + [(user, reverse("hours:region_papers", args=[code])) for user in officers]
    return people


def officers_of(codes):
    found = defaultdict(list)
    posts = Post.objects.in_force().filter(
        office__region__in=codes, office__kind__decides_hours=True, role=Post.Role.OFFICER
    )
    for code, user in posts.values_list("office__region_id", "user_id").distinct():
        found[code].append(user)
    return found
