"""What of an article enters a sentence's vector."""

from __future__ import annotations

import numpy as np
import pytest

from index.errors import CorpusError
from index.ingest.passages import RECIPES, blend, distinct, recipe_named


def test_each_recipe_is_found_by_name_and_by_label() -> None:
    for name, recipe in RECIPES.items():
        assert recipe_named(name) is recipe
        assert recipe_named(recipe.label) is recipe


@pytest.mark.parametrize("name", ["", "mean", "bare/99"])
def test_an_unknown_recipe_is_refused_naming_the_known(name: str) -> None:
    with pytest.raises(CorpusError, match="title-sum/1"):
        recipe_named(name)


def test_a_recipe_says_whether_the_title_stands_before_the_sentence() -> None:
    assert RECIPES["bare"].text("A title", "One\n two.") == "One two."
    assert RECIPES["title-sum"].text("A title", "One two.") == "One two."
    assert RECIPES["title-prefix"].text("A title", "One two.") == "A title. One two."
    assert RECIPES["title-prefix"].text("Is it?", "One two.") == "Is it? One two."
    assert RECIPES["title-prefix"].text(" ", "One two.") == "One two."


def test_a_title_either_stands_before_its_sentences_or_is_added_to_them() -> None:
    recipe = RECIPES["title-by-length"]
    short, long = "Potter's  wheel", "Nine dead as a river bursts its banks"
    assert (recipe.text(short, "It turns."), recipe.added(short)) == ("Potter's wheel. It turns.", "")
    assert (recipe.text(long, "It rained."), recipe.added(long)) == ("It rained.", long)
    assert (recipe.text("", "It rained."), recipe.added(" ")) == ("It rained.", "")
    named = RECIPES["title-short"]
    assert (named.text(short, "It turns."), named.added(short)) == ("Potter's wheel. It turns.", "")
    assert (named.text(long, "It rained."), named.added(long)) == ("It rained.", "")
    assert RECIPES["bare"].added(long) == RECIPES["title-prefix"].added(long) == ""
    assert RECIPES["title-sum"].added(short) == "Potter's wheel"


def test_blending_adds_the_weighted_title_and_keeps_unit_length() -> None:
    sentences = np.array([[1, 0], [1, 0]], dtype=np.float32)
    titles = np.array([[0, 1], [0, 0]], dtype=np.float32)
    blended = blend(sentences, titles, weight=0.5)
    np.testing.assert_allclose(blended, [[2 / 5**0.5, 1 / 5**0.5], [1, 0]], rtol=1e-6)
    assert blended.dtype == np.float32


def test_distinct_texts_can_be_put_back_in_their_places() -> None:
    texts = ["b", "a", "b", "c", "a"]
    different, where = distinct(texts)
    assert different == ["b", "a", "c"]
    assert [different[place] for place in where] == texts
