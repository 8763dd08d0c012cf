"""Structured logs with request ids and without personal data."""

import logging
import re

import structlog

from volunteer_platform import env

DOCUMENT_OR_PHONE = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
NEVER_LOGGED = {"ip", "user_agent", "cookie", "phone", "password", "name"}


def path_only(_logger, _method, event):
    """What was asked, without what stands behind the question mark: words people look for, places in lists."""
    if "request" in event:
        event["request"] = str(event["request"]).partition("?")[0]
    return event


def scrub(_logger, _method, event):
    """Take out what could name a person: a document or phone number anywhere, and fields that carry them."""
    return {
        key: DOCUMENT_OR_PHONE.sub("***", value) if isinstance(value, str) else value
        for key, value in event.items()
        if key not in NEVER_LOGGED
    }


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    structlog.stdlib.PositionalArgumentsFormatter(),
    path_only,  # here, and no handler ever holds the rest
]

structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

RENDERERS = {
    "json": structlog.processors.JSONRenderer(ensure_ascii=False),
    "plain": structlog.dev.ConsoleRenderer(colors=False),
}


class QuietDatabaseErrors(logging.Filter):
    """PostgreSQL repeats the whole failing row in its errors; keep the first line, which names the rule."""

    def filter(self, record):
        record.msg = (
            re.sub(r"(?s)\n?DETAIL:.*", "", record.msg) if isinstance(record.msg, str) else record.msg
        )
        return True


def without_details(_logger, _method, event):
    """The same for tracebacks, once they are text."""
    if "exception" in event:
        event["exception"] = re.sub(r"DETAIL:.*", "DETAIL: (left out)", event["exception"])
    return event


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "house": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": SHARED,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_details,
                scrub,
                RENDERERS[env.text("LOG_FORMAT", "json", choices=list(RENDERERS))],
            ],
        }
    },
    "filters": {"quiet": {"()": QuietDatabaseErrors}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "house", "filters": ["quiet"]}},
    "root": {"handlers": ["out"], "level": env.text("LOG_LEVEL", "INFO")},
}
