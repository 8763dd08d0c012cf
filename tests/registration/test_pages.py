"""Registration as a person walks through it."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Session
from apps.core.text import grams
from apps.registration.actions import refuse_identity
from apps.registration.draft import KEY
from apps.registration.models import Affiliation, IdentityCase, Volunteer
from tests.factories import (
    OfficerFactory,
    OrganizationFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
)
from tests.world import agree

pytestmark = pytest.mark.django_db

START = reverse("registration:start")
NUMBER = citizen_number(7, datetime.date(1990, 5, 4))
WHO = {"name": "其其格·巴雅尔", "document_type": "id_card", "number": NUMBER}
HOME = {"league": "1504", "banner": "150430"}
WISHES = {"service_fields": ["03", "16"], "skill_codes": ["07"], "skills": "蒙汉翻译"}
OTHER = {"identity": "other", "political": ""}
PUPIL = {"identity": "pupil", "political": ""}
CONSENT = {"identity": "on"}


def url(step):
    return reverse("registration:step", args=[step])


CHANGE, CHANGE_PLACE = reverse("registration:change"), reverse("registration:change_place")


def walk(client, *, upto="consent", **changes):
    """Fill the steps in their order; returns the last answer."""
    steps = {"who": WHO, "home": HOME, "wishes": WISHES, "identity": OTHER, "consent": CONSENT, **changes}
    for step in list(steps)[: list(steps).index(upto) + 1]:
        answer = client.post(url(step), steps[step])
    return answer


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def school():
    return OrganizationFactory(kind_id="primary_school", name="新惠第一小学", grams=grams("新惠第一小学"))


def test_the_steps_lead_to_a_file(client, user):
    assert client.get(START).url == url("who")

    answer = walk(client)

    volunteer = Volunteer.objects.get(user=user)
    assert answer.url == reverse("registration:file")
    assert (volunteer.name, volunteer.document_number) == ("其其格·巴雅尔", NUMBER)
    assert (volunteer.region_id, volunteer.service_fields, volunteer.skills) == (
        "150430",
        ["03", "16"],
        "蒙汉翻译",
    )
    assert KEY not in client.session
    assert client.get(START).url == client.get(url("who")).url == reverse("registration:file")


def test_nobody_skips_a_step(client, user):
    walk(client, upto="home")

    assert client.get(url("consent")).url == START
    assert client.get(START).url == url("wishes")
    assert client.get(url("nonsense")).url == START


def test_what_was_typed_waits_on_the_way_back(client, user):
    walk(client, upto="home")

    back = client.post(url("wishes"), {"service_fields": ["16"], "skills": "开车", "back": "1"})

    assert back.url == url("home")
    assert client.get(url("wishes")).context["form"].initial == {"service_fields": ["16"], "skills": "开车"}
    assert client.get(url("who")).context["form"].initial == WHO


def test_going_back_from_a_search_that_found_nothing_keeps_the_school(client, user, school):
    walk(client, upto="identity", identity=PUPIL)
    client.post(url("place"), {"organization": school.pk, "grade": "primary-3", "class_name": "三年级2班"})

    client.post(url("place"), {"back": "1"})

    assert client.get(url("place")).context["found"] == [school]


def test_the_number_waits_sealed(client, user):
    walk(client, upto="who")

    assert client.session[KEY]["who"]["number"] == [NUMBER]
    for session in Session.objects.all():
        assert NUMBER not in session.session_data
        assert session.session_data.startswith("k")


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(client, user):
    page = client.post(url("who"), {**WHO, "number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")})

    assert page.context["form"].errors == {"number": ["最后一位对不上，请对着证件再看一眼。"]}
    assert 'value="其其格·巴雅尔"' in page.content.decode()


@pytest.mark.parametrize(
    ("step", "field", "value"),
    [
        ("who", "name", ""),
        ("who", "name", "名" * 41),
        ("who", "name", "乌\x00云"),
        ("who", "name", "𠮷" * 250_000),
        ("who", "number", "1" * 1_000_000),
        ("who", "number", "15250219960501406\x00"),
        ("who", "document_type", "library_card"),
        ("home", "league", "1599"),
        ("home", "banner", "1504"),
        ("home", "banner", "150102"),
        ("wishes", "service_fields", ["xx"]),
        ("wishes", "service_fields", []),
        ("wishes", "skills", "会" * 201),
        ("identity", "identity", "king"),
        ("identity", "political", "99"),
        ("consent", "identity", ""),
    ],
)
def test_bad_input_is_refused_where_it_is_typed(client, user, step, field, value):
    steps = {"who": WHO, "home": HOME, "wishes": WISHES, "identity": OTHER, "consent": CONSENT}

    page = walk(client, upto=step, **{step: {**steps[step], field: value}})

    assert (page.status_code, field in page.context["form"].errors) == (200, True)
    assert Volunteer.objects.count() == 0


def test_a_name_with_a_rare_character_is_taken(client, user):
    walk(client, who={**WHO, "name": "𠮷仁"})

    assert Volunteer.objects.get().name == "𠮷仁"


def test_a_pupil_finds_the_school_and_says_which_class(client, user, school):
    assert walk(client, upto="identity", identity=PUPIL).url == url("place")

    page = client.get(url("place"), {"q": "新惠"})
    assert page.context["found"] == [school]
    client.post(
        url("place"),
        {
            "organization": school.pk,
            "grade": "primary-3",
            "class_name": "三年级2班",
            "student_number": "",
        },
    )
    client.post(url("consent"), CONSENT)

    belongs = Affiliation.objects.get()
    assert (belongs.organization, belongs.stage, belongs.grade, belongs.class_name) == (
        school,
        "primary",
        3,
        "2班",
    )
    assert "新惠第一小学，三年级2班" in client.get(reverse("registration:file")).content.decode()


def test_places_are_looked_for_in_the_own_league_unless_asked_otherwise(client, user, school):
    there = OrganizationFactory(
        kind_id="primary_school", name="新惠路小学", grams=grams("新惠路小学"), region_id="150102"
    )
    walk(client, upto="identity", identity=PUPIL)

    near = client.get(url("place"), {"q": "新惠"}).context["found"]
    everywhere = client.get(url("place"), {"q": "新惠", "everywhere": "1"}).context["found"]

    assert (near, everywhere) == ([school], [school, there])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organization": ""}, "organization"),
        ({"organization": "x"}, "organization"),
        ({"organization": "9" * 30}, "organization"),
        ({"organization": "\x00"}, "organization"),
        ({"grade": "bachelor-1"}, "grade"),
        ({"grade": "high-1"}, "grade"),
        ({"grade": "primary-7"}, "grade"),
        ({"grade": "primary-0"}, "grade"),
        ({"grade": "3"}, "grade"),
        ({"class_name": "四年级2班"}, "class_name"),
        ({"class_name": "三年级"}, "class_name"),
        ({"class_name": ""}, "class_name"),
        ({"class_name": "班" * 21}, "class_name"),
        ({"student_number": "1" * 31}, "student_number"),
    ],
)
def test_a_class_that_cannot_be_is_refused(client, user, school, changes, field):
    walk(client, upto="identity", identity=PUPIL)
    filled = {"organization": school.pk, "grade": "primary-3", "class_name": "三年级2班"}

    page = client.post(url("place"), {**filled, **changes})

    assert field in page.context["form"].errors


def years_offered(page):
    return [group for group, _years in page.context["form"].fields["grade"].choices if group]


@pytest.mark.parametrize(
    ("kind", "stages"),
    [
        ("primary_school", ["小学"]),
        ("middle_school", ["小学", "初中"]),
        ("high_school", ["小学", "初中", "高中、中职"]),
        ("vocational", ["高中、中职"]),
    ],
)
def test_the_years_offered_are_those_of_the_schools_found(client, user, kind, stages):
    OrganizationFactory(kind_id=kind, name="锦山学校", grams=grams("锦山学校"))
    walk(client, upto="identity", identity=PUPIL)

    assert years_offered(client.get(url("place"), {"q": "锦山"})) == stages


def test_a_search_without_a_word_says_so(client, user):
    walk(client, upto="identity", identity=PUPIL)

    assert "先写几个字再找。" in client.get(url("place"), {"q": " "}).content.decode()
    assert "先写几个字再找。" not in client.get(url("place")).content.decode()


def test_whoever_finds_no_school_goes_on_without_one(client, user):
    walk(client, upto="identity", identity={"identity": "pupil", "political": "20"})

    assert client.post(url("place"), {"elsewhere": "1"}).url == url("consent")
    client.post(url("consent"), CONSENT)

    assert Affiliation.objects.get().identity == "other"
    assert Volunteer.objects.get().political == "20"


@pytest.mark.parametrize(
    ("identity", "names", "heading"),
    [
        ("pupil", ["本人", "住处", "服务", "身份", "学校", "同意"], "在哪里上学"),
        ("employee", ["本人", "住处", "服务", "身份", "单位", "同意"], "在哪里上班"),
    ],
)
def test_the_steps_shown_are_the_pages_there_are(client, user, identity, names, heading):
    page = client.get(url("who")).content.decode()
    assert "第1步，共5步" in page

    walk(client, upto="identity", identity={"identity": identity, "political": ""})
    context = client.get(url("place")).context

    assert (context["names"], context["mark"], context["heading"]) == (names, 5, heading)


def test_a_company_is_no_school(client, user):
    firm = OrganizationFactory(kind_id="private_firm")
    walk(client, upto="identity", identity=PUPIL)

    page = client.post(
        url("place"), {"organization": firm.pk, "grade": "primary-3", "class_name": "三年级2班"}
    )

    assert "organization" in page.context["form"].errors


def test_a_school_that_closed_meanwhile_is_asked_for_again(client, user, school):
    walk(client, upto="identity", identity=PUPIL)
    client.post(url("place"), {"organization": school.pk, "grade": "primary-3", "class_name": "三年级2班"})
    school.state = "closed"
    school.save()

    assert client.post(url("consent"), CONSENT).url == START
    assert client.get(START).url == url("place")


def test_the_answer_does_not_tell_whether_a_number_is_known(client, user):
    VolunteerFactory(document=NUMBER)
    unknown = Client()
    unknown.force_login(UserFactory(name=user.name, phone="13900009999"))

    answers = []
    for visitor, number in ((client, NUMBER), (unknown, citizen_number(8, datetime.date(1990, 5, 4)))):
        page = walk(visitor, who={**WHO, "number": number})
        text = visitor.get(page.url).content.decode()
        answers.append((page.status_code, page.url, without_chance(text)))

    assert answers[0] == answers[1]


def without_chance(page):
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return re.sub(r"\d{3}\*{4}\d{4}|\d{4}\*+\w{4}|withdraw-\d+|consents/\d+|男|女", "…", page)


def test_a_refused_person_finds_what_was_said_and_types_the_number_again(client, user):
    walk(client, who={**WHO, "name": "其其格"})
    refuse_identity(IdentityCase.objects.get(), by=OfficerFactory().user, reason="名字不全。")

    assert "名字不全。" in client.get(reverse("registration:file")).content.decode()
    assert client.get(START).url == url("who")
    assert client.get(url("who")).context["form"].initial == {"name": "其其格", "document_type": "id_card"}
    walk(client)

    assert Volunteer.objects.get().name == "其其格·巴雅尔"
    assert IdentityCase.objects.pending().count() == 1


@pytest.mark.parametrize("name", ["file", "children", "change", "change_place", "link"])
def test_strangers_are_asked_to_sign_in(client, name):
    assert client.get(reverse(f"registration:{name}")).url.startswith(reverse("account_login"))


def test_a_stranger_is_led_to_opening_an_account_and_on_to_registration(client):
    answer = client.get(START)

    assert answer.url == f"{reverse('account_signup')}?next={START}"
    assert reverse("account_login") in client.get(answer.url).content.decode()


def test_the_own_file_shows_the_name_and_masks_the_numbers(client, user):
    walk(client)

    page = client.get(reverse("registration:file")).content.decode()

    assert NUMBER not in page
    assert user.phone not in page
    assert "其其格·巴雅尔" in page


def test_an_own_agreement_is_taken_back_by_a_button_and_the_terms_are_not(client, user):
    walk(client)
    consents = client.get(reverse("registration:file")).context["consents"]
    theirs = VolunteerFactory()

    (identity,) = consents
    assert client.get(reverse("registration:withdraw", args=[identity.pk])).status_code == 405
    client.post(reverse("registration:withdraw", args=[identity.pk]))

    assert Volunteer.objects.get(user=user).identity_state == "refused"
    assert client.post(reverse("registration:withdraw", args=[theirs.pk + 10**6])).status_code == 404


def test_what_stops_is_said_where_it_is_taken_back_in_the_file(client, user):
    walk(client)
    agree(user, "location", by=user)

    page = client.get(reverse("registration:file")).content.decode()

    assert "正在核验的会停下来，要再登记得重新同意" in page
    assert "以后签到不再读取位置，改用签到码或由负责人点名，不影响时长" in page


def test_moving_to_another_school_by_the_page(client, user, school):
    walk(client)
    first = client.get(CHANGE)
    said = client.post(CHANGE, {"identity": "pupil", "political": "20"})
    second = client.get(CHANGE_PLACE, {"q": "新惠"})
    answer = client.post(
        CHANGE_PLACE, {"organization": school.pk, "grade": "primary-3", "class_name": "三年级2班"}
    )

    assert first.context["form"].initial == {"identity": "other", "political": ""}
    assert said.url == CHANGE_PLACE
    assert second.context["found"] == [school]
    assert answer.url == reverse("registration:file")
    assert Affiliation.objects.get(until=None).organization == school
    assert Volunteer.objects.get().political == "20"


def test_leaving_school_by_the_page(client, user, school):
    walk(client)
    assert client.post(CHANGE, {"identity": "other", "political": "13"}).url == CHANGE_PLACE
    assert client.get(CHANGE_PLACE).status_code == 200
    client.post(CHANGE_PLACE)

    assert Affiliation.objects.get(until=None).identity == "other"
    assert Volunteer.objects.get().political == "13"
    assert client.get(CHANGE_PLACE).url == CHANGE


def test_who_finds_no_school_moves_without_one(client, user):
    walk(client)
    client.post(CHANGE, {"identity": "pupil", "political": "20"})

    assert client.post(CHANGE_PLACE, {"elsewhere": "1"}).url == CHANGE_PLACE
    client.post(CHANGE_PLACE)

    assert Affiliation.objects.get(until=None).identity == "other"


def test_what_one_is_stands_in_no_address(client, user):
    """An address is kept in the history and in logs; political status belongs into neither."""
    walk(client)
    client.get(CHANGE, {"identity": "other", "political": "13"})
    client.post(f"{CHANGE}?identity=other&political=13")
    client.post(CHANGE, {"identity": "pupil", "political": "20"})

    page = client.get(CHANGE_PLACE).content.decode()

    assert "political" not in page
    assert client.session["registration_change"] == {"identity": "pupil", "political": "20", "also": False}
