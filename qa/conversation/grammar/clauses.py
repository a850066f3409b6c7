"""Clauses: what a question says happened, and the same asked in another way: "How many people were killed in Quetta?",
then "When was that?" -> "When were people killed in Quetta?". Pure.

Owns reading the clause out of an earlier question, or out of the sentence cited for it, and asking it again. What
cannot be read as one plain clause is none: then nothing is asked again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.conversation.grammar.verbs import is_participle, is_past, past_of, plain_of
from qa.text.mentions import content_stems
from qa.text.words import AUXILIARIES, BE, FUNCTION_WORDS, HAVE, any_of, listed

_AUXILIARY = rf"{any_of(AUXILIARIES)}(?!n['’]t|\s+(?:not|there)\b)"
_LEAD = r"\W*(?:(?:and|but|so|then|ok|okay)\W+)?"
_ADVERBIAL = (
    r"(?:(?:since\s+)?when|where|why|how(?:\s+(?:long|often|far|soon|quickly))?|(?:what|which)\s+(?:time|day|date|month|year)"
    r"|(?:in|on|at|by|during|for|from|to|with)\s+(?:what|which)\s+[\w-]+)(?:\s+exactly)?"
)
_BESIDE = re.compile(
    rf"{_LEAD}(?:{_ADVERBIAL}\s+)?(?P<auxiliary>{_AUXILIARY})\s+(?P<body>[^?.!]+\w[’']?)\W*", re.IGNORECASE
)
_SUBJECT = re.compile(
    rf"{_LEAD}(?P<asked>how\s+many|which|what|who)(?P<noun>(?:\s+[\w’'-]+){{0,4}}?)\s+(?P<auxiliary>{_AUXILIARY})"
    r"\s+(?P<rest>[^?.!]+\w)\W*",
    re.IGNORECASE,
)
_ACTIVE = tuple(
    re.compile(
        rf"{_LEAD}(?P<asked>how\s+many|which|what|who)(?P<noun>(?:\s+[\w’'-]+){{{count}}})\s+(?P<verb>[a-z]+)"
        r"(?P<rest>(?:\s+[^?.!]*\w)?)\W*",
        re.IGNORECASE,
    )
    for count in range(4)
)
_YES_NO = re.compile(rf"{_LEAD}{_AUXILIARY}\s", re.IGNORECASE)
# "When is the fair?", then "Where?": what is somewhere is also at some time.
_PLACED = re.compile(
    rf"{_LEAD}(?:when|where|(?:at|on|in)?\s*(?:what|which)\s+(?:time|day|date|month|year))\b", re.IGNORECASE
)
_POINTER = r"(?:that|this|it)"
_ANEW = re.compile(
    rf"{_LEAD}(?P<asking>(?:why\s+not|who\s+else|(?:by|for|to|with|against)\s+whom|(?:when|where|why|how|(?:at|on|in)?\s*(?:what|which)\s+(?:time|day|date|month"
    r"|year))(?:\s+exactly|\s+else)?))"
    rf"(?:\s+(?:exactly\s+)?(?:(?:was|is)\s+{_POINTER}|(?:did|has|had)\s+{_POINTER}\s+(?:happen(?:ed)?|occur(?:red)?|take\s+place"
    rf"|taken\s+place)|(?:did|have|has|do|does)\s+(?:they|he|she|it)\s+(?:do|done)\s+(?:{_POINTER}|so)))?(?:\s+exactly)?\W*",
    re.IGNORECASE,
)
_EVENT = re.compile(r"\b(?:happen(?:ed)?|occur(?:red)?|tak(?:e|en)\s+place)\b", re.IGNORECASE)
_WHO = re.compile(
    rf"{_LEAD}who\s+(?:did|has\s+done|caused|committed|carried\s+out|(?:was|is)\s+(?:behind|responsible\s+for))\s+{_POINTER}\W*",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"\W*[^\W\d_a-z][^\W\d_a-z]+(?:[ ,][^:—–]{0,30})?(?::|\s[—–-])\s+")
_CLAUSE_END = re.compile(r"[,;:—–(“”\"]|\.\s|\s(?:when|where|while|before|after|because|although|who|which)\s")
_BY = re.compile(r"\s+by\s+(?:the\s+)?[^\s,]+.*\Z")
_WORD = re.compile(r"[\w’'-]+")
_NOT_BEFORE_VERB = listed("the a an his her its their this that these those to of no some any more most very by in at")
# Auxiliaries whose denial is no such word with "n’t" behind it; the empty ones have none that is in use.
_NOT = {"can": "can’t", "will": "won’t", "may": "", "might": "", "must": ""}
_MOST_SUBJECT = 9
# "The company close": a subject and its verb, without what else is said.
_MOST_WITH_VERB = 3
# No question that one clause can be read out of is longer.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as a question asks it: "were" + "people" + "killed in Quetta". ``subject`` is empty where it is not
    told from what follows it, and ``body`` then holds both."""

    auxiliary: str
    subject: str
    body: str

    @property
    def says_what_happened(self) -> bool:
        """Say whether it tells of an event, and not of how something is."""
        words = [word.lower() for word in _WORD.findall(self.body)]
        if self.auxiliary in BE | HAVE:
            return any(is_participle(word) or word.endswith("ing") for word in words[0 if self.subject else 1 :])
        return len(words) + bool(self.subject) > 1

    @property
    def is_indefinite(self) -> bool:
        """Say whether it leaves open who or what it is about."""
        return self.subject in ("someone", "something")

    def asked(self, asking: str) -> str:
        """Return the clause as a question that begins with ``asking``: "When", "Why"."""
        auxiliary, body = self.auxiliary, self.body
        if auxiliary in ("has", "have") and re.search(r"\bbeen\s", body):  # no "When has it been stolen?"
            auxiliary, body = {"has": "was", "have": "were"}[auxiliary], re.sub(r"\bbeen\s+", "", body, count=1)
        return " ".join(filter(None, (asking, auxiliary, self.subject, body))) + "?"

    def denied(self) -> str | None:
        """Return the question why it is not so: "Why didn’t Holt resign?"; None where English has no word for it."""
        contracted = _NOT.get(self.auxiliary, f"{self.auxiliary}n’t")
        return f"Why {contracted} {self.body}?" if contracted and not self.subject else None

    def asked_for_actor(self) -> str | None:
        """Return the question who did it: "Who killed people in Quetta?"; None where nobody is said to."""
        if self.auxiliary not in BE | HAVE:
            return None
        words = list(_WORD.finditer(self.body))
        first = 0 if self.subject else 1
        verb = next((w for w in words[first:] if is_participle(w.group().lower()) and w.group() != "been"), None)
        if verb is None:
            return None
        patient = f"{self.subject} {self.body[: verb.start()]}".replace(" been ", " ").strip()
        rest = _BY.sub("", self.body[verb.end() :])
        return f"Who {past_of(verb.group().lower())} {patient}{rest}?" if patient else None


def asks_anew(question: str) -> str | None:
    """Return how a question asks about what happened without saying what: "When", "Why", "Who"; None if it does not."""
    if len(question) > _LONGEST:
        return None
    if _WHO.fullmatch(question):
        return "Who"
    anew = _ANEW.fullmatch(question)
    return anew.group("asking")[:1].upper() + anew.group("asking")[1:].lower() if anew else None


def names_event(question: str) -> bool:
    """Tell whether a question says that what it points at is an event: "Where did it happen?"."""
    return _EVENT.search(question) is not None


def asked_anew(asking: str, earlier: str, *, quotes: Sequence[str] = (), answer: str | None = None) -> str | None:
    """Ask an earlier question's clause, or that of a sentence cited for it, in another way; None without such a clause.

    ``answer`` is who the earlier question asked for, where that is known.
    """
    if len(earlier) > _LONGEST:
        return None
    clauses = [_clause_of_question(earlier, answer), *(_clause_of(quote, earlier) for quote in quotes[:1])]
    # "Something was stolen" is vaguer than the cited sentence, which says what was stolen.
    for clause in sorted(filter(None, clauses), key=lambda clause: clause.is_indefinite):
        is_state = not clause.says_what_happened
        is_open = _YES_NO if asking.lower() in ("why", "why not", "how") else _PLACED
        if is_state and not (is_open.match(earlier) and (is_open is _YES_NO or _PLACED.match(asking))):
            continue
        if asking == "Why not":
            text = clause.denied() if _YES_NO.match(earlier) else None
        else:
            text = clause.asked_for_actor() if asking == "Who" else clause.asked(asking)
        if text is not None:
            return text
    return None


def _clause_of_question(question: str, answer: str | None) -> Clause | None:
    beside = _BESIDE.fullmatch(question)
    if beside is not None:
        return Clause(beside.group("auxiliary").lower(), "", beside.group("body"))
    parts = _SUBJECT.fullmatch(question)
    if parts is not None:
        auxiliary, rest = parts.group("auxiliary").lower(), parts.group("rest")
        if auxiliary not in BE | HAVE:
            return _with_object(parts, auxiliary, rest)
        verb = _WORD.match(rest.lower())
        is_event = verb is not None and (is_participle(verb.group()) or verb.group().endswith("ing"))
        return Clause(auxiliary, _subject(parts, answer), rest) if is_event else None
    for active in filter(None, (pattern.fullmatch(question) for pattern in _ACTIVE)):
        verb_form, rest = active.group("verb").lower(), active.group("rest")
        if is_past(verb_form):
            subject = "it" if verb_form in ("happened", "occurred") else _subject(active, answer)
            return Clause("did", subject, plain_of(verb_form) + rest)
    return None


def _with_object(question: re.Match[str], auxiliary: str, rest: str) -> Clause | None:
    """Read what somebody does to what is asked for: "Which plant will the firm close?"."""
    asking_word, noun = question.group("asked").lower(), question.group("noun").strip()
    if asking_word == "who" or not noun or not 2 <= len(rest.split()) <= _MOST_WITH_VERB:
        return None
    return Clause(auxiliary, "", f"{rest} {noun}" if asking_word == "how many" else f"{rest} the {noun}")


def _subject(question: re.Match[str], answer: str | None) -> str:
    asking_word, noun = question.group("asked").lower(), question.group("noun").strip()
    if asking_word == "who":
        return answer or "someone"
    if asking_word == "what":
        return f"the {noun}" if noun else "something"
    return f"the {noun}" if asking_word == "which" else noun or "people"


def _clause_of(sentence: str, question: str) -> Clause | None:
    """Read the first clause of a sentence that shares a word with the question: what was said to have happened."""
    dateline = _DATELINE.match(sentence)
    text = sentence[dateline.end() if dateline else 0 :]
    end = _CLAUSE_END.search(text)
    text = text[: end.start() if end else len(text)].rstrip(" .!?")
    if set(content_stems(text)).isdisjoint(content_stems(question)):
        return None
    words = list(_WORD.finditer(text))
    for place, word in enumerate(words[:_MOST_SUBJECT]):
        lower, before = word.group().lower(), words[place - 1].group().lower() if place else "the"
        if lower in ("who", "which", "that", "it", "he", "she", "they"):
            return None
        later = [w.group().lower() for w in words[place + 1 : place + 3]]
        subject = _lowered(text[: word.start()].rstrip())
        if place and lower in BE | HAVE:
            if not any(is_participle(w) or w.endswith("ing") for w in later):
                return None
            return Clause(lower, subject, text[word.end() :].strip())
        if place and is_past(lower) and before not in _NOT_BEFORE_VERB:
            return Clause("did", subject, plain_of(lower) + text[word.end() :])
    return None


def _lowered(subject: str) -> str:
    first, _, rest = subject.partition(" ")
    is_name = rest[:1].isupper() or (first.lower() not in FUNCTION_WORDS and not rest)
    return subject if is_name and first.lower() not in ("the", "a", "an") else subject[:1].lower() + subject[1:]
