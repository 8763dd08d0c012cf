"""Who searched the talent pool, what for and for whom: kept for ever, like the audit trail that names each of them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region


class SearchQuerySet(models.QuerySet):
    def of_region(self, user, code):
        """The person's own searches at the desk of a region they may search today; nobody opens another one's."""
        codes = governed_codes(user, "searches_people")
        return self.filter(within_any("region__code", codes), region=code, by=user)

    def of_organization(self, user, organization):
        """The person's own searches among the members of an organisation they manage today."""
        mine = Organization.objects.managed_by(user)
        return self.filter(organization__in=mine.filter(pk=organization.pk), by=user)


class Search(models.Model):
    """A search of the talent pool: who asked, at which desk, for what reason, and what they asked for (`wanted`, codes
    only). It is never changed, so the reason that was given is the reason that is read later (个人信息保护法 §6: for a
    stated purpose, no more than it needs)."""

    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=100)
    wanted = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now())

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="matching_search_is_of_a_region_or_of_an_organization",
                condition=Q(region=None, organization__isnull=False)
                | Q(region__isnull=False, organization=None),
            ),
            models.CheckConstraint(
                name="matching_search_says_what_for",
                condition=Q(reason__regex=r"\S.*\S"),
                violation_error_message=_("写明查人做什么，本次查询会留下记录。"),
            ),
        ]

    def __str__(self):
        return f"search {self.pk}"
