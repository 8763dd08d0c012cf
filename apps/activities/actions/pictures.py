"""Pictures of a notice, kept through the one door for files: drawn anew, without what the camera wrote in them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Activity, ActivityPicture
from apps.core import audit, uploads
from apps.core.errors import Refused
from apps.core.models import KeptFile

Shown = tuple[KeptFile, str]


@transaction.atomic
def keep_pictures(activity: Activity, pictures: Iterable[Shown], *, by: User) -> None:
    """The pictures of a notice that is still written, each with what is seen in it. Somebody else reviews them."""
    activity = Activity.objects.managed_by(by).select_for_update(of=("self",)).get(pk=activity.pk)
    activity.refuse_unless_editable()
    set_pictures(activity, pictures, by=by)
    Activity.objects.filter(pk=activity.pk).update(last_written_by=by)
    audit.note("activity.written", [activity], by=by)


def set_pictures(activity, pictures, *, by, of_summary=False):
    """Bring the pictures to what is given: new ones are attached, those left out are forgotten."""
    pictures = list(pictures)
    if len(pictures) > ActivityPicture.MOST:
        raise Refused(_("最多%(most)d张图。") % {"most": ActivityPicture.MOST}, code="too_many_pictures")
    if not all(alt.strip() for _file, alt in pictures):
        raise Refused(_("每张图写一句里面有什么，看不见的人也能知道。"), code="no_alt")
    there = {row.picture_id: row for row in activity.pictures.filter(of_summary=of_summary)}
    files = uploads.attach([file for file, _alt in pictures], by=by, had=list(there))
    gone = [row for key, row in there.items() if key not in {file.pk for file in files}]
    left = [
        row.picture
        for row in ActivityPicture.objects.filter(pk__in=[row.pk for row in gone]).select_related("picture")
    ]
    activity.pictures.filter(of_summary=of_summary).delete()
    ActivityPicture.objects.bulk_create(
        ActivityPicture(activity=activity, picture=file, alt=alt.strip()[:80], of_summary=of_summary)
        for file, alt in pictures
    )
    uploads.remove(left)
