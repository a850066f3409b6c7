"""Numbers that are written out: "twenty-three", "two and a half million", "a dozen", "third". Pure.

English alone. "One", "first" and "second" are more often no number than one, and are none here.
"""

from __future__ import annotations

import re

_ONES = dict(
    zip(
        re.findall(
            r"\w+",
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
            " eighteen nineteen",
        ),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety"), range(20, 100, 10), strict=True)
)
_GROUPS = {"dozen": 12, "hundred": 100}
_ORDINALS = dict(
    zip(
        re.findall(
            r"\w+",
            "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
            " sixteenth seventeenth eighteenth nineteenth twentieth",
        ),
        range(3, 21),
        strict=True,
    )
)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(list(_ONES)[:9])}))?|{_ONE})"
_GROUP = rf"(?:{_SMALL}|a|an|several)[ -](?:{'|'.join(_GROUPS)})"
#: A number that is written out, in a pattern that ignores case; never "one" alone.
SPELT = (
    rf"(?:(?P<part>{_ONE}|a)[ -](?:{'|'.join(_PARTS)})s?(?=\s+of\b|[.,;]|\s*$)"
    rf"|{_GROUP}(?: and)?(?: {_SMALL})?\b|a half(?=\s+(?:million|billion))|half a(?=\s+(?:million|billion))"
    rf"|(?!one\b(?![ ](?:million|billion|thousand)))(?:{_SMALL})(?: and a half)?\b"
    rf"|(?:{'|'.join(_ORDINALS)})\b)"
)


def is_ordinal(text: str) -> bool:
    """Tell whether a match of ``SPELT`` is a rank: "third"."""
    return text.lower() in _ORDINALS


def value_of(text: str) -> float:
    """Return the value of a match of ``SPELT``; parts of a whole as a fraction."""
    words = re.findall(r"[a-z]+", text.lower())
    if len(words) == 1 and words[0] in _ORDINALS:
        return float(_ORDINALS[words[0]])
    if words[:2] in (["half", "a"], ["a", "half"]):
        return 0.5
    if len(words) == 2 and (part := _PARTS.get(words[1].removesuffix("s"))) and words[1] not in _GROUPS:
        return float(_ONES.get(words[0], 1)) / part
    half = 0.5 if words[-3:] == ["and", "a", "half"] else 0.0
    total = 0.0
    for word in words[:-3] if half else words:
        if word in _GROUPS:
            total = max(total, 1) * _GROUPS[word]
        else:
            total += _ONES.get(word, 0) + _TENS.get(word, 0)
    return total + half
