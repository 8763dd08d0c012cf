import datetime
import threading
import time

import pytest
from django.db import connection, transaction

from apps.accounts.models import Consent
from apps.core import days, outbox
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.registration.actions import (
    change_affiliation,
    pass_identity,
    refuse_identity,
    register_volunteer,
    withdraw_consent,
)
from apps.registration.belonging import Belonging
from apps.registration.checker import Verdict
from apps.registration.models import Affiliation, IdentityCase, Volunteer
from apps.registration.signals import affiliations_changed
from tests.factories import (
    AffiliationFactory,
    OfficerFactory,
    OrganizationFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
)

pytestmark = pytest.mark.django_db

NUMBER = citizen_number(7, datetime.date(1990, 5, 4))


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def announced():
    """The volunteers whose affiliations were announced to have changed."""
    heard = []

    def hear(sender, volunteer_ids, **kwargs):
        heard.extend(volunteer_ids)

    affiliations_changed.connect(hear)
    yield heard
    affiliations_changed.disconnect(hear)


def test_handing_in_writes_everything_at_once(user, person, nowhere, announced):
    volunteer = register_volunteer(person=person(), belonging=nowhere, by=user)

    volunteer.refresh_from_db()
    assert (volunteer.identity_state, volunteer.number, volunteer.sex) == ("pending", None, volunteer.sex)
    assert (volunteer.birth_date, volunteer.document_number) == (datetime.date(1990, 5, 4), NUMBER)
    assert [case.state for case in IdentityCase.objects.filter(volunteer=volunteer)] == ["pending"]
    assert [one.identity for one in Affiliation.objects.filter(volunteer=volunteer)] == ["other"]
    assert list(Consent.objects.filter(user=user).values_list("purpose", flat=True)) == ["identity"]
    assert announced == [volunteer.pk]


def test_when_one_part_fails_nothing_is_written(user, person):
    with pytest.raises(Refused):
        register_volunteer(person=person(), belonging=Belonging(identity="pupil"), by=user)

    assert (Volunteer.objects.count(), IdentityCase.objects.count(), Consent.objects.count()) == (0, 0, 0)


def test_nobody_hands_in_twice(user, person, nowhere):
    register_volunteer(person=person(), belonging=nowhere, by=user)

    with pytest.raises(Refused) as refusal:
        register_volunteer(person=person(), belonging=nowhere, by=user)

    assert refusal.value.code == "already_registered"


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_hand_in_once(user, person, nowhere, someone_waits_for_me):
    refusals = []

    def tap_again():
        try:
            register_volunteer(person=person(), belonging=nowhere, by=user)
        except Refused as refusal:
            refusals.append(refusal.code)
        finally:
            connection.close()

    with transaction.atomic():
        register_volunteer(person=person(), belonging=nowhere, by=user)
        other = threading.Thread(target=tap_again)
        other.start()
        deadline = time.monotonic() + 60
        while not someone_waits_for_me():
            assert time.monotonic() < deadline
            time.sleep(0.01)
    other.join()

    assert refusals == ["already_registered"]
    assert IdentityCase.objects.count() == 1


def test_a_second_claim_to_a_number_is_one_more_case(user, person, nowhere):
    VolunteerFactory(document=NUMBER)

    register_volunteer(person=person(NUMBER), belonging=nowhere, by=user)
    register_volunteer(person=person(NUMBER), belonging=nowhere, by=UserFactory())

    assert IdentityCase.objects.pending().count() == 2


def test_a_refused_person_corrects_and_hands_in_again(user, person, nowhere):
    volunteer = register_volunteer(person=person(name="乌去"), belonging=nowhere, by=user)
    refuse_identity(IdentityCase.objects.get(), by=OfficerFactory().user, reason="名字和证件不一样。")

    again = register_volunteer(person=person(name="乌云"), belonging=nowhere, by=user)

    assert (again.pk, again.name, again.identity_state) == (volunteer.pk, "乌云", "pending")
    assert list(IdentityCase.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "pending"]
    assert Affiliation.objects.filter(volunteer=volunteer).count() == 1


def test_the_number_is_in_no_audit_row(user, person, nowhere):
    register_volunteer(person=person(), belonging=nowhere, by=user)

    assert NUMBER not in str(list(AuditRow.objects.values()))
    assert NUMBER not in repr(person())


@pytest.mark.parametrize(
    ("belonging", "code"),
    [
        ({"identity": "other", "class_name": "一班"}, "no_place_needed"),
        ({"identity": "employee"}, "other_kind_of_place"),
        ({"identity": "employee", "organization": "team"}, "other_kind_of_place"),
        ({"identity": "employee", "organization": "primary_school"}, "other_kind_of_place"),
        ({"identity": "university", "organization": "primary_school"}, "other_kind_of_place"),
        ({"identity": "pupil", "organization": "university"}, "other_kind_of_place"),
        ({"identity": "pupil", "organization": "primary_school", "stage": "bachelor"}, "other_stage"),
        (
            {"identity": "pupil", "organization": "primary_school", "stage": "primary", "grade": 7},
            "other_grade",
        ),
        ({"identity": "pupil", "organization": "primary_school", "stage": "high", "grade": 1}, "other_stage"),
        ({"identity": "pupil", "organization": "vocational", "stage": "middle", "grade": 1}, "other_stage"),
        ({"identity": "pupil", "organization": "primary_school", "stage": "primary"}, "other_grade"),
        (
            {
                "identity": "pupil",
                "organization": "primary_school",
                "stage": "primary",
                "grade": 3,
                "class_name": "四年级2班",
            },
            "other_grade",
        ),
        ({"identity": "pupil", "organization": "primary_school", "stage": "primary", "grade": 3}, "no_class"),
    ],
)
def test_place_and_identity_must_fit(user, person, belonging, code):
    if kind := belonging.get("organization"):
        belonging = {**belonging, "organization": OrganizationFactory(kind_id=kind)}

    with pytest.raises(Refused) as refusal:
        register_volunteer(person=person(), belonging=Belonging(**belonging), by=user)

    assert refusal.value.code == code


def test_a_suspended_school_takes_nobody(user, person):
    school = OrganizationFactory(kind_id="primary_school", state="suspended", reason="整改")
    belonging = Belonging("pupil", school, "primary", 3, "三年级2班")

    with pytest.raises(Refused) as refusal:
        register_volunteer(person=person(), belonging=belonging, by=user)

    assert refusal.value.code == "other_kind_of_place"


@pytest.fixture
def agency():
    return OrganizationFactory(kind_id="agency")


def test_moving_ends_the_old_place_today_and_begins_the_new(announced, agency):
    old = AffiliationFactory()

    change_affiliation(
        old.volunteer, belonging=Belonging("employee", agency), political="03", by=old.volunteer.user
    )

    old.refresh_from_db()
    new = Affiliation.objects.get(volunteer=old.volunteer, until=None)
    assert (old.until, new.since, new.organization) == (days.today(), days.today(), agency)
    assert Volunteer.objects.get(pk=old.volunteer_id).political == "03"
    assert announced == [old.volunteer_id]


def test_a_change_of_mind_on_the_same_day_leaves_one_place(agency):
    old = AffiliationFactory(since=days.today())

    change_affiliation(
        old.volunteer, belonging=Belonging("employee", agency), political="", by=old.volunteer.user
    )

    assert Affiliation.objects.get(volunteer=old.volunteer).organization == agency


def test_taking_back_the_agreement_closes_a_case_that_waits(user, person, nowhere):
    volunteer = register_volunteer(person=person(), belonging=nowhere, by=user)

    withdraw_consent(Consent.objects.get(user=user), by=user)

    volunteer.refresh_from_db()
    assert volunteer.identity_state == "refused"
    assert [(case.state, case.reason, case.decided_by) for case in IdentityCase.objects.all()] == [
        ("refused", "本人撤回了用证件核验身份的同意。", None)
    ]
    assert not Consent.objects.standing().exists()


def test_what_was_checked_before_stays_checked(user, person, nowhere):
    volunteer = register_volunteer(person=person(), belonging=nowhere, by=user)
    pass_identity(IdentityCase.objects.all(), by=OfficerFactory().user)

    withdraw_consent(Consent.objects.get(user=user), by=user)

    volunteer.refresh_from_db()
    assert volunteer.identity_state == "passed"


class SaysYes:
    def check(self, case):
        return Verdict(True)


class SaysNo:
    def check(self, case):
        return Verdict(False, "姓名和号码对不上。")


@pytest.mark.parametrize(
    ("service", "state"),
    [
        ("apps.registration.checker.Reviewer", "pending"),
        (f"{__name__}.SaysYes", "passed"),
        (f"{__name__}.SaysNo", "refused"),
    ],
)
def test_a_real_name_service_settles_what_it_can(settings, person, nowhere, service, state):
    settings.IDENTITY_CHECKER = service
    volunteer = register_volunteer(person=person(), belonging=nowhere, by=UserFactory())

    outbox.sweep()

    volunteer.refresh_from_db()
    assert volunteer.identity_state == state


def test_a_service_never_passes_a_number_that_has_a_file(settings, user, person, nowhere):
    settings.IDENTITY_CHECKER = f"{__name__}.SaysYes"
    VolunteerFactory(document=NUMBER)
    register_volunteer(person=person(NUMBER), belonging=nowhere, by=user)

    outbox.sweep()

    assert IdentityCase.objects.get().state == "pending"
