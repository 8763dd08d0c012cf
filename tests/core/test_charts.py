"""Coordinates of the server's charts."""

import pytest
from django.template import engines

from apps.core.charts import LineChart, quintile, quintile_bounds, round_step


def test_long_labels_only_say_where_a_chart_begins_and_ends():
    assert LineChart(["10月", "11月", "12月"], [1, 2, 3], []).axis == ["10月", "11月", "12月"]
    assert LineChart(["1月31日", "2月28日", "今天"], [1, 2, 3], []).axis == ["1月31日", "今天"]
    assert LineChart([], [], []).axis == []


@pytest.mark.parametrize(
    ("top", "step"), [(58, 20), (3, 1), (1, 0.5), (100, 50), (0, 1), (9_000, 5_000), (0.4, 0.1), (61, 20)]
)
def test_steps_are_round_numbers(top, step):
    assert round_step(top) == pytest.approx(step)


def test_a_month_not_yet_over_ends_the_line():
    chart = LineChart(["1月", "2月", "3月"], [10, 20], [20, 10, 15])
    assert chart.ticks == [20, 15, 10, 5, 0]
    assert chart.now_path == "M0.0 96.0L300.0 0.0"
    assert chart.was_path == "M0.0 0.0L300.0 96.0L600.0 48.0"
    assert chart.area_path == "M0.0 192L0.0 96.0L300.0 0.0L300.0 192z"
    assert chart.rows == [("1月", 10, 20), ("2月", 20, 10), ("3月", None, 15)]


def test_nothing_yet_draws_a_floor_and_no_line():
    chart = LineChart(["1月"], [], [])
    assert chart.ticks == [1, 0]
    assert chart.now_path == chart.area_path == ""


@pytest.mark.parametrize(
    ("value", "step"),
    [(None, "q0"), (0, "q1"), (8.9, "q1"), (9, "q2"), (14.9, "q3"), (15, "q4"), (18, "q5"), (99, "q5")],
)
def test_the_unknown_is_not_the_lowest_step(value, step):
    assert quintile(value, (9, 12, 15, 18)) == step


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ([], []),
        ([None], []),
        ([5], []),
        ([5, 5, 5], []),
        (range(100), [20, 40, 60, 80]),
        ([31.9, 42.2, None, 55.5, 12, 70.1], [31, 42, 55, 70]),
    ],
)
def test_a_fifth_of_the_values_lies_in_each_step(values, bounds):
    assert quintile_bounds(values) == bounds


def test_long_numbers_on_the_axis_are_easy_to_read():
    html = (
        engines["django"]
        .from_string(
            "{% load charts %}{% line_chart '时长' labels=labels now=now was=now now_name='今年' was_name='去年' unit='小时' summary='' %}"
        )
        .render({"labels": ["1月", "2月"], "now": [12000, 12702]})
    )
    assert "<span>15,000</span><span>10,000</span><span>5,000</span><span>0</span>" in html
    assert ">12,702</td>" in html


def test_a_chart_has_words_and_a_table():
    html = (
        engines["django"]
        .from_string(
            "{% load charts %}{% line_chart '时长' labels=labels now=now was=was now_name='2026年' was_name='2025年' unit='万小时' summary='三月最高' %}"
        )
        .render({"labels": ["1月", "2月"], "now": [1.5], "was": [2, 3]})
    )
    assert 'role="img" aria-label="三月最高"' in html
    assert '<td class="r" data-l="2026年">1.5</td><td class="r" data-l="2025年">2</td>' in html
    assert '<td class="r" data-l="2026年">–</td>' in html


def test_bars_are_attributes_and_never_longer_than_full():
    html = (
        engines["django"]
        .from_string("{% load charts %}{% bars rows top=100 %}{% bar 30 60 %}")
        .render({"rows": [{"label": "为老", "value": 250, "text": "250小时"}]})
    )
    assert '<rect class="now" width="100.0"' in html
    assert '<rect class="now" width="50.0"' in html
