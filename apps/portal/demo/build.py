"""Builds the demo region in one transaction, a set at a time. The same seed gives the same people on the same day."""

import datetime
from random import Random

from django.db import transaction

from apps.accounts.models import Consent, User
from apps.core import days
from apps.organizations.models import Office, Organization, Post
from apps.portal.demo import places
from apps.portal.demo.cast import ACCOUNTS, CHILD_AGE, HOME
from apps.portal.demo.people import TERMS, People, open_cases
from apps.portal.demo.service import Service
from apps.portal.demo.words import PUPIL_ACTIVITIES
from apps.regions.models import Region
from apps.registration.models import Affiliation, Guardianship

SEED = 20201117
STAGES = {"primary_school": ("pupil", "primary"), "university": ("university", "bachelor")}


def is_built():
    return User.objects.with_phone(ACCOUNTS[0].phone) is not None


class Region15:
    """The demo region while it is being built."""

    def __init__(self, say):
        self.say = say
        self.random = Random(SEED)
        self.people = People(self.random)
        self.cast = {}

    @transaction.atomic
    def build(self):
        self.say("部门和演示账号")
        self.offices()
        self.say("组织、学校和单位")
        self.organizations = [
            *places.build(self.people, self.reviewer, self.random),
            *self.cast_organizations(),
        ]
        places.waiting(self.people, self.random)
        self.say("志愿者")
        self.volunteers()
        self.say("活动、报名和时长")
        self.serve()

    # --- who ---------------------------------------------------------------------------------------

    def offices(self):
        """Accounts of the cast that hold a post in an office."""
        accounts = {account.key: account for account in ACCOUNTS}
        keys = [
            "reviewer",
            "league",
            "region",
            "education",
            "owner",
            "staff",
            "association",
            "school",
            "unit",
        ]
        users = self.people.users([accounts[k].name for k in keys], [accounts[k].phone for k in keys])
        self.cast = dict(zip(keys, users, strict=True))
        self.reviewer = self.cast["region"]
        Post.objects.bulk_create(
            Post(
                user=self.cast[key],
                office=Office.objects.get(kind_id=kind, region_id=region),
                role=role,
                since=places.SINCE,
            )
            for key, kind, region, role in [
                ("reviewer", "youth_league", HOME, "officer"),
                ("league", "civilization", HOME[:4], "officer"),
                ("region", "youth_league", "15", "officer"),
                ("education", "education", "15", "reader"),
            ]
        )

    def cast_organizations(self):
        """The organisations the cast works for."""
        home = Region.objects.get(pk=HOME)
        introductions = {
            "team": "我们住在晨光社区，谁家有事搭把手：搬菜、扫雪、陪看病。",
            "youth_assoc": "新城区青年志愿者协会，认定本区志愿者的星级。",
        }
        made = [
            places.organization(
                home, kind, name, self.cast[key], self.reviewer, introduction=introductions.get(kind, "")
            )
            for key, kind, name in [
                ("owner", "team", "晨光社区邻里志愿队"),
                ("association", "youth_assoc", "新城区青年志愿者联谊协会"),
                ("school", "primary_school", "新城区丁香路小学"),
                ("unit", "state_firm", "呼和浩特供电新城分公司"),
            ]
        ]
        Organization.objects.bulk_create(made)
        posts = [Post(user=o.applied_by, organization=o, role="owner", since=places.SINCE) for o in made]
        posts.append(Post(user=self.cast["staff"], organization=made[0], role="staff", since=places.SINCE))
        Post.objects.bulk_create(posts)
        self.team, _, self.school, self.unit = made
        return made

    def volunteers(self):
        """Adults in every banner, students and employees where they study and work, the cast's own volunteers."""
        random, people = self.random, self.people
        banners = list(Region.objects.banners().values_list("code", flat=True))
        adults = people.volunteers(
            [(code, people.birth_date(19, 75), "passed") for code in banners for _ in range(28)]
        )
        self.adults = {code: adults[i * 28 : i * 28 + 28] for i, code in enumerate(banners)}
        # In every banner some registered and never came: how many differs, as in life.
        self.active = {code: group[: random.randint(12, 26)] for code, group in self.adults.items()}
        waiting = people.volunteers(
            [
                (code, people.birth_date(19, 70), "pending")
                for code in [*random.sample(banners, 40), *[HOME] * 6]
            ]
        )
        refused = people.volunteers(
            [(code, people.birth_date(19, 70), "refused") for code in random.sample(banners, 12)]
        )
        self.members()
        mine = self.cast_volunteers()
        everybody = [
            *adults,
            *waiting,
            *refused,
            *mine,
            *(v for group in self.by_place.values() for v in group),
        ]
        open_cases(everybody, self.reviewer, random)

    def members(self):
        """Students of the schools and employees of the units, with affiliation; guardians for those under 18."""
        people = self.people
        self.by_place = {}
        for place in self.organizations:
            kind = place.kind_id
            if kind not in {"primary_school", "university", "agency", "state_firm"}:
                continue
            size, youngest, oldest = {"primary_school": (40, 7, 12), "university": (60, 18, 23)}.get(
                kind, (30, 24, 58)
            )
            code = place.region_id if len(place.region_id) == 6 else f"{place.region_id}02"
            code = (
                code if code in self.adults else next(c for c in self.adults if c.startswith(place.region_id))
            )
            group = people.volunteers(
                [(code, people.birth_date(youngest, oldest), "passed") for _ in range(size)]
            )
            self.by_place[place.pk] = group
            Affiliation.objects.bulk_create(self._affiliation(v, place, i) for i, v in enumerate(group))
            if kind == "primary_school":
                self.guard(group, code)

    def _affiliation(self, volunteer, place, i):
        identity, stage = STAGES.get(place.kind_id, ("employee", ""))
        grade = 1 + i % (6 if stage == "primary" else 4)
        school = identity != "employee"
        year = "一二三四五六"[grade - 1]
        return Affiliation(
            volunteer=volunteer,
            identity=identity,
            organization=place,
            stage=stage,
            grade=grade if school else None,
            class_name=f"{year}年级{1 + i // 20}班" if school else "",
            student_number=f"{days.this_year() - grade}{i:04d}" if school else "",
            since=datetime.date(days.this_year() - 1, 9, 1),
        )

    def guard(self, children, code):
        """A grown-up of the same banner for each child, with the consents the law asks for."""
        pairs = [(child, self.random.choice(self.adults[code])) for child in children]
        self.link(pairs)

    def link(self, pairs):
        Guardianship.objects.bulk_create(
            Guardianship(guardian=g, child=c, relation="parent") for c, g in pairs
        )
        Consent.objects.bulk_create(
            Consent(user_id=child.user_id, purpose=purpose, version=TERMS, given_by_id=guardian.user_id)
            for child, guardian in pairs
            for purpose in ("minor", "minor_data")
        )

    def cast_volunteers(self):
        """苏日娜, 王小满, 王建国 and 李晓敏."""
        today = days.today()
        names = {a.key: (a.name, a.phone) for a in ACCOUNTS}
        born = {
            "volunteer": datetime.date(1994, 5, 4),
            "child": datetime.date(today.year - CHILD_AGE, 1, 15),
            "guardian": datetime.date(1985, 10, 1),
            "newcomer": datetime.date(2001, 3, 8),
        }
        made = self.people.volunteers(
            [(HOME, born[k], "pending" if k == "newcomer" else "passed", *names[k]) for k in born]
        )
        self.sun, child, guardian, _ = made
        self.link([(child, guardian)])
        self.by_place[self.school.pk] = [*self.by_place.get(self.school.pk, [])]
        Affiliation.objects.bulk_create(
            [self._affiliation(child, self.school, 7), self._affiliation(self.sun, self.unit, 31)]
        )
        self.child = child
        return made

    # --- what they did --------------------------------------------------------------------------------

    def serve(self):
        random, service = self.random, Service(self.random, self.reviewer)
        by_region = {}
        for organization in self.organizations:
            by_region.setdefault(organization.region_id, []).append(organization)
        for league in Region.objects.leagues().values_list("code", flat=True):
            pool = [v for code, group in self.active.items() if code.startswith(league) for v in group]
            shares = [0.72] * 2 + [0.45] * 3 + [0.27] * 5 + [0.14] * 9 + [0.05] * 16
            regulars = list(zip(random.sample(pool, len(shares)), shares, strict=True))
            if HOME.startswith(league):
                regulars.append((self.sun, 0.15))
            centre = next(
                o
                for code in self.adults
                if code.startswith(league)
                for o in by_region[code]
                if o.kind_id == "practice_centre"
            )
            service.standing_duty(centre, regulars)
        for organization in self.organizations:
            self._year_of(organization, service)
        for _ in range(3):
            service.past(
                self.team,
                [self.sun, *random.sample(self.active[HOME], 7)],
                random.randint(1, 5),
                state="pending",
            )
            service.coming(self.team, random.sample(self.active[HOME], 4), random.randint(2, 9))
        service.coming(self.team, [self.sun], 3)
        service.about_to_begin(self.team, [self.sun, *random.sample(self.active[HOME], 5)])
        service.in_review(self.team, 9)
        service.write()

    def _year_of(self, organization, service):
        """What an organisation did in the last twelve months and has planned."""
        random, kind = self.random, organization.kind_id
        if kind == "team":
            pool = self.active[organization.region_id]
            for _ in range(5):
                service.past(
                    organization, random.sample(pool, random.randint(4, 12)), random.randint(12, 350)
                )
            if random.random() < 0.4:
                service.past(organization, random.sample(pool, 6), random.randint(1, 6), state="pending")
            service.coming(organization, random.sample(pool, random.randint(0, 5)), random.randint(1, 25))
            if random.random() < 0.15:
                service.in_review(organization, random.randint(5, 25))
        elif organization.pk in self.by_place:
            group = self.by_place[organization.pk]
            if kind == "primary_school":
                for _ in range(9):
                    self._pupils(organization, group, service)
            else:
                for _ in range(16 if kind == "university" else 9):
                    service.past(
                        organization, random.sample(group, int(len(group) * 0.7)), random.randint(3, 320)
                    )

    def _pupils(self, school, group, service):
        day = days.today() - datetime.timedelta(days=self.random.randint(5, 320))
        start = days.start_of(day) + datetime.timedelta(hours=9)
        (shift,) = service.activity(
            self.random.choice(PUPIL_ACTIVITIES),
            school,
            [(start, start + datetime.timedelta(hours=3))],
            capacity=60,
        )
        for child in self.random.sample(group, int(len(group) * 0.75)):
            service.serve(shift, child)
