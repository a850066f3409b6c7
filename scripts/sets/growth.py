"""The corpus that growth is measured on: real articles, and vectors that are real for the first sentences of them.

Owns how vectors are made when encoding a million sentences would take hours: the first ``base`` different texts are
encoded, once, and cached; each other text gets a mixture of two of those vectors, chosen by the text's own digest, so
that it has the spread of real ones and is the same in every run. Knows nothing of what is measured.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import Article
from index.encoders.base import Encoder
from index.errors import InvalidArticle
from index.ingest.validation import check
from index.splitting.sentences import split
from index.unit_vectors import Vectors

_CHUNK = 1_000
#: How near a made vector is to the real one it is made from: a mixture's cosine with its first part.
NEARNESS = 0.75


def articles(file: Path) -> Iterator[Article]:
    """Yield the storable articles of a gzipped jsonl file with _id, title, date, url and text."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            date = (row.get("date") or "").replace("/", "-")[:10]
            article = Article(
                str(row["_id"]), row.get("title") or "", row["text"], url=row.get("url"), published=date or None
            )
            try:
                check(article)
            except InvalidArticle:
                continue
            if split(article.text, title=article.title):
                yield article


def shortened(article: Article, *, sentences: int, name: str) -> Article | None:
    """Return the start of an article, of exactly so many sentences, under another id; None when it has too few."""
    spans = list(split(article.text, title=article.title))
    if len(spans) < sentences:
        return None
    text = article.text[: spans[sentences - 1].end]
    if len(list(split(text, title=article.title))) != sentences:
        return None
    return Article(name, article.title, text, url=article.url, published=article.published)


def questions(folder: Path) -> list[str]:
    """Read the questions that are asked."""
    found = []
    for file in sorted(folder.glob("questions.*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append(row.get("question") or row.get("text"))
    return found


def base_vectors(file: Path, *, encoder: Encoder, cache: Path, count: int) -> tuple[list[str], Vectors]:
    """Return ``count`` different texts, sentences and titles, and their real vectors; what was encoded is kept."""
    texts = list(islice(_texts(file), count))
    parts = []
    for start in range(0, count, _CHUNK):
        part = cache / f"base-{encoder.digest[:12]}-{start}.npy"
        if not part.exists():
            np.save(part, encoder.encode_sentences(texts[start : start + _CHUNK]).astype(np.float16))
        parts.append(np.load(part))
    return texts, np.concatenate(parts)[:count].astype(np.float32)


class MixingEncoder:
    """Gives real vectors to the texts that have them, and to any other a mixture of two. Otherwise the real encoder."""

    def __init__(self, encoder: Encoder, texts: Sequence[str], vectors: Vectors) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self.encode_question = encoder.encode_question
        self._place = {text: place for place, text in enumerate(texts)}
        self._vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """Return float32[len(texts), dimension], unit rows."""
        first, second = self._chosen(texts)
        main, other = self._vectors[first], self._vectors[second]
        # The part that is mixed in is made orthogonal to the main part, so that the cosine with the main part is the
        # same for all.
        other = other - np.einsum("ij,ij->i", main, other)[:, None] * main
        length = np.linalg.norm(other, axis=1, keepdims=True)
        share = np.where(length > 1e-3, np.sqrt(1 - NEARNESS**2) / np.maximum(length, 1e-3), 0.0)
        mixed = np.where(first[:, None] == second[:, None], main, NEARNESS * main + share * other)
        return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), dtype=np.float32)

    def _chosen(self, texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[Any]]:
        pairs = np.empty((len(texts), 2), dtype=np.int64)
        for row, text in enumerate(texts):
            place = self._place.get(text)
            if place is None:
                digest = hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()
                pairs[row] = [int.from_bytes(half, "little") % len(self._vectors) for half in (digest[:8], digest[8:])]
            else:
                pairs[row] = place, place
        return pairs[:, 0], pairs[:, 1]


def _texts(file: Path) -> Iterator[str]:
    seen: set[str] = set()
    for article in articles(file):
        spans = split(article.text, title=article.title)
        sentences = [article.text[span.start : span.end] for span in spans]
        for text in (article.title, *sentences):
            words = " ".join(text.split())
            if words and words not in seen:
                seen.add(words)
                yield words
