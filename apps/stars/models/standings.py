"""Standings: stars reached by arithmetic in the moment the hours change, and stars that were recognised."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.accounts.models import Consent
from apps.core import days
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.stars.models.notices import NAMES, StarCandidate
from apps.stars.models.recognitions import Recognition, StarStay
from apps.stars.powers import LEVELS, Powers

FALLEN = Q(recognized__gt=F("reached"), asked__gt=F("minutes"))


class StarStandingQuerySet(models.QuerySet):
    def waiting(self):
        """Reached a star that no association has recognised yet, and has not left."""
        return self.filter(reached__gt=F("recognized")).exclude(
            volunteer__identity_state=Volunteer.IdentityState.LEFT
        )

    def recognizable_by(self, organization):
        """Waiting volunteers who live in the association's own region or below, whose next star it may recognise, and
        who are on no notice.

        Recognising is for federations and youth associations from the banner upward (通知:
        旗县级以上志愿者联合会、青年志愿者协会).
        """
        if not recognizes_stars(organization):
            return self.none()
        place = organization.region_id
        rows = self.waiting().filter(volunteer__region__code__startswith=place).filter(next_within(place))
        return rows.exclude(Exists(StarCandidate.objects.live().filter(volunteer=OuterRef("pk"))))

    def fallen(self):
        """Hours were voided since, so that they are not enough for the star that was recognised, by what it asked for
        then: higher thresholds take no star. Of whom has left nothing is decided any more."""
        return self.filter(FALLEN).exclude(volunteer__identity_state=Volunteer.IdentityState.LEFT)

    def fallen_at(self, organization):
        """Fallen ones about whom this association decides: it recognised the highest star, or stands above the one
        that did. Whom it lets keep the star until a day comes back after that day."""
        if not recognizes_stars(organization):
            return self.none()
        highest = Recognition.objects.standing().decidable_at(organization)
        stays = StarStay.objects.filter(volunteer=OuterRef("pk"), until__gte=days.today())
        return (
            self.fallen()
            .filter(Exists(highest.filter(volunteer=OuterRef("pk"), level=OuterRef("recognized"))))
            .exclude(Exists(stays))
        )

    def on_the_roll(self, code, born_until):
        """Who has a star, agreed to be named, is grown up and lives in the region."""
        agreed = StarHonour.objects.filter(volunteer=OuterRef("pk"))
        return self.filter(
            Exists(agreed),
            recognized__gt=0,
            volunteer__region__code__startswith=code,
            volunteer__birth_date__lte=born_until,
        )


def next_within(place):
    """Whose next star an association of this place may recognise, as a condition on standings. Where it may recognise
    every star of everybody there is none."""
    powers, found = Powers(), Q(pk__in=[])
    plain = True
    for level in LEVELS:
        may = powers.may(place, place, level)
        here = Q(recognized=level - 1)
        said = here if may else Q(pk__in=[])
        for code, allowed in powers.exceptions(place, level):
            there = Q(volunteer__region__code__startswith=code)
            said = said | here & there if allowed else said & ~there
            plain = plain and allowed
        plain = plain and may
        found |= said
    return Q() if plain else found


def recognizes_stars(organization):
    return (
        organization.kind.recognizes_stars
        and organization.state == Organization.State.APPROVED
        and len(organization.region_id) <= Region.Level.BANNER
    )


class StarStanding(models.Model):
    """All confirmed minutes of a volunteer, the star they reach, the star that was recognised, and the minutes it asked
    for on the day it was."""

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, primary_key=True, related_name="+")
    minutes = models.PositiveIntegerField(default=0)
    reached = models.PositiveSmallIntegerField(default=0)
    reached_on = models.DateField(null=True, blank=True)
    recognized = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0, db_default=0)

    objects = StarStandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stars_starstanding_five_at_most", condition=Q(reached__lte=5, recognized__lte=5)
            ),
        ]
        indexes = [
            models.Index(
                name="stars_waiting",
                fields=["reached_on", "volunteer"],
                condition=Q(reached__gt=F("recognized")),
            ),
            models.Index(name="stars_fallen_short", fields=["volunteer"], condition=FALLEN),
            models.Index(
                name="stars_highest_first",
                fields=["-recognized", "-volunteer"],
                condition=Q(recognized__gt=0),
            ),
        ]

    def __str__(self):
        return f"volunteer {self.volunteer_id}: {self.reached} reached, {self.recognized} recognised"

    @property
    def reached_name(self):
        return NAMES[self.reached]

    @property
    def recognized_name(self):
        return NAMES[self.recognized]

    @property
    def is_waiting(self):
        return self.reached > self.recognized

    @property
    def has_fallen(self):
        """Recognised, but hours were voided since: the star stays until people decide about it."""
        return self.reached < self.recognized and self.minutes < self.asked


class StarHonourQuerySet(models.QuerySet):
    def named(self):
        """Who is shown by the full name: they chose so, and their agreement to it stands."""
        agreed = Consent.objects.standing().filter(purpose=Consent.Purpose.HONOUR)
        return self.filter(shows_name=True, volunteer__user__in=agreed.values("user"))


class StarHonour(models.Model):
    """The person agreed to stand on the public roll of honour. Off it again at once: the row goes."""

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, primary_key=True, related_name="+")
    shows_name = models.BooleanField(default=False)
    agreed_at = models.DateTimeField()

    objects = StarHonourQuerySet.as_manager()

    def __str__(self):
        return f"volunteer {self.volunteer_id} on the roll"
