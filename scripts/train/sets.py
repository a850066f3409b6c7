"""The sets that training reads, and those it must know so as not to: name, address, licence, sha256 of each file.

    python -m scripts.train.sets --data DATA

says what is missing or another; nothing is fetched.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from index.durable.files import file_sha256


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set's files with their sha256, by their place under the data folder. ``use`` is "train", or "left out": read
    so that nothing of it is trained on."""

    name: str
    use: str
    address: str
    licence: str
    form: str
    files: dict[str, str]


#: How the files of whole articles are made of SQuAD's own: one line an article, answers with every place they stand at.
ARTICLES = (
    "jsonl, gzipped, one article a line: title, paragraphs[context, qas[id, question, is_impossible, "
    "answers[text, starts[]]]]; starts are all places of the text in the context"
)
SQUAD = "SQuAD's json"

SETS = (
    QuestionSet(
        "SQuAD 1.1 train",
        "train",
        "https://rajpurkar.github.io/SQuAD-explorer/dataset/train-v1.1.json",
        "CC BY-SA 4.0",
        ARTICLES,
        {"squad_train/articles.jsonl.gz": "bb6b30ec7b18a81f9915377f4cec2b5c777228a8bdc28a49566b6ffc4f3f412d"},
    ),
    QuestionSet(
        "SQuAD 2.0 dev, without the paragraphs that squad2_500 asks about",
        "train",
        "https://rajpurkar.github.io/SQuAD-explorer/dataset/dev-v2.0.json",
        "CC BY-SA 4.0",
        ARTICLES,
        {"squad2_dev/articles.jsonl.gz": "463f47144c771414c0ed341ae12cbd950b0fd5b540a39b4ee65d8e41ce14b30a"},
    ),
    QuestionSet(
        "SQuADShifts, new Wikipedia and Reddit",
        "train",
        "https://modestyachts.github.io/squadshifts-website/",
        "CC BY 4.0",
        SQUAD,
        {
            "squadshifts/new_wiki_v1.0.json": "1d50a0ca4cdab88d038b52ea8a2d0510af6038d7f41a0a256b9659237769d0ee",
            "squadshifts/reddit_v1.0.json": "b4ac346dbf1816fdec80fdcf91d06a4b754fa51e47960fa8614a94f37ea42a4b",
        },
    ),
    QuestionSet(
        "squad2_500: 500 questions of SQuAD 2.0 dev",
        "left out",
        "https://rajpurkar.github.io/SQuAD-explorer/dataset/dev-v2.0.json",
        "CC BY-SA 4.0",
        "json: queries[id, question, context]",
        {"squad2_500/queries.json": "f58272b25fd6335e6957c2ecae004c268d82cc96f0afdf41d9011fd677b61f78"},
    ),
    QuestionSet(
        "XQuAD, English",
        "left out",
        "https://github.com/google-deepmind/xquad",
        "CC BY-SA 4.0",
        SQUAD,
        {"xquad/xquad.en.json": "e4c57d1c9143aaa1c5d265ba5987a65f4e69528d2a98f29d6e75019b10344f29"},
    ),
)


def faults(data: Path, sets: tuple[QuestionSet, ...] = SETS) -> list[str]:
    """Say of every file that is missing or another what it is and where it comes from."""
    out = []
    for chosen in sets:
        for name, digest in chosen.files.items():
            path = data / name
            if not path.is_file():
                out.append(f"{path} is missing: {chosen.name} ({chosen.licence}), {chosen.address}, as {chosen.form}")
            elif (own := file_sha256(path)) != digest:
                out.append(f"{path} has sha256 {own}, not {digest}: groups will be others than those of the model card")
    return out


def main() -> None:
    """Check the data folder; the exit status is 1 when something is missing or another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    missing = faults(parser.parse_args().data)
    print("\n".join(missing) or f"all {sum(len(s.files) for s in SETS)} files are there")
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
