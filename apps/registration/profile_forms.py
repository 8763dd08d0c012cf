"""What people tell about themselves once they have registered. Every field says what it is for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core import days
from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import ChipsMultiple, DateInput
from apps.regions.forms import place_choices
from apps.registration.forms import HomeForm, WishesForm
from apps.registration.models import Ethnicity, Language, Skill, Volunteer
from apps.registration.person_forms import WhoForm
from apps.registration.widgets import TIMES, ChipsFolded, Week

NOT_TOLD = ("", _("不填"))


class AboutForm(forms.Form):
    contact = forms.CharField(
        label=_("另一个联系方式"),
        required=False,
        max_length=60,
        help_text=_("座机、微信或家里人的电话。手机打不通时，核验人员才会用，加密保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    political = forms.ChoiceField(
        label=_("政治面貌"),
        required=False,
        choices=[NOT_TOLD, *Volunteer.Political.choices],
        help_text=_("只用来统计党员、团员的注册率。"),
    )
    ethnicity_id = forms.ChoiceField(
        label=_("民族"), required=False, help_text=_("只用来合起来统计，不会公开，也不影响报名。")
    )
    education = forms.ChoiceField(
        label=_("学历"),
        required=False,
        choices=[NOT_TOLD, *Volunteer.Education.choices],
        help_text=_("支教、宣讲这类岗位找人时看。"),
    )
    occupation = forms.ChoiceField(
        label=_("职业"),
        required=False,
        choices=[NOT_TOLD, *Volunteer.Occupation.choices],
        help_text=_("需要专业人手时看。"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ethnicity_id"].choices = [NOT_TOLD, *Ethnicity.objects.values_list("code", "name")]

    def clean_ethnicity_id(self):
        return self.cleaned_data["ethnicity_id"] or None


class ServiceForm(WishesForm):
    languages = forms.MultipleChoiceField(
        label=_("会的语言"), required=False, widget=ChipsMultiple, help_text=_("普通话不用勾。")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = Language.objects.values_list("code", "name")


class TimesForm(forms.Form):
    free_times = forms.TypedMultipleChoiceField(
        label=_("平时什么时候有空"),
        required=False,
        coerce=int,
        choices=TIMES,
        widget=Week,
        help_text=_("给你推荐活动时看，不影响报名。"),
    )
    service_regions = forms.MultipleChoiceField(
        label=_("还愿意去哪些旗县"),
        required=False,
        widget=ChipsFolded,
        help_text=_("住的旗县不用勾。最多%(most)s个。") % {"most": 20},
    )
    invitations = forms.ChoiceField(
        label=_("队伍邀请你时"), choices=Volunteer.Invitations, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _leagues, banners = place_choices()
        self.fields["service_regions"].choices = banners

    def clean_service_regions(self):
        chosen = self.cleaned_data["service_regions"]
        if len(chosen) > MOST_REGIONS:
            raise ValidationError(_("最多选%(most)s个旗县。"), params={"most": MOST_REGIONS})
        return chosen


MOST_REGIONS = 20


class QualificationForm(FormWithFiles, forms.Form):
    skill = forms.ModelChoiceField(label=_("哪项技能"), queryset=None, empty_label=_("请选择"))
    number = forms.CharField(
        label=_("证书编号"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    issued_on = forms.DateField(label=_("发证日期"), widget=DateInput)
    expires_on = forms.DateField(
        label=_("有效期到"), required=False, widget=DateInput, help_text=_("长期有效的不填。")
    )
    proof = KeptFileField(kind="document", label=_("证书的照片或PDF"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.filter(needs_certificate=True)

    def clean(self):
        cleaned = super().clean()
        issued, expires, today = cleaned.get("issued_on"), cleaned.get("expires_on"), days.today()
        if issued and issued > today:
            self.add_error("issued_on", _("发证日期还没到。"))
        if expires and expires < today:
            self.add_error("expires_on", _("这份证书已经过了有效期。"))
        elif issued and expires and expires <= issued:
            self.add_error("expires_on", _("有效期要晚于发证日期。"))
        return cleaned


class ChangeForm(WhoForm):
    """The name and document as they shall stand from now on."""

    story = forms.CharField(
        label=_("为什么要改"),
        max_length=200,
        help_text=_("比如改了名、换了证件，或者登记时打错了字。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = [*WhoForm.field_order, "story"]


class ClaimForm(WhoForm, HomeForm):
    """Who one is, where one lives, and how the file came about: all a reviewer needs."""

    story = forms.CharField(
        label=_("原来是怎么登记的"),
        max_length=200,
        help_text=_("比如“换了手机号”，或者“学校在2024年替我登记过”。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=_("我同意用姓名和证件号码核验身份"),
        help_text=_("只给核验人员看，每次看都留记录。"),
    )
    field_order = [*WhoForm.field_order, "league", "banner", "story", "consent"]
