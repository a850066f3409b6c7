"""Revisiting: which of the evidence for an earlier question an operation is about. Pure.

"Who said that?" is about the sentences cited last; "more" is about those not cited yet. Knows nothing of how evidence
is found, or of thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.evidence import Evidence
from qa.operations import Operation
from qa.records import Turn


def revisited(evidence: Sequence[Evidence], history: Sequence[Turn], *, operation: Operation) -> list[Evidence]:
    """Return the evidence that an operation is about, in the order given.

    A statement counts as cited when any of its occurrences was; spacing does not matter. Turns that were not answered
    are passed over.
    """
    answered = [turn for turn in history if turn.quotes]
    turns = answered if operation == "more" else answered[-1:]
    cited = {_plain(quote) for turn in turns for quote in turn.quotes}
    return [e for e in evidence if (operation == "more") != _is_among(e, cited)]


def _is_among(evidence: Evidence, cited: set[str]) -> bool:
    return any(_plain(s.text) in cited for s in (evidence.found.sentence, *evidence.others))


def _plain(text: str) -> str:
    return " ".join(text.split())
