"""The permission table once more, for those who are related: a banner to its league, and organisations of one family.

What lies in a league is the league's: its banners find nothing of it, while the league finds what lies in them (the
table itself: `parent` on the own side). Who owns the organisation above, below or beside another one meets there what
a stranger meets, but for what an organisation does for its parts (FROM_ABOVE).

Asked are all rows in which it matters whose something is. Each costs a small, fixed number of requests.
"""

import pytest

from apps.organizations.models import Organization
from tests.factories import GuardianshipFactory, LookFactory, OrganizationFactory, StaffFactory
from tests.permissions import rows
from tests.test_permissions import meet
from tests.world import LEAGUE, ROLES, belongings_of, build, side, with_fresh_worlds
from tests.world_of_matching import pool_of

pytestmark = pytest.mark.django_db
ELSEWHERE = "150422"  # a banner of the same league, in which nobody of the cast has an office
AT_A_DESK = ROLES[ROLES.index("owner") :]
FAMILY = ["above", "below", "beside"]
# What the owner of the organisation above does for its parts: it decides hours beyond what the part may (a day of up to
# twelve hours, papers), sees what they stand on, answers objections that wait for somebody outside, and reads what people
# say of them before anybody else does.
FROM_ABOVE = {
    "api:waiting-evaluation-list GET": "K",
    "api:waiting-evaluation-show POST": "K",
    "api:waiting-evaluation-hold POST": "K",
    "hours:proof GET": "K",
    "hours:appeal_proof GET": "K",
    "api:hour-list GET": "K",
    "api:hour-detail GET": "K",
    "api:hour-confirm POST": "K",
    "api:hour-reject POST": "K",
    "api:hour-void POST": "K",
    "api:appeal-list GET": "K",
    "api:appeal-dismiss POST": "K",
    "api:appeal-uphold POST": "K",
}


def it_matters_whose(row):
    """Whether somebody with an office or a post meets something else on the foreign side than on the own one."""
    return row.target != "-" and any(
        row.sides["own"][role] != row.sides["foreign"][role] for role in AT_A_DESK
    )


ROWS = [row for row in rows() if it_matters_whose(row)]


def relatives():
    """The same things once more in the league; and on the own side a family: the organisation has one above it, which
    has a second part, and it has a part itself."""
    world = build()
    league = world.league = side(LEAGUE, home=ELSEWHERE)
    guardianship = GuardianshipFactory(guardian=league.helper, child__region_id=ELSEWHERE)
    belongings_of(league, league.helper, guardianship)
    pool_of(league, None, league.writer)
    league.look = LookFactory(volunteer=league.candidate)
    org = world.own.org
    above = OrganizationFactory(region=org.region)
    Organization.objects.filter(pk=org.pk).update(parent=above)
    org.refresh_from_db()
    beside = OrganizationFactory(region=org.region, parent=above)
    for role, organization in zip(FAMILY, (above, world.own.part, beside), strict=True):
        world.cast[role] = StaffFactory(organization=organization).user
    world.open_sessions()
    return world


@pytest.fixture(scope="module")
def related(worlds, django_db_blocker):
    with django_db_blocker.unblock(), worlds.entered(relatives) as made:
        yield made


@with_fresh_worlds(ROWS, world="related")
def test_who_is_related_meets_what_a_stranger_meets_but_for_the_one_above(related, row):
    stranger = row.sides["own"]["rival"]
    expected = {
        "league officer": row.sides["foreign"]["officer"],
        "league parent": row.sides["own"]["parent"],
        **{f"own {role}": stranger for role in FAMILY},
        "own above": FROM_ABOVE.get(f"{row.name} {row.method}", stranger),
    }

    assert {asked: meet(related, row, *asked.split()) for asked in expected} == expected


def test_nothing_is_allowed_from_above_at_an_address_that_is_not_asked():
    assert FROM_ABOVE.keys() - {f"{row.name} {row.method}" for row in ROWS} == set()
