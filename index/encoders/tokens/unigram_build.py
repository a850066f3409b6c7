"""Writes the file of a unigram tokenizer, which index.encoders.tokens.unigram reads, from a model's pieces. Pure.

Owns the order of the nodes of the trie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoders.tokens.unigram import HEADER, MAGIC

_NO_PIECE = -1


def unigram_file(
    pieces: Sequence[tuple[str, float]], *, folded: Mapping[int, str], unknown: int, control: frozenset[int]
) -> bytes:
    """Write a tokenizer of these pieces with their scores.

    ``folded``: what single characters become, a character or nothing, before NFKC; ``unknown``: the id of what no
    piece holds; ``control``: the ids that are never made of text."""
    made = [(text.encode("utf-8"), number) for number, (text, _) in enumerate(pieces) if number not in control]
    labels, children, ends = _trie(sorted(made))
    characters = sorted(folded)
    become = [ord(folded[character]) if folded[character] else 0 for character in characters]
    return b"".join(
        [
            HEADER.pack(MAGIC, len(labels), len(pieces), len(characters), unknown),
            np.array(characters, dtype="<u4").tobytes(),
            np.array(become, dtype="<u4").tobytes(),
            children.astype("<u4").tobytes(),
            ends.astype("<i4").tobytes(),
            np.array([score for _, score in pieces], dtype="<f4").tobytes(),
            labels.tobytes(),
        ]
    )


def _trie(texts: Sequence[tuple[bytes, int]]) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """Number the nodes level by level, of sorted texts: each node's byte, where its children begin (and, last, where
    all end), and the id of the piece that ends there.

    Since the texts are sorted, those that share a prefix follow each other: a level's nodes are the runs of equal
    parent and byte, and children of one node are neighbours in ascending order."""
    lengths = np.array([len(text) for text, _ in texts])
    numbers = np.array([number for _, number in texts])
    matrix = np.zeros((len(texts), int(lengths.max())), dtype=np.uint8)
    for row, (text, _) in enumerate(texts):
        matrix[row, : len(text)] = np.frombuffer(text, dtype=np.uint8)
    at = np.zeros(len(texts), dtype=np.int64)  # the node that each text has reached
    labels, parents, pieces = [np.zeros(1, np.uint8)], [], [np.full(1, _NO_PIECE)]
    count = 1
    for depth in range(matrix.shape[1]):
        rows = np.flatnonzero(lengths > depth)
        byte, parent = matrix[rows, depth], at[rows]
        first = np.concatenate([[True], (byte[1:] != byte[:-1]) | (parent[1:] != parent[:-1])])
        at[rows] = count + np.cumsum(first) - 1
        labels.append(byte[first])
        parents.append(parent[first])
        ending = rows[lengths[rows] == depth + 1]
        level = np.full(int(first.sum()), _NO_PIECE)
        level[at[ending] - count] = numbers[ending]
        pieces.append(level)
        count += len(level)
    children = 1 + np.concatenate([[0], np.cumsum(np.bincount(np.concatenate(parents), minlength=count))])
    return np.concatenate(labels), children, np.concatenate(pieces)
