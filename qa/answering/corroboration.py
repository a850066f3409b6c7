"""How many articles say the same independently of each other: copies of one article count once.

Owns what a copy is: most sentences of the shorter article stand in the other one too.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.view import View

# Fewer sentences in common are chance: a report of one line, or what two reports quote.
_FEWEST_SHARED = 3
_LEAST_SHARE = 0.5
# More articles than these are not told apart: so many say it in any case.
_MOST_COMPARED = 8


def independent_articles(view: View, article_ids: Sequence[str]) -> int:
    """Count articles, copies of one among them once."""
    if len(article_ids) < 2:
        return len(article_ids)
    originals: list[frozenset[str]] = []
    for article_id in article_ids[:_MOST_COMPARED]:
        sentences = frozenset(" ".join(sentence.text.split()).casefold() for sentence in view.sentences(article_id))
        if not any(_is_copy(sentences, original) for original in originals):
            originals.append(sentences)
    return len(originals) + max(0, len(article_ids) - _MOST_COMPARED)


def _is_copy(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _FEWEST_SHARED and shared >= _LEAST_SHARE * min(len(one), len(other))
