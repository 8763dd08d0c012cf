"""What people keep up to date in their own file."""

import datetime

import pytest
from django.urls import reverse

from apps.core import days
from apps.core.models import AuditRow
from apps.regions.models import Region
from apps.registration.actions import move_home, tell_about_oneself
from apps.registration.models import Qualification
from apps.registration.widgets import time_words
from tests.factories import HourRecordFactory, QualificationFactory, UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

FILE = reverse("registration:file")


@pytest.fixture
def somebody(client):
    volunteer = VolunteerFactory()
    client.force_login(volunteer.user)
    return volunteer


def url(name):
    return reverse(f"registration:{name}")


def test_all_of_it_can_be_told_and_is_read_again(client, somebody):
    client.post(
        url("about"), {"contact": "0476-4321000", "ethnicity_id": "02", "political": "13", "education": "20"}
    )
    client.post(
        url("service"),
        {
            "service_fields": ["16", "03"],
            "skill_codes": ["07", "18"],
            "skills": "会修马具",
            "languages": ["mn-s", "mn-w"],
        },
    )
    answer = client.post(
        url("times"),
        {"free_times": ["1", "24"], "service_regions": ["150429", "150421"], "invitations": "agree"},
    )

    somebody.refresh_from_db()
    assert answer.url == FILE
    assert (somebody.contact, somebody.ethnicity_id, somebody.political, somebody.education) == (
        "0476-4321000",
        "02",
        "13",
        "20",
    )
    assert (somebody.skill_codes, somebody.languages, somebody.free_times) == (
        ["07", "18"],
        ["mn-s", "mn-w"],
        [1, 24],
    )
    assert (somebody.service_regions, somebody.invitations) == (["150429", "150421"], "agree")
    page = client.get(FILE).content.decode()
    shown = ["蒙古语翻译、理发", "会修马具", "蒙古语（会说）", "周一上午、节假日晚上", "合适就直接给我留名额"]
    assert [words for words in shown if words not in page] == []
    assert "0476" not in page


def test_all_of_it_can_be_left_out(client, somebody):
    for name, said in (
        ("about", {}),
        ("service", {"service_fields": ["03"], "skill_codes": ["00"]}),
        ("times", {"invitations": "ask"}),
    ):
        assert client.post(url(name), said).url == FILE

    somebody.refresh_from_db()
    assert (somebody.skill_codes, somebody.ethnicity_id, somebody.free_times) == ([], None, [])


@pytest.mark.parametrize(
    ("page", "field", "value"),
    [
        ("about", "ethnicity_id", "99"),
        ("about", "education", "x"),
        ("about", "occupation", "00"),
        ("about", "contact", "0" * 61),
        ("about", "contact", "座\x00机"),
        ("service", "service_fields", []),
        ("service", "skill_codes", []),
        ("service", "skill_codes", ["77"]),
        ("service", "languages", ["xx"]),
        ("times", "free_times", ["25"]),
        ("times", "free_times", ["0"]),
        ("times", "free_times", ["一"]),
        ("times", "service_regions", ["1504"]),
        ("times", "service_regions", ["999999"]),
        ("times", "invitations", ""),
        ("home", "banner", "1504"),
    ],
)
def test_what_cannot_be_is_refused_where_it_is_typed(client, somebody, page, field, value):
    right = {
        "about": {},
        "service": {"service_fields": ["03"], "skill_codes": ["00"]},
        "times": {"invitations": "ask"},
        "home": {"league": "1504", "banner": "150430"},
    }

    answer = client.post(url(page), {**right[page], field: value})

    assert (answer.status_code, field in answer.context["form"].errors) == (200, True)
    assert not AuditRow.objects.filter(action="profile.changed").exists()


def test_at_most_twenty_banners_are_named(client, somebody):
    codes = list(Region.objects.current().banners().values_list("pk", flat=True)[:21])

    answer = client.post(url("times"), {"service_regions": codes, "invitations": "ask"})

    assert list(answer.context["form"].errors) == ["service_regions"]


def test_the_record_names_the_fields_and_not_what_they_hold(somebody):
    tell_about_oneself(somebody, by=somebody.user, contact="家里电话", political="01", skills="")

    assert AuditRow.objects.get(action="profile.changed").detail == {"fields": ["contact", "political"]}


def test_moving_keeps_the_past_where_it_was(client, somebody):
    record = HourRecordFactory(volunteer=somebody)
    number = somebody.number

    client.post(url("home"), {"league": "1504", "banner": "150429"})

    somebody.refresh_from_db()
    record.refresh_from_db()
    assert (somebody.region_id, somebody.number, record.volunteer_region_id) == ("150429", number, "150430")
    row = AuditRow.objects.get(action="volunteer.moved")
    assert row.detail == {"before": "150430", "after": "150429"}


def test_staying_where_one_is_leaves_no_record(somebody):
    move_home(somebody, region=somebody.region, by=somebody.user)

    assert not AuditRow.objects.filter(action="volunteer.moved").exists()


def test_what_is_missing_is_hinted_at_and_goes_once_it_is_told(client, somebody):
    before = client.get(FILE).context["missing"]
    tell_about_oneself(somebody, by=somebody.user, languages=["en"], free_times=[19], skill_codes=["02"])
    without_proof = client.get(FILE).context["missing"]
    QualificationFactory(
        volunteer=somebody,
        state=Qualification.State.PASSED,
        decided_by=UserFactory(),
        decided_at=datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC),
    )

    assert (before, without_proof) == (["languages", "times"], ["certificates"])
    page = client.get(FILE)
    assert page.context["missing"] == []
    assert "急救（有证书）" in page.content.decode()


def test_times_are_said_in_the_order_of_the_week():
    assert time_words([24, 1, 20]) == ["周一上午", "周日下午", "节假日晚上"]


@pytest.mark.parametrize("name", ["about", "service", "times", "home", "identity", "qualifications"])
def test_who_is_not_registered_has_nothing_to_tell(client, name):
    client.force_login(UserFactory())

    assert client.get(url(name)).status_code == 404


def test_holding_is_asked_of_a_day(somebody):
    assert list(Qualification.objects.holding(days.today())) == []
