"""The page of a volunteer: what is next, how far the year and the stars are, and what is still to be done."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.core import days
from apps.hours.models import YearTotal
from apps.hours.signals import hours_changed
from apps.portal.mine import greeting
from apps.registration.models import IdentityCase
from apps.stars.models import StarStanding
from tests.factories import (
    AffiliationFactory,
    ConsentFactory,
    EvaluationFactory,
    GuardianshipFactory,
    HourRecordFactory,
    IdentityCaseFactory,
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    ParentRequestFactory,
    PositionFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    an_hour_and_a_half,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

CHILD = datetime.date(2014, 3, 2)


@pytest.fixture
def volunteer():
    return VolunteerFactory()


@pytest.fixture
def me(client):
    def get(person):
        client.force_login(getattr(person, "user", person))
        return client.get(reverse("portal:me"))

    return get


def serve(volunteer, minutes):
    year = days.this_year()
    YearTotal.objects.create(volunteer=volunteer, year=year, minutes=minutes)
    hours_changed.send(sender=YearTotal, volunteer_ids=[volunteer.pk], years=[year])


def text(response):
    return response.content.decode()


def test_the_page_wants_a_sign_in(client):
    assert client.get(reverse("portal:me")).status_code == 302


@pytest.mark.parametrize(
    ("hour", "words"),
    [(2, "夜深了"), (5, "早上好"), (11, "中午好"), (13, "下午好"), (18, "晚上好"), (23, "晚上好")],
)
def test_greetings(hour, words):
    assert greeting(hour) == words


def test_whoever_is_not_registered_learns_what_to_do(me):
    words = text(me(UserFactory()))

    assert ("还差实名登记，5步" in words, reverse("registration:start") in words) == (True, True)


def test_a_registration_begun_goes_on(client, me):
    user = UserFactory()
    client.force_login(user)
    client.post(reverse("registration:step", args=["who"]), {"name": "其其格"})

    words = text(client.get(reverse("portal:me")))
    assert ("登记到一半，接着填" in words, "还差实名登记" in words) == (True, False)


def test_whoever_works_at_a_desk_sees_what_waits_there_first(me):
    post = StaffFactory()
    signup = SignupFactory(shift__position__activity__organization=post.organization)
    for before_yesterday in (0, 1):
        HourRecordFactory(signup=signup, during=an_hour_and_a_half(before_yesterday))
    case = IdentityCaseFactory()
    officer = OfficerFactory(user=post.user, region=case.region_id)

    page = me(post.user)

    assert [
        (place.title, [(queue.count, queue.words) for queue in place.queues])
        for place in page.context["desks"]
    ] == [
        (post.organization.name, [(2, "条时长等你确认"), (1, "个人等你们评价")]),
        (officer.office.name, [(1, "人等实名核验"), (2, "条时长等你确认")]),
    ]
    assert text(page).index("条时长等你确认") < text(page).index("还差实名登记")


def test_words_that_wait_to_be_read_wait_for_the_office_and_for_the_organization_above(me):
    below = OrganizationFactory(parent=OrganizationFactory())
    EvaluationFactory(signup__shift__position__activity__organization=below)
    parent = StaffFactory(organization=below.parent).user
    officer = OfficerFactory().user

    def waits(user):
        [desk] = me(user).context["desks"]
        return [(queue.count, queue.words, queue.url) for queue in desk.queues]

    assert waits(parent) == [(1, "条下属的评价等审核", f"/org/{below.parent_id}/evaluations/below/")]
    assert waits(officer) == [(1, "条评价等审核", "/region/150430/awards/evaluations/")]
    assert waits(StaffFactory(organization=below).user) == []


def test_what_others_ask_of_an_organization_waits_at_its_desks(client, me):
    post = StaffFactory()
    MemberFactory(organization=post.organization, state="asked", joined_at=None)
    ParentRequestFactory(parent=post.organization)
    staff = StaffFactory(organization=post.organization, role="staff")
    home = f"/org/{post.organization_id}/"

    def waits(user):
        [desk] = me(user).context["desks"]
        overview = client.get(home).context["asked"]
        assert desk.queues == overview
        return [(queue.count, queue.words, queue.url) for queue in overview]

    joining = (1, "人想加入", f"{home}members/?tab=asked")
    assert waits(post.user) == [joining, (1, "个组织想归到你们下面", f"{home}family/")]
    assert waits(staff.user) == [joining]


def test_a_suspended_organization_is_no_desk(me):
    post = StaffFactory(organization__state="suspended", organization__reason="待查")

    assert me(post.user).context["desks"] == []


def test_many_desks_cost_no_more_than_a_few(client, me):
    def cost(count):
        user = UserFactory()
        StaffFactory.create_batch(count, user=user)
        me(user)
        with CaptureQueriesContext(connection) as seen:
            me(user)
        return len(seen)

    assert cost(30) == cost(3)


def test_whoever_waits_for_the_check_learns_that(me):
    words = text(me(IdentityCaseFactory().volunteer))

    assert "正在核验" in words


def test_whoever_was_refused_reads_why(me):
    case = IdentityCaseFactory()
    IdentityCase.objects.update(
        state="refused", reason="照片看不清", decided_by=UserFactory(), decided_at=timezone.now()
    )
    type(case.volunteer).objects.update(identity_state="refused")

    assert "原因：照片看不清" in text(me(case.volunteer))


def test_the_next_shift_is_the_one_that_begins_first(me, volunteer):
    for days_ahead in (9, 3):
        position = PositionFactory(activity__title=f"第{days_ahead}天的活动")
        shift = ShiftFactory(
            position=position,
            starts_at=nine_oclock(days_ahead),
            ends_at=nine_oclock(days_ahead) + datetime.timedelta(hours=2),
        )
        SignupFactory(volunteer=volunteer, shift=shift)

    assert me(volunteer).context["next"].shift.position.activity.title == "第3天的活动"


def test_a_cancelled_place_is_not_the_next_shift(me, volunteer):
    SignupFactory(volunteer=volunteer, state="left", left_at=timezone.now())

    assert me(volunteer).context["next"] is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(870, "再有<b>5小时30分</b>就满20小时了。"), (1200, "20小时已经满了，一共20小时，谢谢你。")],
)
def test_the_goal_of_the_year(me, volunteer, minutes, words):
    AffiliationFactory(volunteer=volunteer)
    serve(volunteer, minutes)

    assert words in text(me(volunteer))


def test_without_a_goal_nobody_is_urged(me, volunteer):
    serve(volunteer, 90)

    assert "你没有年度目标，做多少都好。" in text(me(volunteer))


def test_reached_and_recognized_stars_never_look_alike(me, volunteer):
    serve(volunteer, 18000)
    StarStanding.objects.update(recognized=1)

    page = me(volunteer)

    assert [star["state"] for star in page.context["stars"].line] == ["had", "met", "none", "none", "none"]
    assert ("离三星还差300小时" in text(page), "等敖汉旗或上级的协会认定" in text(page)) == (True, True)


def test_a_recognized_star_whose_hours_fell_is_explained(me, volunteer):
    serve(volunteer, 5000)
    StarStanding.objects.update(recognized=1, asked=6000)

    page = me(volunteer)

    assert page.context["stars"].line[0]["state"] == "had"
    assert "认定过的星先留着，由协会来定。" in text(page)


def test_a_star_recognized_when_less_was_asked_is_simply_there(me, volunteer):
    """Thresholds rose: it stays, and the way is to the star after it."""
    serve(volunteer, 5000)
    StarStanding.objects.update(recognized=1, asked=4800)

    page = me(volunteer)

    assert page.context["stars"].line[0]["state"] == "had"
    assert ("作废" in text(page), "离二星还差" in text(page)) == (False, True)


def test_a_fresh_volunteer_starts_at_nothing(me, volunteer):
    page = me(volunteer)

    assert (page.context["stars"].minutes, page.context["goal"]) == (0, None)
    assert "离一星还差100小时" in text(page)


def test_the_latest_four_records_are_the_own_ones(me, volunteer):
    signup = SignupFactory(volunteer=volunteer)
    records = HourRecordFactory.create_batch(5, signup=signup)
    HourRecordFactory()

    shown = me(volunteer).context["records"]
    latest = sorted(records, key=lambda record: (record.served_on, record.pk), reverse=True)
    assert [record.pk for record in shown] == [record.pk for record in latest[:4]]


def test_a_child_without_a_guardian_reads_the_code_to_pass_on(me):
    child = VolunteerFactory(birth_date=CHILD, guardian_code="7KQ2M4X9")

    words = text(me(child))

    assert ("7KQ2M4X9" in words, "我的孩子" in words) == (True, False)


def test_a_child_waits_for_consent_and_then_has_it(me):
    child = VolunteerFactory(birth_date=CHILD)
    bond = GuardianshipFactory(child=child)
    before = text(me(child))
    for purpose in ("minor", "minor_data"):
        ConsentFactory(user=child.user, purpose=purpose, given_by=bond.guardian.user)

    assert ("监护人还没有同意" in before, "监护人已同意" in text(me(child))) == (True, True)


def test_a_guardian_sees_how_many_children(me):
    bond = GuardianshipFactory()
    GuardianshipFactory(guardian=bond.guardian)

    assert me(bond.guardian).context["children"] == 2


def test_the_page_costs_the_same_for_one_and_for_thirty(me, volunteer):
    def cost():
        me(volunteer)
        with CaptureQueriesContext(connection) as seen:
            me(volunteer)
        return len(seen)

    signup = SignupFactory(volunteer=volunteer)
    HourRecordFactory(signup=signup)
    GuardianshipFactory(guardian=volunteer)
    serve(volunteer, 90)
    one = cost()
    HourRecordFactory.create_batch(30, signup=signup)
    GuardianshipFactory.create_batch(30, guardian=volunteer)

    assert cost() == one


# --- where one works ---


def desks(client, user):
    client.force_login(user)
    return client.get(reverse("portal:desks"))


def test_posts_and_applications_are_listed(client):
    post = StaffFactory()
    office = OfficerFactory(user=post.user)
    StaffFactory()
    applied = OrganizationFactory(state="applied", decided_by=None, decided_at=None, applied_by=post.user)
    OrganizationFactory(state="approved", applied_by=post.user)

    context = desks(client, post.user).context

    assert [held.pk for held in context["organizations"]] == [post.pk]
    assert [held.pk for held in context["offices"]] == [office.pk]
    assert list(context["applications"]) == [applied]


def test_a_post_that_ended_is_no_desk(client):
    post = StaffFactory(until=days.today())

    assert desks(client, post.user).context["organizations"] == []


def test_a_suspended_organization_can_still_be_looked_at(client):
    post = StaffFactory(organization__state="suspended", organization__reason="待查")

    words = text(desks(client, post.user))
    way_in = reverse("portal:organization", args=[post.organization_id])
    assert (post.organization.name in words, way_in in words) == (True, True)


def test_desks_cost_the_same_for_one_and_for_thirty(client):
    def cost(user):
        with CaptureQueriesContext(connection) as seen:
            assert desks(client, user).status_code == 200
        return len(seen)

    def someone(count):
        user = UserFactory()
        StaffFactory.create_batch(count, user=user)
        OfficerFactory(user=user)
        OrganizationFactory.create_batch(
            count, state="applied", decided_by=None, decided_at=None, applied_by=user
        )
        return user

    one, many = someone(1), someone(30)
    desks(client, one)

    assert cost(many) == cost(one)


def test_a_person_without_a_nickname_is_greeted_by_their_real_name(me):
    volunteer = VolunteerFactory(name="其其格", user__name="")

    assert "，其其格</h1>" in text(me(volunteer.user))
