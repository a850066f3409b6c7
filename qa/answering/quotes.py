"""Evidence -> the quotes of an answer, each cited, proved, with who said it, its neighbours and its corroboration.

Owns what a copy of an article is: most sentences of the shorter one stand in the other too. Knows no thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index import View
from index.records import Sentence
from qa.answering.citations import cite
from qa.answering.evidence import Evidence
from qa.attribution.speakers import Said, Speakers
from qa.records import Occurrence, Quote, Scores

# Fewer sentences in common are chance: a report of one line, or what two reports quote.
_FEWEST_SHARED = 3
_LEAST_SHARE = 0.5
# More articles than these are not told apart: so many say it in any case.
_MOST_COMPARED = 8


def quotes(view: View, evidence: Sequence[Evidence]) -> tuple[Quote, ...]:
    """Quote each statement. Raises NotVerbatim when an article does not hold it at its place."""
    articles = {e.surroundings.article.id: e.surroundings.article for e in evidence}
    speakers = {a.id: Speakers(a.text, view.sentences(a.id)) for a in articles.values()}
    return tuple(_quote(view, e, said=_said(speakers, e)) for e in evidence)


def _said(speakers: Mapping[str, Speakers], evidence: Evidence) -> Said:
    sentence = evidence.candidate.sentence
    return speakers[sentence.article_id].of(sentence.position)


def _quote(view: View, evidence: Evidence, *, said: Said) -> Quote:
    sentence, place = evidence.candidate.sentence, evidence.surroundings
    reading = evidence.reading
    saying = list(dict.fromkeys(s.article_id for s in (sentence, *evidence.others)))
    return Quote(
        text=sentence.text,
        role=sentence.role,
        citation=cite(place.article, sentence),
        confidence=evidence.confidence,
        scores=Scores(
            evidence.candidate.dense,
            evidence.candidate.lexical,
            evidence.candidate.fused,
            None if reading is None else reading.score,
        ),
        answer_span=None if reading is None else reading.answer_span,
        occurrences=tuple(Occurrence(s.article_id, s.start, s.end) for s in evidence.others),
        articles=_independent_articles(view, saying),
        before=_texts(place.before),
        after=_texts(place.after),
        said_by=said.speaker,
        speech=said.speech,
    )


def _texts(neighbour: Sentence | None) -> tuple[str, ...]:
    return () if neighbour is None else (neighbour.text,)


def _independent_articles(view: View, article_ids: Sequence[str]) -> int:
    """Count articles, copies of one among them once."""
    if len(article_ids) < 2:
        return len(article_ids)
    originals: list[frozenset[str]] = []
    for article_id in article_ids[:_MOST_COMPARED]:
        sentences = frozenset(" ".join(sentence.text.split()).casefold() for sentence in view.sentences(article_id))
        if not any(_is_copy(sentences, original) for original in originals):
            originals.append(sentences)
    return len(originals) + max(0, len(article_ids) - _MOST_COMPARED)


def _is_copy(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _FEWEST_SHARED and shared >= _LEAST_SHARE * min(len(one), len(other))
