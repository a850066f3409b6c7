"""Sentences whose numbers cannot be told apart without a grammar: one number for two things, rows of figures, the
entries of a chronicle. Pure."""

from __future__ import annotations

import re

from qa.disagreement.quantities import DIGITS, Quantity

_ELIDED = re.compile(
    r"\b(?:and|,|but|with)\s+(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?)"
    r"\s+(?:in|at|near|on|off|from|others?|more)\b",
    re.IGNORECASE,
)
_BEFORE_WORDS = re.compile(rf"(?:{DIGITS})(?=(?P<behind>(?:\s+[\w-]+){{1,3}}))", re.IGNORECASE)  # three at most
_THE = re.compile(r"\b(?:the|these|those|both)\s+\Z", re.IGNORECASE)
_VERB = re.compile(r"\s+(?:is|are|was|were|has|have|had|may|might|could|will|would)\b")
# A table's row that was read as a sentence has more figures than a sentence has, and hardly a word between them.
_FIGURE = re.compile(r"(?<![^\W\d])\d[\d.,:/–-]*")
# "2018: ", "May 2021 – ", "Oct. 7, 2023: " at the head of a paragraph.
_ENTRY = re.compile(r"\W*(?:[A-Z][a-z]+\.?\s(?:\d{1,2},?\s)?)?(?:19|20)\d\d\s?[:–—]")
_FEWEST_FIGURES, _LEAST_SHARE = 8, 0.25


def counts_on(text: str) -> bool:
    """Tell whether a sentence has a number without a noun: "nine died in Dunvale and four in Ostryn"."""
    return _ELIDED.search(text) is not None


def counts_twice(text: str, quantity: Quantity) -> bool:
    """Tell whether a sentence has another number before the same noun: "9 people in Surat and 30 people in Tesk"."""
    if not quantity.behind:
        return False
    noun = text[quantity.end : quantity.end + quantity.behind].rsplit(maxsplit=1)[-1].lower()
    return sum(noun in match["behind"].lower().split() for match in _BEFORE_WORDS.finditer(text)) > 1


def is_named_before(text: str, quantity: Quantity) -> bool:
    """Tell whether those counted are some of whom the article spoke before: "The two deaths are not in the count"."""
    end = quantity.end + quantity.behind
    return bool(_THE.search(text, 0, quantity.start) and _VERB.match(text, end))


def is_row_of_figures(text: str) -> bool:
    """Tell whether a text is a row of a table: "Total yards 283 285, passing 76 79, ..."."""
    figures = len(_FIGURE.findall(text))
    return figures >= _FEWEST_FIGURES and figures >= _LEAST_SHARE * len(text.split())


def is_of_chronicle(text: str, start: int) -> bool:
    """Tell whether the paragraph around a place in an article begins with a time of its own ("2018: Crowds ...")."""
    return _ENTRY.match(text, text.rfind("\n", 0, start) + 1) is not None
