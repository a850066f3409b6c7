"""What a service logs on standard error: warnings as text or, where the settings ask for it, one JSON object a line.

Owns the form of a line. No line holds a question, an address or a key, unless questions are asked for. Knows nothing
of routes.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

from qa.visible import visible
from qa.web.http.request_ids import current

# What logging itself gives every record; all else was given by whoever wrote the line.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object: time, level, logger, message, the request's id, and the fields given.

    Whatever ends a line or drives a terminal is escaped, as JSON wants it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if mark := current.get():
            line["request_id"] = mark
        line |= {name: value for name, value in vars(record).items() if name not in _USUAL and value is not None}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).translate(_CONTROLS).decode("utf-8")


# Beyond what JSON escapes: DEL, which some terminals act on. (C1 controls are two bytes of UTF-8 and drive none.)
_CONTROLS = bytes(byte if byte != 0x7F else 0x3F for byte in range(256))


class TextLines(logging.Formatter):
    """Writes a record as one line, and what raised it below, indented: nothing that a client or an article wrote into
    it looks like a line of its own, or drives a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line = visible(record.getMessage()).replace("\n", "\\n")
        if not record.exc_info:
            return line
        return "\n  ".join([line, *visible(self.formatException(record.exc_info)).split("\n")])


def write_log(kind: str) -> None:
    """Have this process's log written as the setting says: as "json" or "text"."""
    write_json() if kind == "json" else write_text()


def write_text(stream: TextIO | None = None) -> None:
    """Have this process's log, lines from WARNING on, written as text."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(TextLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def write_json(stream: TextIO | None = None) -> None:
    """Have this process's log, our lines from INFO on and those of libraries from WARNING on, written as JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("qa").setLevel(logging.INFO)
