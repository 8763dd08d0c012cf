from django.dispatch import Signal

# user, name: someone is about to act for an organisation. A higher app that knows a reason against it raises Refused.
# `name` is what the one who appoints them says they are called, or None when they come themselves.
appointing = Signal()

# organization: it is about to be closed for good. A higher app that knows a reason against it raises Refused.
closing = Signal()
