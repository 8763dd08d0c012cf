"""After a shift both sides say how it was: once each, after it is over, and nothing is public before it was read."""

import datetime
from itertools import count

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.activities.models import Signup
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.recognition.actions import (
    Said,
    evaluate_organization,
    evaluate_volunteers,
    hold_evaluation,
    show_evaluations,
)
from apps.recognition.evaluable import record_by
from apps.recognition.models import Evaluation
from apps.registration.actions import leave
from tests.factories import (
    EvaluationFactory,
    GuardianshipFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    PresenceFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code


def test_whoever_was_there_says_how_it_was(came):
    signup = came()

    said = evaluate_organization(signup, by=signup.volunteer.user, stars=5, words=" 很好 ")

    assert (said.side, said.state, said.words, said.organization) == (
        "person",
        "waiting",
        "很好",
        signup.shift.position.activity.organization,
    )
    assert AuditRow.objects.filter(action="evaluation.made", subject_id=said.pk).count() == 1


def test_once_only(came):
    signup = came()
    evaluate_organization(signup, by=signup.volunteer.user, stars=5)

    refused("evaluated_already", evaluate_organization, signup, by=signup.volunteer.user, stars=1)


def test_a_guardian_says_it_for_a_child(came):
    signup = came()
    guardian = GuardianshipFactory(child=signup.volunteer).guardian.user

    assert evaluate_organization(signup, by=guardian, stars=4).made_by == guardian


def test_nobody_says_it_for_somebody_else(came):
    refused("not_yours", evaluate_organization, came(), by=VolunteerFactory().user, stars=4)


def test_not_before_it_is_over(came):
    signup = came()
    during = signup.shift.ends_at - datetime.timedelta(minutes=1)

    refused(
        "not_open_to_evaluation",
        evaluate_organization,
        signup,
        by=signup.volunteer.user,
        stars=4,
        now=during,
    )


def test_not_after_the_days_of_the_policy(came):
    signup = came()
    late = signup.shift.ends_at + datetime.timedelta(days=60, minutes=1)

    refused(
        "not_open_to_evaluation", evaluate_organization, signup, by=signup.volunteer.user, stars=4, now=late
    )


def test_who_did_not_come_says_nothing(shift):
    signup = SignupFactory(shift=shift)

    refused("not_open_to_evaluation", evaluate_organization, signup, by=signup.volunteer.user, stars=4)


def test_who_has_a_record_of_the_shift_was_there(shift):
    signup = SignupFactory(shift=shift)
    start = shift.starts_at
    HourRecordFactory(
        signup=signup,
        during=DateTimeTZRange(start, start + datetime.timedelta(minutes=90), "[)"),
        served_on=start.date(),
    )

    assert evaluate_organization(signup, by=signup.volunteer.user, stars=4).stars == 4


def test_the_organization_says_how_people_served(organization, manager, came):
    first, second = came(2)

    made = evaluate_volunteers(
        organization, [Said(first, 5, "full", "肯干"), Said(second, 3, "late")], by=manager
    )

    assert [(one.state, one.stars, one.attendance) for one in made] == [
        ("private", 5, "full"),
        ("private", 3, "late"),
    ]
    told = Message.objects.filter(kind="evaluation").order_by("recipient")
    assert [one.recipient for one in told] == [first.volunteer.user, second.volunteer.user]


def test_one_that_is_there_already_spoils_the_set(organization, manager, came):
    first, second = came(2)
    evaluate_volunteers(organization, [Said(first, 5, "full")], by=manager)

    lines = [Said(second, 5, "full"), Said(first, 1, "full")]
    refused("evaluated_already", evaluate_volunteers, organization, lines, by=manager)
    assert Evaluation.objects.count() == 1


def test_nobody_praises_themselves_for_the_organization(organization, came):
    signup = came()
    manager = StaffFactory(organization=organization, user=signup.volunteer.user).user

    lines = [Said(signup, 5, "full")]
    refused("own_evaluation", evaluate_volunteers, organization, lines, by=manager)


def test_from_the_list_of_a_shift_leads_a_way_to_complain_of_somebody(client, organization, manager, came):
    signup = came()
    client.force_login(manager)

    page = client.get(
        reverse("recognition:organization_evaluate", args=[organization.pk, signup.shift_id])
    ).content.decode()

    way = reverse("governance:lodge", args=["volunteer", signup.volunteer.number])
    assert (way in page, client.get(way).status_code) == (True, 200)


def test_nobody_praises_their_own_child_for_the_organization(client, organization, came):
    """It is not offered, and what is sent all the same is refused; a colleague does it."""
    child = came()
    parent = GuardianshipFactory(child=child.volunteer).guardian.user
    StaffFactory(organization=organization, user=parent)
    colleague = StaffFactory(organization=organization).user

    refused("own_evaluation", evaluate_volunteers, organization, [Said(child, 5, "full")], by=parent)
    offered = {}
    for name, user in {"parent": parent, "colleague": colleague}.items():
        client.force_login(user)
        client.post(
            reverse("recognition:organization_evaluate", args=[organization.pk, child.shift_id]),
            {f"s{child.pk}-stars": "5"} if user == parent else {},
        )
        page = client.get(reverse("recognition:organization_evaluations", args=[organization.pk]))
        offered[name] = [row.people for row in page.context["page"]]
    assert (offered, Evaluation.objects.count()) == ({"parent": [], "colleague": [1]}, 0)


def test_a_shift_with_nobody_but_the_reader_left_is_not_on_their_list(client, organization, came):
    signup = came()
    own = StaffFactory(organization=organization, user=signup.volunteer.user).user
    client.force_login(own)

    page = client.get(reverse("recognition:organization_evaluations", args=[organization.pk]))

    assert list(page.context["page"]) == []


def test_an_organization_says_nothing_of_people_of_others(manager, came):
    elsewhere = OrganizationFactory()

    refused("not_yours", evaluate_volunteers, elsewhere, [Said(came(), 5, "full")], by=manager)


# --- reading before anyone does -------------------------------------------------------------------------------


def test_an_office_shows_several_at_once(officer):
    said = [EvaluationFactory() for _n in range(3)]

    assert show_evaluations(Evaluation.objects.filter(pk__in=[one.pk for one in said]), by=officer) == 3
    assert set(Evaluation.objects.values_list("state", "decided_by")) == {("shown", officer.pk)}
    assert AuditRow.objects.filter(action="evaluation.shown").count() == 3


def test_what_is_held_back_is_told_to_who_wrote_it(officer):
    said = EvaluationFactory()

    hold_evaluation(said, by=officer, reason="写了电话")

    message = Message.objects.get()
    assert (message.recipient, message.body) == (said.made_by, "写了电话")
    refused("already_decided", hold_evaluation, said, by=officer, reason="再来")


def test_holding_back_takes_a_reason(officer):
    refused("reason_missing", hold_evaluation, EvaluationFactory(), by=officer, reason=" ")


def test_who_may_read_it_first():
    parent = OrganizationFactory()
    organization = OrganizationFactory(parent=parent)
    said = EvaluationFactory(signup__shift__position__activity__organization=organization)
    people = {
        "office": OfficerFactory().user,
        "league": OfficerFactory(region="1504").user,
        "parent": StaffFactory(organization=parent).user,
        "sibling": OfficerFactory(region="150429").user,
        "education": OfficerFactory(office_kind="education").user,
        "own": StaffFactory(organization=organization).user,
        "writer": said.made_by,
        "officer who has a post there": OfficerFactory(
            user=StaffFactory(organization=organization).user
        ).user,
        "officer who wrote it": OfficerFactory(user=said.made_by).user,
    }

    allowed = {name for name, user in people.items() if Evaluation.objects.moderated_by(user).exists()}

    assert allowed == {"office", "league", "parent"}


def test_nobody_shows_what_is_not_theirs_to_show():
    said = EvaluationFactory()
    stranger = OfficerFactory(region="150429").user

    refused("nothing_chosen", show_evaluations, Evaluation.objects.filter(pk=said.pk), by=stranger)
    assert Evaluation.objects.get().state == "waiting"


def test_the_public_reads_nothing_as_long_as_few_spoke(client, organization):
    def page():
        return client.get(reverse("organizations:detail", args=[organization.pk])).content.decode()

    shown = {"signup__shift__position__activity__organization": organization, "state": "shown"}
    EvaluationFactory(**shown, words="第一句好话")
    EvaluationFactory(**shown, words="第二句好话")
    EvaluationFactory(signup__shift__position__activity__organization=organization, words="还没审核的话")
    assert "好话" not in page()

    third = EvaluationFactory(**shown, words="第三句好话", stars=1)

    text = page()
    assert [words in text for words in ("第一句好话", "第三句好话", "还没审核的话")] == [True, True, False]
    assert "平均3.0颗星" in text
    assert third.volunteer.name not in text


def test_whoever_leaves_takes_the_words_along_and_the_stars_stay():
    said = EvaluationFactory(stars=2, state="shown", words="我是乌兰图雅，住在惠州街")

    leave(said.beneficiary, by=said.beneficiary)

    said.refresh_from_db()
    assert (said.words, said.stars, said.state) == ("", 2, "shown")


# --- pages ------------------------------------------------------------------------------------------------------


def test_a_volunteer_finds_the_shift_and_says_how_it_was(client, came):
    signup = came()
    client.force_login(signup.volunteer.user)

    page = client.get(reverse("recognition:mine"))
    assert reverse("recognition:evaluate", args=[signup.pk]) in page.content.decode()
    answer = client.post(reverse("recognition:evaluate", args=[signup.pk]), {"stars": "4", "words": "好"})

    assert answer.url == reverse("recognition:mine")
    assert Evaluation.objects.get().stars == 4
    assert client.get(reverse("recognition:evaluate", args=[signup.pk])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"stars": ""}, "stars"),
        ({"stars": "6"}, "stars"),
        ({"stars": "４"}, "stars"),
        ({"stars": "4", "words": "好" * 301}, "words"),
        ({"stars": "4", "words": "\x00"}, "words"),
    ],
)
def test_what_is_no_evaluation_is_refused_where_it_is_typed(client, came, sent, field):
    signup = came()
    client.force_login(signup.volunteer.user)

    page = client.post(reverse("recognition:evaluate", args=[signup.pk]), sent)

    assert field in page.context["form"].errors
    assert not Evaluation.objects.exists()


def test_a_manager_evaluates_the_people_of_a_shift(client, organization, manager, came):
    first, second = came(2)
    client.force_login(manager)
    url = reverse("recognition:organization_evaluate", args=[organization.pk, first.shift_id])

    answer = client.post(
        url,
        {
            f"s{first.pk}-stars": "5",
            f"s{first.pk}-attendance": "left_early",
            f"s{first.pk}-words": "先走了",
            f"s{second.pk}-stars": "",
        },
    )

    said = Evaluation.objects.get()
    assert answer.status_code == 302
    assert (said.volunteer, said.attendance, said.made_by) == (first.volunteer, "left_early", manager)


def test_words_without_stars_come_back_with_what_was_typed(client, organization, manager, came):
    signup = came()
    client.force_login(manager)
    url = reverse("recognition:organization_evaluate", args=[organization.pk, signup.shift_id])

    page = client.post(url, {f"s{signup.pk}-stars": "", f"s{signup.pk}-words": "很勤快"})

    text = page.content.decode()
    assert ["再给几颗星" in text, "很勤快" in text] == [True, True]


def test_what_somebody_else_just_said_is_told_and_nothing_typed_is_lost(client, organization, manager, came):
    signup = came()
    evaluate_volunteers(
        organization, [Said(signup, 5, "full")], by=StaffFactory(organization=organization).user
    )
    client.force_login(manager)
    url = reverse("recognition:organization_evaluate", args=[organization.pk, signup.shift_id])

    page = client.post(url, {f"s{signup.pk}-stars": "2", f"s{signup.pk}-words": "我的话"})

    text = page.content.decode()
    assert ["这一班已经评价过了" in text, "我的话" in text] == [True, True]


def test_an_office_reads_and_shows_on_its_page(client, officer):
    first, second = EvaluationFactory(), EvaluationFactory()
    client.force_login(officer)
    url = reverse("recognition:region_moderation", args=["150430"])

    client.post(url, {"pick": [first.pk]})
    client.post(url, {"do": "hold", "one": second.pk, "reason": "骂人"})

    assert sorted(Evaluation.objects.values_list("pk", "state")) == [
        (first.pk, "shown"),
        (second.pk, "held"),
    ]


def test_holding_back_without_a_reason_is_said_on_the_page(client, officer):
    said = EvaluationFactory()
    client.force_login(officer)

    page = client.post(
        reverse("recognition:region_moderation", args=["150430"]),
        {"do": "hold", "one": said.pk, "reason": ""},
    )

    assert "不公开要写明原因" in page.content.decode()
    assert Evaluation.objects.get().state == "waiting"


def queries(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_lists_cost_the_same_for_one_and_for_thirty(client, organization, manager, officer, came):
    volunteer, ago = VolunteerFactory(), count(2)

    def visits():
        found = []
        for user, name, args in [
            (officer, "region_moderation", ["150430"]),
            (manager, "organization_evaluations", [organization.pk]),
            (manager, "organization_said", [organization.pk]),
            (volunteer.user, "mine", []),
        ]:
            client.force_login(user)
            found.append(queries(client, reverse(f"recognition:{name}", args=args)))
        return found

    def fill(most):
        for _n in range(most):
            EvaluationFactory()
            start = nine_oclock(-next(ago))
            EvaluationFactory(
                signup__volunteer=volunteer,
                signup__shift__starts_at=start,
                signup__shift__ends_at=start + datetime.timedelta(hours=3),
            )
        for _n in range(3 * most):
            EvaluationFactory(signup__shift__position__activity__organization=organization, state="shown")
        came(most)

    fill(1)
    visits()
    few = visits()
    fill(9)
    assert visits() == few


# --- by program -------------------------------------------------------------------------------------------------


def test_a_program_evaluates_and_an_office_shows(client, officer, came):
    signup = came()
    client.force_login(signup.volunteer.user)
    made = client.post(
        "/api/v1/me/evaluations/", {"signup": signup.pk, "stars": 5}, content_type="application/json"
    )
    again = client.post(
        "/api/v1/me/evaluations/", {"signup": signup.pk, "stars": 5}, content_type="application/json"
    )
    client.force_login(officer)
    shown = client.post(
        "/api/v1/waiting-evaluations/show/", {"ids": [made.json()["id"]]}, content_type="application/json"
    )

    assert (made.status_code, again.status_code, again.json()["code"]) == (201, 409, "evaluated_already")
    assert [one["state"] for one in shown.json()] == ["shown"]


def test_a_program_evaluates_people(client, organization, manager, came):
    signup = came()
    client.force_login(manager)
    sent = {
        "organization": organization.pk,
        "people": [{"signup": signup.pk, "stars": 4, "attendance": "late"}],
    }

    made = client.post("/api/v1/evaluations/", sent, content_type="application/json")
    wrong = client.post(
        "/api/v1/evaluations/",
        {**sent, "people": [{"signup": signup.pk, "stars": 9}]},
        content_type="application/json",
    )

    assert (made.status_code, made.json()[0]["attendance"]) == (201, "late")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid")


def test_a_program_reads_whom_to_evaluate_and_sends_it_back(client, organization, manager, came, shift):
    """Neither the person who asks, nor their child, nor those of whom something was said."""
    signup = came(name="苏日娜")
    EvaluationFactory(signup=came(), side="organization")
    own = VolunteerFactory(user=manager)
    PresenceFactory(signup=SignupFactory(shift=shift, volunteer=own))
    bond = GuardianshipFactory(guardian=own)
    PresenceFactory(signup=SignupFactory(shift=shift, volunteer=bond.child))
    client.force_login(manager)
    url = f"/api/v1/managed-organizations/{organization.pk}/people-to-evaluate/"

    [row] = client.get(url).json()["results"]
    assert (row["signup"], row["name"], row["number"]) == (signup.pk, "苏日娜", signup.volunteer.number)
    assert row["record_by"] == record_by(shift.ends_at, 10).isoformat()
    sent = {"organization": organization.pk, "people": [{"signup": row["signup"], "stars": 5}]}
    assert client.post("/api/v1/evaluations/", sent, content_type="application/json").status_code == 201
    assert client.get(url).json()["results"] == []


def test_a_program_reads_what_is_said_of_an_organization_without_names(client, organization, manager):
    url = f"/api/v1/managed-organizations/{organization.pk}/evaluations-heard/"
    client.force_login(manager)
    said = [
        EvaluationFactory(
            signup__shift__position__activity__organization=organization, state="shown", words="安排得好"
        )
        for _n in range(2)
    ]
    assert client.get(url).json()["results"] == []  # of so few one could tell who they are
    said.append(
        EvaluationFactory(signup__shift__position__activity__organization=organization, state="shown")
    )
    rows = client.get(url).json()["results"]
    assert [set(row) for row in rows] == [{"title", "stars", "words", "month"}] * 3
    assert {row["month"] for row in rows} == {f"{days.today():%Y-%m}"}


@pytest.mark.parametrize("page", ["/me/", "/org/{}/"])
def test_at_the_desk_it_stands_how_many_wait_for_a_word(client, organization, manager, came, page):
    came(2)
    client.force_login(manager)
    there = client.get(page.format(organization.pk)).content.decode()
    assert ("个人等你们评价" in there, f"/org/{organization.pk}/evaluations/" in there) == (True, True)
    EvaluationFactory(signup=Signup.objects.first(), side="organization")
    EvaluationFactory(signup=Signup.objects.last(), side="organization")
    assert "个人等你们评价" not in client.get(page.format(organization.pk)).content.decode()
