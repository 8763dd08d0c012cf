"""Workers that die: an axe that falls at a chosen write."""

import re
from contextlib import contextmanager

from django.db import transaction


class Killed(BaseException):
    """The worker is gone: nothing catches that."""


class Axe:
    """Lets so many statements write to the tables of some apps, and kills the worker at the next: before it, or right
    behind it. Used as connection.execute_wrapper(Axe(3, "certificates", behind=True))."""

    def __init__(self, blow, *apps, behind):
        self.left, self.behind, self.has_fallen = blow, behind, False
        write = rf'\s*(?:WITH\b.*?)?(?:INSERT INTO|UPDATE|DELETE FROM) "?(?:{"|".join(apps)})_'
        self.write = re.compile(write, re.DOTALL)

    def __call__(self, execute, sql, params, many, context):
        writes = bool(self.write.match(sql))
        falls = writes and self.left == 0
        self.left -= writes
        if falls and not self.behind:
            self.fall()
        result = execute(sql, params, many, context)
        if falls:
            self.fall()
        return result

    def fall(self):
        self.has_fallen = True
        raise Killed


@contextmanager
def undone():
    """What happens inside has not happened afterwards."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)
