"""The language of an article, recognised by a library: it is stored and shown, and filters use it. The only import of
py3langid.

``detection`` knows the eighteen languages whose full stops are known here, and takes all others for English, which is
right for cutting sentences and wrong to tell a reader. py3langid tells 97, Arabic, Hebrew and Chinese among them, in
.3 ms an article, from a model that is in its package; lingua tells them as well, at 96 MB and ten times the cost.
"""

from __future__ import annotations

from py3langid import classify

from index.language.detection import RULES_KNOWN, SAMPLE

# Fewer letters are no evidence: of three words every language is as likely.
_FEWEST_LETTERS = 12


def identified(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of a text's beginning; None where there are too few letters to tell."""
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return None
    return str(classify(sample)[0])


def unknown_rules(tag: str | None) -> str | None:
    """Return what a person should know of an article in a language whose rules are not known here; None for others."""
    if tag is None or tag.partition("-")[0].lower() in RULES_KNOWN:
        return None
    return f"its language is {tag!r}, whose rules are not known: sentences are cut and found with less knowledge"
