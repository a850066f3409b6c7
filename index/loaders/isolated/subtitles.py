"""Subtitles (SRT, WebVTT) -> articles: what is spoken as running text, with the time of every sentence.

Owns where a pause ends a paragraph. The two formats differ in a header and a comma, so no library is needed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import BinaryIO

from index.errors import LoadError
from index.loaders import charsets
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import Piece, placed
from index.loaders.text import read_limited

_TIMES = re.compile(
    r"^[ \t]*((?:\d+:)?\d{1,2}:\d{2})[,.]\d{1,3}[ \t]*-->[ \t]*((?:\d+:)?\d{1,2}:\d{2})[,.]\d{1,3}[^\n]*\n",
    re.MULTILINE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_SPEAKER = re.compile(r"^[-–—]\s*")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]{1,100})>|</v>")
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
#: Of the next cue, where no blank line stands before it.
_NEXT_NUMBER = re.compile(r"\n\d+[ \t]*\n\Z")
_PAUSE = 4  # seconds without a word end a paragraph
_LONG = 600  # characters: a paragraph so long ends with its next sentence


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    lines: list[str]
    #: Who speaks, as WebVTT names it.
    voice: str = ""


def load_subtitles(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read subtitles. ``charset``: what was declared with the file. Raises LoadError."""
    text, notices = charsets.read(read_limited(stream), labels=(charset,))
    cues = list(_cues(text.replace("\r\n", "\n").replace("\r", "\n")))
    if not cues:
        raise LoadError("no line of it has the form of subtitles, as 00:01:15,000 --> 00:01:17,500; it is damaged")
    written, _, places = placed(_paragraphs(cues))
    yield Draft(text=written, places=places, notices=notices)


def _cues(text: str) -> Iterator[_Cue]:
    times = list(_TIMES.finditer(text))
    for time, following in zip_longest(times, times[1:]):
        # The blank line, and the number or name of the next cue, end one.
        block = text[time.end() : following.start() if following else len(text)]
        block = (_NEXT_NUMBER.sub("", block) if following else block).partition("\n\n")[0]
        for voice, spoken in _voices(block):
            lines = [" ".join(html.unescape(_TAG.sub("", line)).split()) for line in spoken.split("\n")]
            if lines := [line for line in lines if line]:
                yield _Cue(_seconds(time[1]), _seconds(time[2]), lines, voice)


def _voices(block: str) -> Iterator[tuple[str, str]]:
    """Divide the lines of a cue by who speaks."""
    first, *rest = _VOICE.split(block)
    yield "", first
    for name, spoken in zip(rest[::2], rest[1::2], strict=True):
        yield " ".join(html.unescape(name or "").split()), spoken


def _seconds(written: str) -> int:
    seconds = 0
    for part in written.split(":"):
        seconds = seconds * 60 + int(part[:6])
    return seconds


def _paragraphs(cues: list[_Cue]) -> Iterator[Piece]:
    text, end, voice = "", 0, ""
    last: list[str] = []
    places: list[tuple[int, str]] = []
    for cue in cues:
        turns = cue.voice != voice
        speaks = turns or _SPEAKER.match(cue.lines[0]) is not None
        if text and (cue.start - end >= _PAUSE or speaks or (len(text) > _LONG and _ENDS.search(text))):
            yield Piece(text, None, tuple(places))
            text, places = "", []
        # Live captions show a line again while the next one comes in.
        new = " ".join(_SPEAKER.sub("", line) for line in cue.lines if line not in last)
        if new:
            text += " " if text else ""
            places.append((len(text), _place(cue.start)))
            text += f"{cue.voice}: {new}" if turns and cue.voice else new
        last, end, voice = cue.lines, cue.end, cue.voice
    if text:
        yield Piece(text, None, tuple(places))


def _place(seconds: int) -> str:
    return f"at {seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
