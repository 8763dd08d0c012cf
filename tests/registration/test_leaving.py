"""The person's rights: a copy of everything, and leaving for good."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.accounts.models import Consent, Session, User
from apps.certificates.models import Certificate
from apps.core import days, invariants, personal
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.hours.models import Appeal, HourRecord, LedgerLine
from apps.matching.following import follow
from apps.matching.models import SearchTerm
from apps.messaging.models import Message
from apps.organizations.models import Post
from apps.registration.actions import leave, obstacles_to_leaving, register_volunteer
from apps.registration.actions.leaving import log_of_leavings, note_outside, reapply_leavings
from apps.registration.copies import as_pdf, copy_of
from apps.registration.documents import Told
from apps.registration.identity import read_identity
from apps.registration.models import Affiliation, Guardianship, Leaving, Qualification, Volunteer
from apps.registration.widgets import TIMES
from tests.factories import (
    AffiliationFactory,
    CertificateFactory,
    ConsentFactory,
    GuardianshipFactory,
    HourRecordFactory,
    MessageFactory,
    QualificationFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db
BROKEN = "registration_nothing_personal_remains_of_who_left"


@pytest.fixture(autouse=True)
def log(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    return tmp_path / "leavings.jsonl"


@pytest.fixture
def person():
    """A volunteer with something in many tables."""
    volunteer = VolunteerFactory(name="乌云其其格", skill_codes=["02"], contact="0471-1234567")
    AffiliationFactory(volunteer=volunteer, student_number="20260001")
    QualificationFactory(volunteer=volunteer)
    MessageFactory(recipient=volunteer.user)
    ConsentFactory(user=volunteer.user, given_by=volunteer.user, purpose="portrait")
    return volunteer


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def broken():
    return {name for name in invariants.names() if name == BROKEN and invariants.bad_rows(name)}


def test_identity_goes_and_the_ledger_stays(person):
    record = HourRecordFactory(volunteer=person)
    number, document, phone = person.number, person.document_hash, person.user.phone_hash

    leave(person.user, by=person.user)

    person.refresh_from_db()
    user = User.objects.get(pk=person.user_id)
    assert (person.number, person.name, person.document_number, person.skill_codes) == (number, "", "", [])
    assert (person.identity_state, person.contact, person.is_passed) == ("left", "", False)
    assert document != person.document_hash
    assert phone != user.phone_hash
    assert (user.phone, user.email, user.name, user.is_active) == ("", "", "", False)
    assert not Message.objects.filter(recipient=user).exists()
    assert not Qualification.objects.filter(beneficiary=user).exists()
    assert not Session.objects.filter(user=user).exists()
    assert not Consent.objects.not_withdrawn().filter(user=user).exists()
    there = Affiliation.objects.get(volunteer=person)
    assert (there.student_number, there.until is None) == ("", False)
    assert HourRecord.objects.get().pk == record.pk
    assert LedgerLine.objects.filter(volunteer=person).count() == LedgerLine.objects.count()
    assert broken() == set()


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("remains", ["message", "name", "number"])
def test_what_remains_is_noticed(person, remains):
    leave(person.user, by=person.user)
    assert broken() == set()
    if remains == "message":
        MessageFactory(recipient=person.user)
    elif remains == "name":
        Volunteer.objects.filter(pk=person.pk).update(name="乌云")
    else:
        Volunteer.objects.filter(pk=person.pk).update(document_number="15043019900504001X")
    assert broken() == {BROKEN}


def test_shifts_to_come_are_called_off_first(person):
    signup = SignupFactory(volunteer=person)
    leave(person.user, by=person.user)
    signup.refresh_from_db()
    assert signup.state == "left"


def test_the_last_owner_finds_another_one_first(person):
    post = StaffFactory(user=person.user)
    assert refusal_of(leave, person.user, by=person.user) == "something_first"
    assert [one.url for one in obstacles_to_leaving(person.user)] == [f"/org/{post.organization_id}/staff/"]

    StaffFactory(organization=post.organization)
    leave(person.user, by=person.user)

    assert not Post.objects.of(person.user).exists()


def test_an_open_objection_is_decided_first(person):
    signup = SignupFactory(volunteer=person, state="no_show")
    appeal = Appeal.objects.create(
        signup=signup,
        volunteer=person,
        region=person.region,
        what="missing",
        words="我去了",
        made_by=person.user,
        outside_from=days.today(),
        due_on=days.today(),
    )
    assert refusal_of(leave, person.user, by=person.user) == "something_first"
    Appeal.objects.filter(pk=appeal.pk).update(
        state="dismissed", answer="查过了", decided_by=UserFactory(), decided_at=timezone.now()
    )
    leave(person.user, by=person.user)


def test_nobody_leaves_twice_and_strangers_not_for_others(person):
    assert refusal_of(leave, person.user, by=UserFactory()) == "not_yours"
    leave(person.user, by=person.user)
    assert refusal_of(leave, person.user, by=person.user) == "already_left"


def test_the_same_person_registers_again_as_new(person, nowhere):
    phone, number = person.user.phone, person.document_number
    leave(person.user, by=person.user)

    again = UserFactory(phone=phone)
    from apps.regions.models import Region
    from apps.registration.actions import Person

    told = Person(
        identity=read_identity("乌云其其格", "id_card", number, Told()),
        region=Region.objects.get(pk="150430"),
        service_fields=["03"],
    )
    volunteer = register_volunteer(person=told, belonging=nowhere, by=again)

    assert volunteer.pk != person.pk


def test_a_guardian_lets_a_small_child_leave(years_ago):
    child = VolunteerFactory(birth_date=years_ago(10))
    guardian = GuardianshipFactory(child=child).guardian
    assert refusal_of(leave, child.user, by=child.user) == "guardian_needed"

    leave(child.user, by=guardian.user)

    assert not Guardianship.objects.standing().exists()
    assert AuditRow.objects.get(action="account.left").actor_id == guardian.user_id


def test_who_answered_for_a_child_does_so_no_longer(years_ago):
    guardianship = GuardianshipFactory(child__birth_date=years_ago(15))
    child, guardian = guardianship.child, guardianship.guardian
    ConsentFactory(user=child.user, given_by=guardian.user, purpose="minor")

    leave(guardian.user, by=guardian.user)

    child.refresh_from_db()
    assert (child.has_guardian_consent(), bool(child.guardian_code)) == (False, True)


def test_a_restored_backup_learns_who_has_left(person, log):
    before = Volunteer.objects.filter(pk=person.pk).values().get()
    account = User.objects.filter(pk=person.user_id).values().get()
    note_outside(leave(person.user, by=person.user))
    assert log_of_leavings() == log
    assert "乌云" not in log.read_text()
    Leaving.objects.all().delete()  # the backup is of yesterday
    Volunteer.objects.filter(pk=person.pk).update(**before)
    User.objects.filter(pk=person.user_id).update(**account)

    call_command("reapply_leavings")
    call_command("reapply_leavings")

    person.refresh_from_db()
    assert (person.name, person.identity_state) == ("", "left")
    assert Leaving.objects.count() == 1
    assert broken() == set()


def test_who_came_after_the_restore_is_somebody_else(person):
    yesterday = timezone.now() - datetime.timedelta(days=1)
    line = json.dumps({"account": person.user_id, "number": person.number, "left_at": yesterday.isoformat()})
    assert reapply_leavings([line]) == 0


def test_a_copy_holds_every_declared_table(person):
    found = copy_of(person.user)["内容"]
    assert [part["什么"] for part in found] == [str(table.what) for table in personal.tables()]
    file = next(part for part in found if part["什么"] == "志愿者档案")
    assert (file["条目"][0]["姓名"], file["条目"][0]["证件号码"]) == ("乌云其其格", person.document_number)
    assert sum(bool(part["条目"]) for part in found) >= 6


def test_a_copy_says_nothing_of_others(person):
    other = VolunteerFactory(name="别人别人")
    QualificationFactory(volunteer=other, number="急救99999999")
    text = json.dumps(copy_of(person.user), ensure_ascii=False)
    assert "急救99999999" not in text
    assert "别人别人" not in text


def test_pages_of_ones_rights(client, person):
    client.force_login(person.user)
    page = client.get("/me/rights/").content.decode()
    assert all(str(table.what) in page for table in personal.tables())

    as_json = client.post("/me/rights/copy/", {"format": "json"})
    on_paper = client.post("/me/rights/copy/", {"format": "pdf"})

    there = json.loads(as_json.content)["内容"]
    assert [part["什么"] for part in there] == [str(table.what) for table in personal.tables()]
    assert person.document_number in as_json.content.decode()
    assert person.number in text_of(on_paper.content)
    assert AuditRow.objects.filter(action="copy.taken", actor=person.user).count() == 2


def test_a_table_too_long_for_paper_says_so():
    """The file for programs has all of it."""
    part = {"什么": "消息", "做什么用": "看", "留多久": "一年"}
    printed = [
        text_of(as_pdf({"内容": [{**part, "条目": [{"一条": str(n)} for n in range(count)]}]}))
        for count in (2000, 2001)
    ]
    assert ["只印前2000条" in text.replace("\n", "") for text in printed] == [False, True]


def test_on_paper_codes_stand_in_words(person):
    person.free_times, person.languages = [16], ["mn-s"]
    person.save()
    follow([person.pk])
    [table] = [table for table in personal.tables() if table.model is SearchTerm]

    words = {str(next(iter(line.values()))) for line in table.lines(person.user, in_words=True)}
    codes = {str(next(iter(line.values()))) for line in table.lines(person.user)}

    assert words >= {"蒙古语（会说）", f"{dict(TIMES)[16]}有空"}
    assert codes >= {"lmn-s", "w16"}


def test_on_paper_a_certificate_is_what_it_says_and_not_its_code(person):
    CertificateFactory(volunteer=person)
    [table] = [table for table in personal.tables() if table.model is Certificate]

    [printed] = [line["内容"] for line in table.lines(person.user, in_words=True)]
    [kept] = [line["内容"] for line in table.lines(person.user)]

    assert (printed.startswith("累计志愿服务时间达到"), json.loads(kept)["kind"]) == (True, "star")


def test_leaving_by_page(client, person):
    client.force_login(person.user)
    assert "找不回来" in client.get("/me/rights/leave/").content.decode()
    client.post("/me/rights/leave/", {})
    assert not Leaving.objects.exists()

    assert client.post("/me/rights/leave/", {"sure": "on"}).url == "/"

    assert Leaving.objects.get().account_id == person.user_id
    assert client.get("/me/rights/").status_code == 302


def test_a_guardian_sees_the_rights_of_a_child(client, years_ago):
    guardianship = GuardianshipFactory(child__birth_date=years_ago(10))
    client.force_login(guardianship.guardian.user)
    child = {"child": guardianship.pk}
    assert client.get("/me/rights/", child).status_code == 200
    copied = client.post("/me/rights/copy/", {**child, "format": "json"}).content.decode()
    assert guardianship.child.name in copied

    client.post("/me/rights/leave/", {**child, "sure": "on"})

    assert Leaving.objects.get().account_id == guardianship.child.user_id
    assert client.get("/me/rights/", child).status_code == 404


def test_a_strangers_child_is_not_there(client, person):
    guardianship = GuardianshipFactory()
    client.force_login(person.user)
    assert client.get("/me/rights/", {"child": guardianship.pk}).status_code == 404
    assert client.post("/me/rights/copy/", {"child": guardianship.pk}).status_code == 404
