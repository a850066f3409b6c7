"""Train the encoder: questions and the sentences that answer them are brought together, others apart.

Owns the loss, the schedule and the checkpoint. The loss is that of the model's own training: cross-entropy over the
passages of a batch, a negative of the same article for each question among them, at the same temperature, so that
cosines keep their scale. Knows nothing of how pairs are drawn.

    nice -n 19 python -m scripts.train.encoder.train --work WORK --minutes 35 --processes 2
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import torch.distributed
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from index.encoders.compiling.e5_weights import BOS, E5, EOS, QUESTION_PROMPT, SENTENCE_PROMPT, read_e5
from scripts.train.encoder.pairs import PAIRS, Pair
from scripts.train.model import Batch, Body
from scripts.train.processes import join, start
from scripts.train.train import averaged

#: What the cosines are divided by; the model was trained so.
TEMPERATURE = 0.01
#: Longest question and passage in tokens.
LONGEST = (48, 112)
#: How often a short title, and how often a headline, stands before its sentences.
TITLED, HEADLINED = 0.9, 0.7
#: Questions in lower case without a mark.
PLAIN = 0.12
_SHORT_TITLE = 7
#: Rows that the body is given together: more no longer fit the caches.
_AT_ONCE = 64
WEIGHTS = "encoder.safetensors"


class Texts:
    """Pairs to token rows."""

    def __init__(self, e5: E5) -> None:
        self._tokenizer = e5.tokenizer()

    def rows(self, pairs: Sequence[Pair], chance: random.Random) -> tuple[list[list[int]], list[list[int]]]:
        """Return the rows of the questions, and those of the passages: the answering ones in the questions' order, then
        one near each."""
        questions, right, near = [], [], []
        for pair in pairs:
            asked = pair.question.rstrip("? ").lower() if chance.random() < PLAIN else pair.question
            share = TITLED if len(pair.title.split()) <= _SHORT_TITLE else HEADLINED
            title = f"{pair.title}. " if pair.title and chance.random() < share else ""
            questions.append(self._row(QUESTION_PROMPT + asked, LONGEST[0]))
            right.append(self._row(SENTENCE_PROMPT + title + pair.sentence, LONGEST[1]))
            if pair.near:
                # the likeliest ones more often: what the service meets
                place = min(int(chance.random() ** 1.5 * len(pair.near)), len(pair.near) - 1)
                near.append(self._row(SENTENCE_PROMPT + title + pair.near[place], LONGEST[1]))
        return questions, right + near

    def _row(self, text: str, longest: int) -> list[int]:
        ids = self._tokenizer.encode(" ".join(text.split()), add_special_tokens=False).ids
        return [BOS, *ids[: longest - 2], EOS]


def packed(rows: Sequence[Sequence[int]]) -> Batch:
    """Pack rows for the body; what only the reader needs is empty."""
    nothing = torch.zeros(0)
    lengths = torch.tensor([len(row) for row in rows])
    ids = torch.tensor([i for row in rows for i in row])
    places = torch.tensor([i for row in rows for i in range(len(row))])
    return Batch(ids, places, torch.zeros_like(ids), lengths, *[nothing] * 6)


def vectors(body: Body, batch: Batch, kind: torch.dtype) -> Tensor:
    """Encode packed rows: the mean over their tokens, float32[rows, width], unit rows."""
    states = body(batch, kind)
    number = torch.arange(len(batch.lengths)).repeat_interleave(batch.lengths)
    total = states.new_zeros(len(batch.lengths), states.shape[1]).index_add(0, number, states)
    return functional.normalize(total / batch.lengths[:, None], dim=1)


def loss_of(body: Body, questions: Sequence[Sequence[int]], passages: Sequence[Sequence[int]], kind: Any) -> Tensor:
    """Return the cross-entropy of every question's own passage among all of the batch."""
    rows = [*questions, *passages]
    parts = [vectors(body, packed(rows[i : i + _AT_ONCE]), kind) for i in range(0, len(rows), _AT_ONCE)]
    both = torch.cat(parts)
    asked, given = both[: len(questions)], both[len(questions) :]
    return functional.cross_entropy(asked @ given.T / TEMPERATURE, torch.arange(len(questions)))


def read_pairs(path: Path) -> list[Pair]:
    """Read the pairs, in the file's order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Pair(row["question"], row["title"], row["sentence"], tuple(row["near"])) for row in rows]


def train(rank: int, o: argparse.Namespace) -> None:
    """Train until the minutes are spent or the pairs are read."""
    torch.set_num_threads(o.threads)
    folder = o.work / o.run
    join(rank, o)
    e5, pairs = read_e5(), read_pairs(o.work / PAIRS)
    texts, body = Texts(e5), Body(e5, layers=tuple(range(12)), frozen=o.frozen)
    if o.start:
        body.load_state_dict(load_file(o.start), strict=False)
    weights = [p for p in body.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=o.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    size = o.pairs_a_step // o.processes
    began, done, step = time.monotonic(), 0.0, 0
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        running = None
        while done < 1:
            for entry in optimiser.param_groups:
                entry["lr"] = o.rate * min((done + 1e-3) / 0.08, (1 - done) / 0.92)
            begin = o.skip + step * o.pairs_a_step + rank * size
            chosen = [pairs[i % len(pairs)] for i in range(begin, begin + size)]
            loss = loss_of(body, *texts.rows(chosen, random.Random(begin)), getattr(torch, o.kind))
            loss.backward()
            seconds = time.monotonic() - began
            done = _shared(weights, seconds / 60 / o.minutes, o.processes, rank)
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
            if rank == 0 and (step % 10 == 0 or done >= 1):
                log.write(
                    json.dumps({"step": step, "minutes": round(seconds / 60, 2), "loss": round(running, 4)}) + "\n"
                )
                log.flush()
            if rank == 0 and (step % 50 == 0 or done >= 1):
                kept = {n: p.detach().contiguous() for n, p in body.named_parameters() if p.requires_grad}
                save_file(kept, folder / f"{WEIGHTS}.part")
                os.replace(folder / f"{WEIGHTS}.part", folder / WEIGHTS)


def _shared(weights: Sequence[nn.Parameter], done: float, processes: int, rank: int) -> float:
    """Average the gradients over the processes; the first one's clock counts for all."""
    if processes == 1:
        return done
    return float(averaged(weights, torch.tensor([done if rank == 0 else 0.0]), processes=processes))


def main() -> None:
    """Start a run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder with the pairs")
    parser.add_argument("--run", default="encoder", help="name of this run: a folder in --work")
    parser.add_argument("--start", type=Path, help="encoder.safetensors of another run, to train on from")
    parser.add_argument("--skip", type=int, default=0, help="pairs that run has read")
    parser.add_argument("--minutes", type=float, default=35, help="train so long; the rate ends at 0 then")
    parser.add_argument("--pairs-a-step", type=int, default=128)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--frozen", type=int, default=4, help="the lowest so many layers learn nothing")
    parser.add_argument("--processes", type=int, default=2, help="CPU processes that share a step")
    parser.add_argument("--threads", type=int, default=1, help="of each")
    parser.add_argument("--kind", default="bfloat16", choices=("bfloat16", "float32"), help="of the body's products")
    o = parser.parse_args()
    start(train, o)


if __name__ == "__main__":
    main()
