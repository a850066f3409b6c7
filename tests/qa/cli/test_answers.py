"""How an answer looks in a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from qa.cli.answers import show
from qa.records import Answer, Citation, Occurrence, Quote, Referent, Scores, Speaker

CITATION = Citation("a", "Title", None, "Source", None, "2025-01-02", 1, 0, 21, "", "", "/articles/a#s0", None, "", "")
QUOTE = Quote("Nine boats were sunk.", "body", CITATION, 0.9, Scores(0.1, None, 0.2), (0, 10))
ANSWER = Answer("i", 0, "q", "q", "answered", None, 0.9, (QUOTE,), (), 1200, 34_000, 1)


def _shown(answer: Answer, *, colour: bool = False) -> str:
    stream = io.StringIO()
    show(Console(file=stream, width=80, force_terminal=colour, color_system="standard" if colour else None), answer)
    return stream.getvalue()


def test_a_quote_comes_with_its_citation_and_how_sure_it_is() -> None:
    shown = _shown(
        replace(ANSWER, quotes=(replace(QUOTE, occurrences=(Occurrence("b", 0, 1),), articles=2, origins=2),))
    )
    assert "Nine boats were sunk." in shown
    assert "Title, Source, 2025-01-02, a 0:21" in shown
    assert "very likely the answer (0.90), said in 2 places" in shown
    assert "searched 34,000 sentences in 1,200 articles" in shown


def test_whose_words_they_are_is_told_where_it_is_known() -> None:
    assert "said by" not in _shown(ANSWER)
    speaker = Speaker("Ilse Brandt", "pronoun", 40, 51)
    assert "said by Ilse Brandt" in _shown(replace(ANSWER, quotes=(replace(QUOTE, said_by=speaker, speech="direct"),)))


def test_the_answering_words_stand_out() -> None:
    assert "\x1b[1;4mNine boats\x1b[0m were sunk." in _shown(ANSWER, colour=True)


def test_sentences_that_answer_only_together_are_named() -> None:
    assert "together" not in _shown(ANSWER)
    quotes = (QUOTE, replace(QUOTE, text="Two more drifted."), replace(QUOTE, text="All were empty."))
    assert "1, 2 and 3 answer together" in _shown(replace(ANSWER, quotes=quotes, evidence_set=(0, 1, 2)))
    assert "1 and 2 answer together" in _shown(replace(ANSWER, quotes=quotes, evidence_set=(0, 1)))


@pytest.mark.parametrize(("confidence", "words"), [(0.7, "likely"), (0.5, "possibly"), (0.1, "uncertain")])
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert f"  {words} the answer" in _shown(replace(ANSWER, quotes=(replace(QUOTE, confidence=confidence),)))


@pytest.mark.parametrize(
    "reason",
    ["unknown_terms", "below_threshold", "outside_filters", "not_a_question", "empty_corpus", "unknown_speaker"],
)
def test_every_reason_is_told_apart_and_the_nearest_is_no_answer(reason: str) -> None:
    shown = _shown(replace(ANSWER, status="abstained", reason=reason, quotes=(), nearest=(QUOTE, QUOTE)))  # type: ignore[arg-type]
    assert "do not say" not in shown
    assert "not an answer:" in shown
    assert shown.count("Nine boats") == 1
    assert "the answer (" not in shown


def test_no_more_is_claimed_than_was_checked() -> None:
    none = replace(ANSWER, status="abstained", reason="below_threshold", quotes=(), nearest=(QUOTE,))
    shown = " ".join(_shown(none).split())
    assert "No sentence of 1,200 articles was recognised as an answer: none answers it well enough." in shown


def test_what_may_answer_comes_before_why_it_is_doubtful() -> None:
    doubts = ("names_missing", "rivals")
    related = replace(ANSWER, status="related", reason="unsure", quotes=(), nearest=(QUOTE,), doubts=doubts)
    shown = " ".join(_shown(replace(related, confidence=0.31)).split())
    assert shown.index("This may answer it") < shown.index("Nine boats") < shown.index("Not sure (0.31)")
    assert "a name or number of the question is not in it or near it, and other sentences are as likely" in shown
    assert "not an answer" not in shown


def test_asking_back_shows_what_could_be_meant_in_place_of_the_nearest() -> None:
    meant = Referent("Maren Holt", "What did Maren Holt say?", "a", 0, 10)
    shown = _shown(
        replace(ANSWER, status="abstained", reason="underspecified", quotes=(), nearest=(QUOTE,), could_mean=(meant,))
    )
    assert "does not say who or what it is about" in shown
    assert "Maren Holt: What did Maren Holt say?" in shown
    assert "Nine boats" not in shown
