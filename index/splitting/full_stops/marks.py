"""Question marks, exclamation marks and dots: whether the sentence continues after one.

Owns names that end in a mark ("Yahoo! Inc."), dots inside a quotation, and the speaker behind one (“Why?” Ann Lee
asked). Knows nothing of abbreviations or of spans.
"""

from __future__ import annotations

import re

from index.language.word_lists import listed
from index.splitting.full_stops.clauses import begins_clause, has_verb, is_past, is_whole_clause, stands_apart
from index.splitting.full_stops.stops import Stop
from index.splitting.full_stops.text_facts import TextFacts

# Names of public life that are written with their mark. Others are known from the text they stand in.
_NAMES = listed("E! Yahoo! Yum! Jeopardy! Wham! Joomla! Kahoot!")
# These are exclamations, too, when they stand first.
_NAMES_INSIDE = listed("Panic! Oklahoma! Oliver! Hello! Airplane! Ahoy! Rouge! Brown! Guess? Therapy? Who?")
COMPANY = listed("""
    Inc Inc. Corp Corp. Corporation Ltd Ltd. Limited LLC LLP PLC plc Co Co. Company Group Holdings GmbH AG SA SE NV BV
    AB Oyj SpA Brands Media Entertainment Networks Records Studios Magazine Foundation
""")
# An exclamation needs no verb behind one of these.
_EXCLAIMING = listed("""
    what how hooray hurrah long happy merry good thank thanks welcome oh ah no yes stop wow bravo hail down three go
    come congratulations well viva vive please dear look here there so such more
""")
_PARTICLES = listed("de da di del della der den du van von bin ibn al el la le dos y ter ten")
# After a quotation and a name, these still belong to its sentence, whatever follows: “Why?” Ann Lee asked the guard.
SPEECH_VERBS = listed("""
    said says asked asks told tells added adds replied wrote writes explained continued recalled noted warned tweeted
    shouted cried whispered insisted concluded joked quipped wondered exclaimed demanded answered declared announced
    retorted countered snapped muttered murmured mumbled yelled screamed bellowed roared growled hissed sighed sobbed
    laughed chuckled grinned groaned moaned called responded remarked observed commented protested objected
    interrupted interjected repeated argued urged pleaded begged boasted teased mused gasped stammered stuttered
    inquired enquired queried questioned acknowledged admitted agreed confirmed stated reported thundered barked
    posted began went
""")
_SPACED = re.compile(r"\.[ \u00a0]\.[ \u00a0]\.")
_UNTIL_CLOSED = re.compile(r"[^.!?…”“»«\"]{1,60}[!?]?[”“»«\"]")
_UNTIL_ENDED = re.compile(r"[^.!?…”“»«\"]+")
_ENDED = re.compile(r"\s*(?:[\w-]+ly\s*|back\s*|again\s*)?[.,;:!?—–]|\s*\Z")
# “Why?” Ann Lee asked, “Who knows?”: the name belongs to what follows as much as to what went before.
_NEXT_QUOTE = re.compile(r"[,:]\s*[“\"„«»]\s?[^\W\d_a-z]")
_WORD = re.compile(r"[\w'’.-]+")
_MOST_NAMES = 4
_FAR = 80


def goes_on_after_mark(stop: Stop, mark: str, *, facts: TextFacts, block: tuple[int, int]) -> bool:
    """Tell whether the sentence continues after marks other than a full stop; ``block`` is the paragraph."""
    if stop.closed:
        return _is_attributed(stop, facts)
    if mark in ("!", "?"):
        return _is_name(stop, mark, facts=facts)
    return (_SPACED.fullmatch(mark) is not None and _is_omission(stop, facts, block=block)) or _is_pause(
        stop, mark, facts=facts, block=block
    )


def _is_attributed(stop: Stop, facts: TextFacts) -> bool:
    """Tell whether a name and its verb follow the closing quotation mark: “Why?” Ann Lee asked. “No!” Holt spat."""
    names, owner = 0, False
    for match in _WORD.finditer(stop.text, stop.after, min(stop.end, stop.after + _FAR)):
        word = match[0]
        if word.islower():
            word = word.rstrip(".")
        if (
            not names
            and word.lower().replace("’", "'").partition("'")[0] in facts.abbreviations.starters
            and word not in ("Mr.", "Mrs.", "Ms.", "Mr", "Ms")
        ):
            return False
        if word[0].isupper() or (names and word in _PARTICLES):
            names, owner = names + 1, word.endswith(("'s", "’s"))
            if names > _MOST_NAMES:
                return False
            continue
        if owner and not is_past(word):
            # “Why now?” Tarn’s young lawyer asked.
            continue
        behind = match.start() + len(word)
        return (
            names > 0
            and not _NEXT_QUOTE.match(stop.text, behind, stop.end)
            and (word in SPEECH_VERBS or (is_past(word) and _ENDED.match(stop.text, behind, stop.end) is not None))
        )
    return False


def _is_name(stop: Stop, mark: str, *, facts: TextFacts) -> bool:
    """Tell whether a mark is the end of a name within the sentence: "Shares of Yahoo! Inc. rose"."""
    word = stop.word
    if not word[:1].isupper() or not stop.following[:1].isupper():
        return False
    starts = stop.next_word in facts.abbreviations.starters
    if stop.following in COMPANY:
        return True
    text = stop.text
    clause = begins_clause(text, stop.after, end=stop.end)
    # looked at only where a clause follows: what stands before may be long
    whole = clause and is_whole_clause(text, stop.begin, end=stop.at) and stands_apart(text, stop.begin, end=stop.at)
    name = word + mark
    if name in _NAMES or name in facts.marked_names or (name in _NAMES_INSIDE and not stop.is_first):
        return not (starts or whole)
    if mark == "?" or starts or word.isupper():
        return False
    return clause and not whole and stop.previous.islower() and stop.first.lower() not in _EXCLAIMING


def _is_omission(stop: Stop, facts: TextFacts, *, block: tuple[int, int]) -> bool:
    """Three spaced dots stand for what was left out inside a quotation; four are three and a full stop."""
    if not stop.text[stop.at - 1 : stop.at].isspace():
        return False
    if stop.following == "I":
        return True
    if stop.next_word in facts.abbreviations.starters:
        rest = _UNTIL_ENDED.match(stop.text, stop.after, min(stop.end, stop.after + _FAR))
        if rest is not None and has_verb(stop.text, stop.after, end=rest.end()):
            return False
    return facts.quoted(stop.at, start=block[0], end=block[1])


def _is_pause(stop: Stop, mark: str, *, facts: TextFacts, block: tuple[int, int]) -> bool:
    """Dots in a quotation are a pause when what is left of it is no clause: “The prize goes to… Greta Halm,”."""
    if ("." not in mark and "…" not in mark) or "!" in mark or "?" in mark:
        return False
    if stop.next_word == "i" and facts.language == "en":
        # "I" is always a capital: “I thought… I forget,” but “We waited… | I left,”
        whole = is_whole_clause(stop.text, stop.begin, end=stop.at)
        return not whole and facts.quoted(stop.at, start=block[0], end=block[1])
    rest = _UNTIL_CLOSED.match(stop.text, stop.after, min(stop.end, stop.after + _FAR))
    if rest is None or stop.next_word in facts.abbreviations.starters:
        return False
    return facts.quoted(stop.at, start=block[0], end=block[1]) and not has_verb(
        stop.text, stop.after, end=rest.end() - 1
    )
