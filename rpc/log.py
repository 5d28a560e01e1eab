"""Logs: one JSON object a line on standard error, with named fields and no personal data.

Why structlog over the standard library: it costs half, and its fields can not be forged by a
newline in a value. Bodies, addresses and keys are never logged.
"""

import logging
import sys
from typing import Any

import msgspec
import structlog

_encode = msgspec.json.Encoder().encode


def configure() -> None:
    """Send all logs to standard error as JSON lines, those of libraries too."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Forward()], force=True)


def logger() -> Any:
    """Return the logger."""
    return structlog.get_logger()


def _render(_: Any, __: str, event: dict[str, Any]) -> bytes:
    return _encode(event)


class _Forward(logging.Handler):
    """Hand the records of the standard library on."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log one record as a line."""
        fields: dict[str, Any] = {"logger": record.name}
        if record.exc_info:
            fields["exc_info"] = record.exc_info
        structlog.get_logger().log(record.levelno, record.getMessage(), **fields)
