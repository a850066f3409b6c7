"""The words of one person through all articles, direct and indirect: what a speech ledger lists, and what alone may
answer a question that is put to one speaker.

Owns which articles are read for them. Speakers are found when they are asked for, so an article costs nothing more
when it is added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index import Vectors, View
from index.records import Article, Filters, Sentence
from qa.attribution.speakers import Speakers
from qa.limits import accepted_speaker
from qa.records import Speech
from qa.retrieval.hybrid import POOL, Candidate
from qa.retrieval.offices import is_meant

#: Articles that are read for one person, those first that name them most; more are told as not read.
MOST_ARTICLES = 300
_MOST_HITS = 3_000


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A sentence that is somebody's words, and how its article calls who said it."""

    article: Article
    sentence: Sentence
    speaker: str
    speech: Speech


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """What somebody said, in the order of the articles that name them most. ``is_complete``: every article that names
    the person was read."""

    name: str
    lines: tuple[SpokenSentence, ...]
    articles_read: int
    is_complete: bool

    def articles_alone(self, filters: Filters | None) -> Filters:
        """Return the filters, narrowed to the articles in which the person speaks: there must be one."""
        return replace(filters or Filters(), article_ids=tuple(dict.fromkeys(line.article.id for line in self.lines)))

    def among(self, sentences: Iterable[Sentence]) -> list[Sentence]:
        """Return those of the sentences that are the person's words."""
        spoken = {line.sentence.number for line in self.lines}
        return [sentence for sentence in sentences if sentence.number in spoken]


def words_of(view: View, name: str, *, filters: Filters | None = None) -> SpokenWords:
    """Collect what somebody said in the articles that pass the filters. ``name`` is a name or what the articles call
    somebody ("the mayor of Elmsford"). Raises QuestionError for one that is no text or without letters."""
    name = accepted_speaker(name)
    hits = view.rows([hit.number for hit in view.lexical(name, _MOST_HITS, filters=filters)])
    named = [article for article, _ in Counter(row.article_id for row in hits.values()).most_common()]
    read = named[:MOST_ARTICLES]
    lines = tuple(line for article_id in read for line in spoken_in(view, article_id, who=name))
    return SpokenWords(name, lines, len(read), len(read) == len(named) and len(hits) < _MOST_HITS)


def spoken_in(view: View, article_id: str, *, who: str | None = None) -> Iterator[SpokenSentence]:
    """Yield the sentences of an article that are somebody's words, in order; with ``who``, that person's alone."""
    article, sentences = view.article(article_id), view.sentences(article_id)
    known, meant = Speakers(article.text, sentences), dict[str, bool]()
    for sentence in sentences:
        attribution = known.of(sentence.position)
        if attribution.speaker is None or attribution.speech is None:
            continue
        name = attribution.speaker.name
        if who is not None and name not in meant:
            meant[name] = is_meant(who, name, article=article)
        if meant.get(name, True):
            yield SpokenSentence(article, sentence, name, attribution.speech)


def words_alone(view: View, words: SpokenWords, *, candidates: Sequence[Candidate], vector: Vectors) -> list[Candidate]:
    """Return those of the candidates that are a person's words, and those of the person's other words that are most
    like the question, best first; equal ones by number. ``vector`` is the question's: float32[d], unit length.

    A headline that sums one up is left away: it is the article's own words."""
    spoken = {line.sentence.number: line.sentence for line in words.lines}
    kept = {c.sentence.number: replace(c, summaries=()) for c in candidates if c.sentence.number in spoken}
    others = sorted(spoken.keys() - kept.keys())
    cosines = map(view.similarity, (view.vectors(others) @ vector).tolist()) if others else ()
    added = [Candidate(spoken[n], cosine, None, cosine) for n, cosine in zip(others, cosines, strict=True)]
    added.sort(key=lambda c: (-c.fused, c.sentence.number))
    return sorted([*kept.values(), *added[:POOL]], key=lambda c: (-c.fused, c.sentence.number))


def searched(view: View, filters: Filters | None, *, words: SpokenWords | None) -> tuple[int, int]:
    """Return how many articles and sentences may answer: all that pass the filters, or of those a person's words."""
    return view.searched(filters) if words is None else (len({o.article.id for o in words.lines}), len(words.lines))
