"""The cases of every set for an encoder and a reader: gathered once, kept in a folder, read again.

Owns where they are kept. Knows nothing of what is fitted to them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from index.encoders.onnx import DEFAULT_ENCODER, OnnxEncoder
from qa.answering.models import confidence_model_of
from qa.reader.loading import open_reader
from qa.reader.pair import ReaderPair
from qa.settings import Settings
from scripts.fit.cases import Case, gathered, logits_again, read, with_logits, write
from scripts.sets.answering import sets

#: Titles of squad2_dev that the reader was not trained on.
HELD_BACK = ("Prime number", "Amazon rainforest")


def arguments(description: str | None, *, sets_help: str) -> argparse.ArgumentParser:
    """Return a parser of the arguments that ``gathered_cases`` needs; see ``options_of``."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder of corpora and cases")
    parser.add_argument("--cache", type=Path, help="folder of compiled encoders; default WORK/cache")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER)
    parser.add_argument("--reader", default="default", help="as QA_READER: default, fast, or the folder of a reader")
    parser.add_argument("--sets", default="", help=sets_help)
    return parser


def options_of(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Parse the command line."""
    options = parser.parse_args()
    options.cache = options.cache or options.work / "cache"
    return options


def gathered_cases(options: argparse.Namespace) -> list[Case]:
    """Read the cases of every set, gathering those first that were not gathered for this encoder and reader."""
    opened = open_reader(Settings(reader=options.reader, cache=options.cache))
    assert opened is not None
    reader = opened.first if isinstance(opened, ReaderPair) else opened
    encoder = OnnxEncoder.open(options.cache, options.encoder)
    corpora, home = options.work / _plain(encoder.name), options.work / _plain(f"{encoder.name}-{reader.name}")
    for folder in (corpora, home):
        folder.mkdir(parents=True, exist_ok=True)
    cases: list[Case] = []
    for name, make in sets(options.data, held_back=HELD_BACK).items():
        if options.sets and name not in options.sets.split(","):
            continue
        if not (home / f"{name}.jsonl").exists():
            write(home / f"{name}.jsonl", gathered(make(), encoder=encoder, reader=reader, work=corpora))
        some = read(home / f"{name}.jsonl")
        if isinstance(opened, ReaderPair):
            some = _again(some, opened, folder=home / _plain(opened.second.name), name=name)
        cases += some
        print(f"{name}: {len(cases)} cases so far", flush=True)
    opened.close()
    return cases


def _again(cases: Sequence[Case], pair: ReaderPair, *, folder: Path, name: str) -> list[Case]:
    """Return the cases that the second reader can read, as read again; what it says is kept in ``folder``."""
    folder.mkdir(exist_ok=True)
    kept = folder / f"{name}.json"
    if not kept.exists():
        every = list(logits_again(cases, pair, alone=confidence_model_of(pair.first)))
        kept.write_text(json.dumps(every), "utf-8")
    logits = [{int(place): logit for place, logit in one.items()} for one in json.loads(kept.read_text("utf-8"))]
    return [with_logits(case, one) for case, one in zip(cases, logits, strict=True) if one]


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name)
