"""Shapes of words: where in a text a word begins and ends. Patterns alone; what they are called says what they find.

The regex package finds letters and marks of every script; Python's own patterns are several times as fast, and do for
the alphabet that most articles are written in.
"""

from __future__ import annotations

import re

import regex

# Soft hyphen, zero-width characters, word joiner and byte order mark: never seen, and no part of any word.
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# With the signs by which Arabic and Hebrew names are transliterated, and the accent that is typed for an apostrophe.
APOSTROPHES = "'’ʼʻ‘＇ʽʾʿ´"
#: Apostrophes, the digits of other scripts, and letters of Persian and Urdu for which Arabic has a sign of its own.
STRAIGHT = (
    str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
    | {ord(zero) + digit: str(digit) for zero in "٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀០" for digit in range(10)}
    | str.maketrans("کیہ", "كيه")
)
#: A letter in Python's own patterns, which count the raised digits and the fractions of Latin-1 among letters.
LETTER = r"[^\W\d_²³¹¼½¾]"
HYPHENS = "-\u2010\u2011"
HYPHENS_ALONE = frozenset(HYPHENS)
# Scripts that put no space between words: Han, Kana, Hangul, Thai, Lao, Khmer, Burmese.
_UNSPACED = (
    r"\p{Han}々〆",
    r"\p{Hiragana}",
    r"\p{Katakana}ー",
    r"\p{Hangul}",
    r"[\p{Thai}--\p{Nd}]",
    r"[\p{Lao}--\p{Nd}]",
    r"[\p{Khmer}--\p{Nd}]",
    r"[\p{Myanmar}--\p{Nd}]",
)
# Signs that belong to a word: "AT&T", "R & D", "C++17", "C#", "A*", ".NET".
_AND = r"(?:&{letter}{{1,3}}(?!{sign}))"
_TAIL = r"(?:{apostrophe}{sign}+)*"
_SIGNED = (
    rf"|{{letter}}(?:{_AND}+|\+\+\d*|[+#*](?![+#*]|{{sign}})){_TAIL}"
    r"|[A-Z] & [A-Z](?![.'’&]|{sign})"
    rf"|(?<![{{word}}.])\.{{letter}}{{{{2}}}}{{sign}}*{_TAIL}"
)
# "Ph.D", "LL.M": degrees of which one part has two letters
_FACULTY = "(?:[Pp][Hh]|[Ee]d|[Tt]h|[Ll][Ll])"
_DEGREE = rf"(?:\.[DMBdmb](?!\w)(?<=\b{_FACULTY}\.[DMBdmb]))?"
_GENITIVE = r"(?:{apostrophe}[sS](?![{word}]))?"
# Units that are written with their number as one word or apart: "5km", "5 km"; no decimal is one word with its own.
# Left out is what names something else behind a number: "5G", "3M", "30C", "5K".
_UNIT = (
    r"km|cm|mm|kg|mg|lbs?|oz|ft|mi|yd|ml|mph|kmh|kph|kw|mw|gw|kwh|mwh|gwh|k?hz|mhz|ghz|kb|mb|gb|tb|px|am|pm|mins?"
    r"|hrs?|secs?|bn|mln"
)
_ITS_UNIT = rf"(?ai:{_UNIT})(?!{{sign}})"
_IN_ALPHABET = (
    rf"{{letter}}{{{{2}}}}{{sign}}*{_DEGREE}{_AND}*{_TAIL}"  # most words, and so the first way that is tried
    r"|(?<![\w.])(?:{letter}\.)+(?:Sc|Phil|Eng|Ed|{letter})(?!\w)"  # "U.N", "M.Sc": their last stop may end a sentence
    rf"{_GENITIVE}"
    rf"|(?<![\d.,])\d{{{{1,3}}}}(?:{{group}}\d{{{{3}}}})+(?![\d,])(?:\.\d+(?![\d.]))?(?!{_ITS_UNIT})[A-Za-z]*"
    rf"|(?<![\d.,])\d{{{{1,3}}}}(?:\.\d{{{{3}}}}){{{{2,}}}}(?![\d.])(?!{_ITS_UNIT})[A-Za-z]*"
    rf"|(?<![\d.,])\d+[.,]\d+(?![.,]?\d){_GENITIVE}{_SIGNED}|\d+(?={_ITS_UNIT})|{{sign}}+{_TAIL}"
)
ASCII = re.compile(_IN_ALPHABET.format(letter="[A-Za-z]", sign="[A-Za-z0-9]", apostrophe="'", group="[,']", word=r"\w"))
LATIN = re.compile(_IN_ALPHABET.format(letter=LETTER, sign=r"[^\W_]", apostrophe="'", group="[,'\u00a0]", word=r"\w"))
NOT_LATIN = re.compile("[\u00ad\u00b5\u02b0-\U0010ffff]")
# Marks of print that stand in most articles, by marks of the same width that mean the same to a word.
TYPED = str.maketrans("’‘´“”–—…•", "'''\"\"    ")
# What Python's own patterns count as part of a word; the regex package leaves raised digits and fractions out.
_WORD = r"\w\p{N}"
_SIGNED_LATIN = (rf"|{{letter}}{{{{2}}}}{{sign}}*{_AND}+{_TAIL}" + _SIGNED).format(
    letter=r"(?:\p{Latin}\p{M}*)", sign=r"(?:[\p{Latin}\p{N}]\p{M}*)", apostrophe=f"[{APOSTROPHES}]", word=_WORD
)
_ITS_UNIT_ANY = rf"(?i:{_UNIT})(?<=[A-Za-z])(?![{_WORD}])"
_GROUP = r"[,'’\u00a0\u2009\u202f]"
ANY = regex.compile(
    rf"(?<![{_WORD}.])(?:(?:\p{{L}}\p{{M}}*\.)+(?:Sc|Phil|Eng|Ed|\p{{L}}\p{{M}}*)|{_FACULTY}\.[DMBdmb])(?![{_WORD}])"
    rf"{_GENITIVE.format(apostrophe=f'[{APOSTROPHES}]', word=_WORD)}"
    rf"|(?<![\d.,])\d{{1,3}}(?:{_GROUP}\d{{3}})+(?![\d,])(?:\.\d+(?![\d.]))?(?!{_ITS_UNIT_ANY})[A-Za-z]*"
    rf"|(?<![\d.,])\d{{1,3}}(?:\.\d{{3}}){{2,}}(?![\d.])(?!{_ITS_UNIT_ANY})[A-Za-z]*"
    rf"|(?<![\d.,])\d+[.,]\d+(?![.,]?\d)"
    rf"{_GENITIVE.format(apostrophe=f'[{APOSTROPHES}]', word=_WORD)}"
    rf"|[0-9]+(?={_ITS_UNIT_ANY})"
    + _SIGNED_LATIN
    + "".join(rf"|(?:[{script}]\p{{M}}*)+" for script in _UNSPACED)
    + rf"|(?:(?![{''.join(_UNSPACED)}])[\p{{L}}\p{{N}}]\p{{M}}*"
    rf"|(?<=[\p{{L}}\p{{N}}\p{{M}}])[{APOSTROPHES}](?=[\p{{L}}\p{{N}}]))+",
    regex.VERSION1,
)
ONE_UNSPACED = regex.compile(rf"[{''.join(_UNSPACED)}]\p{{M}}*", regex.VERSION1)
IS_UNSPACED = regex.compile(rf"[{''.join(_UNSPACED)}]", regex.VERSION1)
NUMBER = re.compile(r"\d+(?:[.,'\u00a0\u2009\u202f]\d+)+[a-z]*")
SIGNED = re.compile(r" & |[&+#*]+|\A\.")
INITIALS = re.compile(rf"(?:{LETTER}\.)+(?:sc|phil|eng|ed|{LETTER})|(?:ph|ed|th|ll)\.[dmb]")
UNSEEN_ANYWHERE = re.compile(f"[{UNSEEN}]")
# A character with what composes with it: marks, and the vowels and finals of Hangul.
CLUSTER = regex.compile(rf"[\s\S](?:[\p{{M}}{UNSEEN}]|[\u1160-\u11ff])*")
