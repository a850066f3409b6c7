"""Fit what turns a reader's scores into confidence: the weight of the retriever's score, the curve, and the threshold.

Fits on every second question of the articles held back from training and of the dev sets, compares Platt and isotonic
on the other questions, and writes the better into the artifact's ``reader.json``. Knows nothing of training.

    python scripts/calibrate.py --data DATA --work WORK --reader qa/models/reader
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
from qa.evaluation import auroc, calibration_error, mean  # noqa: E402
from qa.onnx_reader import DESCRIPTION, OnnxReader  # noqa: E402
from qa.reader import Candidate  # noqa: E402

MIXES = [(span, dense) for span in (0.0, 0.1, 0.2, 0.3, 0.5) for dense in (0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0, 20.0)]


@dataclass(frozen=True, slots=True)
class Mix:
    """What the margin of the best span and the fused score are worth beside the relevance."""

    span: float
    dense: float


@dataclass(slots=True)
class Scored:
    """A set: what is said of every question's candidates, which of them are gold, which questions count."""

    name: str
    relevance: list[np.ndarray[Any, np.dtype[np.float32]]]
    margin: list[np.ndarray[Any, np.dtype[np.float32]]]
    fused: list[np.ndarray[Any, np.dtype[np.float32]]]
    gold: list[list[bool]]
    known: list[bool]
    searched: bool

    def first(self, mix: Mix, part: int | None) -> tuple[list[float], list[bool], list[bool]]:
        """Take every known question's first candidate: its score, whether it is gold, whether any is.

        ``part`` 0 or 1 takes every second question, None all."""
        scores, right, answerable = [], [], []
        for i, gold in enumerate(self.gold):
            if self.known[i] and gold and part in (None, i % 2):
                together = self.relevance[i] + mix.span * self.margin[i] + mix.dense * self.fused[i]
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
        [np.array([x.relevance for x in one], np.float32) for one in readings],
        [np.array([min(10.0, max(-10.0, x.margin)) for x in one], np.float32) for one in readings],
        [one.fused for one in ranked],
        [[int(p) in q.gold for p in one.places] for q, one in zip(chosen.questions, ranked, strict=True)],
        [bool(q.gold) or q.answerable is False for q in chosen.questions],
        not any(q.candidates for q in chosen.questions),
    )


def best_mix(sets: Sequence[Scored]) -> tuple[Mix, dict[str, dict[str, float]]]:
    """Choose the weights by P@1 and AUROC, averaged over sets, on the questions to fit on; tell what each mix gave."""
    table: dict[str, dict[str, float]] = {}
    for span, dense in MIXES:
        row = {}
        for one in sets:
            scores, right, answerable = one.first(Mix(span, dense), 0)
            row[one.name] = mean([float(r) for r, a in zip(right, answerable, strict=True) if a])
            held = [s for s, a in zip(scores, answerable, strict=True) if a]
            empty = [s for s, a in zip(scores, answerable, strict=True) if not a]
            if len(empty) > 20:
                row[f"{one.name} AUROC"] = auroc(held, empty)
        table[f"{span:g}/{dense:g}"] = {name: round(value, 4) for name, value in row.items()}
    means = {mix: mean(list(table[f"{mix[0]:g}/{mix[1]:g}"].values())) for mix in MIXES}
    return Mix(*max(MIXES, key=lambda mix: means[mix])), table


def fit_curve(sets: Sequence[Scored], mix: Mix) -> tuple[Calibration, dict[str, Any]]:
    """Fit both kinds of curve on the sets searched as a corpus; return the one that errs less there, and both reports.

    Sets whose candidates are given are only measured: in most of them something always answers, unlike in a corpus."""
    scores, right = _pooled([one for one in sets if one.searched], mix, 0)
    report: dict[str, Any] = {}
    curves: dict[str, Calibration] = {}
    kinds: tuple[Kind, ...] = ("platt", "isotonic")
    for kind in kinds:
        curves[kind] = curve = fit(scores, right, kind=kind)
        errors = {"searched, pooled": _error(curve, *_pooled([one for one in sets if one.searched], mix, 1))}
        report[kind] = errors | {one.name: _error(curve, *_pooled([one], mix, 1)) for one in sets}
    return curves[min(curves, key=lambda k: report[k]["searched, pooled"])], report


def _pooled(sets: Sequence[Scored], mix: Mix, part: int) -> tuple[list[float], list[bool]]:
    found = [one.first(mix, part) for one in sets]
    return [s for scores, _, _ in found for s in scores], [r for _, right, _ in found for r in right]


def _error(curve: Calibration, scores: Sequence[float], right: Sequence[bool]) -> float:
    return round(calibration_error([curve.apply(s) for s in scores], right), 4)


def best_threshold(sets: Sequence[Scored], curve: Calibration, mix: Mix) -> float:
    """Choose the confidence that best parts right from wrong: share of right ones kept less share of wrong ones."""
    scores, right = _pooled([one for one in sets if one.searched], mix, 0)
    pairs = [(curve.apply(s), r) for s, r in zip(scores, right, strict=True)]
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
    mix, table = best_mix(sets)
    curve, report = fit_curve(sets, mix)
    path = options.reader / DESCRIPTION
    description = json.loads(path.read_text())
    description["span_weight"] = mix.span
    description["fusion"] = {"dense_weight": mix.dense, "tried": table}
    description["calibration"] = {**curve.to_dict(), "calibration_error": report}
    description["threshold"] = best_threshold(sets, curve, mix)
    description["span_threshold"], gains = best_span_threshold(options.reader, options.work)
    path.write_text(json.dumps(description, indent=1, sort_keys=True) + "\n")
    told = {"mix": asdict(mix), "table": table, "ECE": report, "threshold": description["threshold"], "span": gains}
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
