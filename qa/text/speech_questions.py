"""Questions after what somebody said: whose words they ask for, and about what.

Owns the forms of such questions in English. A pronoun is nobody's name.
"""

from __future__ import annotations

import re

from qa.text.synonyms import plain_wording
from qa.text.words import content_words, listed, stem, stems

_SAYING = """say|says|said|tell|tells|told|ask|asks|asked|answer|answered|reply|replied|argue|argued|claim|claimed
    |announce|announced|warn|warned|promise|promised|explain|explained|maintain|maintained|admit|admitted|declare|declared|comment
    |commented|respond|responded|react|reacted|add|added|suggest|suggested|think|thought|believe|believed
    |demand|demanded|deny|denied|insist|insisted|describe|described"""
_ASKED = re.compile(
    rf"""\b(?:what|how)\s+(?:else\s+|exactly\s+)?(?:did|does|do|has|have|had)\s+(?P<who>[^?,;:]{{2,80}}?)\s+(?:{_SAYING})\b
    |\bwhat\s+(?:is|was|were|are)\s+(?P<whose>[^?,;:]{{2,80}}?)['’]s?\s+(?:reaction|response|reply|comment|answer|view|opinion
    |position|message|warning)\b
    |\bwhat\s+(?:is|was)\s+the\s+(?:reaction|response|reply|comment|view|opinion)\s+of\s+(?P<of>[^?,;:]{{2,80}}?)(?:\?|$|\s+(?:to|on|about)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
# These tell what somebody did by words; who says, tells or adds something does nothing else.
_ACT = re.compile(
    r"\b(?:argue|announce|warn|promise|admit|declare|demand|deny|suggest|claim)[sd]?\b|\b(?:warned|denie[sd])\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"\b(?:about|regarding|concerning|on the subject of)\s+(?P<topic>[^?,;:]+)", re.IGNORECASE)
_PRONOUNS = listed("i you he she it they we this that these those anyone anybody everyone people who")


def asked_speaker(question: str) -> str:
    """Return whose words a question asks for, in its own words; "" when it asks for nobody's."""
    match = _ASKED.search(question)
    if match is None:
        return ""
    who = next(filter(None, match.groups()), "").strip()
    return "" if who.lower() in _PRONOUNS or not content_words(who) else who


def asked_act(question: str) -> str:
    """Return the stem of the verb by which a question asks for somebody's words, where it tells what they did by them
    ("promise", "deny"); "" for plain saying, or where it asks for nobody's words."""
    match = _ASKED.search(question) if asked_speaker(question) else None
    act = None if match is None or not match["who"] else _ACT.match(question[match.end("who") :].lstrip())
    return "" if act is None else stem(act.group().lower())


def asked_topic(question: str) -> str:
    """Return what somebody's words are to be about, in the question's own words; "" when it does not say."""
    match = _TOPIC.search(question) if asked_speaker(question) else None
    return "" if match is None else match["topic"].strip()


def topic_words(question: str) -> frozenset[str]:
    """Return the words of what somebody's words are to be about, in plain wording; none when it does not say."""
    return frozenset(map(plain_wording, stems(asked_topic(question))))


def is_about(topic: frozenset[str], *texts: str) -> bool:
    """Tell whether any text names a part of a topic, of ``topic_words``."""
    return not topic.isdisjoint(plain_wording(word) for text in texts for word in stems(text))
