"""Charts as they leave the server."""

import pytest
from django.template import engines

from apps.core.charts import quintile, quintile_bounds


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


def test_a_chart_has_words_and_a_table():
    html = (
        engines["django"]
        .from_string(
            "{% load charts %}{% line_chart '时长' labels=labels now=now was=was now_name='2026年' was_name='2025年' unit='万小时' summary='三月最高' %}"
        )
        .render({"labels": ["1月", "2月"], "now": [1.5], "was": [2, 12702]})
    )
    assert 'role="img" aria-label="三月最高"' in html
    assert '<td class="r" data-l="2026年">1.5</td><td class="r" data-l="2025年">2</td>' in html
    assert '<td class="r" data-l="2026年">–</td><td class="r" data-l="2025年">12,702</td>' in html


def test_bars_are_attributes_and_never_longer_than_full():
    html = (
        engines["django"]
        .from_string("{% load charts %}{% bars rows top=100 %}{% bar 30 60 %}")
        .render({"rows": [{"label": "为老", "value": 250, "text": "250小时"}]})
    )
    assert '<rect class="now" width="100.0"' in html
    assert '<rect class="now" width="50.0"' in html
