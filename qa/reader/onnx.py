"""OnnxReader: the reader of our own, an int8 cross-encoder run by ONNX Runtime. The default reader.

Owns the model folder (``reader.json``, graph, tokenizer, each checked against its sha256) and the way from a row's
logits to a reading. A folder without a tokenizer shares the words of an encoder. Every row is run alone, so that what
is read of a candidate depends on nothing else; rows are spread over threads. Knows nothing of torch, thresholds or
answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import ModelFolder, ModelForm
from index.onnx_runtime import session, usable_cores
from qa.errors import ReaderError
from qa.reader.base import ReaderInput, Reading
from qa.reader.inputs import Budget, Row, context_ids, rows
from qa.reader.vocabulary import OwnVocabulary, SharedVocabulary, Vocabulary, seen

FORMAT = 2
#: Of a reader that shares the words of an encoder; "words" in its description is their sha256.
SHARED_FORMAT = 3
DESCRIPTION = "reader.json"
GRAPH = "reader.onnx"
GRAPH_WEIGHTS = "reader.bin"  # beside the graph of a large reader, so that it can be mapped
TOKENIZER = "tokenizer.json"
DEFAULT_FOLDER = Path(__file__).parents[1] / "models" / "reader"
_KEYS = frozenset({"format", "name", "budget", "span_threshold", "files"})
_CURE = "reinstall, or give QA_READER another model or none"
FORM = ModelForm(DESCRIPTION, FORMAT, _KEYS, ReaderError, _CURE)
_SHARED_FORM = ModelForm(DESCRIPTION, SHARED_FORMAT, _KEYS | {"words"}, ReaderError, _CURE)

_MOST_SPAN_TOKENS = 30
#: A letter, or what is never seen within a word.
_WORD = re.compile("[\\w\u00ad\u200b\u2060\ufeff]")
#: The margin of a text without tokens, which has no span; a finite number.
_LEAST_MARGIN = -50.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Logits:
    """What the model says of one candidate: how well it answers, how much likelier its best span is than no span, and
    that span in code points."""

    relevance: float
    margin: float
    span: tuple[int, int] | None


class OnnxReader:
    """Reads with ONNX Runtime. Safe to call from several threads at once.

    ``fitted`` belongs to the weights: what retrieval is worth beside a reading, how sure both together make an answer,
    and from where on to answer; None until ``scripts/fit/confidence.py`` has fitted it."""

    def __init__(
        self,
        folder: Path = DEFAULT_FOLDER,
        *,
        threads: int = 0,
        span_threshold: float | None = None,
        encoder: Path | None = None,
    ) -> None:
        """Load the model in ``folder``. ``threads``: rows read at a time; 0 takes the cores this process may use.
        ``span_threshold``: how sure a span must be to be marked, instead of the model's own. ``encoder``: the folder of
        the compiled encoder whose words the model shares, if it does.

        Raises ReaderError when a file is missing, damaged, or not the one that was published."""
        whole = ModelFolder(folder, _SHARED_FORM if shares_words(folder) else FORM)
        description = whole.description
        weights = GRAPH_WEIGHTS if GRAPH_WEIGHTS in description["files"] else GRAPH
        self._vocabulary = _vocabulary(whole, encoder)
        own = float(description["span_threshold"])
        self._span_threshold = own if span_threshold is None else span_threshold
        self.budget = Budget(**description["budget"])
        self.fitted: Mapping[str, Any] | None = description.get("confidence_model")
        self._name = f"{description['name']}@{description['files'][weights][:12]}"
        whole.check(weights)
        self._session = session(str(whole.check(GRAPH)), threads=1)
        self._pool = ThreadPoolExecutor(threads or usable_cores(), thread_name_prefix="reader")
        self._context = lru_cache(maxsize=4096)(lambda text: self._vocabulary.ids(seen(text)[0]))

    @property
    def name(self) -> str:
        """Name the model and the digest of its weights."""
        return self._name

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        """Read every candidate; one reading each, in order. A candidate of any length is read whole, in windows."""
        return [self.reading(found) for found in self.logits(question, candidates)]

    def reading(self, found: Logits) -> Reading:
        """Take what the model says, with the span where it is sure enough of it to mark it."""
        span = found.span if found.margin >= self._span_threshold else None
        return Reading(found.relevance, span, max(found.margin, _LEAST_MARGIN))

    def logits(self, question: str, candidates: Sequence[ReaderInput]) -> list[Logits]:
        """Run the model on every candidate; of a sentence read in windows, the window that answers best counts."""
        asked = self._vocabulary.ids(question)
        laid = [self._lay_out(asked, candidate) for candidate in candidates]
        flat = [row for parts, _ in laid for row in parts]
        # the longest first, so that no thread is left with one at the end
        order = sorted(range(len(flat)), key=lambda i: -len(flat[i].ids))
        outcome: list[tuple[float, float, tuple[int, int]]] = [(0.0, 0.0, (0, 0))] * len(flat)
        for place, found in zip(order, self._pool.map(self._read, [flat[i] for i in order]), strict=True):
            outcome[place] = found
        out, begin = [], 0
        for candidate, (parts, offsets) in zip(candidates, laid, strict=True):
            relevance, margin, tokens = max(outcome[begin : begin + len(parts)], key=lambda found: found[0])
            begin += len(parts)
            out.append(Logits(relevance, margin, _span(candidate.text, tokens, offsets)))
        return out

    def close(self) -> None:
        """Stop the reading threads."""
        self._pool.shutdown()

    def _lay_out(self, asked: list[int], candidate: ReaderInput) -> tuple[list[Row], list[tuple[int, int]]]:
        text, places = seen(candidate.text)
        sentence, offsets = self._vocabulary.ids_and_offsets(text)
        if places:
            offsets = [(places[start], places[end - 1] + 1) for start, end in offsets]
        title, section = (self._context(f"{part}.") if part else [] for part in (candidate.title, candidate.section))
        previous = self._context(candidate.previous) if candidate.previous else []
        context = context_ids(title, section, previous=previous, budget=self.budget)
        return rows(asked, sentence, context=context, budget=self.budget), offsets

    def _read(self, row: Row) -> tuple[float, float, tuple[int, int]]:
        """Run one row: relevance, margin of the best span, and its first and last token in the sentence."""
        types = np.array([row.types()], dtype=np.int64)
        relevance, start, end = self._session.run(None, {**self._vocabulary.given(row.ids), "types": types})
        tokens = slice(row.begin, row.begin + row.length)
        best, first, last = best_span(start[0, tokens], end[0, tokens])
        return float(relevance[0]), best - float(start[0, 0] + end[0, 0]), (row.first + first, row.first + last)


def best_span(start: Floats, end: Floats) -> tuple[float, int, int]:
    """Find the likeliest span of at most 30 tokens: (sum of logits, first token, last token); -inf for no tokens."""
    if not len(start):
        return float("-inf"), 0, 0
    sums = start[:, None] + end[None, :]
    possible = np.tril(np.triu(np.ones(sums.shape, dtype=bool)), k=_MOST_SPAN_TOKENS - 1)
    sums = np.where(possible, sums, -np.inf)
    first, last = divmod(int(sums.argmax()), len(start))
    return float(sums[first, last]), first, last


def _span(text: str, tokens: tuple[int, int], offsets: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Turn tokens into (start, end) in the text, widened to whole words; None for a text without tokens."""
    if not offsets:
        return None
    start, end = offsets[tokens[0]][0], offsets[tokens[1]][1]
    while start > 0 and _WORD.match(text[start]) and _WORD.match(text[start - 1]):
        start -= 1
    while 0 < end < len(text) and _WORD.match(text[end]) and _WORD.match(text[end - 1]):
        end += 1
    return (start, end) if end > start else None


def shares_words(folder: Path) -> bool:
    """Tell whether the reader in a folder says that it shares an encoder's words."""
    try:
        return bool(json.loads((folder / DESCRIPTION).read_bytes())["format"] == SHARED_FORMAT)
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _vocabulary(whole: ModelFolder, encoder: Path | None) -> Vocabulary:
    description = whole.description
    if description["format"] == FORMAT:
        return OwnVocabulary(whole.read(TOKENIZER).decode("utf-8"))
    if encoder is None:
        raise ReaderError(f"{whole.path} shares the words of an encoder: open it with that encoder's folder")
    return SharedVocabulary(encoder, words=str(description["words"]))
