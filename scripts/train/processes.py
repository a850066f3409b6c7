"""A training run in one process or in several on this machine, whose gradients are averaged.

Owns how the processes are started and find each other. Knows nothing of what is trained.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import torch.distributed
import torch.multiprocessing


def start(train: Callable[[int, argparse.Namespace], None], o: argparse.Namespace) -> None:
    """Make the folder of a run, and call ``train`` with the rank of each process and the options."""
    _folder(o).mkdir(parents=True, exist_ok=True)
    _meeting(o).unlink(missing_ok=True)
    if o.processes > 1:
        torch.multiprocessing.spawn(train, args=(o,), nprocs=o.processes)
    else:
        train(0, o)


def join(rank: int, o: argparse.Namespace) -> None:
    """Connect this process with the others of its run, if there are any."""
    if o.processes > 1:
        meeting = f"file://{_meeting(o).resolve()}"
        torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=o.processes)


def _folder(o: argparse.Namespace) -> Path:
    return Path(o.work, o.run)


def _meeting(o: argparse.Namespace) -> Path:
    """Return the file by which the processes find each other."""
    return _folder(o) / "meeting"
