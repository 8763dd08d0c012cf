"""The people who act for an organisation, by API."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.accounts.phones import PhoneField
from apps.accounts.recent import needs_recent_sign_in
from apps.core.api import Input, Typed, read
from apps.organizations import actions
from apps.organizations.api.workbench import AtWorkbench
from apps.organizations.models import Organization, Post, StaffInvitation

ROLES = [(role.value, role.label) for role in Post.GIVES[Post.Role.OWNER]]


class PostSerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="organization.name", default=None, allow_null=True)
    office_name = serializers.CharField(source="office.name", default=None, allow_null=True)
    region = serializers.CharField(source="office.region_id", default=None, allow_null=True)

    class Meta:
        model = Post
        fields = [
            "id",
            "role",
            "organization",
            "organization_name",
            "office_name",
            "region",
            "since",
            "until",
        ]


@extend_schema_view(list=extend_schema(summary=_("我今天的职务")))
class MyPostViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Post.objects.none()
    serializer_class = PostSerializer

    def get_queryset(self):
        idle = [Organization.State.SUSPENDED, Organization.State.CLOSED]
        held = Post.objects.of(self.request.user).exclude(organization__state__in=idle)
        return held.select_related("organization", "office").defer("organization__contact_phone")


class StaffSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="user.name")
    phone = serializers.CharField(source="user.masked_phone", help_text=_("遮住中间四位"))

    class Meta:
        model = Post
        fields = ["id", "name", "phone", "role", "since"]


class RoleInput(Input):
    role = serializers.ChoiceField(choices=ROLES, help_text=_("owner、staff、leader 或 reader"))


class InvitationInput(RoleInput):
    phone = Typed(PhoneField())
    name = serializers.CharField(max_length=40, help_text=_("和登记的真名一致"))


class InvitationSerializer(serializers.ModelSerializer):
    phone = serializers.CharField(source="masked_phone", help_text=_("遮住中间四位"))

    class Meta:
        model = StaffInvitation
        fields = ["id", "name", "phone", "role", "state", "invited_at", "expires_at"]


class MyInvitationSerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="organization.name")

    class Meta:
        model = StaffInvitation
        fields = ["id", "organization", "organization_name", "role", "invited_at", "expires_at"]


@extend_schema_view(list=extend_schema(summary=_("一起管理这个组织的人")))
class StaffViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Post.objects.none()
    serializer_class = StaffSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        held = Post.objects.in_force().of_organization(self.place("seen_by"))
        return held.select_related("user")

    @extend_schema(summary=_("移除一个人，或者自己退出"), responses={204: None})
    @needs_recent_sign_in
    def destroy(self, request, organization, pk):
        actions.end_post(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("改一个人的角色"), request=RoleInput, responses=StaffSerializer)
    @needs_recent_sign_in
    @action(detail=True, methods=["post"])
    def role(self, request, organization, pk):
        self.place()
        post = actions.change_role(self.get_object(), by=request.user, **read(RoleInput, request))
        return Response(StaffSerializer(post).data)


@extend_schema_view(list=extend_schema(summary=_("发出的管理邀请")))
class InvitationViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StaffInvitation.objects.none()
    serializer_class = InvitationSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return StaffInvitation.objects.of_organization(self.place()).waiting()

    @extend_schema(
        summary=_("请一个人来；有没有这个手机号，不会说"),
        request=InvitationInput,
        responses={201: InvitationSerializer},
    )
    @needs_recent_sign_in
    def create(self, request, organization):
        sent = read(InvitationInput, request)
        invitation = actions.invite_staff(self.place(), by=request.user, **sent)
        return Response(InvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("收回邀请"), responses={204: None})
    def destroy(self, request, organization, pk):
        actions.withdraw_invitation(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(list=extend_schema(summary=_("请我一起管理组织的邀请")))
class MyInvitationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StaffInvitation.objects.none()
    serializer_class = MyInvitationSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        mine = StaffInvitation.objects.addressed_to(self.request.user).open()
        return mine.select_related("organization")

    @extend_schema(summary=_("同意"), request=None, responses=PostSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        return Response(PostSerializer(actions.accept_invitation(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("不参加"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def decline(self, request, pk):
        actions.decline_invitation(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


router = SimpleRouter(use_regex_path=False)
router.register("me/posts", MyPostViewSet, basename="my-post")
router.register("me/staff-invitations", MyInvitationViewSet, basename="my-staff-invitation")
router.register("managed-organizations/<int:organization>/staff", StaffViewSet, basename="staff")
router.register(
    "managed-organizations/<int:organization>/staff-invitations",
    InvitationViewSet,
    basename="staff-invitation",
)
urlpatterns = router.urls
