"""The pages of the talent pool: ask with a reason, look at the masked people it finds, invite them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.activities.models import Invitation
from apps.matching.actions import search_people
from apps.matching.models import Search
from tests.factories import (
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    StationFactory,
)
from tests.matching.conftest import HOME, WHY, page_of

pytestmark = pytest.mark.django_db


def test_a_search_leads_to_the_masked_people_it_finds(client, officer, volunteer):
    client.force_login(officer)
    answer = client.post(
        reverse("matching:region", args=[HOME]), {"reason": WHY, "language": "mn-s"}, follow=True
    )
    words = answer.content.decode()
    assert answer.redirect_chain == [(page_of(Search.objects.get()), 302)]
    shown = [WHY, volunteer.number, volunteer.masked_name, "蒙古语（会说）"]
    assert [word for word in shown if word not in words] == []
    assert [word for word in ["其其格", volunteer.user.phone] if word in words] == []


@pytest.mark.parametrize(
    ("told", "name", "words"),
    [
        ({}, "reason", "还没填"),
        ({"reason": "查人"}, "reason", "4"),
        ({"reason": WHY, "place": "150102"}, "place", "选"),
        ({"reason": WHY, "star": "9"}, "star", "选"),
        ({"reason": WHY, "time": "x"}, "time", "选"),
        ({"reason": WHY, "is_checked": "on"}, "skill", "先选一项"),
        ({"reason": WHY, "point": "1,2", "km": "5"}, "point", "经度,纬度"),
        ({"reason": WHY, "point": "1504", "km": "5"}, "point", "经度,纬度"),
        ({"reason": WHY, "point": "118.9,42.2"}, "km", "多少公里"),
        ({"reason": WHY, "km": "5"}, "station", "选一个站点"),
        ({"reason": WHY, "point": "118.9,42.2", "km": "301"}, "km", "300"),
        ({"reason": WHY, "point": "118.9,42.2", "km": "0"}, "km", "1"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_nothing_is_lost(client, officer, told, name, words):
    client.force_login(officer)
    answer = client.post(reverse("matching:region", args=[HOME]), {"language": "mn-s", **told})
    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].errors[name])
    assert answer.context["form"]["language"].value() == "mn-s"
    assert Search.objects.count() == 0


def test_without_a_condition_it_says_so_and_keeps_the_reason(client, officer):
    client.force_login(officer)
    answer = client.post(reverse("matching:region", args=[HOME]), {"reason": WHY})
    form = answer.context["form"]
    assert (answer.status_code, Search.objects.count()) == (200, 0)
    assert (form.errors, form["reason"].value()) == (
        {"__all__": ["至少选一个条件：没有条件，查出来的就是所有人。"]},
        WHY,
    )


@pytest.mark.parametrize(("wanted", "is_there"), [({"place": HOME}, False), ({"language": "mn-s"}, True)])
def test_there_is_no_column_with_nothing_in_it(client, officer, home, volunteer, wanted, is_there):
    search = search_people(by=officer, region=home, reason=WHY, wanted=wanted)
    client.force_login(officer)
    page = client.get(page_of(search)).content.decode()
    assert (volunteer.number in page, "符合的" in page) == (True, is_there)


def test_near_a_station(client, officer, home, volunteer):
    station = StationFactory(region=home, longitude=119.92, latitude=42.29)
    client.force_login(officer)
    answer = client.post(
        reverse("matching:region", args=[HOME]),
        {"reason": WHY, "station": station.pk, "km": 20},
        follow=True,
    )
    assert Search.objects.get().wanted == {"near": [119.92, 42.29], "km": 20}
    assert "约0公里" in answer.content.decode()


def test_ticked_people_are_asked(client, officer, search, shift, volunteer):
    client.force_login(officer)
    answer = client.post(page_of(search), {"shift": shift.pk, "number": [volunteer.number]})
    assert (answer.status_code, answer.url) == (302, page_of(search))
    assert Invitation.objects.get().volunteer == volunteer


def test_without_a_shift_or_a_tick_nothing_is_sent_and_the_ticks_stay(
    client, officer, search, shift, volunteer
):
    client.force_login(officer)
    first = client.post(page_of(search), {"number": [volunteer.number]})
    second = client.post(page_of(search), {"shift": shift.pk})
    assert list(first.context["form"].errors) == ["shift"]
    assert f'value="{volunteer.number}" data-pick checked' in first.content.decode()
    assert list(second.context["form"].errors) == ["__all__"]
    assert Invitation.objects.count() == 0


def test_the_search_of_a_colleague_is_not_there(client, search):
    client.force_login(OfficerFactory(region=HOME, office_kind="civilization").user)
    assert client.get(page_of(search)).status_code == 404


def test_a_search_that_is_over_leads_back_to_the_form(client, officer):
    old = Search.objects.create(
        by=officer, region_id=HOME, reason=WHY, made_at=timezone.now() - datetime.timedelta(hours=25)
    )
    client.force_login(officer)
    assert client.get(page_of(old)).url == reverse("matching:region", args=[HOME])


def test_nobody_fits(client, officer, home):
    search = search_people(by=officer, region=home, reason=WHY, wanted={"star": 5})
    client.force_login(officer)
    assert "没有查到这样的人" in client.get(page_of(search)).content.decode()


def test_one_s_latest_searches_take_as_many_queries_with_one_as_with_ten(client, officer, home):
    client.force_login(officer)
    counts = []
    for more in (1, 9):
        for _n in range(more):
            search_people(by=officer, region=home, reason=WHY, wanted={"language": "mn-s", "field": "03"})
        client.get(reverse("matching:region", args=[HOME]))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("matching:region", args=[HOME]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_organisation_searches_from_its_members_page(client, volunteer):
    organization = OrganizationFactory()
    MemberFactory(organization=organization, user=volunteer.user)
    client.force_login(StaffFactory(organization=organization).user)
    page = client.get(reverse("organizations:members", args=[organization.pk])).content.decode()
    ask = reverse("matching:organization", args=[organization.pk])
    assert f'href="{ask}"' in page
    answer = client.post(ask, {"reason": WHY, "language": "mn-s"}, follow=True)
    assert volunteer.number in answer.content.decode()
