"""What somebody said of their health goes: when they leave, and three years after their claim was closed."""

import pytest
from django.utils import timezone

from apps.claims import actions
from apps.claims.forgetting import forget_old_claims
from apps.claims.models import Claim, ClaimDocument
from apps.claims.tasks import forget
from apps.core import personal
from apps.core.models import KeptFile
from apps.registration.actions.leaving import leave, obstacles_to_leaving
from tests.claims.cases import DAY
from tests.factories import ClaimDocumentFactory, ClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(reported, officer, staff):
    """A claim with a paper, refused with words about somebody's health."""
    ClaimDocumentFactory(claim=reported, title="骨科诊断证明")
    actions.state_what_is_known(reported, statement="扭了脚，队长送的医院。", by=staff)
    actions.hand_to_insurer(reported, by=officer)
    return actions.refuse_claim(reported, reason="旧伤", by=officer)


def left_of(claim):
    claim.refresh_from_db()
    files = KeptFile.objects.filter(kind="document").count()
    words = [claim.what, claim.place, claim.statement, *claim.moves.values_list("reason", flat=True)]
    return any(words), ClaimDocument.objects.count(), files, claim.reason


def test_whoever_leaves_leaves_neither_papers_nor_reasons(refused, volunteer):
    assert left_of(refused) == (True, 1, 2, "旧伤")  # the paper, and the sheet that was handed over

    leave(volunteer.user, by=volunteer.user)

    assert left_of(refused) == (False, 0, 0, "按规定删掉了")
    assert (refused.state, refused.moves.count()) == ("refused", 4)


@pytest.mark.parametrize(("state", "words"), [("reported", True), ("settled", False), ("drafted", False)])
def test_nobody_leaves_in_the_middle_of_a_claim(state, words):
    claim = ClaimFactory(state=state, **({"handed_over_at": timezone.now()} if state == "settled" else {}))

    found = [obstacle.url for obstacle in obstacles_to_leaving(claim.volunteer.user)]

    assert ("/me/claims/" in found) is words


def test_the_copy_of_ones_data_names_papers_and_reasons(refused, volunteer):
    kept = {str(table.what): list(table.lines(volunteer.user)) for table in personal.tables()}

    assert [line["这是什么"] for line in kept["报案交的材料"]] == ["骨科诊断证明"]
    assert kept["报案走过的步骤"][-1]["原因"] == kept["报过的案"][0]["原因"] == "旧伤"


@pytest.mark.parametrize(("ago", "stays"), [(1094, True), (1096, False)])
def test_three_years_after_it_was_closed_it_goes(refused, ago, stays):
    Claim.objects.update(closed_at=timezone.now() - ago * DAY)

    forget()

    assert left_of(refused)[:2] == ((True, 1) if stays else (False, 0))
    assert forget_old_claims() == 0
