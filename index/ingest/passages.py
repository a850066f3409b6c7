"""Passages: what of an article, besides the sentence itself, enters a sentence's vector. Pure.

Owns the recipes and their versions, which a corpus records because vectors of two recipes must not be mixed. Knows
nothing of encoders or storage. What is cited is the sentence alone, whatever its vector knows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.errors import CorpusError
from index.unit_vectors import Vectors


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a passage is made. A title of at most ``title_before`` words stands before the sentence, as "title. "; of a
    longer one ``title_weight`` times its own vector is added to the sentence's. With ``bare_questions`` a heading that
    is a question gets no title before it, so that it looks like a reader's question. Any change needs a new
    ``version``."""

    name: str
    version: int
    title_before: float = 0
    title_weight: float = 0.0
    bare_questions: bool = False

    @property
    def label(self) -> str:
        """Name and version, as recorded in a corpus: "title-sum/1"."""
        return f"{self.name}/{self.version}"

    def text(self, title: str, sentence: str) -> str:
        """Return the text to encode for a sentence: its spacing normalised, with the title before it if the recipe
        says so."""
        words = " ".join(sentence.split())
        heading = " ".join(title.split())
        if not heading or not self._stands_before(heading):
            return words
        return f"{heading} {words}" if heading[-1] in ".!?" else f"{heading}. {words}"

    def added(self, title: str) -> str:
        """Return the title whose vector is added to those of its sentences, its spacing normalised; "" for none."""
        heading = " ".join(title.split())
        return heading if self.title_weight and not self._stands_before(heading) else ""

    def _stands_before(self, heading: str) -> bool:
        return len(heading.split()) <= self.title_before


# A short title names the subject of the article; its sentences seldom name it again, and are found by the title. A
# headline tells a story, and before a sentence it would outweigh the sentence: so only 0.35 of its vector is added, the
# best of 0.15 to 1.0 on average over encyclopaedia and news (scripts/bench/retrieval.py). This holds for
# all-MiniLM-L6-v2. With multilingual-e5-small even .1 of a headline's vector finds less, so headlines are left out;
# nearly all titles that name a subject have at most 7 words. Which recipe an encoder uses: index.encoders.base.traits.
RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe("bare", 1),
        Recipe("title-sum", 1, title_weight=0.35),
        Recipe("title-prefix", 1, title_before=math.inf),
        Recipe("title-by-length", 1, title_before=5, title_weight=0.35, bare_questions=True),
        Recipe("title-short", 1, title_before=7, bare_questions=True),
    )
}


def recipe_named(name: str) -> Recipe:
    """Find a recipe by name ("title-sum") or label ("title-sum/1"). Raises CorpusError naming the known ones."""
    plain, _, version = name.partition("/")
    recipe = RECIPES.get(plain)
    if recipe is None or (version and version != str(recipe.version)):
        known = ", ".join(r.label for r in RECIPES.values())
        raise CorpusError(f"no recipe for vectors is called {name!r}; there are {known}")
    return recipe


def blend(sentences: Vectors, titles: Vectors, *, weight: float) -> Vectors:
    """Return normalize(sentence + weight * title) row by row: float32[n, d] of unit rows.

    A row of ``titles`` that is all zero (an article without a title) leaves its sentence as it is."""
    mixed = sentences + np.float32(weight) * titles
    length = np.linalg.norm(mixed, axis=1, keepdims=True)
    return np.asarray(mixed / np.maximum(length, np.float32(1e-12)), dtype=np.float32)


def distinct(texts: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """Return the different texts in order of first appearance, and for each text given its place among them."""
    places: dict[str, int] = {}
    where = [places.setdefault(text, len(places)) for text in texts]
    return list(places), np.asarray(where, dtype=np.intp)
