"""Files by API: handed in first, then named by id wherever something takes a file."""

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelProblem
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core import uploads
from apps.core.api import Among, Input, read
from apps.core.models import KeptFile


class FileParser(MultiPartParser):
    """A form with a file; half a form, or one of too many parts, is told like everything else."""

    def parse(self, *args, **kwargs):
        try:
            return super().parse(*args, **kwargs)
        except RequestDataTooBig:
            raise
        except (exceptions.ParseError, SuspiciousOperation):
            raise exceptions.ParseError(_("发来的表单读不懂，可能没有传完整。")) from None


class FileInput(Input):
    kind = serializers.ChoiceField(
        choices=KeptFile.Kind.choices, help_text=_("picture：图片；document：PDF或者图片")
    )
    file = serializers.FileField(
        allow_empty_file=True,
        error_messages={"invalid": _("这里要一个文件。"), "no_name": _("这个文件没有名字。")},
        help_text=_("图片会重画一遍，拍摄地点等信息不会留下"),
    )
    is_public = serializers.BooleanField(
        default=False, help_text=_("公开的图片，用在组织或活动的页面上；文件不能公开")
    )

    def validate(self, data):
        if data["is_public"] and data["kind"] != KeptFile.Kind.PICTURE:
            raise serializers.ValidationError({"is_public": [_("只有图片可以公开。")]})
        return data


class KeptFileSerializer(serializers.ModelSerializer):
    class Meta:
        model = KeptFile
        fields = ["id", "kind", "name", "size"]


class OfferedFile(Among, serializers.UUIDField):
    """The id of a file that the person who asks handed in and nothing uses yet; read, it is the file."""

    def __init__(self, *, kind, is_public=False, **kwargs):
        def offered(user):
            return KeptFile.objects.offered_by(user).filter(kind=kind, is_public=is_public)

        super().__init__(offered, **kwargs)


class OfferedFiles(serializers.ListField):
    """Up to `most` of them, each once."""

    def __init__(self, *, kind, most, is_public=False, **kwargs):
        super().__init__(child=OfferedFile(kind=kind, is_public=is_public), max_length=most, **kwargs)

    def to_internal_value(self, data):
        return list(dict.fromkeys(super().to_internal_value(data)))


class FilesView(APIView):
    parser_classes = [FileParser]

    @extend_schema(
        operation_id="files_create",
        tags=["files"],
        summary=_("上传一个文件；一天之内用到别处，不用就会删掉"),
        request={"multipart/form-data": FileInput},
        responses={201: KeptFileSerializer},
    )
    def post(self, request):
        sent = read(FileInput, request)
        try:
            kept = uploads.keep(sent["file"], kind=sent["kind"], by=request.user, is_public=sent["is_public"])
        except ModelProblem as refusal:
            raise serializers.ValidationError({"file": refusal.messages}) from None
        return Response(KeptFileSerializer(kept).data, status=status.HTTP_201_CREATED)


urlpatterns = [path("files/", FilesView.as_view(), name="files")]
