"""What a draft would change is taken out as a workbook: the same numbers as on its page."""

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.core import days
from apps.quotas.models import DraftEffect, PolicyDraft
from apps.regions.models import Region
from tests.factories import OfficerFactory, PolicyDraftFactory
from tests.seen import book_of

pytestmark = pytest.mark.django_db

AOHAN, CHIFENG, SAIHAN, FAR = "150430", "1504", "150105", "1505"
COUNTS = dict(zip(DraftEffect.COUNTS, [3, 1, 40, 2, 0], strict=True))


def drafted(code, *banners):
    made = PolicyDraftFactory(region_id=code, name="=一星五十小时", counted_at=timezone.now())
    for banner in banners:
        made.effects.create(region_id=banner, **COUNTS)
    return made


def taken(client, made):
    return book_of(client.get(address(made)).getvalue())


def address(made):
    return reverse("quotas:draft_workbook", args=[made.region_id, made.pk])


def counts(row):
    return [getattr(row, name) for name in DraftEffect.COUNTS]


def test_it_holds_what_the_page_shows(client):
    client.force_login(OfficerFactory(region="15").user)
    made = drafted("15", AOHAN, "150429", SAIHAN)

    page = client.get(f"/region/15/goals/drafts/{made.pk}/").context
    book = taken(client, made)

    total = ["合计", "", *(page["total"][name] for name in DraftEffect.COUNTS)]
    assert book["改什么"][1:] == [
        [one.name, one.get_topic_display(), now / 60, one.value / 60] for one, now in page["numbers"]
    ]
    for title, rows in (("会变的人，按盟市", page["leagues"]), ("会变的人，按旗县", page["places"])):
        assert book[title][1:] == [*([row.region.name, row.region.pk, *counts(row)] for row in rows), total]
    assert total[2:] == [9, 3, 120, 6, 0]
    said = dict(book["说明"][1:])
    assert (said["草案"], said["状态"], said["地区"]) == ("'=一星五十小时", "草案", "内蒙古自治区")
    assert said["什么时候算的"] == f"{timezone.localtime(made.counted_at):%Y-%m-%d %H:%M}"


def test_below_the_whole_region_there_is_no_sheet_of_leagues(client):
    client.force_login(OfficerFactory(region=AOHAN).user)

    assert list(taken(client, drafted(AOHAN, AOHAN))) == ["改什么", "会变的人，按旗县", "说明"]


def test_nobody_is_touched(client):
    client.force_login(OfficerFactory(region=AOHAN).user)

    assert taken(client, drafted(AOHAN))["会变的人，按旗县"][1:] == [["合计", "", 0, 0, 0, 0, 0]]


def test_who_may_not_see_the_page_gets_no_file(client):
    made = drafted(AOHAN, AOHAN)

    def met(**office):
        client.force_login(OfficerFactory(**office).user)
        answer = client.get(address(made))
        return answer.status_code, answer.getvalue()[:2]

    assert [met(region=code)[1] for code in (AOHAN, CHIFENG)] == [b"PK", b"PK"]
    assert (met(region=FAR)[0], met(region=AOHAN, role="reader")[0]) == (404, 404)
    client.force_login(OfficerFactory(region=AOHAN).user)
    assert client.get(reverse("quotas:draft_workbook", args=[AOHAN, made.pk + 1])).status_code == 404


def test_it_costs_the_same_for_thirty_banners(client):
    client.force_login(OfficerFactory(region="15").user)

    def cost(count):
        banners = Region.objects.banners().values_list("pk", flat=True)[:count]
        made = drafted("15", *banners)
        with CaptureQueriesContext(connection) as seen:
            assert len(taken(client, made)["会变的人，按旗县"]) == count + 2
        return len(seen)

    assert cost(30) == cost(1)


def test_while_it_is_counted_there_is_the_page_alone(client):
    client.force_login(OfficerFactory(region=AOHAN).user)
    made = drafted(AOHAN)
    PolicyDraft.objects.update(counted_at=None)

    answer = client.get(address(made))
    assert (answer.status_code, answer.url) == (302, f"/region/{AOHAN}/goals/drafts/{made.pk}/")


def test_a_name_with_a_stroke_and_a_point_names_the_file_all_the_same(client):
    client.force_login(OfficerFactory(region=AOHAN).user)
    made = drafted(AOHAN)
    PolicyDraft.objects.update(name="20/40小时.二稿")

    answer = client.get(address(made))
    answer.close()
    assert unquote(answer["Content-Disposition"]).endswith(f"敖汉旗-20-40小时-二稿-{days.today()}.xlsx")
