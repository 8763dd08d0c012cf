"""Choosing a place in a form: first the league, then the banner."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import SelectWithin
from apps.core.remembered import remembered
from apps.regions.models import Region


@remembered
def place_choices():
    """The leagues, and the banners grouped under the name of their league, for two selects."""
    regions = Region.objects.current().filter(level__in=[Region.Level.LEAGUE, Region.Level.BANNER])
    leagues, banners = {}, {}
    for region in regions.order_by("code"):
        if region.level == Region.Level.LEAGUE:
            leagues[region.code] = region.name
        else:
            banners.setdefault(region.code[:4], []).append((region.code, region.name))
    return list(leagues.items()), [(name, banners.get(code, [])) for code, name in leagues.items()]


class PlaceForm(forms.Form):
    """Two fields, league and banner. The code of a banner holds its league, so `region_code` is the finer of the two.

    The field of the banner asks the page for the league's select by the id of this form.
    """

    league = forms.ChoiceField(label=_("盟市"))
    banner = forms.ChoiceField(label=_("旗县"), widget=SelectWithin("id_league"))

    none_league = none_banner = _("请选择")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        leagues, banners = place_choices()
        self.fields["league"].choices = [("", self.none_league), *self.more_leagues(), *leagues]
        self.fields["banner"].choices = [("", self.none_banner), *banners]
        self.fields["banner"].widget.attrs["data-within"] = self["league"].auto_id

    def more_leagues(self):
        return []

    def clean_banner(self):
        """A banner of another league was left standing, or chosen where no script narrows the list."""
        banner, league = self.cleaned_data["banner"], self.cleaned_data.get("league")
        if banner and league and not banner.startswith(league):
            raise forms.ValidationError(_("这个旗县不在所选的盟市里，请再选一次。"), code="elsewhere")
        return banner

    @property
    def region_code(self):
        return self.cleaned_data.get("banner") or self.cleaned_data.get("league") or ""


class PlaceFilter(PlaceForm):
    """What someone looks for in a list, beginning with the place. Its fields stand beside the list, away from the
    search row that is the form (id="filters"). A value nobody offered is left out of account."""

    optional_marks = False
    none_league = none_banner = _("不限")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.widget.attrs["form"] = "filters"

    def wanted(self):
        """What is looked for, by field; nothing that is empty."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
