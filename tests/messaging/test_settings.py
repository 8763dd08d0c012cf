"""Choosing channels: on the page, by the link of an e-mail, by a program."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.messaging.kinds import Group
from apps.messaging.models import ChannelChoice, Message
from apps.messaging.outside import off_token
from tests.factories import ChannelChoiceFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE, SWITCH = reverse("messaging:settings"), reverse("messaging:switch")


@pytest.fixture
def reader(client):
    reader = UserFactory(phone="13911112222")
    client.force_login(reader)
    return reader


def chosen(user):
    return {(one.group, one.channel): one.wish for one in ChannelChoice.objects.of(user)}


def test_the_page_keeps_what_was_chosen(client, reader):
    sent = {f"{group}-sms": "important" for group in Group} | {"hours-sms": "all", "team-sms": "none"}

    assert client.post(PAGE, sent).url == PAGE

    kept = {(group, "sms"): sent[f"{group}-sms"] for group in Group}
    assert chosen(reader) == kept
    form = client.get(PAGE).context["form"]
    assert {name: field.initial for name, field in form.fields.items()} == sent


def test_a_wish_nobody_offers_is_refused_beside_its_field(client, reader):
    sent = {f"{group}-sms": "important" for group in Group} | {"hours-sms": "sometimes"}

    page = client.post(PAGE, sent)

    assert (page.status_code, list(page.context["form"].errors)) == (200, ["hours-sms"])
    assert chosen(reader) == {}


def test_text_messages_are_off_in_two_taps_and_on_again_in_one(client, reader):
    ChannelChoiceFactory(user=reader, wish="all")
    assert PAGE in client.get(reverse("messaging:inbox")).content.decode()

    client.post(SWITCH, {"channel": "sms"})
    assert chosen(reader) == {("", "sms"): "none"}
    assert "都关了" in client.get(PAGE).content.decode()

    client.post(SWITCH, {"channel": "sms", "on": "1"})
    assert chosen(reader) == {}


def test_email_is_offered_to_who_confirmed_an_address(client, reader, monkeypatch):
    assert not any(name.endswith("-email") for name in client.get(PAGE).context["form"].fields)

    monkeypatch.setattr(User, "email_for_messages", "reader@example.org", raising=False)
    assert "hours-email" in client.get(PAGE).context["form"].fields


def test_an_unknown_channel_is_not_there(client, reader):
    assert client.post(SWITCH, {"channel": "pigeon"}).status_code == 404


@pytest.fixture
def link(reader):
    return reverse(
        "messaging:off", args=[off_token(MessageFactory(recipient=reader, kind="hours.confirmed"))]
    )


def test_a_mail_program_ends_a_group_with_one_request_and_without_a_session(link, reader):
    program = Client(enforce_csrf_checks=True)

    assert program.get(link).status_code == 200
    assert chosen(reader) == {}
    page = program.post(link, {"List-Unsubscribe": "One-Click"})

    assert "“时长和星级”的邮件关掉了" in page.content.decode()
    assert chosen(reader) == {("hours", "email"): "none"}


@pytest.mark.parametrize(
    ("do", "left"),
    [("on", {("hours", "email"): "important"}), ("all", {("", "email"): "none"})],
)
def test_the_page_of_the_link_turns_on_again_or_ends_all_email(link, reader, do, left):
    ending = Client()
    ending.post(link)

    ending.post(link, {"do": do})

    assert chosen(reader) == left


def test_a_link_ends_nothing_of_somebody_else(link, reader):
    other = UserFactory()

    Client().post(link)

    assert chosen(other) == {}


def test_a_program_reads_and_changes_what_the_page_shows(client, reader):
    url = reverse("api:my-channels")
    change = {"choices": [{"group": "hours", "channel": "sms", "wish": "all"}]}

    before = client.get(url).json()["choices"]
    after = client.put(url, change, content_type="application/json").json()["choices"]

    assert {one["wish"] for one in before} == {"important"}
    assert len(before) == len(Group) * 2
    assert [one for one in after if one not in before] == change["choices"]


def test_the_inbox_shows_one_group_and_asks_the_same_questions(client, reader, django_assert_num_queries):
    mine = [MessageFactory(recipient=reader, kind=kind) for kind in ("signup", "hours.voided", "identity")]

    page = client.get(reverse("messaging:inbox"), {"group": "hours"})

    assert list(page.context["page"]) == [mine[1]]
    assert Message.objects.unread().count() == 2  # what was not shown is not read
    by_program = client.get(reverse("api:my-message-list"), {"group": "identity"}).json()["results"]
    assert [(one["id"], one["group"]) for one in by_program] == [(mine[2].pk, "identity")]


def test_a_group_nobody_knows_is_the_whole_inbox(client, reader):
    message = MessageFactory(recipient=reader)

    assert list(client.get(reverse("messaging:inbox"), {"group": "x\x00"}).context["page"]) == [message]


def test_each_person_chooses_once_for_a_group_and_channel(reader):
    ChannelChoiceFactory(user=reader)
    with pytest.raises(IntegrityError, match="messaging_channelchoice_one_a_group"):
        ChannelChoiceFactory(user=reader, wish="all")


def test_a_wish_is_one_of_three(reader):
    with pytest.raises(IntegrityError, match="messaging_channelchoice_wish_is_known"):
        ChannelChoiceFactory(user=reader, wish="never")
