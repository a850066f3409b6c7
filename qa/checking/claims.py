"""The names and numbers that a sentence of a draft states outside its quotations.

Owns what of a sentence is a name or a number. Knows nothing of articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.language.detection import language_of, votes_of
from qa.checking.drafts import Statement
from qa.checking.numerals import Amount, amounts
from qa.text.names import IMPERSONAL, NAME, begins_sentence, is_title
from qa.text.word_frequency import rank_of
from qa.text.word_lists import is_english_word
from qa.text.words import FUNCTION_WORDS

_CODE = re.compile(r"[A-Z]{3}(?=[ \u00a0]?\d)|(?<=\d[ \u00a0])[A-Z]{3}\b")
_HEAD = re.compile(r"(?P<head>\S+)[ \t]+of(?: the)?[ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A name or number of a sentence, at its place there; of a number, the amount that it states."""

    subject: Literal["name", "number"]
    text: str
    start: int
    end: int
    amount: Amount | None = None


def claims_of(statement: Statement, *, known_names: frozenset[str], language: str = "en") -> list[Claim]:
    """List the names and numbers that a sentence states outside its quotations, in order.

    ``known_names``: words that stand with a capital inside the draft's sentences; one that only begins a sentence is
    none. ``language``: the draft's. In German, where every noun has a capital, a single word is no name."""
    text = statement.blanked
    claims = list(_named(text, known_names, language=_language(statement.text, language)))
    named = [(claim.start, claim.end) for claim in claims]
    claims += [
        Claim("number", text[one.start : one.number_end], one.start, one.number_end, one)
        for one in amounts(text)
        if not any(start <= one.start < end for start, end in named)
    ]
    return sorted(claims, key=lambda claim: claim.start)


def _language(sentence: str, draft: str) -> str:
    """Return the language of a sentence, that of the draft where it is too short to tell."""
    own, votes = language_of(sentence), votes_of(sentence)
    return own if own != "en" else draft if votes[draft] >= votes["en"] else "en"


def known_names(statements: Sequence[Statement]) -> frozenset[str]:
    """Collect the words written with a capital inside sentences."""
    names = set()
    for statement in statements:
        for match in NAME.finditer(statement.blanked):
            if not begins_sentence(statement.blanked, match.start()):
                names |= set(match.group().lower().split())
    return frozenset(names)


def _named(text: str, known: frozenset[str], *, language: str) -> Iterator[Claim]:
    for match in NAME.finditer(text):
        start, end = match.span()
        if begins_sentence(text, start):
            start = _without_opening(text, (start, end), known, is_english=language == "en")
        name = text[start:end]
        words = name.split()
        if not words or not re.search(r"\w\w", name) or _CODE.match(text, start):
            continue  # an initial, "°C", "EUR 5"
        if len(words) == 1 and is_title(name.lower()) and text[end : end + 1] == ".":
            continue  # "Prof." before a name
        if language == "de" and len(words) == 1:  # every noun has a capital there
            continue
        yield Claim("name", name, start, end)


def _without_opening(text: str, span: tuple[int, int], known: frozenset[str], *, is_english: bool) -> int:
    """Return where a name begins that stands at the beginning of a sentence: behind "The", "On" and "Shares of", and at
    its end where it is but the capital of the sentence."""
    start, end = span
    words = text[start:end].split()
    if len(words) == 1:
        return start if words[0].lower() in known or (is_english and _is_no_word(words[0].lower())) else end
    first = words[0].lower()
    if first in FUNCTION_WORDS:
        return text.index(words[1], start + len(words[0]))
    head = _HEAD.match(text, start, end)
    is_noun = first not in known and first not in IMPERSONAL and not is_title(first)
    return head.end() if head is not None and is_noun else start


def _is_no_word(word: str) -> bool:
    """Tell whether a word, in lower case, is none of English: it has its capital because it is a name."""
    bare = word.removesuffix("'s").removesuffix("’s")
    forms = (bare, bare.removesuffix("s"))
    is_known = any(rank_of(one) is not None or is_english_word(one) for one in forms)
    return word not in FUNCTION_WORDS and bare.isalpha() and not is_known
