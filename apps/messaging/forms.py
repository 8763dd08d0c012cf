from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Chips
from apps.messaging.kinds import Group
from apps.messaging.models import ChannelChoice


class ChannelForm(forms.Form):
    """What comes outside the site: a wish for each group of messages and each channel that reaches the person."""

    def __init__(self, *args, wishes, channels, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {f"{group}-{channel}": (group, channel) for group in Group for channel in channels}
        for name, (group, channel) in self.places.items():
            self.fields[name] = forms.ChoiceField(
                label=_("%(group)s：%(channel)s") % {"group": group.label, "channel": channel.label},
                choices=ChannelChoice.Wish,
                initial=wishes[group, channel],
                widget=Chips,
            )

    def choices(self):
        return {place: self.cleaned_data[name] for name, place in self.places.items()}
