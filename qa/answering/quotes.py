"""Evidence -> the quotes of an answer, each with its checked citation, its speaker, the sentences around it and the
other places that say the same; and where other reports disagree.

Knows no thresholds, and nothing of what makes two articles one origin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from index import View
from index.records import Sentence
from qa.answering.citations import cite
from qa.answering.evidence import Evidence
from qa.attribution.speakers import Said, Speakers
from qa.dates import dates_in
from qa.disagreement import Report, amounts, conflicts, counted_in, day_of
from qa.origins import Origins
from qa.records import Citation, Disagreement, Occurrence, Quote, Scores, Side
from qa.retrieval.hybrid import Candidate
from qa.revisions import changed_since

_STOPS = frozenset(" \t\n,;:")
_PAIRS = {"“": "”", "„": "“”", "«": "»", "(": ")", "[": "]"}


def quotes(view: View, evidence: Sequence[Evidence]) -> tuple[Quote, ...]:
    """Quote each statement. Raises NotVerbatim when an article does not hold it at its place."""
    articles = {e.surroundings.article.id: e.surroundings.article for e in evidence}
    origins = Origins(view)
    sentences = {article_id: view.sentences(article_id) for article_id in articles}
    speakers = {a.id: Speakers.kept(a.text, sentences[a.id]) for a in articles.values()}
    return tuple(
        _quote(
            origins,
            e,
            attribution=_attribution_of(speakers, e),
            citation=view.derived(
                ("citation", e.candidate.sentence.number),
                partial(_cited, view, e, sentences[e.surroundings.article.id]),
            ),
        )
        for e in evidence
    )


def _cited(view: View, evidence: Evidence, sentences: Sequence[Sentence]) -> Citation:
    """Cite a sentence with the days that it names and, in a view of the past, what happened to it since."""
    article, sentence = evidence.surroundings.article, evidence.candidate.sentence
    since, revision = None, None
    if view.as_of is not None:
        newest, now = view.revision(article.id)
        if newest.revision != article.revision:
            since, revision = changed_since(sentence, was=sentences, newest=newest, now=now), article.revision
    days = dates_in(article, sentence, before=sentences[: sentence.position])
    return replace(cite(article, sentence, revision=revision), changed_since=since, dates=days)


def disagreements(
    view: View, evidence: Sequence[Evidence], *, candidates: Sequence[Candidate]
) -> tuple[Disagreement, ...]:
    """Find where others of the sentences found give another number or date than those shown do. Costs next to nothing
    where these give none."""
    sentences = [s for e in evidence for s in (e.candidate.sentence, *e.others)]
    counted = {counted_in(s.text, one) for s in sentences for one in amounts(s.text)}
    if not counted:
        return ()
    # The articles of all others need not be read.
    among = (*sentences, *(c.sentence for c in candidates))
    known = {s.number: s for s in among if any(counted_in(s.text, one) in counted for one in amounts(s.text))}
    articles = {one: view.article(one) for one in dict.fromkeys(s.article_id for s in known.values())}
    origins = Origins(view)
    differing = conflicts(
        [s for s in sentences if s.number in known],
        among=list(known.values()),
        articles=articles,
        are_one=origins.are_one,
    )
    return tuple(
        Disagreement(one.kind, one.about, tuple(_side(side, origins) for side in one.sides)) for one in differing
    )


def _side(reports: Sequence[Report], origins: Origins) -> Side:
    first = reports[0]
    days = [day.isoformat() for report in reports if (day := day_of(report.article)) is not None]
    ids = list(dict.fromkeys(report.article.id for report in reports))
    return Side(
        first.sentence.text,
        first.quantity.start,
        first.quantity.end,
        first.quantity.value,
        cite(first.article, first.sentence),
        first=min(days, default=None),
        latest=max(days, default=None),
        articles=len(ids),
        origins=origins.count(ids),
    )


def _attribution_of(speakers: Mapping[str, Speakers], evidence: Evidence) -> Said:
    sentence = evidence.candidate.sentence
    return speakers[sentence.article_id].of(sentence.position)


def _quote(origins: Origins, evidence: Evidence, *, attribution: Said, citation: Citation) -> Quote:
    sentence, place = evidence.candidate.sentence, evidence.surroundings
    reading = evidence.reading
    saying = list(dict.fromkeys(s.article_id for s in (sentence, *evidence.others)))
    return Quote(
        text=sentence.text,
        role=sentence.role,
        citation=citation,
        confidence=evidence.confidence,
        scores=Scores(
            evidence.candidate.dense,
            evidence.candidate.lexical,
            evidence.candidate.fused,
            None if reading is None else reading.score,
        ),
        answer_span=None if reading is None else trimmed(sentence.text, reading.answer_span),
        occurrences=tuple(Occurrence(s.article_id, s.start, s.end) for s in evidence.others),
        articles=len(saying),
        origins=origins.count(saying),
        before=_texts(place.before),
        after=_texts(place.after),
        said_by=attribution.speaker,
        speech=attribution.speech,
    )


def trimmed(text: str, span: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return a marked span of a text without the commas, spaces and halves of pairs of marks at its edges; None where
    nothing else is marked."""
    start, end = span or (0, 0)
    while start < end:
        first, last = text[start], text[end - 1]
        others = text[start + 1 : end - 1]
        if first in _STOPS or (first in _PAIRS and not any(mark in others + last for mark in _PAIRS[first])):
            start += 1
        elif last in _STOPS or _closes_nothing(last, behind=first + others):
            end -= 1
        else:
            return start, end
    return None


def _closes_nothing(mark: str, *, behind: str) -> bool:
    openings = [opening for opening, closings in _PAIRS.items() if mark in closings]
    return bool(openings) and not any(opening in behind for opening in openings)


def _texts(neighbour: Sentence | None) -> tuple[str, ...]:
    return () if neighbour is None else (neighbour.text,)
