from django.dispatch import Signal

# volunteer_ids: who study or work somewhere else since this transaction, or whose register entry has just passed.
# Receivers run one set-based statement in the same transaction or write an outbox row; nothing else.
affiliations_changed = Signal()

# volunteer_ids: what these people are sought by is not what it was: what they tell about themselves, where they live, who
# they are, or a certificate that was looked at.
sought_by_changed = Signal()

# user_ids, by: minors for whom no guardian's consent stands any more, as a guardian took it back. Receivers end in the
# same transaction what only the consent allowed.
consent_withdrawn = Signal()

# user_ids, by: whose passed identity turned out to be somebody else's. Receivers end in the same transaction what
# only a passed identity allowed.
identity_voided = Signal()

# user: somebody wants to leave. A higher app that knows something to be done first answers with what and where: a list of
# (words, address).
asking_to_leave = Signal()

# user_ids, by: people who are leaving. Receivers call off in the same transaction what is still to come for them; what
# is kept about them is removed afterwards, as it was declared (apps.core.personal).
leaving = Signal()
