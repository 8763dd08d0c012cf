"""Members of an organisation, by API: for the organisation and for the person."""

import django_filters
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Chosen, Input, Key, Reason, YesOrNo, chosen_from, read
from apps.core.display import mask_name
from apps.organizations import actions
from apps.organizations.api.workbench import AtWorkbench
from apps.organizations.models import Announcement, Member, MemberGroup
from apps.organizations.register import volunteer_numbers


class MembershipSerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="organization.name")

    class Meta:
        model = Member
        fields = [
            "id",
            "organization",
            "organization_name",
            "state",
            "how",
            "begun_at",
            "joined_at",
            "is_muted",
            "backbone_since",
        ]


class MemberListSerializer(serializers.ListSerializer):
    """The volunteer numbers of all of them are asked for at once."""

    def to_representation(self, data):
        data = list(data)
        self.context["numbers"] = volunteer_numbers(member.user_id for member in data)
        return super().to_representation(data)


class MemberSerializer(serializers.ModelSerializer):
    name = serializers.SerializerMethodField(help_text=_("遮住的姓名"))
    number = serializers.SerializerMethodField(help_text=_("志愿者编号"))

    class Meta:
        model = Member
        fields = ["id", "name", "number", "state", "how", "words", "begun_at", "joined_at", "backbone_since"]
        list_serializer_class = MemberListSerializer

    def get_name(self, member) -> str:
        return mask_name(member.user.name)

    def get_number(self, member) -> str:
        numbers = self.context.get("numbers")
        if numbers is None:  # just one member, not a list
            numbers = volunteer_numbers([member.user_id])
        return numbers.get(member.user_id, "")


class MemberFilter(django_filters.FilterSet):
    backbone = YesOrNo(
        field_name="backbone_since",
        lookup_expr="isnull",
        exclude=True,
        help_text=_("只看骨干，或者只看不是骨干的"),
    )

    class Meta:
        model = Member
        fields = ["backbone"]


class NumbersInput(Input):
    numbers = serializers.ListField(
        child=serializers.RegexField(r"^[0-9]{12}$"), min_length=1, max_length=100, help_text=_("志愿者编号")
    )


class GroupSerializer(serializers.ModelSerializer):
    class Meta:
        model = MemberGroup
        fields = ["id", "name"]


class GroupInput(Input):
    name = serializers.CharField(max_length=20)


class GroupsInput(Input):
    groups = serializers.ListField(child=Key(), max_length=50, help_text=_("这个人所在小组的 id"))


class AnnouncementSerializer(serializers.ModelSerializer):
    class Meta:
        model = Announcement
        fields = ["id", "group", "title", "body", "sent_at", "told"]


class AnnouncementInput(Input):
    title = serializers.CharField(max_length=60)
    body = serializers.CharField(max_length=500)
    group = Key(required=False, allow_null=True, help_text=_("只发给一个小组"))
    members = serializers.ListField(
        child=Key(), min_length=1, max_length=1000, required=False, help_text=_("只发给这些成员")
    )


class MuteInput(Input):
    is_muted = serializers.BooleanField(help_text=_("不收这个组织的消息"))


@extend_schema_view(list=extend_schema(summary=_("成员和想加入的人")))
class MemberViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Member.objects.none()
    serializer_class = MemberSerializer
    filterset_class = MemberFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        held = Member.objects.managed_by(self.request.user).in_organization(self.place()).live()
        return held.select_related("user", "organization")

    @extend_schema(summary=_("同意选中的人加入"), request=Chosen, responses=MemberSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None)
    def approve(self, request, organization):
        asked = chosen_from(self.get_queryset().asked(), read(Chosen, request)["ids"])
        return Response(MemberSerializer(actions.approve_members(asked, by=request.user), many=True).data)

    @extend_schema(summary=_("把选中的成员记成骨干"), request=Chosen, responses=MemberSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None)
    def backbone(self, request, organization):
        return self.change_backbone(actions.mark_backbone)

    @extend_schema(summary=_("选中的人不再是骨干"), request=Chosen, responses=MemberSerializer(many=True))
    @action(
        detail=False,
        methods=["post"],
        pagination_class=None,
        url_path="end-backbone",
        url_name="end-backbone",
    )
    def end_backbone(self, request, organization):
        return self.change_backbone(actions.end_backbone)

    def change_backbone(self, change):
        """What only the owner does about members."""
        rows = Member.objects.of(self.place("owned_by"))
        chosen = chosen_from(rows, read(Chosen, self.request)["ids"])
        return Response(MemberSerializer(change(chosen, by=self.request.user), many=True).data)

    @extend_schema(summary=_("不同意加入"), request=Reason)
    @action(detail=True, methods=["post"])
    def refuse(self, request, organization, pk):
        done = actions.refuse_member(self.get_object(), by=request.user, **read(Reason, request))
        return Response(MemberSerializer(done).data)

    @extend_schema(summary=_("移出"), request=Reason)
    @action(detail=True, methods=["post"])
    def remove(self, request, organization, pk):
        done = actions.remove_member(self.get_object(), by=request.user, **read(Reason, request))
        return Response(MemberSerializer(done).data)

    @extend_schema(summary=_("分到小组"), request=GroupsInput)
    @action(detail=True, methods=["post"])
    def groups(self, request, organization, pk):
        held = MemberGroup.objects.filter(organization=self.place())
        groups = chosen_from(held, read(GroupsInput, request)["groups"])
        done = actions.put_into_groups(self.get_object(), groups=list(groups), by=request.user)
        return Response(MemberSerializer(done).data)

    @extend_schema(
        summary=_("邀请人加入；有没有这些编号，不会说"), request=NumbersInput, responses={204: None}
    )
    @action(detail=False, methods=["post"])
    def invite(self, request, organization):
        actions.invite_members(self.place(), by=request.user, **read(NumbersInput, request))
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(list=extend_schema(summary=_("成员小组")))
class GroupViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = MemberGroup.objects.none()
    serializer_class = GroupSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        return MemberGroup.objects.filter(organization=self.place()).select_related("organization")

    @extend_schema(summary=_("建一个小组"), request=GroupInput, responses={201: GroupSerializer})
    def create(self, request, organization):
        group = actions.add_group(self.place(), by=request.user, **read(GroupInput, request))
        return Response(GroupSerializer(group).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("去掉一个小组"), responses={204: None})
    def destroy(self, request, organization, pk):
        actions.remove_group(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(list=extend_schema(summary=_("发给成员的消息")))
class AnnouncementViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Announcement.objects.none()
    serializer_class = AnnouncementSerializer
    page_by = "sent_at"
    page_descending = True

    def get_queryset(self):
        return Announcement.objects.filter(organization=self.place())

    @extend_schema(
        summary=_("给全部成员、一个小组或选中的人发消息"),
        request=AnnouncementInput,
        responses={201: AnnouncementSerializer},
    )
    def create(self, request, organization):
        place, sent = self.place(), read(AnnouncementInput, request)
        if key := sent.pop("group", None):
            sent["group"] = get_object_or_404(MemberGroup, organization=place, pk=key)
        if "members" in sent:
            chosen_from(Member.objects.of(place), sent["members"])
        done = actions.announce(place, by=request.user, **sent)
        return Response(AnnouncementSerializer(done).data, status=status.HTTP_201_CREATED)


@extend_schema_view(list=extend_schema(summary=_("我加入的、申请的和请我加入的组织")))
class MyMembershipViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Member.objects.none()
    serializer_class = MembershipSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return Member.objects.about(self.request.user).live().select_related("organization")

    @extend_schema(summary=_("接受邀请"), request=None)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        done = actions.accept_membership(self.get_object(), by=request.user)
        return Response(self.get_serializer(done).data)

    @extend_schema(summary=_("退出、收回申请，或者不接受邀请"), request=None)
    @action(detail=True, methods=["post"])
    def leave(self, request, pk):
        done = actions.leave_organization(self.get_object(), by=request.user)
        return Response(self.get_serializer(done).data)

    @extend_schema(summary=_("收不收它的消息"), request=MuteInput)
    @action(detail=True, methods=["post"])
    def mute(self, request, pk):
        sent = read(MuteInput, request)
        done = actions.mute_organization(self.get_object(), by=request.user, **sent)
        return Response(self.get_serializer(done).data)


BASE = "managed-organizations/<int:organization>"
router = SimpleRouter(use_regex_path=False)
router.register("me/memberships", MyMembershipViewSet, basename="my-membership")
router.register(f"{BASE}/members", MemberViewSet, basename="member")
router.register(f"{BASE}/member-groups", GroupViewSet, basename="member-group")
router.register(f"{BASE}/announcements", AnnouncementViewSet, basename="announcement")
urlpatterns = router.urls
