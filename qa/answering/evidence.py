"""Evidence: found sentences, read in their context -> statements, ranked, each with all its occurrences.

Owns how many sentences are read, how a reading and the retrieval score rank together, and which of the sentences that
say the same is quoted. Knows nothing of thresholds or of what an answer looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import View
from index.records import Article, Sentence
from qa.confidence.features import Asked, Signals, lacks
from qa.reader.base import ReaderInput, Reader, Reading
from qa.retrieval.hybrid import Found
from qa.text.near_duplicates import Fingerprint, group_duplicates
from index.view import View
from qa.confidence.features import Features, QuestionFeatures, lacks
from qa.reader.base import Reader, ReaderInput, Reading
from qa.retrieval.hybrid import Candidate
from qa.text.near_duplicates import Statement, fold
from qa.text.words import stems

# Reading 24 puts no other sentence first than reading 16 on five of six sets, and takes half as long again.
READ = 16
_COVERAGE_WEIGHT = 0.1
_LACKING_WEIGHT = 0.08


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a sentence stands: its article, and the sentences just before and after it there."""

    article: Article
    before: Sentence | None
    after: Sentence | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement: the sentence quoted for it, how relevant and how sure it looks, and where else it stands."""

    found: Candidate
    surroundings: Surroundings
    reading: Reading | None
    relevance: float
    features: Features
    others: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    found: Candidate
    surroundings: Surroundings
    features: Features
    reading: Reading | None
    relevance: float
    marked: frozenset[str]  # the words of the answer that the reader marked


def rank_evidence(
    view: View,
    asked: QuestionFeatures,
    *,
    found: Sequence[Candidate],
    reader: Reader | None = None,
    dense_weight: float = 0.0,
) -> list[Evidence]:
    """Read the best of the found sentences, fold those that say the same, and rank what is stated, best first.

    With a reader, relevance is its logit plus ``dense_weight`` times the retrieval score; without, that score alone.
    """
    best = found[:READ]
    places = surroundings(view, [f.sentence for f in best])
    readings = _readings(
        reader, asked.question, candidates=[reader_input(f.sentence, places[f.sentence.number]) for f in best]
    )
    read = []
    for f, reading in zip(best, readings, strict=True):
        features = _features(asked, f, place=places[f.sentence.number], reading=reading)
        relevance = (
            retrieval_score(features) if reading is None else reading.score + dense_weight * retrieval_score(features)
        )
        marked = _marked(f.sentence, reading)
        read.append(_Read(f, places[f.sentence.number], features, reading, relevance, marked))
    read.sort(key=lambda r: (-r.relevance, r.found.sentence.number))
    same = group_duplicates([Fingerprint.of(r.found.sentence.text) for r in read])
    groups = [[read[place] for place in group] for group in same]
    leaders = [_quoted(group) for group in groups]
    return [_evidence(leaders, rank, group=group) for rank, group in enumerate(groups)]


def retrieval_score(features: Features) -> float:
    """Return what retrieval alone ranks by: the fused score, more for covering the question in context, less for
    lacking the kind of thing asked for. Level or better than the fused score alone on each of six sets, also beside a
    reader."""
    return features.fused + _COVERAGE_WEIGHT * features.coverage - _LACKING_WEIGHT * features.missing_answer_type


def surroundings(view: View, sentences: Sequence[Sentence]) -> dict[int, Surroundings]:
    """Look up the article and the neighbours of each sentence, by the sentence's number."""
    articles = {article_id: view.article(article_id) for article_id in dict.fromkeys(s.article_id for s in sentences)}
    near = view.rows(sorted({s.number + step for s in sentences for step in (-1, 1)}))
    return {
        s.number: Surroundings(
            articles[s.article_id], _within(near.get(s.number - 1), s), _within(near.get(s.number + 1), s)
        )
        for s in sentences
    }


def _within(neighbour: Sentence | None, sentence: Sentence) -> Sentence | None:
    return neighbour if neighbour is not None and neighbour.article_id == sentence.article_id else None


def _readings(
    reader: Reader | None, question: str, *, candidates: Sequence[ReaderInput]
) -> Sequence[Reading] | Sequence[None]:
    if reader is None or not candidates:
        return [None] * len(candidates)
    return reader.score(question, candidates)


def reader_input(sentence: Sentence, place: Surroundings) -> ReaderInput:
    """Lay out a sentence for a reader, with its title, section and the sentence before it."""
    previous = "" if place.before is None else place.before.text
    return ReaderInput(sentence.text, place.article.title, sentence.section, previous)


def _quoted(group: Sequence[_Read]) -> _Read:
    """Choose the sentence to quote of those that say the same: the article's own words first, then the best ranked."""
    return next((r for r in group if r.found.sentence.role == "body"), group[0])


def _evidence(leaders: Sequence[_Read], rank: int, *, group: Sequence[_Read]) -> Evidence:
    quoted = leaders[rank]
    others = {r.found.sentence.number: r.found.sentence for r in group}
    others |= {summary.number: summary for r in group for summary in r.found.summaries}
    del others[quoted.found.sentence.number]
    rivals = [r for place, r in enumerate(leaders) if place != rank and not _agree(r, quoted)]
    return Evidence(
        quoted.found,
        quoted.surroundings,
        quoted.reading,
        max(r.relevance for r in group),
        replace(
            quoted.features,
            score_margin=retrieval_score(quoted.features)
            - max((retrieval_score(r.features) for r in rivals), default=retrieval_score(quoted.features)),
            relevance_margin=quoted.relevance - max((r.relevance for r in rivals), default=quoted.relevance),
        ),
        tuple(others[number] for number in sorted(others)),
    )


def _agree(one: _Read, other: _Read) -> bool:
    """Tell whether two statements give the same answer: then neither makes the other less sure."""
    return bool(one.marked and other.marked) and (one.marked <= other.marked or other.marked <= one.marked)


def _marked(sentence: Sentence, reading: Reading | None) -> frozenset[str]:
    span = None if reading is None else reading.answer_span
    return frozenset() if span is None else frozenset(stems(sentence.text[slice(*span)]))


def _features(asked: QuestionFeatures, found: Candidate, *, place: Surroundings, reading: Reading | None) -> Features:
    sentence = found.sentence
    context = [place.article.title, sentence.section]
    context += [s.text for s in (place.before, place.after) if s is not None]
    return Features(
        dense=found.dense,
        fused=found.fused,
        coverage=asked.coverage(sentence.text, *context),
        own_coverage=asked.coverage(sentence.text),
        oov_share=asked.oov_share,
        missing_answer_type=lacks(asked.kind, sentence.text),
        score_margin=0.0,
        unmatched_entities=asked.unmatched_entities(sentence.text, *context),
        reader_logit=0.0 if reading is None else reading.score,
    )
