"""What is done on a running platform just before one of its processes is killed, and what is found of it afterwards.

`python -m tests.long.deed do NAME` confirms hours of somebody new and tells them something by text message, some seconds
from now; `... found NAME` prints what came of both.
"""

import datetime
import json
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from factory.django import DjangoModelFactory  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.core.models import OutboxItem, PolicyRow  # noqa: E402
from apps.hours.actions import confirm_hours  # noqa: E402
from apps.hours.models import HourRecord, YearTotal  # noqa: E402
from apps.messaging.actions import News, tell  # noqa: E402
from apps.messaging.models import Message  # noqa: E402
from tests import factories  # noqa: E402
from tests.factories import HourRecordFactory, StaffFactory, UserFactory  # noqa: E402

SOON = datetime.timedelta(seconds=6)


def do(name):
    UserFactory.counter = first = (
        User.objects.count() * 10 + 1
    )  # or each of these processes had the same numbers
    for factory in vars(factories).values():
        if isinstance(factory, type) and issubclass(factory, DjangoModelFactory):
            factory.reset_sequence(first, force=True)
    PolicyRow.objects.filter(topic="quiet_hours", item="from").update(value=24)
    PolicyRow.objects.filter(topic="quiet_hours", item="until").update(value=0)
    with transaction.atomic():
        record = HourRecordFactory(signup__volunteer__name=name)
        confirm_hours(
            HourRecord.objects.filter(pk=record.pk), by=StaffFactory(organization=record.organization).user
        )
        tell("activity_cancelled", [News(record.volunteer.user_id, f"deed:{name}", f"{name}停了")])
        items_of(name).update(due_at=timezone.now() + SOON)


def items_of(name):
    keys = [f"message:{pk}" for pk in Message.objects.filter(key=f"deed:{name}").values_list("pk", flat=True)]
    return OutboxItem.objects.filter(kind="sms", key__in=keys)


def found(name):
    total = YearTotal.objects.filter(volunteer__name=name).values_list("minutes", flat=True)
    items = items_of(name).values_list("state", "attempts")
    print(json.dumps({"minutes": list(total), "items": list(items)}))


{"do": do, "found": found}[sys.argv[1]](sys.argv[2])
