"""Train the teacher's adapters and heads for a number of minutes, on one thread.

Owns the schedule and the weights' file. Knows nothing of how groups are drawn.

    nice python -m scripts.train.teaching.train --work WORK --groups groups-NAME.jsonl.gz --model MPNET --minutes 50
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import time
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from scripts.train.batches import batches
from scripts.train.model import losses
from scripts.train.progress import dev_measures
from scripts.train.records import read_groups
from scripts.train.teaching.layout import TeacherLayout
from scripts.train.teaching.network import Teacher
from scripts.train.teaching.read import open_teacher
from scripts.train.train import LOG, Progress, note

WEIGHTS = "teacher.safetensors"
#: What a step minimises: the teacher is asked for relevance, spans only help it on the way.
_SHARES = {"list": 1.0, "point": 1.0, "span": 0.3}
_WARMUP = 0.05
#: Held-back groups of each file that it is measured on.
_HELD_BACK = 150


def save(teacher: Teacher, path: Path) -> None:
    """Write what training changed: adapters, norms and heads, in float16."""
    kept = {name: p.detach().half().contiguous() for name, p in teacher.named_parameters() if p.requires_grad}
    save_file(kept, path.with_suffix(".part"))
    os.replace(path.with_suffix(".part"), path)


def train(o: argparse.Namespace) -> None:
    """Train until the minutes are spent."""
    torch.set_num_threads(1)
    torch.manual_seed(o.seed)
    folder = o.work / o.run
    folder.mkdir(parents=True, exist_ok=True)
    groups = [group for name in o.groups for group in read_groups(o.work / name, fold="train")]
    dev = [list(itertools.islice(read_groups(o.work / name, fold="dev"), _HELD_BACK)) for name in o.groups]
    random.Random(o.seed).shuffle(groups)
    teacher, layout = open_teacher(o.model, o.start, rank=o.rank).train(), TeacherLayout(o.model)
    weights = [p for p in teacher.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=o.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    began, pairs, running = time.monotonic(), 0, dict[str, float]()
    with (folder / LOG).open("a", encoding="utf-8") as log:
        steps = itertools.islice(batches(groups, pairs=o.pairs_a_step, seed=o.seed), o.skip, None)
        for step, chosen in enumerate(steps, o.skip):
            done = (time.monotonic() - began) / 60 / o.minutes
            if done >= 1:
                break
            for entry in optimiser.param_groups:
                entry["lr"] = o.rate * min((done + 2e-3) / _WARMUP, (1 - done) / (1 - _WARMUP))
            parts = losses(teacher, layout.batch(chosen), teacher.kind)
            torch.stack([_SHARES[name] * value for name, value in parts.items()]).sum().backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            pairs += sum(len(group.candidates) for group in chosen)
            running = {k: 0.97 * running.get(k, v.item()) + 0.03 * v.item() for k, v in parts.items()}
            if step % 10 == 0:
                note(log, Progress(step, pairs, done * o.minutes * 60), running)
            if step % 100 == 99:
                save(teacher, folder / WEIGHTS)
        save(teacher, folder / WEIGHTS)
        for held_back in dev:
            told = dev_measures(teacher, layout, held_back, kind=teacher.kind, device="cpu")
            note(log, Progress(step, pairs, o.minutes * 60), told)


def main() -> None:
    """Start a run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder with the groups")
    parser.add_argument("--groups", nargs="+", required=True, help="names of groups files in --work")
    parser.add_argument("--model", type=Path, required=True, help="folder with all-mpnet-base-v2")
    parser.add_argument("--run", default="teacher", help="name of this run: a folder in --work")
    parser.add_argument("--start", type=Path, help="teacher.safetensors of another run, to train on from")
    parser.add_argument("--skip", type=int, default=0, help="steps that run has read")
    parser.add_argument("--minutes", type=float, required=True, help="train so long; the rate ends at 0 then")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--rank", type=int, default=32, help="of the adapters")
    parser.add_argument("--pairs-a-step", type=int, default=48)
    parser.add_argument("--seed", type=int, default=5)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
