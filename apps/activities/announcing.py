"""Who hears of a notice when it is published: whose saved search fits, who follows the organisation, and in an emergency
whom the office calls. Done behind the publishing, each group in one statement, everybody told once a notice."""

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.activities.calling import called
from apps.activities.models import Activity
from apps.core import outbox
from apps.core.models import PolicyRow
from apps.core.text import fold
from apps.messaging.actions import News, tell
from apps.organizations.models import Follow

PUBLISHED = "activity_published"

# A part of the day is (day of the week - 1) * 3 + 1, 2 or 3: until noon, until six, after; as in what volunteers say of
# their free times.
WHOSE_SEARCH_FITS = """
    WITH parts AS (
        SELECT DISTINCT ((extract(isodow FROM local) - 1) * 3
            + CASE WHEN extract(hour FROM local) < 12 THEN 1 WHEN extract(hour FROM local) < 18 THEN 2 ELSE 3 END
        )::smallint AS part
        FROM (
            SELECT shift.starts_at AT TIME ZONE 'Asia/Shanghai' AS local
            FROM activities_shift AS shift JOIN activities_position AS position ON position.id = shift.position_id
            WHERE position.activity_id = %(activity)s AND shift.called_off_at IS NULL
        ) AS begins
    )
    SELECT DISTINCT search.user_id
    FROM activities_savedsearch AS search
    WHERE search.region_code = ANY(%(regions)s)
      AND (search.fields = '{}' OR search.fields && %(fields)s::varchar[])
      AND (search.beneficiaries = '{}' OR search.beneficiaries && %(beneficiaries)s::varchar[])
      AND (search.parts = '{}' OR EXISTS (SELECT FROM parts WHERE part = ANY(search.parts)))
      AND (NOT search.is_for_minors OR %(takes_minors)s)
      AND NOT EXISTS (
          SELECT FROM unnest(string_to_array(search.words, ' ')) AS word WHERE strpos(%(said)s, word) = 0)
"""


@outbox.handles(PUBLISHED)
def announce(payload, *, key):
    """Tell everybody concerned of a notice that is still open."""
    activity = Activity.objects.open().filter(pk=payload["activity"]).select_related("organization").first()
    if activity is None:
        return
    if activity.is_emergency:
        send(activity, "activity.emergency", called(activity), _("应急召集：%(title)s"))
    else:
        send(activity, "activity.found", whose_search_fits(activity), _("有你在找的活动：%(title)s"))
        send(activity, "activity.followed", followers(activity), _("你关注的组织有新活动：%(title)s"))


def send(activity, kind, user_ids, title):
    """One message a person and notice."""
    url = reverse("activities:detail", args=[activity.pk])
    body = f"{activity.organization.name}，{activity.place}。"
    heading = title % {"title": activity.title}
    tell(kind, (News(user_id, f"activity:{activity.pk}", heading, body, url) for user_id in user_ids))


def whose_search_fits(activity):
    code = activity.region_id
    values = {
        "activity": activity.pk,
        "regions": ["", *(code[:length] for length in (2, 4, 6, 9, 12) if len(code) >= length)],
        "fields": activity.service_fields,
        "beneficiaries": activity.beneficiaries,
        "takes_minors": activity.minimum_age < PolicyRow.objects.value("age", "adult"),
        "said": fold(f"{activity.title} {activity.place} {activity.description[: Activity.SEARCHED]}"),
    }
    with connection.cursor() as cursor:
        cursor.execute(WHOSE_SEARCH_FITS, values)
        return [user_id for (user_id,) in cursor.fetchall()]


def followers(activity):
    return Follow.objects.of(activity.organization).values_list("user_id", flat=True)
