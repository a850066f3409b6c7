"""Measure which flags of disagreement the rules still raise, of those that were read and labelled by hand.

    python -m scripts.sets.disagreement_labels FOLDER [--wrong | --raised]

FOLDER holds RealTimeQA's articles.jsonl.gz. The labels (tests/data/disagreement_labels.jsonl) are ids, offsets, the
values, the beginning of each sentence's sha256, and whether both sentences are of one thing. They were drawn by
scripts.sets.disagreement_flags; --raised prints those that are raised, each with what stands before its sentences, to
be read. A count that changes from day to day is right where both sentences count the same thing.

Rules were mended on one part only ("mended"), nothing on "held"; "second" was read when they had been mended on all
others (4 of 16 wrong), and they were mended on it then. "third" are articles of even months, on which they were mended
again: for the place beside a number, who reports it, the part and the week that an event struck, entries that are kept
up. "fourth" are unread flags on articles of odd months, read after that: 1 of 14 wrong, 7 of these 14 raised by the
rules before too, all right. They were mended on that one. A label of "held" was wrong itself: read with what
stands before it, its sentence is of another year.

"third" and "fourth" hold what was raised of numbers within four days, in articles that share three names in their
beginnings: every two such sentences were compared.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index import Article
from index.records import Sentence
from qa.disagreement import conflicts

_BEFORE = 300  # characters
LABELS = Path(__file__).parents[2] / "tests/data/disagreement_labels.jsonl"


def labels() -> list[dict[str, Any]]:
    """Read the labels."""
    return [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]


def digest(text: str) -> str:
    """Return the beginning of a sentence's sha256, by which a label knows it again."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


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
    for side in (side for label in labels() for side in label["sides"]):
        if digest(found[side["article"]].text[side["start"] : side["end"]]) != side["sha256"]:
            raise ValueError(f"{side['article']} {side['start']} is another sentence than the one that was labelled")
    return found


def counts(articles: Mapping[str, Article]) -> dict[str, dict[str, int]]:
    """Count of each half the labels that are right and wrong, and those of each that are flagged."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for label in labels():
        name = "right" if label["right"] else "wrong"
        found[label["half"]].update({name: 1, f"{name} flagged": int(is_flagged(label, articles))})
    return {half: dict(of) for half, of in sorted(found.items())}


def _shown(label: Mapping[str, Any], articles: Mapping[str, Article]) -> str:
    lines = [f"{label['half']}, {'right' if label['right'] else 'wrong'}"]
    for side in label["sides"]:
        article = articles[side["article"]]
        before = article.text[max(0, side["start"] - _BEFORE) : side["start"]]
        lines.append(f"{article.id} {side['start']}, {article.published}: {article.title}")
        lines.append(f"  {' '.join(before.split())} >>> {article.text[side['start'] : side['end']]}")
    return "\n".join(lines) + "\n\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show what is wrong in the half that rules are mended on")
    parser.add_argument("--raised", action="store_true", help="show all that are raised, each with what stands before")
    given = parser.parse_args()
    articles = read(given.folder)
    for label in labels() if given.wrong or given.raised else ():
        is_wanted = given.raised or (label["half"] == "mended" and not label["right"])
        if is_wanted and is_flagged(label, articles):
            sys.stdout.write(_shown(label, articles))
    for half, of in counts(articles).items():
        right, wrong = of["right flagged"], of["wrong flagged"]
        sys.stdout.write(f"{half}: {wrong} of {right + wrong} flags wrong; kept {right} of {of['right']} right ones, ")
        sys.stdout.write(f"{of['wrong'] - wrong} of {of['wrong']} wrong ones are no flag any more\n")


if __name__ == "__main__":
    main()
