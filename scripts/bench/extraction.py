"""Measure what the HTML loader keeps of saved web pages: must-have and must-not segments, title, author, date.

Owns the counting. A segment counts as kept when it stands in the loaded text, white space and the two ways to write an
accented letter aside. Offsets are true when each sentence is what stands between them, and the sentences hold every
letter and digit of the text, and so every segment.

    python -m scripts.bench.extraction --data ../shared/data [--verbose]
"""

from __future__ import annotations

import argparse
import json
import time
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trafilatura

from index.errors import LoadError
from index.loaders import load_file
from index.records import Article, OutlinedArticle
from index.splitting.sentences import split


@dataclass
class Tally:
    """Counts over the pages."""

    wanted: int = 0
    wanted_kept: int = 0
    unwanted: int = 0
    unwanted_kept: int = 0
    fields: dict[str, list[bool]] = field(default_factory=lambda: {"title": [], "author": [], "date": []})
    failed: int = 0
    sentences: int = 0
    false_offsets: int = 0


def flat(text: str) -> str:
    """Put every stretch of white space as one space, and an accented letter as one character."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def letters(text: str) -> str:
    """Keep letters and digits alone, for comparing titles and names."""
    return "".join(filter(str.isalnum, text.casefold()))


def score(tally: Tally, expected: dict[str, Any], article: Article | None, *, verbose: bool) -> None:
    """Count one page."""
    text = flat(article.text) if article else ""
    tally.failed += article is None
    for segment in map(flat, expected.get("with", [])):
        tally.wanted += 1
        tally.wanted_kept += segment in text
        if verbose and segment not in text:
            print(f"  lost {segment!r} of {expected['file']}")
    for segment in map(flat, expected.get("without", [])):
        tally.unwanted += 1
        tally.unwanted_kept += segment in text
        if verbose and segment in text:
            print(f"  kept {segment!r} of {expected['file']}")
    authors = expected.get("author") or ""
    gold = {
        "title": expected.get("title") or "",
        "author": "".join(authors) if isinstance(authors, list) else authors,
        "date": expected.get("date") or "",
    }
    found = {
        "title": article and article.title,
        "author": article and article.author,
        "date": article and article.published,
    }
    for name, value in gold.items():
        if value:
            tally.fields[name].append(letters(value) == letters(found[name] or ""))


def check_offsets(tally: Tally, article: Article) -> None:
    """Count the sentences of an article, and those whose offsets are not true or leave out what stands between."""
    end = 0
    outline = article.outline if isinstance(article, OutlinedArticle) else None
    for span in split(article.text, title=article.title, outline=outline):
        tally.sentences += 1
        is_true = (
            span.start >= end
            and article.text[span.start : span.end].strip()
            and not letters(article.text[end : span.start])
        )
        tally.false_offsets += not is_true
        end = span.end
    tally.false_offsets += bool(letters(article.text[end:]))


def measure(folder: Path, *, every: int = 1, verbose: bool = False) -> Tally:
    """Load each ``every``-th page of a folder and count what was kept."""
    tally = Tally()
    for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()[::every]:
        expected = json.loads(line)
        try:
            article = load_file(folder / "pages" / expected["file"])[0]
        except LoadError as error:
            article = None
            if verbose:
                print(f"  failed {error}")
        score(tally, expected, article, verbose=verbose)
        if article is not None:
            check_offsets(tally, article)
    return tally


def measure_peer(folder: Path) -> Tally:
    """Count what trafilatura's own text of each page keeps."""
    tally = Tally()
    for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        expected = json.loads(line)
        page = (folder / "pages" / expected["file"]).read_bytes()
        text = trafilatura.extract(page, include_comments=False)
        score(tally, expected, Article("peer", "", text) if text else None, verbose=False)
    return tally


def line_of(name: str, tally: Tally) -> str:
    """Write precision, recall and F1."""
    precision = tally.wanted_kept / (tally.wanted_kept + tally.unwanted_kept)
    recall = tally.wanted_kept / tally.wanted
    f1 = 2 * precision * recall / (precision + recall)
    return f"{name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--verbose", action="store_true", help="show every segment lost or wrongly kept")
    options = parser.parse_args()
    began = time.process_time()
    tally = measure(options.data / "web_pages", verbose=options.verbose)
    spent = time.process_time() - began
    print(f"must-have kept {tally.wanted_kept}/{tally.wanted}, must-not kept {tally.unwanted_kept}/{tally.unwanted}")
    print(line_of("ours", tally))
    print(line_of("trafilatura's own text", measure_peer(options.data / "web_pages")))
    for name, hits in tally.fields.items():
        print(f"{name} right {sum(hits)}/{len(hits)}")
    print(f"{tally.false_offsets} of {tally.sentences:,} sentences with offsets that are not true")
    print(f"{tally.failed} pages failed, {spent:.1f} s")


if __name__ == "__main__":
    main()
