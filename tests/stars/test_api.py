"""Stars for programs: the same actions and the same authority as the pages."""

from json import dumps

import pytest

from apps.core import days
from apps.stars.models import Recognition, StarCandidate, StarHonour, StarObjection, StarStanding
from tests.factories import (
    ComplaintFactory,
    OrganizationFactory,
    StarHonourFactory,
    StarObjectionFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.stars.passing import NUMBER, notice_of, recognize
from tests.stars.test_objecting import objected

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    def send(user, method, path, body=None):
        if user:
            client.force_login(user)
        answer = client.generic(
            method, f"/api/v1/{path}", "" if body is None else dumps(body), content_type="application/json"
        )
        return answer.status_code, answer.json() if answer.content else None

    return send


def test_a_program_puts_on_notice_and_is_told_who_has_to_wait(ask, volunteer, association, secretary, serve):
    other = VolunteerFactory()
    serve(other, 6000)
    ComplaintFactory(about="volunteer", organization=None, volunteer=other)
    path = f"associations/{association.pk}/stars/"

    _status, listed = ask(secretary, "GET", path)
    status, done = ask(secretary, "POST", f"{path}notice/", {"ids": [volunteer.pk, other.pk]})

    assert {row["id"]: row["reasons"] for row in listed["results"]} == {
        volunteer.pk: [],
        other.pk: ["有投诉还没办结"],
    }
    notice = StarCandidate.objects.get().notice_id
    assert (status, done) == (
        200,
        {"notice": notice, "noticed": [volunteer.pk], "own": [], "wait": {str(other.pk): ["有投诉还没办结"]}},
    )


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"ids": []}, 400, "invalid"),
        ({"ids": [2**40]}, 404, "not_found"),
        ({"ids": "mine", "length": 3}, 409, "notice_length"),
        ({"ids": "mine", "length": 0}, 400, "invalid"),
        ({"ids": "mine", "days": 7}, 400, "invalid"),
    ],
)
def test_what_cannot_be_put_on_notice_is_refused(ask, volunteer, association, secretary, body, status, code):
    if body["ids"] == "mine":
        body = {**body, "ids": [volunteer.pk]}

    met, answer = ask(secretary, "POST", f"associations/{association.pk}/stars/notice/", body)

    assert (met, answer["code"]) == (status, code)


def test_a_program_settles_a_notice_and_later_those_who_were_held(ask, volunteer, association, secretary):
    notice, objection = objected(association, [volunteer])
    path = f"kept-star-notices/{notice.pk}/settle/"

    first = ask(secretary, "POST", path, {"document_number": NUMBER})
    again = ask(secretary, "POST", path, {})
    answer = {"upholds": False, "answer": "查过了，没有问题。"}
    answered = ask(secretary, "POST", f"star-objections/{objection.pk}/answer/", answer)
    last = ask(secretary, "POST", path, {})

    assert first == (200, {"recognized": [], "held": [volunteer.pk], "dropped": []})
    assert (again[0], again[1]["code"]) == (409, "nothing_to_settle")
    assert (answered[0], answered[1]["state"], "made_by" in answered[1]) == (200, "refuted", False)
    assert last == (200, {"recognized": [volunteer.pk], "held": [], "dropped": []})


@pytest.mark.parametrize(
    ("over", "body", "code"),
    [
        (False, {"document_number": NUMBER}, "notice_not_over"),
        (True, {}, "document_number_missing"),
        (True, {"document_number": ""}, "document_number_missing"),
    ],
)
def test_a_notice_that_cannot_be_settled_says_why(ask, volunteer, association, secretary, over, body, code):
    notice = notice_of(association, [volunteer], over=over)

    status, answer = ask(secretary, "POST", f"kept-star-notices/{notice.pk}/settle/", body)

    assert (status, answer["code"], Recognition.objects.count()) == (409, code, 0)


def test_a_program_takes_a_notice_down(ask, volunteer, association, secretary):
    notice = notice_of(association, [volunteer], over=False)

    status, answer = ask(
        secretary, "POST", f"kept-star-notices/{notice.pk}/withdraw/", {"reason": "名单弄错了"}
    )

    assert (status, answer["state"], answer["reason"]) == (200, "withdrawn", "名单弄错了")


def test_anybody_lists_who_is_on_notice_with_masked_names(ask, volunteer, association):
    notice = notice_of(association, [volunteer], over=False)
    notice_of(OrganizationFactory(kind_id="federation", region_id="1501"), [], over=False)

    _status, notices = ask(None, "GET", "star-notices/?region=1504")
    _status, people = ask(None, "GET", f"star-candidates/?notice={notice.pk}")

    assert [row["id"] for row in notices["results"]] == [notice.pk]
    assert people["results"] == [
        {
            "id": notice.candidates.get().pk,
            "notice": notice.pk,
            "name": volunteer.masked_name,
            "number": volunteer.number,
            "level": 1,
        }
    ]


def test_one_objects_by_program_once(ask, volunteer, association):
    candidate = notice_of(association, [volunteer], over=False).candidates.get()
    somebody = UserFactory()
    body = {"candidate": candidate.pk, "words": "不在旗里"}

    first = ask(somebody, "POST", "me/star-objections/", body)
    again = ask(somebody, "POST", "me/star-objections/", body)
    _status, mine = ask(somebody, "GET", "me/star-objections/")

    assert (first[0], again[0], again[1]["code"]) == (201, 409, "objected_already")
    assert [row["words"] for row in mine["results"]] == ["不在旗里"]
    assert StarObjection.objects.count() == 1


def test_whom_nobody_may_object_to_is_not_there(ask, volunteer, association):
    candidate = notice_of(association, [volunteer]).candidates.get()

    body = {"candidate": candidate.pk, "words": "不在旗里"}
    status, answer = ask(UserFactory(), "POST", "me/star-objections/", body)

    assert (status, list(answer["fields"])) == (400, ["candidate"])


def test_ones_own_stars_say_what_happens_next(ask, volunteer, association, secretary):
    _status, waits = ask(volunteer.user, "GET", "me/stars/")
    notice = notice_of(association, [volunteer], over=False)
    _status, noticed = ask(volunteer.user, "GET", "me/stars/")

    assert (waits["reached"], waits["recognized"], waits["notice"], waits["state"]) == (1, 0, None, "")
    assert waits["associations"] == [association.pk]
    assert (noticed["notice"], noticed["state"]) == (notice.pk, "noticed")
    assert noticed["next"] == f"公示到{notice.until:%Y-%m-%d}"


def test_the_roll_is_joined_and_left_by_program(ask, volunteer, association, secretary):
    recognize(association, secretary, [volunteer])

    joined = ask(volunteer.user, "PUT", "me/star-roll/", {"shows_name": True})
    _status, roll = ask(None, "GET", "star-roll/?region=150430")
    left = ask(volunteer.user, "DELETE", "me/star-roll/")

    assert (joined[0], joined[1]["shows_name"], left) == (200, True, (204, None))
    assert roll["results"] == [{"name": volunteer.name, "region": "150430", "level": 1}]
    assert not StarHonour.objects.exists()


def test_the_roll_tells_no_number_and_no_full_name_unasked(ask, volunteer, association, secretary):
    recognize(association, secretary, [volunteer])
    StarHonourFactory(volunteer=volunteer)

    _status, roll = ask(None, "GET", "star-roll/")

    assert roll["results"] == [{"name": volunteer.masked_name, "region": "150430", "level": 1}]


def test_fallen_stars_are_decided_by_program(ask, volunteer, association, secretary, serve):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)
    path = f"associations/{association.pk}/fallen-stars/"
    _status, listed = ask(secretary, "GET", path)
    ids = [row["id"] for row in listed["results"]]

    late = ask(secretary, "POST", f"{path}keep/", {"ids": ids, "reason": "在补", "until": f"{days.today()}"})
    body = {"ids": ids, "reason": "时长是假的", "document_number": "9号"}
    gone = ask(secretary, "POST", f"{path}withdraw/", body)
    _status, mine = ask(volunteer.user, "GET", "me/recognitions/")

    assert (late[0], late[1]["code"]) == (409, "stay_length")
    assert gone == (200, {"decided": [volunteer.pk]})
    assert [(row["withdrawn_why"], row["withdrawal_number"]) for row in mine["results"]] == [
        ("时长是假的", "9号")
    ]
    assert StarStanding.objects.get().recognized == 0


def test_objections_at_the_association_do_not_say_who(ask, volunteer, association, secretary):
    candidate = notice_of(association, [volunteer], over=False).candidates.get()
    StarObjectionFactory(candidate=candidate)

    _status, listed = ask(secretary, "GET", "star-objections/")

    assert [sorted(row) for row in listed["results"]] == [
        ["answer", "answered_at", "candidate", "id", "made_at", "state", "words"]
    ]
