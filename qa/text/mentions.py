"""Mentions: the stretches of a text that name what it is about, and the pronouns that point at them. Pure.

Owns how a text is cut into mentions without a grammar: a mention is a run of words none of which is a function word or
a word of talk ("tell", "type", "example"). Knows nothing of conversations or weights.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from index.words.keys import is_capitalised
from qa.text.words import FUNCTION_WORDS, listed, stem

SINGULAR = listed("it its itself this that")
PLURAL = listed("they them their theirs themselves these those ones")
MALE, FEMALE = listed("he him his himself"), listed("she her hers herself")
HUMAN = MALE | FEMALE
PRONOUNS = SINGULAR | PLURAL | HUMAN

# Words that only say what is wanted about the subject, not what the subject is.
_TALK = listed(
    """
    know want would like think learn understand describe explain compare discuss mention mentioned list show help find
    come comes coming use used using see make makes made need mean means meant take took happen happens happened
    type types kind kinds sort sorts example examples difference differences different thing things way ways something
    information info details detail fact facts idea ideas main common important best better good great worst interesting
    ok okay oh wow thanks thank sorry hi hello cool sure well actually yes yeah no
    one another other second first last next else instead etc versus vs lot bit part parts
    don doesn didn isn aren wasn weren won can't couldn wouldn shouldn haven hasn hadn ain re ve ll
    """
)
# With a capital inside a text, and another behind, these begin the name of a book, a film or a firm.
_IN_TITLES = listed("last first second next best great good better other another all no every few most one different")
_CAPITAL_NEXT = re.compile(r"[ \t]+[^\W\d_a-z]\w")
# In capitals these are names, not function words.
_ACRONYMS = listed("US WHO IT MAY")
_WORD = re.compile(r"\w[\w\-]*(?:[.'’&]\w+)*")
# A sentence's end, or "and" before what begins a clause of its own: "... and why is it important?"
_NEW_CLAUSE = re.compile(
    r"[.;:?!]\s|\b(?:and|but|or)\s+(?=(?:why|how|what|where|when|who|which|is|are|was|were|do|does|did|its|their|his|her)\b)",
    re.IGNORECASE,
)
_JOINING = re.compile(r"\s+(?:of|for|in|and)(?:\s+the)?\s+")
_MOST_WORDS = 5
# "Is it raining?", "How long does it take to drain it?": this "it" means nothing that a text could name.
_JUDGED = (
    r"(?:\w+ly\s+|very\s+|so\s+|too\s+|still\s+)?(?:safe|dangerous|possible|impossible|true|likely|legal|illegal|lawful|easy"
    r"|hard|difficult|better|best|good|bad|wrong|right|necessary|normal|common|clear|known|said|ok|okay)\s+(?:to|that|if)\s+\w"
)
_EMPTY = frozenset({"it", "that"})
_IMPERSONAL = re.compile(
    r"\bit(?:\s+(?:rain|snow|hail|freez)\w*|\s+(?:takes?|took|costs?)\s+(?:\w+\s+){0,3}?to\b)"
    r"|\b(?:what|which)\s+(?:time|day|date|month|year)\s+(?:is|was)\s+it\b(?=\W*\Z|\s+(?:in|at|on|now|there|here)\b)"
    r"|\bhow\s+(?:far|long)\s+(?:is|was)\s+it\s+(?:to|from|until|since)\b"
    rf"|\bit(?:['’]s|\s+(?:is|was))?\s+{_JUDGED}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch ``text[start:end]`` of the text it was found in; ``stems`` tell when two mentions name the same."""

    text: str
    start: int
    end: int
    stems: tuple[str, ...]
    is_named: bool


def mentions(text: str) -> list[Mention]:
    """Return the mentions of a text in order; "causes of stigma" stands beside "causes" and "stigma"."""
    runs = _runs(text)
    joined = [
        (left[0], right[1]) for left, right in itertools.pairwise(runs) if _JOINING.fullmatch(text[left[1] : right[0]])
    ]
    every = [_mention(text, start, end) for start, end in runs + joined]
    return [m for m in every if 0 < len(m.stems) <= _MOST_WORDS]


def content_stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that mentions are made of, in order, with repeats."""
    return tuple(stem(plain(m.group())) for m in _WORD.finditer(text) if _is_content(m.group()))


def mention_words(text: str) -> list[str]:
    """Return the words that mentions are made of, in order, lower case, without a possessive ending."""
    return [plain(m.group()) for m in _WORD.finditer(text) if _is_content(m.group())]


def words(text: str) -> list[str]:
    """Return all words of a text, lower case, without a possessive ending."""
    return [plain(m.group()) for m in _WORD.finditer(text)]


def pronouns(text: str) -> list[re.Match[str]]:
    """Return the pronouns that point outside the text: not those after a clause that names something itself, and no
    "it" that means nothing: "Is it true that ...?"."""
    own = named_from(text)
    pointing = [m for m in _WORD.finditer(text) if plain(m.group()) in PRONOUNS and m.start() < own]
    empty = [m.span() for m in _IMPERSONAL.finditer(text)] if pointing else []
    return [m for m in pointing if plain(m.group()) not in _EMPTY or not any(a <= m.start() < b for a, b in empty)]


def named_from(text: str) -> int:
    """Return from where on what points may point at something in the text: after its first clause of content."""
    ends = [match.end() for match in _NEW_CLAUSE.finditer(text)]
    first = next((match.start() for match in _WORD.finditer(text) if _is_content(match.group())), len(text))
    return next((end for end in ends if end > first), len(text) + 1)


def is_plural(text: str) -> bool:
    """Tell whether a mention looks like a plural, by its last word."""
    last = plain(text.rsplit(maxsplit=1)[-1])
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


def opens_title(word: str, following: str) -> bool:
    """Tell whether a word without content begins a name inside a text by its capital and the next one's: "the Last
    Lamp"."""
    return plain(word) in _IN_TITLES and is_capitalised(word) and _CAPITAL_NEXT.match(following) is not None


def _runs(text: str) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    open_run = False
    for match in _WORD.finditer(text):
        is_title = match.start() > 0 and opens_title(match.group(), text[match.end() :])
        if not is_title and not _is_content(match.group()):
            open_run = False
            continue
        if open_run and not text[runs[-1][1] : match.start()].strip():
            runs[-1] = (runs[-1][0], match.end())
        else:
            runs.append(match.span())
        open_run = not match.group().endswith(("'s", "’s"))
    return runs


def _mention(text: str, start: int, end: int) -> Mention:
    written = text[start:end]
    written = written[:-2] if written.endswith(("'s", "’s")) else written
    later = written.split()[1:]
    named = (start > 0 and text[:start].rstrip()[-1:] not in ".?!:" and is_capitalised(written)) or any(
        is_capitalised(word) for word in later
    )
    return Mention(written, start, start + len(written), content_stems(written), named)


def plain(word: str) -> str:
    """Return a word in lower case without a possessive ending."""
    return word.lower().replace("’", "'").removesuffix("'s")


def _is_content(word: str) -> bool:
    lower = word.lower().replace("’", "'")
    root = plain(word)
    if root in _TALK:
        return False
    if lower in FUNCTION_WORDS or root.split("'")[0] in FUNCTION_WORDS:
        return word in _ACRONYMS
    return len(root) > 1 or root.isdigit() or not root.isascii()
