"""The queue of a reviewer, as pages."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.activities.never import KINDS
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    ShiftFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
CHECKED = {"checked": [key for key, _words in KINDS]}


def url(name, *args):
    return reverse(f"activities:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def officer(client):
    post = OfficerFactory()
    client.force_login(post.user)
    return post.user


@pytest.fixture
def waiting():
    return wait()


def wait(**fields):
    return ActivityFactory(
        **{
            "state": "in_review",
            "submitted_at": timezone.now(),
            "decided_by": None,
            "decided_at": None,
            **fields,
        }
    )


def review(name, activity, code="150430"):
    return reverse(f"activities:{name}", args=[code, activity.pk])


def test_the_queue_begins_with_who_waited_longest(client, officer):
    later, first = wait(), wait(submitted_at=timezone.now() - HOUR)
    wait(author=officer)

    assert list(client.get("/region/150430/activities/").context["page"]) == [first, later]


def test_a_reviewer_looks_at_each_of_the_six(client, officer, waiting):
    five = client.post(review("publish", waiting), {"checked": CHECKED["checked"][:5]})
    assert list(five.context["publish_form"].errors) == ["checked"]

    client.post(review("publish", waiting), CHECKED)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("published", officer)


def test_sending_back_says_why(client, officer, waiting):
    empty = client.post(review("return", waiting), {"reason": " "})
    assert list(empty.context["return_form"].errors) == ["reason"]

    client.post(review("return", waiting), {"reason": "写清楚带什么工具"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("returned", "写清楚带什么工具")


def test_what_may_hurt_people_offers_no_publishing(client, officer):
    hazardous = wait(is_hazardous=True)
    page = client.get(review("review", hazardous)).content.decode()

    refused = client.post(review("publish", hazardous), CHECKED)

    assert ("现在不能发布" in page, "发布这个活动" in page) == (True, False)
    assert refused.context["publish_form"].non_field_errors() == [
        "可能有人身危险的活动要先有保险才能发布：从第一天到最后一班，每天都要有生效中、包括危险活动的保单，一份接一份也行。"
    ]


def reviewer_answers(client, activity, code="150430"):
    return {
        client.get(review("review", activity, code)).status_code,
        client.post(review("publish", activity, code), CHECKED).status_code,
        client.post(review("return", activity, code), {"reason": "改"}).status_code,
    }


def test_an_author_does_not_find_their_notice_in_the_queue(client, officer):
    assert reviewer_answers(client, wait(author=officer)) == {404}


@pytest.mark.parametrize("post", [{"region": "150402"}, {"office_kind": "education"}, {"role": "reader"}])
def test_who_does_not_review_here_finds_nothing(client, waiting, post):
    client.force_login(OfficerFactory(**post).user)

    assert reviewer_answers(client, waiting) == {404}
    assert client.get("/region/150430/activities/").status_code == 404


def test_drafts_are_nobody_elses_business(client, officer):
    assert reviewer_answers(client, wait(state="draft", submitted_at=None)) == {404}


def test_the_reviewer_of_a_league_decides_under_the_banner_it_lies_in(client, waiting):
    client.force_login(OfficerFactory(region="1504").user)

    assert client.get(review("review", waiting, "150430")).status_code == 200
    assert client.get(review("review", waiting, "150402")).status_code == 404
    assert client.get("/region/999999/activities/").status_code == 404


def test_the_queue_costs_the_same_for_one_and_for_thirty(client, officer, waiting):
    ShiftFactory(position__activity=waiting)
    pages = ["/region/150430/activities/", review("review", waiting)]
    one = [queries_of(client, page) for page in pages]
    for n in range(30):
        wait()
        ShiftFactory(
            position__activity=waiting, starts_at=nine_oclock(3 + n), ends_at=nine_oclock(3 + n) + HOUR
        )

    assert [queries_of(client, page) for page in pages] == one


def test_strangers_are_asked_to_sign_in(client, waiting):
    for page in ("/region/150430/activities/", url("manage", waiting.organization), "/me/signups/"):
        assert client.get(page).url.startswith(reverse("account_login"))
