"""Files in forms. What was handed in stays handed in: a form that comes back because of something else still has it."""

from typing import NamedTuple
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import uploads
from apps.core.models import KeptFile, PolicyRow

SEEN = signing.Signer(salt="core.file_fields")
PICTURES = "image/jpeg,image/png,image/webp"


class Sent(NamedTuple):
    """What came with the form: new files, and the signed ids of those that were there before."""

    new: list
    there: list


class FileWidget(forms.FileInput):
    """A place to choose a file, under it what is there already, each with a box to take it out."""

    template_name = "django/forms/widgets/kept_file.html"
    kept: list | None = None  # once the form was read: what it holds now

    def value_from_datadict(self, data, files, name):
        dropped = set(_several(data, f"{name}-drop"))
        there = [key for key in _several(data, f"{name}-there") if key not in dropped]
        return Sent(_several(files, name), there)

    def value_omitted_from_data(self, data, files, name):
        return name not in files and f"{name}-there" not in data and f"{name}-drop" not in data

    def use_required_attribute(self, initial):
        return super().use_required_attribute(initial) and not self.kept

    def format_value(self, value):
        return None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        files = files_of(value) if self.kept is None else self.kept
        context["widget"]["there"] = [
            {"name": file.name, "size": file.size, "key": SEEN.sign(file.pk.hex)} for file in files
        ]
        return context


class SeveralFilesWidget(FileWidget):
    allow_multiple_selected = True


class KeptFileField(forms.FileField):
    """One file of a kind, kept as soon as it arrives; with `most`, up to so many, and the value is a list.

    Its form is a FormWithFiles, which says for whom files are kept.
    """

    default_error_messages = {
        "required": gettext_lazy("还没选文件。"),
        "gone": gettext_lazy("上次传的文件已经不在了，请重新传一次。"),
        "most": gettext_lazy("最多%(most)d个，多出来的没有留下。"),
    }

    def __init__(self, *, kind, is_public=False, most=None, **kwargs):
        self.kind, self.is_public, self.most, self.by = KeptFile.Kind(kind), is_public, most, None
        widget = SeveralFilesWidget if most else FileWidget
        accepted = PICTURES if self.kind == KeptFile.Kind.PICTURE else f"application/pdf,{PICTURES}"
        super().__init__(widget=kwargs.pop("widget", widget({"accept": accepted})), **kwargs)

    def clean(self, value, initial=None):
        value = value or Sent([], [])
        had = files_of(initial)
        if self.disabled:
            return self._value(had)
        self.widget.kept, wrong = self._there(value.there, had)
        wrong += self._keep([upload for upload in value.new if upload])
        if wrong:
            raise ValidationError(wrong)
        if self.required and not self.widget.kept:
            raise ValidationError(self.error_messages["required"], code="required")
        return self._value(self.widget.kept)

    def has_changed(self, initial, data):
        keys = {key for key in (_key_of(signed) for signed in data.there) if key}
        return bool(data.new) or keys != {file.pk for file in files_of(initial)}

    def bound_data(self, _, initial):
        return initial  # the widget knows what is there now

    def _there(self, signed, had):
        """Files that were there before: offered by this person, or already part of what the form is about."""
        keys = {key for key in map(_key_of, signed) if key}
        mine = {file.pk: file for file in had}
        offered = KeptFile.objects.offered_by(self.by).filter(kind=self.kind, is_public=self.is_public)
        mine |= offered.in_bulk(keys - set(mine))
        gone = len(signed) - len(keys & set(mine))
        files = [mine[key] for key in dict.fromkeys(map(_key_of, signed)) if key in mine]
        return files, [ValidationError(self.error_messages["gone"], code="gone")] * bool(gone)

    def _keep(self, new):
        """Keep what is new; what is wrong with one of them takes nothing from the others."""
        wrong = []
        if new and not self.most:
            new, self.widget.kept = new[-1:], []
        for upload in new:
            if self.most and len(self.widget.kept) >= self.most:
                return [
                    *wrong,
                    ValidationError(self.error_messages["most"], code="most", params={"most": self.most}),
                ]
            try:
                kept = uploads.keep(upload, kind=self.kind, by=self.by, is_public=self.is_public)
            except ValidationError as refusal:
                wrong += _named(refusal, upload) if self.most else [refusal]
            else:
                self.widget.kept.append(kept)
        return wrong

    def _value(self, files):
        return files if self.most else next(iter(files), None)


class FormWithFiles:
    """A form with KeptFileFields, and the person whose files they are: Form(request.POST, request.FILES, by=user)."""

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        fields = [field for field in self.fields.values() if isinstance(field, KeptFileField)]
        limits = PolicyRow.objects.values_of("uploads")
        for field in fields:
            field.by = by
            field.help_text = field.help_text or _allowed(field, limits)


def _allowed(field, limits):
    if field.kind == KeptFile.Kind.PICTURE:
        words = _("JPG、PNG或WebP图片，不超过%(size)d MB。") % {"size": limits["picture_megabytes"]}
    else:
        words = _("PDF或者图片，不超过%(size)d MB。") % {"size": limits["document_megabytes"]}
    return words + (_("最多%(most)d个。") % {"most": field.most} if field.most else "")


def _several(data, name):
    """All values of a name, from what a browser sent or from a plain dict."""
    if hasattr(data, "getlist"):
        return data.getlist(name)
    value = data.get(name, [])
    return value if isinstance(value, list) else [value]


def files_of(value):
    """The files of a value: none, one, several, or the key of one."""
    if not value:
        return []
    if isinstance(value, KeptFile):
        return [value]
    if isinstance(value, UUID | str):
        return list(KeptFile.objects.filter(pk=value))
    return list(value)


def _key_of(signed):
    try:
        return UUID(SEEN.unsign(signed))
    except (signing.BadSignature, ValueError):
        return None


def _named(refusal, upload):
    name = uploads.shown_name(upload.name, "")
    return [
        ValidationError(_("%(file)s：%(reason)s") % {"file": name, "reason": words})
        for words in refusal.messages
    ]
