"""Pictures of a notice and of its summary, each with a line on what is seen in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.models import ActivityPicture
from apps.core.file_fields import FormWithFiles, KeptFileField

PLACES = range(1, ActivityPicture.MOST + 1)


class PicturesForm(FormWithFiles, forms.Form):
    """Up to six pairs of picture and words."""

    def __init__(self, *args, rows=(), **kwargs):
        initial = kwargs.pop("initial", None) or {}
        for place, row in zip(PLACES, rows, strict=False):
            initial |= {f"picture_{place}": row.picture, f"alt_{place}": row.alt}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self):
        cleaned = super().clean()
        for place in PLACES:
            if cleaned.get(f"picture_{place}") and not cleaned.get(f"alt_{place}", "").strip():
                self.add_error(f"alt_{place}", _("写一句图里有什么，看不见的人也能知道。"))
        return cleaned

    def pictures(self):
        """Pairs of a file and its words."""
        pairs = [
            (self.cleaned_data.get(f"picture_{n}"), self.cleaned_data.get(f"alt_{n}", "")) for n in PLACES
        ]
        return [(file, alt) for file, alt in pairs if file]

    def places(self):
        """The pairs of fields, and whether something stands there: empty ones are folded away."""
        for n in PLACES:
            pair = (self[f"picture_{n}"], self[f"alt_{n}"])
            yield n, *pair, n == 1 or any(field.value() or field.errors for field in pair)


for _place in PLACES:
    PicturesForm.base_fields[f"picture_{_place}"] = KeptFileField(
        kind="picture", is_public=True, required=False, label=_("图片")
    )
    PicturesForm.base_fields[f"alt_{_place}"] = forms.CharField(
        label=_("图里有什么"), max_length=80, required=False, help_text=_("别拍服务对象的脸。")
    )


class SummaryForm(PicturesForm):
    """What came of an activity."""

    summary = forms.CharField(
        label=_("做成了什么"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("来了多少人、做了哪些事。别写服务对象的姓名、住址。大家都看得到。"),
    )
    field_order = ["summary"]
