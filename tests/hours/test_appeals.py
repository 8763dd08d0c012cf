"""A person objects; the organisation may mend, or somebody outside the chain decides by a reversal and a new record."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from apps.activities.attendance import Mark
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours.actions import (
    confirm_hours,
    dismiss_appeal,
    file_appeal,
    mend_appeal,
    note_anew,
    pass_on_appeal,
    reject_hours,
    uphold_appeal,
    void_hours,
)
from apps.hours.models import Appeal, HourRecord, LedgerLine, YearTotal
from apps.hours.pieces import Stretch
from apps.messaging.models import Message
from tests.factories import (
    GuardianshipFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
MINUTES = datetime.timedelta(minutes=1)


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def short(record, manager, records_of):
    """Ninety minutes served of which half counted."""
    confirm_hours(records_of(record), by=manager, minutes={record.pk: 45}, reason="中途走了")
    record.refresh_from_db()
    return record


def object_to(record, *, what="too_short", words="我没有走", by=None, **rest):
    return file_appeal(record, by=by or record.beneficiary, what=what, words=words, **rest)


def outside(appeal):
    """The organisation's own days are over."""
    Appeal.objects.filter(pk=appeal.pk).update(outside_from=days.today())
    appeal.refresh_from_db()
    return appeal


def whole(record):
    return Stretch(record.during.lower, record.during.upper)


def refused(code, do, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        do(*args, **kwargs)
    assert refusal.value.code == code


def told(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_the_person_and_the_guardian_may_object(short):
    guardian = GuardianshipFactory(child=short.volunteer).guardian.user

    appeal = object_to(short, by=guardian)

    assert (appeal.state, appeal.round, appeal.organization) == ("open", 1, short.organization)


def test_nobody_else_may(short):
    refused("not_yours", object_to, short, by=UserFactory())


@pytest.mark.parametrize(("what", "state"), [("voided", "confirmed"), ("missing", "confirmed")])
def test_the_objection_fits_what_stands(short, what, state):
    refused("other_state", object_to, short, what=what)


def test_without_words_nothing_is_filed(short):
    refused("words_missing", object_to, short, words="  ")


def test_after_the_days_of_the_policy_nothing_is_filed(short):
    limit = PolicyRow.objects.value("hours", "appeal_days")

    object_to(short, today=days.today() + datetime.timedelta(days=limit))
    refused("too_late", object_to, short, today=days.today() + datetime.timedelta(days=limit + 1))


def test_one_at_a_time_and_so_many_rounds(short, officer):
    first = outside(object_to(short))
    refused("asked_already", object_to, short)
    dismiss_appeal(first, by=officer, answer="签到表上就是45分")
    second = outside(object_to(short))
    assert (second.round, second.outside_from) == (2, days.today())
    dismiss_appeal(second, by=officer, answer="没有新的凭据")

    refused("no_more_rounds", object_to, short)


def test_upheld_means_a_reversal_and_a_new_record(short, officer):
    appeal = outside(object_to(short))

    made = uphold_appeal(appeal, by=officer, answer="照片能证明", stretch=whole(short))

    short.refresh_from_db()
    made.refresh_from_db()
    assert (short.state, short.voided_by, short.counted) == ("voided", officer, 45)
    assert (made.state, made.source, made.counted, made.decided_by) == ("confirmed", "appeal", 90, officer)
    assert YearTotal.objects.of(short.volunteer).minutes() == 90
    lines = LedgerLine.objects.order_by("pk").values_list("kind", "minutes")
    assert list(lines) == [("confirm", 45), ("void", -45), ("confirm", 90)]


def test_what_is_not_mine_is_taken_away_and_nothing_follows(short, officer):
    appeal = outside(object_to(short, what="wrong", words="那天不是我"))

    assert uphold_appeal(appeal, by=officer, answer="核实不是本人", stretch=None) is None

    assert YearTotal.objects.of(short.volunteer).minutes() == 0


@pytest.mark.parametrize("state", ["rejected", "voided"])
def test_what_was_turned_down_or_voided_may_come_back(record, manager, records_of, officer, state):
    if state == "rejected":
        reject_hours(records_of(record), by=manager, reason="没看见你")
    else:
        confirm_hours(records_of(record), by=manager)
        void_hours(record, by=manager, reason="搞错了")
    record.refresh_from_db()
    appeal = outside(object_to(record, what=state))

    uphold_appeal(appeal, by=officer, answer="同伴作证", stretch=whole(record))

    assert YearTotal.objects.of(record.volunteer).minutes() == 90
    assert HourRecord.objects.get(pk=record.pk).state == state


def test_a_shift_without_a_record_may_be_missed(officer):
    record = HourRecordFactory()
    signup = SignupFactory(shift=record.signup.shift, during=record.during)

    appeal = outside(file_appeal(signup, by=signup.volunteer.user, what="missing", words="我去了"))
    made = uphold_appeal(appeal, by=officer, answer="照片里有", stretch=whole(record))

    assert (made.signup, made.minutes) == (signup, 90)


def missed(record):
    """Somebody who says they came to the shift of a record, and was noted as not having come."""
    return SignupFactory(shift=record.signup.shift, during=record.during, state="no_show")


def test_who_was_noted_as_not_having_come_is_asked_on_the_page_and_may_be_right(client, record, officer):
    signup = missed(record)
    gone = SignupFactory(
        shift=record.signup.shift, volunteer=VolunteerFactory(user=UserFactory()), state="left"
    )
    client.force_login(signup.volunteer.user)
    asked = list(client.get("/me/hours/appeals/").context["missing"])
    client.post(f"/me/hours/missing/{signup.pk}/", {"what": "missing", "words": "照片里有我"})

    uphold_appeal(outside(Appeal.objects.get()), by=officer, answer="照片里有", stretch=whole(record))

    signup.refresh_from_db()
    assert (asked, signup.state) == ([signup], "joined")
    client.force_login(gone.volunteer.user)
    assert not client.get("/me/hours/appeals/").context["missing"]
    assert client.get(f"/me/hours/missing/{gone.pk}/").status_code == 404


def test_where_nothing_is_recorded_it_stays_a_no_show(record, officer):
    signup = missed(record)
    appeal = outside(file_appeal(signup, by=signup.volunteer.user, what="missing", words="我去了"))

    dismiss_appeal(appeal, by=officer, answer="没有凭据")

    signup.refresh_from_db()
    assert signup.state == "no_show"


@pytest.mark.parametrize("state", ["left", "excused", "removed", "called_off"])
def test_who_had_no_place_any_more_missed_nothing(record, state):
    signup = SignupFactory(shift=record.signup.shift, during=record.during, state=state, reason="路断了")
    refused("not_on_the_list", file_appeal, signup, by=signup.volunteer.user, what="missing", words="我去了")


def test_where_there_is_a_record_it_is_not_missing(record):
    refused("there_is_one", file_appeal, record.signup, by=record.beneficiary, what="missing", words="没有")


def test_never_longer_than_the_shift(short, officer):
    appeal = outside(object_to(short))
    longer = Stretch(short.during.lower, short.during.upper + MINUTES)

    refused("outside_the_shift", uphold_appeal, appeal, by=officer, answer="照片", stretch=longer)


def test_who_decides_is_outside_the_chain(record, records_of):
    parent = OrganizationFactory()
    type(parent).objects.filter(pk=record.organization_id).update(parent=parent)
    confirming, voiding, fresh = OfficerFactory().user, OfficerFactory().user, OfficerFactory().user
    confirm_hours(records_of(record), by=confirming)
    void_hours(record, by=voiding, reason="搞错了")
    record.refresh_from_db()
    appeal = outside(object_to(record, what="voided"))
    own = OfficerFactory(user=record.beneficiary).user
    people = {
        "who confirmed": confirming,
        "who voided": voiding,
        "fresh": fresh,
        "the person": own,
        "parent": StaffFactory(organization=parent).user,
        "staff": StaffFactory(organization=record.organization).user,
        "officer with a post": OfficerFactory(
            user=StaffFactory(organization=record.organization, role="reader").user
        ).user,
        "sibling": OfficerFactory(region="150421").user,
    }

    decides = {
        name
        for name, user in people.items()
        if Appeal.objects.decidable_by(user).filter(pk=appeal.pk).exists()
    }
    assert decides == {"fresh", "parent"}


def test_before_the_organizations_days_are_over_nobody_outside_decides(short, officer, manager):
    appeal = object_to(short)

    assert not Appeal.objects.decidable_by(officer).exists()
    assert Appeal.objects.mendable_by(manager).get() == appeal
    pass_on_appeal(appeal, by=manager)

    assert Appeal.objects.decidable_by(officer).get() == appeal


def test_the_organization_says_mended_only_once_it_has(short, manager):
    appeal = object_to(short)
    refused("nothing_mended", mend_appeal, appeal, by=manager, answer="改好了")
    void_hours(short, by=manager, reason="重记")
    short.refresh_from_db()
    note_anew(short, Mark(short.signup_id, short.during.lower, short.during.upper), by=manager)

    mend_appeal(appeal, by=manager, answer="按90分钟重记了")

    assert Appeal.objects.get().state == "mended"


def test_both_sides_are_told(short, officer, manager):
    appeal = outside(object_to(short))
    uphold_appeal(appeal, by=officer, answer="照片能证明", stretch=whole(short))

    assert "hours.appeal_settled" in told(short.beneficiary)
    assert told(manager) == ["hours.appeal_filed", "hours.appeal_answered"]


def test_a_closed_year_opens_for_an_office_of_the_region_alone(officer):
    PolicyRow.objects.filter(item="year_open_days").update(value=100_000)
    last_year = datetime.date(days.this_year() - 1, 12, 20)
    start = days.start_of(last_year) + datetime.timedelta(hours=9)
    during = type(HourRecordFactory().during)(start, start + 90 * MINUTES, "[)")
    old = HourRecordFactory(during=during, served_on=last_year)
    staff = StaffFactory(organization=old.organization).user
    confirm_hours(HourRecord.objects.filter(pk=old.pk), by=staff, minutes={old.pk: 30}, reason="早退")
    old.refresh_from_db()
    PolicyRow.objects.filter(item="year_open_days").update(value=0)
    refused("year_closed", void_hours, old, by=staff, reason="想改")
    appeal = outside(object_to(old))
    highest = OfficerFactory(region="15").user

    assert not Appeal.objects.decidable_by(officer).exists()
    assert Appeal.objects.decidable_by(highest).get() == appeal
    uphold_appeal(appeal, by=highest, answer="照片能证明", stretch=whole(old))

    assert YearTotal.objects.get(volunteer=old.volunteer, year=last_year.year).minutes == 90


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"state": "upheld"}, "decided_says_who_when_and_why"),
        ({"reopens_year": True}, "only_an_upheld_one_reopens_a_year"),
        ({"what": "missing"}, "is_about_a_record_or_a_signup"),
    ],
)
def test_what_the_database_refuses(short, change, rule):
    appeal = object_to(short)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(**change)


def test_nobody_decides_what_they_asked_for_and_each_round_is_there_once(short):
    appeal = object_to(short)

    with pytest.raises(IntegrityError, match="nobody_decides_what_they_asked_for"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(
            state="dismissed", decided_by=short.beneficiary, decided_at=appeal.made_at, answer="好"
        )
    appeal.pk = None
    with pytest.raises(IntegrityError, match="one_a_record_and_round"), transaction.atomic():
        appeal.save(force_insert=True)


def test_of_a_sign_up_each_round_is_there_once():
    record = HourRecordFactory()
    signup = SignupFactory(shift=ShiftFactory(), volunteer=VolunteerFactory(), during=record.during)
    appeal = file_appeal(signup, by=signup.volunteer.user, what="missing", words="我去了")

    appeal.pk = None
    with pytest.raises(IntegrityError, match="one_a_signup_and_round"), transaction.atomic():
        appeal.save(force_insert=True)
