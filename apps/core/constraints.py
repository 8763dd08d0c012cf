"""When two requests pass the same check at once, the database decides; the second one still gets a sentence."""

from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from psycopg2.errors import DeadlockDetected

from apps.core.errors import Refused


@contextmanager
def refusing(model, codes):
    """Turn a broken constraint of a model into the refusal it stands for.

    `codes` maps names of constraints to codes of refusals; the words are the constraint's own. What is written
    inside is undone, the transaction around it goes on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None)
        if name not in codes:
            raise
        words = {
            constraint.name: constraint.violation_error_message for constraint in model._meta.constraints
        }
        raise Refused(words[name], code=codes[name]) from problem


@contextmanager
def refusing_deadlock():
    """Of two that wait for each other the database undoes one, which is asked to come again. Goes around a
    transaction of its own."""
    try:
        yield
    except OperationalError as problem:
        if not isinstance(problem.__cause__, DeadlockDetected):
            raise
        raise Refused(_("刚好有人同时在办，再点一次就好。"), code="try_again") from problem
