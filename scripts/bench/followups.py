"""Measure follow-ups: retrieval with the question as asked, as understood here, and as a human rewrote it, in one run.

Every understanding of a CAsT turn comes from weights trained without its conversation (five folds), and from the
threshold that did best on the other folds; nothing is chosen on what it is measured on. The pool is the 239 passages
of CAsT 2021; MTRAG-UN, which nothing was trained on and nobody rewrote, has 1,152. All are searched as the engine does.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from index.encoders.base import Encoder
from qa.conversation.understanding import Understood, Weights, understand
from qa.engine import open_encoder
from qa.evaluation.metrics import bootstrap_interval, mean
from qa.records import Turn
from qa.settings import load as load_settings
from scripts.fit.followups import DATA, Follow, changes_of_subject, load, train
from scripts.sets.conversation import Outcome, Pool

FOLDS = 5
THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
MEASURES = ("R@5", "MRR")
LEGS = ("dense", "fused")
# What a threshold may cost questions that stand alone, in fused MRR, to be chosen.
MOST_LOST = 0.005

Result = dict[str, Any]


class Measured:
    """CAsT 2021, searched for as asked, as rewritten, and as understood at each threshold by weights held out."""

    def __init__(self, pool: Pool, follows: Sequence[Follow], strangers: Sequence[str]) -> None:
        """Train, understand and search everything once."""
        self.asked = [f for f in follows if f.year == 2021]
        self.followed = [f for f in self.asked if f.history]
        names = sorted({f.conversation for f in follows})
        self.fold = {name: i % FOLDS for i, name in enumerate(names)}
        trained = [train([f for f in follows if self.fold[f.conversation] != k], strangers) for k in range(FOLDS)]
        self.raw = outcome(pool, self.asked, [alone(f.question) for f in self.asked])
        self.human = outcome(pool, self.asked, [alone(f.rewrite) for f in self.asked])
        self.rewrites = outcome(pool, self.followed, [alone(f.rewrite) for f in self.followed])
        self.understood: dict[float, list[Understood]] = {}
        self.in_place: dict[float, list[Understood]] = {}
        self.ours: dict[float, Outcome] = {}
        self.ours_in_place: dict[float, Outcome] = {}
        for dependent_from in THRESHOLDS:
            self._understand(pool, dependent_from, [w._replace(dependent_from=dependent_from) for w in trained])

    def _understand(self, pool: Pool, dependent_from: float, trained: Sequence[Weights]) -> None:
        held_out = {f.conversation: trained[self.fold[f.conversation]] for f in self.asked}
        understood = [understand(f.question, f.history, weights=held_out[f.conversation]) for f in self.asked]
        in_place = [understand(f.rewrite, f.history, weights=held_out[f.conversation]) for f in self.followed]
        self.understood[dependent_from], self.in_place[dependent_from] = understood, in_place
        self.ours[dependent_from] = outcome(pool, self.asked, understood)
        self.ours_in_place[dependent_from] = outcome(pool, self.followed, in_place)

    def chosen(self) -> dict[int, float]:
        """Choose a threshold for each fold by what the turns of the other folds gain and lose."""
        return {k: self._best(partial(self._is_outside, k)) for k in range(FOLDS)}

    def _is_outside(self, fold: int, follow: Follow) -> bool:
        return self.fold[follow.conversation] != fold

    def best(self) -> float:
        """Choose the threshold that does best on all turns: what is shipped, and what no number here is of."""
        return self._best(lambda _: True)

    def _best(self, counts: Callable[[Follow], bool]) -> float:
        in_need = [f.leans and counts(f) for f in self.asked]
        standing = [not f.leans and counts(f) for f in self.asked]
        followed = [counts(f) for f in self.followed]

        def worth(dependent_from: float) -> tuple[bool, float]:
            ours, in_place = self.ours[dependent_from], self.ours_in_place[dependent_from]
            lost = [a - b for a, b in zip(_fused(self.raw, standing), _fused(ours, standing), strict=True)]
            lost += [a - b for a, b in zip(_fused(self.rewrites, followed), _fused(in_place, followed), strict=True)]
            return mean(lost) <= MOST_LOST, sum(mean(ours.scores("fused", in_need)[m]) for m in MEASURES)

        return max(THRESHOLDS, key=worth)


def outcome(pool: Pool, asked: Sequence[Follow], understood: Sequence[Understood]) -> Outcome:
    """Search for every question as understood."""
    return Outcome([pool.ranks(u, [str(f.gold)]) for f, u in zip(asked, understood, strict=True)])


def alone(text: str) -> Understood:
    """Take a text as a question that stands alone."""
    return Understood(text, text, "standalone")


def _fused(found: Outcome, chosen: Sequence[bool]) -> list[float]:
    return found.scores("fused", chosen)["MRR"]


def cast(pool: Pool, follows: Sequence[Follow], strangers: Sequence[str]) -> Result:
    """Compare the three ways on turns that need their history, and asked with ours on those that do not."""
    measured = Measured(pool, follows, strangers)
    chosen = measured.chosen()
    at = [chosen[measured.fold[f.conversation]] for f in measured.asked]
    at_followed = [chosen[measured.fold[f.conversation]] for f in measured.followed]
    ways = {
        "raw": measured.raw,
        "ours": Outcome([measured.ours[t].rankings[n] for n, t in enumerate(at)]),
        "human": measured.human,
    }
    in_place = Outcome([measured.ours_in_place[t].rankings[n] for n, t in enumerate(at_followed)])
    understood = [measured.understood[t][n] for n, t in enumerate(at)]
    need = [f.leans for f in measured.asked]
    standing = [not n for n in need]
    every = [True] * len(measured.followed)
    return {
        "turns": len(measured.asked),
        "dependent_from, by fold": chosen,
        "dependent_from, best on all": measured.best(),
        f"in need ({sum(need)})": {leg: gap(leg, ways, need) for leg in LEGS},
        f"alone ({sum(standing)})": {leg: change(leg, ways, standing) for leg in LEGS},
        f"rewrites asked in place ({len(every)})": {
            leg: change(leg, {"raw": measured.rewrites, "ours": in_place}, every) for leg in LEGS
        },
        "carried though alone": carried(
            u for u, n, f in zip(understood, need, measured.asked, strict=True) if not n and f.history
        ),
        "carried in need": carried(u for u, n in zip(understood, need, strict=True) if n),
        "asked back though answered": sum(u.kind == "underspecified" for u in understood),
    }


def gap(leg: str, ways: Mapping[str, Outcome], chosen: Sequence[bool]) -> Result:
    """Return each way's scores, and the share of the gap between raw and human that ours closes."""
    told: Result = {}
    for measure in MEASURES:
        values = {name: found.scores(leg, chosen)[measure] for name, found in ways.items()}
        raw, ours, human = (mean(values[name]) for name in ("raw", "ours", "human"))
        gains = bootstrap_interval([o - r for o, r in zip(values["ours"], values["raw"], strict=True)])
        told[measure] = _rounded({"raw": raw, "ours": ours, "human": human, "closed": (ours - raw) / (human - raw)})
        told[measure]["gain_95%"] = [round(edge, 4) for edge in gains]
    return told


def change(leg: str, ways: Mapping[str, Outcome], chosen: Sequence[bool]) -> Result:
    """Return the scores of the questions as asked and as understood, and the difference in points."""
    told: Result = {}
    for measure in MEASURES:
        raw, ours = (mean(ways[name].scores(leg, chosen)[measure]) for name in ("raw", "ours"))
        told[measure] = _rounded({"raw": raw, "ours": ours, "points": 100 * (ours - raw)})
    return told


def carried(understood: Any) -> str:
    """Say how many of some questions carry something."""
    texts = [u.text != u.question for u in understood]
    return f"{sum(texts)} of {len(texts)}"


def _rounded(values: Mapping[str, float]) -> Result:
    return {name: round(value, 4) for name, value in values.items()}


def mtrag(data: Path, encoder: Encoder) -> Result:
    """Compare asked with ours on conversations of another kind, with the shipped weights; count what is asked back."""
    tasks = [json.loads(line) for line in (data / "mtrag_un" / "tasks.jsonl").open(encoding="utf-8")]
    pool = Pool.of(data / "mtrag_un" / "passages.jsonl", encoder)
    asked = [t for t in tasks if t["gold"] and t["history"]]
    understood = [understand(t["text"].strip(), turns_of(t["history"])) for t in asked]
    ways = {
        "raw": Outcome([pool.ranks(alone(t["text"].strip()), t["gold"]) for t in asked]),
        "ours": Outcome([pool.ranks(u, t["gold"]) for t, u in zip(asked, understood, strict=True)]),
    }
    every, those = [True] * len(asked), [u.text != u.question for u in understood]
    return {
        f"last turns ({len(asked)})": {leg: change(leg, ways, every) for leg in LEGS},
        f"of them carried ({sum(those)})": {leg: change(leg, ways, those) for leg in LEGS},
        "first questions, asked back": _asked_back([t for t in tasks if not t["history"]]),
        "later turns, asked back": _asked_back([t for t in tasks if t["history"]]),
    }


def _asked_back(tasks: Sequence[Mapping[str, Any]]) -> Result:
    groups: dict[str, list[bool]] = {"underspecified": [], "others": []}
    for task in tasks:
        group = "underspecified" if "UNDERSPECIFIED" in task["answerability"] else "others"
        kind = understand(task["text"].strip(), turns_of(task["history"])).kind
        groups[group].append(kind == "underspecified")
    return {name: f"{sum(back)} of {len(back)}" for name, back in groups.items()}


def turns_of(history: Sequence[tuple[str, str]]) -> list[Turn]:
    """Read a history of (speaker, text) as turns."""
    turns: list[Turn] = []
    for speaker, text in history:
        if speaker == "user":
            turns.append(Turn(text))
        elif turns:
            turns[-1] = Turn(turns[-1].question, (text,))
    return turns


def strangers_carry(data: Path, follows: Sequence[Follow]) -> Result:
    """Count how often a question of another subject carries something, and how often a first question is asked back."""
    histories = [f.history for f in follows if f.year == 2021 and f.history]
    sets = {
        "QED, half not trained on": texts(data / "qed" / "queries.jsonl")[1::2],
        "NewsQuizQA dev": texts(data / "newsquizqa" / "dev.jsonl"),
        "RealTimeQA dev": texts(data / "realtimeqa" / "questions.dev.jsonl"),
    }
    told: Result = {}
    for name, questions in sets.items():
        asked = [understand(q, histories[7 * i % len(histories)]) for i, q in enumerate(questions)]
        back = sum(understand(q).kind == "underspecified" for q in questions)
        told[name] = {"carried": carried(asked), "asked back as first questions": f"{back} of {len(questions)}"}
    return told


def texts(path: Path) -> list[str]:
    """Read the questions of a set."""
    return [str(json.loads(line)["text"]).strip() for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Run every measurement, print it, and write ``<results>/conversation-<commit>.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--results", type=Path, help="folder to write the result into, named by commit")
    given = parser.parse_args()
    encoder = open_encoder(load_settings())
    follows, strangers = load(given.data), changes_of_subject(given.data)
    result: Result = {"encoder": encoder.name}
    result["CAsT 2021"] = cast(Pool.of(given.data / "cast" / "passages.jsonl", encoder), follows, strangers)
    result["MTRAG-UN"] = mtrag(given.data, encoder)
    result["questions of another subject"] = strangers_carry(given.data, follows)
    print(json.dumps(result, indent=1))
    if given.results:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        given.results.mkdir(parents=True, exist_ok=True)
        path = given.results / f"conversation-{commit.stdout.strip()}.json"
        path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
