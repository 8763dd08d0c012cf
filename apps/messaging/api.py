import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Chosen, read
from apps.messaging.actions import mark_read
from apps.messaging.models import Message


class MessageSerializer(serializers.ModelSerializer):
    class Meta:
        model = Message
        fields = ["id", "kind", "title", "body", "url", "sent_at", "read_at"]


class MessageFilter(django_filters.FilterSet):
    unread = django_filters.BooleanFilter(
        field_name="read_at", lookup_expr="isnull", help_text=_("只看没读的")
    )

    class Meta:
        model = Message
        fields = ["unread"]


class Read(serializers.Serializer):
    read = serializers.IntegerField()


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


router = SimpleRouter()
router.register("me/messages", MessageViewSet, basename="my-message")
urlpatterns = router.urls
