"""Believable rows, one factory a model. Everybody is passed, adult and of 敖汉旗 (150430) unless told otherwise."""

import datetime
import zlib

import factory
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils import timezone
from factory.django import DjangoModelFactory
from stdnum import luhn
from stdnum.cn import ric

from apps.accounts.models import Consent, ConsentText, Session, User
from apps.activities.actions.feeds import hash_of
from apps.activities.models import (
    Activity,
    ActivityMove,
    ActivityPicture,
    CalendarFeed,
    Change,
    Declaration,
    Invitation,
    Party,
    PartyMember,
    Position,
    Presence,
    SavedSearch,
    Shift,
    ShiftLeader,
    Signup,
    SignupMove,
    Whereabouts,
)
from apps.certificates import numbers, signing
from apps.certificates.models import Batch, BatchLine, Certificate, CertificateBasis, Seal
from apps.claims.models import Claim, ClaimDocument, ClaimMove, HandedEvidence
from apps.core import days, uploads
from apps.core.days import start_of, today
from apps.core.models import AuditRow, KeptAnswer, KeptFile, OutboxItem
from apps.core.text import grams
from apps.governance.models import Complaint
from apps.hours.models import Appeal, Basis, HourRecord, LedgerLine, Punctuality, Referral, Urge, YearTotal
from apps.insurance.models import (
    Benefit,
    Cover,
    Delivery,
    DeliveryLine,
    Insurer,
    Policy,
    PolicyContact,
)
from apps.matching.models import Search, SearchRow, SearchTerm
from apps.messaging.models import ChannelChoice, Message
from apps.organizations.models import (
    Announcement,
    Follow,
    Member,
    MemberGroup,
    Office,
    Organization,
    ParentRequest,
    Post,
    StaffInvitation,
    Station,
    Step,
    TeamTag,
)
from apps.quotas.models import (
    DraftEffect,
    DraftRow,
    GoalReminder,
    GoalRow,
    PolicyDraft,
    Recompute,
    RecomputeChunk,
    YearStanding,
)
from apps.recognition.models import Commendation, Evaluation, Look
from apps.regions.models import Region
from apps.registration.documents import sex_in
from apps.registration.models import (
    Affiliation,
    Guardianship,
    IdentityCase,
    Leaving,
    Promotion,
    Qualification,
    Roster,
    RosterEntry,
    RosterProblem,
    Volunteer,
)
from apps.reports.figures import empty
from apps.reports.models import (
    EnteredFigure,
    Export,
    ExportPart,
    HourCell,
    HourMove,
    PersonFacts,
    RegionDay,
    RegionFigures,
    Touched,
)
from apps.stars.models import (
    Recognition,
    StarCandidate,
    StarHonour,
    StarNotice,
    StarObjection,
    StarStanding,
    StarStay,
)
from apps.training.models import (
    Attempt,
    Attendance,
    Completion,
    Course,
    Enrolment,
    EnrolmentMove,
    OutsideTraining,
    Question,
    SessionLeader,
    Standard,
    TrainedFigures,
)
from apps.training.models import Session as TrainingSession

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


class StepFactory(DjangoModelFactory):
    """An office suspended an organisation."""

    class Meta:
        model = Step

    organization = factory.SubFactory(OrganizationFactory)
    what = "state"
    before, after, reason = "approved", "suspended", "核查中"
    by = factory.SubFactory(UserFactory)


class StationFactory(DjangoModelFactory):
    """A station of 新惠镇."""

    class Meta:
        model = Station

    organization = factory.SubFactory(OrganizationFactory)
    kind_id = "practice"
    level = "station"
    name = factory.Sequence("第{}文明实践站".format)
    region = factory.SelfAttribute("organization.region")
    address = "新惠镇惠州街12号"
    longitude, latitude = "119.907000", "42.287000"


class TeamTagFactory(DjangoModelFactory):
    """A tag that the office of 敖汉旗 added."""

    class Meta:
        model = TeamTag

    name = factory.Sequence("草原防火{}".format)
    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))


class MemberFactory(DjangoModelFactory):
    """A member by request."""

    class Meta:
        model = Member

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    state = "member"
    how = "request"
    joined_at = factory.LazyFunction(timezone.now)


class MemberGroupFactory(DjangoModelFactory):
    class Meta:
        model = MemberGroup

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence("第{}小组".format)


class FollowFactory(DjangoModelFactory):
    class Meta:
        model = Follow

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)


class AnnouncementFactory(DjangoModelFactory):
    class Meta:
        model = Announcement

    organization = factory.SubFactory(OrganizationFactory)
    title, body = "周六集合", "八点半在广场东门。"
    sent_by = factory.SubFactory(UserFactory)


class ParentRequestFactory(DjangoModelFactory):
    class Meta:
        model = ParentRequest

    child = factory.SubFactory(OrganizationFactory)
    parent = factory.SubFactory(OrganizationFactory)
    asked_by = factory.SubFactory(UserFactory)


class StaffFactory(DjangoModelFactory):
    """A post in an organisation."""

    class Meta:
        model = Post

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = "owner"
    since = SINCE


class StaffInvitationFactory(DjangoModelFactory):
    """苏日娜 is asked to be staff; by `phone`."""

    class Meta:
        model = StaffInvitation

    organization = factory.SubFactory(OrganizationFactory)
    role = "staff"
    name = "苏日娜"
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=14))

    @classmethod
    def _create(cls, model, *args, phone="13812340001", **fields):
        invitation = model(**fields)
        invitation.set_phone(phone)
        invitation.save()
        return invitation


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
        if len(volunteer.document_number) == 18:
            volunteer.sex = sex_in(volunteer.document_number)
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

    @classmethod
    def _create(cls, model, *args, **fields):
        """By the agreement to the check, without which nothing waits."""
        case, user = super()._create(model, *args, **fields), fields["beneficiary"]
        if not Consent.objects.covers(user, Consent.Purpose.IDENTITY):
            ConsentFactory(user=user, purpose=Consent.Purpose.IDENTITY)
        return case


class KeptFileFactory(DjangoModelFactory):
    """A document somebody handed in, used by what refers to it; its bytes are nowhere."""

    class Meta:
        model = KeptFile

    kind = "document"
    file = factory.Sequence("kept/00/{:032d}".format)
    name = "证书.pdf"
    content_type = "application/pdf"
    size = 1000
    digest = factory.Sequence("{:064x}".format)
    kept_by = factory.SubFactory(UserFactory)
    used_at = factory.LazyFunction(timezone.now)


class QualificationFactory(DjangoModelFactory):
    """A certificate for first aid that waits."""

    class Meta:
        model = Qualification

    volunteer = factory.SubFactory(VolunteerFactory)
    beneficiary = factory.SelfAttribute("volunteer.user")
    region = factory.SelfAttribute("volunteer.region")
    skill_id = "02"
    number = factory.Sequence("急救{:08d}".format)
    proof = factory.SubFactory(KeptFileFactory, kept_by=factory.SelfAttribute("..volunteer.user"))
    issued_on = datetime.date(2025, 3, 1)


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


class PromotionFactory(DjangoModelFactory):
    """A promotion of last school year, of a school."""

    class Meta:
        model = Promotion

    organization = factory.SubFactory(OrganizationFactory, kind_id="primary_school")
    school_year = factory.LazyFunction(lambda: days.this_year() - 2)
    on = factory.LazyFunction(days.today)
    made_by = factory.SubFactory(UserFactory)


class RosterFactory(DjangoModelFactory):
    """A roster of a primary school, read to the end."""

    class Meta:
        model = Roster

    organization = factory.SubFactory(OrganizationFactory, kind_id="primary_school")
    handed_in_by = factory.SubFactory(UserFactory)
    started_at = factory.LazyFunction(timezone.now)
    declaration, state = "2026-1", "done"
    columns = factory.LazyFunction(lambda: {"name": 0, "number": 1, "class_name": 2})
    rows, read, taken = 1, 1, 1


class RosterEntryFactory(DjangoModelFactory):
    """A school says that somebody is in 三年级2班: of a `volunteer`, or of nobody who is here."""

    class Meta:
        model = RosterEntry
        exclude = ["volunteer"]

    volunteer = None
    roster = factory.SubFactory(RosterFactory)
    organization = factory.SelfAttribute("roster.organization")
    name = factory.LazyAttribute(lambda o: o.volunteer.name if o.volunteer else "乌云")
    document_number = factory.LazyAttribute(
        lambda o: o.volunteer.document_number if o.volunteer else "150430201403020011"
    )
    document_hash = factory.LazyAttributeSequence(
        lambda o, n: o.volunteer.document_hash if o.volunteer else f"{n:064x}"
    )
    identity, stage, grade, class_name, group = "pupil", "primary", 3, "2班", "13002 2班"
    expires_on = factory.LazyFunction(lambda: today() + datetime.timedelta(days=90))


class RosterProblemFactory(DjangoModelFactory):
    """A row without a name."""

    class Meta:
        model = RosterProblem

    roster = factory.SubFactory(RosterFactory, rows=2, read=2)
    line = factory.Sequence(lambda n: n + 2)
    reason = "没有填姓名。"
    cells = "[]"


class LeavingFactory(DjangoModelFactory):
    """Somebody has left of their own accord."""

    class Meta:
        model = Leaving

    account = factory.SubFactory(UserFactory)
    asked_by = factory.SelfAttribute("account")


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
    protections = ["08"]
    cancel_hours = 24
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


class ActivityMoveFactory(DjangoModelFactory):
    """The first step of a notice, which the database wrote."""

    class Meta:
        model = ActivityMove

    activity = factory.SubFactory(ActivityFactory)

    @classmethod
    def _create(cls, model, *args, activity, **fields):
        return activity.moves.get()


class DeclarationFactory(DjangoModelFactory):
    """Who published it read the six kinds."""

    class Meta:
        model = Declaration

    activity = factory.SubFactory(ActivityFactory)
    role = "reviewer"
    by = factory.SelfAttribute("activity.decided_by")
    version = 1
    kinds = ["job", "rule", "self", "show", "paid", "swap"]


class ChangeFactory(DjangoModelFactory):
    """The risks are to be said differently."""

    class Meta:
        model = Change

    activity = factory.SubFactory(ActivityFactory)
    values = factory.LazyFunction(lambda: {"risks": "风大，穿防滑的鞋，两个人一组，带够热水和手套。"})
    proposed_by = factory.SelfAttribute("activity.author")


class ActivityPictureFactory(DjangoModelFactory):
    class Meta:
        model = ActivityPicture

    activity = factory.SubFactory(ActivityFactory)
    picture = factory.SubFactory(KeptFileFactory, kind="picture", content_type="image/jpeg", is_public=True)
    alt = "草场上的清捡队"


class SavedSearchFactory(DjangoModelFactory):
    """环保 in 敖汉旗."""

    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    region_code = AOHAN
    fields = ["16"]


class CalendarFeedFactory(DjangoModelFactory):
    class Meta:
        model = CalendarFeed

    user = factory.SubFactory(UserFactory)
    token = factory.Sequence("token-{}".format)
    token_hash = factory.LazyAttribute(lambda o: hash_of(o.token))


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


def before(start):
    """Now, or the evening before what has begun: nobody signs up to that."""
    now = timezone.now()
    return now if now < start else start - datetime.timedelta(hours=15)


class SignupFactory(DjangoModelFactory):
    """A place in a shift, or a turn in its line; the shift's counts go with it. What has ended began as a place."""

    class Meta:
        model = Signup

    shift = factory.SubFactory(ShiftFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    signed_up_by = factory.SelfAttribute("volunteer.user")
    signed_up_at = factory.LazyAttribute(lambda o: before(o.shift.starts_at))
    during = factory.LazyAttribute(lambda o: DateTimeTZRange(o.shift.starts_at, o.shift.ends_at, "[)"))

    @classmethod
    def _create(cls, model, *args, state="joined", **fields):
        shift, ends = fields["shift"], {name: fields.pop(name, None) for name in ("left_at", "offered_until")}
        in_line = state in {"waiting", "offered", "lapsed"}
        if in_line:
            fields["queue_number"] = shift.last_in_line = shift.last_in_line + 1
        signup = super()._create(model, *args, state="waiting" if in_line else "joined", **fields)
        if state != signup.state:
            signup.state = state
            signup.left_at = None if state == "offered" else ends["left_at"] or timezone.now()
            later = timezone.now() + datetime.timedelta(hours=1)
            signup.offered_until = (ends["offered_until"] or later) if state == "offered" else None
            signup.save()
        shift.taken += state in Signup.HOLDING
        shift.save(update_fields=["taken", "last_in_line"])
        return signup


class PartyFactory(DjangoModelFactory):
    """Somebody gathers people for a shift."""

    class Meta:
        model = Party

    shift = factory.SubFactory(ShiftFactory)
    maker = factory.LazyAttribute(lambda o: VolunteerFactory().user)


class PartyMemberFactory(DjangoModelFactory):
    """Somebody who was asked along and has not answered."""

    class Meta:
        model = PartyMember

    party = factory.SubFactory(PartyFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    number = factory.SelfAttribute("volunteer.number")


class InvitationFactory(DjangoModelFactory):
    """Somebody who was invited to a shift and has not answered."""

    class Meta:
        model = Invitation

    shift = factory.SubFactory(ShiftFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    invited_by = factory.SubFactory(UserFactory)


class SignupMoveFactory(DjangoModelFactory):
    """A step of a sign-up; the database writes them itself."""

    class Meta:
        model = SignupMove

    signup = factory.SubFactory(SignupFactory)
    was = "joined"
    became = "left"


class KeptAnswerFactory(DjangoModelFactory):
    """What was answered to a request that carried a key."""

    class Meta:
        model = KeptAnswer

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence("key-{}".format)
    fingerprint = "0" * 64
    begun_at = factory.LazyFunction(timezone.now)


class PresenceFactory(DjangoModelFactory):
    """Came and left by code, over the whole shift."""

    class Meta:
        model = Presence

    signup = factory.SubFactory(SignupFactory)
    came_at = factory.SelfAttribute("signup.shift.starts_at")
    came_how = "code"
    left_at = factory.SelfAttribute("signup.shift.ends_at")
    left_how = "code"


class ShiftLeaderFactory(DjangoModelFactory):
    class Meta:
        model = ShiftLeader

    shift = factory.SubFactory(ShiftFactory)
    user = factory.SubFactory(UserFactory)
    appointed_by = factory.SubFactory(UserFactory)


class WhereaboutsFactory(DjangoModelFactory):
    """Where a phone was at a check-in, in 新惠镇."""

    class Meta:
        model = Whereabouts

    presence = factory.SubFactory(PresenceFactory)
    direction = "in"
    longitude, latitude, accuracy = 119.907, 42.287, 30


def an_hour_and_a_half(n):
    """One of the last eighty days: of a year whose books are open, whatever the day of the test. From noon on: a shift
    that a test puts on a day of its own is in the morning, and nobody is in two places at once."""
    start = nine_oclock(-1 - n % 80) + datetime.timedelta(hours=3, minutes=90 * (n // 80 % 6))
    return DateTimeTZRange(start, start + datetime.timedelta(minutes=90), "[)")


class HourRecordFactory(DjangoModelFactory):
    """A pending hour and a half by check-in code, each on a day of its own."""

    class Meta:
        model = HourRecord

    signup = factory.SubFactory(
        SignupFactory,
        shift__starts_at=factory.SelfAttribute("...during.lower"),
        shift__ends_at=factory.SelfAttribute("...during.upper"),
    )
    volunteer = factory.SelfAttribute("signup.volunteer")
    beneficiary = factory.SelfAttribute("volunteer.user")
    organization = factory.SelfAttribute("signup.shift.position.activity.organization")
    volunteer_region = factory.SelfAttribute("volunteer.region")
    activity_region = factory.SelfAttribute("signup.shift.position.activity.region")
    organization_region = factory.SelfAttribute("organization.region")
    during = factory.Sequence(an_hour_and_a_half)
    served_on = factory.LazyAttribute(lambda o: o.during.lower.date())
    minutes = 90
    source = "code"

    @classmethod
    def _create(cls, model, *args, **fields):
        """Hours lie within their shift: where a test gives both and they disagree, the shift was when its hours were."""
        if fields["signup"]:
            stretch = fields["during"]
            shift = Shift.objects.get(pk=fields["signup"].shift_id)
            if not (shift.starts_at <= stretch.lower and stretch.upper <= shift.ends_at):
                there = model.objects.filter(signup__shift=shift).values_list("during", flat=True)
                start = min([stretch.lower, *(one.lower for one in there)])
                end = max([stretch.upper, *(one.upper for one in there)])
                Shift.objects.filter(pk=shift.pk).update(starts_at=start, ends_at=end)
                Signup.objects.filter(shift=shift).update(
                    during=DateTimeTZRange(start, end, "[)"), signed_up_at=before(start)
                )
        return super()._create(model, *args, **fields)


class BasisFactory(DjangoModelFactory):
    """A service of the spring, recorded afterwards."""

    class Meta:
        model = Basis

    kind = "backfill"
    organization = factory.SubFactory(OrganizationFactory)
    region = factory.SelfAttribute("organization.region")
    title = "春季义诊"
    place = "苏木卫生院"
    content = "量血压、导诊"
    leader = "白音"
    reason = "那时还没用平台"
    declared = Basis.DECLARATION
    people = 1
    minutes = 90
    made_by = factory.SubFactory(UserFactory)


class ReferralFactory(DjangoModelFactory):
    """A record that an office looks at first."""

    class Meta:
        model = Referral

    record = factory.SubFactory(HourRecordFactory)
    why = "held"
    words = "5人同一秒签到又同一秒签退"
    points = 100


class AppealFactory(DjangoModelFactory):
    """An objection that waits for somebody outside."""

    class Meta:
        model = Appeal

    record = factory.SubFactory(HourRecordFactory)
    volunteer = factory.SelfAttribute("record.volunteer")
    organization = factory.SelfAttribute("record.organization")
    region = factory.SelfAttribute("record.organization_region")
    what = "too_short"
    words = "我没有走"
    made_by = factory.SelfAttribute("volunteer.user")
    outside_from = factory.LazyFunction(today)
    due_on = factory.LazyFunction(lambda: today() + datetime.timedelta(days=15))


class UrgeFactory(DjangoModelFactory):
    class Meta:
        model = Urge

    record = factory.SubFactory(HourRecordFactory)
    urged_on = factory.LazyFunction(today)
    urged_by = factory.SelfAttribute("record.beneficiary")


class PunctualityFactory(DjangoModelFactory):
    """An organisation that let half of its records lie."""

    class Meta:
        model = Punctuality

    organization = factory.SubFactory(OrganizationFactory)
    due = 10
    overdue = 5


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


class StarNoticeFactory(DjangoModelFactory):
    """The youth association of 敖汉旗 has made known whose stars it is going to recognise; objections are taken."""

    class Meta:
        model = StarNotice

    organization = factory.SubFactory(OrganizationFactory, kind_id="youth_assoc")
    opened_by = factory.SubFactory(UserFactory)
    opened_at = factory.LazyFunction(lambda: nine_oclock(-1))
    until = factory.LazyFunction(lambda: today() + datetime.timedelta(days=6))


class StarCandidateFactory(DjangoModelFactory):
    class Meta:
        model = StarCandidate
        skip_postgeneration_save = True

    notice = factory.SubFactory(StarNoticeFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    beneficiary = factory.SelfAttribute("volunteer.user")
    level = 1

    @factory.post_generation
    def standing(self, create, extracted):
        """Whoever is on notice has the hours."""
        StarStanding.objects.get_or_create(
            volunteer=self.volunteer,
            defaults={"minutes": 6100, "reached": self.level, "reached_on": today()},
        )


class StarObjectionFactory(DjangoModelFactory):
    class Meta:
        model = StarObjection

    candidate = factory.SubFactory(StarCandidateFactory)
    made_by = factory.SubFactory(UserFactory)
    made_at = factory.LazyFunction(timezone.now)
    words = "那两天他不在旗里。"


def standing_candidate(volunteer, level, organization, by, document_number):
    """Somebody whose star an association has recognised, after eight days of public notice."""
    notice = StarNotice.objects.create(
        organization=organization,
        opened_by=by,
        opened_at=nine_oclock(-9),
        until=today() - datetime.timedelta(days=2),
    )
    candidate = StarCandidate.objects.create(
        notice=notice, volunteer=volunteer, beneficiary=volunteer.user, level=level
    )
    now = timezone.now()
    StarNotice.objects.filter(pk=notice.pk).update(
        state="settled", document_number=document_number, ended_by=by, ended_at=now
    )
    StarCandidate.objects.filter(pk=candidate.pk).update(state="stands", decided_by=by, decided_at=now)
    return candidate


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
    candidate = factory.LazyAttribute(
        lambda o: standing_candidate(o.volunteer, o.level, o.organization, o.recognized_by, o.document_number)
    )


class StarStayFactory(DjangoModelFactory):
    class Meta:
        model = StarStay

    volunteer = factory.SubFactory(VolunteerFactory)
    beneficiary = factory.SelfAttribute("volunteer.user")
    organization = factory.SubFactory(OrganizationFactory, kind_id="youth_assoc")
    until = factory.LazyFunction(lambda: today() + datetime.timedelta(days=60))
    reason = "正在补材料"
    decided_by = factory.SubFactory(UserFactory)


class StarHonourFactory(DjangoModelFactory):
    class Meta:
        model = StarHonour

    volunteer = factory.SubFactory(VolunteerFactory)
    agreed_at = factory.LazyFunction(timezone.now)


class YearStandingFactory(DjangoModelFactory):
    class Meta:
        model = YearStanding

    volunteer = factory.SubFactory(VolunteerFactory)
    year = 2026
    identity = "other"
    goal = 0
    minutes = 600


class GoalRowFactory(DjangoModelFactory):
    """A school asks its pupils for thirty hours from next week on."""

    class Meta:
        model = GoalRow

    organization = factory.SubFactory(OrganizationFactory, kind_id="primary_school")
    identity = "pupil"
    minutes = 1800
    valid_from = factory.LazyFunction(lambda: today() + datetime.timedelta(days=7))
    set_by = factory.SubFactory(UserFactory)


class PolicyDraftFactory(DjangoModelFactory):
    """One star for fifty hours."""

    class Meta:
        model = PolicyDraft
        skip_postgeneration_save = True

    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    name = "一星五十小时"
    made_by = factory.SubFactory(UserFactory)
    counted_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def star(self, create, extracted, **kwargs):
        if create:
            DraftRow.objects.create(draft=self, topic="star_minutes", item="1", value=3000)


class DraftRowFactory(DjangoModelFactory):
    class Meta:
        model = DraftRow

    draft = factory.SubFactory(PolicyDraftFactory)
    topic = "goal_minutes"
    item = "pupil"
    value = 900


class DraftEffectFactory(DjangoModelFactory):
    class Meta:
        model = DraftEffect

    draft = factory.SubFactory(PolicyDraftFactory)
    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    stars_more = 1


class RecomputeFactory(DjangoModelFactory):
    """One of last night, with a chunk that found two totals."""

    class Meta:
        model = Recompute
        skip_postgeneration_save = True

    state = "done"
    ended_at = factory.LazyFunction(timezone.now)
    chunk = factory.RelatedFactory("tests.factories.RecomputeChunkFactory", factory_related_name="recompute")


class RecomputeChunkFactory(DjangoModelFactory):
    class Meta:
        model = RecomputeChunk

    recompute = factory.SubFactory(RecomputeFactory, chunk=None)
    after = 0
    upto = 20_000
    state = "done"
    attempts = 1
    done_at = factory.LazyFunction(timezone.now)
    totals = 2
    stars = 1
    goals = 0


class GoalReminderFactory(DjangoModelFactory):
    class Meta:
        model = GoalReminder

    volunteer = factory.SubFactory(VolunteerFactory)
    year = 2026
    month = 6
    reminded_on = datetime.date(2026, 6, 29)


class ExportFactory(DjangoModelFactory):
    """A CSV of one person that a school asked for and that is there."""

    class Meta:
        model = Export

    organization = factory.SubFactory(OrganizationFactory, kind_id="primary_school")
    format, period, year = "csv", "calendar", 2026
    asked_by = factory.SubFactory(UserFactory)
    needs_second = False
    state, people, total, done = "ready", 1, 1, 1
    ready_at = factory.LazyFunction(timezone.now)
    ends_at = factory.LazyAttribute(lambda o: o.ready_at and o.ready_at + datetime.timedelta(days=1))


class ExportPartFactory(DjangoModelFactory):
    """Its one row."""

    class Meta:
        model = ExportPart

    export = factory.SubFactory(ExportFactory)
    number, rows = 1, 1
    file = factory.LazyAttribute(
        lambda o: uploads.put_away(
            [(zlib.compress("三年级2班,苏日娜\r\n".encode()), "part", o.export.asked_by_id)],
            "application/zlib",
            ".z",
        )[0]
    )


class RegionFiguresFactory(DjangoModelFactory):
    class Meta:
        model = RegionFigures
        django_get_or_create = ["region"]

    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    figures = factory.LazyFunction(lambda: empty(today()))
    computed_at = factory.LazyFunction(timezone.now)


class RegionDayFactory(DjangoModelFactory):
    """The figures of 敖汉旗 as they stood yesterday."""

    class Meta:
        model = RegionDay

    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    day = factory.LazyFunction(lambda: today() - datetime.timedelta(days=1))
    figures = factory.LazyFunction(lambda: empty(today()))
    computed_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=1))


class EnteredFigureFactory(DjangoModelFactory):
    """An officer of 敖汉旗 stated last year's number of party members."""

    class Meta:
        model = EnteredFigure

    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    kind = "party"
    year = factory.LazyFunction(lambda: today().year - 1)
    value = 21_000
    source = "旗委组织部年报"
    entered_by = factory.SubFactory(UserFactory)


class TouchedFactory(DjangoModelFactory):
    class Meta:
        model = Touched

    volunteer_id = factory.LazyFunction(lambda: VolunteerFactory().pk)


class PersonFactsFactory(DjangoModelFactory):
    """Somebody of 敖汉旗 whose identity has passed and who has not served yet."""

    class Meta:
        model = PersonFacts

    volunteer = factory.SubFactory(VolunteerFactory)
    place = AOHAN
    is_registered = is_passed = True
    is_activated = has_hours = is_insured = is_met = False
    reached = recognized = 0
    goal_year = factory.LazyFunction(lambda: today().year)


class HourMoveFactory(DjangoModelFactory):
    class Meta:
        model = HourMove

    place = AOHAN
    month = factory.LazyFunction(lambda: today().replace(day=1))
    source = "code"
    field = "03"
    minutes = 120
    records = 1


class HourCellFactory(HourMoveFactory):
    class Meta:
        model = HourCell


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    recipient = factory.SubFactory(UserFactory)
    kind = "signup"
    key = factory.Sequence("message:{}".format)
    title = "给你的消息"


class ChannelChoiceFactory(DjangoModelFactory):
    """Wants no text messages about hours."""

    class Meta:
        model = ChannelChoice

    user = factory.SubFactory(UserFactory)
    group = "hours"
    channel = "sms"
    wish = "none"


class ConsentFactory(DjangoModelFactory):
    """The person agreed to the terms."""

    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    purpose = "terms"
    version = factory.LazyAttribute(lambda o: ConsentText.objects.versions()[o.purpose])
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


class SessionFactory(DjangoModelFactory):
    """Somewhere a person is signed in."""

    class Meta:
        model = Session

    session_key = factory.Sequence("session-of-somebody-{}".format)
    user = factory.SubFactory(UserFactory)
    signed_in_at = factory.LazyFunction(timezone.now)
    agent = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8.0"
    network = "116.113.*.*"
    expire_date = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=14))


class StandardFactory(DjangoModelFactory):
    """First aid, two hours, counts for two years; of the office of 敖汉旗."""

    class Meta:
        model = Standard

    kind_id = "first_aid"
    name = factory.Sequence("急救标准{}".format)
    minutes = 120
    valid_months = 24
    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    in_force_from = SINCE


class CourseFactory(DjangoModelFactory):
    """An open course of a team, without a test."""

    class Meta:
        model = Course

    standard = factory.SubFactory(StandardFactory)
    organization = factory.SubFactory(OrganizationFactory)
    title = factory.Sequence("急救课{}".format)
    contents = "心肺复苏、止血包扎。"
    minutes = 120
    state = "open"
    author = factory.SubFactory(UserFactory)


class QuestionFactory(DjangoModelFactory):
    """The second answer is right."""

    class Meta:
        model = Question

    course = factory.SubFactory(CourseFactory, pass_mark=60)
    text = factory.Sequence("第{}题：先做什么？".format)
    options = ["先走开", "先看现场安不安全", "先拍照"]
    right = 1


class TrainingSessionFactory(DjangoModelFactory):
    """A lesson of 敖汉旗 in three days, nine to eleven."""

    class Meta:
        model = TrainingSession

    course = factory.SubFactory(CourseFactory)
    kind = factory.SelfAttribute("course.standard.kind")
    starts_at = factory.LazyFunction(lambda: nine_oclock(3))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + datetime.timedelta(hours=2))
    capacity = 10
    place = "新惠镇文明实践中心"
    trainer = "张医生"
    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    league = factory.LazyAttribute(lambda o: o.region.code[:4])
    banner = factory.LazyAttribute(lambda o: o.region.code[:6])


class EnrolmentFactory(DjangoModelFactory):
    """A place in a session, or a turn in its line; the session's counts go with it."""

    class Meta:
        model = Enrolment

    session = factory.SubFactory(TrainingSessionFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    signed_up_by = factory.SelfAttribute("volunteer.user")
    during = factory.LazyAttribute(lambda o: DateTimeTZRange(o.session.starts_at, o.session.ends_at, "[)"))

    @classmethod
    def _create(cls, model, *args, state="joined", **fields):
        session, until = fields["session"], fields.pop("offered_until", None)
        in_line = state in {"waiting", "offered", "lapsed"}
        if in_line:
            fields["queue_number"] = session.last_in_line = session.last_in_line + 1
        enrolment = super()._create(model, *args, state="waiting" if in_line else "joined", **fields)
        if state != enrolment.state:
            enrolment.state = state
            enrolment.left_at = None if state == "offered" else timezone.now()
            later = timezone.now() + datetime.timedelta(hours=1)
            enrolment.offered_until = (until or later) if state == "offered" else None
            enrolment.save()
        session.taken += state in Enrolment.HOLDING
        session.save(update_fields=["taken", "last_in_line"])
        return enrolment


class EnrolmentMoveFactory(DjangoModelFactory):
    """A step of an enrolment; the database writes them itself."""

    class Meta:
        model = EnrolmentMove

    enrolment = factory.SubFactory(EnrolmentFactory)
    was = "joined"
    became = "left"


class AttendanceFactory(DjangoModelFactory):
    """Came and left by code, over the whole session."""

    class Meta:
        model = Attendance

    enrolment = factory.SubFactory(EnrolmentFactory)
    came_at = factory.SelfAttribute("enrolment.session.starts_at")
    came_how = "code"
    left_at = factory.SelfAttribute("enrolment.session.ends_at")
    left_how = "code"


class AttemptFactory(DjangoModelFactory):
    """Every answer was wrong."""

    class Meta:
        model = Attempt

    enrolment = factory.SubFactory(EnrolmentFactory)
    answers = [0]
    score = 0
    passed = False


class CompletionFactory(DjangoModelFactory):
    """First aid, completed a month ago, counts for two years from then; entered without a session."""

    class Meta:
        model = Completion

    volunteer = factory.SubFactory(VolunteerFactory)
    kind_id = "first_aid"
    standard = factory.SubFactory(StandardFactory)
    course = factory.SubFactory(CourseFactory, standard=factory.SelfAttribute("..standard"))
    title = factory.SelfAttribute("course.title")
    minutes = 120
    passed_on = factory.LazyFunction(lambda: today() - datetime.timedelta(days=30))
    expires_on = factory.LazyAttribute(lambda o: o.passed_on + datetime.timedelta(days=730))
    organizer = "敖汉旗急救队"
    region = factory.SelfAttribute("volunteer.region")
    league = factory.LazyAttribute(lambda o: o.region.code[:4])
    banner = factory.LazyAttribute(lambda o: o.region.code[:6])


class OutsideTrainingFactory(DjangoModelFactory):
    """A member's first aid, learnt at the Red Cross, entered by the staff of an organisation; waits for a second person."""

    class Meta:
        model = OutsideTraining

    organization = factory.SubFactory(OrganizationFactory)
    volunteer = factory.LazyAttribute(
        lambda o: MemberFactory(organization=o.organization, user=VolunteerFactory().user).user.volunteer
    )
    standard = factory.SubFactory(StandardFactory)
    title = "红十字救护员"
    organizer = "赤峰市红十字会"
    minutes = 960
    passed_on = factory.LazyFunction(lambda: today() - datetime.timedelta(days=30))
    proof = factory.SubFactory(KeptFileFactory)
    made_by = factory.SubFactory(UserFactory)


class SessionLeaderFactory(DjangoModelFactory):
    """A volunteer whom somebody asked to lead a session."""

    class Meta:
        model = SessionLeader

    session = factory.SubFactory(TrainingSessionFactory)
    user = factory.LazyFunction(lambda: VolunteerFactory().user)
    appointed_by = factory.SubFactory(UserFactory)


class TrainedFiguresFactory(DjangoModelFactory):
    """Of ten people of 敖汉旗 four are trained in something."""

    class Meta:
        model = TrainedFigures

    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    year = factory.LazyFunction(days.this_year)
    people, trained, completions = 10, 4, 5
    counted_at = factory.LazyFunction(timezone.now)


def what_a_star_certificate_says(o):
    return {
        "kind": "star",
        "number": o.number,
        "token": o.token,
        "name": o.volunteer.name,
        "volunteer": o.volunteer.number,
        "issuer": "",
        "issued_on": days.today().isoformat(),
        "level": 1,
        "star": "一星",
        "minutes": o.minutes,
        "association": "敖汉旗青年志愿者协会",
        "document_number": "敖青志〔2026〕3号",
        "recognized_on": days.today().isoformat(),
    }


class CertificateFactory(DjangoModelFactory):
    """The certificate of a first star, signed; without a page."""

    class Meta:
        model = Certificate

    number = factory.LazyFunction(lambda: numbers.new_number("star", days.this_year()))
    token = factory.LazyFunction(numbers.new_token)
    kind, scope = "star", factory.Sequence("star/{}".format)
    volunteer = factory.SubFactory(VolunteerFactory)
    minutes = 6000
    claims = factory.LazyAttribute(lambda o: signing.written(what_a_star_certificate_says(o)).decode())
    digest = factory.LazyAttribute(lambda o: signing.digest(what_a_star_certificate_says(o)))
    payload = factory.LazyAttribute(
        lambda o: signing.sign(
            {
                "v": 1,
                "n": o.number,
                "t": o.token,
                "k": str(o.kind),
                "m": o.volunteer.masked_name,
                "p": signing.name_check(o.token, o.volunteer.name),
                "h": o.minutes,
                "i": days.today().isoformat(),
                "s": "一星",
                "d": signing.encode(bytes.fromhex(o.digest)[:16]),
            }
        )
    )
    key_id = "c1"
    issued_at = factory.LazyFunction(timezone.now)
    issued_by = factory.SelfAttribute("volunteer.user")


class CertificateBasisFactory(DjangoModelFactory):
    class Meta:
        model = CertificateBasis

    certificate = factory.SubFactory(CertificateFactory)
    recognition = factory.SubFactory(
        RecognitionFactory, volunteer=factory.SelfAttribute("..certificate.volunteer")
    )


class BatchFactory(DjangoModelFactory):
    """One certificate of this year is to be made."""

    class Meta:
        model = Batch

    organization = factory.SubFactory(OrganizationFactory)
    kind = "service"
    since = factory.LazyFunction(lambda: days.today().replace(month=1, day=1))
    until = factory.LazyFunction(days.today)
    made_by = factory.SubFactory(UserFactory)
    rows = 1


class BatchLineFactory(DjangoModelFactory):
    class Meta:
        model = BatchLine

    batch = factory.SubFactory(BatchFactory)
    volunteer = factory.SubFactory(VolunteerFactory)


class SealFactory(DjangoModelFactory):
    """A seal that waits for the office."""

    class Meta:
        model = Seal

    organization = factory.SubFactory(OrganizationFactory)
    picture = factory.SubFactory(KeptFileFactory, kind="picture", content_type="image/jpeg")
    asked_by = factory.SubFactory(UserFactory)


class EvaluationFactory(DjangoModelFactory):
    """What somebody who was there says of an organisation; it waits. `side="organization"`: what it says of them."""

    class Meta:
        model = Evaluation

    signup = factory.SubFactory(
        SignupFactory,
        shift__starts_at=factory.LazyFunction(lambda: nine_oclock(-2)),
        shift__ends_at=factory.LazyFunction(lambda: nine_oclock(-2) + datetime.timedelta(hours=3)),
    )
    volunteer = factory.SelfAttribute("signup.volunteer")
    beneficiary = factory.SelfAttribute("volunteer.user")
    organization = factory.SelfAttribute("signup.shift.position.activity.organization")
    region = factory.SelfAttribute("organization.region")
    side = "person"
    stars = 4
    words = "安排得好"
    attendance = factory.LazyAttribute(lambda o: "" if o.side == "person" else "full")
    made_by = factory.LazyAttribute(lambda o: o.beneficiary if o.side == "person" else UserFactory())
    made_at = factory.LazyFunction(timezone.now)
    state = factory.LazyAttribute(lambda o: "waiting" if o.side == "person" else "private")
    decided_by = factory.LazyAttribute(lambda o: UserFactory() if o.state in {"shown", "held"} else None)
    decided_at = factory.LazyAttribute(lambda o: timezone.now() if o.decided_by else None)
    reason = factory.LazyAttribute(lambda o: "写了电话" if o.state == "held" else "")


class CommendationFactory(DjangoModelFactory):
    """An award from elsewhere that a person asks to be recorded; it waits."""

    class Meta:
        model = Commendation

    volunteer = factory.SubFactory(VolunteerFactory)
    beneficiary = factory.LazyAttribute(lambda o: o.volunteer.user if o.volunteer else None)
    region = factory.LazyAttribute(lambda o: (o.volunteer or o.organization).region)
    organization = None
    title = factory.Sequence("优秀志愿者{}".format)
    given_on = factory.LazyFunction(lambda: today() - datetime.timedelta(days=30))
    giver = "敖汉旗文明办"
    proof = factory.LazyAttribute(lambda o: KeptFileFactory(kept_by=o.made_by, used_at=timezone.now()))
    made_by = factory.LazyAttribute(lambda o: o.beneficiary or UserFactory())
    made_at = factory.LazyFunction(timezone.now)
    state = "asked"
    decided_by = factory.LazyAttribute(lambda o: None if o.state == "asked" else UserFactory())
    decided_at = factory.LazyAttribute(lambda o: timezone.now() if o.decided_by else None)
    reason = factory.LazyAttribute(lambda o: "看不清" if o.state in {"refused", "voided"} else "")
    voided_by = factory.LazyAttribute(lambda o: UserFactory() if o.state == "voided" else None)
    voided_at = factory.LazyAttribute(lambda o: timezone.now() if o.voided_by else None)


class LookFactory(DjangoModelFactory):
    """An office opened a person's whole file just now."""

    class Meta:
        model = Look

    volunteer = factory.SubFactory(VolunteerFactory)
    beneficiary = factory.SelfAttribute("volunteer.user")
    region = factory.SelfAttribute("volunteer.region")
    why = "推荐最美志愿者"
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class ComplaintFactory(DjangoModelFactory):
    """Somebody complains about an organisation, just now. What came of it is done by the actions."""

    class Meta:
        model = Complaint

    about = "organization"
    organization = factory.SubFactory(OrganizationFactory)
    region = factory.LazyAttribute(lambda o: (o.organization or o.volunteer).region)
    volunteer = None
    matter = "money"
    words = "活动里卖保健品"
    made_by = factory.SubFactory(UserFactory)
    made_at = factory.LazyFunction(timezone.now)
    accept_by = factory.LazyFunction(lambda: today() + datetime.timedelta(days=7))


class InsurerFactory(DjangoModelFactory):
    class Meta:
        model = Insurer

    name = factory.Sequence("第{}财产保险公司".format)
    phone = "95500"
    claim_phone = "95501"
    claim_words = "当天报案，三十天内交发票和诊断证明。"


class PolicyFactory(DjangoModelFactory):
    """The free policy of 敖汉旗, this year's and the next one's, also for what may hurt people; nobody is named."""

    class Meta:
        model = Policy

    insurer = factory.SubFactory(InsurerFactory)
    number = factory.Sequence("PAXH{:06d}".format)
    name = factory.Sequence("第{}份志愿者意外险".format)
    serves = "everyone"
    is_named = False
    region = factory.LazyAttribute(lambda o: None if o.organization else Region.objects.get(pk=AOHAN))
    organization = None
    starts_on = factory.LazyFunction(lambda: today() - datetime.timedelta(days=200))
    ends_on = factory.LazyFunction(lambda: today() + datetime.timedelta(days=200))
    covers_hazard = True
    state = "in_force"
    created_by = factory.SubFactory(UserFactory)
    started_by = factory.Maybe(
        factory.LazyAttribute(lambda o: o.state not in {"draft", "checking"}),
        factory.SubFactory(UserFactory),
    )
    started_at = factory.LazyAttribute(lambda o: None if o.state in {"draft", "checking"} else timezone.now())


class BenefitFactory(DjangoModelFactory):
    class Meta:
        model = Benefit

    policy = factory.SubFactory(PolicyFactory)
    name = factory.Sequence("第{}项意外医疗".format)
    amount = 2_000_000


class PolicyContactFactory(DjangoModelFactory):
    class Meta:
        model = PolicyContact

    policy = factory.SubFactory(PolicyFactory)
    user = factory.SubFactory(UserFactory)
    named_by = factory.SubFactory(UserFactory)


class CoverFactory(DjangoModelFactory):
    """Insured over the whole period of a policy."""

    class Meta:
        model = Cover

    policy = factory.SubFactory(PolicyFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    state = "accepted"
    during = factory.LazyAttribute(
        lambda o: (
            DateRange(empty=True)
            if o.state == "refused"
            else DateRange(o.policy.starts_on, o.policy.ends_on + days.ONE, "[)")
        )
    )
    sent_at = factory.LazyAttribute(
        lambda o: timezone.now() if o.policy.is_named and o.state != "eligible" else None
    )
    accepted_at = factory.LazyAttribute(
        lambda o: timezone.now() if o.state in {"accepted", "ended"} else None
    )
    ended_at = factory.LazyAttribute(lambda o: timezone.now() if o.state in {"refused", "ended"} else None)
    reason = factory.LazyAttribute(lambda o: "年龄不对" if o.state in {"refused", "ended"} else "")


class DeliveryFactory(DjangoModelFactory):
    """A list that was handed to the insurer today."""

    class Meta:
        model = Delivery

    policy = factory.SubFactory(PolicyFactory, is_named=True)
    day = factory.LazyFunction(today)
    kind = "added"
    key = factory.Sequence("list-{}".format)
    rows = 1
    state = "handed_over"
    handed_over_at = factory.LazyAttribute(lambda o: None if o.state == "made" else timezone.now())
    answered_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == "answered" else None)


class DeliveryLineFactory(DjangoModelFactory):
    class Meta:
        model = DeliveryLine

    delivery = factory.SubFactory(DeliveryFactory)
    cover = factory.SubFactory(CoverFactory, policy=factory.SelfAttribute("..delivery.policy"), state="sent")
    kind = factory.SelfAttribute("delivery.kind")


class ClaimFactory(DjangoModelFactory):
    """Somebody slipped yesterday at a shift, and has not handed it in yet."""

    class Meta:
        model = Claim

    cover = factory.SubFactory(CoverFactory, volunteer=factory.SelfAttribute("..volunteer"))
    volunteer = factory.SubFactory(VolunteerFactory)
    happened_at = factory.Sequence(lambda n: timezone.now() - datetime.timedelta(days=1, seconds=n))
    place = "贝子府镇"
    what = "下台阶滑倒，扭伤右脚。"
    made_by = factory.SelfAttribute("volunteer.user")
    reported_at = factory.LazyAttribute(
        lambda o: None if o.state in {"drafted", "withdrawn"} else timezone.now()
    )
    handed_over_at = factory.LazyAttribute(
        lambda o: timezone.now() if o.state in {"with_insurer", "settled", "refused"} else None
    )
    closed_at = factory.LazyAttribute(
        lambda o: timezone.now() if o.state in {"settled", "refused", "withdrawn"} else None
    )
    paid = factory.LazyAttribute(lambda o: 100_000 if o.state == "settled" else None)
    reason = factory.LazyAttribute(lambda o: "缺发票" if o.state in {"asked", "refused"} else "")
    state = "drafted"


class ClaimDocumentFactory(DjangoModelFactory):
    class Meta:
        model = ClaimDocument

    claim = factory.SubFactory(ClaimFactory)
    file = factory.SubFactory(KeptFileFactory)
    title = "门诊发票"
    added_by = factory.SelfAttribute("claim.made_by")


class HandedEvidenceFactory(DjangoModelFactory):
    class Meta:
        model = HandedEvidence

    claim = factory.SubFactory(ClaimFactory, state="with_insurer")
    file = factory.SubFactory(KeptFileFactory)
    handed_by = factory.SubFactory(UserFactory)


class ClaimMoveFactory(DjangoModelFactory):
    class Meta:
        model = ClaimMove

    claim = factory.SubFactory(ClaimFactory)
    became = "drafted"
    by = factory.SelfAttribute("claim.made_by")


class SearchRowFactory(DjangoModelFactory):
    class Meta:
        model = SearchRow

    volunteer = factory.SubFactory(VolunteerFactory)
    place = factory.LazyAttribute(lambda o: o.volunteer.region_id[:9])


class SearchTermFactory(DjangoModelFactory):
    class Meta:
        model = SearchTerm

    row = factory.SubFactory(SearchRowFactory)
    place = factory.SelfAttribute("row.place")
    term = "f03"
    beside = factory.SelfAttribute("term")


class SearchFactory(DjangoModelFactory):
    """An officer of the banner looks for people who speak Mongolian."""

    class Meta:
        model = Search

    region = factory.LazyFunction(lambda: Region.objects.get(pk=AOHAN))
    by = factory.LazyAttribute(lambda o: OfficerFactory(region=o.region.pk).user)
    reason = "给那达慕的医疗点找人"
    wanted = factory.LazyFunction(lambda: {"language": "mn-s"})
