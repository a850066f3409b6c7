"""Draw flags of disagreement on the articles of a set, such as RealTimeQA's or the BBC's, to be read and labelled.

    python -m scripts.sets.disagreement_flags FOLDER [--draw 60] [--seed 14] [--counts-of-states]
        [--from DAY] [--to DAY] [--undated DAY] [--window 5] [--pairs] [--text]

FOLDER holds articles.jsonl.gz. Every sentence with a number or date is held against those of all other articles of the
same days, and not only against what would be retrieved for a question, so that what is drawn is harder than what an
answer shows; with --counts-of-states only those with a number of somebody killed, hurt, missing and so on. Articles
without a day are left out, as nothing is compared without one, or all have that of --undated: then events of all days
are held against each other. One flag at most is drawn for two articles, with --pairs one for any two sentences that are
held against each other. Writes a line of JSON a flag; with --text the two sentences too.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index import Article, Sentence, sentences_of
from qa.disagreement import Report, amounts, conflicts, day_of
from qa.disagreement.states import state_of
from qa.origins import Origins
from scripts.sets.disagreement_labels import digest

_WINDOW = 5  # days; more than conflicts() lets two counts of one event be apart
#: The day of an article without one, where the label of a flag was read so.
UNDATED = "2005-01-01"


class Articles:
    """Articles with the sentences that are compared, as a view of a corpus gives them."""

    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        self.rows: dict[str, list[Sentence]] = {}

    def article(self, article_id: str) -> Article:
        return self.articles[article_id]

    def sentences(self, article_id: str) -> list[Sentence]:
        return self.rows[article_id]


def read(
    folder: Path, *, counts_of_states: bool = False, first: str = "", last: str = "9999", undated: str = ""
) -> Articles:
    """Read the articles of these days, each with its sentences that have a number or date; or count those in a
    state. ``undated``: the day of those without one, "" to leave them out."""
    held = Articles()
    number = 0
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            article = article_of(row, undated=undated)
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


def article_of(row: dict[str, Any], *, undated: str) -> Article:
    """Make an article of a line of a set."""
    day = (row.get("date") or "").replace("/", "-") or undated
    return Article(id=row["_id"], title=row.get("title") or "", text=row["text"], published=day or None)


def flags(held: Articles, *, window: int = _WINDOW, pairs: bool = False) -> Iterator[dict[str, Any]]:
    """Yield one flag for two articles that differ by at most so many days, with a sentence of each of the first two
    sides; or with ``pairs`` one for every two sentences that are held against each other."""
    by_day: dict[int, list[Sentence]] = defaultdict(list)
    for article_id, article in held.articles.items():
        day = day_of(article)
        assert day is not None
        by_day[day.toordinal()] += held.rows[article_id]
    are_one = Origins(held).are_one
    seen: set[frozenset[object]] = set()
    for first in sorted(by_day):
        among = [s for near in range(first, first + window + 1) for s in by_day.get(near, ())]
        for conflict in conflicts(by_day[first], among=among, articles=held.articles, are_one=are_one):
            sides = conflict.sides if pairs else [side[:1] for side in conflict.sides[:2]]
            for one, other in _across(sides):
                places = (one.sentence.number, other.sentence.number) if pairs else (one.article.id, other.article.id)
                if frozenset(places) in seen or (pairs and not _are_against(one, other, held.articles, are_one)):
                    continue
                seen.add(frozenset(places))
                yield {"sides": [_described(side) for side in (one, other)]}


def _across(sides: Iterable[Sequence[Report]]) -> Iterator[tuple[Report, Report]]:
    for side, other in itertools.combinations(sides, 2):
        yield from itertools.product(side, other)


def _are_against(one: Report, other: Report, articles: dict[str, Article], are_one: Callable[[str, str], bool]) -> bool:
    """Tell whether two sentences alone are a disagreement too: of three values two may be the same, rounded."""
    both = [one.sentence, other.sentence]
    return bool(conflicts(both[:1], among=both, articles=articles, are_one=are_one))


def _described(side: Report) -> dict[str, Any]:
    return {
        "article": side.article.id,
        "start": side.sentence.start,
        "end": side.sentence.end,
        "value": side.quantity.value,
        "sha256": digest(side.sentence.text),
        "published": side.article.published,
        "title": side.article.title,
        "text": side.sentence.text,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draw", type=int, default=60)
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--counts-of-states", action="store_true")
    parser.add_argument("--from", dest="first", default="", metavar="DAY")
    parser.add_argument("--to", dest="last", default="9999", metavar="DAY")
    parser.add_argument("--undated", default="", metavar="DAY", help=f"such as {UNDATED}, the day of such labels")
    parser.add_argument("--window", type=int, default=_WINDOW, help="days that two reports may be apart")
    parser.add_argument("--pairs", action="store_true", help="every two sentences that differ")
    parser.add_argument("--text", action="store_true")
    given = parser.parse_args()
    days = {"first": given.first, "last": given.last, "undated": given.undated}
    found = list(
        flags(
            read(given.folder, counts_of_states=given.counts_of_states, **days), window=given.window, pairs=given.pairs
        )
    )
    sys.stderr.write(f"{len(found)} flags\n")
    for flag in random.Random(given.seed).sample(found, min(given.draw, len(found))):
        for side in () if given.text else flag["sides"]:
            del side["text"], side["title"], side["published"]
        sys.stdout.write(json.dumps(flag, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
