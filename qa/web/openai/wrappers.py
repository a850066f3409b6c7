"""The question within what a retrieval program makes of it: instructions, context, and the question somewhere.

Found by the forms that such templates have in common (tags, labels, fences), not by the templates. All rules run once
over the lines. Knows nothing of conversations.
"""

from __future__ import annotations

import re

_TAGGED = re.compile(
    r"<(user_query|user_question|user_input|user_message|user_prompt|query|question|input)>", re.IGNORECASE
)
# A line that begins with what follows: the question, or the material it is asked of.
_LABEL = re.compile(
    r"\W{0,6}(?:the |user'?s? |user |my |final |current |original |input |new )?"
    r"(?P<label>question|query|standalone question|prompt|request|instruction"
    r"|context(?: information)?(?: is below)?|documents?|passages?|sources?|search results|articles?|knowledge"
    r"|excerpts?|pieces of context|(?:helpful |final |your )?(?:answer|response|output)|assistant|guidelines?"
    r"|examples?)"
    r"\s*(?:\d+\s*)?[*_]{0,2}\s*[:.]?[*_]{0,2}\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_QUESTION = frozenset({"question", "query", "standalone question", "prompt", "request"})
_MATERIAL = re.compile(r"(?i)\b(?:context|documents?|passages?|sources|search results|excerpts?|knowledge|articles?)\b")
_INSTRUCTION = re.compile(
    r"(?i)\b(?:use|using|given|based on|according to|answer|respond|reply)\b.{0,80}?"
    r"\b(?:context|documents?|passages?|sources|search results|excerpts?|pieces|information|knowledge)\b"
)
_BLOCK_END = re.compile(
    r"</(?:context|documents?|sources?|files?|search_results|knowledge|excerpts?)>\s*", re.IGNORECASE
)
_FENCE = re.compile(r"[-=*_#`]{3,}\s*")
_LONGEST_LINE = 4_000


def question_in(text: str) -> str:
    """Return the question that a text wraps, or the text itself where it wraps none."""
    text = text.strip()
    if tagged := _in_tags(text):
        return tagged
    if "\n" not in text or not (_BLOCK_END.search(text) or _INSTRUCTION.search(text) or _has_material(text)):
        return text
    ends = [match.end() for match in _BLOCK_END.finditer(text)]
    if not ends:
        return _labelled(text) or text
    # Material that is closed by a tag may hold labels of its own: the question stands outside of it.
    rest = text[ends[-1] :]
    return _labelled(rest) or _last_paragraph(rest) or _labelled(text[: text.find("<")]) or text


def _in_tags(text: str) -> str:
    """Return what the last pair of tags for a question encloses."""
    openings = list(_TAGGED.finditer(text))
    ends = {name: text.rfind(f"</{name}>") for name in {opening[1] for opening in openings}}
    for opening in reversed(openings):
        if opening.end() <= ends[opening[1]]:
            inner = text[opening.end() : text.find(f"</{opening[1]}>", opening.end())].strip()
            if inner:
                return inner
    return ""


def _has_material(text: str) -> bool:
    labels = (_LABEL.match(line[:_LONGEST_LINE]) for line in text.split("\n"))
    return any(label and _MATERIAL.match(label["label"]) for label in labels)


def _labelled(text: str) -> str:
    """Return what a label such as "Question:" introduces: the last one, unless material comes after it and not before.

    Material may hold such lines itself: then the label that stands outside of it is the one that is meant.
    """
    lines = text.split("\n")
    labels = [(number, match) for number, line in enumerate(lines) if (match := _label(line))]
    questions = [number for number, match in labels if match["label"].lower() in _QUESTION]
    material = [number for number, match in labels if _MATERIAL.match(match["label"])]
    if not questions:
        return ""
    comes_first = bool(material) and questions[0] < material[0] and not _ends_with(lines, questions[-1])
    at = questions[0] if comes_first else questions[-1]
    return _introduced(lines, at)


def _label(line: str) -> re.Match[str] | None:
    """Match a line that begins with a label: the label ends in a colon, or stands alone."""
    match = _LABEL.match(line[:_LONGEST_LINE])
    if match is None:
        return None
    before = line[: match.start("rest")].rstrip(" *_")
    return match if before.endswith(":") or not match["rest"] else None


def _ends_with(lines: list[str], at: int) -> bool:
    """Say whether nothing but the label of the answer follows what stands at a line."""
    following = [line for line in lines[at + 1 :] if line.strip() and not _FENCE.fullmatch(line.strip())]
    labels = [line for line in following if (match := _label(line)) and "answer" in match["label"].lower()]
    return len(following) - len(labels) <= 1


def _introduced(lines: list[str], at: int) -> str:
    """Return what stands behind a label, or below it, up to an empty line or the next label."""
    match = _label(lines[at])
    assert match is not None
    said = [match["rest"].strip()] if match["rest"].strip() else []
    for line in lines[at + 1 :]:
        if (said and not line.strip()) or _label(line) or _FENCE.fullmatch(line.strip()):
            if said:
                break
            continue
        if line.strip():
            said.append(line.strip())
    return " ".join(said).strip("\"'“” ")


def _last_paragraph(text: str) -> str:
    """Return the last paragraph that does not say what to do with the material."""
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return next((part for part in reversed(paragraphs) if not _INSTRUCTION.search(part)), "")
