"""Question sets: a user's labelled questions, read from lines of JSON.

Owns the forms that a line may have, what labels mean, and how lines about one question come together. Knows nothing of
corpora or engines. A line is one of

    {"question": ..., "expected": "text that the answering sentence holds or is"}    (or a list of texts)
    {"question": ..., "article_id": ..., "quote": "text of the answering sentence"}
    {"question": ..., "expected": null}                                              (the articles do not answer)
    {"question": ..., "right": true, "status": "answered", "article_id": ..., "quote": ...}    (feedback of the service)

With ``expected``, ``article_id`` may name the article that answers.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.records import Sentence, misfit
from qa.errors import EvaluationError, QuestionError
from qa.limits import accepted_question
from qa.text.near_duplicates import Fingerprint, is_duplicate
from qa.text.words import tokens

# A shorter sentence says too little to count as right only because a longer expected text holds it.
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A text that a sentence holds or is; with ``article_id``, one of that article. ``line`` is where it was read."""

    text: str
    article_id: str | None = None
    line: int = field(default=0, compare=False)

    def marks(self, sentence: Sentence) -> bool:
        """Tell whether a sentence is what is meant: by its words, or because it says the same in another article."""
        if self.article_id in (None, sentence.article_id) and holds(sentence.text, self.text):
            return True
        return self.article_id is not None and is_duplicate(Fingerprint.of(self.text), Fingerprint.of(sentence.text))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, the texts that are right and those that are wrong, and whether the articles answer it: None when it
    is only known what is wrong. ``lines`` are the numbers of the lines that say so."""

    question: str
    lines: tuple[int, ...]
    right: tuple[Label, ...] = ()
    wrong: tuple[Label, ...] = ()
    answerable: bool | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a file in the order of their first lines, its bad lines, the lines that say nothing that could
    be measured (an abstention called wrong), and the file's sha256."""

    questions: tuple[Labelled, ...]
    bad: tuple[BadLine, ...]
    aside: tuple[int, ...]
    sha256: str


def holds(sentence: str, text: str) -> bool:
    """Tell whether a sentence holds a text word for word, or is one of the sentences of a longer one.

    Case, punctuation, spacing and the ending of a possessive do not matter; parts of words never match."""
    words, sought = words_of(sentence), words_of(text)
    return bool(sought.strip()) and (sought in words or (len(words.split()) >= _FEWEST_WORDS and words in sought))


def words_of(text: str) -> str:
    """Return a text's words in lower case, one space around each."""
    return " " + " ".join(word.removesuffix("'s") for word in tokens(unicodedata.normalize("NFKC", text))) + " "


def read(path: Path, *, most_chars: int) -> QuestionSet:
    """Read a file of labelled questions, each of at most ``most_chars`` characters. A bad line stops no other.

    Raises EvaluationError when the file cannot be read or no line of it can be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read ({error.strerror}); give a file of questions") from error
    questions = gathered(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), most_chars=most_chars)
    if not questions.questions and not questions.aside:
        why = f"line {questions.bad[0].line}: {questions.bad[0].reason}" if questions.bad else "it is empty"
        raise EvaluationError(f"{path} holds no question that can be used ({why}); see `qa eval --help` for its form")
    return QuestionSet(questions.questions, questions.bad, questions.aside, hashlib.sha256(data).hexdigest())


def gathered(lines: Iterable[bytes], *, most_chars: int) -> QuestionSet:
    """Bring the lines about each question together. The question's case and spacing do not matter."""
    growing: dict[str, _Growing] = {}
    bad: list[BadLine] = []
    aside: list[int] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question, label = _parsed(line, number, most_chars=most_chars)
            one = growing.setdefault(" ".join(question.casefold().split()), _Growing(question))
            if label is None:
                aside.append(number)
            else:
                one.take(label, number)
        except (QuestionError, _Unusable) as reason:
            bad.append(BadLine(number, str(reason)))
    questions = tuple(one.labelled() for one in growing.values() if one.lines)
    return QuestionSet(questions, tuple(bad), tuple(aside), "")


class _Unusable(Exception):
    """Why a line cannot be used."""


@dataclass(frozen=True, slots=True)
class _LabelLine:
    """What one line says: texts that are right or wrong, or, without any, that nothing answers."""

    labels: tuple[Label, ...]
    right: bool
    feedback: bool


@dataclass(slots=True)
class _Growing:
    """A question while its lines are read. A later line of feedback replaces an earlier one; between lines that a
    person wrote, a contradiction is a mistake."""

    question: str
    lines: list[int] = field(default_factory=list)
    verdicts: dict[Label, bool] = field(default_factory=dict)
    nothing: int | None = None

    def take(self, line: _LabelLine, number: int) -> None:
        """Add what a line says."""
        rights = [label for label, right in self.verdicts.items() if right]
        if not line.labels:
            if rights and not line.feedback:
                raise _Unusable(f"nothing answers it, but line {rights[0].line} says what does; keep one of the two")
            self.verdicts = {label: right for label, right in self.verdicts.items() if not right}
            self.nothing = number
        else:
            if line.right and self.nothing is not None:
                if not line.feedback:
                    raise _Unusable(f"it has an answer, but line {self.nothing} says it has none; keep one of the two")
                self.nothing = None
            for label in line.labels:
                self.verdicts.pop(label, None)  # so that the label keeps the number of its last line
                self.verdicts[label] = line.right
        self.lines.append(number)

    def labelled(self) -> Labelled:
        """Return the question with all that was said of it."""
        right, wrong = (tuple(label for label, is_ in self.verdicts.items() if is_ is kind) for kind in (True, False))
        answerable = True if right else None if self.nothing is None else False
        return Labelled(self.question, tuple(self.lines), right, wrong, answerable)


def _parsed(line: bytes, number: int, *, most_chars: int) -> tuple[str, _LabelLine | None]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise _Unusable("it is not UTF-8; save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise _Unusable(f"it is not JSON ({error}); write one object a line") from None
    if not isinstance(row, dict):
        raise _Unusable("it is no object; write {...} with a question and what is expected")
    if "question" not in row:
        raise _Unusable("it has no question; give one")
    question = row["question"] if row.get("understood_as") is None else row["understood_as"]
    return accepted_question(question, most_chars=most_chars), _labels_of(row, number)


def _labels_of(row: Mapping[str, Any], number: int) -> _LabelLine | None:
    if "right" in row:
        return _of_feedback(row, number)
    if "expected" in row and "quote" in row:
        raise _Unusable("it has both expected and quote; give one of the two")
    if "quote" in row:
        return _LabelLine((_place(row, number),), True, False)
    if "expected" not in row:
        raise _Unusable("it says neither expected (a text, or null when nothing answers) nor article_id and quote")
    expected = row["expected"]
    if expected is None:
        return _LabelLine((), True, False)
    texts = expected if isinstance(expected, list) else [expected]
    if not texts:
        raise _Unusable("expected is an empty list; write null when nothing answers")
    within = None if row.get("article_id") is None else _text(row["article_id"], "article_id", words=False)
    return _LabelLine(tuple(Label(_text(text, "expected"), within, number) for text in texts), True, False)


def _of_feedback(row: Mapping[str, Any], number: int) -> _LabelLine | None:
    right, status = row["right"], row.get("status")
    if not isinstance(right, bool):
        raise _Unusable(f"right is {right!r}; give true or false")
    if status not in ("answered", "abstained"):
        raise _Unusable(f"status is {status!r}; give answered or abstained")
    if status == "abstained":
        return _LabelLine((), True, True) if right else None
    return _LabelLine((_place(row, number),), right, True)


def _place(row: Mapping[str, Any], number: int) -> Label:
    return Label(_text(row.get("quote"), "quote"), _text(row.get("article_id"), "article_id", words=False), number)


def _text(value: object, name: str, *, words: bool = True) -> str:
    if not isinstance(value, str):
        raise _Unusable(f"{name} is {json.dumps(value)[:60]}; give it as text")
    if misfit(value):
        raise _Unusable(f"{name} holds a NUL or half a surrogate pair, which is no text; send valid Unicode")
    if not (words_of(value) if words else value).strip():
        raise _Unusable(f"{name} holds no word; give the text that answers" if words else f"{name} is empty; name one")
    return value
