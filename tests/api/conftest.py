import uuid

import pytest
from rest_framework.test import APIClient


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    """Attempts of other tests do not count."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def api():
    """A client that speaks for a person, or for nobody."""

    def client(user=None):
        made = APIClient()
        if user:
            made.force_authenticate(user)
        return made

    return client
