"""The sample articles, asked with the real models: what must be right, and how much of the rest is.

The outcome of every question is held to the one that was approved; the named questions are what a first user tries.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.engine import Engine
from qa.reader.pair import ReaderPair
from qa.settings import Settings
from tests.acceptance.outcomes import READERS, Outcome, approved, differences, is_approved_here, outcomes

pytestmark = pytest.mark.model
TOGETHER = [json.loads(line) for line in (Path(__file__).parent / "together.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(
    scope="module",
    params=[pytest.param(reader, marks=pytest.mark.xdist_group(f"golden {reader}")) for reader in READERS],
)
def engine(request: pytest.FixtureRequest, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    corpus = shutil.copytree(samples, tmp_path_factory.mktemp("golden") / "corpus")
    with Engine.open(settings=Settings(corpus=corpus, reader=request.param)) as opened:
        if request.param == "default" and not isinstance(opened.models.reader, ReaderPair):
            pytest.skip("the second reader's model is not installed")
        yield opened


@pytest.fixture(scope="module")
def measured(engine: Engine) -> list[Outcome]:
    return outcomes(engine)


def test_every_question_has_the_outcome_that_was_approved(engine: Engine, measured: list[Outcome]) -> None:
    changed = differences(engine.settings.reader, measured)
    most = 0 if is_approved_here() else ELSEWHERE
    assert len(changed) <= most, f"if these are meant: python -m tests.acceptance.outcomes --approve\n{changed}"


def test_no_sentence_that_does_not_answer_is_newly_given_as_the_answer(engine: Engine, measured: list[Outcome]) -> None:
    held = approved(engine.settings.reader)  # the false claims that are known stand there by name
    false = [one for one in measured if one.is_false_claim]
    new = [one.question.text for one in false if not one.is_as(held[one.question.text])]
    assert len(new) <= (0 if is_approved_here() else FALSE_ELSEWHERE), new


def test_no_heading_headline_or_highlight_is_ever_shown(measured: list[Outcome]) -> None:
    roles = {quote.role for one in measured for quote in (*one.answer.quotes, *one.answer.nearest)}
    assert roles
    assert roles <= {"body", "quote", "caption"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who is Ilse Marrowby?", "Ilse Marrowby, the chief spokeswoman of the Aldanian Foreign Ministry"),
        ("How many died in Dunvale?", "nine people"),
        ("How many people were killed in Dunvale?", "nine people"),
    ],
)
def test_the_right_sentence_is_first(engine: Engine, question: str, said: str) -> None:
    answer = engine.ask(question)
    assert said.lower() in (*answer.quotes, *answer.nearest)[0].text.lower()


def test_what_happened_is_answered_by_what_happened(engine: Engine) -> None:
    answer = engine.ask("What happened in Harrowmere?")
    # Retrieval alone puts the right sentence first, but is not sure enough of it to answer.
    assert answer.status == "answered" or "reader" not in answer.models
    first = (*answer.quotes, *answer.nearest)[0]
    assert "?" not in first.text
    assert first.citation.article_id.startswith(("harrowmere", "aldane"))


@pytest.mark.parametrize("question", ["How many people live in Harrowmere?", "What is the capital of France?"])
def test_what_is_not_said_is_not_claimed(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status != "answered"


#: What the first reader alone does not yet do: it is not sure enough of a part, or shows as related what is not said.
UNMET = {
    "How many people live in Dunvale and Port Ostryn?",
    "What new estimates did the bank publish for Corvania?",
    "When did Edvard Kostrel and Rupert Haines resign?",
    "What did the engineer's report list?",
    "Where did Alma Reyes and Mina Okoro score?",
    "Who is the mayor of Pellworth and Harrowmere?",
    "Why did the descent not go smoothly?",
    "Why will savers lose?",
}
#: What both readers together do not.
UNMET_BY_BOTH = (
    UNMET - {"How many people live in Dunvale and Port Ostryn?", "When did Edvard Kostrel and Rupert Haines resign?"}
) | {"How many people were killed in Dunvale and Pellworth?"}
#: So near to a threshold that another kind of processor may decide otherwise.
UNDECIDED_ELSEWHERE = {"How many people live in Dunvale and Port Ostryn?"}
#: Most questions with another outcome on another kind of processor than they were approved on, and most false claims
#: among them. With AVX2 five were seen of those approved with AVX-512, two of them false, by steps that are slopes now.
ELSEWHERE, FALSE_ELSEWHERE = 5, 2


@pytest.mark.parametrize("row", TOGETHER, ids=lambda row: row["question"])
def test_the_fewest_sentences_that_answer_are_marked_as_the_answer(
    engine: Engine, row: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    answer = engine.ask(row["question"])
    if row["expect_all"] is None:  # whatever is not yet done, this is never claimed
        assert answer.status != "answered"
    unmet = {"none": set(), "fast": UNMET, "default": UNMET_BY_BOTH}[engine.settings.reader]
    if row["question"] in (unmet if is_approved_here() else unmet | UNDECIDED_ELSEWHERE):
        # Elsewhere not strict: what is nearly sure enough may be so there.
        reason = "the shipped reader does not do it yet"
        request.applymarker(pytest.mark.xfail(strict=is_approved_here(), reason=reason))
    if "reader" not in answer.models:
        # Without a reader it seldom is sure enough; what it joins must still be whole.
        assert answer.evidence_set == tuple(range(len(answer.evidence_set)))
        return
    expected = row["expect_all"]
    if expected is None:
        assert (answer.status, answer.evidence_set) == ("abstained", ())
        return
    assert answer.status == "answered"
    joined = [answer.quotes[place].text for place in answer.evidence_set] or [answer.quotes[0].text]
    assert len(joined) == len(expected)
    assert all(part in text for part, text in zip(expected, joined, strict=True))


def test_a_syndicated_copy_is_folded_though_an_editor_changed_a_word(engine: Engine) -> None:
    answer = engine.ask("Who is Ilse Marrowby?")
    first, *others = (*answer.quotes, *answer.nearest)
    assert (first.origins, len(first.occurrences)) == (1, 1)  # a copy bears out nothing
    assert not any("chief spokeswoman" in quote.text for quote in others)
