"""A unigram tokenizer that is read from one file of flat arrays: ready at once, and of a few megabytes.

Owns the file's form, the normalisation of text, and the search for the likeliest pieces. The package ``tokenizers``
finds the same pieces, but builds a trie of 290 MB out of a quarter of a million pieces, which takes a second. Each word
is divided on its own, and the result is kept for common words. Knows nothing of models.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

MAGIC = b"UNIGRAM1"
#: The magic, and how many nodes, pieces and folded characters follow, and the id of the unknown piece.
HEADER = struct.Struct("<8s4I")
#: Stands before the first character of every word, in place of the space.
WORD_START = "▁"
#: A character that no piece holds scores this much less than the least likely piece: as in sentencepiece.
_UNKNOWN_PENALTY = 10.0
_CACHED_WORDS = 20_000  # some 6 MB
_LONGEST_CACHED = 40  # longer ones, such as whole sentences in scripts without spaces, hardly occur twice

Pieces = tuple[tuple[int, ...], tuple[int, ...]]


class Unigram:
    """Divides text into pieces. Safe to use from several threads at once."""

    def __init__(self, data: bytes) -> None:
        """Take over a file's content, as ``unigram_file`` makes it. Raises ValueError when it is none."""
        if len(data) < HEADER.size or data[: len(MAGIC)] != MAGIC:
            raise ValueError("this is no file of a unigram tokenizer")
        _, nodes, pieces, folded, self._unknown = HEADER.unpack_from(data)
        counts = [folded, folded, nodes + 1, nodes, pieces]
        if len(data) != HEADER.size + 4 * sum(counts) + nodes:
            raise ValueError("the file of the unigram tokenizer is not whole")
        *parts, labels = _divided(memoryview(data)[HEADER.size :], [4 * count for count in counts])
        characters, become = parts[0].cast("I"), parts[1].cast("I")
        # A node's children are neighbours: their bytes stand in _labels from _children[node] to _children[node + 1].
        self._children, self._piece, self._score = parts[2].cast("I"), parts[3].cast("i"), parts[4].cast("f")
        self._labels = bytes(labels)
        self._folded = {old: chr(new) if new else "" for old, new in zip(characters, become, strict=True)}
        self._least = min(self._score) - _UNKNOWN_PENALTY
        self._remembered = lru_cache(_CACHED_WORDS)(self._likeliest)

    @classmethod
    def read(cls, path: Path) -> Unigram:
        """Read a file. Raises OSError and ValueError."""
        return cls(path.read_bytes())

    def ids(self, text: str) -> list[int]:
        """Return a text's pieces by their ids, with nothing before or after them."""
        return [number for word in self._normalised(text).split() for number in self._pieces(word)[0]]

    def ids_and_offsets(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return a text's pieces by their ids, and where each stands: (start, end) in code points, half-open.

        Where normalisation makes other characters of a word's, each of its pieces has the place of the whole word."""
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for start, end in self._words(text):
            for word in self._normalised(text[start:end]).split():
                numbers, ends = self._pieces(word)
                ids += numbers
                if word == text[start:end]:
                    offsets += [(start + begin, start + stop) for begin, stop in zip((0, *ends), ends, strict=False)]
                else:
                    offsets += [(start, end)] * len(numbers)
        return ids, offsets

    def _words(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where runs of characters stand that are, or become, no spaces."""
        start = None
        for place, character in enumerate(text):
            if self._folded.get(ord(character), character).isspace():
                if start is not None:
                    yield start, place
                start = None
            elif start is None:
                start = place
        if start is not None:
            yield start, len(text)

    def _normalised(self, text: str) -> str:
        return unicodedata.normalize("NFKC", text.translate(self._folded))

    def _pieces(self, word: str) -> Pieces:
        return self._remembered(word) if len(word) <= _LONGEST_CACHED else self._likeliest(word)

    def _likeliest(self, word: str) -> Pieces:
        """Return the likeliest pieces of a word, by id, and where each ends, in characters of the word."""
        data = (WORD_START + word).encode("utf-8", "replace")
        best = [float("-inf")] * len(data) + [float("-inf")]
        came = [(0, 0)] * len(best)  # from where, and by which piece, each place is best reached
        best[0], start = 0.0, 0
        while start < len(data):
            after = start + _width(data[start])
            alone = False
            for end, number in self._beginning(data, start):
                alone = alone or end == after
                if best[start] + self._score[number] > best[end]:
                    best[end], came[end] = best[start] + self._score[number], (start, number)
            if not alone and best[start] + self._least > best[after]:
                best[after], came[after] = best[start] + self._least, (start, self._unknown)
            start = after
        return self._traced(data, came)

    def _beginning(self, data: bytes, start: int) -> Iterator[tuple[int, int]]:
        """Yield the pieces that begin at a place: where each ends, and its id."""
        labels, children, piece = self._labels, self._children, self._piece
        node = 0
        for end in range(start, len(data)):
            node = labels.find(data[end], children[node], children[node + 1])
            if node < 0:
                return
            if piece[node] >= 0:
                yield end + 1, piece[node]

    def _traced(self, data: bytes, came: list[tuple[int, int]]) -> Pieces:
        ids: list[int] = []
        ends: list[int] = []
        place = len(data)
        while place > 0:
            start, number = came[place]
            # Characters that are unknown one after another are one unknown piece.
            if not (ids and ids[-1] == number == self._unknown):
                ids.append(number)
                ends.append(len(data[:place].decode("utf-8")) - len(WORD_START))
            place = start
        return tuple(reversed(ids)), tuple(reversed(ends))


def _divided(data: memoryview, sizes: Sequence[int]) -> list[memoryview]:
    """Cut parts of these sizes off, and add what is left."""
    ends = [0, *accumulate(sizes)]
    return [*(data[start:end] for start, end in pairwise(ends)), data[ends[-1] :]]


def _width(lead: int) -> int:
    """Return how many bytes of UTF-8 a character has, by its first."""
    return 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
