"""From where others than the person follow claims: the office, the organisation, the insurer."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from apps.claims.models import Claim
from apps.insurance.models import PolicyContact
from apps.insurance.models.policies import POWER
from apps.organizations.desk import Desk, organization_desk, region_desk


@dataclass(frozen=True)
class Place:
    """`kind` begins the names of its addresses; `claims` are those seen from here."""

    kind: str
    desk: Desk | None
    claims: object

    def url(self, name, *args):
        start = [self.desk.place.pk] if self.desk else []
        return reverse(f"claims:{name}", args=[*start, *args])

    @property
    def index_url(self):
        return self.url({"insurer": "insurer"}.get(self.kind, self.kind))

    def claim_url(self, pk):
        return self.url("at_insurer" if self.kind == "insurer" else f"{self.kind}_claim", pk)

    def step_url(self, pk, name):
        return self.url(f"{self.kind}_{name}", pk)

    @property
    def may_decide(self):
        return self.kind in {"region", "insurer"}

    @property
    def context(self):
        base = "base_desk.html" if self.desk else "base.html"
        return {"at": self, "desk": self.desk, "base": base, "tab": f"insurance:{self.kind}"}


def place_of(user, *, code=None, pk=None) -> Place:
    if code is not None:
        desk = region_desk(user, code, POWER)
        claims = Claim.objects.governed_by(user).filter(volunteer__region__code__startswith=code)
        return Place("region", desk, claims)
    if pk is not None:
        return Place(
            "organization",
            organization_desk(user, pk),
            Claim.objects.managed_by(user).about(pk),
        )
    if not PolicyContact.objects.held_by(user).exists():
        raise Http404
    return Place("insurer", None, Claim.objects.at_insurers_of(user))
