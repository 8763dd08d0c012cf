import base64
import datetime

import pytest

from apps.core import keyset
from apps.core.models import PolicyRow
from apps.core.text import grams, query_grams

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 1, 1)


@pytest.fixture
def rows():
    """Seven rows, values 0 0 1 1 2 2 3: ties on purpose."""
    return PolicyRow.objects.bulk_create(
        PolicyRow(topic="t", item=str(n), value=n // 2, unit="x", valid_from=DAY, source="s")
        for n in range(7)
    )


def walk(**options):
    seen, cursor = [], ""
    while cursor is not None:
        page = keyset.page(PolicyRow.objects.filter(topic="t"), by="value", cursor=cursor, size=3, **options)
        seen += [row.pk for row in page]
        cursor = page.next_cursor
    return seen


def test_pages_show_every_row_once_whatever_the_ties(rows):
    assert walk() == [row.pk for row in rows]
    assert walk(descending=True) == [row.pk for row in reversed(rows)]


def test_a_cursor_that_was_tampered_with_begins_at_the_first_page(rows):
    page = keyset.page(PolicyRow.objects.filter(topic="t"), by="value", cursor="1:2:x", size=3)
    assert [row.pk for row in page] == [row.pk for row in rows[:3]]


def test_a_cursor_tells_nothing_of_the_row_it_stands_for(rows):
    PolicyRow.objects.filter(topic="t").update(unit="三年级2班|20240049")
    cursor = keyset.page(PolicyRow.objects.filter(topic="t"), by="unit", size=3).next_cursor

    body = base64.b64decode(cursor.partition(":")[2])
    assert (b"20240049" in body, "20240049" in cursor) == (False, False)
    assert len(keyset.page(PolicyRow.objects.filter(topic="t"), by="unit", cursor=cursor, size=3)) == 3


def test_counts_stop_at_the_limit(rows):
    count = PolicyRow.objects.filter(topic="t")
    assert (keyset.count_up_to(count, 5), keyset.count_up_to(count, 7)) == ((5, True), (7, False))


def test_words_are_found_by_their_characters_and_pairs():
    assert grams("清雪A1") == sorted({"清", "雪", "a", "1", "清雪", "雪a", "a1"})
    assert (query_grams("清雪"), query_grams("雪"), query_grams("％_\\ ")) == (["清雪"], ["雪"], ["_"])
