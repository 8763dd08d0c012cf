"""Anybody with an account may object to a star on notice; the association answers."""

import pytest

from apps.core.errors import Refused
from apps.core.models import AuditRow, PolicyRow
from apps.messaging.models import Message
from apps.stars.actions import answer_objection, object_to
from apps.stars.models import StarCandidate, StarObjection
from tests.factories import StaffFactory, StarObjectionFactory, UserFactory, VolunteerFactory
from tests.stars.passing import notice_of, recognize, the_days_go_by

pytestmark = pytest.mark.django_db
State = StarObjection.State


def objected(association, people):
    """A notice with these people whose days are over, and an objection to the first of them."""
    notice = notice_of(association, people, over=False)
    objection = StarObjectionFactory(candidate=notice.candidates.order_by("pk")[0])
    the_days_go_by()
    notice.refresh_from_db()
    return notice, objection


@pytest.fixture
def candidate(volunteer, association):
    return notice_of(association, [volunteer], over=False).candidates.get()


def test_somebody_objects_in_their_words(candidate, secretary):
    somebody = UserFactory()

    made = object_to(candidate, by=somebody, words=" 那两天他不在旗里。 ")

    assert (made.candidate, made.made_by, made.words, made.state) == (
        candidate,
        somebody,
        "那两天他不在旗里。",
        "open",
    )
    assert list(AuditRow.objects.values_list("actor", "action", "subject_id")) == [
        (somebody.pk, "star.objected", made.pk)
    ]
    url = f"/org/{candidate.notice.organization_id}/stars/notices/{candidate.notice_id}/"
    assert list(Message.objects.filter(kind="star_objection").values_list("recipient", "url")) == [
        (secretary.pk, url)
    ]


def test_who_is_on_notice_themselves_is_not_told_of_an_objection_at_their_desk(
    volunteer, candidate, association, secretary
):
    StaffFactory(organization=association, user=volunteer.user)

    object_to(candidate, by=UserFactory(), words="不在旗里")

    told = Message.objects.filter(kind="star_objection")
    assert list(told.values_list("recipient", flat=True)) == [secretary.pk]


@pytest.mark.parametrize("words", ["", "  "])
def test_an_objection_says_why(candidate, words):
    with pytest.raises(Refused) as refusal:
        object_to(candidate, by=UserFactory(), words=words)

    assert refusal.value.code == "words_missing"


def test_one_objects_once_about_a_person(candidate):
    somebody = UserFactory()
    object_to(candidate, by=somebody, words="不在旗里")

    with pytest.raises(Refused) as refusal:
        object_to(candidate, by=somebody, words="再说一遍")

    assert (refusal.value.code, StarObjection.objects.count()) == ("objected_already", 1)


def test_nobody_objects_to_themselves(volunteer, candidate):
    with pytest.raises(Refused) as refusal:
        object_to(candidate, by=volunteer.user, words="不要了")

    assert refusal.value.code == "own_star"


@pytest.mark.parametrize(("count", "refused"), [(6, False), (7, True)])
def test_objections_are_taken_on_the_last_day_and_not_after_it(candidate, count, refused):
    the_days_go_by(count)

    if refused:
        with pytest.raises(Refused) as refusal:
            object_to(candidate, by=UserFactory(), words="不在旗里")
        assert refusal.value.code == "notice_over"
    else:
        assert object_to(candidate, by=UserFactory(), words="不在旗里").pk


def test_what_is_settled_is_not_objected_to(volunteer, association, secretary):
    recognize(association, secretary, [volunteer])

    with pytest.raises(Refused) as refusal:
        object_to(StarCandidate.objects.get(), by=UserFactory(), words="不在旗里")

    assert refusal.value.code == "notice_over"


def test_a_person_has_so_many_objections_open_at_most(candidate, association, serve):
    other = VolunteerFactory()
    serve(other, 6000)
    second = notice_of(association, [other], over=False).candidates.get()
    PolicyRow.objects.filter(topic="stars", item="objections_open").update(value=1)
    somebody = UserFactory()
    object_to(candidate, by=somebody, words="不在旗里")

    with pytest.raises(Refused) as refusal:
        object_to(second, by=somebody, words="也不在旗里")

    assert refusal.value.code == "too_many_open"


# --- answering ---


def test_an_objection_that_is_refuted_leaves_the_star_on_notice(volunteer, candidate, secretary):
    objection = StarObjectionFactory(candidate=candidate)

    answered = answer_objection(objection, by=secretary, upholds=False, answer="签到表上有他。")

    assert (answered.state, answered.answer, answered.answered_by) == (
        State.REFUTED,
        "签到表上有他。",
        secretary,
    )
    candidate.refresh_from_db()
    assert candidate.state == StarCandidate.State.NOTICED
    told = Message.objects.filter(body="签到表上有他。").values_list("recipient", "kind")
    assert set(told) == {
        (objection.made_by_id, "star_objection_answered"),
        (volunteer.user_id, "star_held"),
    }


def test_an_objection_that_is_upheld_drops_the_candidate(volunteer, candidate, association, secretary):
    objection, second = StarObjectionFactory.create_batch(2, candidate=candidate)

    answer_objection(objection, by=secretary, upholds=True, answer="那两天确实不在。")

    candidate.refresh_from_db()
    second.refresh_from_db()
    assert (candidate.state, candidate.reason, candidate.decided_by) == (
        "dropped",
        "那两天确实不在。",
        secretary,
    )
    assert second.state == State.LAPSED
    assert Message.objects.filter(kind="star_objection_answered", recipient=second.made_by).exists()


def test_the_volunteer_never_learns_who_objected(volunteer, candidate, secretary, client):
    somebody = VolunteerFactory(name="告密人").user
    objection = StarObjectionFactory(candidate=candidate, made_by=somebody, words="我亲眼看见的")
    answer_objection(objection, by=secretary, upholds=True, answer="那两天确实不在。")

    told = Message.objects.filter(recipient=volunteer.user_id)
    words = "".join(f"{one.title}{one.body}{one.url}" for one in told)
    client.force_login(volunteer.user)
    words += client.get("/me/stars/").content.decode()

    assert "那两天确实不在。" in words
    assert not [secret for secret in ("告密人", somebody.phone, "我亲眼看见的") if secret in words]


@pytest.mark.parametrize(
    ("who", "code"), [("self", "own_star"), ("objector", "own_objection"), ("second", "answered_already")]
)
def test_some_do_not_answer_an_objection(volunteer, candidate, association, secretary, who, code):
    objector = StaffFactory(organization=association).user
    objection = StarObjectionFactory(candidate=candidate, made_by=objector)
    if who == "second":
        answer_objection(objection, by=secretary, upholds=False, answer="没有问题")
    by = {"self": volunteer.user, "objector": objector, "second": secretary}[who]

    with pytest.raises(Refused) as refusal:
        answer_objection(objection, by=by, upholds=False, answer="没有问题")

    assert refusal.value.code == code


def test_an_answer_says_what_was_found(candidate, secretary):
    objection = StarObjectionFactory(candidate=candidate)

    with pytest.raises(Refused) as refusal:
        answer_objection(objection, by=secretary, upholds=True, answer="  ")

    assert refusal.value.code == "answer_missing"
