import re
import uuid

import pytest


@pytest.fixture
def forget_limits(settings):
    """What was tried before no longer counts, as after a while; other test runs on the same cache are left alone."""

    def forget():
        settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}

    return forget


@pytest.fixture(autouse=True)
def fresh_limits(forget_limits):
    forget_limits()


@pytest.fixture
def last_code(texts):
    """The code in the last text message to a phone."""

    def read(phone):
        return re.search(r"验证码 (\d{6})", [text for to, text in texts if to == phone][-1])[1]

    return read
