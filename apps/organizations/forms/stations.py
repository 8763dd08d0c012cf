"""What is typed about a station."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.organizations.models import Station
from apps.regions.forms import PlaceForm
from apps.regions.models import Region


class StationForm(PlaceForm, forms.ModelForm):
    """A station: what it is, where it is, and its point on the map."""

    class Meta:
        model = Station
        fields = ["name", "kind", "level", "address", "longitude", "latitude", "opening", "is_open"]
        labels = {
            "name": _("站点名称"),
            "kind": _("类型"),
            "level": _("级别"),
            "address": _("地址"),
            "longitude": _("经度"),
            "latitude": _("纬度"),
            "opening": _("开放时间"),
            "is_open": _("现在开放"),
        }
        help_texts = {
            "level": _("旗县的叫中心，苏木乡镇的叫所，嘎查村、社区的叫站。"),
            "longitude": _("在手机地图上长按能看到，比如119.907。不知道就空着。"),
            "latitude": _("比如42.287。"),
            "opening": _("比如：周一到周五9:00–17:00。"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.region_id:
            self.initial["league"], self.initial["banner"] = (
                self.instance.region_id[:4],
                self.instance.region_id,
            )
        for name in ("longitude", "latitude"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        self.fields["kind"].empty_label = _("请选择")
        self.fields["level"].choices = [("", _("请选择")), *Station.Level.choices]
        self.order_fields(["name", "kind", "level", "league", "banner", "address"])

    def clean(self):
        cleaned = super().clean()
        point = [cleaned.get("longitude"), cleaned.get("latitude")]
        if (point[0] is None) != (point[1] is None) and not {"longitude", "latitude"} & set(self.errors):
            raise ValidationError({"latitude": _("经度和纬度要么都写，要么都空着。")})
        return cleaned

    def _post_clean(self):
        if self.region_code:
            self.instance.region = Region.objects.get(pk=self.region_code)
        super()._post_clean()
