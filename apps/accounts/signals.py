from django.dispatch import Signal

# consents, by: agreements that were taken back just now. Receivers end in the same transaction what only they allowed.
consents_withdrawn = Signal()

# user: whoever knows answers with the purposes that somebody else decides for this person: guardians for minors.
left_to_guardians = Signal()

# user: the register answers with the last six characters of the document of this person, or None where there is none.
asking_for_document = Signal()
