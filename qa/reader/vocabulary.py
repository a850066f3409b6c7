"""Vocabularies: a reader's text as token ids, and token ids as its graph takes them.

Owns the two forms: a reader with a tokenizer and word vectors of its own, and one that shares the encoder's, both of
which then stand on disk and in memory once. Knows nothing of rows, models or scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index import ModelFolder
from index.encoders.graphs.block_weights import WordVectors
from index.encoders.storage.compiled import FORM, PIECES, WORD_VECTORS, WORDS
from index.encoders.tokens.unigram import Unigram
from index.errors import EncoderError
from index.words.keys import NEVER_SEEN
from qa.errors import ReaderError

Ids = list[int]
Offsets = list[tuple[int, int]]


def seen(text: str) -> tuple[str, list[int]]:
    """Return a text without what is never seen, as soft hyphens, which would cut its words in two, and where each of
    its characters stands in the text; no places where nothing is left out."""
    bare = text.translate(NEVER_SEEN)
    if len(bare) == len(text):
        return text, []
    return bare, [place for place, character in enumerate(text) if ord(character) not in NEVER_SEEN]


class Vocabulary(Protocol):
    """Turns text into ids, and ids into a graph's input."""

    def ids(self, text: str) -> Ids:
        """Return a text's token ids, with no marks around them."""

    def ids_and_offsets(self, text: str) -> tuple[Ids, Offsets]:
        """Return a text's token ids, and (start, end) of each in code points."""

    def given(self, ids: Sequence[int]) -> dict[str, NDArray[Any]]:
        """Return one row's ids as the graph's input, by the input's name."""


class OwnVocabulary:
    """A tokenizer of the reader's own; its graph holds the word vectors and takes ids."""

    def __init__(self, tokenizer: str) -> None:
        """Take over a tokenizer.json's content."""
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def ids(self, text: str) -> Ids:
        """Return a text's token ids."""
        ids: Ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def ids_and_offsets(self, text: str) -> tuple[Ids, Offsets]:
        """Return a text's token ids and their places."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def given(self, ids: Sequence[int]) -> dict[str, NDArray[Any]]:
        """Return the ids: int64[1, length]."""
        return {"ids": np.array([ids], dtype=np.int64)}


class SharedVocabulary:
    """The pieces and word vectors of a compiled encoder, mapped from its folder; the graph takes word vectors."""

    def __init__(self, encoder: Path, *, words: str) -> None:
        """Open them in the folder of a compiled encoder, whose word vectors have the sha256 ``words``. Raises
        ReaderError when they are damaged, others, or not there."""
        try:
            compiled = ModelFolder(encoder, FORM)
            pieces, table = compiled.check(PIECES), compiled.check(WORDS)
        except EncoderError as error:
            raise ReaderError(f"the reader shares its words with the encoder, and {error}") from error
        own = compiled.description["files"][WORDS]
        if own != words:
            raise ReaderError(
                f"{table} has sha256 {own}, and the reader was trained on {words}: "
                "give QA_READER a reader of this encoder, or none"
            )
        self._unigram = Unigram.read(pieces)
        self._words = WordVectors(table, width=int(compiled.description["dimension"]))
        self.ids, self.ids_and_offsets = self._unigram.ids, self._unigram.ids_and_offsets

    def given(self, ids: Sequence[int]) -> dict[str, NDArray[Any]]:
        """Return the words' vectors: float32[1, length, width]."""
        return {WORD_VECTORS: self._words.rows(np.array([ids], dtype=np.int64))}
