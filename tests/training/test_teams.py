"""Team by team: who is trained and what runs out, narrowed to the teams of a tag of “8+N” or to a kind of training."""

import datetime

import pytest

from apps.core import days
from apps.organizations.models import Member, TeamTag
from tests.factories import (
    CompletionFactory,
    MemberFactory,
    OrganizationFactory,
    TrainingSessionFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.training.conftest import org, same_for_thirty

pytestmark = pytest.mark.django_db
REGION = "/region/150430/training/"


@pytest.fixture
def law():
    return TeamTag.objects.get(name="法律服务", region=None)


@pytest.fixture
def team(law):
    """Of two members one holds first aid, which runs out in a month."""
    team = OrganizationFactory()
    team.tags.add(law)
    trained, _other = (member_of(team) for _ in range(2))
    soon = days.today() + datetime.timedelta(days=30)
    CompletionFactory(volunteer=trained, course__organization=team, expires_on=soon)
    return team


def member_of(team):
    return MemberFactory(organization=team, user=VolunteerFactory().user).user.volunteer


def shown(client, url):
    return [
        (row.organization, row.members, row.trained, row.share, row.ending)
        for row in client.get(url).context["teams"]
    ]


def test_an_office_sees_each_team_of_its_region_narrowed_by_tag_and_kind(office, team, law):
    plain = OrganizationFactory()
    OrganizationFactory(region_id="150102").tags.add(law)

    assert shown(office, f"{REGION}teams/") == [(team, 2, 1, 50.0, 1), (plain, 0, 0, None, 0)]
    assert shown(office, f"{REGION}teams/?tag={law.pk}") == [(team, 2, 1, 50.0, 1)]
    assert shown(office, f"{REGION}teams/?tag={law.pk}&kind=first_aid") == [(team, 2, 1, 50.0, 1)]
    assert shown(office, f"{REGION}teams/?tag={law.pk}&kind=rescue") == [(team, 2, 0, 0.0, 0)]


@pytest.mark.parametrize("query", ["tag=x", "tag=%00", "tag=99999999999999999999", "kind=%00"])
def test_tags_and_kinds_that_are_none_narrow_nothing(office, team, query):
    assert len(shown(office, f"{REGION}teams/?{query}")) == 1


def test_an_organisation_sees_itself_and_those_below(desk, session, law):
    own = session.course.organization
    below = OrganizationFactory(parent=own)
    below.tags.add(law)
    OrganizationFactory()

    assert [row[0] for row in shown(desk, org(session, "teams/"))] == [own, below]
    assert [row[0] for row in shown(desk, org(session, f"teams/?tag={law.pk}"))] == [below]


def test_an_office_narrows_sessions_thin_ones_completions_and_what_runs_out(office, team, law):
    theirs = TrainingSessionFactory(course__organization=team, starts_at=nine_oclock(3), capacity=20)
    others = TrainingSessionFactory(starts_at=nine_oclock(4), capacity=20)
    held = CompletionFactory(course=theirs.course)
    CompletionFactory(course=others.course, expires_on=days.today() + datetime.timedelta(days=30))

    context = office.get(f"{REGION}?tag={law.pk}").context
    assert ([row.pk for row in context["page"]], [row.pk for row in context["thin"]]) == (
        [theirs.pk],
        [theirs.pk],
    )
    completed = office.get(f"{REGION}completed/?tag={law.pk}").context["page"]
    assert [row.course.organization for row in completed] == [team, team]
    assert held.pk in [row.pk for row in completed]
    (running_out,) = office.get(f"{REGION}ending/?tag={law.pk}").context["page"]
    assert Member.objects.of(team).filter(user=running_out.volunteer.user).exists()


def test_teams_cost_the_same_for_thirty(office, law):
    def rows(count):
        for _ in range(count):
            team = OrganizationFactory()
            team.tags.add(law)
            CompletionFactory(volunteer=member_of(team))

    same_for_thirty(office, f"{REGION}teams/?tag={law.pk}", rows)
