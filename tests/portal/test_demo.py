"""The demo region: built once for all of these, by the same command a visitor's first start runs."""

import io

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.second_factor import shown_in_demo
from apps.activities.models import Activity, Shift
from apps.certificates.models import Batch, Certificate, Seal
from apps.core import days, invariants
from apps.governance.models import Complaint
from apps.hours.models import HourRecord
from apps.matching.models import Search, SearchRow, SearchTerm
from apps.messaging.models import Message
from apps.organizations.models import Organization
from apps.portal.demo.cast import ACCOUNTS
from apps.portal.demo.people import PASSWORD, sex_of
from apps.quotas.models import GoalReminder, PolicyDraft, YearStanding
from apps.recognition.models import Commendation, Evaluation
from apps.regions.models import Region
from apps.registration.models import IdentityCase, Volunteer
from apps.stars.models import StarHonour, StarNotice, StarObjection, StarStanding

pytestmark = pytest.mark.django_db


ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def demo():
    with override_settings(PASSWORD_HASHERS=ARGON2):
        call_command("demo", stdout=io.StringIO())


@pytest.fixture(scope="module")
def region(worlds, django_db_blocker):
    with django_db_blocker.unblock(), worlds.entered(demo):
        yield


def test_every_league_and_banner_has_volunteers(region):
    homes = {code[:6] for code in Volunteer.objects.values_list("region", flat=True)}
    assert homes == set(Region.objects.banners().values_list("code", flat=True))


def test_nobody_served_before_they_were_registered(region):
    assert HourRecord.objects.filter(proposed_at__lt=F("volunteer__passed_at")).count() == 0


def test_there_are_people_at_every_star_reached_and_recognised(region):
    reached = set(StarStanding.objects.values_list("reached", flat=True))
    recognized = set(StarStanding.objects.values_list("recognized", flat=True))
    assert (reached, recognized) == ({0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 5})


def test_stars_are_on_notice_objected_to_settled_and_fallen_and_some_stand_on_the_roll(region):
    assert set(StarNotice.objects.values_list("state", flat=True)) == {"open", "settled"}
    assert set(StarNotice.objects.values_list("was_public", flat=True)) == {True}
    assert StarObjection.objects.open().count() == 1
    assert StarStanding.objects.fallen().count() == 1
    assert set(StarHonour.objects.values_list("shows_name", flat=True)) == {True, False}
    home = Organization.objects.get(name="新城区青年志愿者协会")
    assert StarStanding.objects.recognizable_by(home).exists()
    [ready] = StarNotice.objects.open().filter(until__lt=days.today())
    assert (ready.organization, ready.candidates.exists()) == (home, True)


def test_names_say_to_a_reader_what_the_register_says():
    said = [sex_of(name) for name in ("苏日娜", "王秀英", "李建国", "其其格", "恩和·巴雅尔", "张晓敏")]
    assert said == [2, 2, 1, 2, 1, None]


def test_there_are_certificates_of_each_kind_and_in_each_state(region):
    """Thanks and those of the school are made by the worker: here they wait for it."""
    found = Certificate.objects.values_list("kind", "state")
    assert set(found) == {
        *[("service", state) for state in ("valid", "replaced", "revoked")],
        ("star", "valid"),
        ("training", "valid"),
        ("stated", "valid"),
    }
    assert all(one.has_badge for one in Certificate.objects.filter(kind__in=["star", "training"]))
    assert set(Batch.objects.values_list("kind", "state")) == {("service", "working"), ("thanks", "working")}
    assert set(Seal.objects.values_list("state", flat=True)) == {"approved", "asked"}


def test_there_are_people_on_both_sides_of_every_goal(region):
    standings = YearStanding.objects.filter(year=timezone.now().year, goal__gt=0)
    met = set(standings.filter(minutes__gte=F("goal")).values_list("identity", flat=True))
    open_ = set(standings.filter(minutes__lt=F("goal")).values_list("identity", flat=True))
    assert met == open_ == {"employee", "university", "pupil"}


def test_a_unit_asks_for_more_and_who_was_behind_heard_of_it(region):
    asked = YearStanding.objects.filter(asked_by__isnull=False, year=timezone.now().year)
    assert set(asked.values_list("identity", "goal")) == {("employee", 1800), ("pupil", 1500)}
    told = Message.objects.filter(kind="goal.behind").values_list("recipient", flat=True)
    assert set(told) == set(GoalReminder.objects.values_list("volunteer__user", flat=True)) != set()
    years = YearStanding.objects.filter(volunteer__user=User.objects.with_phone(ACCOUNTS[0].phone))
    assert years.count() >= 2


def test_another_policy_was_imagined_and_touches_people(region):
    draft = PolicyDraft.objects.get()
    assert (draft.state, draft.effects.filter(stars_more__gt=0, goals_changed__gt=0).exists()) == (
        "draft",
        True,
    )


def test_no_place_says_a_word_twice(region):
    assert list(Activity.objects.filter(place__regex="(..)\\1").values_list("place", flat=True)[:3]) == []


def test_something_waits_in_every_queue(region):
    waiting = {
        "identities": IdentityCase.objects.pending().count(),
        "organisations": Organization.objects.filter(state="applied").count(),
        "notices": Activity.objects.filter(state="in_review").count(),
        "hours": HourRecord.objects.pending().count(),
        "stars": StarStanding.objects.waiting().count(),
        "words": Evaluation.objects.waiting().count(),
        "awards": Commendation.objects.waiting().count(),
        "complaints": Complaint.objects.filter(state="lodged").count(),
        "places": Shift.objects.upcoming().filter(taken__lt=F("capacity")).count(),
    }
    assert [name for name, count in waiting.items() if not count] == []


def test_both_sides_said_how_shifts_were_and_complaints_went_every_way(region):
    said = Evaluation.objects.values_list("side", "state").distinct()
    assert set(said) >= {("person", "shown"), ("person", "held"), ("organization", "private")}
    assert Commendation.objects.public().exists()
    states = set(Complaint.objects.values_list("state", flat=True))
    assert states == {"lodged", "accepted", "settled", "passed_on"}


def test_the_talent_pool_is_full_and_was_searched(region):
    found = SearchTerm.objects.filter(term="lmn-s").values("row").count()
    assert (found > 100, SearchRow.objects.count() > 1000, Search.objects.count()) == (True, True, 2)


def test_everybody_of_the_cast_can_sign_in(region, settings):
    settings.PASSWORD_HASHERS = ARGON2
    assert [a.key for a in ACCOUNTS if not User.objects.with_phone(a.phone).check_password(PASSWORD)] == []


def test_who_needs_a_second_factor_has_one_whose_code_the_demo_shows(region, settings):
    settings.DEPLOYMENT = "demo"
    shown = {a.key for a in ACCOUNTS if shown_in_demo(User.objects.with_phone(a.phone))}
    assert shown == {"reviewer", "association", "league", "region", "education"}


def test_no_rule_is_broken(region):
    assert {name: invariants.bad_rows(name) for name in invariants.names() if invariants.bad_rows(name)} == {}


def test_a_second_time_changes_nothing(region):
    before = (User.objects.count(), HourRecord.objects.count())
    said = io.StringIO()
    call_command("demo", stdout=said)
    assert (User.objects.count(), HourRecord.objects.count()) == before
    assert said.getvalue().strip() == "演示数据已经在了。"


def test_the_accounts_are_printed(region):
    said = io.StringIO()
    call_command("demo_accounts", stdout=said)
    assert [a.phone for a in ACCOUNTS if a.phone not in said.getvalue()] == []
