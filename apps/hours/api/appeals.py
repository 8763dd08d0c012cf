"""Objections by API: one's own, and those one mends or decides."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.activities.models import Signup
from apps.core.api import Input, RowKey, read
from apps.core.files_api import OfferedFiles
from apps.hours.actions import dismiss_appeal, file_appeal, mend_appeal, pass_on_appeal, uphold_appeal
from apps.hours.models import Appeal, HourRecord
from apps.hours.pieces import Stretch


class AppealSerializer(serializers.ModelSerializer):
    class Meta:
        model = Appeal
        fields = [
            *["id", "record", "signup", "organization", "what", "words", "round", "made_at"],
            *["outside_from", "due_on", "state", "answer", "decided_at"],
        ]


class AppealInput(Input):
    record = RowKey(HourRecord.objects.cared_for_by, required=False, help_text=_("对哪一条时长"))
    signup = RowKey(Signup.objects.cared_for_by, required=False, help_text=_("去了没有记的，是哪一次报名"))
    what = serializers.ChoiceField(choices=Appeal.What.choices, help_text=_("哪儿不对"))
    words = serializers.CharField(max_length=500, help_text=_("说说当时的情况"))
    proofs = OfferedFiles(kind="document", most=3, default=list, help_text=_("凭据，可以没有"))

    def validate(self, data):
        if bool(data.get("record")) == bool(data.get("signup")):
            raise serializers.ValidationError({"record": [_("时长和报名，写一个。")]})
        return data


@extend_schema_view(list=extend_schema(summary=_("我的时长申诉")))
class MyAppealViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Appeal.objects.none()
    serializer_class = AppealSerializer
    page_by, page_descending = "made_at", True

    def get_queryset(self):
        return Appeal.objects.cared_for_by(self.request.user)

    @extend_schema(summary=_("提申诉"), request=AppealInput, responses={201: AppealSerializer})
    def create(self, request):
        sent = read(AppealInput, request)
        record, signup = sent.pop("record", None), sent.pop("signup", None)
        appeal = file_appeal(record or signup, by=request.user, **sent)
        return Response(AppealSerializer(appeal).data, status=status.HTTP_201_CREATED)


class Answer(Input):
    answer = serializers.CharField(max_length=200, help_text=_("理由，本人和组织都会看到"))


class UpholdInput(Answer):
    start = serializers.DateTimeField(required=False, help_text=_("应该从几点；整条不该有的不写"))
    end = serializers.DateTimeField(required=False, help_text=_("到几点"))

    def validate(self, data):
        if ("start" in data) != ("end" in data):
            raise serializers.ValidationError({"end": [_("从几点到几点都要写。")]})
        return data


@extend_schema_view(list=extend_schema(summary=_("归我处理的时长申诉")))
class AppealViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Appeal.objects.none()
    serializer_class = AppealSerializer
    lookup_value_converter = "int"
    page_by = "due_on"

    def get_queryset(self):
        user = self.request.user
        decidable = Appeal.objects.decidable_by(user)
        if self.action in {"mend", "pass_on"}:
            return Appeal.objects.mendable_by(user)
        if self.action == "list":
            mendable = Appeal.objects.mendable_by(user).values("pk")
            return Appeal.objects.filter(pk__in=decidable.values("pk").union(mendable))
        return decidable

    @extend_schema(summary=_("组织已改正"), request=Answer, responses=AppealSerializer)
    @action(detail=True, methods=["post"])
    def mend(self, request, pk):
        appeal = mend_appeal(self.get_object(), by=request.user, answer=read(Answer, request)["answer"])
        return Response(AppealSerializer(appeal).data)

    @extend_schema(summary=_("组织改不了，转给上级"), request=None, responses=AppealSerializer)
    @action(detail=True, methods=["post"], url_path="pass-on")
    def pass_on(self, request, pk):
        return Response(AppealSerializer(pass_on_appeal(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("维持原来的"), request=Answer, responses=AppealSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request, pk):
        appeal = dismiss_appeal(self.get_object(), by=request.user, answer=read(Answer, request)["answer"])
        return Response(AppealSerializer(appeal).data)

    @extend_schema(
        summary=_("申诉成立：原来的作废或退回，另记一条"), request=UpholdInput, responses=AppealSerializer
    )
    @action(detail=True, methods=["post"])
    def uphold(self, request, pk):
        sent, appeal = read(UpholdInput, request), self.get_object()
        stretch = Stretch(sent["start"], sent["end"]) if "start" in sent else None
        uphold_appeal(appeal, by=request.user, answer=sent["answer"], stretch=stretch)
        appeal.refresh_from_db()
        return Response(AppealSerializer(appeal).data)
