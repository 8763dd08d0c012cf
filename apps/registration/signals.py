from django.dispatch import Signal

# volunteer_ids: who study or work somewhere else since this transaction, or whose register entry has just passed.
# Receivers run one set-based statement in the same transaction or write an outbox row; nothing else.
affiliations_changed = Signal()

# user_ids, by: minors for whom no guardian's consent stands any more, as a guardian took it back. Receivers end in the
# same transaction what only the consent allowed.
consent_withdrawn = Signal()
