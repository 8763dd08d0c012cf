import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.messaging.actions import News, tell
from apps.messaging.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

INBOX = reverse("messaging:inbox")


@pytest.fixture
def reader(client):
    reader = UserFactory()
    client.force_login(reader)
    return reader


def write(reader, count, start=0):
    tell(
        "signup", [News(reader.pk, f"news:{n}", f"第{n}条", "", "/me/") for n in range(start, start + count)]
    )


def titles(page):
    return [message.title for message in page.context["page"]]


def test_the_newest_stands_first(client, reader):
    for n in range(3):
        write(reader, 1, start=n)

    assert titles(client.get(INBOX)) == ["第2条", "第1条", "第0条"]


def test_what_was_shown_is_read_from_then_on(client, reader):
    write(reader, 25)

    first = client.get(INBOX)
    assert first.content.decode().count('class="unread"') == 20
    assert Message.objects.unread().count() == 5
    assert client.get(INBOX).content.decode().count('class="unread"') == 0

    rest = client.get(INBOX, {"cursor": first.context["page"].next_cursor})
    assert rest.content.decode().count('class="unread"') == 5
    assert sorted(titles(first) + titles(rest)) == sorted(f"第{n}条" for n in range(25))


def test_only_what_was_told_to_oneself_is_there(client, reader):
    write(UserFactory(), 1)

    assert titles(client.get(INBOX)) == []
    assert Message.objects.unread().count() == 1


def test_the_header_counts_what_is_unread(client, reader):
    write(reader, 3)

    assert client.get(reverse("account_terms")).context["unread"] == 3


def test_the_inbox_asks_the_same_questions_for_one_and_for_thirty(client, reader):
    def questions():
        with CaptureQueriesContext(connection) as queries:
            client.get(INBOX)
        return len(queries)

    write(reader, 1)
    few = questions()
    write(reader, 29, start=1)

    assert questions() == few


def test_the_same_news_is_told_once(reader):
    write(reader, 2)
    write(reader, 2)

    assert Message.objects.count() == 2
    with pytest.raises(IntegrityError, match="messaging_message_told_once"):
        Message.objects.create(recipient=reader, kind="signup", key="news:0", title="又一条")


def test_strangers_have_no_inbox(client):
    assert client.get(INBOX).url == f"{reverse('account_login')}?next={INBOX}"


@pytest.mark.parametrize("cursor", ["x", "\x00", "1" * 100_000])
def test_a_cursor_that_was_tampered_with_begins_anew(client, reader, cursor):
    write(reader, 1)

    assert titles(client.get(INBOX, {"cursor": cursor})) == ["第0条"]
