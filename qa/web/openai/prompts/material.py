"""Material within a prompt that is closed by a mark of its own - tags, brackets, fences -, and the turns of a chat."""

from __future__ import annotations

import re

#: Names of tags and fields that hold a question.
ASKING = r"user[_-]?(?:query|question|input|message|prompt|request)|query|question|input"
# Material that is closed by a mark of its own: tags, brackets, three quotation marks or backticks.
_TAGS = (
    "context|documents?|sources?|files?|search_results|results|knowledge|excerpts?|passages?|articles?|data|references?"
    "|attachments?|environment_details"
)
# At the beginning of a line a program's own tag; a person writes those of HTML.
_HTML = (
    "a|b|i|u|p|q|s|em|h[1-6]|hr|br|li|ol|ul|td|th|tr|div|img|pre|sub|sup|code|html|body|head|main|span|mark|small|style"
    "|table|title|strong|script|article|section|blockquote"
)
_BLOCK = re.compile(
    rf"<(?P<tag>{_TAGS})(?:\s[^>\n]*)?>|^<(?P<own>(?!(?:{_HTML}|{ASKING}|task)\b)[a-z][\w.-]{{1,40}})(?:\s[^>\n]*)?>"
    r"|\[(?P<name>CONTEXT|DOCUMENT|SOURCE) \d+\]:?|\[(?P<bracket>CONTEXT|DOCUMENTS?|SOURCES?|PASSAGES?)\]",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSING = re.compile(r"(?P<mark></[a-z][\w.-]{0,40}(?=>)|\[(?:/|end )[a-z]{4,9})(?: \d{1,9})?[>\]]")
_LEFT_OPEN = re.compile(rf"^</(?:{_TAGS})>$", re.IGNORECASE | re.MULTILINE)
_FENCED = re.compile(r'(?P<fence>"""|```).+?(?P=fence)', re.DOTALL)
_PASTED = re.compile(r"^```[^`\n]*\n.+?\n```$", re.DOTALL | re.MULTILINE)
_CHAT_MARKS = re.compile(r"</?s>|\[/?INST\]|<\|[a-z_]{2,20}\|>(?:user|human)?\n?", re.IGNORECASE)
# The user's turn, as it is written for a model that goes on with a text.
_USER_TURN = re.compile(
    r"(?:<\|(?:im_start|start_header_id|start|turn)\|?>|<start_of_turn>|<\|)\s?(?:user|human)\s?"
    r"(?:<\|(?:end_header_id|message|im_sep)\|>|\|>|\n)",
    re.IGNORECASE,
)
_TURN_MARK = re.compile(r"<\|[a-z_]{2,20}\|?>|<(?:start|end)_of_turn>|</s>", re.IGNORECASE)

# The turns of a talk that is written out, a line each: "Human: ...", "AI: ...".
_SPEAKS = re.compile(
    r"^[ \t]*(?:[#*|>-]+[ \t]*)?(?:(?P<user>user|human)|assistant|ai|bot)[ \t]*\**[ \t]*:[ \t]*\**[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)


def holds_talk(text: str) -> bool:
    """Tell whether a talk is written out in a text, and nothing asked above it: somebody speaks and is answered."""
    turns = list(_SPEAKS.finditer(text))
    speakers = {bool(turn["user"]) for turn in turns}
    return speakers == {True, False} and not re.search(r"[?？]", text[: turns[0].start()])


def last_written(text: str) -> str:
    """Return what the user says last in a talk that is written out for a model to go on with; "" where none is.

    Above such a talk nothing is asked: else it is material."""
    turns = list(_SPEAKS.finditer(text.rstrip()))
    if turns and not turns[-1]["user"] and turns[-1].end() == len(text.rstrip()):
        text = text[: turns.pop().start()]
    is_ours = len(turns) > 2 and turns[-1]["user"] and not turns[-2]["user"]
    if not is_ours or re.search(r"[?？]", text[: turns[0].start()]):
        return ""
    return text[turns[-1].end() :].strip()


def last_turn(text: str) -> str:
    """Return the last turn of the user of a text that a model is to go on with, or all of another, without marks."""
    turns = list(_USER_TURN.finditer(text))
    if turns:
        end = _TURN_MARK.search(text, turns[-1].end())
        text = text[turns[-1].end() : end.start() if end else len(text)]
    return _CHAT_MARKS.sub("\n", text).strip()


def outside_of(text: str, *, is_told: re.Pattern[str]) -> tuple[str, bool]:
    """Return what stands outside of material that is closed by a mark, and whether there is such material.

    Where ``is_told`` finds an order to use material, any fence encloses some; else one that begins a line."""
    kept, at = [], 0
    lower = text.lower()
    ends = {closing["mark"]: closing.span() for closing in _CLOSING.finditer(lower)}
    for opening in _BLOCK.finditer(text):
        start, end = ends.get(_closing(opening), (-1, -1))
        if opening.start() >= at and start >= opening.end():
            kept.append(text[at : opening.start()])
            at = end
    kept.append(text[at:])
    rest = "\n\n".join(kept)
    rest = _LEFT_OPEN.sub("", rest) if at else rest
    without = (_FENCED if is_told.search(rest) else _PASTED).sub("\n\n", rest)
    if not without.strip(" \n-=*#`\"'"):
        return text, False
    return (without, True) if at or without != rest else (text, False)


def _closing(opening: re.Match[str]) -> str:
    """Return how the mark begins that closes what a mark opens, in lower case."""
    if tag := opening["tag"] or opening["own"]:
        return f"</{tag}".lower()
    return (f"[/{opening['bracket']}" if opening["bracket"] else f"[end {opening['name']}").lower()
