"""Forms come out in the house's markup by themselves: label, hint, error above the input, summary on top."""

import datetime
import re

from django import forms

from apps.core.forms import Chips, DateInput, DateTimeInput, SelectWithin, TimeInput


class Sample(forms.Form):
    name = forms.CharField(label="姓名", help_text="和证件上一样。")
    born_on = forms.DateField(label="出生日期", widget=DateInput(), required=False)
    stage = forms.ChoiceField(
        label="你现在是", widget=forms.RadioSelect, choices=[("a", "学生"), ("b", "职工")]
    )
    free = forms.ChoiceField(label="有空", widget=Chips, choices=[("x", "周末")], required=False)
    agree = forms.BooleanField(label="我同意", required=False)
    banner = forms.ChoiceField(
        label="旗县",
        widget=SelectWithin("id_league"),
        choices=[("锡林郭勒盟", [("152530", "正蓝旗")])],
        required=False,
    )


def test_a_field_has_label_hint_and_what_describes_it():
    html = str(Sample()["name"].as_field_group())
    assert '<label class="label" for="id_name">姓名</label>' in html
    assert '<span class="hint" id="id_name_helptext">和证件上一样。</span>' in html
    assert 'aria-describedby="id_name_helptext"' in html


def test_what_may_stay_empty_says_so():
    html = str(Sample()["born_on"].as_field_group())
    assert '出生日期<span class="optional">（可不填）</span></label>' in html


def test_a_filter_may_leave_the_mark_out():
    class Filter(Sample):
        optional_marks = False

    assert "（可不填）" not in str(Filter())


def test_an_error_stands_between_label_and_input():
    html = str(Sample({"name": ""})["name"].as_field_group())
    assert html.index("label") < html.index("这一项还没填") < html.index("<input")
    assert '<div class="field is-bad">' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html


def test_the_summary_jumps_to_places_that_exist():
    html = str(Sample({}))
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets == ["id_name", "id_stage_0"]
    assert [f'id="{target}"' in html for target in targets] == [True, True]
    assert "有2处要改" in html


def test_the_summary_has_one_line_a_field_and_counts_the_lines():
    form = Sample({"stage": "a"})
    form.add_error("name", "第二句。")

    summary = str(form).split("</ul></div>")[0]
    assert (summary.count("<li>"), "有1处要改" in summary) == (1, True)


def test_an_error_that_names_its_field_says_it_once():
    form = Sample({"name": "苏日娜", "stage": "a"})
    form.add_error("name", "姓名里只能有文字。")

    assert ">姓名里只能有文字。</a>" in str(form)


class Every(forms.Form):
    box = forms.BooleanField()
    one = forms.ChoiceField(choices=[("a", "甲")])
    some = forms.MultipleChoiceField(choices=[("a", "甲")])
    number = forms.IntegerField(min_value=1)
    text = forms.CharField(max_length=2)


def test_what_is_missing_or_too_much_is_said_in_the_words_of_the_house():
    form = Every({"number": "0", "text": "很长的"})

    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "box": "还没打勾。",
        "one": "选一个。",
        "some": "至少选一样。",
        "number": "最少是1。",
        "text": "最多2个字，现在有3个。",
    }


def test_an_unbound_form_has_no_summary():
    assert "errsum" not in str(Sample())


def test_choices_are_a_group_with_a_name():
    html = str(Sample()["stage"].as_field_group())
    assert html.count("<fieldset") == html.count("</fieldset>") == 1
    assert '<legend class="label">你现在是</legend>' in html
    assert html.count('<label class="check"') == 2


def test_chips_are_the_same_group_in_another_dress():
    html = str(Sample()["free"].as_field_group())
    assert '<div id="id_free" class="chips">' in html
    assert '<label class="chip" for="id_free_0">' in html


def test_one_box_stands_before_its_words():
    html = str(Sample()["agree"].as_field_group())
    assert html.index('type="checkbox"') < html.index("我同意")
    assert "可不填" not in html


def test_dates_are_written_for_the_picker_whatever_the_language():
    assert 'type="date" name="d" value="2026-11-28"' in DateInput().render("d", datetime.date(2026, 11, 28))
    assert 'type="time" name="t" value="08:30"' in TimeInput().render("t", datetime.time(8, 30))
    moment = datetime.datetime(2026, 11, 28, 8, 30)  # noqa: DTZ001 -- a form shows local time
    assert 'type="datetime-local" name="m" value="2026-11-28T08:30"' in DateTimeInput().render("m", moment)


def test_a_dependent_select_names_the_one_it_follows():
    html = str(Sample()["banner"])
    assert 'data-within="id_league"' in html
    assert '<optgroup label="锡林郭勒盟">' in html
