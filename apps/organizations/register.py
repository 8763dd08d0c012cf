"""What the register of volunteers is asked. It lies above this app and answers to named questions."""

from apps.organizations.models import Member, Organization
from apps.organizations.signals import fields_of_service, joining, numbers_of, people_meant


def service_fields():
    """The fields of service, {code: name}."""
    known = {}
    for _receiver, answer in fields_of_service.send(sender=Organization):
        known |= answer
    return known


def refuse_unless_may_join(user):
    """Whoever belongs to an organisation is in the register."""
    joining.send(sender=Member, user=user)


def users_meant(numbers):
    """The ids of the users who have these volunteer numbers; a number nobody has means nobody."""
    return {pk for _receiver, ids in people_meant.send(sender=Member, numbers=numbers) for pk in ids}


def volunteer_numbers(user_ids):
    """{user id: volunteer number} of those who have one."""
    known = {}
    for _receiver, answer in numbers_of.send(sender=Member, user_ids=list(user_ids)):
        known |= answer
    return known
