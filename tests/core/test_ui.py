"""The components: each renders what it promises. What they look like is on /styleguide/."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from apps.activities.models import Activity, Signup
from apps.core import days
from apps.core.keyset import Page
from apps.core.statuses import STATUSES
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.registration.models import Volunteer


def rendered(source, path="/", **context):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return engines["django"].from_string(source).render(context, request)


# --- small marks ---------------------------------------------------------------------------------------


def test_an_icon_beside_words_is_silent():
    assert rendered("{% icon 'check' %}") == (
        '<svg class="i" aria-hidden="true" focusable="false"><use href="/static/dist/icons.svg#i-check"/></svg>'
    )


def test_an_icon_alone_has_a_name():
    assert rendered("{% icon 'check' '已核验' %}") == (
        '<svg class="i" role="img" aria-label="已核验"><use href="/static/dist/icons.svg#i-check"/></svg>'
    )


def test_a_state_is_colour_icon_and_word():
    html = rendered("{% status 'hours' 'voided' '与另一条重复' %}")
    assert html == (
        '<span class="tag tag-mute"><svg class="i" aria-hidden="true" focusable="false">'
        '<use href="/static/dist/icons.svg#i-ban"/></svg>已作废</span><small>与另一条重复</small>'
    )


def test_a_state_without_a_look_fails_instead_of_showing_raw():
    with pytest.raises(KeyError):
        rendered("{% status 'hours' 'unheard_of' %}")


@pytest.mark.parametrize(
    ("family", "choices"),
    [
        ("hours", HourRecord.State),
        ("activity", Activity.State),
        ("signup", Signup.State),
        ("organization", Organization.State),
        ("identity", Volunteer.IdentityState),
    ],
)
def test_every_state_of_a_model_has_a_look_in_the_same_word(family, choices):
    looks = STATUSES[family]
    assert {value: str(looks[value].word) for value in choices.values} == dict(choices.choices)


def test_the_words_of_a_note_are_escaped():
    assert "<b>" not in rendered("{% status 'hours' 'pending' note %}", note="<b>")


def test_the_date_block_says_month_day_and_weekday():
    html = rendered("{% day when %}", when=datetime.date(2026, 11, 28))
    assert html == '<time class="day" datetime="2026-11-28">11月<b>28</b>周六</time>'


def test_a_day_of_another_year_says_which():
    before = datetime.date(days.this_year() - 1, 3, 5)
    now = before.replace(year=days.this_year())

    assert rendered("{{ day|day_words }}", day=before).startswith(f"{before.year}年3月5日 ")
    assert rendered("{{ day|day_words }}", day=now).startswith("3月5日 ")
    assert f"<br>{before.year}年</time>" in rendered("{% day day %}", day=before)


def test_moments_are_shown_in_the_time_of_the_region():
    when = datetime.datetime(2026, 11, 28, 0, 30, tzinfo=datetime.UTC)
    assert rendered("{{ when|day_words }} {{ when|clock }}", when=when) == "11月28日 周六 8:30"


# --- numbers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "words"),
    [(2, "23:14–次日1:14"), (0.5, "23:14–23:44"), (24, "23:14–次日23:14"), (30, "23:14–11月30日 周一 5:14")],
)
def test_an_end_on_another_day_says_which(hours, words):
    start = datetime.datetime(2026, 11, 28, 15, 14, tzinfo=datetime.UTC)
    end = start + datetime.timedelta(hours=hours)

    assert rendered("{{ start|until:end }}", start=start, end=end) == words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3_215_000, "321.5<small>万人</small>"),
        (16_000, "1.6<small>万人</small>"),
        (10_000, "1<small>万人</small>"),
        (9_999, "9,999<small>人</small>"),
        (0, "0<small>人</small>"),
        (123_000_000, "1.2<small>亿人</small>"),
        (None, '<span class="none">无数据</span>'),
    ],
)
def test_large_numbers_are_said_in_ten_thousands_and_the_unknown_is_not_zero(value, shown):
    assert rendered("{% big value '人' %}", value=value) == shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (18_750, "312<small>小时</small>30<small>分</small>"),
        (74_040, "1,234<small>小时</small>"),
        (120, "2<small>小时</small>"),
        (30, "30<small>分</small>"),
        (0, "0<small>分</small>"),
    ],
)
def test_the_large_number_of_hours(minutes, shown):
    assert rendered("{{ minutes|big_hours }}", minutes=minutes) == shown


def test_a_figure_says_what_it_compares_with():
    html = rendered("{% figure '注册志愿者' 3283858 unit='人' note='比去年多9.2万' up=True %}")
    assert "<dt>注册志愿者</dt>" in html
    assert '<dd class="big">328.4<small>万人</small></dd>' in html
    assert "#i-arrow-up" in html


@pytest.mark.parametrize(
    ("minutes", "dash", "words"),
    [
        (870, '"72.5 100"', "共20小时"),
        (1200, '"100.0 100"', "已满20小时"),
        (1500, '"100.0 100"', "已满20小时"),
    ],
)
def test_the_ring_never_goes_more_than_once_round(minutes, dash, words):
    html = rendered("{% ring minutes 1200 %}", minutes=minutes)
    assert f"stroke-dasharray={dash}" in html
    assert words in html


def test_thousands_of_hours_have_a_comma_in_the_ring():
    html = rendered("{% ring 74070 120000 %}")
    assert ("1,234.5" in html, "共2,000小时" in html) == (True, True)


def test_an_empty_ring_has_no_dot_where_nothing_was_done():
    assert "ring-v" not in rendered("{% ring 0 1200 %}")


def test_progress_stops_at_its_limit_and_has_a_label():
    html = rendered("{% progress '离三星' 700 600 %}")
    assert html.startswith('<label class="prog">')
    assert "<span>离三星</span>" in html
    assert '<progress max="600" value="600">100%</progress></label>' in html


def test_a_reached_star_does_not_look_like_a_recognised_one():
    line = [{"name": "一星", "hours": 100, "state": "had"}, {"name": "二星", "hours": 300, "state": "met"}]
    html = rendered("{% stars line %}", line=line)
    assert html.count('class="core"') == 1
    assert '<li class="had">' in html
    assert "<span>已认定</span>" in html
    assert '<li class="met">' in html
    assert "<span>待认定</span>" in html


# --- blocks --------------------------------------------------------------------------------------------


def test_a_notice_has_an_icon_of_its_tone():
    html = rendered("{% note tone='wait' %}<p>明早降温</p>{% endnote %}")
    assert html.startswith('<div class="note note-wait"><svg')
    assert "#i-triangle-alert" in html
    assert '<div class="note-body"><p>明早降温</p></div>' in html


def test_a_fact_is_a_named_value():
    html = rendered("{% fact 'clock' '时间' %}8:30{% endfact %}")
    assert html.endswith("<dt>时间</dt><dd>8:30</dd></div>")


def test_a_confirmation_repeats_the_action_and_can_be_declined():
    html = rendered(
        "{% confirm 'sure' title='记到账上？' yes='确认4条' yes_tally='确认{n}条' %}<p>x</p>{% endconfirm %}"
    )
    assert '<dialog class="dialog" id="sure" aria-labelledby="sure-title">' in html
    assert 'data-answer="yes" data-tally="确认{n}条">确认4条</button>' in html
    assert 'data-answer="no">再看看</button>' in html


def test_an_empty_state_shows_one_way_on():
    html = rendered("{% empty '还没有招募。' url='/activities/' action='看周边' %}")
    assert "<p>还没有招募。</p>" in html
    assert '<a class="btn btn-2" href="/activities/">看周边</a>' in html


def test_steps_say_where_one_stands():
    html = rendered("{% steps 2 '手机号' '实名信息' '完成' %}")
    assert html.count("，已完成") == 1
    assert '<li aria-current="step">实名信息</li>' in html
    assert "第2步，共3步" in html


def test_steps_may_come_as_a_list():
    assert "第1步，共2步" in rendered("{% steps 1 names %}", names=["本人", "同意"])


def test_the_pager_leads_on_and_keeps_the_filters():
    html = rendered("{% pager page %}", path="/?q=菜", page=Page([1, 2], "abc", 20))
    assert 'href="?q=%E8%8F%9C&amp;cursor=abc" rel="next">再看20个' in html
    assert "这一页2个" in html
    assert "回到最前面" not in html


def test_the_last_page_leads_back_to_the_first():
    html = rendered("{% pager page %}", path="/?q=a&cursor=abc", page=Page([1], None, 20))
    assert '<a class="btn btn-text" href="?q=a">回到最前面</a>' in html
    assert "再看" not in html


def test_a_single_page_has_no_pager():
    assert rendered("{% pager page %}", page=Page([1], None, 20)).strip() == ""


def test_seeing_a_masked_value_is_a_post():
    html = rendered("{% masked phone|masked_phone reveal='/x/' %}", phone="13812342046")
    assert '<span class="num nowrap">138****2046</span>' in html
    assert 'method="post" action="/x/"' in html
    assert "csrfmiddlewaretoken" in html


def test_the_code_is_shown_in_threes_with_the_time_it_holds():
    html = rendered("{% code_box 'https://example.org' '482915' seconds=18 every=30 %}")
    assert "<span>482</span><span>915</span>" in html
    assert '<progress max="30" value="18"' in html
    assert "还有18秒换新码" in html
    assert 'stroke="#000"' in html


def test_an_activity_shows_how_many_are_missing():
    html = render_to_string(
        "components/act.html",
        {
            "url": "/a/",
            "title": "搬白菜",
            "day": datetime.date(2026, 11, 28),
            "category": "为老服务",
            "missing": 3,
        },
    )
    assert '<h3><a href="/a/">搬白菜</a></h3>' in html
    assert html.count("还差3人") == 2  # on a phone below, at a desk on the right: one of the two is shown
