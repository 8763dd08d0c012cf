"""A service certificate is made by the person's own click and says what 67号令 §15 asks for."""

import json

import pytest

from apps.certificates import checking, papers, sheets, signing
from apps.certificates.actions import issue_service, issue_star, issue_training
from apps.certificates.models import Certificate, CertificateBasis
from apps.core import days, uploads
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours.models import YearTotal
from tests.certificates.conftest import SINCE, pages_of
from tests.factories import (
    CompletionFactory,
    OrganizationFactory,
    RecognitionFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db


def make(volunteer, **given):
    return issue_service(volunteer, by=volunteer.user, **{"since": SINCE, "until": days.today(), **given})


def test_it_says_who_how_long_from_where_and_who_recorded_it(certificate, records, volunteer, organization):
    claims = json.loads(certificate.claims)

    assert (certificate.minutes, certificate.issuer, certificate.state) == (180, None, "valid")
    assert {
        name: claims[name] for name in ("name", "volunteer", "minutes", "records", "about", "issuer")
    } == {
        "name": "苏日娜",
        "volunteer": volunteer.number,
        "minutes": 180,
        "records": 2,
        "about": "",
        "issuer": "",
    }
    assert claims["sources"] == [["扫码", 180, 2]]
    assert claims["organizations"] == [[organization.name, 180, 2]]
    assert sorted(claims["lines"]) == sorted(
        [r.served_on.isoformat(), r.title, organization.name, 90, "扫码"] for r in records
    )
    assert set(certificate.bases.values_list("record", flat=True)) == {record.pk for record in records}


def test_the_page_shows_it_and_carries_the_code(certificate, organization):
    pdf = uploads.content(certificate.pdf)
    first, second = pages_of(pdf)

    for words in ["志愿服务记录证明", "苏日娜", "3小时", certificate.number, organization.name, "扫码"]:
        assert words in first
    assert "服务明细" in second
    paper = papers.look_at(pdf)
    assert paper.codes == [sheets.address_of(certificate.token, certificate.payload)]
    assert paper.sealed_with == certificate.key_id


def test_the_code_says_the_same_with_a_masked_name(certificate):
    claims = signing.read(certificate.payload)
    assert claims == {
        "v": 1,
        "n": certificate.number,
        "t": certificate.token,
        "k": "service",
        "m": "苏**",
        "p": signing.name_check(certificate.token, "苏日娜"),
        "h": 180,
        "i": days.today().isoformat(),
        "f": SINCE.isoformat(),
        "u": days.today().isoformat(),
        "d": signing.encode(bytes.fromhex(certificate.digest)[:16]),
    }


def test_only_confirmed_hours_of_the_period_count(serve, volunteer):
    (record,) = serve(volunteer)
    day = record.served_on

    assert make(volunteer, since=day, until=day).minutes == 90
    with pytest.raises(Refused, match="还没有确认的服务时长"):
        make(volunteer, since=SINCE, until=day - days.ONE)


def test_one_organisation_issues_for_itself_alone(records, serve, volunteer, organization):
    other = OrganizationFactory()
    serve(volunteer, where=other, by=StaffFactory(organization=other).user)

    mine = make(volunteer, organization=organization)
    assert (mine.minutes, mine.issuer) == (180, organization)
    assert make(volunteer).minutes == 270


def test_a_summary_groups_by_activity(records, volunteer, organization):
    claims = json.loads(make(volunteer, detail="summary").claims)
    assert claims["lines"] == []
    assert sorted(claims["groups"]) == sorted([record.title, organization.name, 90, 1] for record in records)


def test_a_newer_one_about_the_same_takes_the_place_of_the_earlier(certificate, volunteer, serve):
    serve(volunteer)
    newer = make(volunteer)
    certificate.refresh_from_db()

    assert (certificate.state, certificate.replaced_by, newer.minutes) == ("replaced", newer, 270)
    assert make(volunteer, until=days.today() - days.ONE).state == "valid"
    newer.refresh_from_db()
    assert newer.state == "valid"


def test_only_who_is_known_gets_one(records, volunteer):
    volunteer.identity_state = "refused"
    volunteer.save()
    with pytest.raises(Refused, match="身份核验通过"):
        make(volunteer)


def test_a_day_has_a_limit(records, volunteer):
    PolicyRow.objects.filter(topic="certificates", item="a_day").update(value=1)
    make(volunteer)
    with pytest.raises(Refused, match="今天已经开了1份"):
        make(volunteer)


def test_what_does_not_fit_on_paper_is_refused(records, volunteer):
    PolicyRow.objects.filter(topic="certificates", item="lines").update(value=1)
    with pytest.raises(Refused, match="超过1条"):
        make(volunteer)


def test_a_period_runs_forward(records, volunteer):
    with pytest.raises(Refused, match="结束的日子"):
        make(volunteer, since=days.today(), until=SINCE)


def test_a_mongolian_name_is_joined_and_upright(serve):
    volunteer = VolunteerFactory(name="ᠰᠣᠷᠨᠠ")
    serve(volunteer)
    pdf = uploads.content(make(volunteer).pdf)
    assert b"NotoSansMongolian" in pdf


def test_a_star_that_was_recognised_has_a_certificate(volunteer):
    recognition = RecognitionFactory(volunteer=volunteer)
    with pytest.raises(Refused, match="不够这一星"):
        issue_star(recognition, by=volunteer.user)
    YearTotal.objects.create(volunteer=volunteer, year=2026, minutes=6100)
    made = issue_star(recognition, by=volunteer.user)
    assert (made.kind, made.minutes, made.issuer) == ("star", 6000, recognition.organization)
    assert signing.read(made.payload)["s"] == "一星"
    assert CertificateBasis.objects.get(certificate=made).recognition == recognition
    (page,) = pages_of(uploads.content(made.pdf))
    for words in [
        "星级志愿者证书",
        "苏日娜",
        "100小时",
        recognition.document_number,
        recognition.organization.name,
    ]:
        assert words in page


def test_a_training_has_a_certificate_unless_it_was_voided(volunteer):
    completion = CompletionFactory(volunteer=volunteer)
    made = issue_training(completion, by=volunteer.user)
    assert (made.kind, made.minutes) == ("training", 120)
    assert checking.claims_of(made)["s"] == completion.title[:30]
    (page,) = pages_of(uploads.content(made.pdf))
    for words in ["培训证书", "苏日娜", completion.title, completion.organizer, "2小时", "有效期至"]:
        assert words in page

    completion.void(by=StaffFactory().user, at=made.issued_at, why="没有来")
    completion.save()
    with pytest.raises(Refused, match="已经作废"):
        issue_training(completion, by=volunteer.user)
    assert Certificate.objects.count() == 1
