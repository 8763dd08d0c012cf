"""What the world holds of stars, on each side: a notice that takes objections, one whose days are over, an objection that
waits, a star for which the hours are not enough any more; of a person an objection and a place on the roll of honour."""

from apps.core import days
from apps.stars.models import StarStanding
from tests.factories import (
    RecognitionFactory,
    StarCandidateFactory,
    StarHonourFactory,
    StarNoticeFactory,
    StarObjectionFactory,
    VolunteerFactory,
    nine_oclock,
)


def stars_of(here, home, mark=""):
    def candidate(notice):
        return StarCandidateFactory(notice=notice, volunteer=VolunteerFactory(region=home))

    here.star_notice = StarNoticeFactory(organization=here.association)
    here.noticed, here.objected = candidate(here.star_notice), candidate(here.star_notice)
    here.star_objection = StarObjectionFactory(candidate=here.objected, words=f"{mark}他那天不在")
    here.over_notice = StarNoticeFactory(
        organization=here.association, opened_at=nine_oclock(-9), until=days.today() - days.ONE
    )
    candidate(here.over_notice)
    here.fallen = VolunteerFactory(region=home)
    RecognitionFactory(volunteer=here.fallen, organization=here.association)
    StarStanding.objects.create(volunteer=here.fallen, minutes=5000, recognized=1, asked=6000)


def stars_of_person(here, volunteer):
    here.my_star_objection = StarObjectionFactory(candidate=here.objected, made_by=volunteer.user)
    here.my_honour = StarHonourFactory(volunteer=volunteer)
