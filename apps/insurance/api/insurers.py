"""Insurance companies: known to all who keep policies, corrected by the office above all that names them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, read
from apps.insurance import actions
from apps.insurance.models import Insurer, is_company_phone
from apps.insurance.places import keeps_policies


class InsurerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Insurer
        fields = ["id", "name", "phone", "claim_phone", "claim_words"]


class InsurerInput(Input):
    name = serializers.CharField(max_length=60, help_text=_("公司全称"))
    phone = serializers.CharField(max_length=20, validators=[is_company_phone])
    claim_phone = serializers.CharField(max_length=20, validators=[is_company_phone], help_text=_("报案电话"))
    claim_words = serializers.CharField(max_length=500, help_text=_("怎么理赔，志愿者看得到"))


@extend_schema_view(
    list=extend_schema(summary=_("保险公司")), retrieve=extend_schema(summary=_("一家保险公司"))
)
class InsurerViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Insurer.objects.none()
    serializer_class = InsurerSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        return Insurer.objects.all() if keeps_policies(self.request.user) else Insurer.objects.none()

    @extend_schema(summary=_("登记一家保险公司"), request=InsurerInput, responses={201: InsurerSerializer})
    def create(self, request):
        if not keeps_policies(request.user):
            raise Http404
        made = actions.save_insurer(Insurer(**read(InsurerInput, request)), by=request.user)
        return Response(InsurerSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("改正一家保险公司，由部门来改"), request=InsurerInput)
    @action(detail=True, methods=["post"])
    def change(self, request, pk):
        held = get_object_or_404(Insurer.objects.corrected_by(request.user), pk=pk)
        for name, value in read(InsurerInput, request).items():
            setattr(held, name, value)
        return Response(InsurerSerializer(actions.save_insurer(held, by=request.user)).data)


router = SimpleRouter(use_regex_path=False)
router.register("insurers", InsurerViewSet, basename="insurer")
urlpatterns = router.urls
