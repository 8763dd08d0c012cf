from django.dispatch import Signal

# volunteer_ids: who study or work somewhere else since this transaction, or whose register entry has just passed.
# Receivers run one set-based statement in the same transaction or write an outbox row; nothing else.
affiliations_changed = Signal()
