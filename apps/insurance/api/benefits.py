"""One line of what a policy pays."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.core.api import Input
from apps.insurance.forms import MOST_YUAN
from apps.insurance.models import Benefit


class BenefitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Benefit
        fields = ["id", "name", "amount", "words"]


class BenefitInput(Input):
    name = serializers.CharField(max_length=40)
    amount = serializers.IntegerField(min_value=1, max_value=MOST_YUAN * 100, help_text=_("分"))
    words = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
