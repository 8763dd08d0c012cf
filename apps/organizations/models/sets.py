"""Questions about sets of organisations: whose they are, whose word they wait for, what they are called."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.core.search import search
from apps.core.text import fold, grams
from apps.organizations.lookalikes import are_alike, bare, likeness
from apps.organizations.models.offices import within_any
from apps.organizations.models.posts import Post, governed_codes
from apps.organizations.models.states import Guidance, State


class OrganizationQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(state=State.APPROVED)

    def served_by(self, user):
        """Organisations in which the person holds a post today, whatever their state."""
        return self._with_post(Post.objects.held_by(user))

    def seen_by(self, user):
        """Whose pages the person may read: any post will do, and what was suspended or closed can still be read."""
        return self.served_by(user)

    def led_by(self, user):
        """Where the person may show codes and call rolls: as owner, staff or leader of shifts."""
        return self._at_work(Post.objects.held_by(user).filter(role__in=Post.LEADS))

    def managed_by(self, user):
        """Where the person may write: as owner or staff. What is suspended or closed is managed by nobody."""
        return self._at_work(Post.objects.held_by(user).filter(role__in=Post.MANAGES))

    def owned_by(self, user):
        return self._at_work(Post.objects.held_by(user).filter(role=Post.Role.OWNER))

    def _with_post(self, posts):
        return self.filter(Exists(posts.filter(organization=OuterRef("pk"))))

    def _at_work(self, posts):
        return self._with_post(posts).exclude(state__in=[State.SUSPENDED, State.CLOSED])

    def governed_by(self, user, power=None):
        """Organisations in the regions of the person's offices, where the office has the power asked for."""
        return self.filter(within_any("region__code", governed_codes(user, power)))

    def applied_by(self, user):
        return self.filter(applied_by=user)

    def unsettled_of(self, user):
        """What the person applied for that waits for an office, or came back."""
        unsettled = self.applied_by(user).filter(state__in=[State.APPLIED, State.RETURNED])
        return unsettled.select_related("kind", "region").order_by("pk")

    def waiting(self):
        return self.filter(state=State.APPLIED)

    def decidable_by(self, user):
        """Those of the regions whose office the person serves as a reviewer: never what they applied for, nor an
        organisation in which they, or in whose parent they, hold a post today."""
        own = self.model.objects.served_by(user)
        return self.governed_by(user, "reviews_organizations").exclude(
            Q(applied_by=user) | Q(pk__in=own) | Q(parent__in=own)
        )

    def guided_by_people_of(self, user):
        """Teams that wait for the word of a guiding unit which the person owns."""
        return self.filter(
            state=State.APPLIED,
            guidance=Guidance.ASKED,
            guiding_organization__in=self.model.objects.owned_by(user),
        )

    def children_of(self, organization):
        return self.approved().filter(parent=organization)

    def looking_like(self, organization):
        """Others in the same league whose name could be taken for this one: a handful, the likest first."""
        name = organization.name
        pairs = [pair for pair in grams(bare(name)) if len(pair) == 2] or grams(bare(name))
        near = self.filter(region__code__startswith=organization.region_id[:4], grams__overlap=pairs)
        near = near.exclude(pk=organization.pk).exclude(state=State.RETURNED)
        found = near.select_related("region").only("name", "state", "region__name").order_by("-pk")[:500]
        likest = sorted(found, key=lambda other: likeness(name, other.name), reverse=True)
        return [other for other in likest[:5] if are_alike(name, other.name)]

    def kept_by(self, user):
        """Whose records the person looks after: organisations they manage, and closed ones that those succeeded."""
        mine = self.model.objects.managed_by(user)
        return self.filter(Q(pk__in=mine) | Q(successor__in=mine))

    def named(self, words):
        return search(self, words, within=["name"])

    def called(self, name, code):
        """The one of exactly this name, however wide its letters are; of several the nearest to the region `code`."""
        found = [one for one in self.named(name)[:50] if fold(one.name) == fold(name)]
        return max(found, key=lambda one: sum(one.region_id[:n] == code[:n] for n in (2, 4, 6)), default=None)
