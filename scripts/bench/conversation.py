"""Measure follow-ups: retrieval with the question as asked, as understood here, and as a human rewrote it, in one run.

Every understanding of a CAsT turn comes from weights trained without its conversation (five folds). The pool is the 239
passages of CAsT 2021; MTRAG-UN, which nothing was trained on and nobody rewrote, has 1,152. Questions as understood are
searched as the engine searches them: the vectors of what was asked and of what was understood, mixed, fused with BM25.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from train_conversation import DATA, Follow, changes_of_subject, load, train

from index.encoders import Vectors
from index.onnx_encoder import OnnxEncoder
from qa.conversation import Understood, Weights, understand
from qa.engine import open_encoder
from qa.evaluation import bootstrap_interval, mean, reciprocal_rank, success_at
from qa.fusion import fuse, ranked
from qa.records import Turn
from qa.settings import load as load_settings
from qa.words import content_words, stem

FOLDS = 5
DEPTH = 1000


@dataclass
class Pool:
    """Passages to find, by vector and by BM25."""

    ids: list[str]
    vectors: Vectors
    counts: list[Counter[str]]
    encoder: OnnxEncoder

    @classmethod
    def of(cls, path: Path, encoder: OnnxEncoder) -> Pool:
        """Read and encode passages."""
        rows = [json.loads(line) for line in path.open(encoding="utf-8")]
        texts = [row["text"] for row in rows]
        return cls(
            [r["_id"] for r in rows], encoder.encode_sentences(texts), [Counter(_terms(t)) for t in texts], encoder
        )

    def ranks(self, understood: Understood, gold: Sequence[str]) -> dict[str, list[bool]]:
        """Return, for the dense leg and for both fused, which of the ranked passages are gold."""
        vector = sum(weight * self.encoder.encode_question(text) for text, weight in understood.searches)
        cosines = self.vectors @ (vector / np.linalg.norm(vector))
        dense = dict(enumerate(cosines.tolist()))
        fused = fuse(dense, self._bm25(understood.words))
        return {
            name: [self.ids[n] in gold for n in ranked(scores)[:DEPTH]]
            for name, scores in (("dense", dense), ("fused", fused))
        }

    def _bm25(self, text: str) -> dict[int, float]:
        length = sum(map(Counter.total, self.counts)) / len(self.counts)
        scores: dict[int, float] = defaultdict(float)
        for term in dict.fromkeys(_terms(text)):
            holding = [n for n, c in enumerate(self.counts) if c[term]]
            idf = math.log(1 + (len(self.counts) - len(holding) + 0.5) / (len(holding) + 0.5))
            for n in holding:
                tf = self.counts[n][term]
                scores[n] += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * self.counts[n].total() / length))
        return scores


def _terms(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"\w+", text.lower()) if content_words(word)]


@dataclass
class Outcome:
    """The rankings of one way to ask, turn by turn."""

    rankings: list[dict[str, list[bool]]]

    def scores(self, leg: str, chosen: Sequence[bool]) -> dict[str, list[float]]:
        """Return R@5 and the reciprocal rank of the chosen turns."""
        kept = [r[leg] for r, keep in zip(self.rankings, chosen, strict=True) if keep]
        return {"R@5": [success_at(r, 5) for r in kept], "MRR": [reciprocal_rank(r, DEPTH) for r in kept]}


def folds(follows: Sequence[Follow], strangers: Sequence[str]) -> Callable[[Follow], Weights]:
    """Train once for each fold of conversations, and return the weights that have not seen a turn."""
    place = {name: i % FOLDS for i, name in enumerate(sorted({f.conversation for f in follows}))}
    trained = [train([f for f in follows if place[f.conversation] != fold], strangers) for fold in range(FOLDS)]
    return lambda follow: trained[place[follow.conversation]]


def report_cast(pool: Pool, follows: Sequence[Follow], strangers: Sequence[str]) -> None:
    """Print the three ways side by side, on turns that need their history and on those that do not."""
    held_out = folds(follows, strangers)
    asked = [f for f in follows if f.year == 2021]
    started = time.perf_counter()
    understood = [understand(f.question, f.history, weights=held_out(f)) for f in asked]
    took = 1000 * (time.perf_counter() - started) / len(asked)
    outcomes = {
        "raw": _outcome(pool, asked, [_alone(f.question) for f in asked]),
        "ours": _outcome(pool, asked, understood),
        "human": _outcome(pool, asked, [_alone(f.rewrite) for f in asked]),
    }
    needs = [f.leans for f in asked]
    print(f"CAsT 2021: {len(asked)} turns, {sum(needs)} need their history; {took:.0f} ms a turn to understand")
    for leg in ("dense", "fused"):
        print(_gap_lines(leg, outcomes, needs))
        print(_alone_lines(leg, outcomes, [not n for n in needs]))
    alone = [u for u, f in zip(understood, asked, strict=True) if not f.leans and f.history]
    missed = [u for u, f in zip(understood, asked, strict=True) if f.leans]
    print(f"carried though alone: {_share(alone, carried=True)}; left though in need: {_share(missed, carried=False)}")
    _report_rewrites(pool, asked, held_out)


def _report_rewrites(pool: Pool, asked: Sequence[Follow], held_out: Callable[[Follow], Weights]) -> None:
    """Ask the human rewrites, which stand alone, at the places of their turns: what does it cost them?"""
    followed = [f for f in asked if f.history]
    understood = [understand(f.rewrite, f.history, weights=held_out(f)) for f in followed]
    outcomes = {
        "raw": _outcome(pool, followed, [_alone(f.rewrite) for f in followed]),
        "ours": _outcome(pool, followed, understood),
    }
    print(f"rewrites asked in place ({len(followed)}), carried: {_share(understood, carried=True)}")
    for leg in ("dense", "fused"):
        print(_alone_lines(leg, outcomes, [True] * len(followed)))


def _alone(text: str) -> Understood:
    return Understood(text, text, "standalone")


def _outcome(pool: Pool, asked: Sequence[Follow], understood: Sequence[Understood]) -> Outcome:
    return Outcome([pool.ranks(u, [str(f.gold)]) for f, u in zip(asked, understood, strict=True)])


def _gap_lines(leg: str, outcomes: dict[str, Outcome], chosen: Sequence[bool]) -> str:
    lines = []
    for measure in ("R@5", "MRR"):
        values = {name: outcome.scores(leg, chosen)[measure] for name, outcome in outcomes.items()}
        raw, ours, human = (mean(values[name]) for name in ("raw", "ours", "human"))
        low, high = bootstrap_interval([o - r for o, r in zip(values["ours"], values["raw"], strict=True)])
        closed = f"closes {(ours - raw) / (human - raw):.0%} of the gap (gain {low:+.3f} to {high:+.3f} at 95 %)"
        lines.append(f"  {leg}, in need, {measure}: raw {raw:.3f}  ours {ours:.3f}  human {human:.3f}  {closed}")
    return "\n".join(lines)


def _alone_lines(leg: str, outcomes: dict[str, Outcome], chosen: Sequence[bool], *, what: str = "alone") -> str:
    lines = []
    for measure in ("R@5", "MRR"):
        raw, ours = (mean(outcomes[name].scores(leg, chosen)[measure]) for name in ("raw", "ours"))
        change = f"({100 * (ours - raw):+.1f} points)"
        lines.append(f"  {leg}, {sum(chosen)} {what}, {measure}: raw {raw:.3f}  ours {ours:.3f}  {change}")
    return "\n".join(lines)


def _share(understood: Sequence[Understood], *, carried: bool) -> str:
    count = sum((u.text != u.question) == carried for u in understood)
    return f"{count}/{len(understood)}"


def report_mtrag(data: Path, encoder: OnnxEncoder) -> None:
    """Print raw against ours on conversations of another kind, with the shipped weights."""
    tasks = [json.loads(line) for line in (data / "mtrag_un" / "tasks.jsonl").open(encoding="utf-8")]
    pool = Pool.of(data / "mtrag_un" / "passages.jsonl", encoder)
    asked = [t for t in tasks if t["gold"] and t["history"]]
    understood = [understand(t["text"].strip(), _turns(t["history"])) for t in asked]
    outcomes = {
        "raw": Outcome([pool.ranks(_alone(t["text"].strip()), t["gold"]) for t in asked]),
        "ours": Outcome([pool.ranks(u, t["gold"]) for t, u in zip(asked, understood, strict=True)]),
    }
    print(f"MTRAG-UN: {len(asked)} last turns with gold passages; carried: {_share(understood, carried=True)}")
    for what, chosen in (("turns", [True] * len(asked)), ("carried", [u.text != u.question for u in understood])):
        for leg in ("dense", "fused"):
            print(_alone_lines(leg, outcomes, chosen, what=what))
    first = [t for t in tasks if not t["history"]]
    for wanted in (True, False):
        group = [t["text"] for t in first if ("UNDERSPECIFIED" in t["answerability"]) == wanted]
        asked_back = sum(understand(text).kind == "underspecified" for text in group)
        print(f"first questions {'underspecified' if wanted else 'others'}: asked back {asked_back}/{len(group)}")


def _turns(history: Sequence[tuple[str, str]]) -> list[Turn]:
    turns: list[Turn] = []
    for speaker, text in history:
        if speaker == "user":
            turns.append(Turn(text))
        elif turns:
            turns[-1] = Turn(turns[-1].question, (text,))
    return turns


def report_strangers(data: Path, follows: Sequence[Follow]) -> None:
    """Print how often a question of another subject carries something, and how often a first question is asked back."""
    histories = [f.history for f in follows if f.year == 2021 and f.history]
    sets = {
        "QED, half not trained on": _texts(data / "qed" / "queries.jsonl")[1::2],
        "NewsQuizQA dev": _texts(data / "newsquizqa" / "dev.jsonl"),
        "RealTimeQA dev": _texts(data / "realtimeqa" / "questions.dev.jsonl"),
    }
    for name, questions in sets.items():
        asked = [understand(q, histories[7 * i % len(histories)]) for i, q in enumerate(questions)]
        back = sum(understand(q).kind == "underspecified" for q in questions)
        print(f"{name}: carried {_share(asked, carried=True)}, asked back as a first question {back}/{len(questions)}")


def _texts(path: Path) -> list[str]:
    return [str(json.loads(line)["text"]).strip() for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Run every measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    encoder = open_encoder(load_settings())
    follows, strangers = load(given.data), changes_of_subject(given.data)
    report_cast(Pool.of(given.data / "cast" / "passages.jsonl", encoder), follows, strangers)
    report_mtrag(given.data, encoder)
    report_strangers(given.data, follows)


if __name__ == "__main__":
    main()
