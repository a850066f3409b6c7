"""The check of a draft, every quotation, name and number of it, and of a quotation alone, against the articles.

Owns the order of the steps. Knows nothing of doors.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from index import Encoder, View
from index.language.detection import language_of
from qa.checking import claim_verdicts, quotation_verdicts
from qa.checking.alignment import words_of
from qa.checking.claims import Claim, claims_of, known_names
from qa.checking.drafts import LEAST_WORDS, MARKS, Quotation, Statement, read_draft
from qa.checking.places import Place, Places
from qa.checking.records import Check, Finding
from qa.errors import QuestionError

#: Characters of a draft: more than any newspaper prints at once.
MOST_CHARS = 500_000
_T = TypeVar("_T")


def check(draft: str, view: View, *, encoder: Encoder, seconds: float = math.inf) -> Check:
    """Check a draft (plain text or Markdown) against one view of a corpus. Raises QuestionError for one that is
    empty, longer than 500,000 characters, or not checked within so many seconds."""
    if not draft.strip():
        raise QuestionError("the draft is empty; give its text")
    if len(draft) > MOST_CHARS:
        raise QuestionError(f"the draft has {len(draft):,} characters and at most {MOST_CHARS:,} are checked; split it")
    parts, places, deadline = read_draft(draft), Places(view), _Deadline(seconds)
    names, language = known_names(parts.statements), language_of(draft)
    claims = [(one, claims_of(one, known_names=names, language=language)) for one in deadline.each(parts.statements)]
    claims = [(one, claims_there) for one, claims_there in claims if claims_there or one.speaker]
    texts = [q.text for q in parts.quotations] + [one.text for one, _ in claims]
    near = _near(places, texts, encoder=encoder, deadline=deadline)
    findings = [quotation_verdicts.judged(q, near=near[row]) for row, q in enumerate(deadline.each(parts.quotations))]
    quoted = [(finding, place) for finding in findings if (place := places.of(finding.citation)) is not None]
    for row, (statement, claims_there) in enumerate(deadline.each(claims), start=len(parts.quotations)):
        inside = [place for finding, place in quoted if _overlap(finding, statement)]
        findings += _of_statement(statement, claims_there, near=near[row], quoted=inside)
    findings.sort(key=lambda finding: (finding.start, finding.end))
    return Check(tuple(findings), view.article_count, view.sentence_count)


def _of_statement(
    statement: Statement, claims: Sequence[Claim], *, near: Sequence[Place], quoted: Sequence[Place]
) -> list[Finding]:
    """Judge the names and numbers of a sentence, and who it says speaks: where others said it, that goes before what is
    found of the name."""
    findings = list(claim_verdicts.judged(statement, claims, near=near, quoted=quoted))
    speaker = quotation_verdicts.misattributed(statement, near=near)
    return findings if speaker is None else [*(one for one in findings if not _overlap(one, speaker)), speaker]


class _Deadline:
    """Ends a check that takes longer than it may: what holds claims by the hundred in a sentence takes minutes."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._end = seconds, time.monotonic() + seconds

    def each(self, parts: Iterable[_T]) -> Iterator[_T]:
        """Yield the parts. Raises QuestionError when one begins too late."""
        for part in parts:
            if time.monotonic() > self._end:
                raise QuestionError(f"the draft takes longer than {self._seconds:g} seconds to check; split it")
            yield part


def _overlap(one: Finding, other: Finding | Statement) -> bool:
    end = other.end if isinstance(other, Finding) else other.start + len(other.text)
    return one.start < end and other.start < one.end


def _near(places: Places, texts: Sequence[str], *, encoder: Encoder, deadline: _Deadline) -> list[list[Place]]:
    """Find where something like each text may stand; by words while the texts are being encoded."""
    if not (texts and places.view.sentence_count):
        return [[] for _ in texts]
    with ThreadPoolExecutor(1) as beside:
        vectors = beside.submit(encoder.encode_sentences, texts)
        by_words = list(map(places.by_words, deadline.each(texts)))
        return [places.near(*one) for one in deadline.each(zip(by_words, vectors.result(), strict=True))]


def check_quotation(text: str, view: View, *, encoder: Encoder) -> Finding:
    """Check words that are quoted, whoever says them. Raises QuestionError for fewer than three of them, or too many
    characters."""
    quoted = text.strip().strip(MARKS)
    if len(words_of(quoted)) < LEAST_WORDS:
        raise QuestionError(f"{text[:100]!r} is too short to be known again; quote {LEAST_WORDS} words or more")
    if len(quoted) > MOST_CHARS:
        raise QuestionError(f"the quotation has {len(quoted):,} characters and at most {MOST_CHARS:,} are checked")
    (near,) = _near(Places(view), [quoted], encoder=encoder, deadline=_Deadline(math.inf))
    return quotation_verdicts.judged(Quotation(quoted, 0, len(quoted), None), near=near)
