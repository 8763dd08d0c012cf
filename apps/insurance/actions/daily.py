"""What is done about insurance every day. Each is safe to do twice, and to be cut off."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import chunks, days
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import day_words
from apps.insurance import enrolling, renewal
from apps.insurance.actions.policies import end_policy
from apps.insurance.handing_over import adapter
from apps.insurance.models import Policy
from apps.insurance.offices import nearest_officers
from apps.messaging.actions import News, tell
from apps.messaging.models import Message
from apps.organizations.models import Post
from apps.registration.models import Volunteer

WARNING = "insurance.ends"


def enrol_everybody(today: datetime.date | None = None) -> int:
    """Whoever the free policies are to cover and do not yet: of age since today, moved here, missed before."""
    if not Policy.objects.in_force().for_everyone().exists():
        return 0
    return sum(enrolling.enrol_range(after, upto, today) for after, upto in chunks.ranges(Volunteer))


def end_what_is_over() -> int:
    """Policies whose last day was yesterday or before."""
    over = list(Policy.objects.in_force().filter(ends_on__lt=days.today()).order_by("pk"))
    for policy in over:
        end_policy(policy)
    return len(over)


def warn_of_ends(today: datetime.date | None = None) -> int:
    """Who keeps a policy hears 60 and 30 days before its end how many people it would leave uncovered: once each, on the
    day or, where a night was missed, on the next one. How many policies were warned of."""
    today = today or days.today()
    first, last = renewal.warning_days()
    due = {}
    for policy in Policy.objects.running_out(today, first).order_by("pk"):
        ahead = last if (policy.ends_on - today).days <= last else first
        key, keepers = f"policy:{policy.pk}:{ahead}", keepers_of(policy)
        told = Message.objects.filter(recipient__in=keepers, kind=WARNING, key=key)
        if told.count() < len(keepers):
            due[policy] = key, keepers
    left_over = renewal.kept_left(due)
    for policy, (key, keepers) in due.items():
        title = _("保单还有%(days)d天到期：%(name)s")
        title %= {"days": (policy.ends_on - today).days, "name": policy.name}
        body = _(
            "%(day)s到期。没有接上的话，有%(people)d人会没有保险，其中%(waiting)d人在别的保单里排着、还没有承保。请尽快续保。"
        )
        left = left_over[policy.pk] or renewal.left_uncovered(policy)[policy.pk]
        body %= {"day": day_words(policy.ends_on), "people": left.people, "waiting": left.waiting}
        tell(WARNING, [News(user, key, title, body, url) for user, url in keepers.items()])
    return len(due)


def count_left(today: datetime.date | None = None) -> None:
    """Before the day begins: how many people the large policies that run out would leave uncovered, for the pages."""
    renewal.count_left(today or days.today())


def keepers_of(policy):
    """{user: where they see it} of owner and staff of its organisation, or of the officers for insurance of its region;
    where there are none, of the nearest office above it."""
    if policy.organization_id:
        url = reverse("insurance:organization_policy", args=[policy.organization_id, policy.pk])
        staff = Post.objects.in_force().filter(organization=policy.organization_id)
        posts = staff.filter(role__in=Post.MANAGES)
        return dict.fromkeys(posts.values_list("user_id", flat=True), url)
    url = reverse("insurance:region_policy", args=[policy.region_id, policy.pk])
    return dict.fromkeys(nearest_officers(policy.region_id)[1], url)


def forget_files() -> None:
    """The lists that were handed over hold names and numbers in clear: they do not lie about."""
    kept = datetime.timedelta(days=PolicyRow.objects.value("insurance", "file_days"))
    adapter().forget(timezone.now() - kept)
