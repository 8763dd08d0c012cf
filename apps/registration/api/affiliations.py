"""Where one studies or works: the main place and others beside it."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import read
from apps.registration.actions import add_affiliation, change_affiliation, leave_affiliation, make_main
from apps.registration.api.file import BelongingInput, own_file
from apps.registration.belonging import Belonging
from apps.registration.models import Affiliation, Volunteer


class AffiliationSerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="organization.name", default=None, allow_null=True)

    class Meta:
        model = Affiliation
        fields = [
            *["id", "identity", "organization", "organization_name", "stage", "grade", "class_name"],
            *["student_number", "since", "until", "is_main"],
        ]
        extra_kwargs = {"is_main": {"help_text": _("年度目标跟这里走")}}


class AffiliationInput(BelongingInput):
    political = serializers.ChoiceField(Volunteer.Political.choices, allow_blank=True)
    beside = serializers.BooleanField(
        default=False, help_text=_("同时也在这里：原来的不动，年度目标还跟原来的，政治面貌也不改")
    )


@extend_schema_view(list=extend_schema(summary=_("我在哪里上学、上班")))
class MyAffiliationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Affiliation.objects.none()
    serializer_class = AffiliationSerializer
    page_by, page_descending = "since", True

    def get_queryset(self):
        mine = Affiliation.objects.filter(volunteer__user=self.request.user)
        return mine.select_related("organization").defer("organization__contact_phone")

    @extend_schema(
        summary=_("改学校或单位，或者再加一个"),
        request=AffiliationInput,
        responses={201: AffiliationSerializer},
    )
    def create(self, request):
        volunteer, sent = own_file(request.user), dict(read(AffiliationInput, request))
        political, beside = sent.pop("political"), sent.pop("beside")
        belonging = Belonging(**sent)
        if beside:
            affiliation = add_affiliation(volunteer, belonging=belonging, by=request.user)
        else:
            affiliation = change_affiliation(
                volunteer, belonging=belonging, political=political, by=request.user
            )
        return Response(self.get_serializer(affiliation).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("不在这里了"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def leave(self, request, pk):
        leave_affiliation(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("年度目标改跟这里"), request=None, responses=AffiliationSerializer)
    @action(detail=True, methods=["post"], url_path="main", url_name="main")
    def follow(self, request, pk):
        return Response(self.get_serializer(make_main(self.get_object(), by=request.user)).data)


router = SimpleRouter(use_regex_path=False)
router.register("me/affiliations", MyAffiliationViewSet, basename="my-affiliation")
urlpatterns = router.urls
