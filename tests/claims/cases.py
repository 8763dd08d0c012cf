"""What happened to whom, said in tests of claims."""

import datetime

import pypdfium2
import pytest

from apps.claims import actions
from apps.core.errors import Refused
from tests.factories import nine_oclock

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
YESTERDAY = nine_oclock(-1)


def begin(volunteer, by=None, **said):
    said = {"happened_at": YESTERDAY + HOUR, "place": "沟口", "what": "下台阶滑倒", **said}
    return actions.begin_claim(volunteer, **said, by=by or volunteer.user)


def text_of(paper):
    pages = pypdfium2.PdfDocument(paper)
    return "".join(page.get_textpage().get_text_bounded() for page in pages)


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code
