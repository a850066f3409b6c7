"""How a training run is doing: metrics on held-back groups and the picture of the learning curve.

Owns the two and nothing else. Knows nothing of schedules or files beside the log.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib
import torch

from qa.evaluation.metrics import auroc
from scripts.reader_model import Layout, ReaderModel

matplotlib.use("Agg")
from matplotlib import pyplot


@torch.inference_mode()
def dev_metrics(model: ReaderModel, layout: Layout, groups: list[dict[str, Any]]) -> dict[str, float]:
    """Measure P@1 on answered groups and how well the best score tells answered from unanswered ones."""
    model.eval()
    best, answered, first = [], [], []
    ordered = sorted(groups, key=lambda g: max(len(c[0]) for c in g["c"]))
    for begin in range(0, len(ordered), 12):
        part = ordered[begin : begin + 12]
        batch = layout.batch(part)
        device = next(model.parameters()).device
        scores = (
            model(batch.ids.to(device), batch.mask.to(device), batch.types.to(device))[0].float().cpu() + batch.prior
        )
        for number, group in enumerate(part):
            own = scores[batch.group == number]
            best.append(float(own.max()))
            answered.append(group["kind"] == "answered")
            if answered[-1]:
                first.append(float(batch.label[batch.group == number][own.argmax()]))
    model.train()
    return {
        "dev_p1": sum(first) / len(first),
        "dev_auroc": auroc(
            [b for b, a in zip(best, answered, strict=True) if a],
            [b for b, a in zip(best, answered, strict=True) if not a],
        ),
    }


def draw(log: Path, picture: Path) -> None:
    """Draw losses and dev metrics over the pairs seen."""
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    for axis, names in ((left, ("list", "point", "span")), (right, ("dev_p1", "dev_auroc"))):
        for name in names:
            points = [(e["pairs"], e[name]) for e in entries if name in e]
            if points:
                axis.plot(*zip(*points, strict=True), label=name, marker="." if axis is right else "")
        axis.set_xlabel("pairs seen")
        axis.legend()
    figure.savefig(picture, dpi=80)
    pyplot.close(figure)
