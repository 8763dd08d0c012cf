"""What an office adds to the tags of teams: for its own region and below."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.organizations.models import TeamTag, governed_codes
from apps.regions.models import Region

ONE_NAME = {"organizations_teamtag_one_name_in_a_region": "name_taken"}


@transaction.atomic
def add_tag(region: Region, *, name: str, by: User) -> TeamTag:
    refuse_unless_governed(region.pk, by)
    if TeamTag.objects.for_region(region.pk).filter(name=name).exists():
        raise Refused(_("已经有这个标签了。"), code="name_taken")
    tag = TeamTag(region=region, name=name, added_by=by)
    with refusing(TeamTag, ONE_NAME):
        tag.save()
    audit.note("organization.tag_added", [tag], by=by)
    return tag


@transaction.atomic
def remove_tag(tag: TeamTag, *, by: User) -> None:
    """Only what an office added goes; the eight stay."""
    refuse_unless_governed(tag.region_id or "", by)
    audit.note("organization.tag_removed", [tag], by=by, name=tag.name)
    tag.delete()


def refuse_unless_governed(code, by):
    if not any(code.startswith(own) for own in governed_codes(by, "reviews_organizations")):
        raise Refused(_("这个地区不归你管。"), code="not_yours")
