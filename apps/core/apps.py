from django.apps import AppConfig
from django.core import validators
from django.forms import fields, models
from django.utils.translation import gettext_lazy as _

# What Django says about input, in the house's words, for every form. A field of its own says more where it can.
MESSAGES = {
    fields.Field: {"required": _("这一项还没填。")},
    fields.BooleanField: {"required": _("还没打勾。")},
    fields.ChoiceField: {"required": _("选一个。"), "invalid_choice": _("这个不能选，请重新选。")},
    fields.MultipleChoiceField: {
        "required": _("至少选一样。"),
        "invalid_choice": _("这个不能选，请重新选。"),
        "invalid_list": _("请重新选。"),
    },
    models.ModelChoiceField: {"required": _("选一个。"), "invalid_choice": _("这个不能选，请重新选。")},
    fields.IntegerField: {"invalid": _("请填整数。")},
    fields.EmailField: {"invalid": _("邮箱地址没写对，比如lixiaomin@example.cn。")},
    fields.DateField: {"invalid": _("日期没写对，比如2026-11-28。")},
    fields.TimeField: {"invalid": _("时间没写对，比如8:30。")},
    fields.DateTimeField: {"invalid": _("日期和时间没写对，比如2026-11-28 8:30。")},
}
LIMITS = {
    validators.MinValueValidator: _("最少是%(limit_value)s。"),
    validators.MaxValueValidator: _("最多是%(limit_value)s。"),
    validators.MinLengthValidator: _("最少%(limit_value)d个字，现在有%(show_value)d个。"),
    validators.MaxLengthValidator: _("最多%(limit_value)d个字，现在有%(show_value)d个。"),
}


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self):
        for field, messages in MESSAGES.items():
            field.default_error_messages = {**vars(field).get("default_error_messages", {}), **messages}
        for validator, message in LIMITS.items():
            validator.message = message
