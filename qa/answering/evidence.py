"""Evidence: found sentences, read in their context -> statements, ranked, each with all its occurrences.

Owns how many sentences are read, how a reading and the retrieval score rank together, and which of the sentences that
say the same is quoted. Knows nothing of thresholds or of what an answer looks like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index import View
from index.records import Article, Sentence
from index.words.keys import one_form
from qa.confidence.estimator import ConfidenceModel
from qa.confidence.features import Features, QuestionFeatures, lacks, spans_kind
from qa.origins import Origins
from qa.origins.reprints import apart_from_copies, edited_together, reprints_of
from qa.reader.base import Reader, ReaderInput, Reading
from qa.retrieval.hybrid import Candidate
from qa.text.answer_type import Wanted
from qa.text.near_duplicates import Fingerprint, group_duplicates
from qa.text.words import stems

# Between 5 and 8 the reader of 12 layers puts the same sentence first, and each costs what three of four layers did
# (scripts.fit.confidence, sets "alone" and "qed").
READ = 6
_COVERAGE_WEIGHT = 0.1
_MISSING_TYPE_WEIGHT = 0.08


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a sentence stands: its article, and the sentences just before and after it there."""

    article: Article
    before: Sentence | None
    after: Sentence | None


@dataclass(frozen=True, slots=True)
class Context:
    """Where the candidates stand, by the sentence's number, and which two articles are copies of one: there an
    editor's other word makes no other statement."""

    places: Mapping[int, Surroundings]
    are_one: Callable[[str, str], bool] = lambda _one, _other: False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement: the sentence quoted for it, how relevant and how sure it is, and where else it stands."""

    candidate: Candidate
    surroundings: Surroundings
    reading: Reading | None
    #: What it is ranked by.
    relevance: float
    features: Features
    #: The probability that it answers.
    confidence: float
    others: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate that was read, before it is compared with the others."""

    candidate: Candidate
    surroundings: Surroundings
    reading: Reading | None
    features: Features
    relevance: float
    #: The words of the answer that the reader marked.
    marked: frozenset[str]


def rank_evidence(
    view: View,
    question: QuestionFeatures,
    *,
    candidates: Sequence[Candidate],
    model: ConfidenceModel,
    reader: Reader | None = None,
) -> list[Evidence]:
    """Read the best of the candidates, put together those that say the same, and rank what is stated, best first.

    With a reader, relevance is its logit plus what the model says the retrieval score is worth beside it; without, the
    retrieval score alone.
    """
    unlike, copies = apart_from_copies(candidates)
    best = unlike[:READ]
    places = surroundings(view, [c.sentence for c in best])
    inputs = [reader_input(c, places[c.sentence.number]) for c in best]
    readings = _readings(reader, one_form(question.question), inputs=inputs)
    context = Context(places, Origins(view).are_one)
    evidence = ranked(question, best, context=context, readings=readings, model=model)
    return [replace(e, others=reprints_of(e.candidate, e.others, among=unlike[READ:], copies=copies)) for e in evidence]


def ranked(
    question: QuestionFeatures,
    candidates: Sequence[Candidate],
    *,
    context: Context,
    readings: Sequence[Reading | None],
    model: ConfidenceModel,
) -> list[Evidence]:
    """Rank candidates as ``rank_evidence`` does, each with its surroundings and its reading. Pure."""
    read = [
        _read(question, c, place=context.places[c.sentence.number], reading=reading, model=model)
        for c, reading in zip(candidates, readings, strict=True)
    ]
    read.sort(key=lambda r: (-r.relevance, r.candidate.sentence.number))
    same = group_duplicates([Fingerprint.of(r.candidate.sentence.text) for r in read])
    same = edited_together(same, [r.candidate.sentence for r in read], are_one=context.are_one)
    groups = [[read[place] for place in group] for group in same]
    leaders = [_quoted(group) for group in groups]
    return _named_first([_evidence(leaders, rank, group=group, model=model) for rank, group in enumerate(groups)])


def _named_first(evidence: list[Evidence]) -> list[Evidence]:
    """Where the first statement lacks a name that is asked for, put the first in front that has all and is surer."""
    named = [e for e in evidence if not e.features.unmatched_entities]
    first = next((e for e in named if named[0] is not evidence[0] and e.confidence > evidence[0].confidence), None)
    return sorted(evidence, key=lambda e: e is not first)


def retrieval_score(features: Features) -> float:
    """Return what retrieval alone ranks by: the fused score, more for covering the question in context, less for
    lacking the kind of thing asked for. Level or better than the fused score alone on each of six sets, also beside a
    reader."""
    return features.fused + _COVERAGE_WEIGHT * features.coverage - _MISSING_TYPE_WEIGHT * features.missing_answer_type


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
    reader: Reader | None, question: str, *, inputs: Sequence[ReaderInput]
) -> Sequence[Reading] | Sequence[None]:
    if reader is None or not inputs:
        return [None] * len(inputs)
    return reader.score(question, inputs)


def reader_input(candidate: Candidate, place: Surroundings) -> ReaderInput:
    """Lay out a sentence in its context for a reader; who said it stands before the section, where that is asked."""
    previous = "" if place.before is None else place.before.text
    section = candidate.sentence.section
    if candidate.speaker and candidate.speaker not in candidate.sentence.text:
        section = f"{candidate.speaker} said. {section}".rstrip()
    return ReaderInput(candidate.sentence.text, place.article.title, section, previous)


def measured(
    question: QuestionFeatures, candidate: Candidate, *, place: Surroundings, reading: Reading | None
) -> Features:
    """Measure a candidate alone: what compares it with the others is 0. Pure."""
    sentence = candidate.sentence
    context = [place.article.title, sentence.section, candidate.speaker]
    context += [s.text for s in (place.before, place.after) if s is not None]
    return Features(
        dense=candidate.dense,
        fused=candidate.fused,
        coverage=question.coverage(sentence.text, *context),
        own_coverage=question.coverage(sentence.text),
        oov_share=question.oov_share,
        missing_answer_type=lacks(question.kind, sentence.text),
        unmatched_entities=question.unmatched_entities(sentence.text, *context),
        unspoken=float(bool(question.speaker) and not candidate.speaker),
        reader_logit=0.0 if reading is None else reading.score,
        span_margin=0.0 if reading is None else reading.span_margin,
    )


def _read(
    question: QuestionFeatures,
    candidate: Candidate,
    *,
    place: Surroundings,
    reading: Reading | None,
    model: ConfidenceModel,
) -> _Read:
    features = measured(question, candidate, place=place, reading=reading)
    relevance = retrieval_score(features)
    if reading is not None:
        relevance = reading.score + model.dense_weight * relevance
    reading = _of_kind(question.kind, candidate.sentence.text, reading)
    return _Read(candidate, place, reading, features, relevance, _marked(candidate.sentence, reading))


def _of_kind(kind: Wanted, text: str, reading: Reading | None) -> Reading | None:
    """Take the mark off a reading that marks another kind of thing than is asked for: it would mislead."""
    if reading is None or reading.answer_span is None or spans_kind(kind, text[slice(*reading.answer_span)]):
        return reading
    return replace(reading, answer_span=None)


def _quoted(group: Sequence[_Read]) -> _Read:
    """Choose the sentence to quote of those that say the same: the article's own words first, then the best ranked."""
    return next((r for r in group if r.candidate.sentence.role == "body"), group[0])


def _evidence(leaders: Sequence[_Read], rank: int, *, group: Sequence[_Read], model: ConfidenceModel) -> Evidence:
    quoted = leaders[rank]
    others = {r.candidate.sentence.number: r.candidate.sentence for r in group}
    others |= {summary.number: summary for r in group for summary in r.candidate.summaries}
    del others[quoted.candidate.sentence.number]
    rivals = [r for place, r in enumerate(leaders) if place != rank and not _agree(r, quoted)]
    own = retrieval_score(quoted.features)
    features = replace(
        quoted.features,
        score_margin=own - max((retrieval_score(r.features) for r in rivals), default=own),
        relevance_margin=quoted.relevance - max((r.relevance for r in rivals), default=quoted.relevance),
        retrieved_first=float(own >= max(retrieval_score(r.features) for r in leaders)),
    )
    return Evidence(
        quoted.candidate,
        quoted.surroundings,
        quoted.reading,
        max(r.relevance for r in group),
        features,
        model.confidence(features),
        tuple(others[number] for number in sorted(others)),
    )


def _agree(one: _Read, other: _Read) -> bool:
    """Tell whether two statements give the same answer: then neither makes the other less sure."""
    return bool(one.marked and other.marked) and (one.marked <= other.marked or other.marked <= one.marked)


def _marked(sentence: Sentence, reading: Reading | None) -> frozenset[str]:
    span = None if reading is None else reading.answer_span
    return frozenset() if span is None else frozenset(stems(sentence.text[slice(*span)]))
