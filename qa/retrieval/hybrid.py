"""Retrieval: a question -> the sentences that might answer it, with what each leg gives them.

Owns which sentences are looked at: the best of the dense and of the lexical leg, the section below a heading that asks
nearly the same, and the body sentence that a headline or highlight sums up. Headings, headlines, highlights and page
boilerplate only point to sentences; they are never among them. Knows nothing of reading, thresholds or answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from index import Vectors, View
from index.records import SPOKEN, Filters, Sentence
from qa.retrieval.fusion import fuse, ranked
from qa.retrieval.headings import asks
from qa.retrieval.retracted import is_retracted
from qa.text.near_duplicates import Fingerprint, support
from qa.text.words import stems

POOL = 50
ANSWERING = frozenset({"body", SPOKEN, "caption"})
SUMMARIES = frozenset({"headline", "highlight"})
HEADINGS = frozenset({"heading", "question_heading"})

# From this similarity on, a heading that asks a question raises the score of its section: by the second number when
# heading and question are equal.
_SAME_QUESTION = 0.6
_SECTION_LIFT = 0.3
_LONGEST_SECTION = 12
_MATCHING = 8
_MOST_SUMMARIES = 6
# Sentences before and after a headline or highlight that may say the same in full: more than articles of news have.
_LONGEST_REPORT = 1_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer."""

    sentence: Sentence
    #: Its cosine with the question on the scale that all encoders share: 0 where it is about something else.
    dense: float
    #: Its BM25; None when it was not ranked.
    lexical: float | None
    #: Both, and what a heading, a summary or a speaker adds.
    fused: float
    #: The headlines and highlights that it bears out.
    summaries: tuple[Sentence, ...] = ()
    #: Who said it, where the question asks for that person's words.
    speaker: str = ""


def retrieve(
    view: View, question: str, *, vector: Vectors, filters: Filters | None = None, pool: int = POOL
) -> list[Candidate]:
    """Find the sentences that might answer a question, best first; equal ones by number.

    ``vector`` is the question's: float32[d], unit length. Up to ``pool`` come from each leg, some more from sections.
    """
    search = _Search(view, vector)
    search.dense = {h.number: view.similarity(h.score) for h in view.dense(vector, pool, filters=filters)}
    lexical = {hit.number: hit.score for hit in view.lexical(question, pool, filters=filters)}
    search.look_at(lexical)
    lifts = search.section_lifts(question)
    search.look_at(lifts)
    fused = fuse(search.dense, lexical)
    fused = {number: score + lifts.get(number, 0.0) for number, score in fused.items()}
    summed_up = search.summaries(fused)
    search.look_at(summed_up)
    for number, summaries in summed_up.items():
        fused[number] = max(fused.get(number, 0.0), *(fused[summary.number] for summary in summaries))
    answering = {n: fused[n] for n in fused if _may_answer(search.rows[n], question)}
    return [
        Candidate(search.rows[n], search.dense[n], lexical.get(n), fused[n], tuple(summed_up.get(n, ())))
        for n in ranked(answering)
    ]


def _may_answer(sentence: Sentence, question: str) -> bool:
    return sentence.role in ANSWERING and not is_retracted(sentence.text, question)


def matching(candidates: Iterable[Candidate]) -> list[str]:
    """Return the sentences that hold most of the question's words: names are then searched for as they are spelt
    there."""
    ranked = sorted((c for c in candidates if c.lexical is not None), key=lambda c: -(c.lexical or 0.0))
    return [candidate.sentence.text for candidate in ranked[:_MATCHING]]


class _Search:
    """The sentences looked at so far, with their cosines."""

    def __init__(self, view: View, vector: Vectors) -> None:
        self.view = view
        self.vector = vector
        self.dense: dict[int, float] = {}
        self.rows: dict[int, Sentence] = {}

    def look_at(self, numbers: Iterable[int]) -> None:
        """Read the sentences, and score those that the dense leg did not. Those of a part of a divided corpus that has
        fallen silent since are left out."""
        wanted = set(numbers) | self.dense.keys()
        self.rows |= self.view.rows(sorted(wanted - self.rows.keys()))
        self.dense = {number: score for number, score in self.dense.items() if number in self.rows}
        unscored = sorted((wanted & self.rows.keys()) - self.dense.keys())
        if unscored:
            cosines = self.view.vectors(unscored) @ self.vector
            self.dense |= dict(zip(unscored, map(self.view.similarity, cosines.tolist()), strict=True))

    def section_lifts(self, question: str) -> dict[int, float]:
        """Return how much the score of each sentence rises that stands under a heading much like the question."""
        lifts: dict[int, float] = {}
        for heading in (row for row in list(self.rows.values()) if row.role in HEADINGS):
            similarity = self.dense[heading.number] if heading.role == "question_heading" else 0.0
            if asks(heading.text, question, title=partial(self._title, heading)):
                similarity = 1.0
            if similarity > _SAME_QUESTION:
                lift = _SECTION_LIFT * (similarity - _SAME_QUESTION) / (1 - _SAME_QUESTION)
                following = self.view.neighbours(heading.number, before=0, after=_LONGEST_SECTION)
                for sentence in _section(following, heading):
                    lifts[sentence.number] = max(lifts.get(sentence.number, 0.0), lift)
        return lifts

    def _title(self, sentence: Sentence) -> str:
        return self.view.article(sentence.article_id).title

    def summaries(self, fused: dict[int, float]) -> dict[int, list[Sentence]]:
        """Return, by the number of the body sentence that supports them, the best headlines and highlights."""
        best = [self.rows[n] for n in ranked(fused) if self.rows[n].role in SUMMARIES][:_MOST_SUMMARIES]
        by_number: dict[int, list[Sentence]] = {}
        for summary in best:
            body = self.view.derived(("bearer", summary.number), partial(self._bearer, summary))
            if body is not None:
                by_number.setdefault(body.number, []).append(summary)
        return by_number

    def _bearer(self, summary: Sentence) -> Sentence | None:
        return _bearer(summary, self.view.neighbours(summary.number, before=_LONGEST_REPORT, after=_LONGEST_REPORT))


def _section(following: Sequence[Sentence], heading: Sentence) -> list[Sentence]:
    """Return the sentences after a heading up to the next one."""
    words = " ".join(heading.text.split())
    section = []
    for sentence in following:
        if sentence.role in HEADINGS or words not in sentence.section:
            break
        section.append(sentence)
    return section


def _bearer(summary: Sentence, sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the body sentence that says most of what a summary says, the first of equals; None if none says enough."""
    stated = stems(summary.text)
    likely = [s for s in sentences if s.role in ANSWERING and 2 * len(stated & stems(s.text)) > len(stated)]
    shares = [(support(Fingerprint.of(summary.text), Fingerprint.of(s.text)), s) for s in likely]
    share, body = max(shares, key=lambda pair: (pair[0], -pair[1].number), default=(0.0, None))
    return body if share > 0 else None
