"""Builds the demo region in one transaction, a set at a time. The same seed gives the same people on the same day."""

from contextlib import contextmanager
from random import Random

from django.db import connection, transaction

from apps.accounts.models import User
from apps.accounts.second_factor import give_to_demo_accounts
from apps.core.models import PolicyRow
from apps.organizations.models import Office, Organization, Post
from apps.portal.demo import (
    goals,
    insured,
    lines,
    papers,
    places,
    pool,
    praise,
    residents,
    rosters,
    teams,
    training,
    year,
)
from apps.portal.demo.cast import ACCOUNTS, HOME
from apps.portal.demo.copy import analyze
from apps.portal.demo.people import People
from apps.regions.models import Region
from apps.registration.models import Affiliation, Guardianship, Volunteer

SEED = 20201117
OFFICERS = [
    ("reviewer", "youth_league", HOME, "officer"),
    ("league", "civilization", HOME[:4], "officer"),
    ("region", "youth_league", "15", "officer"),
    ("education", "education", "15", "reader"),
]
CAST_ORGANIZATIONS = [
    ("owner", "team", "晨光社区邻里志愿队"),
    ("association", "youth_assoc", "新城区青年志愿者协会"),
    ("school", "primary_school", "新城区丁香路小学"),
    ("unit", "state_firm", "呼和浩特供电新城分公司"),
]


def is_built():
    return User.objects.with_phone(ACCOUNTS[0].phone) is not None


@contextmanager
def open_books():
    """The past of the demo is written at once: no year is closed until it stands, by the policy the database asks."""
    rows = PolicyRow.objects.filter(topic="hours", item="year_open_days")
    before = list(rows)
    rows.update(value=366 * 5)
    yield
    PolicyRow.objects.bulk_update(before, ["value"])


class DemoRegion:
    """The demo region while it is being built: who lives there, who gathers them, and what they did."""

    def __init__(self, say):
        self.say = say
        self.random = Random(SEED)
        self.people = People(self.random)
        self.cast = {}  # key of an account → its user

    @transaction.atomic
    def build(self):
        with connection.cursor() as cursor:  # a slow machine takes its time over a year of service
            cursor.execute("SET LOCAL statement_timeout = 0")
        self.say("部门和演示账号")
        self.appoint_officers()
        self.say("组织、学校和单位")
        self.organizations = [
            *places.build(self.people, self.reviewer, self.random),
            *self.cast_organizations(),
        ]
        places.waiting(self.people, self.random)
        self.say("志愿者")
        residents.settle(self)
        teams.gather(self)
        rosters.hand_in(self)
        for model in (User, Volunteer, Guardianship, Affiliation):
            analyze(model)
        self.say("活动、报名和时长")
        with open_books():
            year.serve(self)
        papers.hand_in(self)
        lines.form(self)
        goals.ask_for_more(self)
        self.say("培训")
        training.teach(self)
        self.say("保险")
        insured.insure(self)
        self.say("评价、表彰和投诉")
        praise.praise(self)
        self.say("人才库")
        pool.fill(self)

    def appoint_officers(self):
        """The accounts of the cast that hold a post: registered people of 新城区, officers of their offices."""
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
        volunteers = self.people.volunteers(
            [
                (HOME, self.people.birth_date(28, 55), "passed", accounts[k].name, accounts[k].phone)
                for k in keys
            ]
        )
        self.cast = {key: volunteer.user for key, volunteer in zip(keys, volunteers, strict=True)}
        self.reviewer = self.cast["region"]
        Post.objects.bulk_create(
            Post(
                user=self.cast[key],
                office=Office.objects.get(kind_id=kind, region_id=region),
                role=role,
                since=places.SINCE,
            )
            for key, kind, region, role in OFFICERS
        )

    def cast_organizations(self):
        """The organisations the cast works for."""
        home = Region.objects.get(pk=HOME)
        made = [
            places.organization(home, kind, name, self.cast[key], self.reviewer)
            for key, kind, name in CAST_ORGANIZATIONS
        ]
        Organization.objects.bulk_create(made)
        posts = [Post(user=o.applied_by, organization=o, role="owner", since=places.SINCE) for o in made]
        posts.append(Post(user=self.cast["staff"], organization=made[0], role="staff", since=places.SINCE))
        Post.objects.bulk_create(posts)
        cast = [user.pk for user in self.cast.values()]
        demanding = Post.objects.filter(user__in=cast).needing_second_factor()
        give_to_demo_accounts(User.objects.filter(pk__in=demanding.values("user")))
        self.team, _, self.school, self.unit = made
        return made
