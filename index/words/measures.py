"""Shares and sums: "10%" and "10 per cent", "$5m" and "$5 million" are met by each other's words.

Owns the second ways to write them. A sum's "m" is known by the sign of its currency alone: "5m" may be metres.
"""

from __future__ import annotations

from index.words.word import Word

_CURRENCIES = frozenset("$€£¥₹")
_PERCENT = "percent"


def holds_measure(text: str) -> bool:
    """Tell at little cost whether a text may hold a share or a sum."""
    return "%" in text or " million" in text or "er cent" in text or not _CURRENCIES.isdisjoint(text)


def measured(text: str, words: list[Word]) -> None:
    """Give the words of shares and sums, in order, the keys of their other ways to be written, in place."""
    for place, word in enumerate(words):
        last = words[place - 1] if place else None
        if word.text == "cent" and last is not None and last.text == "per":
            words[place] = word._replace(keys=(*word.keys, _PERCENT))
        elif word.text == "m" and last is not None and last.end == word.start and _is_sum(text, last):
            words[place] = word._replace(keys=(*word.keys, "million"))
        elif word.text[:1].isdigit():
            words[place] = _number(text, word)


def _number(text: str, word: Word) -> Word:
    if text.startswith("%", word.end) or text.startswith((" %", "\u00a0%", "\u202f%"), word.end):
        return word._replace(parts=(*word.parts, _PERCENT))
    if text.startswith(" million", word.end):
        return word._replace(keys=(*word.keys, f"{word.keys[0]}m"))
    if word.text.endswith("m") and word.text[:-1].isdigit() and _is_sum(text, word):
        return word._replace(parts=(word.text[:-1], "million"))
    return word


def _is_sum(text: str, word: Word) -> bool:
    return word.start > 0 and text[word.start - 1] in _CURRENCIES
