"""Insurance companies, and how one claims from them."""

from django.apps import apps
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from apps.organizations.models import governed_codes, within_any

# 95518, 400-000-0102, a landline, a mobile: what somebody who was hurt can dial.
is_company_phone = RegexValidator(
    r"^[0-9][0-9\- ]{3,18}[0-9]$", _("写打得通的电话，只用数字和“-”，比如95518、400-000-0102。")
)


class InsurerQuerySet(models.QuerySet):
    def corrected_by(self, user):
        """Companies an office may correct: those that no policy outside its region names. What others rely on as well is
        corrected by the office above them all."""
        codes = governed_codes(user, "keeps_insurance")
        if not codes:
            return self.none()
        here = within_any("region__code", codes) | within_any("organization__region__code", codes)
        named = apps.get_model("insurance.Policy").objects.filter(insurer=OuterRef("pk"))
        elsewhere = named.exclude(pk__in=named.model.objects.filter(here).values("pk"))
        return self.filter(~Exists(elsewhere))


class Insurer(models.Model):
    """An insurance company, and how one claims from it."""

    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    claim_phone = models.CharField(max_length=20)
    claim_words = models.CharField(max_length=500)

    objects = InsurerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="insurance_insurer_named_once",
                fields=["name"],
                violation_error_message=_("这家保险公司已经有了。"),
            ),
        ]

    def __str__(self):
        return self.name
