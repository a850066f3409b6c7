"""Full-width marks of Chinese and Japanese: whether the sentence continues after one.

Owns quotations that their speaker follows (“为什么？”他问。「何？」と言った。) and full-width decimal points. Knows
nothing of other scripts.
"""

from __future__ import annotations

import re

_CLOSED = re.compile(r"[”’」』》〉】]")
# Japanese marks what was said with a particle; Chinese puts a short subject and a verb of saying behind it.
_SPEAKER = re.compile(
    r"(?:と|って|とは)|[\u3400-\u9fff·]{0,8}?(?:说|說|问|問|道|答|喊|叫|表示|告诉|告訴|写道|寫道|回答|补充|補充|强调|強調)(?:[，。,：:！!]|\Z)"
)
_FAR = 12


def is_cjk(character: str) -> bool:
    """Tell whether a character is Chinese or Japanese."""
    return "\u3040" <= character <= "\u9fff"


def goes_on_in_cjk(text: str, at: int, *, after: int, end: int) -> bool:
    """Tell whether a sentence continues after the marks ``text[at:after]``."""
    if text[at] == "．" and text[at - 1 : at].isdigit() and text[after : after + 1].isdigit():
        return True
    closed = _CLOSED.search(text, at, after) is not None and not text[after - 1].isspace()
    return closed and _SPEAKER.match(text, after, min(end, after + _FAR)) is not None
