"""Speech: the words of a sentence that say whose words it is - "the mayor said", "said Holt", "according to police".

Owns the grammar of attributions, over a sentence whose quoted stretches are blanked out. Knows nothing of who is meant
by "she" or "the mayor". Anything that is not clearly an attribution of the whole sentence is none. Articles may be
hostile, so the work is linear in the length of a sentence: few verbs are looked at, each with a bounded stretch before
it, and the patterns do not backtrack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from qa.attribution.noun_phrases import NounPhrase, apposed, following, is_personal, noun_phrase
from qa.text.word_lists import REPORTING_VERBS

#: Stands for every quoted character; no article holds it.
BLANK = "\0"

#: A sentence with more verbs of saying than this is not plainly anybody's words.
MOST_VERBS = 24
# The speaker and the insertions behind the name begin at most so many characters before the verb: twice the longest
# case that was seen.
_REACH = 400
# The words between a speaker and the verb, and the refusing ones, stand as near as this.
_NEAR = 80
_SAYING, _TELLING, _VOICING = (
    "|".join(re.escape(verb) for verb in sorted(REPORTING_VERBS[kind])) for kind in ("saying", "telling", "voicing")
)
_VERB = re.compile(rf"(?<![\w’'-])(?:(?P<saying>{_SAYING})|(?P<telling>{_TELLING})|{_VOICING})(?![\w’'-])")
_CLAUSE = re.compile(r"(?:\s+[\w’'.-]+){0,8}?\s+that\b|\s+(?:he|she|they|it|we|there|how|why|whether)\b")
_TOLD_CLAUSE = re.compile(
    r"(?:\s+[\w’'.-]+){1,4}?\s+(?:that|he|she|they|it|we|there|how|why|whether|the|a|an|his|her|its|their)\b"
)
_DAY = r"(?:(?:on|late|early|last)\s+)*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s+(?:morning|evening|night))?"
# What may stand between a speaker and the verb.
_BETWEEN = re.compile(
    rf"(?:\s+(?:has|have|had|also|later|then|once|again|earlier|both|all|since|now|just|still|even|first|\w+ly|{_DAY}))*\s*\Z"
)
_REFUSED = re.compile(
    r"(?:\b(?:not|never|to|was|were|been|being|be|is|are|nor|would|could|should|might|may|will|having)|n['’]t)\s*\Z"
)
_BOUNDARY = re.compile(r"[\0,;:()\[\]{}\"“”„«»—–]|\s-+\s")
_OPENING = re.compile(
    rf"\s*(?:(?:But|And|Yet|So|Still|Also|Then|Meanwhile|Earlier|Later|Now|Separately|On\s+{_DAY}|{_DAY})\s+)*"
    # "Outside the court he said"
    r"(?:(?:In|At|On|Outside|Inside|After|Before|During|From)\s+(?:the|an?|his|her|its|this)\s+(?:[a-z-]+\s+){1,3}?"
    r"(?=(?:he|she)\b))?"
)
_PRONOUN = re.compile(r"(?<![\w’'-])(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|I|[Ww]e|[Yy]ou)\Z")
_NOTHING = re.compile(r"\s+(?:nothing|little|goodbye|hello|yes|no|so|farewell|thanks?)\b")
_ORDERED = re.compile(r"\s+(?:[\w’'-]+\s+){1,4}?(?:not\s+)?to\s")
_TO_A_QUOTE = re.compile(r"(?:[^\0.;]{0,100}[,:])?\s*(?:that\s+)?\0")
_ASIDE = re.compile(
    rf"""\s*(?:(?:in|on|at|during|after|before|by|through|via|from|to|under|as|when|while|with|this|last|late|early|yesterday
    |today|shortly|here|{_DAY})\b[^,;:\0]*+)?(?:,|[.!?\0\s]*+\Z)""",
    re.VERBOSE,
)
_TOLD_ASIDE = re.compile(
    r"\s*+[\w’'-]++(?:\s++[\w’'-]++){0,3}"
    r"(?:\s*+(?:,|[.!?\0\s]*+\Z)|\s++(?:in|on|at|during|after|by|as)\b[^,;:\0]*+[.!?\0\s]*+\Z)"
)
_AFTER_INVERTED = re.compile(
    rf"""[.]?\s*(?:[,.;:!?\0—–(]|\Z|(?:who|whose|in|at|on|during|after|as|when|while|before|from|about|by|following|outside|with
    |to|of|for|last|this|yesterday|today|late|early|via|through|{_DAY})\b)""",
    re.VERBOSE,
)
_COMMA = re.compile(",")
_ACCORDING = re.compile(r"\b[Aa]ccording\s+to(?=\s)")

ClausePlace = Literal["quotation", "aside", "opening"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who a sentence says is speaking: ``phrase`` is the pronoun, name or description as it stands there.

    ``place`` tells how it stands to the rest: beside a quotation, as an aside, or opening the sentence.
    """

    phrase: NounPhrase
    place: ClausePlace


def attribution(blanked: str) -> Attribution | None:
    """Return the attribution of a sentence, quoted stretches of which are blanked; None without one or in doubt.

    One beside a quotation counts before the others. Offsets are those of the text given.
    """
    verbs = list(islice(_VERB.finditer(blanked), MOST_VERBS + 1))
    sources = list(islice(_ACCORDING.finditer(blanked), MOST_VERBS + 1))
    if len(verbs) + len(sources) > MOST_VERBS:
        return None
    attributions = [*_spoken(blanked, verbs), *_according(blanked, sources)]
    beside = {a.phrase: a for a in attributions if a.place == "quotation"}
    asides = {a.phrase: a for a in attributions if a.place == "aside"}
    opening = {a.phrase: a for a in attributions[:1] if a.place == "opening"}
    certain = beside or asides | opening
    return next(iter(certain.values())) if len(certain) == 1 else None


def _spoken(text: str, verbs: Sequence[re.Match[str]]) -> Iterator[Attribution]:
    for verb in verbs:
        before = text[: verb.start()]
        between = _BETWEEN.search(before, max(0, len(before) - _NEAR))
        assert between is not None  # it matches the empty end
        plain = before[: between.start()]
        if _is_refused(before) or _is_refused(plain) or _NOTHING.match(text, verb.end()):
            continue
        clause = _inverted(text, plain, verb) or _subject_first(text, plain, verb)
        if clause is not None and (clause.place == "quotation" or _is_statement(text, verb, clause)):
            yield clause


def _is_refused(before: str) -> bool:
    return _REFUSED.search(before, max(0, len(before) - _NEAR)) is not None


def _is_statement(text: str, verb: re.Match[str], attributed: Attribution) -> bool:
    if verb["saying"]:
        return True
    if not verb["telling"]:
        return False
    clause = _TOLD_CLAUSE if verb.group().startswith("t") else _CLAUSE
    return attributed.place == "aside" or clause.match(text, verb.end()) is not None


def _inverted(text: str, before: str, verb: re.Match[str]) -> Attribution | None:
    """Read "..., said the mayor": the verb stands right behind what was said, its subject behind it."""
    beside_quote = before.rstrip(" ,").endswith(BLANK) or not before.strip()
    if verb.group().startswith("t") or not (beside_quote or before.endswith(",")):
        return None
    phrase = following(text, verb.end())
    if phrase is None or not _AFTER_INVERTED.match(text, phrase.end):
        return None
    if beside_quote:
        return Attribution(phrase, "quotation")
    is_subject = _before_comma(text, before) is None and _ASIDE.match(text, phrase.end) is not None
    return Attribution(phrase, "aside") if is_subject else None


def _subject_first(text: str, before: str, verb: re.Match[str]) -> Attribution | None:
    """Read "the mayor said", "she told reporters", "Ilse Marrowby, the chief spokeswoman, said"."""
    subject = _before_comma(text, before) if before.endswith(",") else _ending(text, before)
    if subject is None:
        return None
    phrase, begin = subject
    if text[:begin].endswith(",") and not _is_full_name(text, phrase):
        # "Al Campana, head of locks in Stenby, North Riding told": the name stands where the insertions begin.
        above = _before_comma(text, text[:begin])
        phrase, begin = above if above is not None and _is_full_name(text, above[0]) else subject
    lead = text[:begin].rstrip()
    if _TO_A_QUOTE.match(text, verb.end()) or lead.rstrip(" ,").endswith(BLANK):
        return Attribution(phrase, "quotation")
    is_telling = verb.group().startswith("t")
    if is_telling and _ORDERED.match(text, verb.end()):
        return None
    ended = _TOLD_ASIDE if is_telling else _ASIDE
    if lead.endswith((",", "—", "–")) and ended.match(text, verb.end()):
        return Attribution(phrase, "aside")
    return Attribution(phrase, "opening")


def _ending(text: str, before: str) -> tuple[NounPhrase, int] | None:
    """Read the phrase that ends where ``before`` ends and begins a clause, with where that clause begins."""
    low = max(0, len(before) - _REACH)
    begin = max((match.end() for match in _BOUNDARY.finditer(before, low)), default=low)
    opening = _OPENING.match(before, begin)
    start = opening.end() if opening else begin
    pronoun = _PRONOUN.search(before, max(0, len(before) - _NEAR))
    if pronoun is not None:
        phrase = NounPhrase("pronoun", pronoun.start(), pronoun.end())
        return (phrase, begin) if not before[start : pronoun.start()].strip() else None
    subject = noun_phrase(text, start=start, end=len(before))
    return None if subject is None else (subject, begin)


def _is_full_name(text: str, phrase: NounPhrase) -> bool:
    return phrase.kind == "name" and is_personal(text[phrase.start : phrase.end].lower().split())


def _before_comma(text: str, before: str) -> tuple[NounPhrase, int] | None:
    """Read the phrase before an insertion: "Ilse Marrowby, the spokeswoman," or "the deputy mayor, Rupert Haines,"."""
    commas = [match.start() for match in _COMMA.finditer(before, max(0, len(before) - _REACH))][:-1]
    best = None
    for comma in reversed(commas[-4:]):
        if BLANK in before[comma:]:
            break
        subject = _ending(text, before[:comma])
        if subject is None or subject[0].kind == "pronoun":
            continue
        phrase, begin = subject
        phrase = (apposed(before, comma) if phrase.kind == "description" else None) or phrase
        # The name stands first, what is said of its bearer behind it: "Al Campana, head of Exton Health, in May, said".
        if best is None or _is_full_name(text, phrase):
            best = phrase, begin
    return best


def _according(text: str, sources: Sequence[re.Match[str]]) -> Iterator[Attribution]:
    for match in sources:
        phrase = following(text, match.end())
        if phrase is None or phrase.kind == "pronoun":
            continue
        if text[: match.start()].rstrip(" ,").endswith(BLANK):
            yield Attribution(phrase, "quotation")
        else:
            yield Attribution(phrase, "aside" if text[: match.start()].strip() else "opening")
