"""What one takes along: calendar files, the secret address, QR code and poster, tags for sharing."""

import icalendar
import pytest
from django.urls import reverse

from apps.activities.actions.feeds import renew_feed
from apps.activities.models import CalendarFeed
from tests.factories import (
    ActivityFactory,
    ActivityPictureFactory,
    GuardianshipFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
)
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def signup():
    return SignupFactory()


def page(name, *args):
    return reverse(f"activities:{name}", args=args)


def events(response):
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_a_notice_goes_into_a_calendar_shift_by_shift(client):
    shift = ShiftFactory()
    activity = shift.position.activity

    (event,) = events(client.get(page("calendar", activity.pk)))

    assert str(event["summary"]) == f"{activity.title} · {shift.position.name}"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (shift.starts_at, shift.ends_at)
    assert str(event["url"]).endswith(f"/activities/{activity.pk}/")


def test_drafts_have_no_calendar_no_code_and_no_poster(client):
    draft = ActivityFactory(state="draft", decided_by=None, decided_at=None)
    assert {client.get(page(name, draft.pk)).status_code for name in ("calendar", "qr", "poster")} == {404}


def test_the_secret_address_shows_ones_own_places_until_it_is_renewed(client, signup):
    token = renew_feed(by=signup.volunteer.user).token
    SignupFactory()

    (event,) = events(client.get(page("feed", token)))
    assert str(event["summary"]) == signup.shift.position.activity.title

    new = renew_feed(by=signup.volunteer.user).token
    assert (client.get(page("feed", token)).status_code, client.get(page("feed", new)).status_code) == (
        404,
        200,
    )
    assert len(token) >= 43


def test_a_childs_places_stand_there_without_its_name(client):
    link = GuardianshipFactory()
    SignupFactory(volunteer=link.child)

    answer = client.get(page("feed", renew_feed(by=link.guardian.user).token))

    assert "孩子的班" in str(events(answer)[0]["summary"])
    assert link.child.name not in answer.content.decode()


def test_nobody_without_an_account_that_works_has_a_feed(client):
    user = UserFactory()
    token = renew_feed(by=user).token
    user.is_active = False
    user.save()
    assert client.get(page("feed", token)).status_code == 404
    assert client.get(page("feed", "0" * 43)).status_code == 404


def test_the_token_stands_in_no_row_in_the_open(signup):
    feed = renew_feed(by=signup.volunteer.user)
    raw = CalendarFeed.objects.extra(select={"raw": "token"}).values_list("raw", flat=True).get()
    assert feed.token not in raw


def test_a_poster_says_what_when_where_and_carries_the_code(client):
    shift = ShiftFactory()
    activity = shift.position.activity

    answer = client.get(page("poster", activity.pk))

    text = text_of(answer.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    for words in (activity.title, activity.organization.name, activity.place, "扫码报名"):
        assert words in text


def test_the_code_is_a_picture_and_the_page_has_tags_for_sharing(client):
    picture = ActivityPictureFactory()
    activity = picture.activity

    code = client.get(page("qr", activity.pk))
    shown = client.get(page("detail", activity.pk)).content.decode()

    assert (code.headers["Content-Type"], b"<svg" in code.content) == ("image/svg+xml", True)
    assert f'<meta property="og:title" content="{activity.title}">' in shown
    assert f'{picture.picture.url}">' in shown
    assert f'alt="{picture.alt}"' in shown


@pytest.mark.parametrize(("public", "shown"), [(True, True), (False, False)])
def test_the_number_is_public_only_if_so_wished(client, public, shown):
    activity = ActivityFactory(contact_is_public=public)
    assert ("13900000000" in client.get(page("detail", activity.pk)).content.decode()) == shown
    assert (client.get(f"/api/v1/activities/{activity.pk}/").json()["contact_phone"] != "") == shown
