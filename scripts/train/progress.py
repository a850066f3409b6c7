"""How a training run is doing: measures on held-back groups, and the picture of the learning curve.

Owns the two and nothing else. Knows nothing of schedules or files beside the log.

    python -m scripts.train.progress --log WORK/run/log.jsonl --picture learning_curve.png
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from qa.evaluation.metrics import auroc
from scripts.train.batches import Layout
from scripts.train.records import Group

_AT_ONCE = 12


@torch.inference_mode()
def dev_measures(
    model: nn.Module, layout: Layout, groups: Sequence[Group], *, kind: torch.dtype, device: str
) -> dict[str, float]:
    """Measure P@1 on answered groups, and how well the best score tells answered groups from the others: from all of
    them, and from those whose question is on the topic of its paragraph."""
    model.eval()
    best: dict[str, list[float]] = {}
    first = []
    ordered = sorted(groups, key=lambda group: max(len(c.text) for c in group.candidates))
    for begin in range(0, len(ordered), _AT_ONCE):
        part = ordered[begin : begin + _AT_ONCE]
        batch = layout.batch(part)
        scores = model(batch.to(device), kind)[0].float().cpu() + batch.prior
        for number, group in enumerate(part):
            own = scores[batch.group == number]
            best.setdefault(group.kind, []).append(float(own.max()))
            if group.kind == "answered":
                first.append(group.candidates[int(own.argmax())].answers)
    model.train()
    answered = best.pop("answered", [])
    nothing = [score for scores in best.values() for score in scores]
    measures = {"dev_p1": sum(first) / len(first)} if first else {}
    for name, others in (("dev_auroc", nothing), ("dev_auroc_on_topic", best.get("on_topic", []))):
        if answered and others:
            measures[name] = auroc(answered, others)
    return measures


def draw(log: Path, picture: Path) -> None:
    """Draw losses and measures over the pairs read. Needs matplotlib, of the extra ``train``."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    for axis, names in (
        (left, ("list", "point", "span")),
        (right, ("dev_p1", "dev_auroc", "dev_auroc_on_topic")),
    ):
        for name in names:
            points = [(e["pairs"], e[name]) for e in entries if name in e]
            if points:
                axis.plot(*zip(*points, strict=True), label=name, marker="." if axis is right else "")
        axis.set_xlabel("pairs read")
        axis.legend()
    figure.savefig(picture, dpi=80)
    pyplot.close(figure)


def main() -> None:
    """Draw the learning curve of a log."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--picture", type=Path, required=True)
    options = parser.parse_args()
    draw(options.log, options.picture)


if __name__ == "__main__":
    main()
