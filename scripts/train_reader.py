"""Train the reader: seeded, resumable, on CPU or CUDA, for a number of minutes or of pairs.

Owns the schedule, the checkpoints (safetensors and json), the log (``log.jsonl``) and its picture. Knows nothing of how
groups are made.

    python -m scripts.reader_mining --data DATA --work WORK
    python -m scripts.reader_groups --data DATA --work WORK
    nice -n 19 python -m scripts.train_reader --work WORK --minutes 60
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed
import torch.multiprocessing
from safetensors.torch import load_file, save_file

from qa.reader.inputs import Budget
from scripts.reader_model import Batch, Layout, ReaderModel, losses
from scripts.reader_progress import dev_metrics, draw

TRAINING_BUDGET = Budget(question=40, title=12, section=16, previous=20, sentence=96, stride=96)


@dataclass(slots=True)
class Progress:
    """How far training has come; what a checkpoint holds beside tensors."""

    step: int = 0
    pairs: int = 0
    group: int = 0
    seconds: float = 0.0


def options() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder with groups.jsonl")
    parser.add_argument("--run", default="run", help="name of this run: a folder in --work")
    parser.add_argument("--start", type=Path, help="model.safetensors of another run, to train on from its weights")
    parser.add_argument("--layers", default="0,1,2,3", help="layers of the body to keep")
    parser.add_argument("--minutes", type=float, default=0, help="train so long; the learning rate ends at 0 then")
    parser.add_argument("--pairs", type=int, default=0, help="or train on so many pairs: exactly repeatable")
    parser.add_argument("--pairs-a-step", type=int, default=64)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--warmup", type=float, default=0.04, help="share of the training spent warming up")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--every", type=float, default=240, help="seconds between checkpoints")
    parser.add_argument("--processes", type=int, default=1, help="CPU processes of one thread each; 2 on two cores")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def read_groups(path: Path, fold: str) -> list[dict[str, Any]]:
    """Read the groups of one fold."""
    with path.open(encoding="utf-8") as lines:
        return [group for group in map(json.loads, lines) if group["fold"] == fold]


def batches(
    groups: list[dict[str, Any]], start: int, *, pairs: int, seed: int
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield (groups taken so far, batch) for ever: groups in file order, sorted by length within a shuffled stretch."""
    stretch = pairs * 8
    while True:
        begin = start - start % stretch
        part = [groups[i % len(groups)] for i in range(begin, begin + stretch)]
        part.sort(key=lambda g: max(len(c[0]) + len(c[3]) for c in g["c"]))
        made, current, size = [], [], 0
        for group in part:
            current.append(group)
            size += len(group["c"])
            if size >= pairs:
                made.append(current)
                current, size = [], 0
        random.Random(seed + begin).shuffle(made)
        for batch in made:
            yield begin + stretch, batch
        start = begin + stretch


def to(batch: Batch, device: str) -> Batch:
    """Move a batch to a device."""
    return Batch(*(getattr(batch, name).to(device) for name in Batch.__slots__))


def mixed(device: str) -> AbstractContextManager[Any]:
    """Return the mixed-precision context: bfloat16 on CUDA; on processors without AMX it is slower than float32."""
    native = device != "cpu" or torch.cpu.get_capabilities().get("amx_bf16", False)
    return torch.autocast(device, dtype=torch.bfloat16) if native else nullcontext()


def save(folder: Path, model: ReaderModel, optimiser: torch.optim.Optimizer, progress: Progress) -> None:
    """Write a checkpoint; the json goes last, so that its presence means the tensors are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {f"{i}.{name}": t for i, s in optimiser.state_dict()["state"].items() for name, t in s.items()}
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, folder / "model.safetensors")
    save_file(state, folder / "adam.safetensors")
    (folder / "progress.json").write_text(json.dumps({n: getattr(progress, n) for n in Progress.__slots__}))


def resume(folder: Path, model: ReaderModel, optimiser: torch.optim.Optimizer) -> Progress:
    """Load a checkpoint if there is one, else start at zero."""
    if not (folder / "progress.json").exists():
        return Progress()
    model.load_state_dict(load_file(folder / "model.safetensors"))
    state = optimiser.state_dict()
    for key, tensor in load_file(folder / "adam.safetensors").items():
        number, name = key.split(".", 1)
        state["state"].setdefault(int(number), {})[name] = tensor
    optimiser.load_state_dict(state)
    return Progress(**json.loads((folder / "progress.json").read_text()))


def optimiser_of(model: ReaderModel, rate: float) -> torch.optim.Optimizer:
    """Make AdamW: the new heads learn at thrice the body's rate, norms and biases do not decay."""
    sets: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            sets.setdefault((name.startswith("body"), parameter.ndim > 1), []).append(parameter)
    groups = [
        {
            "params": p,
            "lr": rate if body else 3 * rate,
            "top": rate if body else 3 * rate,
            "weight_decay": 0.01 if matrix else 0.0,
        }
        for (body, matrix), p in sets.items()
    ]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=True)


class Worker:
    """One of the processes that train together: each reads half of every batch, gradients are averaged once a step.

    On a shared CPU this is much faster than one process of two threads, which wait for each other at every layer.
    """

    def __init__(self, o: argparse.Namespace, rank: int) -> None:
        torch.manual_seed(o.seed + rank)
        self.o, self.rank, self.folder = o, rank, o.work / o.run
        self.layout, self.running = Layout(TRAINING_BUDGET), {}
        self.model = ReaderModel(layers=tuple(int(i) for i in o.layers.split(",")))
        if o.start:
            self.model.load_state_dict(load_file(o.start))
        self.model.to(o.device).train()
        for module in self.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.05
        self.optimiser = optimiser_of(self.model, o.rate)
        self.progress = resume(self.folder, self.model, self.optimiser)
        self.weights = [p for p in self.model.parameters() if p.requires_grad]

    def rate(self, done: float) -> None:
        """Set the learning rate for the share of the training that is done."""
        for entry in self.optimiser.param_groups:
            entry["lr"] = entry["top"] * min((done + 1e-3) / self.o.warmup, max(0.0, (1 - done) / (1 - self.o.warmup)))

    def step(self, chosen: list[dict[str, Any]], seconds: float) -> None:
        """Take one step on this process's share of a batch; the first process's clock counts for all."""
        batch = to(self.layout.batch(chosen[self.rank :: self.o.processes]), self.o.device)
        with mixed(self.o.device):
            parts = losses(self.model, batch)
        (parts["list"] + parts["point"] + 0.5 * parts["span"]).backward()
        extra = torch.tensor([float(len(batch.label)), seconds if self.rank == 0 else 0.0])
        if self.o.processes > 1:
            flat = torch.cat([p.grad.flatten() for p in self.weights] + [extra])
            torch.distributed.all_reduce(flat)
            extra, begin = flat[-2:], 0
            for weight in self.weights:
                weight.grad.copy_(flat[begin : begin + weight.numel()].view_as(weight) / self.o.processes)
                begin += weight.numel()
        torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.progress.step += 1
        self.progress.pairs += int(extra[0])
        self.progress.seconds = float(extra[1])
        self.running = {k: 0.98 * self.running.get(k, v.item()) + 0.02 * v.item() for k, v in parts.items()}

    def checkpoint(self, log: Any, dev: list[dict[str, Any]]) -> None:
        """Save, measure on held-back groups, draw."""
        save(self.folder, self.model, self.optimiser, self.progress)
        with mixed(self.o.device):
            _note(log, self.progress, dev_metrics(self.model, self.layout, dev))
        draw(self.folder / "log.jsonl", self.folder / "learning_curve.png")


def train(rank: int, o: argparse.Namespace) -> None:
    """Train until the budget is spent."""
    torch.set_num_threads(1 if o.processes > 1 else min(2, os.cpu_count() or 1))
    if o.processes > 1:
        meeting = f"file://{(o.work / o.run / 'meeting').resolve()}"
        torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=o.processes)
    groups, dev = (read_groups(o.work / "groups.jsonl", fold) for fold in ("train", "dev"))
    worker, log = Worker(o, rank), (o.work / o.run / "log.jsonl").open("a")
    progress = worker.progress
    saved, began = progress.seconds, time.monotonic() - progress.seconds
    for taken, chosen in batches(groups, progress.group, pairs=o.pairs_a_step, seed=o.seed):
        progress.group = taken
        done = progress.pairs / o.pairs if o.pairs else progress.seconds / (o.minutes * 60)
        if done < 1:
            worker.rate(done)
            worker.step(chosen, time.monotonic() - began)
        if rank == 0 and progress.step % 20 == 0:
            _note(log, progress, {"rate": worker.optimiser.param_groups[0]["lr"], **worker.running})
        if rank == 0 and (progress.seconds - saved > o.every or done >= 1):
            worker.checkpoint(log, dev[:120] if done < 1 else dev[:900])
            saved = progress.seconds
        if done >= 1:
            return


def _note(log: Any, progress: Progress, values: dict[str, float]) -> None:
    entry = {"step": progress.step, "pairs": progress.pairs, "minutes": progress.seconds / 60, **values}
    log.write(json.dumps({k: round(float(v), 6) for k, v in entry.items()}) + "\n")
    log.flush()


if __name__ == "__main__":
    arguments = options()
    if bool(arguments.minutes) == bool(arguments.pairs):
        raise SystemExit("give one of --minutes and --pairs")
    target = arguments.work / arguments.run
    target.mkdir(parents=True, exist_ok=True)
    (target / "options.json").write_text(json.dumps({k: str(v) for k, v in vars(arguments).items()}, indent=1))
    (arguments.work / "train.pid").write_text(str(os.getpid()))
    (target / "meeting").unlink(missing_ok=True)
    if arguments.processes > 1:
        torch.multiprocessing.spawn(train, args=(arguments,), nprocs=arguments.processes)
    else:
        train(0, arguments)
