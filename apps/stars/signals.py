from django.dispatch import Signal

# volunteer_ids: whose star an association has just recognised, in the same transaction.
stars_recognized = Signal()

# volunteer_ids: of whom a recognised star was withdrawn, in the same transaction.
stars_withdrawn = Signal()
