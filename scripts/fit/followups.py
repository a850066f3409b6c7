"""Train the two small scorers of qa.conversation.understanding: does a question lean on earlier turns, and which
mentions it carries.

Owns the labels, made from human rewrites: a mention is to be carried when all its words that the question lacks stand
in the rewrite; a rewrite itself, asked at the same place, is a question that stands alone, and so is any question of
QED or XQuAD after the history of some conversation. Logistic regression, nothing else. Run it to
write qa/models/conversation/weights.json from ../shared/data/{cast,qed,xquad}.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from qa.conversation.carryover import TurnMentions, candidates, carry_features
from qa.conversation.followups import QuestionForm, dependence_features
from qa.conversation.understanding import Weights
from qa.records import Turn
from qa.text.mentions import content_stems

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
LEANS_FROM, CARRIED_FROM, MOST_CARRIED = 0.7, 0.25, 2
_REWRITE_WEIGHT = 0.6
_STRANGER_WEIGHT = 0.5
_RIDGE = 1.0

Signs = Mapping[str, float]


@dataclass(frozen=True)
class Follow:
    """One turn of a conversation with its history, its human rewrite, and what the turn before it carried."""

    id: str
    year: int
    question: str
    history: tuple[Turn, ...]
    rewrite: str
    carried_before: tuple[frozenset[str], ...]
    gold: str | None

    @property
    def conversation(self) -> str:
        """Name the conversation that the turn is part of."""
        return self.id.rsplit("_", 1)[0]

    @property
    def leans(self) -> bool:
        """Say whether the human found the question in need of a rewrite."""
        return _plain(self.question) != _plain(self.rewrite)


def load(path: Path) -> list[Follow]:
    """Read the turns of CAsT; those of 2021 have the answering passage after each question of the history."""
    rows = [json.loads(line) for line in (path / "cast" / "turns.jsonl").open(encoding="utf-8")]
    added = {r["_id"]: frozenset(content_stems(r["manual_rewrite"])) - set(content_stems(r["raw"])) for r in rows}
    follows = []
    for row in rows:
        conversation, number = row["_id"].rsplit("_", 1)
        before = added.get(f"{conversation}_{int(number) - 1}")
        told = row["history"]
        turns = (
            [Turn(q, (a,)) for q, a in zip(told[::2], told[1::2], strict=True)]
            if row["year"] == 2021
            else [Turn(q) for q in told]
        )
        carried = (before,) if before else ()
        rewrite, gold = row["manual_rewrite"], row["gold_passage"]
        follows.append(Follow(row["_id"], row["year"], row["raw"], tuple(turns), rewrite, carried, gold))
    return follows


def changes_of_subject(path: Path) -> list[str]:
    """Read questions that stand alone, whatever was said before them: every second of QED, and XQuAD's English ones."""
    rows = map(json.loads, (path / "qed" / "queries.jsonl").open(encoding="utf-8"))
    asked = [_asked(row["text"]) for row in rows][::2]
    articles = json.loads((path / "xquad" / "xquad.en.json").read_text("utf-8"))["data"]
    formal = [qa["question"] for a in articles for p in a["paragraphs"] for qa in p["qas"]]
    return [question for pair in zip(asked, formal[:: len(formal) // len(asked)], strict=False) for question in pair]


def train(follows: Iterable[Follow], strangers: Sequence[str] = ()) -> Weights:
    """Fit both scorers on turns that have a history; ``strangers`` are asked after them as changes of subject."""
    leans: list[tuple[Signs, bool, float]] = []
    fits: list[tuple[Signs, bool, float]] = []
    subjects = itertools.cycle(strangers)
    for follow in follows:
        if follow.history:
            mentions = [TurnMentions.of(turn) for turn in follow.history]
            known = frozenset(s for h in mentions for s in h.asked_stems)
            for stranger in itertools.islice(subjects, 2):
                leans.append((dependence_features(QuestionForm.of(stranger), known), False, _STRANGER_WEIGHT))
            leans += _leaning_examples(follow, mentions)
            fits += _carrying_examples(follow, mentions)
    return Weights(_fit(leans), _fit(fits), LEANS_FROM, CARRIED_FROM, MOST_CARRIED)


def _leaning_examples(follow: Follow, mentions: Sequence[TurnMentions]) -> list[tuple[Signs, bool, float]]:
    known = frozenset(s for h in mentions for s in h.asked_stems)
    examples: list[tuple[Signs, bool, float]] = [
        (dependence_features(QuestionForm.of(follow.question), known), follow.leans, 1.0)
    ]
    if follow.leans:
        examples.append((dependence_features(QuestionForm.of(follow.rewrite), known), False, _REWRITE_WEIGHT))
    return examples


def _carrying_examples(follow: Follow, mentions: Sequence[TurnMentions]) -> list[tuple[Signs, bool, float]]:
    if not follow.leans:
        return []
    form, asked = QuestionForm.of(follow.question), set(content_stems(follow.question))
    wanted = set(content_stems(follow.rewrite)) - asked
    return [
        (
            carry_features(entry, mentions, form=form, before=follow.carried_before),
            set(entry.stems) - asked <= wanted,
            1.0,
        )
        for entry in candidates(mentions, form)
    ]


def _fit(examples: Sequence[tuple[Signs, bool, float]]) -> dict[str, float]:
    """Fit a logistic regression with a ridge, that of the bias included."""
    names = sorted(examples[0][0])
    x = np.array([[signs[name] for name in names] for signs, _, _ in examples])
    y = np.array([label for _, label, _ in examples])
    weight = np.array([w for _, _, w in examples])
    model = LogisticRegression(C=1 / _RIDGE, fit_intercept=False, solver="newton-cholesky", tol=1e-8, max_iter=100)
    (beta,) = model.fit(x, y, sample_weight=weight).coef_
    return {name: round(float(value), 4) for name, value in zip(names, beta, strict=True)}


def _asked(text: str) -> str:
    """Write a question as people write them: QED's are all lower case and without a mark."""
    return text[:1].upper() + text[1:].rstrip(" ?") + "?"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def main() -> None:
    """Train on every turn and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "qa" / "models" / "conversation" / "weights.json")
    given = parser.parse_args()
    weights = train(load(given.data), changes_of_subject(given.data))
    given.out.write_text(json.dumps(weights._asdict(), indent=1) + "\n", encoding="utf-8")
    print(f"{given.out}: {len(weights.dependence)} + {len(weights.carry)} weights")


if __name__ == "__main__":
    main()
