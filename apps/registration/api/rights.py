"""A copy of everything that is kept about oneself, and leaving."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.recent import needs_recent_sign_in
from apps.core import audit
from apps.core.api import Input, read
from apps.registration.actions import leave, obstacles_to_leaving
from apps.registration.copies import copy_of


class ObstacleSerializer(serializers.Serializer):
    words = serializers.CharField(help_text=_("先办什么"))
    url = serializers.CharField(help_text=_("在哪里办"))


class CopyView(APIView):
    @extend_schema(
        operation_id="my_copy",
        summary=_("留着我的什么，抄一份"),
        request=None,
        responses=OpenApiTypes.OBJECT,
    )
    @needs_recent_sign_in
    def post(self, request):
        audit.note("copy.taken", [request.user], by=request.user, format="api")
        return Response(copy_of(request.user))


class GoingInput(Input):
    sure = serializers.BooleanField(help_text=_("知道注销以后找不回来"))

    def validate_sure(self, value):
        if not value:
            raise serializers.ValidationError(_("先勾上这一项。"))
        return value


class LeaveView(APIView):
    @extend_schema(
        operation_id="my_leaving", summary=_("注销以前要先办什么"), responses=ObstacleSerializer(many=True)
    )
    def get(self, request):
        return Response(ObstacleSerializer(obstacles_to_leaving(request.user), many=True).data)

    @extend_schema(operation_id="my_leave", summary=_("注销账号"), request=GoingInput, responses={204: None})
    @needs_recent_sign_in
    def post(self, request):
        read(GoingInput, request)
        leave(request.user, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns = [
    path("me/copy/", CopyView.as_view(), name="my-copy"),
    path("me/leave/", LeaveView.as_view(), name="my-leave"),
]
