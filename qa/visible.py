"""Makes text from outside harmless to a terminal or a page that shows it. Knows nothing of either."""

from __future__ import annotations

import re

# Control characters (a terminal's commands begin with one, and HTML may not hold them), the marks that reorder or hide
# the text around them, and the two code points that are no characters.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def visible(text: str) -> str:
    """Replace characters that control the display instead of being shown; tabs and line ends stay."""
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)
