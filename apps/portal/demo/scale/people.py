"""The people: accounts and files by COPY. Numbers are valid and of nobody; all that is personal is sealed and hashed as it
always is. Nobody can sign in as one of them: their accounts have no password.
"""

import datetime
import io
from bisect import bisect_right
from functools import lru_cache

from django.db import connection
from django.utils import timezone
from stdnum.cn import ric

from apps.accounts.models import Consent, ConsentText, User
from apps.accounts.models.users import phone_hash
from apps.core import days, keyring
from apps.portal.demo.copy import cell
from apps.portal.demo.people import volunteer_numbers
from apps.portal.demo.scale.kept import run
from apps.portal.demo.scale.rows import rest_of
from apps.portal.demo.words import names
from apps.registration.models import Affiliation, Volunteer

FIRST_PHONE = 16_600_000_000
NOBODY = "!"  # no password fits
# Of forty who neither lead nor take turns: who does not come, who works, who studies; the rest are pupils.
STAYING, WORKING, STUDYING = 16, 25, 32
SKILLS, LANGUAGES = ["05", "07", "08", "09", "10", "11"], "{mn-s}"
SERVICE_FIELDS = ["03", "04", "05", "07", "09", "12", "16", "18"]
FREE = ["{16,17}", "{19,20}", "{17,20}", "{16,17,19,20}"]
EMPLOYEE, STUDENT, PUPIL, ADULT = "employee", "university", "pupil", ""
# Kind of person → days of age from, how many days on, where the orders of their numbers begin.
AGES = {
    ADULT: (19 * 366, 20_000, 600),
    EMPLOYEE: (24 * 366, 12_000, 800),
    STUDENT: (18 * 366, 1_700, 870),
    PUPIL: (7 * 366, 3_600, 600),
}


class Sheet:
    """Lines of one table as COPY reads them."""

    def __init__(self, model, *said):
        rest = rest_of(model, said)
        self.table, self.columns = model._meta.db_table, [*said, *(column for column, _default in rest)]
        self.tail = "\t".join("{}" if default == [] else cell(default) for _column, default in rest)
        self.text = io.StringIO()

    def write(self, *cells):
        self.text.write("\t".join([*map(str, cells), self.tail] if self.tail else map(str, cells)) + "\n")

    def copy(self):
        self.text.seek(0)
        columns = ", ".join(f'"{column}"' for column in self.columns)
        with connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{self.table}" ({columns}) FROM STDIN', self.text)


class Town:
    """The banner a person of the plan lives in: their place in its row says what they are."""

    def __init__(self):
        columns = "code, v0, people, o0, places, often, turning"
        self.banners = run(f"SELECT {columns} FROM demo_scale.banner ORDER BY v0")  # noqa: S608 -- our own words
        self.starts = [row[1] for row in self.banners]
        # The students of a league are at one large university, so that one roster is as long as they get.
        self.universities = {}
        for code, _v0, _people, o0, *_rest in self.banners:
            self.universities.setdefault(code[:4], o0 + 3)

    def of(self, n):
        return self.banners[bisect_right(self.starts, n) - 1]


def kind_of(at, places, often, turning):
    """What somebody at this place of the row is."""
    turn = at % 40
    if at <= places + often + turning or turn < STAYING:
        return ADULT
    return EMPLOYEE if turn < WORKING else STUDENT if turn < STUDYING else PUPIL


def is_serving(at, places, often, turning):
    """Whether the person has hours on papers: leaders have none, who takes turns always has, of the others two in seven.
    `service.PERSON` says the same to the database."""
    if at <= places:
        return False
    return at <= places + often + turning or at % 7 < 2


def load(plan):
    """A step: everybody from a number up to another."""
    town, texts = Town(), ConsentText.objects.versions()
    agreed = [(purpose, texts[purpose]) for purpose in ("terms", "identity")]

    def some(begin_at, upto):
        sheets = sheets_of_people()
        numbers = volunteer_numbers([town.of(n)[0] for n in range(begin_at, upto)])
        for n, number in zip(range(begin_at, upto), numbers, strict=True):
            person(plan, town, n, number=number, agreed=agreed, sheets=sheets)
        for sheet in sheets:
            sheet.copy()

    return some


def sheets_of_people():
    return (
        Sheet(User, "id", "name", "phone", "phone_hash", "password", "phone_verified_at", "joined_at"),
        Sheet(
            Volunteer,
            *("id", "user_id", "number", "name", "sex", "birth_date", "document_type", "document_number"),
            *("document_hash", "region_id", "identity_state", "registered_at", "passed_at", "political"),
            *("service_fields", "skill_codes", "languages", "free_times", "invitations"),
        ),
        Sheet(
            Affiliation,
            *("volunteer_id", "identity", "organization_id", "stage", "grade", "class_name"),
            *("student_number", "since"),
        ),
        Sheet(Consent, "user_id", "purpose", "version", "given_by_id", "given_at"),
    )


def person(plan, town, n, *, number, agreed, sheets):
    users, volunteers, affiliations, consents = sheets
    banner = town.of(n)
    code, v0, _people, _o0, places, often, turning = banner
    at = n - v0
    kind, keys = kind_of(at, places, often, turning), plan.keys
    user, volunteer = keys["accounts_user"] + n + 1, keys["registration_volunteer"] + n + 1
    registered = registered_on(at, places, is_serving(at, places, often, turning))
    sex, born, document = document_of(code, at, kind)
    name, phone = name_of(n, kind), str(FIRST_PHONE + n)
    users.write(
        user,
        name,
        keyring.seal(phone, "accounts_user.phone"),
        phone_hash(phone),
        NOBODY,
        registered,
        registered,
    )
    volunteers.write(
        volunteer,
        user,
        number,
        name,
        sex,
        born,
        "id_card",
        keyring.seal(document, "registration_volunteer.document_number"),
        keyring.lookup_hash("citizen", document),
        code,
        "passed",
        registered,
        registered,
        "" if kind == PUPIL else ["", "01", "03", "13"][at % 4],
        *told(n, kind),
    )
    if kind:
        affiliations.write(volunteer, *belongs(plan, town, banner, at, kind))
    if at % 8 == 0 or at <= places:
        for purpose, version in agreed:
            consents.write(user, purpose, version, user, registered)


def told(n, kind):
    """Fields of service, skills, languages, free times, and whether they want to be asked: some told much, most little."""
    grown = kind != PUPIL
    return (
        f"{{{SERVICE_FIELDS[n * 7 % 11 % 8]}}}" if n % 2 else "{}",
        f"{{{SKILLS[n // 7 % 6]}}}" if grown and n % 7 < 2 else "{}",
        LANGUAGES if n % 9 < 2 else "{}",
        FREE[n // 5 % 4] if grown and n % 5 == 0 else "{}",
        "refuse" if n % 5 == 3 else "ask",
    )


@lru_cache(maxsize=2048)
def _moment(ago):
    return (timezone.now() - datetime.timedelta(days=ago)).isoformat(timespec="seconds")


def registered_on(at, places, serving):
    """Leaders before there was anything to lead, those with hours ten months ago at the latest."""
    if at <= places:
        return _moment(1460)
    return _moment(320 + at * 131 % 1130 if serving else at * 37 % 1400)


@lru_cache(maxsize=65536)
def _born(ago):
    day = days.today() - datetime.timedelta(days=ago)
    return day.isoformat(), f"{day:%Y%m%d}"


def document_of(code, at, kind):
    """Sex, birth date and a number that nobody else of the banner has: an odd order is a man's."""
    youngest, span, first = AGES[kind]
    sex = 1 + at % 2
    born, digits = _born(youngest + at % span)
    body = f"{code}{digits}{first + 2 * (at // span) + sex % 2:03d}"
    return sex, born, body + ric.calc_check_digit(body + "0")


@lru_cache
def _called(young):
    return names("surnames"), names("young" if young else "grown"), names("mongolian")


def name_of(n, kind):
    surnames, given, mongolian = _called(kind in {PUPIL, STUDENT})
    if n % 10 < 3:
        return mongolian[n // 10 % len(mongolian)]
    return surnames[n % len(surnames)] + given[n // 7 % len(given)]


def belongs(plan, town, banner, at, kind):
    """The school or unit somebody is of, and their class: units and schools are those of the banner."""
    code, _v0, _people, o0, places, *_rest = banner
    n = town.universities[code[:4]] if kind == STUDENT else o0 + place_of(kind, at, places)
    organization, since = plan.keys["organizations_organization"] + n + 1, _september(plan.today)
    if kind == EMPLOYEE:
        return kind, organization, "", "\\N", "", "", since
    stage, grades = ("primary", 6) if kind == PUPIL else ("bachelor", 4)
    return kind, organization, stage, 1 + at // 40 % grades, f"{1 + at // 240 % 12}班", f"{at:08d}", since


def place_of(kind, at, places):
    """Schools and units are the second and third of eight places each."""
    offset = {PUPIL: 1, EMPLOYEE: 2}[kind]
    return offset + 8 * (at // 40 % ((places - offset - 1) // 8 + 1))


@lru_cache
def _september(today):
    return f"{int(today[:4]) - 1}-09-01"
