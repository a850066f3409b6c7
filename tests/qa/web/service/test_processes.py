"""Processes that answer for one service: real ones, over one corpus, which end, hang on to nothing and see changes."""

from __future__ import annotations

import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Article
from qa.engine import AskOptions, Engine
from qa.errors import ProcessEnded, QuestionError
from qa.records import Answer, Turn
from qa.settings import Settings
from qa.stopwatch import measured
from qa.web.app import Deployment, create_app
from qa.web.service.processes import Processes

pytestmark = pytest.mark.slow

QUESTION = "Who won the election in Castellan?"
_PROGRAM = """
import os, sys, time
from qa.engine import Engine
from qa.web.answering_process import run
from tests.support.doubles import HashEncoder

class Marked(Engine):
    def stages(self, question, options=None):
        if "deadly" in question:
            os._exit(1)
        if "faulty" in question:
            raise RuntimeError("a fault")
        for stage in super().stages(question, options):
            yield stage
            while "slowly" in question and os.path.exists(str(self.corpus.folder) + ".hold"):
                time.sleep(0.01)

run(int(sys.argv[1]), lambda settings: Marked.open(settings=settings, encoder=HashEncoder()))
"""
COMMAND = (sys.executable, "-c", _PROGRAM)


def _until(holds: Callable[[], Any]) -> None:
    for _ in range(6000):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came to be")


@contextmanager
def started(engine: Engine, number: int) -> Iterator[Processes]:
    processes = Processes(engine.settings, number, command=COMMAND)
    try:
        # each has opened the corpus once it is among those that can be asked
        _until(lambda: processes._idle.qsize() == number)
        yield processes
    finally:
        processes.close()


@pytest.fixture
def two(engine: Engine) -> Iterator[Processes]:
    with started(engine, 2) as processes:
        yield processes


def _told(answer: Answer) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in Answer.__slots__ if name not in ("id", "created", "conversation")}


def _ask(processes: Processes, engine: Engine, question: str, **options: Any) -> Answer:
    *_, answer = processes.stages(engine, question, options=AskOptions(**options))
    assert isinstance(answer, Answer)
    return answer


def test_a_process_answers_as_the_engine_does_and_tells_how_long_each_stage_took(
    two: Processes, engine: Engine
) -> None:
    history = (Turn(QUESTION, ("Maren Tolvaisa won the election in Castellan with 52 percent of the vote.",)),)
    for question, turns in ((QUESTION, ()), ("When does she take office?", history), ("What is a quark?", ())):
        with measured() as times:
            answer = _ask(two, engine, question, history=turns)
        assert _told(answer) == _told(engine.ask(question, history=turns))
        assert {"understand", "encode", "search", "decide"} <= times.seconds.keys()


def test_what_is_wrong_with_a_question_is_said_and_costs_no_process(two: Processes, engine: Engine) -> None:
    before = two.alive
    with pytest.raises(QuestionError):
        _ask(two, engine, "  ")
    with pytest.raises(RuntimeError, match="a fault"):
        _ask(two, engine, "Who is faulty?")
    assert two.alive == before
    assert _ask(two, engine, QUESTION).status == "answered"


def test_a_change_is_seen_by_the_next_question_in_every_process(two: Processes, engine: Engine) -> None:
    for number in range(4):
        engine.add([Article(f"n{number}", "", f"Number {number} of the ferries sails to Port Ostrin.")])
        answers = [_ask(two, engine, f"Which ferry sails to Port Ostrin {turn}?") for turn in range(2)]
        assert {answer.generation for answer in answers} == {engine.corpus.generation}


def test_a_killed_process_costs_no_answer_and_another_takes_its_place(two: Processes, engine: Engine) -> None:
    before = two.alive
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(_ask, two, engine, f"{QUESTION} {number}") for number in range(40)]
        os.kill(before[0], signal.SIGKILL)
        assert {one.result(60).status for one in asked} == {"answered"}
    _until(lambda: two._idle.qsize() == 2 and len(two.alive) == 2)
    assert before[0] not in two.alive
    assert before[1] in two.alive


def test_without_any_process_the_service_answers_itself(engine: Engine) -> None:
    processes = Processes(engine.settings, 2, command=(sys.executable, "-c", "raise SystemExit(1)"))
    try:
        assert _ask(processes, engine, QUESTION).status == "answered"
    finally:
        processes.close()


def test_a_question_that_ends_two_processes_is_not_asked_a_third_time(two: Processes, engine: Engine) -> None:
    with pytest.raises(ProcessEnded):
        _ask(two, engine, "What is deadly?")
    _until(lambda: len(two.alive) == 2)


def test_a_question_that_is_called_off_leaves_its_process_to_the_next(engine: Engine) -> None:
    hold = engine.corpus.folder.with_name(engine.corpus.folder.name + ".hold")
    hold.touch()
    with started(engine, 1) as processes:
        stages = processes.stages(engine, f"{QUESTION} slowly", options=AskOptions())
        next(stages)
        hold.unlink()
        stages.close()
        before = processes.alive
        assert _ask(processes, engine, QUESTION).question == QUESTION
        assert processes.alive == before


def test_a_signal_that_stops_the_service_stops_no_process_before_it(two: Processes, engine: Engine) -> None:
    before = two.alive
    for pid in before:
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)
    for number in range(4):
        _ask(two, engine, f"{QUESTION} {number}")
    assert two.alive == before
    two.close()
    _until(lambda: two.alive == [])


def test_conversations_and_the_openai_door_go_on_whichever_process_answers(two: Processes, engine: Engine) -> None:
    app = create_app(engine, Settings(), deployment=Deployment(processes=two))
    with TestClient(app, base_url="http://localhost") as client:
        first = client.post("/ask", json={"question": QUESTION, "conversation": "new"}).json()
        begun = client.post("/v1/responses", json={"model": "x", "input": QUESTION}).json()
        for turn in range(4):
            again = client.post(
                "/ask", json={"question": "When does she take office?", "conversation": first["conversation"]}
            ).json()
            assert "Tolvaisa" in again["understood_as"], turn
        follow = {"model": "x", "input": "When does she take office?", "previous_response_id": begun["id"]}
        assert "June" in client.post("/v1/responses", json=follow).json()["output"][0]["content"][0]["text"]
        assert client.post("/ask", json={"question": QUESTION, "conversation": "conv_" + 32 * "x"}).status_code == 404
        told = client.get("/readyz").json()
        assert told["workers"] == {"alive": 2, "of": 2}
        assert client.post("/ask", json={"question": "What is deadly?"}).status_code == 503
        stream = client.post("/ask/stream", json={"question": f"{QUESTION} again"})
        assert stream.text.count("event: done") == 1


def test_articles_are_added_while_many_ask_and_one_process_is_killed(
    two: Processes, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.web.app._PATIENCE_SECONDS", math.inf)  # a slow machine refuses none for a long line
    app = create_app(engine, Settings(), deployment=Deployment(processes=two))
    with TestClient(app, base_url="http://localhost") as client, ThreadPoolExecutor(8) as pool:

        def ask(number: int) -> tuple[int, int]:
            told = client.post("/ask", json={"question": f"Which ferry sails to Port Ostrin {number}?"})
            return told.status_code, told.json().get("generation", 0)

        asked = [pool.submit(ask, number) for number in range(60)]
        for number in range(5):
            text = f"Ferry {number} sails to Port Ostrin in the morning."
            assert client.post("/articles", json={"id": f"f{number}", "text": text}).status_code < 300
            if number == 2:
                os.kill(two.alive[0], signal.SIGKILL)
        assert {one.result(60)[0] for one in asked} == {200}
        assert ask(99) == (200, engine.corpus.generation)
