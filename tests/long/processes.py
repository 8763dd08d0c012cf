"""Processes of the site that a test starts on its own database and Valkey."""

import os

from django.db import connection

from volunteer_platform.local import places, process


def own_database():
    """The address of this test's database; the one in the environment lacks the name Django gave it."""
    url, question_mark, query = os.environ["DATABASE_URL"].partition("?")
    return f"{url.rpartition('/')[0]}/{connection.settings_dict['NAME']}{question_mark}{query}"


def start(command, **env):
    settings = {"DATABASE_URL": own_database(), "LOG_LEVEL": "CRITICAL", "PYTHONPATH": str(places.ROOT)}
    return process.start(command, state="the test itself", env={**settings, **env}, cwd=places.ROOT)
