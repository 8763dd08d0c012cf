from django.dispatch import Signal

# policy: it was in force and was taken out of use just now.
policy_stopped = Signal()

# Lists for insurers are about to be made: receivers let in who comes to an activity with a policy of its own, and take out
# who does not come any more.
making_lists = Signal()
