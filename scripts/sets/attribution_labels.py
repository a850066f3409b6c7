"""Measure who is said to have said it on BBC articles, on labels that were read by hand.

    python -m scripts.sets.attribution_labels ARTICLES.jsonl.gz [--wrong]

The labels (tests/data/attribution_labels.jsonl) are ids and offsets alone: a sentence, and a mention of who said it,
null where nobody did. A speaker is right when its last word is one of the label's, so "Ms Berman" is "Gail Berman".
Whoever labelled saw what the rules said. Rules were mended on one half only ("mended"); the other half ("held") is
what is reported.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from index.records import Sentence
from index.splitting.sentences import split
from qa.attribution.speakers import Speakers
from qa.text.words import tokens

LABELS = Path(__file__).parents[2] / "tests/data/attribution_labels.jsonl"


def is_right(name: str, label: str) -> bool:
    """Tell whether two mentions name the same: the last word of one stands in the other."""
    one, other = tokens(name), tokens(label)
    return bool(one and other) and (one[-1] in other or other[-1] in one)


def speaker_of(text: str, title: str, *, start: int) -> str | None:
    """Return who the rules say said the sentence that holds an offset."""
    spans = split(text, title=title)
    rows = [Sentence(n, "a", n, s.start, s.end, s.role, s.section, text[s.start : s.end]) for n, s in enumerate(spans)]
    at = next(one.position for one in rows if one.start <= start < one.end)
    speaker = Speakers(text, rows).of(at).speaker
    return None if speaker is None else speaker.name


def measured(articles: dict[str, dict[str, Any]]) -> tuple[dict[str, list[int]], list[str]]:
    """Return for each half [right, given, labelled], and a line for each that is wrong or missed in the mended one."""
    halves: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    faults = []
    for label in map(json.loads, LABELS.read_text("utf-8").splitlines()):
        article = articles[label["article"]]
        text = article["text"]
        name = speaker_of(text, article["title"], start=label["start"])
        meant = None if label["speaker"] is None else text[slice(*label["speaker"])]
        right = name is not None and meant is not None and is_right(name, meant)
        counts = halves[label["half"]]
        for place, is_one in enumerate((right, name is not None, meant is not None)):
            counts[place] += is_one
        if label["half"] == "mended" and not right and (name or meant):
            faults.append(f"{label['article']} {label['start']}: {name!r} for {meant!r}")
    return halves, faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show what is wrong in the half that rules are mended on")
    given = parser.parse_args()
    with gzip.open(given.articles, "rt", encoding="utf-8") as file:
        articles = {row["_id"]: row for row in map(json.loads, file)}
    halves, faults = measured(articles)
    for half, (right, found, labelled) in sorted(halves.items()):
        sys.stdout.write(f"{half}: precision {right}/{found} = {right / found:.3f}, recall {right}/{labelled} = ")
        sys.stdout.write(f"{right / labelled:.3f}\n")
    sys.stdout.writelines(f"{fault}\n" for fault in faults if given.wrong)


if __name__ == "__main__":
    main()
