"""What every operation at the workbench of an organisation begins with."""

from django.shortcuts import get_object_or_404

from apps.organizations.models import Organization


class AtWorkbench:
    """Lists of one organisation, for its own people: who reads, who manages, who owns. 404 for everybody else."""

    def place(self, may="managed_by"):
        mine = getattr(Organization.objects, may)(self.request.user)
        return get_object_or_404(mine.select_related("kind"), pk=self.kwargs["organization"])
