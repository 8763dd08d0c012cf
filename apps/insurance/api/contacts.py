"""Who at the insurer follows the claims of a policy: named by an office, and taken off."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from apps.core.api import Input, Typed, read
from apps.core.display import mask_name
from apps.insurance import actions
from apps.insurance.models import PolicyContact
from apps.organizations.forms import ContactPhoneField


class ContactSerializer(serializers.ModelSerializer):
    name = serializers.SerializerMethodField(help_text=gettext_lazy("遮住一部分"))
    phone = serializers.CharField(source="user.masked_phone", help_text=gettext_lazy("遮住中间四位"))

    class Meta:
        model = PolicyContact
        fields = ["id", "name", "phone", "named_at"]

    def get_name(self, contact) -> str:
        return mask_name(contact.user.name)


class ContactInput(Input):
    phone = Typed(ContactPhoneField())


class WithContacts:
    """Of a policy that is found: its contacts come and go. The view says what it answers with (`answer`)."""

    @extend_schema(summary=gettext_lazy("请保险公司的一个人跟进报案，由部门来请"), request=ContactInput)
    @action(detail=True, methods=["post"])
    def contacts(self, request, pk):
        sent = read(ContactInput, request)
        if actions.name_contact(self.get_object(), **sent, by=request.user) is None:
            raise serializers.ValidationError({"phone": [_("没有找到用这个手机号注册、验证过的账号。")]})
        return self.answer()

    @extend_schema(summary=gettext_lazy("去掉一位联系人"), request=None)
    @action(detail=True, methods=["post"], url_path="contacts/<int:contact>/end", url_name="end-contact")
    def end_contact(self, request, pk, contact):
        standing = self.get_object().contacts.standing()
        actions.end_contact(get_object_or_404(standing, pk=contact), by=request.user)
        return self.answer()
