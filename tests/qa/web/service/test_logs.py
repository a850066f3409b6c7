"""Lines of the log: whatever a client or an article wrote into one, it stays one line and drives no terminal."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from qa.web.service.logs import write_text

HOSTILE = "a.zip\nWARNING:  all keys were revoked\r\x1b[31m\u202e\x85.pdf"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as text, and what it was before put back afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers.clear()
    stream = io.StringIO()
    write_text(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_a_message_is_one_line_and_nothing_in_it_drives_a_terminal(log: io.StringIO) -> None:
    logging.getLogger("qa.web").warning("job_1: %s", HOSTILE)
    assert log.getvalue() == "job_1: a.zip\\nWARNING:  all keys were revoked\ufffd\ufffd[31m\ufffd\ufffd.pdf\n"


def test_what_raised_it_stands_indented_below(log: io.StringIO) -> None:
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        logging.getLogger("qa.web").exception("unexpected")
    first, *others = log.getvalue().splitlines()
    assert first == "unexpected"
    assert others[0] == "  Traceback (most recent call last):"
    assert all(line.startswith("  ") for line in others)
    assert "\x1b" not in log.getvalue()


def test_what_is_no_warning_is_not_written(log: io.StringIO) -> None:
    logging.getLogger("qa.web").info("request")
    assert log.getvalue() == ""
