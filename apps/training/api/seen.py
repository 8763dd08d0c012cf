"""What an organisation or an office sees of sessions and of what runs out, and the stations a session can be held at. The
same lists at both sides, as on their pages."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404

from apps.core.api import YesOrNo
from apps.organizations.api.public import StationSerializer
from apps.organizations.models import Organization, Station, TeamTag
from apps.regions.models import Region
from apps.training.api.mine import CompletionSerializer
from apps.training.api.public import SessionSerializer
from apps.training.keeper import Keeper
from apps.training.models import Completion, Session, TrainingKind
from apps.training.reach import own_regions
from apps.training.thin import thin


class Asked(django_filters.FilterSet):
    """What a list is asked for: checked here, and read where the list is made."""

    def filter_queryset(self, queryset):
        return queryset


def kind_filter():
    return one_of(TrainingKind.objects.all(), to_field_name="code", help_text=_("培训类别的代码"))


def tag_filter():
    return one_of(TeamTag.objects.all(), OpenApiTypes.INT, help_text=_("只看有这个标签的队伍（“8+N”）"))


def one_of(rows, type_=OpenApiTypes.STR, **said):
    return extend_schema_field(type_)(django_filters.ModelChoiceFilter(queryset=rows, **said))


class Seen(mixins.ListModelMixin, viewsets.GenericViewSet):
    """A list at an organisation the person manages, or in a region whose office keeps training; 404 for everybody
    else. `lines` makes of the rows of a page what is told of them."""

    def keeper(self):
        if "organization" in self.kwargs:
            mine = Organization.objects.managed_by(self.request.user)
            return Keeper(get_object_or_404(mine, pk=self.kwargs["organization"]))
        code = self.kwargs["region"]
        if not (code.isascii() and code.isdecimal()):
            raise NotFound
        return Keeper(get_object_or_404(own_regions(self.request.user), pk=code))

    def asked(self, name):
        """What was asked for by this name; nothing where it cannot be read, which is refused then."""
        form = self.filterset_class(self.request.query_params, queryset=self.queryset).form
        form.is_valid()
        return form.cleaned_data.get(name)

    def lines(self, rows):
        return rows

    def list(self, request, **kwargs):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(self.lines(page), many=True).data)


class TagAsked(Asked):
    tag = tag_filter()


@extend_schema_view(list=extend_schema(summary=_("快开始了、报名还少的场次")))
class ThinViewSet(Seen):
    queryset = Session.objects.none()
    serializer_class = SessionSerializer
    filterset_class = TagAsked
    page_by = "starts_at"

    def get_queryset(self):
        rows = thin(self.keeper().sessions_seen(self.asked("tag")), timezone.now())
        return rows.select_related("course__organization", "course__region", "kind")


class SessionAsked(TagAsked):
    past = YesOrNo(help_text=_("true 是过去的，近的在前；不写是接下来的"))


@extend_schema_view(list=extend_schema(summary=_("自己的场次；部门看整个地区的")))
class SeenSessionViewSet(Seen):
    queryset = Session.objects.none()
    serializer_class = SessionSerializer
    filterset_class = SessionAsked
    page_by = "starts_at"

    @property
    def page_descending(self):
        return bool(self.asked("past"))

    def get_queryset(self):
        rows, now = self.keeper().sessions_seen(self.asked("tag")), timezone.now()
        rows = rows.filter(ends_at__lte=now) if self.asked("past") else rows.filter(ends_at__gt=now)
        return rows.select_related("course__organization", "course__region", "kind")


@extend_schema_view(list=extend_schema(summary=_("快到期的培训")))
class EndingViewSet(Seen):
    queryset = Completion.objects.none()
    serializer_class = CompletionSerializer
    filterset_class = TagAsked
    page_by = "expires_on"

    def get_queryset(self):
        rows = self.keeper().ending(self.asked("tag")).select_related("volunteer", "kind")
        return rows.defer("volunteer__document_number")


class StationAsked(Asked):
    banner = one_of(
        Region.objects.current().filter(level=Region.Level.BANNER),
        to_field_name="code",
        help_text=_("哪个旗县的；不填是自己所在的"),
    )


@extend_schema_view(list=extend_schema(summary=_("能排场次的站点：自己的，和一个旗县里开放的")))
class PlaceViewSet(Seen):
    queryset = Station.objects.none()
    serializer_class = StationSerializer
    filterset_class = StationAsked

    def get_queryset(self):
        banner = self.asked("banner")
        return self.keeper().stations(banner.pk if banner else "").select_related("kind")
