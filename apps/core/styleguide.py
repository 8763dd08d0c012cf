"""/styleguide/: every component of the site on one page, drawn with invented words. Not there in production."""

from datetime import date

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from apps.core.charts import quintile
from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import Chips, DateInput, SelectWithin
from apps.core.keyset import Page
from apps.core.models import KeptFile
from apps.core.statuses import STATUSES

LEAGUES = [("", _("请选择")), ("1525", "锡林郭勒盟"), ("1529", "阿拉善盟")]
BANNERS = [
    ("", _("请选择")),
    ("锡林郭勒盟", [("152502", "锡林浩特市"), ("152530", "正蓝旗")]),
    ("阿拉善盟", [("152921", "阿拉善左旗"), ("152923", "额济纳旗")]),
]


class SampleForm(FormWithFiles, forms.Form):
    name = forms.CharField(
        label=_("姓名"),
        help_text=_("和证件上一样。中间的“·”请照写。"),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    number = forms.CharField(
        label=_("证件号码"),
        help_text=_("只用来核对本人，加密保存，别人看不到。"),
        widget=forms.TextInput({"class": "input-id", "autocomplete": "off"}),
    )
    born_on = forms.DateField(label=_("出生日期"), widget=DateInput())
    league = forms.ChoiceField(label=_("盟市"), choices=LEAGUES)
    banner = forms.ChoiceField(label=_("旗县"), widget=SelectWithin("id_league"), choices=BANNERS)
    stage = forms.ChoiceField(
        label=_("你现在是"),
        widget=forms.RadioSelect,
        choices=[("pupil", _("中小学生")), ("student", _("大学生")), ("worker", _("单位职工"))],
    )
    days = forms.ChoiceField(
        label=_("什么时候有空"),
        widget=Chips,
        choices=[("any", _("都行")), ("weekend", _("周末")), ("evening", _("晚上"))],
    )
    story = forms.CharField(label=_("想说的话"), required=False, widget=forms.Textarea({"rows": 3}))
    photo = KeptFileField(kind="picture", label=_("照片"), required=False)
    proofs = KeptFileField(kind="document", most=3, label=_("证明"), required=False)
    agree = forms.BooleanField(
        label=_("我同意平台用这些信息核对身份、记录服务。"), help_text=_("随时可以撤回。")
    )

    def clean_number(self):
        raise forms.ValidationError(_("最后一位对不上，请对着证件再看一眼"))


STARS = [
    {"name": _("一星"), "hours": 100, "state": "had"},
    {"name": _("二星"), "hours": 300, "state": "met", "word": _("公示中")},
    {"name": _("三星"), "hours": 600, "state": "none"},
    {"name": _("四星"), "hours": 1000, "state": "none"},
    {"name": _("五星"), "hours": 1500, "state": "none"},
]
TILES = [
    ("新城区", "新城区", 8.1),
    ("土默特左旗", "土左旗", 10.2),
    ("托克托县", "托县", 12.8),
    ("武川县", "武川县", 16.1),
]
TILES += [("赛罕区", "赛罕区", 19.4), ("清水河县", "清水河", None)]


def samples():
    return {
        "statuses": STATUSES,
        "blank_form": SampleForm(
            prefix="blank",
            by=None,
            initial={
                "photo": KeptFile(name="操场.jpg", size=310_000),
                "proofs": [
                    KeptFile(name="学校盖章的服务证明.pdf", size=82_000),
                    KeptFile(name="很长的文件名" * 8 + ".jpg", size=1_900_000),
                ],
            },
        ),
        "form": SampleForm(
            {
                "name": "其其格·巴雅尔",
                "number": "152502199605014063",
                "league": "1525",
                "banner": "152530",
                "agree": "on",
            },
            by=None,
        ),
        "page": Page(rows=[1, 2, 3], next_cursor="next", size=20),
        "today": date(2026, 11, 28),
        "stars_line": STARS,
        "bar_rows": [
            {"label": "为老服务", "value": 418, "text": "418小时"},
            {"label": "生态环保", "value": 250, "text": "250小时"},
            {"label": "关爱青少年", "value": 96, "text": "96小时"},
        ],
        "months": [_("%(n)d月") % {"n": n} for n in range(1, 13)],
        "this_year": [21, 26, 58, 44, 47, 52, 39, 36, 45, 50, 42],
        "last_year": [18, 19, 49, 38, 41, 43, 35, 33, 37, 42, 40, 29],
        "tile_leagues": [
            {
                "code": "1501",
                "name": "呼和浩特",
                "text": "15.8%",
                "url": "#map",
                "tiles": [
                    {
                        "name": name,
                        "short": short,
                        "text": "无人口数据" if share is None else f"{share}%",
                        "step": quintile(share, (9, 12, 15, 18)),
                        "url": "#map",
                    }
                    for name, short, share in TILES
                ],
            }
        ],
    }


def styleguide(request):
    """The messages come with ?say=1, so that toasts can be looked at too."""
    if request.GET.get("say"):
        messages.success(request, _("报上名了。队长最晚明天给你回话。"))
        messages.error(request, _("这一班刚刚满了，没有报上。"))
    return render(request, "styleguide/page.html", samples())
