"""What frameworks are given: the sentences that answer or may, and nothing of an abstention."""

from __future__ import annotations

from qa.integrations.evidence import evidence_of
from tests.qa.rendering.made import ABSTAINED, ANSWER, QUOTE, RELATED


def test_a_sentence_comes_with_its_citation_as_flat_metadata() -> None:
    (one,) = evidence_of(ANSWER)
    assert (one.text, one.confidence, one.id) == (QUOTE.text, 0.9, "harbour:10-51")
    assert (one.metadata["start"], one.metadata["end"], one.metadata["said_by"]) == (10, 51, "Ilse Brandt")
    assert all(value is None or isinstance(value, str | int | float) for value in one.metadata.values())


def test_what_may_answer_says_that_it_is_not_sure() -> None:
    (one,) = evidence_of(RELATED)
    assert (one.metadata["status"], one.metadata["doubts"]) == ("related", "rivals, weak_match")


def test_what_is_no_answer_is_not_handed_over() -> None:
    assert evidence_of(ABSTAINED) == []
