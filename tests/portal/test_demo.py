"""The demo region: built once for all of these, by the same command a visitor's first start runs."""

import io

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.activities.models import Activity, Shift
from apps.core import invariants
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.portal.demo.cast import ACCOUNTS
from apps.portal.demo.people import PASSWORD
from apps.quotas.models import YearStanding
from apps.regions.models import Region
from apps.registration.models import IdentityCase, Volunteer
from apps.stars.models import StarStanding

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]  # built by one process only


@pytest.fixture(scope="module")
def region(django_db_setup, django_db_blocker):
    """The demo region for this module, rolled back behind it. Its foreign keys are checked here, once, or each test
    would check them all at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=io.StringIO())
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def test_every_league_and_banner_has_volunteers(region):
    homes = set(Volunteer.objects.values_list("region", flat=True))
    assert homes == set(Region.objects.banners().values_list("code", flat=True))


def test_there_are_people_at_every_star_reached_and_recognised(region):
    reached = set(StarStanding.objects.values_list("reached", flat=True))
    recognized = set(StarStanding.objects.values_list("recognized", flat=True))
    assert (reached, recognized) == ({0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 5})


def test_there_are_people_on_both_sides_of_every_goal(region):
    standings = YearStanding.objects.filter(year=timezone.now().year, goal__gt=0)
    met = set(standings.filter(minutes__gte=F("goal")).values_list("identity", flat=True))
    open_ = set(standings.filter(minutes__lt=F("goal")).values_list("identity", flat=True))
    assert met == open_ == {"employee", "university", "pupil"}


def test_something_waits_in_every_queue(region):
    waiting = {
        "identities": IdentityCase.objects.pending().count(),
        "organisations": Organization.objects.filter(state="applied").count(),
        "notices": Activity.objects.filter(state="in_review").count(),
        "hours": HourRecord.objects.pending().count(),
        "stars": StarStanding.objects.waiting().count(),
        "places": Shift.objects.upcoming().filter(taken__lt=F("capacity")).count(),
    }
    assert [name for name, count in waiting.items() if not count] == []


def test_everybody_of_the_cast_can_sign_in(region, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert [a.key for a in ACCOUNTS if not User.objects.with_phone(a.phone).check_password(PASSWORD)] == []


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
