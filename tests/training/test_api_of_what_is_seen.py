"""What organisations and offices see of training, and the rest of what they keep, by programs: the same sets and refusals
as on the pages."""

import json

import pytest

from apps.core import days
from apps.core.models import AuditRow
from apps.organizations.models import TeamTag
from apps.training.actions import count_trained
from apps.training.models import Question, TrainingKind
from tests.factories import (
    CompletionFactory,
    CourseFactory,
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    OutsideTrainingFactory,
    QuestionFactory,
    StaffFactory,
    StandardFactory,
    StationFactory,
    TrainingSessionFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.training.conftest import over
from tests.world_of_recognition import proof_of

pytestmark = pytest.mark.django_db
API = "/api/v1/"
REGION = f"{API}regions/150430/training/"


@pytest.fixture
def team():
    return OrganizationFactory()


@pytest.fixture
def owner(client, team):
    client.force_login(StaffFactory(organization=team).user)
    return client


@pytest.fixture
def officer(client):
    client.force_login(OfficerFactory().user)
    return client


@pytest.fixture
def draft(team):
    return CourseFactory(organization=team, state="draft", pass_mark=60)


def send(client, path, body, method="POST"):
    return client.generic(method, f"{API}{path}", json.dumps(body), content_type="application/json")


def rows(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def at(team):
    return f"{API}managed-organizations/{team.pk}/training/"


def belonging(team, **fields):
    return MemberFactory(organization=team, user=VolunteerFactory().user, **fields).user.volunteer


# --- what is kept ---------------------------------------------------------------------------------------


def test_an_office_adds_a_kind_for_its_region_only(officer):
    kind = {"name": "草原防火", "group": "professional"}

    made = send(officer, "training/kinds/", kind | {"region": "150430"})
    assert (made.status_code, TrainingKind.objects.get(name="草原防火").region_id) == (201, "150430")
    twice = send(officer, "training/kinds/", kind | {"region": "150430"})
    assert (twice.status_code, twice.json()["code"]) == (409, "name_taken")
    assert send(officer, "training/kinds/", kind | {"region": "150102"}).status_code == 400


def test_a_draft_is_changed_by_a_standard_of_its_place_and_what_is_open_is_not(owner, team, draft):
    words = {"title": "改过的", "contents": "止血", "minutes": 150, "how": "online"}
    here = f"managed-courses/{draft.pk}/"

    changed = send(owner, here, words | {"standard": draft.standard_id}, "PUT").json()
    assert [changed[name] for name in ("title", "minutes", "how", "pass_mark")] == [
        "改过的",
        150,
        "online",
        None,
    ]
    elsewhere = StandardFactory(region_id="150102")
    answer = send(owner, here, words | {"standard": elsewhere.pk}, "PUT")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["standard"])
    course = CourseFactory(organization=team)
    refused = send(owner, f"managed-courses/{course.pk}/", words | {"standard": draft.standard_id}, "PUT")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_a_draft")


def test_questions_are_read_and_one_is_taken_out(owner, draft):
    first, second = QuestionFactory.create_batch(2, course=draft)
    other = QuestionFactory()

    assert [row["id"] for row in owner.get(f"{API}managed-courses/{draft.pk}/questions/").json()] == [
        first.pk,
        second.pk,
    ]
    path = f"managed-courses/{draft.pk}/remove-question/"
    assert send(owner, path, {"question": first.pk}).status_code == 204
    assert send(owner, path, {"question": other.pk}).status_code == 404
    assert list(Question.objects.filter(course=draft)) == [second]


def test_the_certificate_of_an_outside_training_is_read_and_each_look_kept(
    client, team, member, clerk, colleague
):
    entry = OutsideTrainingFactory(organization=team, volunteer=member, made_by=clerk, proof=proof_of(clerk))
    client.force_login(colleague)

    answer = client.get(f"{API}outside-trainings/{entry.pk}/proof/")

    assert (answer.status_code, answer["Content-Type"]) == (200, entry.proof.content_type)
    assert AuditRow.objects.get(action="training.outside_seen").actor == colleague
    client.force_login(UserFactory())
    assert client.get(f"{API}outside-trainings/{entry.pk}/proof/").status_code == 404


def test_stations_are_those_of_a_banner_and_ones_own(owner, team):
    own = StationFactory(organization=team)
    beside = StationFactory()
    away = StationFactory(organization__region_id="150102")

    def found(query=""):
        return {row["id"] for row in rows(owner, f"{at(team)}stations/{query}")}

    assert (found(), found("?banner=150102")) == ({own.pk, beside.pk}, {own.pk, away.pk})
    assert owner.get(f"{at(team)}stations/?banner=1504").status_code == 400


# --- what is seen ---------------------------------------------------------------------------------------


def test_an_organization_sees_who_of_its_members_is_trained_in_what(owner, team):
    holds, lacks = belonging(team), belonging(team, backbone_since=days.today(), backbone_by=UserFactory())
    CompletionFactory(volunteer=holds)
    CompletionFactory()

    found = rows(owner, f"{at(team)}members/")
    assert {row["number"]: [one["kind"] for one in row["held"]] for row in found} == {
        holds.number: ["first_aid"],
        lacks.number: [],
    }
    assert holds.name not in str(found)

    def numbers(query):
        return [row["number"] for row in rows(owner, f"{at(team)}members/{query}")]

    assert numbers("?kind=first_aid") == [holds.number]
    assert numbers("?kind=first_aid&lack=true") == [lacks.number]
    assert numbers("?kind=backbone&lack=true") == [lacks.number]
    assert owner.get(f"{at(team)}members/?lack=true").status_code == 400


def test_both_see_what_runs_out(client, team):
    soon = CompletionFactory(volunteer=belonging(team), expires_on=days.today() + 20 * days.ONE)
    other = CompletionFactory(expires_on=days.today() + 30 * days.ONE)
    CompletionFactory(volunteer=soon.volunteer)

    def ids(user, address):
        client.force_login(user)
        return [row["id"] for row in rows(client, address)]

    assert ids(StaffFactory(organization=team).user, f"{at(team)}ending/") == [soon.pk]
    assert ids(OfficerFactory().user, f"{REGION}ending/") == [soon.pk, other.pk]


def test_both_see_their_thin_sessions_an_office_by_tag(client, team):
    fields = {"starts_at": nine_oclock(5), "capacity": 20}
    thin = TrainingSessionFactory(course__organization=team, **fields)
    other = TrainingSessionFactory(**fields)
    TrainingSessionFactory(course__organization=team, taken=15, **fields)
    law = TeamTag.objects.get(name="法律服务", region=None)
    other.course.organization.tags.add(law)

    def ids(user, address):
        client.force_login(user)
        return [row["id"] for row in rows(client, address)]

    assert ids(StaffFactory(organization=team).user, f"{at(team)}thin-sessions/") == [thin.pk]
    office = OfficerFactory().user
    assert ids(office, f"{REGION}thin-sessions/") == [thin.pk, other.pk]
    assert ids(office, f"{REGION}thin-sessions/?tag={law.pk}") == [other.pk]


def test_an_office_reads_the_sessions_of_its_region_to_come_and_past(officer, team):
    ahead, beside = TrainingSessionFactory(course__organization=team), TrainingSessionFactory()
    TrainingSessionFactory(course__organization__region_id="150102", region_id="150102")
    earlier, later = (over(TrainingSessionFactory(), days=ago) for ago in (9, 2))

    assert [row["id"] for row in rows(officer, f"{REGION}sessions/")] == [ahead.pk, beside.pk]
    assert [row["id"] for row in rows(officer, f"{REGION}sessions/?past=true")] == [later.pk, earlier.pk]


def test_an_organization_reads_its_own_sessions(owner, team):
    own = TrainingSessionFactory(course__organization=team)
    TrainingSessionFactory()

    assert [row["id"] for row in rows(owner, f"{at(team)}sessions/")] == [own.pk]


def test_both_see_teams_by_tag_and_kind(client, team):
    CompletionFactory(volunteer=belonging(team), course__organization=team)
    belonging(team)
    below = OrganizationFactory(parent=team)
    below.tags.add(law := TeamTag.objects.get(name="法律服务", region=None))

    def shown(user, address):
        client.force_login(user)
        return [
            (row["organization"], row["members"], row["trained"], row["share"])
            for row in rows(client, address)
        ]

    both = [(team.pk, 2, 1, 50.0), (below.pk, 0, 0, None)]
    assert shown(StaffFactory(organization=team).user, f"{at(team)}teams/") == both
    office = OfficerFactory().user
    assert shown(office, f"{REGION}teams/") == both
    assert shown(office, f"{REGION}teams/?kind=rescue") == [(team.pk, 2, 0, 0.0), both[1]]
    assert shown(office, f"{REGION}teams/?tag={law.pk}") == both[1:]


def test_an_office_sees_who_lacks_what_is_asked_of_them(officer, team):
    marked = belonging(team, backbone_since=days.today(), backbone_by=UserFactory())
    ended = CompletionFactory(volunteer=belonging(team), kind_id="basic", expires_on=days.today() - days.ONE)

    def lines(query=""):
        return {row["number"]: row["ended_on"] for row in rows(officer, f"{REGION}lacking/{query}")}

    assert lines() == {marked.number: None, ended.volunteer.number: ended.expires_on.isoformat()}
    assert lines("?kind=backbone") == {marked.number: None}


def test_an_office_reads_the_figures_of_its_region_and_right_below(client):
    CompletionFactory()
    VolunteerFactory()
    count_trained()
    client.force_login(OfficerFactory(region="1504").user)
    address, year = f"{API}regions/1504/training/figures/", days.this_year()

    (kind,) = rows(client, f"{address}?region=150430&year={year}&kind=first_aid")
    assert [kind[name] for name in ("people", "trained", "share")] == [2, 1, 50.0]
    sums = rows(client, f"{address}?region=1504&group=professional")
    assert [(row["people"], row["trained"], row["share"]) for row in sums] == [(2, 1, None)]
    assert rows(client, f"{address}?region=150102") == []


@pytest.mark.parametrize("code", ["150102", "150430001", "x", "%00", "１５０４３０"])
def test_another_region_is_not_there(officer, code):
    assert officer.get(f"{API}regions/{code}/training/figures/").status_code == 404


@pytest.mark.parametrize("query", ["kind=%00", "kind=x", "tag=x", "tag=99999999999999999999", "lack=yes"])
def test_what_cannot_be_asked_is_refused(officer, query):
    assert officer.get(f"{REGION}teams/?{query}").status_code == 400
