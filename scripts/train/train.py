"""Train the reader: seeded, resumable, on CPU or CUDA, for a number of minutes or of pairs.

Owns the schedule, the checkpoints (safetensors, then json) and the log. Knows nothing of how groups are made.

    nice -n 19 python -m scripts.train.train --work WORK --minutes 100 --processes 2
    python -m scripts.train.train --work WORK --pairs 200000 --device cuda
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed
from safetensors.torch import load_file, save_file

from index.encoders.compiling.e5_weights import E5, read_e5
from scripts.train.batches import Layout, batches
from scripts.train.model import ReaderModel, losses
from scripts.train.processes import join, start
from scripts.train.progress import dev_measures
from scripts.train.records import Group, read_groups

WEIGHTS, ADAM, PROGRESS, LOG = "model.safetensors", "adam.safetensors", "progress.json", "log.jsonl"
#: What a step minimises; the span's place matters less than which sentence answers.
LOSS_SHARES = {"list": 1.0, "point": 1.0, "span": 0.5}
_HEADS_FASTER = 3.0


@dataclass(slots=True)
class Progress:
    """How far training has come; what a checkpoint holds beside tensors."""

    step: int = 0
    pairs: int = 0
    seconds: float = 0.0


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder with the groups")
    parser.add_argument("--groups", default="groups.jsonl.gz", help="name of the groups file in --work")
    parser.add_argument("--run", default="run", help="name of this run: a folder in --work; one that exists goes on")
    parser.add_argument("--start", type=Path, help="model.safetensors of another run, to train on from its weights")
    parser.add_argument("--layers", default=",".join(map(str, range(12))), help="layers of the body to keep")
    parser.add_argument("--frozen", type=int, default=4, help="of the layers kept, the lowest so many learn nothing")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, default=0.0, help="train so long; the rate ends at 0 then")
    length.add_argument("--pairs", type=int, default=0, help="or train on so many pairs: exactly repeatable")
    parser.add_argument("--pairs-a-step", type=int, default=48)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--warmup", type=float, default=0.05, help="share of the training spent warming up")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--every", type=float, default=300, help="seconds between checkpoints")
    parser.add_argument("--processes", type=int, default=1, help="CPU processes of one thread each")
    parser.add_argument("--threads", type=int, default=0, help="of a process; 0: one, or all cores of a single process")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--kind", default="bfloat16", choices=("bfloat16", "float32"), help="of the body's products")
    return parser.parse_args(arguments)


def trained(model: ReaderModel) -> dict[str, torch.Tensor]:
    """Return the weights that training may change: all but the embeddings and the frozen layers."""
    return {name: p.detach() for name, p in model.named_parameters() if p.requires_grad}


def load_trained(model: ReaderModel, path: Path) -> None:
    """Put the weights of a checkpoint into a model; what it lacks stays as it came with the body. Raises KeyError for
    a weight that the model has not."""
    own = dict(model.named_parameters())
    with torch.no_grad():
        for name, tensor in load_file(path).items():
            own[name].copy_(tensor)


def save(folder: Path, model: ReaderModel, optimiser: torch.optim.Optimizer, progress: Progress) -> None:
    """Write a checkpoint; the json goes last, so that it never speaks of tensors that are not there."""
    state = {f"{i}.{name}": t for i, s in optimiser.state_dict()["state"].items() for name, t in s.items()}
    for name, tensors in ((WEIGHTS, trained(model)), (ADAM, state)):
        save_file({k: v.contiguous() for k, v in tensors.items()}, folder / f"{name}.part")
        os.replace(folder / f"{name}.part", folder / name)
    (folder / f"{PROGRESS}.part").write_text(json.dumps(asdict(progress)))
    os.replace(folder / f"{PROGRESS}.part", folder / PROGRESS)


def resume(folder: Path, model: ReaderModel, optimiser: torch.optim.Optimizer) -> Progress:
    """Load a checkpoint if there is one, else start at zero."""
    if not (folder / PROGRESS).exists():
        return Progress()
    load_trained(model, folder / WEIGHTS)
    state = optimiser.state_dict()
    for key, tensor in load_file(folder / ADAM).items():
        number, name = key.split(".", 1)
        state["state"].setdefault(int(number), {})[name] = tensor
    optimiser.load_state_dict(state)
    return Progress(**json.loads((folder / PROGRESS).read_text()))


def optimiser_of(model: ReaderModel, rate: float) -> torch.optim.Optimizer:
    """Make AdamW: the new heads learn faster than the body, norms and biases do not decay."""
    sets: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            sets.setdefault((name.startswith("body"), parameter.ndim > 1), []).append(parameter)
    groups = []
    for (body, matrix), parameters in sets.items():
        own = rate if body else _HEADS_FASTER * rate
        groups.append({"params": parameters, "lr": own, "top": own, "weight_decay": 0.01 if matrix else 0.0})
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=True)


def averaged(weights: Sequence[torch.nn.Parameter], extra: torch.Tensor, *, processes: int) -> torch.Tensor:
    """Average the gradients of the processes that train together, and return the sums of ``extra`` over them."""
    flat = torch.cat([p.grad.flatten() for p in weights if p.grad is not None] + [extra])
    torch.distributed.all_reduce(flat)
    begin = 0
    for weight in weights:
        if weight.grad is not None:
            weight.grad.copy_(flat[begin : begin + weight.numel()].view_as(weight) / processes)
            begin += weight.numel()
    return flat[begin:]


class Worker:
    """One of the processes that train together: each reads its share of every step, gradients are averaged. On a
    shared CPU this is faster than one process of two threads, which wait for each other at every layer."""

    def __init__(self, o: argparse.Namespace, rank: int, e5: E5) -> None:
        torch.manual_seed(o.seed)  # the same heads in every process
        self.o, self.rank, self.folder = o, rank, o.work / o.run
        self.kind = getattr(torch, o.kind)
        self.layout, self.running = Layout(e5.tokenizer()), dict[str, float]()
        self.model = ReaderModel(e5, layers=tuple(int(i) for i in o.layers.split(",")), frozen=o.frozen)
        if o.start:
            load_trained(self.model, o.start)
        self.model.to(o.device).train()
        self.optimiser = optimiser_of(self.model, o.rate)
        self.progress = resume(self.folder, self.model, self.optimiser)
        self.weights = [p for p in self.model.parameters() if p.requires_grad]

    def set_rate(self, done: float) -> None:
        """Set the learning rate for the share of the training that is done."""
        for entry in self.optimiser.param_groups:
            entry["lr"] = entry["top"] * min((done + 1e-3) / self.o.warmup, max(0.0, (1 - done) / (1 - self.o.warmup)))

    def step(self, chosen: Sequence[Group], seconds: float) -> None:
        """Take one step on this process's share of the groups; the first process's clock counts for all."""
        batch = self.layout.batch(chosen[self.rank :: self.o.processes]).to(self.o.device)
        parts = losses(self.model, batch, self.kind)
        torch.stack([LOSS_SHARES[name] * value for name, value in parts.items()]).sum().backward()
        extra = torch.tensor([float(len(batch.label)), seconds if self.rank == 0 else 0.0])
        if self.o.processes > 1:
            extra = averaged(self.weights, extra, processes=self.o.processes)
        torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.progress.step += 1
        self.progress.pairs += int(extra[0])
        self.progress.seconds = float(extra[1])
        self.running = {k: 0.98 * self.running.get(k, v.item()) + 0.02 * v.item() for k, v in parts.items()}

    def checkpoint(self, log: Any, dev: Sequence[Group]) -> None:
        """Save, and measure on held-back groups."""
        save(self.folder, self.model, self.optimiser, self.progress)
        note(log, self.progress, dev_measures(self.model, self.layout, dev, kind=self.kind, device=self.o.device))


def note(log: Any, progress: Progress, values: dict[str, float]) -> None:
    """Add a line to the log."""
    entry = {"step": progress.step, "pairs": progress.pairs, "minutes": progress.seconds / 60, **values}
    log.write(json.dumps({k: round(float(v), 6) for k, v in entry.items()}) + "\n")
    log.flush()


def train(rank: int, o: argparse.Namespace, body: Callable[[], E5] = read_e5) -> None:
    """Train until the minutes or pairs are spent, from what ``body`` reads."""
    torch.set_num_threads(o.threads or (1 if o.processes > 1 else os.cpu_count() or 1))
    join(rank, o)
    groups, dev = (list(read_groups(o.work / o.groups, fold=fold)) for fold in ("train", "dev"))
    worker = Worker(o, rank, body())
    progress = worker.progress
    with (o.work / o.run / LOG).open("a", encoding="utf-8") as log:
        saved, began = progress.seconds, time.monotonic() - progress.seconds
        for chosen in itertools.islice(batches(groups, pairs=o.pairs_a_step, seed=o.seed), progress.step, None):
            done = progress.pairs / o.pairs if o.pairs else progress.seconds / (o.minutes * 60)
            if done < 1:
                worker.set_rate(done)
                worker.step(chosen, time.monotonic() - began)
            if rank == 0 and (progress.step % 20 == 0 or done >= 1):
                note(log, progress, {"rate": worker.optimiser.param_groups[0]["lr"], **worker.running})
            if rank == 0 and (progress.seconds - saved > o.every or done >= 1):
                worker.checkpoint(log, dev[:120] if done < 1 else dev[:900])
                saved = progress.seconds
            if done >= 1:
                return


def main() -> None:
    """Start or go on with a run."""
    o = options()
    folder = o.work / o.run
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "options.json").write_text(json.dumps({k: str(v) for k, v in vars(o).items()}, indent=1))
    start(train, o)


if __name__ == "__main__":
    main()
