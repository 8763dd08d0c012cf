"""Believable rows, one factory a model. Everybody is passed, adult and of 敖汉旗 (150430) unless told otherwise."""

import datetime

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from factory.django import DjangoModelFactory
from stdnum import luhn
from stdnum.cn import ric

from apps.accounts.models import Consent, User
from apps.activities.models import Activity, Position, Presence, Shift, Signup
from apps.core.days import start_of, today
from apps.core.models import AuditRow, OutboxItem
from apps.core.text import grams
from apps.hours.models import HourRecord, LedgerLine, YearTotal
from apps.messaging.models import Message
from apps.organizations.models import Office, Organization, Post
from apps.quotas.models import YearStanding
from apps.regions.models import Region
from apps.registration.models import Affiliation, Guardianship, IdentityCase, Volunteer
from apps.reports.figures import empty
from apps.reports.models import RegionFigures
from apps.stars.models import Recognition, StarStanding

AOHAN = "150430"
SINCE = datetime.date(2020, 1, 1)


def citizen_number(n, birth_date, prefix="150430"):
    """A number with a right checksum that belongs to nobody in particular."""
    body = f"{prefix}{birth_date:%Y%m%d}{n % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def volunteer_number(n):
    body = f"1504{n:07d}"
    return body + luhn.calc_check_digit(body)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence("用户{}".format)
    phone_verified_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model, *args, phone=None, password="correct-horse-1", **fields):
        cls.counter = getattr(cls, "counter", 0) + 1
        return model.objects.create_user(phone or f"139{cls.counter:08d}", password, **fields)


class OrganizationFactory(DjangoModelFactory):
    """An approved team of 敖汉旗."""

    class Meta:
        model = Organization

    kind_id = "team"
    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    name = factory.Sequence("第{}志愿服务队".format)
    grams = factory.LazyAttribute(lambda o: grams(o.name))
    guiding_unit = "惠州街道办事处"
    contact_name = "白音"
    contact_phone = "13900000000"
    state = "approved"
    applied_by = factory.SubFactory(UserFactory)
    decided_by = factory.SubFactory(UserFactory)
    decided_at = factory.LazyFunction(timezone.now)


class StaffFactory(DjangoModelFactory):
    """A post in an organisation."""

    class Meta:
        model = Post

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = "owner"
    since = SINCE


class OfficerFactory(DjangoModelFactory):
    """A post in an office: `region="1504", kind="civilization"` says which."""

    class Meta:
        model = Post
        exclude = ["region", "office_kind"]

    region = AOHAN
    office_kind = "youth_league"
    user = factory.SubFactory(UserFactory)
    office = factory.LazyAttribute(lambda o: Office.objects.get(region_id=o.region, kind_id=o.office_kind))
    role = "officer"
    since = SINCE


class VolunteerFactory(DjangoModelFactory):
    """A passed adult."""

    class Meta:
        model = Volunteer

    user = factory.SubFactory(UserFactory)
    number = factory.Sequence(volunteer_number)
    name = factory.Sequence(lambda n: "苏日娜萨仁其其格高娃"[n % 8 : n % 8 + 3])
    sex = 2
    birth_date = datetime.date(1990, 5, 4)
    document_type = "id_card"
    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    service_fields = ["03"]
    identity_state = "passed"
    passed_at = factory.LazyFunction(timezone.now)
    document = factory.Sequence(lambda n: n)

    @classmethod
    def _create(cls, model, *args, document, **fields):
        volunteer = model(**fields)
        birth = fields["birth_date"]
        volunteer.set_document(
            document
            if isinstance(document, str)
            else citizen_number(document, birth, f"15{document // 1000:04d}")
        )
        volunteer.save()
        return volunteer


class GuardianshipFactory(DjangoModelFactory):
    class Meta:
        model = Guardianship

    guardian = factory.SubFactory(VolunteerFactory)
    child = factory.SubFactory(VolunteerFactory, birth_date=datetime.date(2014, 3, 2))
    relation = "parent"


class IdentityCaseFactory(DjangoModelFactory):
    """A claim that waits for a reviewer."""

    class Meta:
        model = IdentityCase

    volunteer = factory.SubFactory(VolunteerFactory, identity_state="pending", number=None, passed_at=None)
    beneficiary = factory.SelfAttribute("volunteer.user")
    region = factory.SelfAttribute("volunteer.region")


class AffiliationFactory(DjangoModelFactory):
    """A pupil of a primary school's class 三年级2班."""

    class Meta:
        model = Affiliation

    volunteer = factory.SubFactory(VolunteerFactory)
    identity = "pupil"
    organization = factory.SubFactory(OrganizationFactory, kind_id="primary_school", name="新惠第一小学")
    stage = "primary"
    grade = 3
    class_name = "三年级2班"
    since = datetime.date(2024, 9, 1)


class ActivityFactory(DjangoModelFactory):
    """A published activity, the day after tomorrow from nine to twelve."""

    class Meta:
        model = Activity

    organization = factory.SubFactory(OrganizationFactory)
    region = factory.SelfAttribute("organization.region")
    title = factory.Sequence("草场清捡日{}".format)
    description = "把过冬的塑料袋捡回来。"
    risks = "草场有坑洼，穿防滑的鞋。"
    place = "查干宝力格苏木"
    service_fields = ["16"]
    contact_name = "白音"
    contact_phone = "13900000000"
    state = "published"
    author = factory.SubFactory(UserFactory)
    decided_by = factory.SubFactory(UserFactory)
    decided_at = factory.LazyFunction(timezone.now)
    starts_at = factory.LazyFunction(lambda: nine_oclock(2))
    ends_at = factory.LazyFunction(lambda: nine_oclock(2) + datetime.timedelta(hours=3))
    next_at = factory.SelfAttribute("starts_at")

    @classmethod
    def _create(cls, model, *args, **fields):
        region = fields.pop("region")
        activity = model(**fields)
        activity.place_in(region)
        activity.keep_grams()
        activity.save()
        return activity


def nine_oclock(days_ahead):
    """Nine in the morning in Shanghai, some days from today (or ago)."""
    return start_of(today() + datetime.timedelta(days=days_ahead)) + datetime.timedelta(hours=9)


class PositionFactory(DjangoModelFactory):
    class Meta:
        model = Position

    activity = factory.SubFactory(ActivityFactory)
    name = factory.Sequence("清捡{}".format)


class ShiftFactory(DjangoModelFactory):
    class Meta:
        model = Shift

    position = factory.SubFactory(PositionFactory)
    starts_at = factory.SelfAttribute("position.activity.starts_at")
    ends_at = factory.SelfAttribute("position.activity.ends_at")
    capacity = 10


class SignupFactory(DjangoModelFactory):
    """A place in a shift; the shift's count goes with it."""

    class Meta:
        model = Signup

    shift = factory.SubFactory(ShiftFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    signed_up_by = factory.SelfAttribute("volunteer.user")
    during = factory.LazyAttribute(lambda o: DateTimeTZRange(o.shift.starts_at, o.shift.ends_at, "[)"))

    @classmethod
    def _create(cls, model, *args, **fields):
        signup = super()._create(model, *args, **fields)
        if signup.state == Signup.State.JOINED:
            Shift.objects.filter(pk=signup.shift_id).update(taken=signup.shift.taken + 1)
            signup.shift.refresh_from_db()
        return signup


class PresenceFactory(DjangoModelFactory):
    """Came and left by code, over the whole shift."""

    class Meta:
        model = Presence

    signup = factory.SubFactory(SignupFactory)
    came_at = factory.SelfAttribute("signup.shift.starts_at")
    came_how = "code"
    left_at = factory.SelfAttribute("signup.shift.ends_at")
    left_how = "code"


class HourRecordFactory(DjangoModelFactory):
    """A pending hour and a half by check-in code, each on a day of its own."""

    class Meta:
        model = HourRecord

    signup = factory.SubFactory(SignupFactory)
    volunteer = factory.SelfAttribute("signup.volunteer")
    beneficiary = factory.SelfAttribute("volunteer.user")
    organization = factory.SelfAttribute("signup.shift.position.activity.organization")
    volunteer_region = factory.SelfAttribute("volunteer.region")
    activity_region = factory.SelfAttribute("signup.shift.position.activity.region")
    organization_region = factory.SelfAttribute("organization.region")
    during = factory.Sequence(
        lambda n: DateTimeTZRange(
            nine_oclock(-1 - n % 300), nine_oclock(-1 - n % 300) + datetime.timedelta(minutes=90), "[)"
        )
    )
    served_on = factory.LazyAttribute(lambda o: o.during.lower.date())
    minutes = 90
    source = "code"


class LedgerLineFactory(DjangoModelFactory):
    """What a confirmation wrote; in the tables it comes about by deciding, with the total beside it."""

    class Meta:
        model = LedgerLine

    record = factory.SubFactory(HourRecordFactory)
    volunteer = factory.SelfAttribute("record.volunteer")
    year = factory.SelfAttribute("record.served_on.year")
    kind = "confirm"
    minutes = 90


class YearTotalFactory(DjangoModelFactory):
    class Meta:
        model = YearTotal

    volunteer = factory.SubFactory(VolunteerFactory)
    year = 2026
    minutes = 600


class StarStandingFactory(DjangoModelFactory):
    """One star reached today, which waits for its recognition."""

    class Meta:
        model = StarStanding

    volunteer = factory.SubFactory(VolunteerFactory)
    minutes = 6100
    reached = 1
    reached_on = factory.LazyFunction(today)


class RecognitionFactory(DjangoModelFactory):
    """The youth association of 敖汉旗 recognised one star."""

    class Meta:
        model = Recognition

    volunteer = factory.SubFactory(VolunteerFactory)
    level = 1
    organization = factory.SubFactory(OrganizationFactory, kind_id="youth_assoc")
    document_number = "敖青志〔2026〕3号"
    recognized_by = factory.SubFactory(UserFactory)
    beneficiary = factory.SelfAttribute("volunteer.user")


class YearStandingFactory(DjangoModelFactory):
    class Meta:
        model = YearStanding

    volunteer = factory.SubFactory(VolunteerFactory)
    year = 2026
    identity = "other"
    goal = 0
    minutes = 600


class RegionFiguresFactory(DjangoModelFactory):
    class Meta:
        model = RegionFigures
        django_get_or_create = ["region"]

    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    figures = factory.LazyFunction(lambda: empty(today().year) | {"population": None})
    computed_at = factory.LazyFunction(timezone.now)


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    recipient = factory.SubFactory(UserFactory)
    kind = "test"
    key = factory.Sequence("message:{}".format)
    title = "给你的消息"


class ConsentFactory(DjangoModelFactory):
    """The person agreed to the terms."""

    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    purpose = "terms"
    version = Consent.VERSION
    given_by = factory.SelfAttribute("user")


class OutboxItemFactory(DjangoModelFactory):
    class Meta:
        model = OutboxItem

    kind = "test"
    key = factory.Sequence("item:{}".format)


class AuditRowFactory(DjangoModelFactory):
    class Meta:
        model = AuditRow

    actor = factory.SubFactory(UserFactory)
    action = "test"
    subject = "accounts.user"
    subject_id = 1
