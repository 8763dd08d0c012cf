"""The frame of a page: navigation, workbench, what the last action said, and the error pages."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from apps.core.templatetags import frame


def rendered(source, path="/", **context):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return engines["django"].from_string("{% load frame %}" + source).render(context, request)


@pytest.fixture
def pages(monkeypatch):
    """The addresses that exist; a link to any other is not shown."""
    urls = {"portal:home": "/", "activities:list": "/activities/", "portal:me": "/me/"}
    urls["activities:check_in"] = "/me/check-in/"
    monkeypatch.setattr(frame, "address", urls.get)
    return urls


def test_a_link_to_a_page_that_does_not_exist_is_not_shown(pages):
    del pages["activities:list"]
    assert "找活动" not in rendered("{% main_nav %}")


def test_the_place_one_is_at_is_marked(pages):
    assert '<a href="/activities/" aria-current="page">找活动</a>' in rendered(
        "{% main_nav %}", "/activities/"
    )


def test_a_page_below_marks_the_place_it_belongs_to(pages):
    html = rendered("{% main_nav %}", "/activities/7/")
    assert '<a href="/activities/" aria-current="true">找活动</a>' in html
    assert '<a href="/">首页</a>' in html


def test_the_longest_address_wins(pages):
    html = rendered("{% tab_bar %}", "/me/check-in/")
    assert html.count("aria-current") == 1
    assert '<a href="/me/check-in/" aria-current="page">' in html


DESK = SimpleNamespace(
    title="晨光社区邻里志愿队",
    icon="users",
    tabs=[
        SimpleNamespace(label="概况", url="/org/1/", name="portal:organization"),
        SimpleNamespace(label="时长", url="/org/1/hours/", name="hours:pending", count=7),
    ],
)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/org/1/", ["概况"]),
        ("/org/1/hours/", ["时长"]),
        ("/org/1/hours/9/", ["时长"]),
        ("/org/1/staff/", ["概况"]),
    ],
)
def test_the_workbench_marks_one_tab(path, current):
    tabs = frame.desk_tabs({"request": RequestFactory().get(path), "desk": DESK})["items"]
    assert [tab["label"] for tab in tabs if tab["current"]] == current


def test_a_page_outside_may_name_its_tab():
    tabs = frame.desk_tabs({"request": RequestFactory().get("/x/"), "desk": DESK, "tab": "hours:pending"})[
        "items"
    ]
    assert [(tab["label"], tab["current"]) for tab in tabs] == [("概况", ""), ("时长", "true")]


@pytest.mark.parametrize(
    ("path", "current"),
    [("/r/?tab=a", ' aria-current="page"'), ("/r/?tab=b", ""), ("/r/", "")],
)
def test_a_tab_with_a_query_compares_the_whole_address(path, current):
    html = rendered("{% nav_item '待确认' '/r/?tab=a' count=0 %}", path)
    assert html.strip() == f'<li><a href="/r/?tab=a"{current}>待确认 <span class="tab-n">0</span></a></li>'


def test_good_news_is_a_toast_and_trouble_stays_on_top():
    said = [
        Message(constants.SUCCESS, "报上名了"),
        Message(constants.ERROR, "满了"),
        Message(constants.WARNING, "当心"),
    ]
    careful, good = frame.split_messages(said)
    assert [str(message) for message in careful] == ["满了", "当心"]
    assert [str(message) for message in good] == ["报上名了"]
    html = render_to_string("components/notes.html", {"careful": careful})
    assert 'role="alert"' in html
    assert '<div class="note note-bad">' in html
    assert '<div class="note note-wait">' in html
    assert 'role="status"' in render_to_string("components/toasts.html", {"good": good})


def test_the_choices_of_type_size_and_colours_are_drawn_by_the_server(client, db):
    client.cookies["size"], client.cookies["theme"] = "large", "dark"
    html = client.get("/styleguide/").content.decode()
    assert '<html lang="zh-hans" data-size="large" data-theme="dark">' in html


def test_a_forged_cookie_is_not_drawn(client, db):
    client.cookies["size"], client.cookies["theme"] = "huge", '"><script>'
    assert '<html lang="zh-hans">' in client.get("/styleguide/").content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_of_last_resort_need_nothing(name):
    assert "回首页" in render_to_string(name)


def test_a_page_that_is_not_there_says_so_kindly(client, db):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "这里没有你要找的那一页。" in answer.content.decode()


def test_a_stale_form_says_what_to_do(db):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/styleguide/")
    assert answer.status_code == 403
    assert "再按一次就行" in answer.content.decode()
