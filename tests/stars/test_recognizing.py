"""A star is recognised by the people of an association, in batches, on paper."""

import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.errors import Refused
from apps.core.invariants import bad_rows
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.stars.actions import recognize_stars
from apps.stars.models import Recognition, StarStanding
from tests.factories import (
    GuardianshipFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def association():
    """The youth association of 敖汉旗."""
    return OrganizationFactory(
        kind_id="youth_assoc", name="敖汉旗青年志愿者协会", credit_code="51150430MJ0000001A"
    )


@pytest.fixture
def secretary(association):
    return StaffFactory(organization=association).user


@pytest.fixture
def volunteer(serve):
    volunteer = VolunteerFactory()
    serve(volunteer, 6000)
    return volunteer


def recognize(secretary, association, **given):
    return recognize_stars(
        **{
            "standings": StarStanding.objects.all(),
            "by": secretary,
            "organization": association,
            "document_number": "敖志协〔2026〕3号",
            **given,
        }
    )


def test_a_recognized_star_stands_on_a_paper(volunteer, association, secretary):
    done = recognize(secretary, association)

    assert done.recognized == [volunteer.pk]
    assert list(
        Recognition.objects.values_list("volunteer", "level", "document_number", "recognized_by")
    ) == [(volunteer.pk, 1, "敖志协〔2026〕3号", secretary.pk)]
    assert StarStanding.objects.get().recognized == 1
    assert bad_rows("star_recognized_stands_on_recognitions") == []


def test_every_level_up_to_the_reached_one_is_recognized(volunteer, association, secretary, serve):
    serve(volunteer, 40000)

    recognize(secretary, association)

    assert list(Recognition.objects.order_by("level").values_list("level", flat=True)) == [1, 2, 3]
    assert StarStanding.objects.get().recognized == 3


def test_recognizing_is_written_down_and_told(volunteer, association, secretary):
    recognize(secretary, association)

    assert list(AuditRow.objects.values_list("actor", "action", "subject", "subject_id")) == [
        (secretary.pk, "star.recognized", "stars.recognition", Recognition.objects.get().pk)
    ]
    assert list(Message.objects.filter(kind="star_recognized").values_list("recipient", "key")) == [
        (volunteer.user_id, "star:1")
    ]


def test_a_star_is_recognized_once(volunteer, association, secretary):
    recognize(secretary, association)

    with pytest.raises(Refused) as refusal:
        recognize(secretary, association)

    assert refusal.value.code == "nothing_to_recognize"


def test_without_a_document_number_nothing_is_recognized(volunteer, association, secretary):
    with pytest.raises(Refused) as refusal:
        recognize(secretary, association, document_number="  ")

    assert refusal.value.code == "document_number_missing"


@pytest.mark.parametrize(
    ("kind", "state", "region"),
    [
        ("team", "approved", "150430"),
        ("volunteer_assoc", "approved", "150430"),
        ("youth_assoc", "suspended", "150430"),
    ],
)
def test_other_organizations_recognize_no_stars(volunteer, secretary, kind, state, region):
    other = OrganizationFactory(kind_id=kind, state=state, reason="待查", region_id=region)

    with pytest.raises(Refused) as refusal:
        recognize(secretary, other)

    assert refusal.value.code == "not_an_association"


@pytest.mark.parametrize(
    ("region", "recognized"), [("150430", 1), ("1504", 1), ("15", 1), ("150429", 0), ("1505", 0)]
)
def test_an_association_recognizes_people_of_its_own_region(volunteer, secretary, region, recognized):
    association = OrganizationFactory(kind_id="federation", region=Region.objects.get(pk=region))

    assert StarStanding.objects.recognizable_by(association).count() == recognized


def test_nobody_recognizes_their_own_star(volunteer, association, serve):
    StaffFactory(organization=association, user=volunteer.user)

    with pytest.raises(Refused) as refusal:
        recognize(volunteer.user, association)

    assert refusal.value.code == "own_star"


def test_the_own_star_is_left_for_a_colleague_and_the_others_go_through(volunteer, association, serve):
    other = VolunteerFactory()
    serve(other, 6000)

    done = recognize(volunteer.user, association)

    assert (done.recognized, done.own) == ([other.pk], [volunteer.pk])


def test_a_guardian_leaves_the_star_of_their_child_for_a_colleague(volunteer, association, serve, client):
    child = GuardianshipFactory(guardian=volunteer).child
    serve(child, 6000)
    StaffFactory(organization=association, user=volunteer.user)

    with pytest.raises(Refused) as refusal:
        recognize(volunteer.user, association)

    assert refusal.value.code == "own_star"
    assert not Recognition.objects.exists()
    client.force_login(volunteer.user)
    assert client.get(page_of(association)).context["close"] == {volunteer.pk, child.pk}


def test_the_database_lets_nobody_recognize_their_own_star(volunteer, association):
    with pytest.raises(IntegrityError, match="stars_recognition_nobody_recognizes_their_own"):
        Recognition.objects.create(
            volunteer=volunteer,
            level=1,
            organization=association,
            document_number="1",
            recognized_by=volunteer.user,
            beneficiary=volunteer.user,
        )


def test_the_database_recognizes_each_level_once(volunteer, association, secretary):
    recognize(secretary, association)

    with pytest.raises(IntegrityError, match="stars_recognition_each_level_once"):
        Recognition.objects.create(
            volunteer=volunteer,
            level=1,
            organization=association,
            document_number="1",
            recognized_by=secretary,
            beneficiary=volunteer.user,
        )


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"level": 6}, "stars_recognition_level_from_one_to_five"),
        ({"level": 0}, "stars_recognition_level_from_one_to_five"),
    ],
)
def test_the_database_knows_five_stars(volunteer, association, secretary, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        Recognition.objects.create(
            volunteer=volunteer,
            organization=association,
            document_number="1",
            recognized_by=secretary,
            beneficiary=volunteer.user,
            **fields,
        )


def test_no_standing_has_six_stars(volunteer):
    with pytest.raises(IntegrityError, match="stars_starstanding_five_at_most"):
        StarStanding.objects.update(reached=6)


@pytest.mark.breaks_invariants
@pytest.mark.django_db(transaction=True)
def test_two_secretaries_at_once_recognize_a_star_once(
    volunteer, association, secretary, someone_waits_for_me
):
    outcome = []

    def recognize_too():
        try:
            recognize(secretary, association)
        except Refused as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    second = threading.Thread(target=recognize_too)
    with transaction.atomic():
        recognize(secretary, association)
        second.start()
        while second.is_alive() and not someone_waits_for_me():
            time.sleep(0.01)
    second.join()

    assert outcome == ["nothing_to_recognize"]
    assert Recognition.objects.count() == 1


# --- the page ---


def page_of(association, name="waiting"):
    return reverse(f"stars:{name}", args=[association.pk])


def test_the_page_recognizes_the_ticked_ones(client, volunteer, association, secretary, serve):
    other = VolunteerFactory()
    serve(other, 6000)
    client.force_login(secretary)

    response = client.post(
        page_of(association), {"volunteer": [volunteer.pk], "document_number": "敖志协〔2026〕3号"}
    )

    assert response.status_code == 302
    assert dict(StarStanding.objects.values_list("volunteer", "recognized")) == {volunteer.pk: 1, other.pk: 0}


@pytest.mark.parametrize("pick", ["²", "３", "-1", "x", "9" * 40])
def test_what_is_no_id_is_not_there(client, association, secretary, pick):
    client.force_login(secretary)
    sent = {"volunteer": [pick], "document_number": "敖志协〔2026〕3号"}

    assert client.post(page_of(association), sent).status_code == 404


def test_the_page_asks_for_the_document_number_and_keeps_the_ticks(client, volunteer, association, secretary):
    client.force_login(secretary)

    response = client.post(page_of(association), {"volunteer": [volunteer.pk], "document_number": ""})

    assert response.status_code == 200
    assert response.context["form"].errors["document_number"]
    assert f'value="{volunteer.pk}" data-pick data-minutes="6000" checked' in response.content.decode()


def test_the_page_shows_no_name_in_full(client, volunteer, association, secretary):
    client.force_login(secretary)

    words = client.get(page_of(association)).content.decode()

    assert (volunteer.name in words, volunteer.masked_name in words, volunteer.number in words) == (
        False,
        True,
        True,
    )


def test_the_recognized_list_holds_what_others_did_here_and_says_who(
    client, volunteer, association, secretary, serve
):
    federation = OrganizationFactory(kind_id="federation", name="赤峰市志愿者联合会", region_id="1504")
    elsewhere = VolunteerFactory(region_id="150429")
    moved = VolunteerFactory()
    for person in (elsewhere, moved):
        serve(person, 6000)
    recognize(
        StaffFactory(organization=federation).user,
        federation,
        standings=StarStanding.objects.exclude(pk=moved.pk),
    )
    recognize(secretary, association)
    Volunteer.objects.filter(pk=moved.pk).update(region="150429")
    client.force_login(secretary)

    response = client.get(page_of(association, "recognized"))

    assert [(row.volunteer_id, row.organization.name) for row in response.context["page"]] == [
        (moved.pk, "敖汉旗青年志愿者协会"),
        (volunteer.pk, "赤峰市志愿者联合会"),
    ]
    words = response.content.decode()
    assert (words.count("本协会"), words.count('">赤峰市志愿者联合会</td>')) == (1, 1)


def test_dates_of_stars_are_written_as_people_write_them(client, volunteer, association, secretary):
    StarStanding.objects.update(reached_on="2026-03-05")
    client.force_login(secretary)
    waits = client.get(page_of(association)).content.decode()
    recognize(secretary, association)
    Recognition.objects.update(recognized_at="2026-04-01T02:00Z")
    done = client.get(page_of(association, "recognized")).content.decode()

    assert ("2026年3月5日" in waits, "2026年4月1日" in done) == (True, True)


def test_recognized_stars_whose_hours_fell_are_marked(client, volunteer, association, secretary, serve):
    recognize(secretary, association)
    serve(volunteer, 5910)
    client.force_login(secretary)

    assert "时长不够了" in client.get(page_of(association, "recognized")).content.decode()


@pytest.mark.parametrize("name", ["waiting", "recognized"])
def test_only_the_associations_own_staff_find_the_page(client, volunteer, association, secretary, name):
    team = StaffFactory()
    answers = {}
    for who, user, organization in [
        ("staff", secretary, association),
        ("stranger", VolunteerFactory().user, association),
        ("officer", OfficerFactory().user, association),
        ("other staff", team.user, association),
        ("a team", team.user, team.organization),
    ]:
        client.force_login(user)
        answers[who] = client.get(page_of(organization, name)).status_code

    assert answers == {"staff": 200, "stranger": 404, "officer": 404, "other staff": 404, "a team": 404}


@pytest.mark.parametrize("name", ["waiting", "recognized"])
@pytest.mark.usefixtures("volunteer")
def test_the_lists_cost_the_same_for_one_and_for_thirty(client, association, secretary, serve, name):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page_of(association, name)).status_code == 200
        return len(seen)

    client.force_login(secretary)
    if name == "recognized":
        recognize(secretary, association)
    one = queries()
    for person in VolunteerFactory.create_batch(30):
        serve(person, 6000)
    if name == "recognized":
        recognize(secretary, association)

    assert queries() == one


@pytest.mark.parametrize("count", [1, 30])
def test_recognizing_costs_the_same_whatever_the_number(
    association, secretary, serve, count, django_assert_num_queries
):
    for person in VolunteerFactory.create_batch(count):
        serve(person, 6000)

    with django_assert_num_queries(
        9
    ):  # savepoint, lock, own children, recognitions, standings, audit, messages, release
        recognize(secretary, association)
