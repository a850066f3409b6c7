"""A corpus, and the same articles in parts, made by the means of `index` alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index import Article, Corpus, Encoder
from index.limits import DEFAULT, Limits
from index.shards import layout
from index.shards.writing import finish, write_part

_WORDS = """
harbour council warehouse river bridge minister budget storm ferry market
school strike verdict ballot tunnel orchard glacier museum railway turbine
"""
WORDS = _WORDS.split()


def articles(count: int) -> list[Article]:
    """Make articles of three to six sentences, each of words that repeat between articles; some sentences are equal."""
    made = []
    for i in range(count):
        lines = [
            f"The {WORDS[(i * 7 + j * 3) % 20]} of {WORDS[(i + j * j) % 20]} number {i % 13} was seen by "
            f"{WORDS[(i * 3 + j) % 20]} officials near the {WORDS[(i // 2 + j) % 20]} gate."
            for j in range(3 + i % 4)
        ]
        made.append(
            Article(
                id=f"a{i:04}",
                title=f"{WORDS[i % 20].title()} report {i % 5}",
                text="\n".join(lines),
                source=f"Paper {i % 3}",
                published=f"2024-0{1 + i % 9}-11",
            )
        )
    return made


def one_and_parts(
    folder: Path, made: Sequence[Article], encoder: Encoder, *, parts: int, limits: Limits = DEFAULT
) -> tuple[Corpus, Path]:
    """Store articles in one corpus, in the order in which the parts hold them, and in parts; return both."""
    chosen = [[one for one in made if layout.part_of(one.id, parts) == place] for place in range(parts)]
    corpus = Corpus.open(folder / "one", encoder=encoder, create=True, limits=limits)
    corpus.add([article for part in chosen for article in part])
    recipe = corpus.stats()["recipe"]
    divided = folder / "parts"
    described = [
        write_part(divided, place, articles=part, encoder=encoder, recipe=recipe) for place, part in enumerate(chosen)
    ]
    finish(divided, described, encoder=encoder, recipe=recipe)
    return corpus, divided


def divided_folder(folder: Path, encoder: Encoder) -> Path:
    """Store twelve articles in two parts, and return the folder of these."""
    corpus, divided = one_and_parts(folder, articles(12), encoder, parts=2)
    corpus.close()
    return divided


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder, by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
