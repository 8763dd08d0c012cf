"""Policies, for the office or the organisation that keeps them."""

from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, Reason, RowCode, RowKey, read
from apps.core.files_api import OfferedFile
from apps.insurance import actions
from apps.insurance.api.benefits import BenefitInput, BenefitSerializer
from apps.insurance.api.contacts import ContactSerializer, WithContacts
from apps.insurance.models import Insurer, Policy, PolicyContact
from apps.insurance.models.policies import POWER
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region


class PolicySerializer(serializers.ModelSerializer):
    insurer_name = serializers.CharField(source="insurer.name")
    benefits = BenefitSerializer(many=True)
    contacts = ContactSerializer(many=True, help_text=_("保险公司跟进报案的人"))

    class Meta:
        model = Policy
        fields = [
            *["id", "insurer", "insurer_name", "number", "name", "serves", "is_named", "region"],
            *["organization", "starts_on", "ends_on", "minimum_age", "maximum_age", "covers_travel"],
            *["covers_training", "covers_hazard", "state", "reason", "benefits"],
            "contacts",
        ]


def with_all(policies):
    """With what stands on their page."""
    standing = PolicyContact.objects.standing().select_related("user")
    with_lines = policies.select_related("insurer").prefetch_related("benefits")
    return with_lines.prefetch_related(Prefetch("contacts", standing))


def my_regions(user):
    return Region.objects.current().filter(within_any("pk", governed_codes(user, POWER)))


class PolicyInput(Input):
    """Of a region, by an office, or of an organisation; the benefits come along."""

    insurer = RowKey(Insurer.objects.all())
    number = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=60)
    serves = serializers.ChoiceField(choices=Policy.Serves.choices)
    is_named = serializers.BooleanField(default=True)
    region = RowCode(my_regions, required=False, default=None)
    organization = RowKey(Organization.objects.managed_by, required=False, default=None)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    minimum_age = serializers.IntegerField(min_value=0, max_value=120, default=0)
    maximum_age = serializers.IntegerField(min_value=0, max_value=120, allow_null=True, default=None)
    covers_travel = serializers.BooleanField(default=False)
    covers_training = serializers.BooleanField(default=False)
    covers_hazard = serializers.BooleanField(default=False)
    proof = OfferedFile(kind="document", required=False, allow_null=True, default=None)
    benefits = BenefitInput(many=True, max_length=30, default=list)

    def validate(self, sent):
        if (sent["region"] is None) == (sent["organization"] is None):
            raise serializers.ValidationError({"region": [_("写明是哪个地区的，或者哪个组织的，只写一个。")]})
        if sent["organization"] and sent["serves"] == Policy.Serves.EVERYONE:
            raise serializers.ValidationError({"serves": [_("给全部志愿者的保单由部门来办。")]})
        return of_three_years(sent)


def of_three_years(sent):
    if (sent["ends_on"] - sent["starts_on"]).days > 3 * 366:
        raise serializers.ValidationError({"ends_on": [_("一份保单最长登记三年，续保另登记一份。")]})
    return sent


class PolicyChangeInput(PolicyInput):
    """Whose it is stays; its lines are added and removed one by one."""

    region = organization = benefits = None

    def validate(self, sent):
        return of_three_years(sent)


@extend_schema_view(
    list=extend_schema(summary=_("归我管的保单")), retrieve=extend_schema(summary=_("一份保单"))
)
class PolicyViewSet(WithContacts, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Policy.objects.none()
    serializer_class = PolicySerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return with_all(actions.writable_by(self.request.user).distinct())

    def answer(self, code=status.HTTP_200_OK, pk=None):
        row = self.get_queryset().get(pk=pk or self.kwargs["pk"])
        return Response(self.get_serializer(row).data, status=code)

    @extend_schema(summary=_("登记一份保单"), request=PolicyInput, responses={201: PolicySerializer})
    def create(self, request):
        sent = dict(read(PolicyInput, request))
        benefits, proof = sent.pop("benefits"), sent.pop("proof")
        with transaction.atomic():
            made = actions.save_policy(Policy(**sent), proof=proof, by=request.user)
            for benefit in benefits:
                actions.add_benefit(made, **benefit, by=request.user)
        return self.answer(status.HTTP_201_CREATED, made.pk)

    @extend_schema(summary=_("改一份草稿"), request=PolicyChangeInput)
    @action(detail=True, methods=["post"])
    def change(self, request, pk):
        held, sent = self.get_object(), dict(read(PolicyChangeInput, request))
        proof = sent.pop("proof")
        for name, value in sent.items():
            setattr(held, name, value)
        actions.save_policy(held, proof=proof, by=request.user)
        return self.answer()

    @extend_schema(summary=_("给草稿加一项保障"), request=BenefitInput)
    @action(detail=True, methods=["post"])
    def benefits(self, request, pk):
        actions.add_benefit(self.get_object(), **read(BenefitInput, request), by=request.user)
        return self.answer()

    @extend_schema(summary=_("去掉草稿的一项保障"), request=None)
    @action(
        detail=True, methods=["post"], url_path="benefits/<int:benefit>/remove", url_name="remove-benefit"
    )
    def remove_benefit(self, request, pk, benefit):
        held = self.get_object()
        actions.remove_benefit(get_object_or_404(held.benefits.all(), pk=benefit), by=request.user)
        return self.answer()

    @extend_schema(summary=_("让部门的保单生效"), request=None)
    @action(detail=True, methods=["post"])
    def start(self, request, pk):
        actions.start_policy(self.get_object(), by=request.user)
        return self.answer()

    @extend_schema(summary=_("把组织的保单交给部门核对"), request=None)
    @action(detail=True, methods=["post"], url_path="hand-in")
    def hand_in(self, request, pk):
        actions.hand_in_policy(self.get_object(), by=request.user)
        return self.answer()

    @extend_schema(summary=_("停用"), request=Reason)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        actions.withdraw_policy(self.get_object(), reason=read(Reason, request)["reason"], by=request.user)
        return self.answer()


router = SimpleRouter(use_regex_path=False)
router.register("policies", PolicyViewSet, basename="policy")
urlpatterns = router.urls
