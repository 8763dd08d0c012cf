"""What is typed about activities: positions and shifts, the answer of a review, the search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Position, Shift
from apps.core.forms import ChipsMultiple
from apps.registration.models import Skill
from apps.training.models import Standard, TrainingKind


class PositionForm(forms.ModelForm):
    required_skills = forms.MultipleChoiceField(
        label=_("这个岗位一定要会的"), widget=ChipsMultiple, required=False
    )

    required_trainings = forms.MultipleChoiceField(
        label=_("一定要完成的培训"),
        widget=ChipsMultiple,
        required=False,
        help_text=_("到那天还有效才能报。还没上过的，报名时会告诉TA最近的一场。"),
    )

    class Meta:
        model = Position
        fields = ["name", "requirements", "required_skills", "required_trainings"]
        labels = {"name": _("岗位"), "requirements": _("这个岗位要什么")}
        help_texts = {"name": _("比如搬运、登记引导。只有一种活就写“志愿者”。")}

    def __init__(self, *args, activity=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["required_skills"].choices = Skill.objects.values_list("code", "name")
        kinds = TrainingKind.objects.within(activity.region_id) if activity else TrainingKind.objects.all()
        self.fields["required_trainings"].choices = kinds.values_list("code", "name")
        if activity and (proposed := _meant_for(activity)):
            words = _("按这个活动的服务领域，标准里建议：%(names)s。") % {"names": "、".join(proposed)}
            field = self.fields["required_trainings"]
            field.help_text = f"{words}{field.help_text}"


def _meant_for(activity):
    """The kinds of training that standards in force ask for in the fields of an activity."""
    usable = Standard.objects.usable_by(activity.organization).in_force().meant_for(activity.service_fields)
    return list(dict.fromkeys(usable.values_list("kind__name", flat=True)))


class CapacityForm(forms.ModelForm):
    class Meta:
        model = Shift
        fields = ["capacity"]
        labels = {"capacity": _("名额")}


class ReasonForm(forms.Form):
    """A decision that needs a word for the person it hits."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
