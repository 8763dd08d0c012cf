"""Children one answers for."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, read
from apps.registration.actions import (
    end_guardianship,
    find_child,
    give_guardian_consent,
    link_child,
    withdraw_guardian_consent,
)
from apps.registration.actions.guardians import OF_MINORS, refuse_unless_fit_to_guard
from apps.registration.models import Guardianship, Volunteer

PURPOSES = [(purpose.value, purpose.label) for purpose in OF_MINORS]


class GuardianshipSerializer(serializers.ModelSerializer):
    volunteer = serializers.IntegerField(source="child_id")
    name = serializers.CharField(source="child.masked_name")
    number = serializers.CharField(source="child.number", allow_null=True)

    class Meta:
        model = Guardianship
        fields = ["id", "volunteer", "name", "number", "relation", "linked_at"]


class Code(Input):
    code = serializers.CharField(max_length=20)


class Consents(Input):
    purposes = serializers.ListField(child=serializers.ChoiceField(PURPOSES), max_length=2)


class Link(Code, Consents):
    relation = serializers.ChoiceField(Guardianship.Relation.choices)


class FoundChild(serializers.Serializer):
    name = serializers.CharField(source="masked_name")
    consents_needed = serializers.ListField(child=serializers.ChoiceField(PURPOSES))


@extend_schema_view(list=extend_schema(summary=_("我监护的孩子")))
class ChildViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Guardianship.objects.none()
    serializer_class = GuardianshipSerializer
    lookup_value_converter = "int"
    page_by = "linked_at"

    def get_queryset(self):
        mine = Guardianship.objects.standing().filter(guardian__user=self.request.user)
        return mine.select_related("child").defer("child__document_number")

    @extend_schema(summary=_("监护人码是谁的，要同意什么"), request=Code, responses=FoundChild)
    @action(detail=False, methods=["post"])
    def find(self, request):
        return Response(FoundChild(self._found(request, read(Code, request)["code"])).data)

    @extend_schema(summary=_("认领孩子，并同意"), request=Link, responses={201: GuardianshipSerializer})
    def create(self, request):
        sent = read(Link, request)
        child = self._found(request, sent["code"])
        guardianship = link_child(
            child.guardian_code, relation=sent["relation"], purposes=sent["purposes"], by=request.user
        )
        return Response(self.get_serializer(guardianship).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("重新同意"), request=Consents, responses={204: None})
    @action(detail=True, methods=["post"])
    def consent(self, request, pk):
        purposes = read(Consents, request)["purposes"]
        give_guardian_consent(self.get_object(), purposes=purposes, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("撤回同意"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        withdraw_guardian_consent(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("不再做监护人"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def end(self, request, pk):
        end_guardianship(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _found(self, request, code):
        refuse_unless_fit_to_guard(Volunteer.objects.filter(user=request.user).first())
        return find_child(code, by=request.user)


router = SimpleRouter(use_regex_path=False)
router.register("me/children", ChildViewSet, basename="my-child")
urlpatterns = router.urls
