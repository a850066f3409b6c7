"""Train the teacher's adapters and heads for a number of minutes or of pairs, in processes of one thread.

Owns the schedule and the weights' file. Knows nothing of how groups are drawn.

    nice python -m scripts.train.teaching.train --work WORK --groups groups-NAME.jsonl.gz --model MPNET --minutes 50
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from scripts.train.batches import Layout, batches
from scripts.train.model import losses
from scripts.train.processes import join, start
from scripts.train.progress import dev_measures
from scripts.train.records import read_groups
from scripts.train.teaching.layout import teacher_layout
from scripts.train.teaching.network import Teacher
from scripts.train.teaching.read import open_teacher
from scripts.train.train import LOG, Progress, averaged, note

WEIGHTS = "teacher.safetensors"
#: What a step minimises: the teacher is asked for relevance, spans only help it on the way.
_SHARES = {"list": 1.0, "point": 1.0, "span": 0.3}
_WARMUP = 0.05
#: Held-back groups of each file that it is measured on.
_HELD_BACK = 150


def save(teacher: Teacher, path: Path) -> None:
    """Write what training changes: adapters, the layers' norms and heads, in float16; those of frozen layers too."""
    changing = ((name, p) for name, p in teacher.named_parameters() if not name.startswith("norm."))
    kept = {name: p.detach().half().contiguous() for name, p in changing}
    save_file(kept, path.with_suffix(".part"))
    os.replace(path.with_suffix(".part"), path)


def train(rank: int, o: argparse.Namespace) -> None:
    """Train until the minutes or pairs are spent; each process reads its share of every step, and the first one's clock
    counts."""
    torch.set_num_threads(1)
    torch.manual_seed(o.seed)
    folder = o.work / o.run
    join(rank, o)
    groups = [group for name in o.groups for group in read_groups(o.work / name, fold="train")]
    random.Random(o.seed).shuffle(groups)
    teacher, layout = open_teacher(o.model, o.start, rank=o.rank).freeze(o.frozen).train(), teacher_layout(o.model)
    weights = [p for p in teacher.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=o.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    began, done, pairs, running = time.monotonic(), 0.0, 0, dict[str, float]()
    with (folder / LOG).open("a", encoding="utf-8") as log:
        steps = itertools.islice(batches(groups, pairs=o.pairs_a_step, seed=o.seed), o.skip, None)
        for step, chosen in enumerate(steps, o.skip):
            if done >= 1:
                break
            for entry in optimiser.param_groups:
                entry["lr"] = o.rate * min((done + 2e-3) / _WARMUP, (1 - done) / (1 - _WARMUP))
            parts = losses(teacher, layout.batch(chosen[rank :: o.processes]), teacher.kind)
            torch.stack([_SHARES[name] * value for name, value in parts.items()]).sum().backward()
            clock = torch.tensor([(time.monotonic() - began) if rank == 0 else 0.0])
            if o.processes > 1:
                clock = averaged(weights, clock, processes=o.processes)
            pairs += sum(len(group.candidates) for group in chosen)
            done = pairs / o.pairs if o.pairs else float(clock) / 60 / o.minutes
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            running = {k: 0.97 * running.get(k, v.item()) + 0.03 * v.item() for k, v in parts.items()}
            if rank == 0 and step % 10 == 0:
                note(log, Progress(step, pairs, float(clock)), running)
            if rank == 0 and step % 100 == 99:
                save(teacher, folder / WEIGHTS)
        if rank == 0:
            save(teacher, folder / WEIGHTS)
            for name in o.groups:
                note(log, Progress(step, pairs, float(clock)), _held_back_measures(teacher, layout, o.work / name))


def _held_back_measures(teacher: Teacher, layout: Layout, path: Path) -> dict[str, float]:
    held_back = list(itertools.islice(read_groups(path, fold="dev"), _HELD_BACK))
    measures: dict[str, float] = dev_measures(teacher, layout, held_back, kind=teacher.kind, device="cpu")
    return measures


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder with the groups")
    parser.add_argument("--groups", nargs="+", required=True, help="names of groups files in --work")
    parser.add_argument("--model", type=Path, required=True, help="folder with all-mpnet-base-v2")
    parser.add_argument("--run", default="teacher", help="name of this run: a folder in --work")
    parser.add_argument("--start", type=Path, help="teacher.safetensors of another run, to train on from")
    parser.add_argument("--skip", type=int, default=0, help="steps that run has read")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, default=0.0, help="train so long; the rate ends at 0 then")
    length.add_argument("--pairs", type=int, default=0, help="or on so many pairs: repeatable")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--rank", type=int, default=32, help="of the adapters")
    parser.add_argument("--frozen", type=int, default=0, help="of the lowest layers, that learn nothing more")
    parser.add_argument("--pairs-a-step", type=int, default=48)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--processes", type=int, default=1, help="of one thread each")
    return parser.parse_args(arguments)


def main() -> None:
    """Start a run."""
    start(train, options())


if __name__ == "__main__":
    main()
