"""From where a policy is kept: the workbench of a region's office or of the organisation that took it out."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.insurance.models import Policy
from apps.insurance.models.policies import POWER
from apps.organizations.desk import Desk, organization_desk, region_desk
from apps.organizations.models import Organization, governed_codes


@dataclass(frozen=True)
class Place:
    """One pair of pages for both: `kind` begins the names of its addresses."""

    kind: str
    desk: Desk

    def url(self, name="", *args):
        return reverse(
            "_".join(filter(None, [f"insurance:{self.kind}", name])), args=[self.desk.place.pk, *args]
        )

    @property
    def index_url(self):
        return self.url()

    @property
    def new_url(self):
        return self.url("new")

    @property
    def insurer_url(self):
        return self.url("insurer")

    @property
    def lists_url(self):
        return self.url("lists")

    @property
    def tab(self):
        return f"insurance:{self.kind}"

    @property
    def is_region(self):
        return self.kind == "region"

    @property
    def policies(self):
        rows = Policy.objects.select_related("insurer", "region", "organization", "proof")
        return rows.filter(**{self.kind: self.desk.place})

    def new_policy(self):
        serves = Policy.Serves.EVERYONE if self.is_region else Policy.Serves.ACTIVITY
        return Policy(serves=serves, **{self.kind: self.desk.place})

    def policy(self, pk):
        return get_object_or_404(self.policies, pk=pk)

    @property
    def context(self):
        return {"desk": self.desk, "tab": self.tab, "at": self}


def keeps_policies(user) -> bool:
    """Whether the person may keep policies anywhere: at an office for insurance, or for an organisation."""
    return bool(governed_codes(user, POWER)) or Organization.objects.managed_by(user).exists()


def place_of(user, *, code=None, pk=None) -> Place:
    """The workbench, for those who may keep policies there; 404 for everybody else."""
    if code is not None:
        return Place("region", region_desk(user, code, POWER))
    return Place("organization", organization_desk(user, pk))
