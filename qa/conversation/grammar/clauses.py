"""Clauses: what a question says happened, and the same asked in another way: "How many people were killed in Quetta?",
then "When was that?" -> "When were people killed in Quetta?". Pure.

Owns reading the clause out of an earlier question, or out of the sentence cited for it, and asking it again. What
cannot be read as one plain clause is none: then nothing is asked again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.conversation.grammar.adverbials import ADVERBIAL, LEAD, LONGEST, asks_how_long
from qa.conversation.grammar.verbs import is_participle, is_past, past_of, past_of_plain, plain_of, plain_of_present
from qa.text.mentions import content_stems
from qa.text.words import AUXILIARIES, BE, FUNCTION_WORDS, HAVE, MODALS, any_of, listed

_AUXILIARY = rf"{any_of(AUXILIARIES)}(?!n['’]t|\s+(?:not|there)\b)"
_BESIDE = re.compile(
    rf"{LEAD}(?:{ADVERBIAL}\s+)?(?P<auxiliary>{_AUXILIARY})\s+(?P<body>[^?.!]+\w[’']?)\W*", re.IGNORECASE
)
_SUBJECT = re.compile(
    rf"{LEAD}(?P<asked>how\s+many|which|what|who)(?P<noun>(?:\s+[\w’'-]+){{0,4}}?)\s+(?P<auxiliary>{_AUXILIARY})"
    r"\s+(?P<rest>[^?.!]+\w)\W*",
    re.IGNORECASE,
)
_ACTIVE = tuple(
    re.compile(
        rf"{LEAD}(?P<asked>how\s+many|which|what|who)(?P<noun>(?:\s+[\w’'-]+){{{count}}})\s+(?P<verb>[a-z]+)"
        r"(?P<rest>(?:\s+[^?.!]*\w)?)\W*",
        re.IGNORECASE,
    )
    for count in range(4)
)
_PRESENT = re.compile(rf"{LEAD}who\s+(?P<verb>[a-z]+[a-rt-z]s)\b(?P<rest>(?:\s+[^?.!]*\w)?)\W*", re.IGNORECASE)
# "Is there a curfew?" says that it is so, and nothing of what happened.
_EXISTING = re.compile(rf"{LEAD}(?P<auxiliary>is|are|was|were|will)\s+(?P<body>there\s+[^?.!]+\w)\W*", re.IGNORECASE)
_YES_NO = re.compile(rf"{LEAD}{any_of(AUXILIARIES)}\s", re.IGNORECASE)
# "When is the fair?", then "Where?": what is somewhere is also at some time.
_PLACED = re.compile(
    rf"{LEAD}(?:when|where|(?:at|on|in)?\s*(?:what|which)\s+(?:time|day|date|month|year))\b", re.IGNORECASE
)
_DATELINE = re.compile(r"\W*[^\W\d_a-z][^\W\d_a-z]+(?:[ ,][^:—–]{0,30})?(?::|\s[—–-])\s+")
_CLAUSE_END = re.compile(r"[,;:—–(“”\"]|\.\s|\s(?:when|where|while|before|after|because|although|who|which)\s")
_BY = re.compile(r"\s+by\s+(?:the\s+)?[^\s,]+.*\Z")
_WORD = re.compile(r"[\w’'-]+")
_NOT_BEFORE_VERB = listed("the a an his her its their this that these those to of no some any more most very by in at")
# Auxiliaries whose denial is no such word with "n’t" behind it; the empty ones have none that is in use.
_NOT = {"can": "can’t", "will": "won’t", "may": "", "might": "", "must": ""}
_DETERMINERS = listed("the a an his her its their this that these those he she it they we you i")
_MOST_SUBJECT = 9
# "The company close": a subject and its verb, without what else is said.
_MOST_WITH_VERB = 3


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

    def told(self) -> str:
        """Return the clause as a statement: "people left their homes"."""
        if self.auxiliary != "did":
            return f"{self.subject} {self.auxiliary} {self.body}"
        verb, _, rest = self.body.partition(" ")
        return " ".join(filter(None, (self.subject, past_of_plain(verb), rest)))

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


def asked_anew(asking: str, earlier: str, *, quotes: Sequence[str] = (), answer: str | None = None) -> str | None:
    """Ask an earlier question's clause, or that of a sentence cited for it, in another way; None without such a clause.

    ``answer`` is who the earlier question asked for, where that is known.
    """
    if len(earlier) > LONGEST:
        return None
    clauses = [clause_of_question(earlier, answer), *(_clause_of(quote, earlier) for quote in quotes[:1])]
    # "Something was stolen" is vaguer than the cited sentence, which says what was stolen.
    for clause in sorted(filter(None, clauses), key=lambda clause: clause.is_indefinite):
        if not clause.says_what_happened and not _is_open(clause, earlier, asking):
            continue
        if asking == "Why not":
            text = clause.denied() if _YES_NO.match(earlier) else None
        else:
            text = clause.asked_for_actor() if asking == "Who" else clause.asked(asking)
        if text is not None:
            return text
    return None


def _is_open(clause: Clause, earlier: str, asking: str) -> bool:
    """Tell whether it can be asked so of how something is: "For how long is it shut?", but not "When is it deep?"."""
    if asks_how_long(asking):
        return True
    if asking.lower() in ("why", "why not", "how"):
        return _YES_NO.match(earlier) is not None or (asking == "Why" and bool(clause.subject))
    return _PLACED.match(earlier) is not None and _PLACED.match(asking) is not None


def clause_of_question(question: str, answer: str | None) -> Clause | None:
    """Read the clause out of a question; ``answer`` is who it asks for, where that is known."""
    beside = _BESIDE.fullmatch(question) or _EXISTING.fullmatch(question)
    if beside is not None:
        return Clause(beside.group("auxiliary").lower(), "", beside.group("body"))
    parts = _SUBJECT.fullmatch(question)
    if parts is not None:
        auxiliary, rest = parts.group("auxiliary").lower(), parts.group("rest")
        if auxiliary not in BE | HAVE:
            return _with_modal(parts, auxiliary, rest, answer)
        if auxiliary in HAVE and rest.startswith("to "):
            return Clause("did", _subject(parts, answer), f"have {rest}")
        verb = _WORD.match(rest.lower())
        is_event = verb is not None and (is_participle(verb.group()) or verb.group().endswith("ing"))
        return Clause(auxiliary, _subject(parts, answer), rest) if is_event or answer else None
    for active in filter(None, (pattern.fullmatch(question) for pattern in _ACTIVE)):
        verb_form, rest = active.group("verb").lower(), active.group("rest")
        if is_past(verb_form):
            subject = "it" if verb_form in ("happened", "occurred") else _subject(active, answer)
            return Clause("did", subject, plain_of(verb_form) + rest)
    present = _PRESENT.fullmatch(question)
    if present is not None and answer:
        return Clause("does", answer, plain_of_present(present["verb"].lower()) + present["rest"])
    return None


def _with_modal(question: re.Match[str], auxiliary: str, rest: str, answer: str | None) -> Clause | None:
    """Read what is asked for as what does something, or as what something is done to."""
    first, _, following = rest.partition(" ")
    is_object = first.lower() in _DETERMINERS or first != first.lower() or first.endswith("s")
    if is_object or auxiliary == "did":
        return _with_object(question, auxiliary, rest)
    is_known = question.group("asked").lower() != "who" or answer is not None
    return Clause(auxiliary, _subject(question, answer), rest) if is_known and (following or first != "be") else None


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
        if place and lower in MODALS and text[word.end() :].strip():
            return None if later[:1] == ["not"] else Clause(lower, subject, text[word.end() :].strip())
        if place and is_past(lower) and before not in _NOT_BEFORE_VERB:
            return Clause("did", subject, plain_of(lower) + text[word.end() :])
    return None


def _lowered(subject: str) -> str:
    first, _, rest = subject.partition(" ")
    is_name = rest[:1].isupper() or (first.lower() not in FUNCTION_WORDS and not rest)
    return subject if is_name and first.lower() not in ("the", "a", "an") else subject[:1].lower() + subject[1:]
