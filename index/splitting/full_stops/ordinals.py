"""Ordinals: numbers whose full stop, or "23rd." with one too many, does not end a sentence.

Owns the forms of ordinals and what goes with them. Knows nothing of other full stops.
"""

from __future__ import annotations

import re

from index.language.word_lists import listed
from index.splitting.full_stops.calendar_words import MONTHS
from index.splitting.full_stops.clauses import begins_clause, has_verb, is_whole_clause
from index.splitting.full_stops.stops import Stop
from index.splitting.full_stops.text_facts import TextFacts

_ENGLISH = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_NUMBER = re.compile(r"\d{1,3}")
#: Rulers, popes and others that a numeral follows: "Darius I. Greeks fled." Behind another name "I." is an initial.
_RULERS = listed("""
    Abbas Abdullah Afonso Ahmed Albert Alexander Alexios Alfonso Amenhotep Anne Antiochus Artaxerxes Basil Baudouin Bela
    Boris Carl Carol Casimir Charles Christian Constantine Cyrus Darius Edward Elizabeth Ferdinand Francis Franz
    Frederick George Gustav Haakon Harald Hassan Henry Hussein Ivan James Johann John Joseph Juan Karl Khosrow Ladislaus
    Leo Leopold Louis Malcolm Manuel Maria Mary Matthias Maximilian Mehmed Menelik Michael Mithridates Murad Mustafa
    Napoleon Nicholas Nikolaus Olav Osman Oscar Otto Paul Pedro Peter Philip Pius Ptolemy Ramses Richard Robert Rudolf
    Sancho Sargon Selassie Selim Seti Shapur Sigismund Stephen Suleiman Theodosius Thutmose Umberto Victor Vittorio
    Wenceslaus Wilhelm William Xerxes
""")
_ROMAN = re.compile(r"[IVXL]+")
# Behind one of these a German number with a full stop is an ordinal: "der 17. Versuch", "zum 5. Mal", "ihr 100. Tor".
_BEFORE = re.compile(
    r"(?:d(?:er|ie|as|em|en|es)|am|im|zu[mr]|vom|beim|ins|ans|bis|seit|ab|und|oder|sowie|jede[mnrs]?|diese[mnrs]?"
    r"|(?:k?ein|mein|dein|sein|ihr|unser|euer)(?:e[mnrs]?)?|\d{1,3}\.,?|[–-])"
)


def is_ordinal(stop: Stop, facts: TextFacts) -> bool:
    """Tell whether the full stop belongs to an ordinal before its month or noun."""
    word = stop.word
    if (
        stop.following in MONTHS
        and stop.previous.rstrip(".") not in MONTHS
        and (_DAY.fullmatch(word) or _ENGLISH.fullmatch(word))
    ):
        # "the 3. May", "the 23rd. May"; but "by the 3rd. May was dry".
        return not (
            begins_clause(stop.text, stop.after, end=stop.end, longest=1)
            and is_whole_clause(stop.text, stop.begin, end=stop.at)
        )
    if _ENGLISH.fullmatch(word):
        # "The 3rd. Regiment": one stop too many, where nothing could have ended.
        return not (stop.next_word in facts.abbreviations.starters or has_verb(stop.text, stop.begin, end=stop.at))
    if not (_NUMBER.fullmatch(word) or _ROMAN.fullmatch(word)) or facts.language != "de":
        return False
    if stop.next_word in facts.abbreviations.starters:
        return False
    if _ROMAN.fullmatch(word):
        return stop.previous[:1].isupper()
    return _BEFORE.fullmatch(stop.previous.lower()) is not None


def names_ruler(stop: Stop) -> bool:
    """Tell whether a letter that is a numeral as well stands behind a ruler's name: "Darius I.", "Charles V."."""
    return stop.word in ("I", "V", "X") and stop.previous in _RULERS
