"""The user's question inside the prompt of a retrieval program: instructions, context, and the question somewhere.

Found by the forms that such templates have in common (tags, labels, fences), not by the templates. All rules run once
over the lines.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable

from qa.web.openai.prompts.labels import ANSWER, INLINE, MATERIAL, QUESTION, Label, label_of
from qa.web.openai.prompts.material import ASKING, holds_talk, last_turn, last_written, outside_of

_LONGEST_LINE = 4_000
# Nobody writes so much before a question: a longer text that ends with a labelled question is a template.
_LONGEST_PREAMBLE = 100
_TAGGED = re.compile(rf"<(?P<tag>{ASKING}|task|user|human)>|\[(?P<bracket>QUESTION|QUERY)\]", re.IGNORECASE)
_LINE_OF_MARKS = re.compile(r"[-=*_#`\"']{3,}\s*")
_ORDERS = (
    r"use|using|given|following|retrieved|here (?:is|are)|based on|according to|from|refer|refine|answer|respond|reply"
    r"|beantworte|réponds|responde|rispondi"
)
_GIVEN = (
    r"context\w*|documents?|passages?|sources|search results|excerpts?|pieces|information|knowledge|articles?"
    r"|(?:the|this|provided|following) (?:text|data|content)|text above|materials?|contexte|contexto|contesto|kontexts?"
)
_INSTRUCTION = re.compile(rf"(?i)\b(?:{_ORDERS})\b.{{0,80}}?\b(?:{_GIVEN})\b")
_ORDER_BEFORE = re.compile(
    r"(?i)(?:using|based on|according to|from|given|in|with)\b[^,.?:]{0,80}"
    r"\b(?:above|below|provided|given|context|documents?|sources|passages?|them|these|those|this)\b[^,.?:]{0,40},\s+"
)
# A list of what was found for a question that stands in quotation marks.
_RESULTS_FOR = re.compile(
    rf"(?i)\b(?:results|{_GIVEN})\b[^\"“\n]{{0,40}}\b(?:for|about|on|to)\b[^\"“\n]{{0,30}}"
    r"[\"“]([^\"“”\n]{3,500})[\"”][ \t]*:[ \t]*$",
    re.MULTILINE,
)
_ANSWER_TO_COME = re.compile(r"(?i)\b(?:answer|response)\s?:\s*$")
_TO_ANSWER = re.compile(r"(?i)\b(?:answer|responses?|respond|reply|synthesi[sz]e)\b")


def question_in(text: str) -> str:
    """Return the question that a text wraps, or the text itself where it wraps none."""
    text = last_turn(text)
    return _in_tags(text) or _in_json(text) or last_written(text) or _in_template(text) or text


def _in_tags(text: str) -> str:
    """Return what the last pair of tags for a question encloses."""
    openings = list(_TAGGED.finditer(text))
    ends = {closing: text.rfind(closing) for closing in map(_closing, openings)}
    for opening in reversed(openings):
        if opening.end() <= ends[_closing(opening)]:
            inner = text[opening.end() : text.find(_closing(opening), opening.end())].strip()
            if inner:
                return inner
    return ""


def _closing(opening: re.Match[str]) -> str:
    return f"</{opening['tag']}>" if opening["tag"] else f"[/{opening['bracket']}]"


def _in_json(text: str) -> str:
    """Return the question of an object that holds it beside its material."""
    if not (text.startswith("{") and text.endswith("}")):
        return ""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    values = [value for name, value in fields.items() if re.fullmatch(ASKING, name, re.IGNORECASE)]
    return values[0].strip() if values and isinstance(values[0], str) else ""


def _in_template(text: str) -> str:
    outside, is_closed = outside_of(text, is_told=_INSTRUCTION)
    lines = outside.split("\n")
    labels = [(number, label) for number, line in enumerate(lines) if (label := label_of(line[:_LONGEST_LINE]))]
    has_material = any(label.kind == MATERIAL for _, label in labels)
    is_long = len(outside.rpartition("\n\n")[0]) > _LONGEST_PREAMBLE
    closes = any(label.kind == QUESTION and _ends_with(lines, number) for number, label in labels[-2:])
    closes = closes and (is_long or _waits(lines, labels) or holds_talk(outside))
    is_told = ("\n" in text or _ANSWER_TO_COME.search(outside)) and _INSTRUCTION.search(outside)
    if not (is_closed or has_material or closes or is_told or (is_long and _announces(lines))):
        return _of_responses(outside) or _of_results(outside)
    introduced = _Introduced(lines, labels)
    return (
        _of_results(outside)
        or introduced.surely(is_closed)
        or _first(outside)
        or _inline(lines)
        or _at_end(outside)
        or introduced.perhaps()
        or _last(outside)
    )


class _Introduced:
    """What labels such as "Question:" introduce.

    Material may hold such lines itself, most often with an answer below: those are passed over.
    """

    def __init__(self, lines: list[str], labels: list[tuple[int, Label]]) -> None:
        self._lines = lines
        questions = [place for place, (_, label) in enumerate(labels) if label.kind == QUESTION]
        places = [labels[place][0] for place in questions if not _is_answered(lines, labels, place)]
        self._places = [at for at in places if _introduced(lines, at)]
        self._material = [number for number, label in labels if label.kind == MATERIAL]

    def surely(self, is_closed: bool) -> str:
        """Return the question at the end, or else the first one before material. ``is_closed``: no material is left in
        the lines, so that any will do."""
        if not self._places:
            return ""
        at_end = [at for at in self._places if _ends_with(self._lines, at)]
        first = [at for at in self._places[:1] if self._material and at < self._material[0]]
        chosen = at_end[-1:] or first or (self._places[-1:] if is_closed else [])
        return _introduced(self._lines, chosen[-1]) if chosen else ""

    def perhaps(self) -> str:
        """Return what the last of the labels introduces, wherever it stands."""
        return _introduced(self._lines, self._places[-1]) if self._places else ""


def _waits(lines: list[str], labels: list[tuple[int, Label]]) -> bool:
    """Tell whether a text ends with the label of an answer that is still to come."""
    return bool(labels) and labels[-1][1] == (ANSWER, "") and not any(map(str.strip, lines[labels[-1][0] + 1 :]))


def _announces(lines: list[str]) -> bool:
    """Tell whether one of the last lines announces a question, or begins with an order about what stands above."""
    last = [line.strip()[:_LONGEST_LINE] for line in lines if line.strip()][-2:]
    return any(INLINE[0].search(line) or _ORDER_BEFORE.match(line) for line in last)


def _is_answered(lines: list[str], labels: list[tuple[int, Label]], place: int) -> bool:
    """Say whether a question has its answer below, as one in an example has."""
    if place + 1 == len(labels) or labels[place + 1][1].kind != ANSWER:
        return False
    number, answer = labels[place + 1]
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    return bool(
        answer.rest
        or (
            below
            and not label_of(below)
            and not _LINE_OF_MARKS.fullmatch(below.strip())
            and not _INSTRUCTION.search(below)
        )
    )


def _ends_with(lines: list[str], at: int) -> bool:
    """Say whether nothing but the label of the answer follows what stands at a line."""
    below = itertools.islice(lines, at + 1, None)
    following = (line for line in below if line.strip() and not _LINE_OF_MARKS.fullmatch(line.strip()))
    others = (line for line in following if not ((label := label_of(line)) and label.kind == ANSWER))
    return len(list(itertools.islice(others, 2))) <= 1


def _introduced(lines: list[str], at: int) -> str:
    """Return what stands behind a label, or below it, up to an empty line or the next label."""
    label = label_of(lines[at])
    texts = [label.rest] if label and label.rest else []
    for line in lines[at + 1 :]:
        if (texts and not line.strip()) or label_of(line) or _LINE_OF_MARKS.fullmatch(line.strip()):
            if texts:
                break
            continue
        if line.strip():
            texts.append(line.strip())
    return _bare(" ".join(texts))


def _inline(lines: Iterable[str]) -> str:
    """Return what stands behind the last words within a line that announce a question: "... the question: Who?"."""
    plain = [_behind_label(line[-_LONGEST_LINE:].strip()) for line in lines if line.strip()]
    below = itertools.zip_longest(plain, plain[1:], fillvalue="")
    announced = [f"{line} {after}" if line.endswith((":", "：")) else line for line, after in below]
    for words, places in zip(INLINE, (announced, plain), strict=True):
        for line in reversed(places):
            if matches := list(words.finditer(line)):
                return _bare(
                    re.split(r"(?i)\s(?:final |helpful )?(?:answer|response|a):", line[matches[-1].end() :])[0]
                )
    return ""


def _behind_label(line: str) -> str:
    """Return a line without the label of a question or an answer: what these introduce was looked at before."""
    label = label_of(line)
    return label.rest if label is not None and label.kind in (QUESTION, ANSWER) else line


def _of_responses(text: str) -> str:
    """Return the question that several models have answered, where their answers are to be made one."""
    match = re.search(r'(?i)\bresponses\b[^"\n]{0,80}\b(?:query|question): "([^"\n]+)"', text)
    return match[1] if match and _TO_ANSWER.search(text[match.end() :]) else ""


def _of_results(text: str) -> str:
    """Return the question in quotation marks that a list of search results is said to be for."""
    match = _RESULTS_FOR.search(text)
    return match[1].strip() if match else ""


def _first(text: str) -> str:
    """Return a question that stands before all the rest."""
    first = text.strip().partition("\n\n")[0].strip()
    is_question = first.endswith(("?", "？")) and "\n" not in first and not _INSTRUCTION.search(first)
    return first if is_question else ""


def _at_end(text: str) -> str:
    """Return a question that stands below all the rest, on a line of its own behind an empty one or marks."""
    lines = text.strip().split("\n")
    before = lines[-2].strip() if len(lines) > 1 else "?"
    is_apart = not before or _LINE_OF_MARKS.fullmatch(before)
    is_question = lines[-1].rstrip().endswith(("?", "？")) and not label_of(lines[-1])
    return lines[-1].strip() if is_apart and is_question and not _INSTRUCTION.search(lines[-1]) else ""


def _last(text: str) -> str:
    """Return the last paragraph, or its last line, that does not say what to do with the material."""
    for part in reversed([part.strip() for part in text.split("\n\n") if part.strip()]):
        lines = [line.strip() for line in part.split("\n") if not _LINE_OF_MARKS.fullmatch(line.strip())]
        if not lines or label_of(part):
            continue
        if order := _ORDER_BEFORE.match(lines[-1]):
            return lines[-1][order.end() :]
        if (
            len(lines) > 1
            and not _INSTRUCTION.search(lines[-1])
            and (lines[-2].endswith(":") or (_INSTRUCTION.search(part) and lines[-1].endswith("?")))
        ):
            return lines[-1]
        if not _INSTRUCTION.search(part):
            return "\n".join(lines)
    return ""


def _bare(text: str) -> str:
    return text.strip().strip("\"'“”„*_ ")
