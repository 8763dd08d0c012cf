"""What this app asks of the apps above it, and what it tells them. Facts travel upward as ids of a set."""

from django.dispatch import Signal

# user, name: someone is about to act for an organisation. A higher app that knows a reason against it raises Refused.
# `name` is what the one who appoints them says they are called, or None when they come themselves.
appointing = Signal()

# user: someone is about to become a member. A higher app that knows a reason against it raises Refused.
joining = Signal()

# What the register knows: {code: name} of the fields of service.
fields_of_service = Signal()

# numbers: whose volunteer numbers these are, as ids of users.
people_meant = Signal()

# user_ids: {user id: volunteer number}.
numbers_of = Signal()

# organization, successor: it is about to be closed for good. A higher app that knows a reason against it raises Refused.
closing = Signal()

# organization: it is about to be trusted with more people-hours. A higher app that knows a reason against it raises Refused.
trusting_more = Signal()

# ids: organisations that were suspended just now: nobody signs up, nobody manages, until they are let go on.
organization_suspended = Signal()

# ids, successor_id: organisations that were closed just now, and who goes on in their place, or None.
organization_closed = Signal()
