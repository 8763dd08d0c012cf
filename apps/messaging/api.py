import django_filters
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, views, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Chosen, Input, YesOrNo, read
from apps.messaging.actions import choose, mark_read
from apps.messaging.kinds import KINDS, Group
from apps.messaging.models import Channel, ChannelChoice, Message


class MessageSerializer(serializers.ModelSerializer):
    group = serializers.SerializerMethodField(help_text=_("哪一类"))

    class Meta:
        model = Message
        fields = ["id", "kind", "group", "title", "body", "url", "sent_at", "read_at"]

    def get_group(self, message) -> str:
        kind = KINDS.get(message.kind)
        return kind.group if kind else ""


class MessageFilter(django_filters.FilterSet):
    unread = YesOrNo(field_name="read_at", lookup_expr="isnull", help_text=_("只看没读的"))
    group = django_filters.ChoiceFilter(choices=Group.choices, method="about", help_text=_("只看这一类"))

    class Meta:
        model = Message
        fields = ["unread", "group"]

    def about(self, messages, _name, group):
        return messages.about(group)


class Read(serializers.Serializer):
    read = serializers.IntegerField()


class ChoiceInput(Input):
    group = serializers.ChoiceField(Group, help_text=_("哪一类消息"))
    channel = serializers.ChoiceField(Channel, help_text=_("短信还是邮件；站内消息总是有的"))
    wish = serializers.ChoiceField(
        ChannelChoice.Wish, help_text=_("important 只发要紧的，all 都发，none 不发")
    )


class ChoicesInput(Input):
    choices = ChoiceInput(many=True, min_length=1, max_length=50)


class Choices(serializers.Serializer):
    choices = ChoiceInput(many=True)


@extend_schema_view(list=extend_schema(summary=_("我的消息")))
class MessageViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Message.objects.none()
    serializer_class = MessageSerializer
    filterset_class = MessageFilter
    page_by, page_descending = "sent_at", True

    def get_queryset(self):
        return Message.objects.to(self.request.user)

    @extend_schema(summary=_("标为已读"), request=Chosen, responses=Read)
    @action(detail=False, methods=["post"], url_path="read", url_name="read")
    def mark(self, request):
        chosen = self.get_queryset().filter(pk__in=read(Chosen, request)["ids"])
        return Response({"read": mark_read(chosen)})


class ChannelsView(views.APIView):
    """What comes by text message and e-mail, for each kind of messages."""

    @extend_schema(summary=_("哪些消息另外用短信、邮件发给我"), responses=Choices)
    def get(self, request):
        return Response({"choices": wishes_of(request.user)})

    @extend_schema(summary=_("选哪些消息用短信、邮件发给我"), request=ChoicesInput, responses=Choices)
    def put(self, request):
        sent = read(ChoicesInput, request)["choices"]
        choose(request.user, {(one["group"], one["channel"]): one["wish"] for one in sent})
        return self.get(request)


def wishes_of(user):
    table = ChannelChoice.objects.table(user)
    return [{"group": group, "channel": way, "wish": wish} for (group, way), wish in table.items()]


router = SimpleRouter()
router.register("me/messages", MessageViewSet, basename="my-message")
urlpatterns = [path("me/message-channels/", ChannelsView.as_view(), name="my-channels"), *router.urls]
