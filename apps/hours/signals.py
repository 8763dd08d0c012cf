from django.dispatch import Signal

# volunteer_ids, years: whose totals moved in this transaction, and in which years.
# Receivers run one set-based statement in the same transaction or write an outbox row; nothing else.
hours_changed = Signal()
