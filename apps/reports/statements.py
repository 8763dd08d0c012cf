"""Of whom a school or unit may state something, and what it has stated."""

from django.http import Http404

from apps.certificates.models import Certificate
from apps.core import days
from apps.organizations.models import Organization
from apps.registration.models import Affiliation, Volunteer


def person_at(organization: Organization, volunteer: int) -> Affiliation:
    """The last time somebody was at this place; 404 for who never was, or is not known to be who they say."""
    rows = Affiliation.objects.filter(
        organization=organization,
        volunteer=volunteer,
        volunteer__identity_state=Volunteer.IdentityState.PASSED,
        since__lte=days.today(),
    )
    found = rows.select_related("volunteer").order_by("-since", "-pk").first()
    if found is None:
        raise Http404
    return found


def statements_of(organization: Organization):
    """The statements of this place about its people."""
    return Certificate.objects.filter(kind=Certificate.Kind.STATED, issuer=organization)


def papers_of(organization: Organization):
    """Those of them that are valid now; what was revoked or replaced since is not handed out again."""
    return statements_of(organization).valid().exclude(pdf=None).select_related("pdf")
