"""Invented volunteers with valid invented numbers, in every banner."""

import collections
import datetime
import itertools

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone
from stdnum import luhn
from stdnum.cn import ric

from apps.accounts.models import Consent, ConsentText, User
from apps.core import days
from apps.portal.demo.cast import MEN, WOMEN
from apps.portal.demo.words import REASONS, names
from apps.registration.models import IdentityCase, Volunteer

PASSWORD = "beijiang-2026"
ADULT, YOUNG = 18, 24
GROWN_SKILLS = ["", "", "蒙古语翻译", "急救", "摄影", "驾驶", "理发", "法律咨询"]


def citizen_number(banner, birth_date, n):
    body = f"{banner}{birth_date:%Y%m%d}{n % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def volunteer_numbers(regions):
    """A number for each region code given, from the sequence real numbers come from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('registration_volunteer_number') FROM generate_series(1, %s)", [len(regions)]
        )
        bodies = [f"{code[:4]}{n}" for code, (n,) in zip(regions, cursor.fetchall(), strict=True)]
    return [body + luhn.calc_check_digit(body) for body in bodies]


def sex_of(name):
    """What the name says to whoever reads it; None for names of both."""
    called = {name, name[1:]}  # 萨仁, or 王 and 秀英
    if name in WOMEN or called & set(names("women")):
        return Volunteer.Sex.FEMALE
    if name in MEN or called & set(names("men")):
        return Volunteer.Sex.MALE
    return None


class People:
    """Makes accounts and volunteers; every password is the same and hashed once."""

    def __init__(self, random):
        self.random = random
        self.password = make_password(PASSWORD)
        self.phones = itertools.count(19900000000, 7)
        self.orders = collections.Counter()

    def name(self, *, young=False):
        if self.random.random() < 0.3:
            return self.random.choice(names("young_mongolian" if young else "mongolian"))
        return self.random.choice(names("surnames")) + self.random.choice(
            names("young" if young else "grown")
        )

    def users(self, called, phones=None):
        """Accounts with these names, all at once."""
        users = []
        for name, phone in zip(called, phones or [None] * len(called), strict=True):
            user = User(name=name, password=self.password, phone_verified_at=timezone.now())
            user.set_phone(phone or str(next(self.phones)))
            users.append(user)
        return User.objects.bulk_create(users, batch_size=2000)

    def volunteers(self, people, *, since=None):
        """Volunteers from (region code, birth date, state) or with a name and phone as well; with consent and case.
        `since` is how many days ago those who passed registered; otherwise each some other day of three years."""
        people = [(*person, None, None)[:5] for person in people]
        called = [
            name or self.name(young=days.age_on(born, days.today()) < YOUNG) for _, born, _, name, _ in people
        ]
        users = self.users(called, [phone for *_, phone in people])
        numbers = iter(volunteer_numbers([code for code, _, state, *_ in people if state == "passed"]))
        made = [
            self._volunteer(
                user,
                *person[:3],
                number=next(numbers) if person[2] == "passed" else None,
                since=since if since and person[2] == "passed" else self.random.randint(30, 1000),
            )
            for user, person in zip(users, people, strict=True)
        ]
        Volunteer.objects.bulk_create(made, batch_size=2000)
        versions = ConsentText.objects.versions()
        Consent.objects.bulk_create(
            (
                Consent(
                    user=volunteer.user,
                    purpose=purpose,
                    version=versions[purpose],
                    given_by=volunteer.user,
                    given_at=volunteer.registered_at,
                )
                for volunteer in made
                for purpose in ("terms", "identity")
            ),
            batch_size=4000,
        )
        return made

    def _volunteer(self, user, region, birth_date, state, *, number, since):
        random = self.random
        self.orders[region] += 1
        sex = random.choice([1, 2])
        sex = sex_of(user.name) or sex
        grown = days.age_on(birth_date, days.today()) >= ADULT
        registered = timezone.now() - datetime.timedelta(days=since)
        volunteer = Volunteer(
            user=user,
            number=number,
            name=user.name,
            sex=sex,
            birth_date=birth_date,
            document_type="id_card",
            region_id=region,
            service_fields=sorted(random.sample(["03", "04", "07", "09", "12", "16", "18", "20"], 2)),
            skills=random.choice(GROWN_SKILLS) if grown else "",
            political=random.choice(["", "", "01", "03", "13"]) if grown else "",
            identity_state=state,
            registered_at=registered,
            passed_at=registered + datetime.timedelta(days=1) if state == "passed" else None,
        )
        # An odd order is a man's, an even one a woman's; no two people of a banner share one.
        order = self.orders[region] * 2 + sex % 2
        volunteer.set_document(citizen_number(region, birth_date, order))
        if grown:
            tell_about(volunteer, order)
        return volunteer

    def birth_date(self, youngest, oldest):
        return days.today() - datetime.timedelta(days=self.random.randint(youngest * 365 + 5, oldest * 365))


def tell_about(volunteer, order):
    """What some of them told: skills, Mongolian spoken or written too, free weekends or evenings."""
    volunteer.skill_codes = [["05"], ["09"], ["11"], ["18"], ["20"], ["07", "25"], []][order % 7]
    volunteer.languages = ["mn-s", "mn-w"] if order % 6 == 0 else ["mn-s"] if order % 3 == 0 else []
    volunteer.free_times = [[], [16, 17, 19, 20], [3, 6, 9, 12, 15], []][order % 4]


def open_cases(volunteers, reviewer, random):
    """An identity case for each: waiting, passed or refused as the volunteer stands."""
    now = timezone.now()
    cases = []
    for volunteer in volunteers:
        done = volunteer.identity_state != "pending"
        cases.append(
            IdentityCase(
                volunteer=volunteer,
                beneficiary_id=volunteer.user_id,
                region_id=volunteer.region_id,
                state=volunteer.identity_state,
                submitted_at=volunteer.registered_at
                if done
                else now - datetime.timedelta(hours=random.randint(1, 90)),
                decided_by=reviewer if done and volunteer.user_id != reviewer.pk else None,
                decided_at=volunteer.registered_at + datetime.timedelta(days=1) if done else None,
                reason=random.choice(REASONS) if volunteer.identity_state == "refused" else "",
            )
        )
    IdentityCase.objects.bulk_create(cases, batch_size=2000)
