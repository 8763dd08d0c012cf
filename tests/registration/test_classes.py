"""One way of writing a class, whatever was typed."""

import pytest

from apps.registration.classes import bare_class, class_words, names_a_grade


@pytest.mark.parametrize(
    ("stage", "grade", "typed", "shown"),
    [
        ("primary", 3, "2班", "三年级2班"),
        ("primary", 3, "三年级2班", "三年级2班"),
        ("primary", 3, "小学3年级（2）班", "三年级2班"),
        ("primary", 3, "三年级十二班", "三年级12班"),
        ("primary", 3, "２", "三年级2班"),
        ("primary", 3, "红领巾班", "三年级红领巾班"),
        ("middle", 1, "七年级3班", "初一3班"),
        ("middle", 1, "初一（3）班", "初一3班"),
        ("high", 2, "高二 3班", "高二3班"),
        ("high", 1, "汽修1班", "高一汽修1班"),
        ("bachelor", 2, "计算机2301", "本科二年级计算机2301"),
        ("graduate", 1, "研一1班", "研究生一年级1班"),
    ],
)
def test_a_class_is_written_one_way(stage, grade, typed, shown):
    bare = bare_class(stage, grade, typed)

    assert (class_words(stage, grade, typed), class_words(stage, grade, bare)) == (shown, shown)


@pytest.mark.parametrize(
    ("typed", "left"), [("四年级2班", True), ("三年级", True), ("高一2班", True), ("2班", False)]
)
def test_another_grade_than_the_chosen_one_is_noticed(typed, left):
    assert names_a_grade(bare_class("primary", 3, typed)) is left


def test_whoever_is_in_no_class_has_no_words_for_it():
    assert class_words("", None, "") == ""
