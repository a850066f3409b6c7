"""Compare sentence splitters: the 48 golden rules, UD English-EWT boundaries, and speed on news.

Owns the gold conversions and the table. Splitters that are not installed are left out; only ours is needed.

    python -m scripts.bench.splitting --data ../shared/data [--news 200] [--half odd|even|all]

A boundary is counted by the letters and digits before it, so that splitters which drop bullets or stray punctuation are
not punished for it. UD documents are rebuilt twice: with their paragraph breaks, and run together.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

Splitter = Callable[[str], list[str]]


def _ours() -> Splitter:
    from index.splitting.sentences import split

    return lambda text: [text[span.start : span.end] for span in split(text)]


def _blingfire() -> Splitter:
    import blingfire

    def offsets(text: str) -> list[str]:
        _, spans = blingfire.text_to_sentences_and_offsets(text)
        return [text[start:end] for start, end in spans]

    return offsets


def _sentencex() -> Splitter:
    import sentencex

    return lambda text: [piece for piece in sentencex.segment("en", text) if piece.strip()]


def _nupunkt() -> Splitter:
    import nupunkt

    return lambda text: [text[start:end] for start, end in nupunkt.sent_spans(text)]


def _syntok() -> Splitter:
    from syntok import segmenter

    def pieces(text: str) -> list[str]:
        sentences = [tokens for paragraph in segmenter.process(text) for tokens in paragraph]
        return ["".join(token.spacing + token.value for token in tokens) for tokens in sentences]

    return pieces


def _pysbd() -> Splitter:
    import pysbd

    pieces: Splitter = pysbd.Segmenter(language="en", clean=False).segment
    return pieces


SPLITTERS: dict[str, Callable[[], Splitter]] = {
    "index.splitting.sentences": _ours,
    "blingfire": _blingfire,
    "sentencex": _sentencex,
    "nupunkt": _nupunkt,
    "syntok": _syntok,
    "pysbd": _pysbd,
}


def letters(text: str) -> int:
    """Count the letters and digits of a text."""
    return sum(map(str.isalnum, text))


def boundaries(pieces: Iterable[str]) -> set[int]:
    """Place each sentence end by the letters and digits before it; the text's own end is not counted."""
    ends: list[int] = []
    total = 0
    for piece in pieces:
        count = letters(piece)
        if count:
            total += count
            ends.append(total)
    return set(ends[:-1])


def golden(path: Path) -> list[tuple[str, list[str]]]:
    """Read the golden rules: (text, its sentences)."""
    return [(rule["text"], rule["sentences"]) for rule in json.loads(path.read_text(encoding="utf-8"))]


def treebank(path: Path, half: str) -> Iterator[list[tuple[str, str]]]:
    """Yield the documents of a CoNLL-U file, each a list of (sentence, what separates it from the next)."""
    documents: list[list[tuple[str, str]]] = []
    joint = " "
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newdoc"):
            documents.append([])
        elif line.startswith("# newpar") and documents[-1]:
            documents[-1][-1] = (documents[-1][-1][0], "\n\n")
        elif line.startswith("# text = "):
            documents[-1].append((line.removeprefix("# text = "), " "))
        elif line[:1].isdigit():
            joint = "" if "SpaceAfter=No" in line else " "
        elif not line and documents[-1]:
            documents[-1][-1] = (documents[-1][-1][0], joint)
    chosen = {"even": documents[::2], "odd": documents[1::2], "all": documents}[half]
    return iter(chosen)


def golden_score(splitter: Splitter, rules: list[tuple[str, list[str]]], *, verbose: bool) -> int:
    """Count the rules whose sentences come out exactly, white space and list markers aside."""
    right = 0
    for text, expected in rules:
        found = splitter(text)
        good = boundaries(found) == boundaries(expected)
        right += good
        if verbose and not good:
            print("   golden", expected, "\n      got", found)
    return right


def boundary_f1(
    splitter: Splitter, documents: list[list[tuple[str, str]]], *, paragraphs: bool, verbose: bool
) -> float:
    """Micro-averaged F1 of the sentence ends inside the documents."""
    hits = found = expected = 0
    for document in documents:
        text = "".join(s + (gap if paragraphs or gap != "\n\n" else " ") for s, gap in document)
        gold, ours = boundaries(s for s, _ in document), boundaries(splitter(text))
        hits, found, expected = hits + len(gold & ours), found + len(ours), expected + len(gold)
        if verbose:
            _show(text, gold, ours)
    return 2 * hits / (found + expected)


def _show(text: str, gold: set[int], ours: set[int]) -> None:
    places, total = {}, 0
    for at, character in enumerate(text):
        if character.isalnum():
            total += 1
            places[total] = at + 1
    for kind, ends in (("missed", gold - ours), ("extra", ours - gold)):
        for end in sorted(ends):
            at = places[end]
            print(f"   {kind:6} {text[max(0, at - 50) : at]!r} || {text[at : at + 40]!r}")


def news(path: Path, count: int) -> list[str]:
    """Read the first ``count`` article texts of a gzipped jsonl file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, count)]


def speed(splitter: Splitter, texts: list[str]) -> float:
    """Megabytes of UTF-8 a second over the texts."""
    began = time.process_time()
    for text in texts:
        splitter(text)
    return sum(len(text.encode()) for text in texts) / 1e6 / (time.process_time() - began)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--half", choices=["odd", "even", "all"], default="all", help="which UD documents")
    parser.add_argument("--news", type=int, default=100, help="articles for the speed column")
    parser.add_argument("--only", choices=list(SPLITTERS))
    parser.add_argument("--verbose", action="store_true", help="show every error")
    options = parser.parse_args()
    rules = golden(options.data / "pysbd_golden" / "english_golden_rules.json")
    documents = list(treebank(options.data / "ud_ewt" / "en_ewt-ud-dev.conllu", options.half))
    texts = news(options.data / "realtimeqa" / "articles.jsonl.gz", options.news)
    print(
        f"| splitter | golden rules of {len(rules)} | EWT F1, paragraphs | EWT F1, run together | MB/s |\n"
        "|---|---|---|---|---|"
    )
    for name, load in SPLITTERS.items():
        if options.only not in (None, name):
            continue
        if name != "index.splitting.sentences" and importlib.util.find_spec(name) is None:
            print(f"| {name} | not installed | | | |")
            continue
        splitter = load()
        right = golden_score(splitter, rules, verbose=options.verbose)
        kept = boundary_f1(splitter, documents, paragraphs=True, verbose=options.verbose)
        joined = boundary_f1(splitter, documents, paragraphs=False, verbose=False)
        print(f"| {name} | {right} | {kept:.3f} | {joined:.3f} | {speed(splitter, texts):.2f} |", flush=True)


if __name__ == "__main__":
    main()
