"""Keys of words: a word of a question and a word of an article count as the same word when their keys are equal.

Owns the one definition of this, for the full-text index, for counting and for comparing. A key is a word without
everything that two writers may write differently: case, accents, invisible characters, apostrophes, the full stops of
initials, the separators of thousands, and its inflection. The text itself is never changed; keys say where they stand.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache
from typing import Any

from index.words import shapes
from index.words.folding import fold
from index.words.measures import holds_measure, measured
from index.words.stemming import STEMMER, stemmed
from index.words.word import Word

#: Names this definition. Keys that were written under another name are to be written again: change it with the rules.
RULES = f"7 {STEMMER}"

#: A capital letter of any script, in a pattern of the regex package.
CAPITAL = r"[\p{Lu}\p{Lt}]"
_LEFT_OUT = dict.fromkeys(map(ord, shapes.UNSEEN + "ـ"))
#: Characters that are invisible and part of no word in any script; other invisible ones join or separate letters.
NEVER_SEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_STOPPED = re.compile(rf"(?<![\w.])(?:{shapes.LETTER}\.)+{shapes.LETTER}\b\.?")
_CODE = re.compile(r"([^\W\d_]{3,})(\d+)")
# German, Nordic and Serbian letters have a second spelling, which a writer without them may choose.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"})
# What stands for a sign of a word where it cannot be typed: "C sharp", "dotnet".
_SIGNS = {"&": "and", "+": "plus", "#": "sharp", "*": "star", ".": "dot"}
# "3bn" is written "3 billion" as well.
_SCALES = {"bn": "billion", "mln": "million"}
_MOST_JOINED = 4
_LONGEST_KEPT = 500


def words(text: str) -> list[Word]:
    """Return the words of a text in order. A text in a script without spaces is cut into overlapping pairs."""
    return list(_known_words(text) if len(text) <= _LONGEST_KEPT else _words(text))


@lru_cache(maxsize=2_048)  # of one question at a dozen steps, and of the sentences that many questions find
def _known_words(text: str) -> tuple[Word, ...]:
    return tuple(_words(text))


def _words(text: str) -> list[Word]:
    if (typed := text if text.isascii() else text.translate(shapes.TYPED)).isascii():
        return _cut(typed, shapes.ASCII)
    if not shapes.NOT_LATIN.search(typed):
        return _cut(typed, shapes.LATIN)
    if unicodedata.is_normalized("NFC", text) and not shapes.UNSEEN_ANYWHERE.search(text):
        return _cut(text, shapes.ANY)
    composed, starts, ends = _composed(text)
    return [w._replace(start=starts[w.start], end=ends[w.end - 1]) for w in _cut(composed, shapes.ANY)]


def keys(text: str) -> list[tuple[str, int, int]]:
    """Return (key, start, end) for every way in which a word of a text may be written, in order."""
    rows: list[tuple[str, int, int]] = []
    last: Word | None = None
    for word in words(text):
        # The key of a whole hyphenated word stands with its first part alone.
        is_joined = last is not None and text[last.end : word.start].translate(_LEFT_OUT) in shapes.HYPHENS_ALONE
        known = last.keys[1:] if last and is_joined else ()
        rows += [(key, word.start, word.end) for key in word.keys + word.parts if key not in known]
        last = word
    return rows


def key_text(text: str) -> str:
    """Return the keys of a text with a space between them, as the full-text index takes them."""
    typed = text if text.isascii() else text.translate(shapes.TYPED)
    if typed.isascii() and "-" not in typed and not holds_measure(typed):
        return " ".join([" ".join(read[1] + read[2]) for read in map(_read, shapes.ASCII.findall(typed)) if read])
    return " ".join([key for key, _, _ in keys(text)])


@lru_cache(maxsize=50_000)
def keys_of(word: str) -> tuple[str, ...]:
    """Return the keys of one word, its own first; none when it is no word."""
    return tuple(dict.fromkeys(key for part in words(word) for key in part.keys))


@lru_cache(maxsize=50_000)
def key_of(word: str) -> str:
    """Return the key of one word; "" when it is no word."""
    return "".join(part.keys[0] for part in words(word))


def letters_of(word: str) -> frozenset[str]:
    """Return the letters of a word without marks, by each of its spellings: what two ways to write it share."""
    bare = plain(word).removesuffix("'s")
    return frozenset((fold(bare), fold(bare.translate(_SPELT_OUT))))


def one_form(question: str) -> str:
    """Return a question in the one form in which models are to see it: composed, without invisible characters, and its
    initials without stops, so that "W.T.O." and "WTO" are read alike."""
    composed = unicodedata.normalize("NFC", question.translate(NEVER_SEEN))
    return _STOPPED.sub(lambda match: match[0].replace(".", "") if match[0].isupper() else match[0], composed)


def is_unspaced(key: str) -> bool:
    """Tell whether a key is of a script without spaces, and so perhaps no word but a part of two."""
    return not key.isascii() and shapes.IS_UNSPACED.match(key) is not None


def is_capitalised(word: str) -> bool:
    """Tell whether a word begins with a capital letter of any script."""
    return unicodedata.category(word[:1] or " ") in ("Lu", "Lt")


def plain(word: str) -> str:
    """Return a word in lower case, composed, with straight apostrophes and without invisible characters."""
    if word.isascii():
        return word.lower()
    seen = word.translate(shapes.STRAIGHT).translate(_LEFT_OUT)
    # A Turkish capital with a dot leaves the dot behind.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", seen).casefold().replace("i\u0307", "i"))


def _cut(text: str, pattern: Any) -> list[Word]:
    cut: list[Word] = []
    for match in pattern.finditer(text):
        raw, start, end = match.group(), match.start(), match.end()
        if not raw.isascii() and shapes.IS_UNSPACED.match(raw):
            cut += _pairs(raw, start)
        elif (read := _read(raw)) is not None:
            cut.append(Word(read[0], read[1], start, end, read[2]))
    if holds_measure(text):
        measured(text, cut)
    return _joined(text, cut) if not shapes.HYPHENS_ALONE.isdisjoint(text) else cut


def _composed(text: str) -> tuple[str, list[int], list[int]]:
    """Compose a text and leave out what is unseen; say where in the text each of its characters starts and ends."""
    parts, starts, ends = [], [], []
    for cluster in shapes.CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", cluster.group().translate(_LEFT_OUT))
        parts.append(part)
        starts += [cluster.start()] * len(part)
        ends += [cluster.end()] * len(part)
    return "".join(parts), starts, ends


@lru_cache(maxsize=100_000)
def _read(raw: str) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """Return a word in plain lower case, its keys and its parts; None when nothing is left of it."""
    word = plain(raw)
    bare = word.removesuffix("'s")
    if shapes.INITIALS.fullmatch(bare):
        word, bare = word.replace(".", ""), bare.replace(".", "")
    if bare.isdigit() and bare != word:  # "the 1990's"
        return word, (bare, f"{bare}s"), ()
    if bare[:1].isdigit() and shapes.NUMBER.fullmatch(bare):
        return word, (_number(bare),), ()
    if shapes.SIGNED.search(bare):
        return word.replace(" ", ""), *_signed(bare)
    own = _key(bare)
    if not own:
        return None
    if bare in _SCALES:
        return word, (own, _SCALES[bare]), ()
    keys = (own,) if bare.isascii() else tuple(dict.fromkeys([own, _key(bare.translate(_SPELT_OUT))]))
    return word, keys, _parts(bare)


def _signed(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys and parts of a word with signs: "C++" and "C#" are two, "C++17" is
    of the first; ".NET" is written "NET" as well."""
    own = _key("".join(_SIGNS.get(character, character) for character in word if character != " "))
    parts = tuple(dict.fromkeys(_key(part) for part in shapes.SIGNED.split(word) if part))
    if code := _CODE.fullmatch(own):
        parts = (code[1], *parts)
    return ((own, *parts), ()) if word.startswith(".") else ((own,), parts)


def _key(word: str) -> str:
    """Fold and stem a word in plain lower case."""
    return stemmed(word if word.isalnum() and word.isascii() else fold(word))


def _parts(word: str) -> tuple[str, ...]:
    """Return the keys of a name without its article ("O'Brien") and of the letters and digits of a code ("COVID19")."""
    if "'" in word:
        before, _, behind = word.rpartition("'")
        return (_key(behind),) if 0 < len(before) < 3 <= len(behind) else ()
    code = _CODE.fullmatch(word) if word[-1:].isdigit() else None
    return (_key(code[1]), code[2]) if code else ()


def _number(word: str) -> str:
    """Take the separators of thousands off a number: one that stands twice, or is no stop before three digits."""
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    whole, stop, part = digits, "", ""
    if digits.count(".") == 1:
        whole, stop, part = digits.partition(".")
    elif digits.count(",") == 1 and not re.fullmatch(r"\d{1,3},\d{3}", digits):
        whole, stop, part = digits.partition(",")
    whole = "".join(filter(str.isdigit, whole))
    return f"{whole}{'.' if stop else ''}{part}{word[len(digits) :]}"


def _pairs(raw: str, start: int) -> list[Word]:
    """Cut a run of one script into overlapping pairs of characters; a single one stands alone."""
    signs = [(m.start(), m.end(), fold(plain(m.group()))) for m in shapes.ONE_UNSPACED.finditer(raw)]
    signs = [sign for sign in signs if sign[2]]
    if len(signs) == 1:
        first, last, sign = signs[0]
        return [Word(sign, (sign,), start + first, start + last)]
    return [
        Word(one + two, (one + two,), start + first, start + last)
        for (first, _, one), (_, last, two) in itertools.pairwise(signs)
    ]


def _joined(text: str, parts: list[Word]) -> list[Word]:
    """Give the parts of a hyphenated word the key of the whole too: "follow-up" is written "followup" as well."""
    first = 0
    while first < len(parts):
        last = first
        while last + 1 < len(parts) and text[parts[last].end : parts[last + 1].start] in shapes.HYPHENS_ALONE:
            last += 1
        if 0 < last - first < _MOST_JOINED:
            joined = "".join(text[w.start : w.end] for w in parts[first : last + 1])
            whole = None if joined.isdigit() else _read(joined)  # "10-12" is no 1012
            for place in range(first, last + 1 if whole else first):
                word = parts[place]
                parts[place] = word._replace(keys=tuple(dict.fromkeys([*word.keys, whole[1][0]])))  # type: ignore[index]
        first = last + 1
    return parts
