"""What a service says of each request: counted by stage, named by its id, written as one line of JSON."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest

from qa.engine import Engine
from qa.keys import KeyFile
from qa.stopwatch import STAGES
from qa.web.service.logs import write_json
from tests.qa.web.conftest import Serve

QUESTION = "Who won the election in Castellan?"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as JSON, and what it was before put back afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("qa")
    before, levels = list(root.handlers), (root.level, ours.level)
    root.handlers.clear()
    stream = io.StringIO()
    write_json(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def _lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.parametrize("path", ["/ask", "/ask/stream"])
def test_an_answer_and_its_request_are_written_under_the_clients_own_id(
    serve: Serve, log: io.StringIO, path: str
) -> None:
    client = serve()
    answer = client.post(path, json={"question": QUESTION}, headers={"X-Request-ID": "01J.trace-7"})
    assert answer.headers["x-request-id"] == "01J.trace-7"
    told, request = _lines(log)
    assert {told["request_id"], request["request_id"]} == {"01J.trace-7"}
    assert (told["message"], told["generation"]) == ("answer", 1)
    assert told["status"] in ("answered", "related", "abstained")
    assert told["source"] == "made"
    text = client.get("/metrics").text
    for stage in STAGES:
        assert f'qa_answer_work_duration_seconds_count{{stage="{stage}"}} 1.0' in text
    assert (request["route"], request["method"], request["status"]) == (path, "POST", 200)
    assert "Castellan" not in log.getvalue()


def test_a_question_is_written_where_that_is_wanted(serve: Serve, log: io.StringIO) -> None:
    serve(log_questions="yes").post("/ask", json={"question": QUESTION})
    assert _lines(log)[0]["question"] == QUESTION


def test_the_line_names_the_key_by_its_id_and_no_address(serve: Serve, engine: Engine, log: io.StringIO) -> None:
    client = serve()
    text, key = KeyFile(engine.corpus.folder).create("desk", scope="read")
    client.get("/ask", params={"q": QUESTION}, headers={"Authorization": f"Bearer {text}"})
    assert _lines(log)[-1]["key"] == key.id
    assert text not in log.getvalue()
    assert "Castellan" not in log.getvalue()


@pytest.mark.parametrize("brought", ["", "a b", "a\x1b[31m", "x" * 129, "<b>", "-a", "é"])
def test_an_id_that_cannot_be_written_anywhere_is_replaced(serve: Serve, brought: str) -> None:
    headers = [(b"X-Request-ID", brought.encode("latin-1"))]
    assert re.fullmatch(r"[0-9a-f-]{36}", serve().get("/livez", headers=headers).headers["x-request-id"])


def test_two_ids_are_none(serve: Serve) -> None:
    headers = [("X-Request-ID", "one"), ("X-Request-ID", "two")]
    assert serve().get("/livez", headers=headers).headers["x-request-id"] not in ("one", "two", "one, two")


def test_a_line_stays_one_line_whatever_is_written(log: io.StringIO) -> None:
    logging.getLogger("qa.web").warning("a\r\nb\x1b[31m\x7f\u2028 %s", "c\nd")
    try:
        raise ValueError("inner\nlines")
    except ValueError:
        logging.getLogger("qa.web").exception("it failed")
    assert len(log.getvalue().split("\n")) == 3
    assert not set("\r\x1b\x7f") & set(log.getvalue())
    assert json.loads(log.getvalue().split("\n")[1])["traceback"]
