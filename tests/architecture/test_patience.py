"""Tests wait long enough: what comes in a moment here comes in half a minute on a machine that others use too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LEAST = 60  # seconds
#: Waits for what is to come, in seconds. What is not to come is waited for less than a second, or is known otherwise.
_WAIT = re.compile(r"(?:\.(?:wait|result|acquire|settimeout|join)\((?:timeout=)?|\btimeout=)(\d+)(?=[),])")
#: The beginning of a request or of a client of its own; where nothing else is said, it waits for five seconds.
_REQUEST = re.compile(r"\bhttpx2?\.(?:get|post|put|delete|stream|request|Client|AsyncClient)\(")
#: Asks again until the server is there.
ASKS_AGAIN = {"cluster/s3_server.py"}


def _impatient(text: str) -> list[str]:
    waits = [wait[0] for wait in _WAIT.finditer(text) if 1 <= int(wait[1]) < LEAST]
    calls = [_call(text, request.start()) for request in _REQUEST.finditer(text)]
    return waits + [call for call in calls if "timeout=" not in call and "transport=" not in call]


def _call(text: str, start: int) -> str:
    """Return a call as far as its last bracket; the brackets within its strings are in pairs."""
    depth = 0
    for at in range(text.index("(", start), len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            return text[start : at + 1]
    return text[start:]


@pytest.mark.parametrize(
    "text",
    [
        "began.wait(" + "10)",
        "client.settimeout(" + "30)",
        "asked.result(timeout" + "=5)",
        "httpx." + "get(address)",
        "with httpx2." + 'Client(headers={"A": f"{key}"}) as client:',
    ],
)
def test_what_gives_up_early_is_found(text: str) -> None:
    assert len(_impatient(text)) == 1


def test_no_test_gives_up_before_a_minute() -> None:
    files = {path.relative_to(TESTS).as_posix(): path for path in TESTS.rglob("*.py")}
    hasty = {name: _impatient(path.read_text(encoding="utf-8")) for name, path in files.items()}
    assert {name: calls for name, calls in hasty.items() if calls and name not in ASKS_AGAIN} == {}
