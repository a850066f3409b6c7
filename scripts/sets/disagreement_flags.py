"""Draw flags of disagreement on RealTimeQA's articles, to be read and labelled.

    python -m scripts.sets.disagreement_flags FOLDER [--draw 60] [--seed 14] [--counts-of-states]
        [--from DAY] [--to DAY] [--text]

FOLDER holds articles.jsonl.gz. Every sentence with a number or date is held against those of all other articles of the
same days, and not only against what would be retrieved for a question, so that what is drawn is harder than what an
answer shows; with --counts-of-states only those with a number of somebody killed, hurt, missing and so on. One flag at
most is drawn for two articles. Writes a line of JSON a flag; with --text the two sentences too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index import Article, Sentence, sentences_of
from qa.disagreement import amounts, conflicts, day_of
from qa.disagreement.states import state_of
from qa.origins import Origins

_WINDOW = 5  # days; more than conflicts() lets two counts of one event be apart


class Articles:
    """Articles with the sentences that are compared, as a view of a corpus gives them."""

    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        self.rows: dict[str, list[Sentence]] = {}

    def article(self, article_id: str) -> Article:
        return self.articles[article_id]

    def sentences(self, article_id: str) -> list[Sentence]:
        return self.rows[article_id]


def read(folder: Path, *, counts_of_states: bool, first: str, last: str) -> Articles:
    """Read the articles of these days, each with its sentences that have a number or date; or count those in a
    state."""
    held = Articles()
    number = 0
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            article = _article(row)
            if day_of(article) is None or not first <= (article.published or "") <= last:
                continue
            found: list[Sentence] = []
            at = 0
            for line in article.text.splitlines(keepends=True):
                if any(state_of(line, one) or not counts_of_states for one in amounts(line)):
                    for span in sentences_of(line):
                        number += 2  # apart: they are no neighbours
                        start, end = at + span.start, at + span.end
                        text = article.text[start:end]
                        found.append(Sentence(number, article.id, len(found), start, end, "body", "", text))
                at += len(line)
            if found:
                held.articles[article.id], held.rows[article.id] = article, found
    return held


def _article(row: dict[str, Any]) -> Article:
    day = (row.get("date") or "").replace("/", "-")
    return Article(id=row["_id"], title=row.get("title") or "", text=row["text"], published=day or None)


def flags(held: Articles) -> Iterator[dict[str, Any]]:
    """Yield one flag for two articles that differ, with a sentence of each of the first two sides."""
    by_day: dict[int, list[Sentence]] = defaultdict(list)
    for article_id, article in held.articles.items():
        day = day_of(article)
        assert day is not None
        by_day[day.toordinal()] += held.rows[article_id]
    are_one = Origins(held).are_one
    seen: set[frozenset[str]] = set()
    for first in sorted(by_day):
        among = [s for near in range(first, first + _WINDOW + 1) for s in by_day.get(near, ())]
        for conflict in conflicts(by_day[first], among=among, articles=held.articles, are_one=are_one):
            one, other = (side[0] for side in conflict.sides[:2])
            pair = frozenset((one.article.id, other.article.id))
            if pair in seen:
                continue
            seen.add(pair)
            yield {
                "sides": [
                    {
                        "article": side.article.id,
                        "start": side.sentence.start,
                        "end": side.sentence.end,
                        "value": side.quantity.value,
                        "published": side.article.published,
                        "title": side.article.title,
                        "text": side.sentence.text,
                    }
                    for side in (one, other)
                ]
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draw", type=int, default=60)
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--counts-of-states", action="store_true")
    parser.add_argument("--from", dest="first", default="", metavar="DAY")
    parser.add_argument("--to", dest="last", default="9999", metavar="DAY")
    parser.add_argument("--text", action="store_true")
    given = parser.parse_args()
    found = list(flags(read(given.folder, counts_of_states=given.counts_of_states, first=given.first, last=given.last)))
    sys.stderr.write(f"{len(found)} flags\n")
    for flag in random.Random(given.seed).sample(found, min(given.draw, len(found))):
        for side in () if given.text else flag["sides"]:
            del side["text"], side["title"], side["published"]
        sys.stdout.write(json.dumps(flag, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
