"""Who is found, in which order, page by page."""

import datetime

import pytest
from django.db import connection

from apps.core import days, keyset
from apps.core.models import PolicyRow
from apps.matching import finding
from apps.matching.actions import search_people
from apps.matching.benchmark import scratch
from apps.matching.following import follow
from apps.matching.models import Search, SearchTerm
from apps.matching.showing import shown, words_of
from apps.regions.models import Region
from tests.factories import (
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    QualificationFactory,
    StaffFactory,
    StationFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
HOME, NEXT, FAR = "150430", "150421", "150102"
ONE = datetime.timedelta(days=1)


def person(code=HOME, **told):
    made = VolunteerFactory(region=Region.objects.get(pk=code), **{"service_fields": [], **told})
    follow([made.pk])
    return made


def search_of(code="15", **wanted):
    return Search.objects.create(by=UserFactory(), region_id=code, reason="找人", wanted=wanted)


def found(search, **more):
    return [row.pk for row in finding.page(search, **more)]


WANTS = {
    "field": ({"service_fields": ["03"]}, {"field": "03"}),
    "skill": ({"skill_codes": ["05"]}, {"skill": "05"}),
    "language": ({"languages": ["mn-s"]}, {"language": "mn-s"}),
    "time": ({"free_times": [16]}, {"time": 16}),
}


@pytest.mark.parametrize(("told", "wanted"), WANTS.values(), ids=WANTS)
def test_each_filter_finds_who_fits_and_nobody_else(told, wanted):
    fits, _other = person(**told), person()
    assert found(search_of(**wanted)) == [fits.pk]


def test_filters_hold_together():
    both = person(languages=["mn-s"], free_times=[16])
    person(languages=["mn-s"])
    person(free_times=[16])
    assert found(search_of(language="mn-s", time=16)) == [both.pk]


@pytest.mark.parametrize(("code", "count"), [("15", 3), ("1504", 2), (HOME, 1)])
def test_a_place_holds_what_lies_below_it(code, count):
    for there in (HOME, NEXT, FAR):
        person(there, languages=["mn-s"])
    assert [len(found(search_of(code))), len(found(search_of("15", place=code, language="mn-s")))] == [
        count
    ] * 2


def test_people_come_by_place_and_then_by_who_was_there_first():
    later, first = person(HOME), person(FAR)
    second, last = person(HOME), person(HOME)
    assert found(search_of()) == [first.pk, later.pk, second.pk, last.pk]


@pytest.mark.parametrize("wanted", [{}, {"field": "03"}, {"field": "03", "language": "mn-s"}], ids=[0, 1, 2])
def test_pages_follow_each_other_without_gap_or_repeat(wanted):
    people = [person(code, service_fields=["03"], languages=["mn-s"]) for code in [HOME, NEXT, FAR] * 3]
    search, cursor, seen = search_of(**wanted), "", []
    while cursor is not None:
        page = finding.page(search, cursor=cursor, size=2)
        seen += [row.pk for row in page]
        cursor = page.next_cursor
    assert seen == [one.pk for one in sorted(people, key=lambda one: (one.region_id, one.pk))]


@pytest.mark.parametrize(
    "wanted",
    [{"field": "01", "time": 16}, {"training": "first_aid", "star": 3}, {"field": "15", "skill": "02"}],
)
def test_of_many_people_all_who_have_both_words_are_found_page_by_page(wanted):
    """Pages may be shorter than asked for; together they hold everybody, once, in order."""
    first, second = finding.terms_of(wanted)
    search, cursor, seen = Search(region_id="15", wanted=wanted), "", []
    with scratch(3000):
        with connection.cursor() as asked:
            asked.execute(
                "SELECT one.volunteer_id FROM matching_searchterm AS one JOIN matching_searchterm AS other"
                " USING (volunteer_id) WHERE one.term = %s AND other.term = %s"
                " ORDER BY one.place, one.volunteer_id",
                [first, second],
            )
            both = [row[0] for row in asked.fetchall()]
        while cursor is not None:
            page = finding.page(search, cursor=cursor)
            seen += [row.pk for row in page]
            cursor = page.next_cursor
    assert (seen, len(seen) > 5) == (both, True)


def test_a_search_shows_so_many_people_and_no_more():
    PolicyRow.objects.filter(topic="people", item="shown_a_search").update(value=3)
    for _n in range(5):
        person()
    search = search_of()
    first = finding.page(search, size=2)
    second = finding.page(search, size=2, cursor=first.next_cursor)
    assert [(len(page), page.is_cut) for page in (first, second)] == [(2, False), (1, True)]
    assert second.next_cursor is None


def test_a_cursor_of_another_search_begins_at_the_first_page_or_is_refused():
    people = [person() for _n in range(3)]
    cursor = finding.page(search_of(), size=1).next_cursor
    other = search_of()
    assert found(other, cursor=cursor) == [one.pk for one in people]
    with pytest.raises(keyset.BadCursor):
        finding.page(other, cursor=cursor, strict=True)


@pytest.mark.parametrize("more", [{}, {"language": "mn-s"}], ids=["alone", "beside another word"])
def test_what_ran_out_yesterday_is_not_believed_before_the_night_has_been(more):
    volunteer = person(skill_codes=["02"], languages=["mn-s"])
    search = search_of(skill="02", is_checked=True, **more)

    def certified_until(day):
        beside = f"c02@{day:%Y%m%d} f03 k02 lmn-s"
        lines = SearchTerm.objects.filter(row=volunteer.pk)
        lines.update_or_create(
            row_id=volunteer.pk, term="c02", defaults={"place": HOME, "until": day, "beside": beside}
        )
        lines.filter(term__in=["k02", "lmn-s"]).update(beside=beside)

    certified_until(days.today())
    assert found(search) == [volunteer.pk]
    certified_until(days.today() - ONE)
    assert found(search) == []


def test_the_lines_of_a_person_name_each_other_with_their_last_days():
    volunteer = person(skill_codes=["02"], languages=["mn-s"], service_fields=["03"])
    until = datetime.date(days.today().year + 1, 5, 1)
    QualificationFactory(
        volunteer=volunteer,
        skill_id="02",
        state="passed",
        decided_by=UserFactory(),
        decided_at=datetime.datetime.now(datetime.UTC),
        expires_on=until,
    )

    follow([volunteer.pk])

    besides = SearchTerm.objects.filter(row=volunteer.pk).values_list("beside", flat=True).distinct()
    assert list(besides) == [f"c02@{until:%Y%m%d} f03 k02 lmn-s"]


def test_a_skill_says_whether_a_certificate_was_seen():
    told, proved = person(skill_codes=["02"]), person()
    QualificationFactory(
        volunteer=proved,
        state="passed",
        decided_by=UserFactory(),
        decided_at=datetime.datetime.now(datetime.UTC),
        expires_on=datetime.date(days.today().year + 1, 5, 1),
    )
    follow([proved.pk])
    search = search_of(skill="02")
    lines = {one.number: one.matches for one in shown(finding.page(search), search.wanted)}
    assert lines == {
        told.number: ["急救（自己填的）"],
        proved.number: [f"急救（证书审核过，到{days.today().year + 1}年5月1日）"],
    }
    assert found(search_of(skill="02", is_checked=True)) == [proved.pk]


def test_people_are_masked_and_say_only_what_was_asked_for():
    volunteer = person(name="苏日娜", languages=["mn-s"], free_times=[1], service_fields=["03"])
    search = search_of(language="mn-s")
    [one] = shown(finding.page(search), search.wanted)
    assert (one.number, one.masked_name, one.place, one.matches, one.km) == (
        volunteer.number,
        volunteer.masked_name,
        "敖汉旗",
        ["蒙古语（会说）"],
        None,
    )
    assert "苏日娜" not in str(one)


def test_near_a_point_the_nearest_come_first_with_how_far():
    for code, east in ((HOME, 119.92), (NEXT, 120.08), (FAR, 111.7)):
        StationFactory(region=Region.objects.get(pk=code), longitude=east, latitude=42.29)
    far, near, nowhere = person(NEXT), person(HOME), person("150422")
    person(FAR)
    search = search_of(near=[119.92, 42.29], km=100)
    rows = shown(finding.page(search), search.wanted)
    assert [(one.number, one.km) for one in rows] == [(near.number, 0), (far.number, 13)]
    assert nowhere.number not in {one.number for one in rows}
    pages = finding.page(search, size=1)
    assert [row.pk for row in finding.page(search, size=1, cursor=pages.next_cursor)] == [far.pk]


def test_near_a_point_places_are_looked_at_until_the_page_is_full(django_assert_max_num_queries):
    """Around the point lie more places than are asked at once; people live in the nearest and in the farthest."""
    banners = list(Region.objects.filter(parent="1504").order_by("code").values_list("code", flat=True))
    for n, code in enumerate(banners):
        StationFactory(region=Region.objects.get(pk=code), longitude=118 + n / 10, latitude=42.29)
    people = [person(banners[0]), person(banners[0]), person(banners[-1])]
    search = search_of(near=[118, 42.29], km=300)
    with django_assert_max_num_queries(9):
        assert [row.pk for row in finding.page(search)] == [one.pk for one in people]
    first = finding.page(search, size=1)
    second = finding.page(search, size=1, cursor=first.next_cursor)
    third = finding.page(search, size=1, cursor=second.next_cursor)
    assert [page.rows[0].pk for page in (first, second, third)] == [one.pk for one in people]
    assert third.next_cursor is None


def test_near_a_point_nobody_in_reach_is_left_out_however_many_places_there_are():
    """A page looks at so many places and no more; who lives beyond them is on the next."""
    banners = list(Region.objects.filter(level=6).order_by("code").values_list("code", flat=True))[:25]
    for n, code in enumerate(banners):
        StationFactory(region=Region.objects.get(pk=code), longitude=111 + n / 10, latitude=42.29)
    last = person(banners[-1], languages=["mn-s"])
    search = search_of(near=[111, 42.29], km=300, language="mn-s")
    first = finding.page(search)
    second = finding.page(search, cursor=first.next_cursor)
    assert ([row.pk for row in first], [row.pk for row in second]) == ([], [last.pk])
    assert (second.next_cursor, finding.those_found(search, [last.pk])) == (None, [last.pk])


def test_members_come_page_by_page_who_was_there_first_in_front():
    organization = OrganizationFactory()
    people = [person(code, languages=["mn-s"], service_fields=["03"]) for code in [HOME, NEXT, FAR]]
    for one in people:
        MemberFactory(organization=organization, user=one.user)
    wanted = {"language": "mn-s", "field": "03"}
    search = Search.objects.create(by=UserFactory(), organization=organization, reason="排班", wanted=wanted)
    first = finding.page(search, size=2)
    second = finding.page(search, size=2, cursor=first.next_cursor)
    pages = [[row.pk for row in page] for page in (first, second)]
    assert pages == [[people[0].pk, people[1].pk], [people[2].pk]]
    assert (second.next_cursor, finding.those_found(search, [people[2].pk])) == (None, [people[2].pk])


def test_where_no_station_stands_nobody_is_found_by_distance():
    person()
    assert found(search_of(near=[119.92, 42.29], km=100)) == []


def test_an_organisation_finds_its_members_and_nobody_else():
    organization = OrganizationFactory()
    member, _other = person(languages=["mn-s"]), person(languages=["mn-s"])
    left = person(languages=["mn-s"])
    MemberFactory(organization=organization, user=member.user)
    MemberFactory(organization=organization, user=left.user, state="left")
    staff = StaffFactory(organization=organization).user
    search = search_people(by=staff, organization=organization, reason="排班", wanted={"language": "mn-s"})
    assert found(search) == [member.pk]


def test_a_page_takes_as_many_queries_with_one_row_as_with_thirty(django_assert_num_queries):
    officer = OfficerFactory(region=HOME).user
    wanted = {"field": "03", "place": HOME}
    search = search_people(by=officer, region=Region.objects.get(pk=HOME), reason="排班", wanted=wanted)
    for count in (1, 29):
        for _n in range(count):
            person(service_fields=["03"])
        with django_assert_num_queries(10):
            assert len(shown(finding.page(search, size=30), search.wanted)) in {1, 30}


def test_what_was_asked_for_in_words():
    wanted = {"place": HOME, "field": "03", "skill": "02", "is_checked": True, "star": 3, "time": 1, "km": 9}
    words = list(words_of({**wanted, "near": [111.7, 40.8]}).values())
    assert words[2:] == ["急救", "三星以上", "周一上午有空", "证书审核过", "9公里以内"]
