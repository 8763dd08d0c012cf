"""What the demo region shows of training, built by itself."""

from random import Random
from types import SimpleNamespace

import pytest

from apps.activities.models import Position
from apps.core import days, invariants
from apps.organizations.models import Member
from apps.portal.demo import training
from apps.portal.demo.cast import HOME
from apps.regions.models import Region
from apps.training.models import (
    Completion,
    Course,
    Enrolment,
    OutsideTraining,
    Session,
    SessionLeader,
    TrainedFigures,
)
from tests.factories import (
    MemberFactory,
    OrganizationFactory,
    ShiftFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db


def test_the_demo_region_teaches_tests_and_asks_for_first_aid():
    home = Region.objects.get(pk=HOME)
    sun, *others = VolunteerFactory.create_batch(22, region=home)
    team = OrganizationFactory(region=home)
    ShiftFactory(position__activity__organization=team)
    MemberFactory(organization=team, user=others[0].user)
    owner = StaffFactory(organization=team).user

    training.teach(
        SimpleNamespace(
            random=Random(1),
            team=team,
            sun=sun,
            active={HOME: others},
            cast={"owner": owner, "reviewer": UserFactory(), "league": UserFactory()},
        )
    )

    broken = {name: invariants.bad_rows(name) for name in invariants.names() if name.startswith("training_")}
    assert set(map(len, broken.values())) == {0}
    assert (Course.objects.count(), Session.objects.ahead().count()) == (4, 5)
    assert Completion.objects.of(sun).get().holds_on(days.today())
    assert Enrolment.objects.of(sun).get().state == "joined"
    assert SessionLeader.objects.get().user == sun.user
    assert OutsideTraining.objects.waiting().get().volunteer == others[0]
    assert {one.user for one in Member.objects.backbone()} == {sun.user, others[0].user}
    assert Completion.objects.of(others[0]).filter(kind="backbone").count() == 1
    assert Position.objects.get().required_trainings == ["first_aid"]
    assert TrainedFigures.objects.in_all().get(region=HOME).trained > 10
