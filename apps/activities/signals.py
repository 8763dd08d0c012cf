"""Facts that apps above this one may follow: in the same transaction, with one statement for the whole set."""

from django.dispatch import Signal

# signup_ids: sign-ups of which a pair of check-in and check-out was completed just now.
presences_closed = Signal()
