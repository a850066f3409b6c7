"""How sure a reader must be of a span for it to be marked, chosen on answers held back from training.

Owns that choice. Knows nothing of confidence or of which sentence is quoted.
"""

from __future__ import annotations

import json
from pathlib import Path

from qa.evaluation.metrics import mean
from qa.reader.base import ReaderInput
from qa.reader.onnx import OnnxReader


def best_span_threshold(folder: Path, work: Path, *, limit: int = 300) -> tuple[float, dict[str, float]]:
    """Choose how sure a span must be to be marked: one that overlaps the answer gains its F1, another costs a half."""
    with (work / "groups.jsonl").open(encoding="utf-8") as lines:
        groups = [g for g in map(json.loads, lines) if g["fold"] == "dev" and g["c"][0][5] >= 0][:limit]
    gains: dict[str, float] = {}
    for threshold in (-8.0, -6.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0):
        reader = OnnxReader(folder, span_threshold=threshold)
        found = [reader.score(g["q"], [ReaderInput(*g["c"][0][:4])])[0].answer_span for g in groups]
        reader.close()
        values = [_overlap(span, (g["c"][0][5], g["c"][0][6])) for span, g in zip(found, groups, strict=True)]
        gains[f"{threshold:g}"] = round(mean(values), 4)
    return float(max(gains, key=lambda t: gains[t])), gains


def _overlap(span: tuple[int, int] | None, gold: tuple[int, int]) -> float:
    """Return the F1 of two spans in characters, -0.5 for none in common, 0 where nothing is marked."""
    if span is None:
        return 0.0
    common = min(span[1], gold[1]) - max(span[0], gold[0])
    return 2 * common / (span[1] - span[0] + gold[1] - gold[0]) if common > 0 else -0.5
