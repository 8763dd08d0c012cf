"""Lists for the insurer: made each day, handed over once each, answered."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Consent
from apps.core import outbox
from apps.core.days import today
from apps.core.errors import Refused
from apps.core.models import OutboxItem, PolicyRow
from apps.insurance import actions, ending
from apps.insurance.actions import Verdict
from apps.insurance.handing_over import FileDrop
from apps.insurance.models import Cover, Delivery, DeliveryLine
from apps.messaging.models import Message
from tests.factories import (
    ConsentFactory,
    CoverFactory,
    DeliveryFactory,
    DeliveryLineFactory,
    OfficerFactory,
    PolicyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    return tmp_path / "insurer"


@pytest.fixture
def policy():
    return PolicyFactory(is_named=True)


@pytest.fixture
def officer():
    return OfficerFactory().user


def waiting(policy, agreed=True):
    cover = CoverFactory(policy=policy, state="eligible")
    if agreed:
        ConsentFactory(user=cover.volunteer.user, purpose="insurer")
    return cover


def sent(policy, **fields):
    delivery = DeliveryFactory(policy=policy, **fields)
    return DeliveryLineFactory(delivery=delivery).cover, delivery


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def states():
    return dict(Cover.objects.values_list("pk", "state"))


def read(path):
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))


def test_only_who_agreed_is_named_to_the_insurer(policy, folder):
    agreed, silent = waiting(policy), waiting(policy, agreed=False)

    assert actions.make_deliveries() == 1
    outbox.sweep()

    assert states() == {agreed.pk: "sent", silent.pk: "eligible"}
    delivery = Delivery.objects.get()
    person = agreed.volunteer
    (rows,) = [read(path) for path in folder.rglob("*.csv")]
    assert rows[1:] == [
        [
            str(DeliveryLine.objects.get().pk),
            person.number,
            person.name,
            "居民身份证",
            person.document_number,
            person.user.phone,
            today().isoformat(),
            policy.ends_on.isoformat(),
        ]
    ]
    assert (delivery.state, delivery.rows) == ("handed_over", 1)


def test_a_consent_that_was_taken_back_names_nobody(policy):
    cover = waiting(policy)
    Consent.objects.filter(user=cover.volunteer.user).update(withdrawn_at="2026-01-01T00:00Z")

    assert (actions.make_deliveries(), states()) == (0, {cover.pk: "eligible"})


def test_twice_on_a_day_makes_nothing_twice(policy):
    waiting(policy)

    assert [actions.make_deliveries(), actions.make_deliveries()] == [1, 0]


def test_who_comes_later_on_the_day_is_on_a_second_list(policy):
    waiting(policy)
    actions.make_deliveries()
    waiting(policy)
    actions.make_deliveries()

    keys = [f"{policy.pk}-{today():%Y%m%d}-added-{n}" for n in (1, 2)]
    assert list(Delivery.objects.order_by("pk").values_list("key", flat=True)) == keys


def test_a_long_list_is_cut(policy):
    PolicyRow.objects.filter(topic="insurance", item="list_rows").update(value=2)
    for _one in range(5):
        waiting(policy)

    assert actions.make_deliveries() == 3
    assert list(Delivery.objects.order_by("pk").values_list("rows", flat=True)) == [2, 2, 1]


def test_a_list_is_made_by_as_many_statements_however_long_it_is(policy):
    PolicyRow.objects.value("insurance", "list_rows")

    def statements(count):
        for _one in range(count):
            waiting(policy)
        with CaptureQueriesContext(connection) as queries:
            actions.make_deliveries()
        return len(queries)

    assert statements(1) == statements(30)


def test_a_list_that_is_handed_over_again_takes_the_place_of_itself(policy, folder):
    waiting(policy)
    actions.make_deliveries()
    delivery = Delivery.objects.select_related("policy").get()

    actions.hand_over(delivery)
    first = [(path.name, path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    actions.hand_over(delivery)

    assert [(path.name, path.read_bytes()) for path in folder.rglob("*") if path.is_file()] == first
    assert [name for name, _content in first] == [f"{delivery.key}.csv"]


def test_the_files_are_for_nobody_else_to_read(policy, folder):
    waiting(policy)
    actions.make_deliveries()
    outbox.sweep()

    (path,) = folder.rglob("*.csv")
    assert (oct(path.stat().st_mode)[-3:], oct(path.parent.stat().st_mode)[-3:]) == ("600", "700")


def test_an_adaptor_that_fails_is_asked_again(policy, settings, folder):
    settings.INSURER_ADAPTER = "tests.insurance.test_lists.Broken"
    waiting(policy)
    actions.make_deliveries()
    outbox.sweep()
    assert (Delivery.objects.get().state, OutboxItem.objects.get(kind="insurer_list").state) == (
        "made",
        "waiting",
    )

    settings.INSURER_ADAPTER = "apps.insurance.handing_over.FileDrop"
    OutboxItem.objects.update(due_at="2026-01-01T00:00Z")
    outbox.sweep()

    assert Delivery.objects.get().state == "handed_over"
    assert len(list(folder.rglob("*.csv"))) == 1


class Broken(FileDrop):
    def hand_over(self, policy, rows, *, key):
        raise TimeoutError


def test_who_takes_the_agreement_back_before_it_goes_out_is_not_on_it(policy, folder):
    stays, goes = waiting(policy), waiting(policy)
    actions.make_deliveries()
    Consent.objects.filter(user=goes.volunteer.user).update(withdrawn_at="2026-01-01T00:00Z")

    outbox.sweep()

    (path,) = folder.rglob("*.csv")
    assert [row[1] for row in read(path)[1:]] == [stays.volunteer.number]
    assert states() == {stays.pk: "sent", goes.pk: "ended"}
    assert not Cover.objects.ends_to_send().exists()


def test_the_insurer_hears_of_an_end_once_and_by_number_only(policy, folder):
    cover = CoverFactory(policy=policy, insurer_number="A1")
    never_sent = CoverFactory(policy=policy, state="eligible")
    ending.end_chosen([cover.pk, never_sent.pk], "账号注销了")

    assert [actions.make_deliveries(), actions.make_deliveries()] == [1, 0]
    outbox.sweep()

    (path,) = folder.rglob("*.csv")
    line = DeliveryLine.objects.get()
    row = [str(line.pk), cover.volunteer.number, "A1", today().isoformat(), "账号注销了"]
    assert read(path)[1:] == [row]


# --- answers ---------------------------------------------------------------------------------------------


def test_everybody_is_accepted_from_a_day_on(policy, officer):
    cover, delivery = sent(policy)

    assert actions.accept_all(delivery, from_day=today() + DAY, by=officer) == 1

    cover.refresh_from_db()
    assert (cover.state, cover.first_day, cover.last_day) == ("accepted", today() + DAY, policy.ends_on)
    assert Delivery.objects.get().state == "answered"
    assert Message.objects.get(recipient=cover.volunteer.user).title == "你的保险生效了"


def test_each_person_has_their_own_answer(policy, officer):
    yes, delivery = sent(policy, rows=3)
    no, silent = (DeliveryLineFactory(delivery=delivery).cover for _one in range(2))

    actions.record_answers(
        delivery,
        [Verdict(yes.volunteer.number, today(), "P-7"), Verdict(no.volunteer.number, reason="有重名")],
        by=officer,
    )

    found = list(Cover.objects.order_by("pk").values_list("pk", "state", "insurer_number", "reason"))
    assert found == [
        (yes.pk, "accepted", "P-7", ""),
        (no.pk, "refused", "", "有重名"),
        (silent.pk, "sent", "", ""),
    ]
    assert Delivery.objects.get().state == "handed_over"


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([Verdict("150400000000", today())], "not_on_the_list"),
        ([], "nothing_to_answer"),
    ],
)
def test_a_wrong_answer_is_not_recorded_by_half(policy, officer, verdicts, code):
    cover, delivery = sent(policy)
    good = [Verdict(cover.volunteer.number, today())] if verdicts else []

    assert refusal_code(actions.record_answers, delivery, good + verdicts, by=officer) == code
    assert states() == {cover.pk: "sent"}


def test_nobody_is_insured_from_before_the_insurer_was_asked(policy, officer):
    cover, delivery = sent(policy)

    assert refusal_code(actions.accept_all, delivery, from_day=today() - DAY, by=officer) == "bad_day"
    assert refusal_code(actions.accept_all, delivery, from_day=policy.ends_on + DAY, by=officer) == "bad_day"
    assert states() == {cover.pk: "sent"}


def test_a_refusal_says_why(policy, officer):
    cover, delivery = sent(policy)

    said = [Verdict(cover.volunteer.number)]
    assert refusal_code(actions.record_answers, delivery, said, by=officer) == "no_reason"


def test_what_has_not_gone_out_has_no_answer(policy, officer):
    _cover, delivery = sent(policy, state="made")

    assert refusal_code(actions.accept_all, delivery, from_day=today(), by=officer) == "not_handed_over"


def test_only_who_keeps_the_policy_records_answers(policy):
    _cover, delivery = sent(policy)

    for stranger in (UserFactory(), OfficerFactory(region="150102").user):
        assert refusal_code(actions.accept_all, delivery, from_day=today(), by=stranger) == "not_yours"


def test_whom_the_insurer_refused_may_be_put_up_again(policy, officer):
    refused = CoverFactory(policy=policy, state="refused")

    again = actions.ask_again(refused, by=officer)

    assert (again.state, again.first_day) == ("eligible", today())
    assert refusal_code(actions.ask_again, refused, by=officer) == "already_asked"
