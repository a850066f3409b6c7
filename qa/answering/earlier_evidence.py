"""Earlier evidence: which of the evidence for an earlier question an operation is about. Pure.

"Who said that?" is about the sentences cited last, and answered by those whose speaker is known; "more" is about those
not cited yet. Knows nothing of how evidence is found, or of thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answering.evidence import Evidence
from qa.conversation.operations import Operation
from qa.records import Quote, Turn


def revisited(evidence: Sequence[Evidence], history: Sequence[Turn], *, operation: Operation) -> list[Evidence]:
    """Return the evidence that an operation is about, in the order given.

    A statement counts as cited when any of its occurrences was; spacing does not matter. Turns that were not answered
    are passed over.
    """
    answered = [turn for turn in history if turn.quotes]
    turns = answered if operation == "more" else answered[-1:]
    cited = {_plain(quote) for turn in turns for quote in turn.quotes}
    return [e for e in evidence if (operation == "more") != _is_among(e, cited)]


def spoken(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return the quotes whose speaker is known, as answers to who said them: where the name stands in a quote, it is
    the answer's span."""
    return tuple(replace(quote, answer_span=_name_in(quote)) for quote in quotes if quote.said_by is not None)


def _name_in(quote: Quote) -> tuple[int, int] | None:
    speaker, begin = quote.said_by, quote.citation.start
    if speaker is None or not begin <= speaker.start < speaker.end <= quote.citation.end:
        return None
    return speaker.start - begin, speaker.end - begin


def _is_among(evidence: Evidence, cited: set[str]) -> bool:
    return any(_plain(s.text) in cited for s in (evidence.candidate.sentence, *evidence.others))


def _plain(text: str) -> str:
    return " ".join(text.split())
