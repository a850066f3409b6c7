"""Words of English questions and sentences: tokens, content words, numbers.

Owns the lists of function words, of the words that ask, of auxiliary verbs, and of spelt numbers. ``index.words.keys``
decides when two words are the same. Text of another language passes unchanged: nothing in it is a function word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from index.words.keys import key_of, plain, words

# "US", "WHO" and "IT" in capitals are names, not function words; the "AT" of "AT&T" is neither.
_ACRONYM = re.compile(r"(?<!&)\b(?:[A-Z]{2,}|[A-Z](?:\.[A-Z])+)\b(?!&)")


def listed(words: str) -> frozenset[str]:
    """Return the words of a list written out in a text."""
    return frozenset(words.split())


def any_of(words: Iterable[str]) -> str:
    """Return the regular expression of any of the words, which needs a word boundary behind it."""
    return f"(?:{'|'.join(sorted(words))})"


FUNCTION_WORDS = listed(
    """
    a about above according across after again against all almost along already also although always am among an
    and another any anybody anyone anything are aren't around as at away be because been before behind being below
    between both but by can can't cannot could couldn't did didn't do does doesn't doing don't done down during
    each either else ever every everyone everything few for from further get gets getting give given go goes going
    got had has have having he he's her here hers herself him himself his how however i i'm if in instead into is
    isn't it it's its itself just let like many may maybe me might mine more most much must my myself near neither
    never no nobody none nor not nothing now of off often on once only onto or other others our ours out over own
    per perhaps please quite rather really said same say saying says shall she should since so some somebody
    someone something still such tell than that that's the their theirs them themselves then there there's these
    they this those though through thus to together too toward towards under until unto up upon us very via was
    wasn't we well were weren't what what's whatever when whenever where where's whereas wherever whether which
    while who who's whoever whom whose why will with within without won't would yet you your yours yourself
    """
)
#: The words that ask, each as it stands alone; with them those that "is" is drawn into.
WH_WORDS = listed("what when where which who whom whose why how")
QUESTION_WORDS = WH_WORDS | listed("what's where's who's")
#: The verbs that a question turns round with its subject, by their kind.
BE, DO, HAVE = listed("am is are was were"), listed("do does did"), listed("have has had")
MODALS = listed("can could will would shall should may might must")
AUXILIARIES = BE | DO | HAVE | MODALS
_DENIALS = listed("no not never none nobody nothing neither nor without cannot")
_SPELT = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty"""
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(_SPELT.split())}
_MAGNITUDES = listed("dozen dozens hundred hundreds thousand thousands million millions billion billions")


def tokens(text: str) -> list[str]:
    """Return the words of a text in order, lower case; a number keeps its separators ("2.9", "150,782")."""
    return [word.text for word in words(text)]


def content_words(text: str) -> list[str]:
    """Return the words that carry meaning, in order, each once, without a possessive ending."""
    named = frozenset() if text.isupper() else _acronyms(text)
    kept = (word.removesuffix("'s") for word in tokens(text) if word not in FUNCTION_WORDS or word in named)
    return list(dict.fromkeys(word for word in kept if len(word) > 1 or word.isdigit() or not word.isascii()))


def _acronyms(text: str) -> frozenset[str]:
    return frozenset(plain(word).replace(".", "") for word in _ACRONYM.findall(text))


def stem(word: str) -> str:
    """Return the key of a word, so that "kills", "killed" and "killing" are equal, and "die", "died" and "dead"; the
    word itself when it is none."""
    return key_of(word) or word


@lru_cache(maxsize=4096)  # neighbours, titles and the articles of highlights are read again and again
def stems(text: str) -> frozenset[str]:
    """Return the keys of a text's content words, in every way in which they may be written."""
    content = frozenset(content_words(text))
    return frozenset(key for w in words(text) if w.text.removesuffix("'s") in content for key in w.keys + w.parts)


def numbers(text: str) -> frozenset[str]:
    """Return the numbers a text states: digits, spelt ones to twenty as digits, and magnitudes ("million")."""
    return frozenset(numbers_in_order(text))


@lru_cache(maxsize=4096)  # as stems: of the same sentences, and the same neighbours
def numbers_in_order(text: str) -> tuple[str, ...]:
    """Return the numbers a text states, as ``numbers`` does, in order and with repeats."""
    values = []
    for word in tokens(text):
        if word[0].isdigit():
            values.append(key_of(word))
        elif word in _NUMBER_WORDS and word != "one":
            values.append(_NUMBER_WORDS[word])
        elif word in _MAGNITUDES:
            values.append(word.removesuffix("s"))
    return tuple(values)


def is_denial(word: str) -> bool:
    """Tell whether a token denies: "not", "never", "didn't"."""
    return word in _DENIALS or word.endswith("n't")
