"""Fit what turns a reader's scores into confidence: the weight of the retriever's score, the curve, and the threshold.

Fits on the articles held back from training and on every second question of the dev sets, compares Platt and isotonic
on the other questions, and writes the better into the artifact's ``reader.json``. Knows nothing of training.

    python scripts/calibrate.py --data DATA --work WORK --reader qa/models/reader
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parent / "bench"), str(Path(__file__).resolve().parent.parent)]
from reader_held_back import held_back  # noqa: E402
from reading import embed, load_sets, read  # noqa: E402
from reading_rank import Bm25, rank_all  # noqa: E402
from reading_sets import NewsPool, ReadingSet  # noqa: E402

from index.onnx_encoder import OnnxEncoder  # noqa: E402
from qa.calibration import Calibration, Kind, fit  # noqa: E402
from qa.evaluation import calibration_error, mean  # noqa: E402
from qa.onnx_reader import DESCRIPTION, OnnxReader  # noqa: E402
from qa.reader import Candidate  # noqa: E402

WEIGHTS = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0)


@dataclass(slots=True)
class Scored:
    """A set: logits and fused scores of every question's candidates, which of them are gold, which questions count."""

    name: str
    logits: list[np.ndarray[Any, np.dtype[np.float32]]]
    fused: list[np.ndarray[Any, np.dtype[np.float32]]]
    gold: list[list[bool]]
    known: list[bool]

    def first(self, weight: float, part: int | None) -> tuple[list[float], list[bool], list[bool]]:
        """Take every known question's first-ranked candidate: its score, whether it is gold, whether any is.

        ``part`` 0 or 1 takes every second question, None all."""
        scores, right, answerable = [], [], []
        for i, (logit, fused, gold) in enumerate(zip(self.logits, self.fused, self.gold, strict=True)):
            if self.known[i] and len(logit) and part in (None, i % 2):
                together = logit + weight * fused
                best = int(together.argmax())
                scores.append(float(together[best]))
                right.append(gold[best])
                answerable.append(any(gold))
        return scores, right, answerable


def score(chosen: ReadingSet, encoder: OnnxEncoder, reader: OnnxReader, work: Path) -> Scored:
    """Rank and read a set."""
    vectors = embed(chosen, encoder, work)
    ranked = rank_all(chosen, vectors.titled, vectors.questions, bare=vectors.bare, bm25=Bm25(chosen.sentences))
    readings = read(chosen, ranked, reader, work)
    return Scored(
        chosen.name,
        [np.array([r.score for r in one], np.float32) for one in readings],
        [one.fused for one in ranked],
        [[int(p) in q.gold for p in one.places] for q, one in zip(chosen.questions, ranked, strict=True)],
        [bool(q.gold) or q.answerable is False for q in chosen.questions],
    )


def best_weight(sets: Sequence[Scored]) -> tuple[float, dict[str, dict[str, float]]]:
    """Choose the weight with the best P@1, averaged over sets, on the questions to fit on; and tell what each gave."""
    table: dict[str, dict[str, float]] = {}
    for weight in WEIGHTS:
        row = {}
        for one in sets:
            _, right, answerable = one.first(weight, 0)
            row[one.name] = round(mean([float(r) for r, a in zip(right, answerable, strict=True) if a]), 4)
        table[f"{weight:g}"] = row
    means = {weight: mean(list(table[f"{weight:g}"].values())) for weight in WEIGHTS}
    return max(WEIGHTS, key=lambda w: (means[w], -w)), table


def fit_curve(sets: Sequence[Scored], weight: float) -> tuple[Calibration, dict[str, Any]]:
    """Fit both kinds of curve, every set weighing alike in the choice; return the better and both reports."""
    scores, right = [], []
    for one in sets:
        found = one.first(weight, None if one.name == "held_back" else 0)
        scores += found[0]
        right += found[1]
    report: dict[str, Any] = {}
    curves: dict[str, Calibration] = {}
    kinds: tuple[Kind, ...] = ("platt", "isotonic")
    for kind in kinds:
        curves[kind] = curve = fit(scores, right, kind=kind)
        errors = {}
        for one in sets:
            if one.name != "held_back":
                asked, was_right, _ = one.first(weight, 1)
                errors[one.name] = round(calibration_error([curve.apply(s) for s in asked], was_right), 4)
        report[kind] = {**errors, "mean": round(mean(list(errors.values())), 4)}
    return curves[min(curves, key=lambda k: report[k]["mean"])], report


def best_threshold(sets: Sequence[Scored], curve: Calibration, weight: float) -> float:
    """Choose the confidence that best parts right from wrong: share of right ones kept less share of wrong ones."""
    pairs: list[tuple[float, bool]] = []
    for one in sets:
        scores, right, _ = one.first(weight, None if one.name == "held_back" else 0)
        pairs += [(curve.apply(s), r) for s, r in zip(scores, right, strict=True)]
    good = sorted(p for p, r in pairs if r)
    bad = sorted(p for p, r in pairs if not r)
    candidates = sorted({round(p, 3) for p, _ in pairs})
    return max(candidates, key=lambda bar: _share_from(good, bar) - _share_from(bad, bar))


def _share_from(values: Sequence[float], bar: float) -> float:
    return mean([float(v >= bar) for v in values])


def best_span_threshold(folder: Path, work: Path, *, limit: int = 300) -> tuple[float, dict[str, float]]:
    """Choose how sure a span must be to be marked: one that overlaps the answer gains its F1, another costs a half."""
    with (work / "groups.jsonl").open(encoding="utf-8") as lines:
        groups = [g for g in map(json.loads, lines) if g["fold"] == "dev" and g["c"][0][5] >= 0][:limit]
    gains: dict[str, float] = {}
    for threshold in (-8.0, -6.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0):
        reader = OnnxReader(folder, span_threshold=threshold)
        found = [reader.score(g["q"], [Candidate(*g["c"][0][:4])])[0].answer_span for g in groups]
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


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder with groups.jsonl; vectors are cached there")
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--sets", default="qed,trecqa,wikiqa,squad2,news")
    parser.add_argument("--held", type=int, default=500, help="most held-back questions")
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--asked", type=int, default=1000)
    parser.add_argument("--longest", type=int, default=10**9)
    options = parser.parse_args()
    encoder, reader = OnnxEncoder.open(options.work / "cache"), OnnxReader(options.reader)
    pool = NewsPool(options.articles, options.asked, options.longest)
    chosen = [held_back(options.data, options.work, limit=options.held)]
    chosen += load_sets([s for s in options.sets.split(",") if s], options.data, pool=pool)
    sets = [score(one, encoder, reader, options.work) for one in chosen]
    weight, table = best_weight(sets)
    curve, report = fit_curve(sets, weight)
    path = options.reader / DESCRIPTION
    description = json.loads(path.read_text())
    description["fusion"] = {"dense_weight": weight, "P@1_by_weight": table}
    description["calibration"] = {**curve.to_dict(), "calibration_error": report}
    description["threshold"] = best_threshold(sets, curve, weight)
    description["span_threshold"], gains = best_span_threshold(options.reader, options.work)
    path.write_text(json.dumps(description, indent=1, sort_keys=True) + "\n")
    told = {"weight": weight, "table": table, "ECE": report, "threshold": description["threshold"], "span": gains}
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
