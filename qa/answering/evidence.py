"""Evidence: found sentences, read in their context -> statements, ranked, each with all its occurrences.

Owns how many sentences are read, how a reading and the retrieval score rank together, and which of the sentences that
say the same is quoted. Whether that is sure enough to be the answer is decided later (``qa.confidence.abstention``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf

from index import View
from index.records import Sentence
from index.words.keys import one_form
from qa.answering.surroundings import Context, Shown, Surroundings, shown, surroundings
from qa.confidence.estimator import ConfidenceModel
from qa.confidence.features import Features, QuestionFeatures, lacks, retrieval_score, spans_kind
from qa.confidence.precedence import in_order
from qa.origins import Origins
from qa.origins.reprints import apart_from_copies, edited_together, reprints_of
from qa.reader.base import Reader, Reading
from qa.reader.pair import AGAIN, ReaderPair
from qa.retrieval.hybrid import Candidate
from qa.text.near_duplicates import Fingerprint, group_duplicates
from qa.text.words import stems

# With any number from 5 to 8 the reader of 12 layers puts the same sentence first; each sentence costs what three cost
# with 4 layers (scripts.fit.confidence, sets "alone" and "qed").
READ = 6
# A lead over the best rival by this much of the retrieval score counts whole. A step at 0 instead, as sure on the sets
# of scripts.fit.confidence, let the last digits of a tie, which differ from processor to processor, decide.
_LEAD = 0.02
# A larger lead over what other articles state makes nothing surer: it only says that no other is on the topic (with 8
# for 4 a quarter more of the typed questions without an answer got one). 3 stands for no evidence, for or against.
_MOST_ARTICLE_LEAD, _NO_OTHER_ARTICLE = 4.0, 3.0


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

    @property
    def text(self) -> str:
        """Return the sentence quoted for it."""
        return self.candidate.sentence.text


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

    @property
    def article(self) -> str:
        """Return the id of the article that it stands in."""
        return self.candidate.sentence.article_id


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
    retrieval score alone. With a pair of readers the best few statements by the first are read again.
    """
    unlike, copies = apart_from_copies(candidates)
    best = unlike[:READ]
    places = surroundings(view, [c.sentence for c in best])
    looked_at = [shown(question, c, place=places[c.sentence.number]) for c in best]
    readings = _readings(reader, one_form(question.question), looked_at=looked_at)
    context = Context(places, Origins(view).are_one)
    judged = partial(ranked, question, best, context=context)
    evidence = judged(readings=readings, model=model.alone or model)
    if isinstance(reader, ReaderPair):
        leading = [e.candidate.sentence.number for e in evidence[:AGAIN]]
        chosen = [place for place, c in enumerate(best) if c.sentence.number in leading]
        logits = reader.again(one_form(question.question), [looked_at[place].input for place in chosen])
        if logits:
            evidence = judged(readings=read_again(readings, dict(zip(chosen, logits, strict=True))), model=model)
    return [replace(e, others=reprints_of(e.candidate, e.others, among=unlike[READ:], copies=copies)) for e in evidence]


def read_again(readings: Sequence[Reading | None], logits: Mapping[int, float]) -> list[Reading | None]:
    """Add a second reader's logits, by place. What it did not read gets the lowest logit of those that it read."""
    least = min(logits.values())
    return [r and replace(r, second=logits.get(place, least)) for place, r in enumerate(readings)]


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
    evidence = [_evidence(leaders, rank, group=group, model=model) for rank, group in enumerate(groups)]
    return in_order(question, evidence)


def _readings(
    reader: Reader | None, question: str, *, looked_at: Sequence[Shown]
) -> Sequence[Reading] | Sequence[None]:
    if reader is None or not looked_at:
        return [None] * len(looked_at)
    readings = reader.score(question, [one.input for one in looked_at])
    return [one.placed(reading) for one, reading in zip(looked_at, readings, strict=True)]


def measured(
    question: QuestionFeatures, candidate: Candidate, *, place: Surroundings, reading: Reading | None
) -> Features:
    """Measure a candidate alone: what compares it with the others is 0. Pure."""
    sentence = candidate.sentence
    before = place.before.text if place.before is not None else ""
    context = [place.article.title, sentence.section, candidate.speaker, place.subject]
    context += [s.text for s in (place.before, place.after) if s is not None]
    return Features(
        dense=candidate.dense,
        fused=candidate.fused,
        coverage=question.coverage(sentence.text, *context),
        own_coverage=question.coverage(sentence.text),
        oov_share=question.oov_share,
        missing_answer_type=lacks(question.kind, sentence.text),
        unmatched_entities=question.unmatched_entities(sentence.text, *context),
        spoken=float(question.asks_for_words(candidate.speaker, sentence.text, before)),
        vagueness=question.vagueness,
        reader_logit=0.0 if reading is None else reading.score,
        span_margin=0.0 if reading is None else reading.span_margin,
        second_logit=0.0 if reading is None or reading.second is None else reading.second,
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
        relevance = reading.score + model.second_weight * features.second_logit + model.dense_weight * relevance
    reading = _of_kind(question, candidate, reading)
    return _Read(candidate, place, reading, features, relevance, _marked(candidate.sentence, reading))


def _of_kind(question: QuestionFeatures, candidate: Candidate, reading: Reading | None) -> Reading | None:
    """Remove the marked span of a reading that marks another kind of thing than is asked for: it would mislead. So
    would who spoke, where the question asks for what was said."""
    if reading is None or reading.answer_span is None:
        return reading
    words = candidate.sentence.text[slice(*reading.answer_span)]
    is_speaker = bool(question.speaker and candidate.speaker) and stems(words) <= stems(candidate.speaker)
    return replace(reading, answer_span=None) if is_speaker or not spans_kind(question.kind, words) else reading


def _quoted(group: Sequence[_Read]) -> _Read:
    """Choose the sentence to quote of those that say the same: the article's own words first, then the best ranked."""
    return next((r for r in group if r.candidate.sentence.role == "body"), group[0])


def _evidence(leaders: Sequence[_Read], rank: int, *, group: Sequence[_Read], model: ConfidenceModel) -> Evidence:
    quoted = leaders[rank]
    others = {r.candidate.sentence.number: r.candidate.sentence for r in group}
    others |= {summary.number: summary for r in group for summary in r.candidate.summaries}
    del others[quoted.candidate.sentence.number]
    features = _compared(quoted, [r for place, r in enumerate(leaders) if place != rank])
    return Evidence(
        quoted.candidate,
        quoted.surroundings,
        quoted.reading,
        max(r.relevance for r in group),
        features,
        model.confidence(features),
        tuple(others[number] for number in sorted(others)),
    )


def _compared(quoted: _Read, others: Sequence[_Read]) -> Features:
    """Return a statement's features with those that compare it with the others."""
    rivals = [r for r in others if not _agree(r, quoted)]
    margin = retrieval_score(quoted.features) - max((retrieval_score(r.features) for r in rivals), default=-inf)
    elsewhere = [r for r in others if r.article != quoted.article]
    best_elsewhere = max((r.features.logits for r in elsewhere if not _agree(r, quoted)), default=-inf)
    lead = min(_MOST_ARTICLE_LEAD, quoted.features.logits - best_elsewhere)
    return replace(
        quoted.features,
        score_margin=margin if rivals else 0.0,
        relevance_margin=quoted.relevance - max((r.relevance for r in rivals), default=quoted.relevance),
        retrieval_lead=min(1.0, max(-1.0, margin / _LEAD)),
        article_lead=lead if elsewhere else _NO_OTHER_ARTICLE,
        vagueness=quoted.features.vagueness if elsewhere else 0.0,
    )


def _agree(one: _Read, other: _Read) -> bool:
    """Tell whether two statements give the same answer: then neither makes the other less sure."""
    return bool(one.marked and other.marked) and (one.marked <= other.marked or other.marked <= one.marked)


def _marked(sentence: Sentence, reading: Reading | None) -> frozenset[str]:
    span = None if reading is None else reading.answer_span
    return frozenset() if span is None else frozenset(stems(sentence.text[slice(*span)]))
