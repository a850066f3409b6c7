"""From articles to entries of the catalogue: check, split, encode, in batches.

Owns what a batch is, and that equal texts are encoded once. One batch is one transaction and, except for articles
longer than a batch, one call of the encoder, so that texts of like length from several articles are encoded together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from threading import Event
from typing import Literal, NamedTuple

import numpy as np

from index.catalogue.revisions import stored_from
from index.catalogue.rows import Entry, to_stored
from index.catalogue.snapshot import Snapshot
from index.encoders.base import Encoder
from index.errors import InvalidArticle
from index.ingest.passages import Recipe, blend, distinct
from index.ingest.validation import check, same
from index.language.identification import identified, unknown_rules
from index.limits import DEFAULT
from index.records import Article, OutlinedArticle, Places, Span
from index.splitting.sentences import split
from index.unit_vectors import Vectors
from index.vectors.faiss_index import checked

Status = Literal["added", "replaced", "unchanged"]

_BATCH_ARTICLES = 500
#: Texts for one call of the encoder: some tenths of a second, after which it may be stopped. They come by length, so
#: that an encoder that sorts by it loses nothing.
_TEXTS = 64
#: An article is one batch, whose vectors are held together: a book has fewer sentences.
MOST_SENTENCES = 20_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of adding one article, and how many sentences it has."""

    article_id: str
    status: Status
    sentences: int
    #: What a person should know of it: that the rules of its language are not known.
    notices: tuple[str, ...] = ()


#: What is called with the outcome of each article.
OnOutcome = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article that can be stored, with the spans of its sentences."""

    article: Article
    spans: tuple[Span, ...]


def prepared(articles: Iterable[Article], *, most: int = DEFAULT.batch_sentences) -> Iterator[list[Prepared]]:
    """Yield batches of checked and divided articles, closed once they have ``most`` sentences, no id twice in one.

    Raises InvalidArticle at the first that is not storable; the batch that it would have been in is then not yielded.
    """
    batch: dict[str, Prepared] = {}
    sentences = 0
    for article in articles:
        item = _divided_into_sentences(article)
        full = sentences >= most or len(batch) >= _BATCH_ARTICLES
        if full or article.id in batch:
            yield list(batch.values())
            batch, sentences = {}, 0
        batch[article.id] = item
        sentences += len(item.spans)
    if batch:
        yield list(batch.values())


def check_article(article: Article) -> None:
    """Raise InvalidArticle when a corpus would not store the article, and say why."""
    _divided_into_sentences(article)


def _divided_into_sentences(article: Article) -> Prepared:
    check(article)
    outline = article.outline if isinstance(article, OutlinedArticle) else None
    spans = tuple(split(article.text, title=article.title, outline=outline))
    if isinstance(article, OutlinedArticle) and article.places:
        spans = tuple(_placed(spans, article.places))
    if not spans:
        raise InvalidArticle(f"article {article.id!r} has no sentence in its text; leave it out")
    if len(spans) > MOST_SENTENCES:
        raise InvalidArticle(
            f"article {article.id!r} has {len(spans):,} sentences, more than {MOST_SENTENCES:,}; divide it"
        )
    if article.language is None:
        article = replace(article, language=identified(article.text))
    return Prepared(article, spans)


def _placed(spans: tuple[Span, ...], places: Places) -> Iterator[Span]:
    """Say of each sentence in which place of the source it begins."""
    starts = [start for start, _ in places]
    for span in spans:
        at = bisect_right(starts, span.start) - 1
        yield replace(span, place=places[at][1]) if at >= 0 else span


def prepared_again(snapshot: Snapshot, first_number: int) -> tuple[range, Prepared]:
    """Return a stored article, of today or of an earlier revision, as it was prepared, and the numbers of its
    sentences, of which the first is given. Raises UnknownArticle."""
    article, sentences = stored_from(snapshot.connection, first_number)
    spans = tuple(Span(s.start, s.end, s.role, s.section, s.place) for s in sentences)
    return range(first_number, first_number + len(spans)), Prepared(article, spans)


def compared_with_stored(
    batch: list[Prepared], stored: Callable[[str], Article | None]
) -> tuple[list[Prepared], list[Outcome]]:
    """Return the articles of a batch that have to be stored, with their new revision, and the outcome of every one."""
    changed: list[Prepared] = []
    outcomes: list[Outcome] = []
    for item in batch:
        before = stored(item.article.id)
        status: Status = "added" if before is None else "unchanged" if same(before, item.article) else "replaced"
        revision = 1 if before is None else before.revision + 1
        if status != "unchanged":
            changed.append(Prepared(replace(item.article, revision=revision), item.spans))
        notices = () if status == "unchanged" else tuple(filter(None, [unknown_rules(item.article.language)]))
        outcomes.append(Outcome(item.article.id, status, len(item.spans), notices))
    return changed, outcomes


class Stopped(Exception):
    """Encoding was ended by whoever wanted it; nothing of the batch is kept."""


def encoded(
    batch: list[Prepared],
    encoder: Encoder,
    *,
    recipe: Recipe,
    most: int = DEFAULT.batch_sentences,
    stop: Event | None = None,
) -> list[Entry]:
    """Encode a batch, about ``most`` sentences at once, each different text of these once, and round the vectors as
    they are stored. However long an article is, only its rounded vectors are held whole.

    Raises Stopped where ``stop`` is set, before the next few texts."""
    entries = [
        Entry(item.article, item.spans, np.empty((len(item.spans), encoder.dimension), dtype=np.float16))
        for item in batch
    ]
    for parts in _parts(entries, most):
        vectors = _encoded_parts(parts, encoder, recipe, stop)
        for part, rows in zip(parts, vectors, strict=True):
            part.entry.vectors[part.start : part.stop] = to_stored(rows)
    return entries


class _Part(NamedTuple):
    """Some of the sentences of an article."""

    entry: Entry
    start: int
    stop: int


def _parts(entries: list[Entry], most: int) -> Iterator[list[_Part]]:
    """Divide a batch into parts for one call of the encoder each; an article is cut only where it has more than
    ``most`` sentences."""
    parts: list[_Part] = []
    sentences = 0
    for entry in entries:
        for start in range(0, len(entry.spans), most):
            stop = min(start + most, len(entry.spans))
            parts.append(_Part(entry, start, stop))
            sentences += stop - start
            if sentences >= most:
                yield parts
                parts, sentences = [], 0
    if parts:
        yield parts


def _encoded_parts(parts: list[_Part], encoder: Encoder, recipe: Recipe, stop: Event | None) -> list[Vectors]:
    texts = [
        recipe.text(
            "" if recipe.bare_questions and span.role == "question_heading" else entry.article.title,
            entry.article.text[span.start : span.end],
        )
        for entry, start, stop in parts
        for span in entry.spans[start:stop]
    ]
    titles = [recipe.added(part.entry.article.title) for part in parts] if recipe.title_weight else []
    different, where = distinct(texts + titles)
    vectors = _vectors(different, encoder, stop)[where]
    sentences = vectors[: len(texts)]
    counts = [part.stop - part.start for part in parts]
    if titles:
        named = np.array([[bool(title)] for title in titles], dtype=np.float32)
        sentences = blend(
            sentences, np.repeat(vectors[len(texts) :] * named, counts, axis=0), weight=recipe.title_weight
        )
    return np.split(sentences, np.cumsum(counts)[:-1])


def _vectors(texts: list[str], encoder: Encoder, stop: Event | None) -> Vectors:
    """Encode texts, a few at a time, those of like lengths together. Raises Stopped."""
    vectors = np.empty((len(texts), encoder.dimension), dtype=np.float32)
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(texts), _TEXTS):
        if stop is not None and stop.is_set():
            raise Stopped
        places = by_length[start : start + _TEXTS]
        vectors[places] = checked(encoder.encode_sentences([texts[place] for place in places]), encoder.dimension)
    return vectors
