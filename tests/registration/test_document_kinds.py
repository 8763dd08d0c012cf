"""Documents other than the ID card, and one person once however a number is written."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as some
from stdnum.cn import ric

from apps.core import days, keyring
from apps.registration.documents import CITIZEN, Told, read_document, read_name, space_of, tells_all
from apps.registration.identity import read_identity
from apps.registration.models import Volunteer
from tests.factories import UserFactory, VolunteerFactory, citizen_number

TODAY = datetime.date(2026, 11, 23)
BORN = datetime.date(1990, 5, 4)
TOLD = Told(sex=2, birth_date=BORN, nationality="DEU")
NEW_CARD = "911276" + "19900504" + "002"
NEW_CARD += ric.calc_check_digit(NEW_CARD + "0")


def read(kind, text, told=TOLD):
    return read_document(kind, text, told=told, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        ("hm_pass", "H12345678", "H12345678"),
        ("hm_pass", " ｈ12345678 ", "H12345678"),
        ("hm_pass", "M12345678 02", "M12345678"),
        ("tw_pass", "１２３４５６７８", "12345678"),
        ("passport", "c01x00t47", "C01X00T47"),
        ("passport", "E 1234-5678", "E12345678"),
        ("foreign_pr", "deu123456789012", "DEU123456789012"),
        ("foreign_pr", NEW_CARD.lower(), NEW_CARD),
    ],
)
def test_each_document_is_read_by_its_own_rule(kind, typed, number):
    document = read(kind, typed)

    assert (document.number, document.birth_date, document.sex) == (number, BORN, 2)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("hm_pass", "X12345678"),
        ("hm_pass", "H1234567"),
        ("hm_pass", "H123456789"),
        ("tw_pass", "1234567"),
        ("tw_pass", "T1234567"),
        ("passport", "AB12"),
        ("passport", "ABCDEFGH"),
        ("passport", "E12345678901234567"),
        ("passport", "E1234\x005678"),
        ("passport", "护照12345"),
        ("passport", "1" * 1_000_000),
        ("foreign_pr", "DE1123456789012"),
        ("foreign_pr", "DEU12345678901"),
        ("foreign_pr", "1" + NEW_CARD[1:]),
        ("foreign_pr", NEW_CARD[:-1] + ("0" if NEW_CARD[-1] != "0" else "1")),
        ("foreign_pr", NEW_CARD[:6] + "19900231" + NEW_CARD[14:]),
        ("id_card", NEW_CARD),
        ("id_card", "H12345678"),
        ("hukou", "H12345678"),
        ("hmt_residence", NEW_CARD),
    ],
)
def test_what_is_no_such_number_is_refused(kind, typed):
    with pytest.raises(ValidationError):
        read(kind, typed)


@pytest.mark.parametrize("kind", ["hm_pass", "tw_pass", "passport"])
def test_what_the_number_does_not_say_is_asked_for(kind):
    number = {"hm_pass": "H12345678", "tw_pass": "12345678", "passport": "C01X00T47"}[kind]

    with pytest.raises(ValidationError) as wrong:
        read(kind, number, Told(nationality="DEU"))

    assert set(wrong.value.error_dict) == {"sex", "birth_date"}


def test_a_passport_says_of_which_country():
    with pytest.raises(ValidationError) as wrong:
        read("passport", "C01X00T47", Told(2, BORN))

    assert list(wrong.value.error_dict) == ["nationality"]


@pytest.mark.parametrize(
    "born", [datetime.date(2026, 11, 24), datetime.date(1800, 1, 1), datetime.date(1, 1, 1)]
)
def test_a_birth_date_that_cannot_be_is_refused(born):
    with pytest.raises(ValidationError) as wrong:
        read("hm_pass", "H12345678", Told(2, born))

    assert list(wrong.value.error_dict) == ["birth_date"]


def test_what_stands_in_the_number_is_believed_whatever_else_was_told():
    said = Told(sex=1, birth_date=datetime.date(2001, 1, 1), nationality="FRA")

    document = read("foreign_pr", NEW_CARD, said)

    assert (document.birth_date, document.sex, document.nationality) == (BORN, 2, "276")


@pytest.mark.django_db
def test_the_country_of_a_permanent_resident_is_read_from_the_card():
    new = read_identity("Anna", "foreign_pr", NEW_CARD, Told())
    old = read_identity("Anna", "foreign_pr", "DEU123456789012", TOLD)

    assert (new.nationality, old.nationality) == ("DEU", "DEU")
    with pytest.raises(ValidationError):
        read_identity("Anna", "foreign_pr", "XQX123456789012", TOLD)


def test_spaces_of_numbers():
    assert {space_of(kind, "") for kind in CITIZEN} == {"citizen"}
    assert space_of("passport", "DEU") != space_of("passport", "FRA")
    assert len({space_of(kind, "DEU") for kind in Volunteer.Document.values}) == 5
    assert (tells_all("hukou"), tells_all("foreign_pr", NEW_CARD), tells_all("tw_pass", "12345678")) == (
        True,
        True,
        False,
    )


# --- one person once, whatever the spelling -------------------------------------------------------------------

FULL_WIDTH = str.maketrans("0123456789XHM", "０１２３４５６７８９ＸＨＭ")
GAPS = some.sampled_from(["", " ", "  ", "\u3000", "-", "\t", "\u00a0", "－"])


@some.composite
def spelled(draw, number):
    """A number as somebody might type it."""
    text = "".join(character + draw(GAPS) for character in number) if draw(some.booleans()) else number
    text = text.lower() if draw(some.booleans()) else text
    text = text.translate(FULL_WIDTH) if draw(some.booleans()) else text
    return draw(GAPS) + text + draw(GAPS)


@some.composite
def citizens(draw):
    born = draw(some.dates(datetime.date(1900, 1, 1), TODAY))
    body = f"{draw(some.integers(11, 79)):02d}{draw(some.integers(0, 9999)):04d}{born:%Y%m%d}"
    body += f"{draw(some.integers(0, 999)):03d}"
    return body + ric.calc_check_digit(body + "0"), born


@given(some.data(), citizens())
@settings(max_examples=60, deadline=None)
def test_thirty_spellings_of_a_number_are_one(data, citizen):
    number, born = citizen
    spellings = {data.draw(spelled(number)) for _ in range(30)}

    read_as = {read(data.draw(some.sampled_from(["id_card", "hukou"])), text) for text in spellings}

    assert {(document.number, document.birth_date, document.space) for document in read_as} == {
        (number, born, "citizen")
    }


@given(some.text(max_size=60), some.sampled_from(Volunteer.Document.values))
@settings(max_examples=200, deadline=None)
def test_no_text_does_more_than_being_refused(text, kind):
    try:
        document = read(kind, text)
    except ValidationError:
        return
    assert document.number.isascii()
    assert keyring.lookup_hash(document.space, document.number)


@given(some.text(max_size=45))
@settings(max_examples=200, deadline=None)
def test_no_name_breaks_anything_and_reading_it_twice_changes_nothing(text):
    try:
        name = read_name(text)
    except ValidationError:
        return
    assert read_name(name) == name


@pytest.mark.parametrize("name", ["ᠮᠣᠩᠭᠣᠯ ᠤᠨ", "ᠪᠠ\u180eᠠ", "ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ"])
def test_written_mongolian_keeps_what_shapes_and_parts_its_letters(name):
    assert read_name(name) == name


@pytest.mark.parametrize("name", ["乌\u202f云", "乌\u180e云", "乌\u200d云"])
def test_signs_that_cannot_be_seen_stand_in_no_other_name(name):
    with pytest.raises(ValidationError):
        read_name(name)


# --- registering with them -------------------------------------------------------------------------------------

WHO = reverse("registration:step", args=["who"])
PASSPORT = {
    "name": "Anna Müller",
    "document_type": "passport",
    "number": "c01x00t47",
    "nationality": "DEU",
    "birth_date": "1990-05-04",
    "sex": "2",
}


@pytest.fixture
def somebody(client):
    user = UserFactory()
    client.force_login(user)
    return user


def register(client, who):
    for step, said in {
        "who": who,
        "home": {"league": "1504", "banner": "150430"},
        "wishes": {"service_fields": ["03"], "skill_codes": ["00"]},
        "identity": {"identity": "other"},
        "consent": {"identity": "on"},
    }.items():
        answer = client.post(reverse("registration:step", args=[step]), said)
    return answer


@pytest.mark.django_db
def test_somebody_registers_with_a_passport(client, somebody):
    register(client, PASSPORT)

    volunteer = Volunteer.objects.get(user=somebody)
    assert (volunteer.document_number, volunteer.nationality_id, volunteer.birth_date, volunteer.sex) == (
        "C01X00T47",
        "DEU",
        BORN,
        2,
    )
    assert (volunteer.name, volunteer.skill_codes) == ("Anna Müller", [])


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["nationality", "birth_date", "sex"])
def test_what_a_passport_number_does_not_say_is_asked_for_beside_its_field(client, somebody, missing):
    page = client.post(WHO, {**PASSPORT, missing: ""})

    assert list(page.context["form"].errors) == [missing]
    assert 'value="Anna Müller"' in page.content.decode()


@pytest.mark.django_db
def test_of_an_id_card_nothing_more_is_asked(client, somebody):
    answer = client.post(
        WHO, {"name": "乌云", "document_type": "id_card", "number": citizen_number(7, BORN), "birth_date": ""}
    )

    assert answer.url == reverse("registration:step", args=["home"])


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "told"), [(15, False), (16, True)])
def test_from_sixteen_on_a_household_book_is_wondered_at_but_taken(client, somebody, years_ago, age, told):
    number = citizen_number(7, years_ago(age))
    who = {"name": "乌云", "document_type": "hukou", "number": number}
    register_until_consent = {
        "who": who,
        "home": {"league": "1504", "banner": "150430"},
        "wishes": {"service_fields": ["03"], "skill_codes": ["00"]},
        "identity": {"identity": "other"},
    }
    for step, said in register_until_consent.items():
        client.post(reverse("registration:step", args=[step]), said)

    page = client.get(reverse("registration:step", args=["consent"])).content.decode()
    register(client, who)

    assert ("年满16岁该有身份证了" in page) is told
    assert Volunteer.objects.get(user=somebody).document_type == "hukou"


@pytest.mark.django_db
def test_a_child_passed_by_the_household_book_is_the_same_person_with_an_id_card(client, somebody):
    there = VolunteerFactory(document=citizen_number(7, BORN), document_type="hukou")

    register(client, {"name": "乌云", "document_type": "id_card", "number": citizen_number(7, BORN).lower()})

    assert Volunteer.objects.get(user=somebody).document_hash == there.document_hash


@pytest.mark.django_db
def test_no_skill_and_some_skill_are_answers_and_no_answer_is_none(client, somebody):
    wishes = reverse("registration:step", args=["wishes"])
    client.post(WHO, {"name": "乌云", "document_type": "id_card", "number": citizen_number(7, BORN)})
    client.post(reverse("registration:step", args=["home"]), {"league": "1504", "banner": "150430"})

    page = client.post(wishes, {"service_fields": ["03"]})

    assert list(page.context["form"].errors) == ["skill_codes"]
    assert client.post(wishes, {"service_fields": ["03"], "skill_codes": ["00", "02"]}).status_code == 302
    assert days.today()
