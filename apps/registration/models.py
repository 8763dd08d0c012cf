"""The real-name register of volunteers: who they are, who vouches for it, where they study or work."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Consent, User
from apps.core import days, keyring
from apps.core.display import mask_document, mask_name
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.core.models import PolicyRow
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.classes import class_words


class ServiceField(models.Model):
    """A field of service, as the notice and the national code tables name them; offices may add to them."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=20)
    icon = models.CharField(max_length=30, default="hand-heart")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name


class VolunteerQuerySet(models.QuerySet):
    def passed(self):
        return self.filter(identity_state=Volunteer.IdentityState.PASSED)

    def governed_by(self, user, power=None):
        """Volunteers who live in the regions of the person's offices."""
        return self.filter(within_any("region__code", governed_codes(user, power)))

    def in_care_of(self, user):
        """Children whose guardian the person is today."""
        return self.filter(
            pk__in=Guardianship.objects.standing().filter(guardian__user=user).values("child_id")
        )

    def close_to(self, user):
        """Whose hours and identity the person does not decide: their own, whatever account the document was
        handed in from, and those of the children they answer for."""
        own = self.model.objects.filter(user=user)
        same = self.model.objects.filter(document_hash__in=own.values("document_hash"))
        return self.filter(pk__in=same.values("pk").union(self.model.objects.in_care_of(user).values("pk")))

    def acted_for_by(self, user):
        """The person's own entry and those of the children they answer for."""
        return self.filter(Q(user=user) | Q(pk__in=self.model.objects.in_care_of(user).values("pk")))


class Volunteer(models.Model):
    """A person of the register. The public sees the volunteer number and a masked name, never the document.

    What is asked for is what the measures on service records require (67号令 §5): name, sex, birth date, document
    number, place of residence, contact, skills and fields of service. Everything else may be left out.
    """

    class Sex(models.IntegerChoices):
        MALE = 1, _("男")
        FEMALE = 2, _("女")

    class Document(models.TextChoices):
        ID_CARD = "id_card", _("居民身份证")
        HUKOU = "hukou", _("户口簿（未领身份证的孩子）")
        HMT_RESIDENCE = "hmt_residence", _("港澳台居民居住证")

    class IdentityState(models.TextChoices):
        PENDING = "pending", _("待核验")
        PASSED = "passed", _("已通过")
        REFUSED = "refused", _("未通过")

    class Political(models.TextChoices):
        PARTY = "01", _("中共党员")
        PROBATIONARY = "02", _("中共预备党员")
        LEAGUE = "03", _("共青团员")
        DEMOCRATIC = "04", _("民主党派或无党派人士")
        PIONEER = "20", _("少先队员")
        MASSES = "13", _("群众")

    user = models.OneToOneField(User, models.PROTECT, related_name="volunteer")
    number = models.CharField(max_length=12, unique=True, null=True, blank=True)
    name = models.CharField(max_length=40)
    sex = models.PositiveSmallIntegerField(choices=Sex)
    birth_date = models.DateField()
    document_type = models.CharField(max_length=14, choices=Document)
    document_number = EncryptedTextField()
    document_hash = models.CharField(max_length=64)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    service_fields = ArrayField(models.CharField(max_length=4), default=list)
    skills = models.CharField(max_length=200, blank=True)
    political = models.CharField(max_length=2, choices=Political, blank=True)
    identity_state = models.CharField(max_length=8, choices=IdentityState, default=IdentityState.PENDING)
    guardian_code = models.CharField(max_length=8, null=True, blank=True, unique=True)
    registered_at = models.DateTimeField(db_default=Now())
    passed_at = models.DateTimeField(null=True, blank=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_volunteer_one_person_once",
                fields=["document_hash"],
                condition=Q(identity_state="passed"),
                violation_error_message=_("这个证件已有通过核验的档案。"),
            ),
            models.CheckConstraint(
                name="registration_volunteer_passed_means_number_and_when",
                condition=Q(identity_state="passed", number__isnull=False, passed_at__isnull=False)
                | ~Q(identity_state="passed"),
            ),
            models.CheckConstraint(
                name="registration_volunteer_lives_in_a_banner",
                condition=GreaterThanOrEqual(Length("region_id"), 6),
                violation_error_message=_("居住地请选到旗县。"),
            ),
        ]
        indexes = [
            models.Index(name="registration_by_document", fields=["document_hash"]),
            models.Index(name="registration_by_region", fields=["region", "id"]),
        ]

    def __str__(self):
        return self.number or f"volunteer {self.pk}"

    @property
    def is_passed(self):
        return self.identity_state == self.IdentityState.PASSED

    @property
    def masked_name(self):
        return mask_name(self.name)

    @property
    def masked_document(self):
        return mask_document(self.document_number)

    def age_on(self, day):
        return days.age_on(self.birth_date, day)

    @property
    def age(self):
        return self.age_on(days.today())

    @property
    def is_minor(self):
        """Under 18 today: nothing is signed up before a guardian has consented."""
        return self.age < PolicyRow.objects.value("age", "adult")

    def set_document(self, number):
        """Take a document number: encrypted, and hashed within its number space to be found by. Does not save.

        A citizen number is one number whether it stands on an ID card or in a household book.
        """
        self.document_number = number
        self.document_hash = keyring.lookup_hash("citizen", number)

    def refuse_unless_ready(self):
        """Signing up needs a passed identity and, under 18, a guardian's consent that stands. Says what to do."""
        if not self.is_passed:
            raise Refused(_("身份核验通过后才能报名。"), code="identity_not_passed")
        self.refuse_without_consent()

    def refuse_without_consent(self):
        """Under 18 a guardian agrees first, and the agreement stands at every sign-up and every check-in."""
        if self.is_minor and not self.has_guardian_consent():
            raise Refused(_("未满18岁，先请监护人在自己的账号里同意。"), code="guardian_consent_missing")

    def consents_needed(self, ages=None):
        """The guardian's consent to take part, and under 14 the one to keep a child's data as well
        (Personal Information Protection Law §31). `ages` spares a query where many are asked."""
        ages = ages or PolicyRow.objects.values_of("age")
        needed = [Consent.Purpose.MINOR] if self.age < ages["adult"] else []
        return [*needed, Consent.Purpose.MINOR_DATA] if self.age < ages["child"] else needed

    def has_guardian_consent(self):
        purposes = self.consents_needed()
        given = Consent.objects.standing().filter(user_id=self.user_id, purpose__in=purposes)
        return given.count() == len(purposes)


class IdentityCaseQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(state=IdentityCase.State.PENDING)

    def decidable_by(self, user):
        """Cases of the regions whose office the person serves as a reviewer, never the person's own, from whichever
        account it was handed in, or their ward's."""
        return self.filter(within_any("region__code", governed_codes(user, "reviews_identities"))).exclude(
            Q(beneficiary=user) | Q(volunteer__in=Volunteer.objects.close_to(user))
        )

    def within(self, code):
        """Cases of a region and everything below it."""
        return self.filter(region__code__startswith=code)

    def with_rivals(self):
        """Whether somebody else has a passed file with the same document (`has_file`), or claims it too (`has_rival`)."""
        same = Volunteer.objects.filter(document_hash=OuterRef("volunteer__document_hash"))
        others = same.exclude(pk=OuterRef("volunteer"))
        pending = others.filter(identity_state=Volunteer.IdentityState.PENDING)
        return self.annotate(has_file=Exists(others.passed()), has_rival=Exists(pending))


class IdentityCase(models.Model):
    """One claim to be a certain person, and what was decided about it."""

    class State(models.TextChoices):
        PENDING = "pending", _("待核验")
        PASSED = "passed", _("已通过")
        REFUSED = "refused", _("未通过")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    submitted_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = IdentityCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_identitycase_one_open_a_volunteer",
                fields=["volunteer"],
                condition=Q(state="pending"),
                violation_error_message=_("已经在核验了。"),
            ),
            models.CheckConstraint(
                name="registration_identitycase_refused_says_why",
                condition=~Q(state="refused", reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="registration_identitycase_decided_means_when",
                condition=Q(state="pending", decided_at=None, decided_by=None)
                | (~Q(state="pending") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="registration_identitycase_nobody_decides_their_own",
                condition=~Q(decided_by=F("beneficiary")),
                violation_error_message=_("不能核验自己的身份。"),
            ),
        ]
        indexes = [
            models.Index(
                name="registration_case_queue", fields=["submitted_at", "id"], condition=Q(state="pending")
            ),
        ]

    def __str__(self):
        return f"case {self.pk} ({self.state})"

    def decide(self, state, *, by, at, reason=""):
        """Settle an open case. Does not save."""
        if self.state != self.State.PENDING:
            raise Refused(_("这一份已经核验过了。"), code="already_decided")
        self.refuse_own(by)
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason

    def refuse_own(self, by):
        """Nobody says of themselves that they are who they claim to be."""
        if by is not None and by.pk == self.beneficiary_id:
            raise Refused(_("不能核验自己的身份。"), code="own_case")


class GuardianshipQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)


class Guardianship(models.Model):
    """A registered adult answers for a child."""

    class Relation(models.TextChoices):
        PARENT = "parent", _("父母")
        GRANDPARENT = "grandparent", _("祖父母、外祖父母")
        OTHER = "other", _("其他监护人")

    guardian = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    child = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=12, choices=Relation)
    linked_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_guardianship_linked_once",
                fields=["guardian", "child"],
                condition=Q(ended_at=None),
                violation_error_message=_("已经是这个孩子的监护人了。"),
            ),
            models.CheckConstraint(
                name="registration_guardianship_nobody_guards_themselves",
                condition=~Q(guardian=F("child")),
                violation_error_message=_("不能做自己的监护人。"),
            ),
        ]

    def __str__(self):
        return f"{self.guardian_id} for {self.child_id}"


class AffiliationQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))


class Affiliation(models.Model):
    """Where a volunteer studies or works, from a day until a day. The yearly goal follows it."""

    class Identity(models.TextChoices):
        EMPLOYEE = "employee", _("机关、企事业单位的党员、团员职工")
        UNIVERSITY = "university", _("高校学生")
        PUPIL = "pupil", _("中小学生")
        OTHER = "other", _("其他群众")

    class Stage(models.TextChoices):
        PRIMARY = "primary", _("小学")
        MIDDLE = "middle", _("初中")
        HIGH = "high", _("高中、中职")
        COLLEGE = "college", _("大专")
        BACHELOR = "bachelor", _("本科")
        GRADUATE = "graduate", _("研究生")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    identity = models.CharField(max_length=12, choices=Identity)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage, blank=True)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    class_name = models.CharField(max_length=20, blank=True)
    student_number = models.CharField(max_length=30, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_affiliation_one_open_a_volunteer",
                fields=["volunteer"],
                condition=Q(until=None),
                violation_error_message=_("同一时间只有一个身份，先结束原来的。"),
            ),
            models.CheckConstraint(
                name="registration_affiliation_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gt=F("since")),
                violation_error_message=_("结束日期要晚于开始日期。"),
            ),
            models.CheckConstraint(
                name="registration_affiliation_a_student_has_school_stage_and_class",
                condition=~Q(identity__in=["university", "pupil"])
                | (Q(organization__isnull=False) & ~Q(stage="") & ~Q(class_name="")),
                violation_error_message=_("学生要填学校、学段和班级。"),
            ),
            models.CheckConstraint(
                name="registration_affiliation_an_employee_has_a_unit",
                condition=~Q(identity="employee") | Q(organization__isnull=False),
                violation_error_message=_("请选工作单位。"),
            ),
        ]
        indexes = [
            models.Index(name="registration_roster", fields=["organization", "class_name", "volunteer"])
        ]

    def __str__(self):
        return f"{self.volunteer_id} {self.identity} since {self.since}"

    @property
    def class_words(self):
        """三年级2班; empty for whoever is in no class."""
        return class_words(self.stage, self.grade, self.class_name)
