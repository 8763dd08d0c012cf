from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from apps.core.forms import SelectWithin
from apps.regions.models import Region


def leagues():
    return [("", _("全区")), *Region.objects.leagues().current().values_list("code", "name")]


def banners():
    """The banners under the names of their leagues, as SelectWithin wants them."""
    groups = {}
    for code, name, league in Region.objects.banners().current().values_list("code", "name", "parent__name"):
        groups.setdefault(league, []).append((code, name))
    return [("", _("全部旗县")), *groups.items()]


class FindForm(forms.Form):
    """The way from the front page into the list of activities; the list reads the same names."""

    optional_marks = False

    league = forms.ChoiceField(label=_("盟市"), required=False, choices=lazy(leagues, list))
    banner = forms.ChoiceField(
        label=_("旗县"), required=False, choices=lazy(banners, list), widget=SelectWithin("id_league")
    )
    q = forms.CharField(label=_("想做什么"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
