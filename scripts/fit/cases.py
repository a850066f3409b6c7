"""Cases that confidence is fitted and measured on: a question, what was found and read for it, and what is right.

Owns how cases are gathered from corpora and kept: everything that ranking and confidence are made of is in the file, so
that another fit costs seconds and reads nothing again. Knows nothing of weights or curves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from index import Corpus
from index.encoders.base import Encoder
from index.records import Article, Filters, Sentence
from index.view import View
from index.words.keys import one_form
from qa.answering.evidence import READ, ranked, read_again
from qa.answering.surroundings import Context, Surroundings, shown, surroundings
from qa.confidence.estimator import ConfidenceModel
from qa.confidence.features import QuestionFeatures
from qa.reader.base import Reader, Reading
from qa.reader.pair import AGAIN, ReaderPair
from qa.retrieval.hybrid import Candidate, retrieve
from qa.retrieval.spoken import with_spoken
from qa.text.spelling import Spelling, spellings
from qa.text.words import content_words
from scripts.sets.answering import AnsweringSet, Posed

#: How many candidates a case holds: as many as are read.
KEPT = READ


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a set with its candidates, best first by the fused score, and how each was read."""

    #: The set it is of, and which half: 0 to choose on, 1 to report.
    of: str
    half: int
    kind: str
    answerable: bool
    question: QuestionFeatures
    candidates: tuple[Candidate, ...]
    places: dict[int, Surroundings]
    readings: tuple[Reading, ...]
    #: Which of the candidates answer.
    right: tuple[bool, ...]


def gathered(asked: AnsweringSet, *, encoder: Encoder, reader: Reader, work: Path) -> Iterator[dict[str, Any]]:
    """Ask every question of a set and yield its case as plain JSON types."""
    for pool in asked.pools:
        with Corpus.open(work / pool.name, encoder=encoder, create=True) as corpus:
            corpus.add(pool.articles)
            with corpus.view() as view:
                for posed in pool.questions:
                    yield {"of": asked.name, **_case(view, posed, encoder=encoder, reader=reader)}


def _case(view: View, posed: Posed, *, encoder: Encoder, reader: Reader) -> dict[str, Any]:
    filters = Filters((posed.within,)) if posed.within else None
    counts = view.document_frequency(content_words(posed.text))
    other = spellings(view, posed.text, counts=counts)
    vector = encoder.encode_question(posed.text)
    found = retrieve(view, posed.text, vector=vector, filters=filters)
    found = with_spoken(view, posed.text, candidates=found, vector=vector)[:KEPT]
    places = surroundings(view, [c.sentence for c in found])
    question = QuestionFeatures.of(posed.text, counts, sentences=view.sentence_count, spellings=other)
    looked_at = [shown(question, c, place=places[c.sentence.number]) for c in found]
    read = reader.score(posed.text, [one.input for one in looked_at])
    rows = []
    for candidate, one, reading in zip(found, looked_at, read, strict=True):
        sentence, place = candidate.sentence, places[candidate.sentence.number]
        rows.append(
            {
                "sentence": asdict(sentence),
                "title": place.article.title,
                "published": place.article.published,
                "language": place.article.language,
                "before": None if place.before is None else asdict(place.before),
                "after": None if place.after is None else asdict(place.after),
                "scores": [candidate.dense, candidate.lexical, candidate.fused],
                "summaries": [asdict(s) for s in candidate.summaries],
                "reading": asdict(one.placed(reading)),
                "speaker": candidate.speaker,
                "subject": place.subject,
                "right": posed.answered_by(sentence) or any(posed.answered_by(s) for s in candidate.summaries),
            }
        )
    return {
        "half": posed.half,
        "kind": posed.kind,
        "answerable": posed.answerable,
        "question": posed.text,
        "counts": counts,
        "spellings": {word: [list(s.keys), s.count] for word, s in other.items()},
        "sentences": view.sentence_count,
        "candidates": rows,
    }


def logits_again(cases: Sequence[Case], pair: ReaderPair, *, alone: ConfidenceModel) -> Iterator[dict[int, float]]:
    """Have the best few of every case read again, as an answer does: the second reader's logits by the candidate's
    place; none where it cannot read."""
    for case in cases:
        context = Context(case.places)
        evidence = ranked(case.question, case.candidates, context=context, readings=case.readings, model=alone)
        best = {e.candidate.sentence.number for e in evidence[:AGAIN]}
        chosen = [place for place, c in enumerate(case.candidates) if c.sentence.number in best]
        best_ones = [case.candidates[p] for p in chosen]
        inputs = [shown(case.question, c, place=case.places[c.sentence.number]).input for c in best_ones]
        logits = pair.again(one_form(case.question.question), inputs) if chosen else None
        yield dict(zip(chosen, logits or (), strict=False))


def with_logits(case: Case, logits: Mapping[int, float]) -> Case:
    """Return a case as read again."""
    return replace(case, readings=tuple(r for r in read_again(case.readings, logits) if r is not None))


def write(path: Path, cases: Iterator[dict[str, Any]]) -> None:
    """Write cases, a line each; the file stands only when it is whole."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as lines:
        for case in cases:
            lines.write(json.dumps(case, ensure_ascii=False) + "\n")
    part.rename(path)


def read(path: Path) -> list[Case]:
    """Read what ``write`` wrote."""
    with path.open(encoding="utf-8") as lines:
        return [_read(json.loads(line)) for line in lines]


def _read(row: dict[str, Any]) -> Case:
    other = {word: Spelling(tuple(keys), count) for word, (keys, count) in row["spellings"].items()}
    question = QuestionFeatures.of(row["question"], row["counts"], sentences=row["sentences"], spellings=other)
    candidates, places = [], {}
    for one in row["candidates"]:
        sentence = Sentence(**one["sentence"])
        summaries = tuple(Sentence(**s) for s in one["summaries"])
        dense, lexical, fused = one["scores"]
        candidates.append(Candidate(sentence, dense, lexical, fused, summaries, one["speaker"]))
        article = Article(sentence.article_id, one["title"], published=one["published"], language=one["language"])
        before, after = (None if one[side] is None else Sentence(**one[side]) for side in ("before", "after"))
        places[sentence.number] = Surroundings(article, before, after, one["subject"])
    return Case(
        row["of"],
        row["half"],
        row["kind"],
        row["answerable"],
        question,
        tuple(candidates),
        places,
        tuple(_reading(one["reading"]) for one in row["candidates"]),
        tuple(one["right"] for one in row["candidates"]),
    )


def _reading(row: dict[str, Any]) -> Reading:
    span = row.pop("answer_span")
    return Reading(answer_span=None if span is None else tuple(span), **row)
