"""Facts of training that other apps listen to."""

from django.dispatch import Signal

# Somebody is about to take a place in a session. With volunteer and session; whoever knows that the person is elsewhere
# then refuses. Sent while the person is held.
enrolling = Signal()

# What these people have completed is not what it was: something was passed or voided. With volunteer_ids.
completions_changed = Signal()

# These completions were voided just now. With completions.
completions_voided = Signal()
