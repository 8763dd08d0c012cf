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

from apps.accounts.forms import Code
from apps.accounts.models import Consent
from apps.accounts.phones import PhoneField
from apps.accounts.second_factor import checked
from apps.accounts.standing import agreement_of, agreements_of, give_freely, withdraw_own
from apps.accounts.tokens import issue_token, revoke_tokens
from apps.core.api import Input, Typed, read


class SignIn(Input):
    phone = Typed(PhoneField())
    password = serializers.CharField(max_length=128, trim_whitespace=False)
    code = serializers.CharField(
        max_length=20,
        required=False,
        help_text=_("动态验证码或恢复码。部门和协会的职务要有它才打得开"),
    )


class Issued(serializers.Serializer):
    token = serializers.CharField()
    second_factor = serializers.BooleanField(help_text=_("登录时有没有输对动态验证码"))
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
        sent = read(SignIn, request)
        code = sent.pop("code", "")
        user = sign_in(request, **sent)
        if code:
            check_code(user, code)
        token, expires_at = issue_token(user, second_factor=bool(code))
        issued = Issued({"token": token, "second_factor": bool(code), "expires_at": expires_at})
        return Response(issued.data, status=status.HTTP_201_CREATED)


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


def check_code(user, code):
    try:
        checked(user, Code().clean(code))
    except ValidationError as refusal:
        raise serializers.ValidationError({"code": refusal.messages}) from None


class AgreementSerializer(serializers.Serializer):
    """One purpose: the wording of today, and what the person said to it."""

    purpose = serializers.ChoiceField(Consent.Purpose, source="text.purpose", help_text=_("什么事"))
    version = serializers.CharField(source="text.version", help_text=_("今天用的文字是哪一版"))
    title = serializers.CharField(source="text.title")
    what_for = serializers.CharField(source="text.what_for", help_text=_("做什么用"))
    what_data = serializers.CharField(source="text.what_data", help_text=_("用到什么信息"))
    how_long = serializers.CharField(source="text.how_long", help_text=_("留多久"))
    what_stops = serializers.CharField(source="text.what_stops", help_text=_("撤回以后什么停下来"))
    given_at = serializers.DateTimeField(source="consent.given_at", default=None, allow_null=True)
    given_version = serializers.CharField(source="consent.version", default=None, allow_null=True)
    is_standing = serializers.BooleanField(help_text=_("同意过今天这一版，没有撤回"))
    is_outdated = serializers.BooleanField(help_text=_("同意的是旧的一版，要重新同意"))
    may_be_given = serializers.BooleanField()
    may_be_withdrawn = serializers.BooleanField()


class ConsentsView(APIView):
    @extend_schema(summary=_("我同意过的，和可以同意的"), responses=AgreementSerializer(many=True))
    def get(self, request):
        return Response(AgreementSerializer(agreements_of(request.user), many=True).data)


class GiveConsentView(APIView):
    @extend_schema(summary=_("同意一项"), request=None, responses=AgreementSerializer)
    def post(self, request, purpose):
        give_freely(request.user, purpose)
        return Response(AgreementSerializer(agreement_of(request.user, purpose)).data)


class WithdrawConsentView(APIView):
    @extend_schema(summary=_("撤回一项同意"), request=None, responses=AgreementSerializer)
    def post(self, request, purpose):
        withdraw_own(request.user, purpose)
        return Response(AgreementSerializer(agreement_of(request.user, purpose)).data)


urlpatterns = [
    path("token/", TokenView.as_view(), name="token"),
    path("me/token/", MyTokenView.as_view(), name="my-token"),
    path("me/consents/", ConsentsView.as_view(), name="my-consents"),
    path("me/consents/<slug:purpose>/give/", GiveConsentView.as_view(), name="my-consent-give"),
    path("me/consents/<slug:purpose>/withdraw/", WithdrawConsentView.as_view(), name="my-consent-withdraw"),
]
