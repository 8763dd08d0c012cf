"""One word for one thing: docs/words.md says which, and those given up do not come back."""

from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
GIVEN_UP = [
    "党员或团员职工",
    "党团员干部职工",
    "等核验的组织",
    "个组织等核验",
    "“班级、部门”",
    "学号、工号",
    "没有填班级、部门",
    "}}概况",
    'date:"Y-m-d"',
    # A goal is aimed at: nobody is set a task or measured by an index (年度目标).
    *["年度任务", "年度指标", "时长任务", "时长考核", "达标"],
]


def texts():
    yield from sorted((ROOT / "templates").rglob("*.html"))
    yield from sorted((ROOT / "apps").rglob("*.py"))


@pytest.mark.parametrize("words", GIVEN_UP)
def test_words_that_were_given_up_are_not_used(words):
    users = [str(path.relative_to(ROOT)) for path in texts() if words in path.read_text(encoding="utf-8")]

    assert users == []
