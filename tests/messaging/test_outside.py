"""What leaves the site by text message and e-mail: to whom, in which words, once a key."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core import days, outbox
from apps.core.models import OutboxItem, PolicyRow
from apps.messaging.actions import News, choose, tell, turn_off, turn_on
from apps.messaging.models import Message
from apps.messaging.outside import quiet_until
from apps.messaging.sms import KeptSms, PrintedSms
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]


@pytest.fixture
def reader():
    return UserFactory(phone="13911112222")


@pytest.fixture
def with_email(monkeypatch):
    """Everybody confirmed an address."""
    monkeypatch.setattr(User, "email_for_messages", "reader@example.org", raising=False)


def important(reader, key="a", title="活动取消了：草场清捡日"):
    tell("activity_cancelled", [News(reader.pk, key, title, "原因：下雪")])


def usual(reader, key="b", title="记上了3小时"):
    tell("hours.confirmed", [News(reader.pk, key, title)])


def waiting():
    return sorted(OutboxItem.objects.values_list("kind", "key"))


def test_what_is_important_goes_out_and_the_rest_stays_in_the_site(reader, texts):
    important(reader)
    usual(reader)

    outbox.sweep()

    words = "【志愿北疆】活动取消了：草场清捡日。登录后在“消息”里看，也可以在那里关掉短信。"
    assert texts == [("13911112222", words)]
    assert Message.objects.to(reader).count() == 2


def test_a_message_and_what_carries_it_out_are_there_together_or_not_at_all(reader):
    important(reader)

    (message,) = Message.objects.to(reader)
    assert waiting() == [("sms", f"message:{message.pk}")]


def test_the_same_news_goes_out_once_with_its_key(reader, texts):
    important(reader)
    important(reader)
    outbox.sweep()
    important(reader)
    outbox.sweep()

    (message,) = Message.objects.to(reader)
    assert (len(texts), KeptSms.keys) == (1, [f"message:{message.pk}"])


def test_news_told_before_somebody_chose_a_channel_does_not_go_out_when_told_again(reader):
    usual(reader)
    choose(reader, {("hours", "sms"): "all"})
    usual(reader)

    assert waiting() == []


@pytest.mark.parametrize(
    ("choices", "sent"),
    [
        ({}, ["important"]),
        ({("hours", "sms"): "all"}, ["important", "usual"]),
        ({("signup", "sms"): "none"}, []),
        ({("", "sms"): "none"}, []),
        ({("", "sms"): "none", ("hours", "sms"): "all"}, ["usual"]),
        ({("", "sms"): "all", ("signup", "sms"): "none"}, ["usual"]),
        ({("signup", "email"): "none"}, ["important"]),
    ],
)
def test_everybody_gets_what_they_chose(reader, texts, choices, sent):
    choose(reader, choices)
    important(reader, title="important")
    usual(reader, title="usual")

    outbox.sweep()

    assert sorted(re.search("important|usual", text)[0] for _phone, text in texts) == sent


def test_one_set_is_told_with_each_ones_own_choice(reader, texts, django_assert_num_queries):
    silent, eager = UserFactory(), UserFactory(phone="13933334444")
    turn_off(silent, "sms")
    everybody = [reader, silent, eager]

    with django_assert_num_queries(6):  # savepoint and release, messages, choices, people, outbox
        tell("activity_cancelled", [News(one.pk, "a", "活动取消了") for one in everybody])
    outbox.sweep()

    assert sorted(phone for phone, _text in texts) == ["13911112222", "13933334444"]


def test_who_turns_it_off_in_between_gets_nothing_more(reader, texts):
    important(reader)
    turn_off(reader, "sms")

    outbox.sweep()

    assert (texts, [state for (state,) in OutboxItem.objects.values_list("state")]) == ([], ["done"])


def test_turning_on_again_is_as_it_was_in_the_beginning(reader, texts):
    turn_off(reader, "sms")
    turn_on(reader, "sms")
    important(reader)

    outbox.sweep()

    assert len(texts) == 1


@pytest.mark.parametrize("without", [{"phone_verified_at": None}, {"is_active": False}])
def test_nothing_goes_to_a_number_nobody_confirmed_or_to_who_has_left(texts, without):
    important(UserFactory(**without))

    outbox.sweep()

    assert (texts, waiting()) == ([], [])


def test_titles_that_may_name_somebody_stay_in_the_site(reader, texts):
    tell("guardian", [News(reader.pk, "a", "包红霞撤回了同意", "包红霞说的")])

    outbox.sweep()

    assert "包红霞" not in texts[0][1]
    assert texts[0][1].startswith("【志愿北疆】监护人的同意有变化。")


def test_a_text_message_stays_short_and_leads_nowhere(reader, texts):
    important(reader, title="取消了：" + "长" * 116)

    outbox.sweep()

    assert len(texts[0][1]) <= 134  # two parts of a Chinese text message
    assert "http" not in texts[0][1]


def test_an_email_has_its_key_as_id_and_one_click_to_end_it(reader, with_email, mailoutbox, client):
    important(reader)

    outbox.sweep()

    (mail,) = mailoutbox
    (message,) = Message.objects.to(reader)
    link = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert (mail.to, mail.subject) == (["reader@example.org"], "【志愿北疆】活动取消了：草场清捡日")
    assert mail.extra_headers["Message-ID"] == f"<message.{message.pk}@testserver>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mail.body
    assert "下雪" not in mail.body


def test_an_unsubscribed_group_sends_no_more_email_and_the_rest_does(reader, with_email, mailoutbox, client):
    important(reader)
    outbox.sweep()
    link = mailoutbox.pop().extra_headers["List-Unsubscribe"].strip("<>")

    assert client.get(link).status_code == 200  # a program that follows links has ended nothing
    important(reader, key="again")
    outbox.sweep()
    assert len(mailoutbox) == 1

    client.post(link, {"List-Unsubscribe": "One-Click"})
    important(reader, key="once more")
    tell("identity", [News(reader.pk, "case", "身份核验通过了")])
    outbox.sweep()
    assert [mail.subject for mail in mailoutbox[1:]] == ["【志愿北疆】身份核验通过了"]


@pytest.mark.usefixtures("by_night")
def test_at_night_it_waits_for_the_morning_without_using_up_its_attempts(reader, texts):
    tell("identity", [News(reader.pk, "case", "身份核验通过了")])

    outbox.sweep()

    item = OutboxItem.objects.get()
    assert (texts, item.state, item.attempts) == ([], "waiting", 0)
    assert item.due_at > timezone.now()
    assert item.due_at.astimezone(days.SHANGHAI).hour == 0


@pytest.mark.usefixtures("by_night")
def test_what_cannot_wait_goes_out_at_night(reader, texts):
    important(reader)

    outbox.sweep()

    assert len(texts) == 1


@pytest.mark.parametrize(
    ("clock", "waits_until"),
    [
        ("20:59", None),
        ("21:00", "next 08:00"),
        ("23:59", "next 08:00"),
        ("00:00", "08:00"),
        ("07:59", "08:00"),
        ("08:00", None),
    ],
)
def test_quiet_hours_last_from_the_evening_to_the_morning(clock, waits_until):
    PolicyRow.objects.filter(topic="quiet_hours", item="from").update(value=21)
    PolicyRow.objects.filter(topic="quiet_hours", item="until").update(value=8)
    today = days.start_of(days.today())
    hour, minute = map(int, clock.split(":"))
    morning = today + datetime.timedelta(hours=8)
    expected = {None: None, "08:00": morning, "next 08:00": morning + datetime.timedelta(days=1)}

    assert quiet_until(today + datetime.timedelta(hours=hour, minutes=minute)) == expected[waits_until]


def test_what_is_printed_shows_no_number(capsys):
    PrintedSms().send("13911112222", "你好", key="a")

    assert capsys.readouterr().err == "[SMS 139****2222] 你好\n"


def test_a_link_that_nobody_signed_leads_nowhere(client, reader):
    for token in ("x", "WzEsInNpZ251cCJd:forged", "\x00", "a" * 5000):
        assert client.post(reverse("messaging:off", args=[token])).status_code == 404
