import ast
from pathlib import Path

import pytest

from apps.messaging.actions import News, tell
from apps.messaging.kinds import KINDS
from tests.factories import UserFactory

TOLD_BY = {"tell", "_tell"}


def kinds_told():
    """The kinds that stand as a text in a call that tells something."""
    for file in Path("apps").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            name = getattr(getattr(node, "func", None), "id", "")
            if name in TOLD_BY and node.args and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def test_every_kind_that_is_told_has_a_line():
    told = {kind for kind in kinds_told() if kind not in {"confirmed", "rejected", "voided"}}
    hours = {f"hours.{kind}" for kind in ("confirmed", "rejected", "voided")}
    assert (told | hours) - KINDS.keys() == set()


@pytest.mark.django_db
def test_an_unknown_kind_is_a_mistake_and_says_where_its_line_belongs():
    with pytest.raises(LookupError, match=r"'newest': give it a line in apps.messaging.kinds"):
        tell("newest", [News(UserFactory().pk, "a", "新的")])
