"""Whether what may hurt people is insured (志愿服务条例第十七条): a question the database answers, so that pages, actions and
its own guard never differ."""

from django.db import connection
from django.db.models import BooleanField, Func


class DaysAreInsured(Func):
    """Of a notice: its own policy, its region, when it begins and ends. True when each of its days that is still to come
    lies in a policy in force, one after the other if need be."""

    function = "activities_days_are_insured"
    arity = 4
    output_field = BooleanField()


def days_are_insured(*notice) -> bool:
    """The same of a notice as it stands in memory."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {DaysAreInsured.function}(%s, %s, %s, %s)", notice)
        return cursor.fetchone()[0]
