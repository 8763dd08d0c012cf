"""What the world holds of the talent pool: people to be found on each side, a search at the desk of its region and one
among the members of its organisation."""

from apps.matching.following import follow
from apps.matching.models import Search
from apps.registration.models import Volunteer
from tests.factories import MemberFactory, OfficerFactory, VolunteerFactory


def pool_of(here, officer, owner, mark=""):
    here.pool_member = VolunteerFactory(region=here.helper.region, languages=["mn-s"])
    MemberFactory(organization=here.org, user=here.pool_member.user)
    follow(Volunteer.objects.filter(region=here.code).values_list("pk", flat=True))
    asked = {"reason": f"{mark}排班找人", "wanted": {"field": "03"}}
    officer = officer or OfficerFactory(region=here.code).user
    here.pool_search = Search.objects.create(by=officer, region_id=here.code, **asked)
    here.member_search = Search.objects.create(by=owner, organization=here.org, **asked)
