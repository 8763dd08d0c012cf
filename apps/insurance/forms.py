"""What is typed about insurance."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core import days
from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import DateInput
from apps.core.tables import TableFileField
from apps.insurance.models import Benefit, Insurer, Policy, is_company_phone
from apps.organizations.forms import ContactPhoneField

SHORT = {"inputmode": "numeric", "class": "input-short"}
MOST_YUAN = 100_000_000


class InsurerPhoneField(forms.CharField):
    """A number at which an insurance company is called."""

    default_validators = [is_company_phone]

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def to_python(self, value):
        return unicodedata.normalize("NFKC", super().to_python(value))


class InsurerForm(forms.ModelForm):
    """An insurance company."""

    phone = InsurerPhoneField(label=_("客服电话"))
    claim_phone = InsurerPhoneField(label=_("报案电话"))

    class Meta:
        model = Insurer
        fields = ["name", "phone", "claim_phone", "claim_words"]
        labels = {
            "name": _("公司全称"),
            "claim_words": _("怎么理赔"),
        }
        help_texts = {"claim_words": _("多久以内报案、要哪些材料。志愿者在自己的保险页上看得到。")}
        widgets = {"claim_words": forms.Textarea(attrs={"rows": 4})}

    def clean_name(self):
        name = self.cleaned_data["name"]
        if Insurer.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("这家保险公司已经有了。"))
        return name


class PolicyForm(FormWithFiles, forms.ModelForm):
    """A policy as it stands on its paper."""

    minimum_age = forms.IntegerField(
        label=_("最小年龄"), min_value=0, max_value=120, widget=forms.NumberInput(attrs=SHORT)
    )
    maximum_age = forms.IntegerField(
        label=_("最大年龄"),
        min_value=0,
        max_value=120,
        required=False,
        help_text=_("空着就是没有上限。"),
        widget=forms.NumberInput(attrs=SHORT),
    )
    proof = KeptFileField(kind="document", label=_("保单扫描件"), required=False)

    class Meta:
        model = Policy
        fields = [
            *["insurer", "number", "name", "serves", "is_named", "starts_on", "ends_on"],
            *["minimum_age", "maximum_age", "covers_travel", "covers_training", "covers_hazard", "proof"],
        ]
        labels = {
            "insurer": _("保险公司"),
            "number": _("保单号"),
            "name": _("叫什么"),
            "serves": _("给谁"),
            "is_named": _("要交名单（记名）"),
            "starts_on": _("从哪天起"),
            "ends_on": _("到哪天为止"),
            "covers_travel": _("管来回路上"),
            "covers_training": _("管培训"),
            "covers_hazard": _("管有人身危险的活动"),
        }
        help_texts = {
            "name": _("志愿者看得到，比如“2026年志愿者意外险”。"),
            "is_named": _("记名的，每人从保险公司承保那天起算；不记名的，从实名核验通过那天起算。"),
            "ends_on": _("这一天还管。"),
        }
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["insurer"].queryset = Insurer.objects.order_by("name")
        self.fields["insurer"].empty_label = _("请选择")
        if self.instance.organization_id:
            del self.fields["serves"]
        else:
            self.fields["serves"].choices = Policy.Serves.choices

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("到期日不能早于起始日。"))
        elif first and last and (last - first).days > 3 * 366:
            self.add_error("ends_on", _("一份保单最长登记三年，续保另登记一份。"))
        taken = Policy.objects.filter(insurer=cleaned.get("insurer"), number=cleaned.get("number"))
        if taken.exclude(pk=self.instance.pk).exists():
            self.add_error("number", _("这家公司的这个保单号已经登记过了。"))
        least, most = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if least is not None and most is not None and most < least:
            self.add_error("maximum_age", _("最大年龄不能小于最小年龄。"))
        return cleaned


class BenefitForm(forms.ModelForm):
    """One line of what it pays, typed in yuan."""

    yuan = forms.DecimalField(
        label=_("最高多少元"),
        min_value=1,
        max_value=MOST_YUAN,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input-short"}),
    )

    class Meta:
        model = Benefit
        fields = ["name", "yuan", "words"]
        labels = {"name": _("保什么"), "words": _("说明")}
        help_texts = {"name": _("比如：意外身故和伤残、意外医疗。"), "words": _("可不填，比如：免赔100元。")}

    def values(self):
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "amount": int(cleaned["yuan"] * 100),
            "words": cleaned["words"],
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ContactForm(forms.Form):
    phone = ContactPhoneField(
        label=_("联系人的手机号"), help_text=_("对方先在这里注册、验证过手机号。只看得到这份保单的报案。")
    )


class AcceptAllForm(forms.Form):
    """The insurer took everybody."""

    from_day = forms.DateField(label=_("从哪天起生效"), widget=DateInput, initial=days.today)


class AnswerForm(forms.Form):
    """The insurer's answer as a table."""

    table = TableFileField(
        label=_("保险公司的答复"),
        help_text=_("XLSX或者CSV，要有“志愿者编号”“结果”两列；承保的写“生效日期”，不承保的写“原因”。"),
    )
