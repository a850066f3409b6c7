"""One part of a divided corpus, open for reading, and every question that it answers.

Owns which methods of a view can be called on a part from another process. Numbers are the part's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from index.corpus import Corpus
from index.errors import EncoderError
from index.shards import layout

#: The methods of a view whose results are returned unchanged.
READINGS = frozenset(
    {
        "article",
        "articles",
        "counted",
        "document_frequency",
        "first_and_last_day",
        "key_frequency",
        "keys_near",
        "lexical_by",
        "neighbours",
        "revision",
        "revisions",
        "rows",
        "searched",
        "sentences",
        "sources",
        "undated",
        "unknown",
        "vectors",
        "without_articles",
    }
)


@dataclass(frozen=True, slots=True)
class MadeWith:
    """A stand-in for the encoder that a corpus was made with: it has its name and digest, and encodes nothing, because
    questions are encoded by the caller."""

    name: str
    digest: str
    dimension: int

    def encode_sentences(self, texts: Sequence[str]) -> NoReturn:
        """Raise EncoderError."""
        del texts
        raise EncoderError("a part of a divided corpus encodes nothing")

    def encode_question(self, text: str) -> NoReturn:
        """Raise EncoderError."""
        del text
        raise EncoderError("a part of a divided corpus encodes nothing")


class Shard:
    """A part, open. Safe to ask from several threads at once."""

    def __init__(self, folder: Path, place: int) -> None:
        """Open the part at a place of the divided corpus in a folder. Raises CorpusDamaged and what opening raises."""
        whole = layout.read(folder)
        part = whole.parts[place]
        layout.check(folder, part)
        made_with = MadeWith(whole.encoder, whole.encoder_digest, whole.dimension)
        self._corpus = Corpus.open(folder / part.folder, encoder=made_with, writable=False)

    def ask(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Answer one question to the part: "dense" of several vectors, or one of ``READINGS``."""
        with self._corpus.view() as view:
            if name == "dense":
                vectors, k = arguments
                return [view.dense(vector, k, **options) for vector in vectors]
            if name not in READINGS:
                raise AttributeError(f"a part of a corpus is not asked {name!r}")
            return getattr(view, name)(*arguments, **options)

    def close(self) -> None:
        """Close the part."""
        self._corpus.close()
