from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, Throttled
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.phones import PhoneField
from apps.accounts.tokens import issue_token, revoke_tokens
from apps.core.api import Input, Typed, read


class SignIn(Input):
    phone = Typed(PhoneField())
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class Issued(serializers.Serializer):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class NotSignedIn(APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "phone_password_mismatch"


class TokenView(APIView):
    """Signing a program in. Guesses are counted together with those on the page."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(summary=_("登录，取一把钥匙"), request=SignIn, responses={201: Issued})
    def post(self, request):
        token, expires_at = issue_token(sign_in(request, **read(SignIn, request)))
        return Response(
            Issued({"token": token, "expires_at": expires_at}).data, status=status.HTTP_201_CREATED
        )


class MyTokenView(APIView):
    @extend_schema(summary=_("退出，作废钥匙"), responses={204: None})
    def delete(self, request):
        revoke_tokens(request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def sign_in(request, *, phone, password):
    """The person of a phone and a password, by the road of the sign-in page and with its limits."""
    adapter = get_adapter()
    if not ratelimit.consume(request, action="login"):
        raise Throttled(detail=adapter.error_messages["rate_limited"])
    try:
        user = adapter.authenticate(request, phone=phone, password=password)
    except ValidationError as refusal:
        raise Throttled(detail=refusal.messages[0]) from None
    if not (user and user.is_active):
        raise NotSignedIn(adapter.error_messages["phone_password_mismatch"])
    return user


urlpatterns = [
    path("token/", TokenView.as_view(), name="token"),
    path("me/token/", MyTokenView.as_view(), name="my-token"),
]
