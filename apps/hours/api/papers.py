"""Hours on paper by API: entered by hand, recorded afterwards, brought from elsewhere; and what is held."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from apps.activities.models import Shift, Signup
from apps.core.api import Chosen, Input, Reason, RowKey, chosen_from, read
from apps.core.files_api import OfferedFiles
from apps.hours.actions import Line, backfill, bring_in, enter_by_hand, reject_hours, release_held
from apps.hours.api.records import DecidableSerializer, shown
from apps.hours.models import Basis, HourRecord, Referral
from apps.hours.pieces import by_day
from apps.organizations.models import Organization
from apps.registration.models import Volunteer


class BasisSerializer(serializers.ModelSerializer):
    class Meta:
        model = Basis
        fields = ["id", "kind", "title", "organization", "people", "minutes", "level", "made_at"]


def managed_shifts(user):
    return Shift.objects.managed_by(user).select_related("position__activity__organization__region")


class ServedTimes(Input):
    start = serializers.DateTimeField(help_text=_("从几点"))
    end = serializers.DateTimeField(help_text=_("到几点"))


class PersonInput(ServedTimes):
    number = serializers.CharField(max_length=20, help_text=_("志愿者编号"))


def lines_of(people):
    """The lines of these people, each cut at midnight; a number nobody has is named."""
    numbers = {one["number"] for one in people}
    found = {
        one.number: one
        for one in Volunteer.objects.passed().filter(number__in=numbers).select_related("user", "region")
    }
    if unknown := sorted(numbers - found.keys()):
        words = _("没有这些志愿者编号：%(numbers)s。") % {"numbers": "、".join(unknown[:10])}
        raise serializers.ValidationError({"people": [words]})
    return [
        Line(found[one["number"]], start, end)
        for one in people
        for start, end in by_day(one["start"], one["end"])
    ]


class PaperInput(Input):
    people = PersonInput(many=True, allow_empty=False, max_length=500, help_text=_("哪些人，从几点到几点"))
    reason = serializers.CharField(max_length=300, help_text=_("为什么没有签到或没有登记"))
    proofs = OfferedFiles(
        kind="document", most=5, allow_empty=False, help_text=_("凭据：先上传，再写文件的 id")
    )


class HandEntryInput(PaperInput):
    shift = RowKey(managed_shifts, help_text=_("哪一班，要是你管理的组织的"))


class HandEntryViewSet(viewsets.GenericViewSet):
    queryset = Basis.objects.none()
    serializer_class = BasisSerializer

    @extend_schema(
        summary=_("手工登记没有签到的人；由组织以外的人确认"),
        request=HandEntryInput,
        responses={201: BasisSerializer},
    )
    def create(self, request):
        sent = read(HandEntryInput, request)
        shift = sent["shift"]
        lines = _with_signups(shift, lines_of(sent["people"]))
        basis = enter_by_hand(shift, lines, by=request.user, reason=sent["reason"], proofs=sent["proofs"])
        return Response(BasisSerializer(basis).data, status=status.HTTP_201_CREATED)


def _with_signups(shift, lines):
    """Whoever had signed up keeps their sign-up."""
    there = dict(Signup.objects.active().filter(shift=shift).values_list("volunteer_id", "pk"))
    return [Line(one.volunteer, one.start, one.end, there.get(one.volunteer.pk)) for one in lines]


class BackfillInput(PaperInput):
    organization = RowKey(Organization.objects.managed_by, help_text=_("你管理的组织"))
    title = serializers.CharField(max_length=50, help_text=_("做了什么"))
    place = serializers.CharField(max_length=80, help_text=_("地点"))
    content = serializers.CharField(max_length=300, help_text=_("服务内容"))
    leader = serializers.CharField(max_length=40, help_text=_("当时谁负责"))
    declared = serializers.BooleanField(help_text=_("承诺真实、愿意接受抽查"))


class BackfillViewSet(viewsets.GenericViewSet):
    queryset = Basis.objects.none()
    serializer_class = BasisSerializer

    @extend_schema(
        summary=_("补录平台上没有的、以前的服务"), request=BackfillInput, responses={201: BasisSerializer}
    )
    def create(self, request):
        sent = read(BackfillInput, request)
        organization, lines = sent.pop("organization"), lines_of(sent.pop("people"))
        basis = backfill(organization, lines, by=request.user, **sent)
        return Response(BasisSerializer(basis).data, status=status.HTTP_201_CREATED)


class TransferInput(Input):
    title = serializers.CharField(max_length=50, help_text=_("在那里做了什么"))
    issuer = serializers.CharField(max_length=60, help_text=_("谁开的证明"))
    code = serializers.CharField(
        max_length=60, required=False, allow_blank=True, default="", help_text=_("证明编号或验证码")
    )
    times = ServedTimes(many=True, allow_empty=False, max_length=20, help_text=_("每一段从几点到几点"))
    proofs = OfferedFiles(kind="document", most=5, allow_empty=False, help_text=_("盖章的证明"))
    consent = serializers.BooleanField(default=False, help_text=_("同意跨地区转移服务记录"))


class TransferViewSet(viewsets.GenericViewSet):
    queryset = Basis.objects.none()
    serializer_class = BasisSerializer

    @extend_schema(
        summary=_("转入别处的时长，由所在旗县的部门核实"),
        request=TransferInput,
        responses={201: BasisSerializer},
    )
    def create(self, request):
        sent = read(TransferInput, request)
        volunteer = Volunteer.objects.select_related("user", "region").filter(user=request.user).first()
        if not volunteer:
            raise NotFound
        stretches = [piece for one in sent.pop("times") for piece in by_day(one["start"], one["end"])]
        basis = bring_in(volunteer, stretches, by=request.user, consents=sent.pop("consent"), **sent)
        return Response(BasisSerializer(basis).data, status=status.HTTP_201_CREATED)


class HeldSerializer(DecidableSerializer):
    held_because = serializers.CharField(help_text=_("疑点"))

    class Meta(DecidableSerializer.Meta):
        fields = [*DecidableSerializer.Meta.fields, "held_because"]


class HeldInput(Chosen, Reason):
    pass


class Released(serializers.Serializer):
    released = serializers.ListField(child=serializers.IntegerField())


class TurnedDown(serializers.Serializer):
    rejected = serializers.ListField(child=serializers.IntegerField())


def shown_with_reason(records):
    """With what is odd about them."""
    reasons = Referral.objects.holding().filter(record=OuterRef("pk")).values("words")[:1]
    return shown(records).annotate(held_because=Subquery(reasons))


@extend_schema_view(list=extend_schema(summary=_("有疑点、要部门先查的时长")))
class HeldViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = HourRecord.objects.none()
    serializer_class = HeldSerializer
    page_by = "served_on"
    page_shows = staticmethod(shown_with_reason)

    def get_queryset(self):
        return HourRecord.objects.releasable_by(self.request.user)

    @extend_schema(summary=_("查过，放行"), request=HeldInput, responses=Released)
    @action(detail=False, methods=["post"])
    def release(self, request):
        sent = read(HeldInput, request)
        records = chosen_from(HourRecord.objects.releasable_by(request.user), sent["ids"])
        return Response({"released": release_held(records, by=request.user, reason=sent["reason"])})

    @extend_schema(summary=_("查过，退回"), request=HeldInput, responses=TurnedDown)
    @action(detail=False, methods=["post"])
    def reject(self, request):
        sent = read(HeldInput, request)
        records = chosen_from(HourRecord.objects.releasable_by(request.user), sent["ids"])
        return Response({"rejected": reject_hours(records, by=request.user, reason=sent["reason"])})
