"""A team that is not registered is vouched for by the unit that guides it."""

import pytest
from django.urls import reverse

from apps.core import uploads
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.organizations.actions import (
    apply_for_organization,
    approve_organization,
    confirm_guidance,
    refuse_guidance,
    return_organization,
)
from apps.organizations.models import Organization, Step
from apps.regions.models import Region
from tests.factories import OfficerFactory, OrganizationFactory, StaffFactory, VolunteerFactory
from tests.files import document, uploaded

pytestmark = pytest.mark.django_db

UNIT = "惠州街道办事处"


@pytest.fixture
def applicant():
    return VolunteerFactory().user


@pytest.fixture
def unit():
    return OrganizationFactory(kind_id="agency", name=UNIT)


@pytest.fixture
def owner(unit):
    return StaffFactory(organization=unit).user


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def apply(applicant, **fields):
    plain = {
        "kind_id": "team",
        "region_id": "150430",
        "name": "晨光邻里志愿队",
        "guiding_unit": UNIT,
        "contact_name": "白音",
        "contact_phone": "13900000000",
    }
    return apply_for_organization(Organization(**{**plain, **fields}), by=applicant)


def test_a_unit_on_the_platform_is_asked_and_confirms_before_the_office_decides(applicant, unit, owner):
    team = apply(applicant, guiding_unit="惠州街道办事处")

    assert (team.guiding_organization, team.guidance) == (unit, "asked")
    assert list(Message.objects.values_list("recipient", "kind")) == [(owner.pk, "guidance_asked")]
    assert refusal_code(approve_organization, team, by=OfficerFactory().user) == "not_guided"

    confirm_guidance(team, by=owner)

    assert approve_organization(team, by=OfficerFactory().user).state == "approved"
    steps = Step.objects.order_by("pk").values_list("what", "before", "after")
    assert list(steps) == [
        ("state", "", "applied"),
        ("guidance", "asked", "confirmed"),
        ("state", "applied", "approved"),
    ]


def test_a_unit_refuses_with_a_reason_and_the_office_sends_the_team_back(applicant, unit, owner):
    team = apply(applicant)

    assert refusal_code(refuse_guidance, team, by=owner, reason=" ") == "no_reason"
    refuse_guidance(team, by=owner, reason="不认得这支队伍")

    team.refresh_from_db()
    assert (team.guidance, team.guidance_reason) == ("refused", "不认得这支队伍")
    assert Message.objects.get(recipient=applicant).body == "不认得这支队伍"
    assert refusal_code(approve_organization, team, by=OfficerFactory().user) == "not_guided"
    assert return_organization(team, by=OfficerFactory().user, reason="换指导单位").state == "returned"


def test_a_corrected_application_is_confirmed_anew(applicant, unit, owner):
    team = apply(applicant)
    confirm_guidance(team, by=owner)
    returned = return_organization(team, by=OfficerFactory().user, reason="写上地址")

    again = apply_for_organization(returned, by=applicant)

    assert (again.guidance, again.guided_by) == ("asked", None)


def test_a_unit_that_is_not_here_speaks_by_stamped_paper(applicant):
    assert refusal_code(apply, applicant) == "incomplete"
    paper = uploads.keep(uploaded(document(), "证明.pdf"), kind="document", by=applicant)

    team = apply(applicant, proof=paper)

    assert (team.guiding_organization, team.guidance) == (None, "")
    assert approve_organization(team, by=OfficerFactory().user).state == "approved"


def test_nobody_hands_in_the_paper_of_somebody_else(applicant):
    paper = uploads.keep(uploaded(document(), "证明.pdf"), kind="document", by=VolunteerFactory().user)

    assert refusal_code(apply, applicant, proof=paper) == "file_gone"
    assert Organization.objects.count() == 0


def test_of_several_units_of_a_name_the_nearest_is_asked(applicant):
    for code in ("150102", "150402", "1504"):
        OrganizationFactory(kind_id="agency", name=UNIT, region=Region.objects.get(pk=code))
    nearest = OrganizationFactory(kind_id="agency", name=UNIT)

    assert apply(applicant).guiding_organization == nearest


@pytest.mark.parametrize("fields", [{"state": "suspended", "reason": "核查"}, {"kind_id": "team"}])
def test_who_is_stopped_or_not_registered_guides_nobody(applicant, unit, fields):
    Organization.objects.update(**fields)

    assert refusal_code(apply, applicant) == "incomplete"


def test_only_owners_of_the_unit_speak_for_it_and_never_for_their_own_team(applicant, unit, owner):
    team = apply(applicant)
    staff = StaffFactory(organization=unit, role="staff").user

    assert refusal_code(confirm_guidance, team, by=staff) == "not_asked"
    assert refusal_code(confirm_guidance, team, by=StaffFactory().user) == "not_asked"
    StaffFactory(organization=unit, user=applicant)
    assert refusal_code(confirm_guidance, team, by=applicant) == "own_application"
    confirm_guidance(team, by=owner)
    assert refusal_code(confirm_guidance, team, by=owner) == "not_asked"


# --- pages ----------------------------------------------------------------------------------------


def test_the_owner_answers_on_the_page(client, applicant, unit, owner):
    first, second = apply(applicant), apply(applicant, name="星火志愿队")
    client.force_login(owner)
    page = reverse("organizations:guided", args=[unit.pk])
    assert "晨光邻里志愿队" in client.get(page).content.decode()

    client.post(f"{page}{first.pk}/", {"confirm": "1"})
    empty = client.post(f"{page}{second.pk}/", {f"g{second.pk}-reason": ""})
    client.post(f"{page}{second.pk}/", {f"g{second.pk}-reason": "不认得"})

    assert [list(why.errors) for _team, why in empty.context["rows"]] == [["reason"]]
    assert list(
        Organization.objects.filter(kind="team").order_by("pk").values_list("guidance", flat=True)
    ) == [
        "confirmed",
        "refused",
    ]
    assert client.post(f"{page}{first.pk}/", {"confirm": "1"}).status_code == 404


def test_the_office_reads_the_word_of_the_unit_and_its_paper(client, applicant, unit, owner):
    team = apply(applicant)
    paper = uploads.keep(uploaded(document(), "证明.pdf"), kind="document", by=applicant)
    Organization.objects.filter(pk=team.pk).update(proof=paper)
    client.force_login(OfficerFactory().user)
    page = reverse("organizations:application", args=["150430", team.pk])

    seen = client.get(page).content.decode()
    assert ("等指导单位确认" in seen, "通过这个组织" in seen) == (True, False)
    assert client.get(f"{page}proof/").headers["Content-Type"] == "application/pdf"
    client.force_login(OfficerFactory(region="150421").user)
    assert client.get(f"{page}proof/").status_code == 404
