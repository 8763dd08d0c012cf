"""The real-name register of volunteers: who they are."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Consent, User
from apps.core import days, keyring
from apps.core.among import among
from apps.core.display import mask_document, mask_name
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.core.models import PolicyRow
from apps.organizations.models import governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models.guardians import Guardianship
from apps.registration.models.profiles import Profile


class VolunteerQuerySet(models.QuerySet):
    def passed(self):
        return self.filter(identity_state=Volunteer.IdentityState.PASSED)

    def waiting(self):
        """Not known yet to be who they say: a first case is open."""
        return self.filter(
            identity_state__in=[Volunteer.IdentityState.PENDING, Volunteer.IdentityState.CORRECTION]
        )

    def governed_by(self, user, power=None):
        """Volunteers who live in the regions of the person's offices."""
        return self.filter(within_any("region__code", governed_codes(user, power)))

    def in_care_of(self, user):
        """Children whose guardian the person is today."""
        return self.filter(pk__in=Guardianship.objects.children_of(user))

    def close_to(self, user):
        """Whose hours and identity the person does not decide: their own, whatever account the document was
        handed in from, and those of the children they answer for."""
        own = self.model.objects.filter(user=user)
        same = self.model.objects.filter(document_hash__in=own.values("document_hash"))
        return self.filter(pk__in=same.values("pk").union(self.model.objects.in_care_of(user).values("pk")))

    def decidable_by(self, user):
        """Files of the regions whose office the person serves as a reviewer, never one that is close to them."""
        governed = self.governed_by(user, "reviews_identities")
        return governed.exclude(pk__in=self.model.objects.close_to(user).values("pk"))

    def acted_for_by(self, user):
        """The person's own entry and those of the children they answer for."""
        # Put together, not asked as «or»: for that the database reads everybody.
        own = self.model.objects.filter(user=user)
        return self.filter(
            among("pk", own.values("pk").union(Guardianship.objects.children_of(user), all=True))
        )


class Volunteer(Profile):
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
        HM_PASS = "hm_pass", _("港澳居民来往内地通行证")
        TW_PASS = "tw_pass", _("台湾居民来往大陆通行证")
        PASSPORT = "passport", _("护照")
        FOREIGN_PR = "foreign_pr", _("外国人永久居留身份证")

    class IdentityState(models.TextChoices):
        PENDING = "pending", _("待核验")
        CORRECTION = "correction", _("待更正")
        PASSED = "passed", _("已通过")
        REFUSED = "refused", _("未通过")
        VOIDED = "voided", _("已作废")
        MERGED = "merged", _("已并入原来的档案")
        LEFT = "left", _("已注销")

    user = models.OneToOneField(User, models.PROTECT, related_name="volunteer")
    number = models.CharField(max_length=12, unique=True, null=True, blank=True)
    name = models.CharField(max_length=40)
    sex = models.PositiveSmallIntegerField(choices=Sex)
    birth_date = models.DateField()
    document_type = models.CharField(max_length=14, choices=Document)
    document_number = EncryptedTextField()
    document_hash = models.CharField(max_length=64)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    identity_state = models.CharField(max_length=10, choices=IdentityState, default=IdentityState.PENDING)
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
            models.CheckConstraint(
                name="registration_volunteer_a_foreign_document_names_a_nationality",
                condition=~Q(document_type__in=["passport", "foreign_pr"]) | Q(nationality__isnull=False),
                violation_error_message=_("这种证件要说明国籍。"),
            ),
            models.CheckConstraint(
                name="registration_volunteer_document_is_hashed",
                condition=Q(document_hash__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("证件号码没有存好。"),
            ),
            models.CheckConstraint(
                name="registration_volunteer_free_times_stand_in_the_grid",
                condition=Q(free_times__contained_by=list(range(1, 25))),
                violation_error_message=_("空闲时间只有一周七天和节假日的上午、下午、晚上。"),
            ),
        ]
        indexes = [
            models.Index(name="registration_by_document", fields=["document_hash"]),
            models.Index(name="registration_by_region", fields=["region", "id"]),
            models.Index(name="registration_by_namesake", fields=["birth_date", "name"]),
        ]

    def __str__(self):
        return self.number or f"volunteer {self.pk}"

    @property
    def is_passed(self):
        return self.identity_state == self.IdentityState.PASSED

    @property
    def may_hand_in(self):
        """Whether the file is the person's to fill and hand in again: it was refused, or something is to be corrected."""
        return self.identity_state in {self.IdentityState.REFUSED, self.IdentityState.CORRECTION}

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

    def take_identity(self, identity):
        """Be who the document says (apps.registration.identity). Does not save."""
        self.name, self.sex, self.birth_date = identity.name, identity.sex, identity.birth_date
        self.document_type, self.nationality_id = identity.document_type, identity.nationality or None
        self.document_number, self.document_hash = identity.number, identity.document_hash

    def set_document(self, number, space="citizen"):
        """Take a document number: encrypted, and hashed within its number space to be found by. Does not save.

        A citizen number is one number whether it stands on an ID card or in a household book.
        """
        self.document_number = number
        self.document_hash = keyring.lookup_hash(space, number)

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
