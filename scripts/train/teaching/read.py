"""Let the teacher read groups: every candidate gets its relevance, for the reader to learn from.

    nice python -m scripts.train.teaching.read --work WORK --groups groups-NAME.jsonl.gz --model MPNET \\
        --weights WORK/teacher/teacher.safetensors --out groups-taught.jsonl.gz

Several processes can share the work: ``--share 0/2`` and ``--share 1/2`` read every other group.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from index.encoders.compiling.e5_weights import read_e5
from scripts.train.batches import Layout
from scripts.train.model import ReaderModel
from scripts.train.records import Group, read_groups, write_groups
from scripts.train.teaching.layout import teacher_layout
from scripts.train.teaching.network import Teacher
from scripts.train.train import load_trained

#: Groups read together, and of how many those of like length are put together.
_AT_ONCE, _STRETCH = 12, 480


def open_teacher(folder: Path, weights: Path | None, *, rank: int = 32) -> Teacher:
    """Read the model in ``folder``, with the adapters and heads in ``weights``. Raises RuntimeError when these are
    of another form."""
    teacher = Teacher(folder, rank=rank)
    if weights is not None:
        own = {name: tensor.float() for name, tensor in load_file(weights).items()}
        learned = {name for name, p in teacher.named_parameters() if p.requires_grad}
        if other := sorted(learned ^ own.keys()):
            raise RuntimeError(f"{weights} is of another form: {other[:3]}")
        teacher.load_state_dict(own, strict=False)
    return teacher


@dataclass(frozen=True, slots=True)
class Reads:
    """A network with its layout, and what its relevance counts for beside others'."""

    network: nn.Module
    layout: Layout
    weight: float = 1.0


@torch.inference_mode()
def taught(readers: Sequence[Reads], groups: Sequence[Group], *, bias: float = 0.0) -> Iterator[Group]:
    """Yield the groups, in another order, with the relevance of every candidate: the weighted sum over what reads it,
    and a bias."""
    for begin in range(0, len(groups), _STRETCH):
        stretch = sorted(groups[begin : begin + _STRETCH], key=lambda g: max(len(c.text) for c in g.candidates))
        for first in range(0, len(stretch), _AT_ONCE):
            part = stretch[first : first + _AT_ONCE]
            sums = sum(r.weight * r.network(r.layout.batch(part), torch.bfloat16)[0].float() for r in readers)
            scores = iter((sums + bias).tolist())
            for group in part:
                read = tuple(replace(c, taught=round(next(scores), 3)) for c in group.candidates)
                yield replace(group, candidates=read)


def main() -> None:
    """Read a file of groups, and write them as read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder with the groups")
    parser.add_argument("--groups", nargs="+", required=True, help="names of groups files in --work")
    parser.add_argument("--model", type=Path, required=True, help="folder with all-mpnet-base-v2")
    parser.add_argument("--weights", type=Path, required=True, help="adapters and heads")
    parser.add_argument("--reader", type=Path, help="trained.safetensors of a reader that is heard beside the teacher")
    parser.add_argument("--mix", nargs=2, type=float, default=(1.0, 0.5), help="what the two relevances count for")
    parser.add_argument("--bias", type=float, default=0.0, help="what is added to their sum")
    parser.add_argument("--out", required=True, help="name of the file to write in --work")
    parser.add_argument("--share", default="0/1", help="which of how many shares of the groups")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long, with the groups read by then")
    o = parser.parse_args()
    torch.set_num_threads(1)
    part, of = map(int, o.share.split("/"))
    readers = [Reads(open_teacher(o.model, o.weights).eval(), teacher_layout(o.model), o.mix[0] if o.reader else 1.0)]
    if o.reader:
        e5 = read_e5()
        reader = ReaderModel(e5, layers=tuple(range(e5.config["num_hidden_layers"]))).eval()
        load_trained(reader, o.reader)
        readers.append(Reads(reader, Layout(e5.tokenizer()), o.mix[1]))
    groups = [g for name in o.groups for fold in ("train", "dev") for g in read_groups(o.work / name, fold=fold)]
    ended = time.monotonic() + o.minutes * 60

    def in_time() -> Iterator[Group]:
        for group in taught(readers, groups[part::of], bias=o.bias):
            if time.monotonic() > ended:
                return
            yield group

    write_groups(o.work / o.out, in_time(), recipe={"taught": o.groups, "share": o.share, "mix": o.mix, "bias": o.bias})


if __name__ == "__main__":
    main()
