"""What the log says of a request: enough to find it again, nothing of what somebody looked for."""

import logging

import pytest

pytestmark = pytest.mark.django_db


def test_what_is_looked_for_reaches_no_handler_of_the_log(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/activities/", {"q": "丁香路 13800000001"})

    said = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    assert [(one["event"], one["request"]) for one in said] == [
        ("request_started", "GET /activities/"),
        ("request_finished", "GET /activities/"),
    ]
