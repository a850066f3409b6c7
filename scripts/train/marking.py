"""How sure a reader must be of a span for it to be marked, chosen on answers held back from training.

Owns that choice, and writes it into the reader's description.

    python -m scripts.train.marking --work WORK --reader qa/models/reader --encoder FOLDER
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from qa.evaluation.metrics import mean
from qa.reader.base import ReaderInput
from qa.reader.onnx import DESCRIPTION, Logits, OnnxReader
from scripts.train.records import NO_SPAN, read_groups

#: A mark with nothing in common with the answer costs as much as so many exact ones gain: whoever reads a wrong mark is
#: misled, whoever reads none only reads on.
_MISLEADING = 2.0
_LEAST, _MOST, _STEPS = -8, 4, 2


def gains(found: Sequence[Logits], golds: Sequence[tuple[int, int]]) -> dict[float, float]:
    """Return, by threshold, what a mark is worth on average: its F1 in characters where it shares any with the answer,
    minus a cost where it shares none, 0 where nothing is marked. An answer of ``NO_SPAN`` is a sentence without one."""
    thresholds = [step / _STEPS for step in range(_STEPS * _LEAST, _STEPS * _MOST + 1)]
    worth = [_overlap(one.span, gold) for one, gold in zip(found, golds, strict=True)]
    return {
        threshold: mean([w if one.margin >= threshold else 0.0 for one, w in zip(found, worth, strict=True)])
        for threshold in thresholds
    }


def _overlap(span: tuple[int, int] | None, gold: tuple[int, int]) -> float:
    if span is None:
        return 0.0
    common = min(span[1], gold[1]) - max(span[0], gold[0])
    return 2 * common / (span[1] - span[0] + gold[1] - gold[0]) if common > 0 and gold != NO_SPAN else -_MISLEADING


def main() -> None:
    """Choose and write; of equal thresholds the highest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--groups", default="groups.jsonl.gz")
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the compiled encoder")
    parser.add_argument("--most", type=int, default=400, help="groups to read")
    options = parser.parse_args()
    reader = OnnxReader(options.reader, encoder=options.encoder)
    found: list[Logits] = []
    golds: list[tuple[int, int]] = []
    for _, group in zip(range(options.most), read_groups(options.work / options.groups, fold="dev"), strict=False):
        # the sentence that the reader would quote: the best of an answered group, and of another if it looks right
        logits = reader.logits(group.question, [ReaderInput(c.text, c.title) for c in group.candidates])
        best = max(range(len(logits)), key=lambda i: logits[i].relevance)
        if group.candidates[best].answers or logits[best].relevance > 0:
            found.append(logits[best])
            golds.append(group.candidates[best].span)
    reader.close()
    worth = gains(found, golds)
    threshold = max(worth, key=lambda t: (worth[t], t))
    path = options.reader / DESCRIPTION
    description = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**description, "span_threshold": threshold}, indent=1, sort_keys=True) + "\n")
    marked = [one.margin >= threshold for one in found]
    misled = sum(m and _overlap(one.span, g) < 0 for m, one, g in zip(marked, found, golds, strict=True))
    print(f"threshold {threshold}: of {len(found)} sentences {sum(marked)} marked, {misled} of them misleading")


if __name__ == "__main__":
    main()
