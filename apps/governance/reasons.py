"""What complaints have to say about stars that are to be recognised."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from apps.governance.models import Complaint
from apps.stars.reasons import reason_to_wait


@reason_to_wait("complaint")
def a_complaint_is_open(volunteer_ids: Collection[int]) -> dict[int, str]:
    """Until a complaint about somebody is settled no star of theirs is recognised. Who complained nobody reads."""
    open_ones = Complaint.objects.open().filter(volunteer__in=volunteer_ids)
    found = open_ones.values_list("volunteer", flat=True).distinct()
    return dict.fromkeys(found, _("有投诉还没办结"))
