"""What a question costs besides its models: what is known of a sentence or an article is not found out again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from qa.engine import Engine
from qa.samples import QUESTIONS, articles
from qa.settings import Settings
from tests.support.doubles import HashEncoder
from tests.support.work import steps


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine.temporary(articles(), settings=Settings(reader="none"), encoder=HashEncoder()) as opened:
        yield opened


def asked_on(day: int) -> list[str]:
    return [question.replace("?", f" on day {day}?") for question in QUESTIONS]


def test_a_new_question_over_sentences_that_were_read_before_reads_none_of_them_again(engine: Engine) -> None:
    for question in asked_on(1):
        engine.ask(question)
    lines = sum(steps(partial(engine.ask, question)) for question in asked_on(2))
    assert lines / len(QUESTIONS) < 24_900  # 24,400
