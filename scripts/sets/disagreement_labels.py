"""Measure which flags of disagreement the rules still raise, of those that were read and labelled by hand.

    python -m scripts.sets.disagreement_labels FOLDER [--wrong]

FOLDER holds RealTimeQA's articles.jsonl.gz. The labels (tests/data/disagreement_labels.jsonl) are ids, offsets, the
values, and whether both sentences are of one thing. They were drawn by scripts.sets.disagreement_flags. Rules were
mended on one half only ("mended"); the other half ("held") is what is reported.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index import Article
from index.records import Sentence
from qa.disagreement import conflicts

LABELS = Path(__file__).parents[2] / "tests/data/disagreement_labels.jsonl"


def labels() -> list[dict[str, Any]]:
    """Read the labels."""
    return [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]


def is_flagged(label: Mapping[str, Any], articles: Mapping[str, Article]) -> bool:
    """Tell whether the rules hold the two sentences of a label against each other."""
    sides = [
        Sentence(
            number=2 * place,
            article_id=side["article"],
            position=0,
            start=side["start"],
            end=side["end"],
            role="body",
            section="",
            text=articles[side["article"]].text[side["start"] : side["end"]],
        )
        for place, side in enumerate(label["sides"], 1)
    ]
    return bool(conflicts(sides[:1], among=sides, articles=articles, are_one=lambda _one, _other: False))


def read(folder: Path) -> dict[str, Article]:
    """Read the articles that the labels name."""
    wanted = {side["article"] for label in labels() for side in label["sides"]}
    found = {}
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["_id"] in wanted:
                day = (row.get("date") or "").replace("/", "-")
                found[row["_id"]] = Article(row["_id"], row.get("title") or "", row["text"], published=day or None)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show what is wrong in the half that rules are mended on")
    given = parser.parse_args()
    articles = read(given.folder)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for label in labels():
        of = counts[label["half"]]
        is_raised = is_flagged(label, articles)
        of[0 if label["right"] else 1] += is_raised
        of[2 if label["right"] else 3] += 1
        if given.wrong and label["half"] == "mended" and is_raised and not label["right"]:
            for side in label["sides"]:
                text = articles[side["article"]].text[side["start"] : side["end"]]
                sys.stdout.write(f"{side['article']} {side['start']}: {text[:200]}\n")
            sys.stdout.write("\n")
    for half, (right, wrong, all_right, all_wrong) in sorted(counts.items()):
        sys.stdout.write(f"{half}: {wrong} of {right + wrong} flags wrong; kept {right} of {all_right} right ones, ")
        sys.stdout.write(f"{all_wrong - wrong} of {all_wrong} wrong ones are no flag any more\n")


if __name__ == "__main__":
    main()
