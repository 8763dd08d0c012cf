"""One person once: getting back the file under another account, and ending one that was passed wrongly."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.organizations.models import Post
from apps.registration.actions import (
    Person,
    claim_by_phone,
    claim_file,
    hand_over,
    pass_identity,
    register_volunteer,
    void_identity,
)
from apps.registration.identity import Identity
from apps.registration.models import Guardianship, IdentityCase, Volunteer
from tests.factories import (
    ConsentFactory,
    GuardianshipFactory,
    OfficerFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
)

pytestmark = pytest.mark.django_db

NUMBER = citizen_number(7, datetime.date(1990, 5, 4))
OTHER = citizen_number(9, datetime.date(1992, 5, 4))
OLD, NEW = "13900001111", "13900002222"
CLAIM, CODE = reverse("registration:claim"), reverse("registration:claim_code")
SAID = {
    "name": "乌云",
    "document_type": "id_card",
    "number": NUMBER,
    "league": "1504",
    "banner": "150430",
    "story": "换了手机号",
    "consent": "on",
}


@pytest.fixture
def file():
    """The passed file under the old phone."""
    return VolunteerFactory(
        user=UserFactory(phone=OLD, password="old-password-1"), document=NUMBER, name="乌云"
    )


@pytest.fixture
def claimant():
    return UserFactory(phone=NEW, password="new-password-1")


@pytest.fixture
def reviewer():
    return OfficerFactory().user


@pytest.fixture
def claim(person, claimant):
    """What the claimant hands in, as a case."""
    claim_file(identity=person(NUMBER).identity, region=person().region, story="换了手机号", by=claimant)
    return IdentityCase.objects.get(beneficiary=claimant)


def url(name, case):
    return reverse(f"registration:{name}", args=["150430", case.pk])


# --- by a code to the phone of the file -----------------------------------------------------------------------


def test_a_code_to_the_old_phone_brings_the_file_to_the_new_one(client, file, claimant, texts):
    client.force_login(claimant)
    assert client.post(CLAIM, SAID).url == CODE

    client.post(CODE, {"phone": OLD})
    ((phone, text),) = texts
    answer = client.post(CODE, {"code": re.search(r"\d{6}", text).group()})

    file.user.refresh_from_db()
    assert (phone, answer.url) == (OLD, reverse("account_login"))
    assert (file.user.phone, file.user.check_password("new-password-1")) == (NEW, True)
    claimant.refresh_from_db()
    assert (claimant.is_active, User.objects.with_phone(OLD)) == (False, None)
    assert IdentityCase.objects.get(beneficiary=claimant).state == "handed_over"
    assert Volunteer.objects.get(user=claimant).identity_state == "merged"
    assert Volunteer.objects.get(document_hash=file.document_hash, identity_state="passed") == file


@pytest.mark.parametrize("known", [True, False])
def test_the_page_says_the_same_whether_or_not_there_is_such_a_file(client, claimant, texts, known):
    if known:
        VolunteerFactory(user=UserFactory(phone=OLD), document=NUMBER, name="别人")
    client.force_login(claimant)
    client.post(CLAIM, SAID)

    page = client.post(CODE, {"phone": OLD})
    wrong = client.post(CODE, {"code": "123456"})

    assert texts == []
    assert f"如果{OLD}就是那份档案的手机号，验证码已经发过去了" in page.content.decode()
    assert list(wrong.context["code_form"].errors) == ["code"]


def test_known_and_unknown_numbers_are_answered_alike_to_the_byte():
    """Status and body; what differs are only tokens and masks of what was typed. Texts to one number are half a minute
    apart, so each visitor types another one."""
    VolunteerFactory(user=UserFactory(phone=OLD), document=NUMBER, name="乌云")
    answers = []
    for number, phone, old in (
        (NUMBER, "13700000001", OLD),
        (citizen_number(9, datetime.date(1990, 5, 4)), "13700000002", "13900001119"),
    ):
        visitor = Client()
        visitor.force_login(UserFactory(name="来人", phone=phone))
        first = visitor.post(CLAIM, {**SAID, "number": number})
        pages = [
            visitor.get(CODE),
            visitor.post(CODE, {"phone": old}),
            visitor.get(reverse("registration:file")),
        ]
        answers.append([(first.status_code, first.url), *[(p.status_code, without_chance(p)) for p in pages]])

    assert answers[0] == answers[1]


def without_chance(page):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    return re.sub(r"1390000111\d|\d{3}\*{4}\d{4}|\d{4}\*+\w{4}|withdraw-\d+|consents/\d+|男|女", "…", text)


def test_registering_a_known_number_asks_as_much_as_an_unknown_one(
    person, nowhere, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    VolunteerFactory(document=NUMBER)
    counts = []
    for number in (NUMBER, citizen_number(9, datetime.date(1990, 5, 4))):
        with CaptureQueriesContext(connection) as queries:
            register_volunteer(person=person(number), belonging=nowhere, by=UserFactory())
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "changes", [{"name": "乌日娜"}, {"number": citizen_number(9, datetime.date(1990, 5, 4))}]
)
def test_another_name_or_number_gets_no_code(client, file, claimant, texts, changes):
    client.force_login(claimant)
    client.post(CLAIM, {**SAID, **changes})

    client.post(CODE, {"phone": OLD})

    assert texts == []


def test_a_code_is_guessed_at_three_times(client, file, claimant, texts):
    client.force_login(claimant)
    client.post(CLAIM, SAID)
    client.post(CODE, {"phone": OLD})
    right = re.search(r"\d{6}", texts[0][1]).group()

    for wrong in ("000001", "000002", "000003"):
        client.post(CODE, {"code": wrong if wrong != right else "000009"})
    client.post(CODE, {"code": right})

    assert IdentityCase.objects.get(beneficiary=claimant).state == "pending"


def test_without_the_file_there_is_nothing_to_claim_by_phone(claim):
    with pytest.raises(Refused) as refusal:
        claim_by_phone(OLD, by=claim.beneficiary)

    assert refusal.value.code == "incorrect_code"


# --- through a reviewer ---------------------------------------------------------------------------------------


def test_a_reviewer_sees_both_sides_masked_and_hands_over(client, file, claim, reviewer, texts):
    client.force_login(reviewer)
    page = client.get(url("case", claim)).content.decode()
    shown = [file.number, file.user.masked_phone, claim.beneficiary.masked_phone, "换了手机号"]
    assert [words for words in shown if words not in page] == []
    assert (NUMBER in page, OLD in page, NEW in page) == (False, False, False)

    client.post(url("hand_over", claim))

    file.user.refresh_from_db()
    assert file.user.phone == NEW
    assert Message.objects.get(recipient=file.user).title == "档案移到了新手机号"
    assert AuditRow.objects.get(action="identity.handed_over").actor == reviewer


def test_the_old_phone_is_told(file, claim, reviewer):
    from apps.core.models import OutboxItem

    hand_over(claim, by=reviewer)

    item = OutboxItem.objects.get(kind="phone_changed")
    assert (NEW in str(item.payload), OLD in str(item.payload)) == (False, False)


def test_sessions_and_programs_of_both_accounts_end(client, file, claim, reviewer):
    from rest_framework.authtoken.models import Token

    Token.objects.create(user=file.user, key="x" * 40)
    old, second = Client(), Client()
    old.force_login(file.user)
    second.force_login(claim.beneficiary)

    hand_over(claim, by=reviewer)

    home = reverse("registration:file")
    assert [visitor.get(home).status_code for visitor in (old, second)] == [302, 302]
    assert not Token.objects.exists()


def test_a_registration_of_somebody_who_has_a_file_is_handed_over_as_well(file, person, nowhere, reviewer):
    second = UserFactory(phone=NEW)
    register_volunteer(person=person(NUMBER), belonging=nowhere, by=second)

    hand_over(IdentityCase.objects.get(beneficiary=second), by=reviewer)

    file.user.refresh_from_db()
    assert file.user.phone == NEW


def test_an_account_that_acts_for_others_is_not_given_away(file, claim, reviewer):
    StaffFactory(user=file.user)

    with pytest.raises(Refused) as refusal:
        hand_over(claim, by=reviewer)

    assert refusal.value.code == "holds_posts"


def test_a_file_of_another_banner_is_left_to_the_office_above(client, file, claim, reviewer):
    Volunteer.objects.filter(pk=file.pk).update(region="150429")
    above = OfficerFactory(region="1504").user

    with pytest.raises(Refused) as refusal:
        hand_over(claim, by=reviewer)
    hand_over(claim, by=above)

    assert refusal.value.code == "elsewhere"


def test_without_a_file_there_is_nothing_to_hand_over(claim, reviewer):
    with pytest.raises(Refused) as refusal:
        hand_over(claim, by=reviewer)

    assert refusal.value.code == "nothing_to_hand_over"


def test_nobody_hands_a_file_over_to_themselves(file, person):
    own = OfficerFactory(user=UserFactory(phone=NEW)).user
    claim_file(identity=person(NUMBER).identity, region=person().region, story="换了手机号", by=own)

    with pytest.raises(Refused):
        hand_over(IdentityCase.objects.get(beneficiary=own), by=own)


def test_nobody_gives_away_their_own_file(claim, file):
    OfficerFactory(user=file.user)

    with pytest.raises(Refused) as refusal:
        hand_over(claim, by=file.user)

    assert refusal.value.code == "own_case"


def test_a_second_document_of_the_same_person_is_wondered_at(client, file, person, nowhere, reviewer):
    """An ID card and a passport are two numbers; name, sex and birth date are one person's."""
    passport = Identity("乌云", "passport", "E12345678", file.sex, file.birth_date, "CHN")
    register_volunteer(person=Person(passport, file.region, ["03"]), belonging=nowhere, by=UserFactory())
    register_volunteer(person=person(OTHER, name="旁人"), belonging=nowhere, by=UserFactory())
    client.force_login(reviewer)

    page = client.get(reverse("registration:cases", args=["150430"]))

    assert [case.has_namesake for case in page.context["page"]] == [True, False]
    assert "有同名同生日的人" in page.content.decode()


# --- somebody else had passed ---------------------------------------------------------------------------------


def test_an_impostor_is_voided_and_the_right_person_passes(client, file, claim, reviewer, person, nowhere):
    right = UserFactory()
    register_volunteer(person=person(NUMBER), belonging=nowhere, by=right)
    case = IdentityCase.objects.get(beneficiary=right)
    client.force_login(reviewer)

    client.post(url("void", case), {"void-reason": "本人持证到场，原来那份是冒用的。"})
    client.post(reverse("registration:pass", args=["150430"]), {"case": case.pk})

    file.refresh_from_db()
    assert file.identity_state == "voided"
    assert Volunteer.objects.get(user=right).identity_state == "passed"
    assert "冒用" in Message.objects.get(recipient=file.user).body
    assert AuditRow.objects.get(action="identity.voided").subject_id == file.pk


def test_what_only_a_passed_identity_allowed_ends_with_it(reviewer):
    guardianship = GuardianshipFactory()
    guardian = guardianship.guardian
    child = guardianship.child
    for purpose in ("minor", "minor_data"):
        ConsentFactory(user=child.user, given_by=guardian.user, purpose=purpose)
    own, childs = SignupFactory(volunteer=guardian), SignupFactory(volunteer=child)
    post = StaffFactory(user=guardian.user)

    void_identity(guardian, by=reviewer, reason="冒用。")

    for signup in (own, childs):
        signup.refresh_from_db()
        assert signup.state == "left"
    child.refresh_from_db()
    assert (child.guardian_code is not None, child.has_guardian_consent()) == (True, False)

    assert not Post.objects.held_by(guardian.user).exists()
    assert Post.objects.get(pk=post.pk).until is not None
    assert Guardianship.objects.get().ended_at is not None


def test_a_passed_case_can_be_voided_from_its_page(client, reviewer, person, nowhere):
    volunteer = register_volunteer(person=person(), belonging=nowhere, by=UserFactory())
    case = IdentityCase.objects.get()
    pass_identity(IdentityCase.objects.all(), by=reviewer)
    client.force_login(reviewer)

    assert list(client.post(url("void", case), {"void-reason": " "}).context["void_form"].errors) == [
        "reason"
    ]
    client.post(url("void", case), {"void-reason": "冒用。"})

    volunteer.refresh_from_db()
    assert volunteer.identity_state == "voided"
    page = client.get(url("case", case)).content.decode()
    assert 'name="void-reason"' not in page


def test_a_voided_file_is_no_longer_filled(client, file, reviewer):
    void_identity(file, by=reviewer, reason="冒用。")
    client.force_login(file.user)

    assert client.get(reverse("registration:start")).url == reverse("registration:file")
    assert "实名核验作废了" in client.get(reverse("registration:file")).content.decode()
    assert client.get(CLAIM).url == reverse("registration:file")


@pytest.mark.django_db(transaction=True)
def test_of_twenty_claims_to_one_number_passed_at_once_one_passes(person, nowhere):
    import threading

    from django.db import connection

    reviewers = [OfficerFactory().user for _ in range(20)]
    cases = []
    for _ in range(20):
        register_volunteer(person=person(NUMBER), belonging=nowhere, by=UserFactory())
        cases.append(IdentityCase.objects.latest("pk").pk)
    answers, together = [], threading.Barrier(20)

    def run(pk, by):
        together.wait()
        try:
            pass_identity(IdentityCase.objects.filter(pk=pk), by=by)
            answers.append("passed")
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(cases, reviewers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["document_already_passed"] * 19 + ["passed"]
    assert Volunteer.objects.passed().count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "乌\x00云"),
        ("number", "1" * 1_000_000),
        ("document_type", "x"),
        ("story", ""),
        ("story", "换" * 201),
        ("consent", ""),
        ("banner", "150102"),
        ("birth_date", "0000-00-00"),
        ("sex", "9"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_where_it_is_typed(client, claimant, field, value):
    client.force_login(claimant)

    page = client.post(CLAIM, {**SAID, field: value})

    assert (page.status_code, field in page.context["form"].errors) == (200, True)
    assert not Volunteer.objects.exists()


def test_a_claim_is_handed_in_once(client, claimant):
    client.force_login(claimant)
    client.post(CLAIM, SAID)

    assert client.post(CLAIM, SAID).url == reverse("registration:file")
    assert IdentityCase.objects.filter(submitted_at__lte=timezone.now()).count() == 1
