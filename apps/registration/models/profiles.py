"""What a volunteer may tell about themselves beyond who they are. All of it can be left out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.fields import EncryptedTextField
from apps.registration.models.fields import Ethnicity, Nationality


class Profile(models.Model):
    """Skills and fields of service are asked of everybody (67号令 §5); the rest only of whoever cares to tell."""

    class Political(models.TextChoices):
        PARTY = "01", _("中共党员")
        PROBATIONARY = "02", _("中共预备党员")
        LEAGUE = "03", _("共青团员")
        DEMOCRATIC = "04", _("民主党派或无党派人士")
        PIONEER = "20", _("少先队员")
        MASSES = "13", _("群众")

    class Education(models.TextChoices):
        """GB/T 4658."""

        GRADUATE = "10", _("研究生")
        BACHELOR = "20", _("大学本科")
        COLLEGE = "30", _("大学专科")
        VOCATIONAL = "40", _("中等职业")
        HIGH = "60", _("高中")
        MIDDLE = "70", _("初中")
        PRIMARY = "80", _("小学")
        OTHER = "90", _("其他")

    class Occupation(models.TextChoices):
        """GB/T 2261.4."""

        CIVIL_SERVANT = "11", _("公务员")
        PROFESSIONAL = "13", _("专业技术人员")
        STAFF = "17", _("职员")
        MANAGER = "21", _("企业管理人员")
        WORKER = "24", _("工人")
        HERDER = "27", _("农牧民")
        STUDENT = "31", _("学生")
        SOLDIER = "37", _("现役军人")
        FREELANCE = "51", _("自由职业")
        OWN_BUSINESS = "54", _("个体经营")
        WITHOUT = "70", _("没有工作")
        RETIRED = "80", _("退休")
        OTHER = "90", _("其他")

    class Invitations(models.TextChoices):
        ASK = "ask", _("每次问我")
        AGREE = "agree", _("合适就直接给我留名额")
        REFUSE = "refuse", _("不要邀请我")

    nationality = models.ForeignKey(
        Nationality, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    ethnicity = models.ForeignKey(
        Ethnicity, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    political = models.CharField(max_length=2, choices=Political, blank=True)
    education = models.CharField(max_length=2, choices=Education, blank=True)
    occupation = models.CharField(max_length=2, choices=Occupation, blank=True)
    contact = EncryptedTextField(blank=True, default="")
    service_fields = ArrayField(models.CharField(max_length=4), default=list)
    skill_codes = ArrayField(models.CharField(max_length=4), default=list)
    skills = models.CharField(max_length=200, blank=True)
    languages = ArrayField(models.CharField(max_length=4), default=list)
    free_times = ArrayField(models.PositiveSmallIntegerField(), default=list)
    service_regions = ArrayField(models.CharField(max_length=6), default=list)
    invitations = models.CharField(max_length=6, choices=Invitations, default=Invitations.ASK)

    class Meta:
        abstract = True
