"""What may be asked of the talent pool. Every filter is one choice; what is chosen holds together."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.activities.places import SEATS, point_of
from apps.activities.signup_news import when
from apps.core.models import PolicyRow
from apps.organizations.models import Station
from apps.regions.models import Region
from apps.registration.models import Language, ServiceField, Skill
from apps.registration.widgets import DAYS, PARTS, TIMES
from apps.stars.models import NAMES
from apps.training.models import TrainingKind

ANY = ("", _("不限"))
STATIONS = 200  # offered as points to measure from
FILTERS = ["place", "field", "skill", "language", "training", "star", "time"]


class SearchForm(forms.Form):
    reason = forms.CharField(
        label=_("查人做什么"),
        min_length=4,
        max_length=100,
        help_text=_("比如“给那达慕的医疗点找会蒙古语的人”。写的用途、查的条件和你的名字都会留下记录。"),
    )
    place = forms.ChoiceField(label=_("住在哪里"), required=False)
    field = forms.ChoiceField(label=_("服务领域"), required=False)
    skill = forms.ChoiceField(label=_("专业、技能"), required=False)
    is_checked = forms.BooleanField(label=_("只要证书审核过的"), required=False)
    language = forms.ChoiceField(label=_("语言"), required=False)
    training = forms.ChoiceField(label=_("学过的培训"), required=False, help_text=_("今天还有效的才算。"))
    star = forms.TypedChoiceField(label=_("星级"), required=False, coerce=int, empty_value=None)
    time = forms.TypedChoiceField(label=_("什么时候有空"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args, region=None, **kwargs):
        super().__init__(*args, **kwargs)
        tables = {"field": ServiceField, "skill": Skill, "language": Language, "training": TrainingKind}
        for name, model in tables.items():
            self.fields[name].choices = [ANY, *model.objects.values_list("pk", "name")]
        stars = [(level, _("%(star)s以上") % {"star": NAMES[level]}) for level in range(1, 5)]
        self.fields["star"].choices = [ANY, *stars, (5, NAMES[5])]
        self.fields["time"].choices = [ANY, *_times()]
        if region is None:
            del self.fields["place"]
        else:
            self.fields["place"].choices = [("", _("%(name)s全境") % {"name": region.name}), *below(region)]

    @property
    def wanted(self):
        """What was asked for, without what was left open; codes and numbers only."""
        return {name: value for name, value in self._told() if value}

    def _told(self):
        yield from ((name, self.cleaned_data.get(name)) for name in [*FILTERS, "is_checked"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_checked") and not cleaned.get("skill") and "skill" not in self.errors:
            self.add_error("skill", _("先选一项专业、技能，再要证书。"))
        return cleaned


class RegionSearchForm(SearchForm):
    """For an office: also by distance from one of the stations of its region, or from a point."""

    station = forms.ChoiceField(label=_("离哪个站点近"), required=False)
    point = forms.CharField(
        label=_("或者离哪个点近"),
        required=False,
        max_length=20,
        help_text=_("经度,纬度，比如118.93,42.28。平台不知道谁家在哪里，只按住的旗县、苏木乡镇估算。"),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    km = forms.IntegerField(
        label=_("多少公里以内"),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, region=region, **kwargs)
        self.stations = {
            str(station.pk): station
            for station in Station.objects.open()
            .filter(region__code__startswith=region.pk, longitude__isnull=False)
            .order_by("region_id", "name", "pk")[:STATIONS]
        }
        self.fields["station"].choices = [ANY, *((key, one.name) for key, one in self.stations.items())]
        most = PolicyRow.objects.value("people", "most_km")
        self.fields["km"].max_value = most
        self.fields["km"].help_text = _("最多%(most)d。") % {"most": most}

    def clean_point(self):
        typed = self.cleaned_data["point"].replace("，", ",").replace(" ", "")
        if typed and (typed in SEATS or point_of(typed) is None):
            raise ValidationError(_("写成“经度,纬度”，小数点后最多两位，要在内蒙古。"))
        return typed

    def clean_km(self):
        km, most = self.cleaned_data["km"], PolicyRow.objects.value("people", "most_km")
        if km is not None and km > most:
            raise ValidationError(_("最多%(most)d公里。") % {"most": most})
        return km

    def clean(self):
        cleaned = super().clean()
        from_where = [name for name in ("station", "point") if cleaned.get(name)]
        if len(from_where) > 1:
            self.add_error("point", _("站点和点只选一个。"))
        elif from_where and not cleaned.get("km") and "km" not in self.errors:
            self.add_error("km", _("写明多少公里以内。"))
        elif cleaned.get("km") and not from_where and not self.errors.keys() & {"station", "point"}:
            self.add_error("station", _("选一个站点，或者写一个点。"))
        return cleaned

    def _told(self):
        yield from super()._told()
        if station := self.stations.get(self.cleaned_data.get("station")):
            yield "near", [float(station.longitude), float(station.latitude)]
        elif typed := self.cleaned_data.get("point"):
            yield "near", list(point_of(typed))
        yield "km", self.cleaned_data.get("km")


class InviteForm(forms.Form):
    """To which shift. Who is asked stands in the ticks of the list."""

    shift = forms.ModelChoiceField(
        label=_("请到哪一班"),
        queryset=None,
        empty_label=_("请选择"),
        widget=forms.Select(attrs={"form": "f"}),
    )

    def __init__(self, *args, shifts, most, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shift"].queryset = shifts
        offered = shifts.select_related("position__activity").order_by("starts_at", "pk")[:most]
        self.fields["shift"].choices = [("", _("请选择")), *((one.pk, shift_words(one)) for one in offered)]


def shift_words(shift):
    return _("%(when)s %(title)s · %(position)s（还缺%(places)d人）") % {
        "when": when(shift),
        "title": shift.position.activity.title,
        "position": shift.position.name,
        "places": shift.capacity - shift.taken,
    }


def below(region):
    """The two levels below a region, in groups: the leagues with their banners, or the banners with their townships."""
    levels = [one for one in (4, 6, 9) if one > region.level][:2]
    there = Region.objects.current().within(region.pk).filter(level__in=levels).order_by("code")
    groups = {}
    for one in there:
        if one.level == levels[0]:
            groups[one.pk] = (one.name, [(one.pk, one.name)])
        else:
            groups.setdefault(one.parent_id, ("", []))[1].append((one.pk, one.name))
    if all(len(choices) == 1 for _name, choices in groups.values()):
        return [choices[0] for _name, choices in groups.values()]
    return list(groups.values())


def _times():
    """By day: the parts of each, named in full."""
    step = len(PARTS)
    return [(day, TIMES[at * step : (at + 1) * step]) for at, day in enumerate(DAYS)]
