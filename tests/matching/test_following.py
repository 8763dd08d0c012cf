"""Search rows follow the facts, at once and by night."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.core import days
from apps.core.invariants import bad_rows, names
from apps.matching.following import follow, recompute_rows
from apps.matching.models import SearchRow, SearchTerm
from apps.regions.models import Region
from apps.registration.actions import move_home, pass_certificate, pass_identity, tell_about_oneself
from apps.registration.actions.ages import born_until
from apps.registration.models import Volunteer
from apps.stars.actions import withdraw_stars
from apps.stars.models import StarStanding
from tests.factories import (
    IdentityCaseFactory,
    OfficerFactory,
    OrganizationFactory,
    QualificationFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.stars.passing import recognize

pytestmark = pytest.mark.django_db
ONE = datetime.timedelta(days=1)
KEPT = ["who_is_sought_has_a_row_where_they_live", "people_are_found_by_what_is_true_of_them"]


def born(years):
    """The birth date of whoever has their birthday today."""
    return born_until(days.today(), years)


def rows():
    return set(SearchRow.objects.values_list("volunteer", "place"))


def proved(volunteer, **more):
    decided = {"state": "passed", "decided_by": UserFactory(), "decided_at": timezone.now()}
    return QualificationFactory(volunteer=volunteer, **decided, **more)


def terms_of(volunteer):
    return set(SearchTerm.objects.filter(row=volunteer.pk).values_list("term", flat=True))


@pytest.fixture
def volunteer():
    made = VolunteerFactory(
        service_fields=["03", "01"], skill_codes=["01"], languages=["mn"], free_times=[1, 16]
    )
    follow([made.pk])
    return made


def test_a_passed_adult_is_found_by_what_they_say_where_they_live(volunteer):
    assert rows() == {(volunteer.pk, "150430")}
    assert terms_of(volunteer) == {"f03", "f01", "k01", "lmn", "w1", "w16"}


def test_following_again_writes_nothing(volunteer):
    assert follow([volunteer.pk]) == 0


@pytest.mark.parametrize(
    "told",
    [
        {"identity_state": "voided"},
        {"identity_state": "left"},
        {"identity_state": "merged"},
        {"invitations": "refuse"},
        {"birth_date": born(17)},
    ],
    ids=lambda told: "-".join(map(str, told.values())),
)
def test_who_is_not_known_not_of_age_or_not_to_be_asked_has_no_row(volunteer, told):
    Volunteer.objects.filter(pk=volunteer.pk).update(**told)
    follow([volunteer.pk])
    assert (rows(), SearchTerm.objects.count()) == (set(), 0)


def test_a_place_is_a_township_at_most():
    township = Region.objects.get(pk="150430100")
    village = Region.objects.create(
        code="150430100201", name="东山嘎查", short_name="东山", level=12, type="嘎查", parent=township
    )
    made = VolunteerFactory(region=village)
    follow([made.pk])
    assert rows() == {(made.pk, township.code)}


def test_who_passes_is_found_in_the_same_moment():
    case = IdentityCaseFactory(
        volunteer__identity_state="pending", volunteer__number=None, volunteer__passed_at=None
    )
    officer = OfficerFactory(region="150430").user
    pass_identity(type(case).objects.filter(pk=case.pk), by=officer)
    assert rows() == {(case.volunteer_id, case.volunteer.region_id[:9])}


def test_what_people_say_later_is_found_at_once(volunteer):
    tell_about_oneself(volunteer, by=volunteer.user, languages=[], service_fields=["02"])
    assert terms_of(volunteer) == {"f02", "k01", "w1", "w16"}


def test_who_does_not_want_to_be_asked_is_gone_at_once_and_back_when_they_want(volunteer):
    tell_about_oneself(volunteer, by=volunteer.user, invitations="refuse")
    assert rows() == set()
    tell_about_oneself(volunteer, by=volunteer.user, invitations="ask")
    assert terms_of(volunteer) == {"f03", "f01", "k01", "lmn", "w1", "w16"}


def test_who_moves_is_found_in_the_new_place_with_all_their_words(volunteer):
    move_home(volunteer, region=Region.objects.get(pk="150102"), by=volunteer.user)
    assert rows() == {(volunteer.pk, "150102")}
    assert set(SearchTerm.objects.values_list("place", flat=True)) == {"150102"}


def test_a_certificate_counts_as_checked_once_an_office_has_passed_it(volunteer):
    until = days.today() + 30 * ONE
    waiting = QualificationFactory(
        volunteer=volunteer, state="pending", decided_by=None, decided_at=None, expires_on=until
    )
    pass_certificate(waiting, by=OfficerFactory(region="150430").user)
    lines = SearchTerm.objects.filter(row=volunteer.pk, term=f"c{waiting.skill_id}")
    assert list(lines.values_list("until", flat=True)) == [until]


def test_of_two_certificates_for_a_skill_the_longer_counts(volunteer):
    first = proved(volunteer, expires_on=days.today() + ONE)
    proved(volunteer, skill=first.skill, expires_on=None)
    follow([volunteer.pk])
    line = SearchTerm.objects.get(row=volunteer.pk, term=f"c{first.skill_id}")
    assert line.until is None


def test_a_recognised_star_is_found_by_itself_and_by_those_below(volunteer):
    association = OrganizationFactory(region=volunteer.region, kind_id="youth_assoc")
    StarStanding.objects.create(volunteer=volunteer, minutes=20_000, reached=2, reached_on=days.today())
    follow([volunteer.pk])
    assert not terms_of(volunteer) & {"s1", "s2"}
    staff = StaffFactory(organization=association).user
    recognize(association, staff, [volunteer])
    assert terms_of(volunteer) & {"s1", "s2", "s3"} == {"s1", "s2"}


def test_a_withdrawn_star_is_not_found_any_more(volunteer):
    association = OrganizationFactory(region=volunteer.region, kind_id="youth_assoc")
    staff = StaffFactory(organization=association).user
    StarStanding.objects.create(volunteer=volunteer, minutes=20_000, reached=2, reached_on=days.today())
    recognize(association, staff, [volunteer])
    StarStanding.objects.update(minutes=7000, reached=1)
    said = {"reason": "假的", "document_number": "9号"}
    withdraw_stars(StarStanding.objects.all(), by=staff, organization=association, **said)
    assert terms_of(volunteer) & {"s1", "s2"} == {"s1"}


def test_the_night_mends_whatever_was_missed_and_says_how_much(volunteer):
    others = VolunteerFactory.create_batch(3)
    SearchTerm.objects.filter(row=volunteer.pk, term="lmn").delete()
    SearchTerm.objects.filter(row=volunteer.pk, term="f03").update(place="150102")
    assert recompute_rows(size=2) == 4
    assert terms_of(volunteer) == {"f03", "f01", "k01", "lmn", "w1", "w16"}
    assert {row[0] for row in rows()} == {volunteer.pk, *(one.pk for one in others)}
    assert recompute_rows(size=2) == 0
    assert set(KEPT) <= set(names())
    assert [bad_rows(name) for name in KEPT] == [[], []]


def test_a_night_that_is_killed_loses_nothing_and_the_next_one_goes_on(volunteer):
    VolunteerFactory.create_batch(4)

    def killed(ranges):
        yield from ranges[:2]
        raise KeyboardInterrupt

    SearchRow.objects.all().delete()
    with pytest.raises(KeyboardInterrupt):
        recompute_rows(watch=killed, size=2)
    done = SearchRow.objects.count()
    assert 1 <= done < 5
    assert recompute_rows(size=2) == 5 - done
    assert SearchRow.objects.count() == 5


def test_who_comes_of_age_is_taken_in_by_the_night():
    child = VolunteerFactory(birth_date=born(18) + ONE)
    assert recompute_rows() == 0
    assert recompute_rows(today=days.today() + ONE) == 1
    assert {row[0] for row in rows()} == {child.pk}


@pytest.mark.parametrize(
    ("birth", "today", "is_there"),
    [
        ("2008-02-29", "2026-02-28", False),
        ("2008-02-29", "2026-03-01", True),
        ("2010-02-28", "2028-02-29", True),
        ("2010-03-01", "2028-02-29", False),
    ],
)
def test_birthdays_in_leap_years(birth, today, is_there):
    made = VolunteerFactory(birth_date=datetime.date.fromisoformat(birth))
    follow([made.pk], today=datetime.date.fromisoformat(today))
    assert SearchRow.objects.exists() == is_there
    assert (made.age_on(datetime.date.fromisoformat(today)) >= 18) == is_there


def test_what_runs_out_goes_with_the_night(volunteer):
    held = proved(volunteer, expires_on=days.today())
    follow([volunteer.pk])
    tomorrow = days.today() + ONE
    assert recompute_rows(today=tomorrow) == 1
    assert f"c{held.skill_id}" not in terms_of(volunteer)


def test_a_thousand_people_take_as_many_statements_as_one(django_assert_num_queries):
    people = [made.pk for made in VolunteerFactory.create_batch(30)]
    days.today()
    with django_assert_num_queries(8):
        follow(people[:1])
    with django_assert_num_queries(8):
        follow(people)


def breaks(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.breaks_invariants
@pytest.mark.parametrize(
    ("name", "sql"),
    [
        (KEPT[0], "UPDATE registration_volunteer SET identity_state = 'voided'"),
        (KEPT[0], "UPDATE registration_volunteer SET invitations = 'refuse'"),
        (KEPT[0], "UPDATE registration_volunteer SET birth_date = current_date"),
        (KEPT[0], "UPDATE registration_volunteer SET region_id = '150102'"),
        (
            KEPT[0],
            """DELETE FROM matching_searchterm; DELETE FROM matching_searchrow;
            UPDATE registration_volunteer SET passed_at = now() - interval '2 days'""",
        ),
        (KEPT[1], "UPDATE registration_volunteer SET languages = '{}'"),
        (KEPT[1], "UPDATE matching_searchterm SET place = '150102' WHERE term = 'lmn'"),
        (KEPT[1], "UPDATE matching_searchterm SET until = current_date + 1 WHERE term = 'lmn'"),
        (KEPT[1], "DELETE FROM matching_searchterm WHERE term = 'w16'"),
        (KEPT[1], "UPDATE matching_searchterm SET beside = term WHERE term = 'lmn'"),
    ],
)
def test_each_invariant_notices(volunteer, name, sql):
    assert set(KEPT) <= set(names())
    assert bad_rows(name) == []
    breaks(sql)
    assert bad_rows(name) != []


@pytest.mark.parametrize(
    ("model", "told", "name"),
    [
        (SearchRow, {"place": "1504"}, "matching_searchrow_lives_in_a_banner_or_township"),
        (SearchTerm, {"term": "x1"}, "matching_searchterm_is_a_kind_and_a_code"),
        (SearchTerm, {"term": "l mn"}, "matching_searchterm_is_a_kind_and_a_code"),
        (SearchTerm, {"beside": "f03"}, "matching_searchterm_stands_among_the_words_of_its_person"),
    ],
)
def test_the_database_refuses(volunteer, model, told, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.filter(term="lmn").update(**told) if model is SearchTerm else model.objects.update(
            **told
        )
