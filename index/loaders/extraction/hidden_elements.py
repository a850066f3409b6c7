"""Which elements of a page are not shown: hidden by an attribute, a style or a class.

Owns the marks of what is hidden. A sheet in the page is not asked: most of what it hides, a reader opens (tabs, the
rest of a story). Knows nothing of what else stands on a page.
"""

from __future__ import annotations

import re
from typing import TypeAlias

import lxml.html

Element: TypeAlias = lxml.html.HtmlElement

_HIDDEN = re.compile(
    r"(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt)?(?![.\d\w%])|opacity\s*:\s*0(?![.\d])"
    r"|(?<!-)clip\s*:\s*rect\(\s*[01]|clip-path\s*:\s*inset\(\s*(?:[5-9]\d|100)%|scale\(\s*0\s*\)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4}"
    r"|(?<![\w-])color\s*:\s*([#\w]+)\s*(?:;.{0,200})?;\s*background(?:-color)?\s*:\s*\1\s*(?:;|\Z)"
    r"|background(?:-color)?\s*:\s*([#\w]+)\s*(?:;.{0,200})?;\s*color\s*:\s*\2\s*(?:;|\Z))"
)
# The classes by which the larger style sheets hide a text that is read aloud.
_READ_ALOUD = re.compile(
    r"(?i)(?:^|\s)(?:[a-z]{1,4}-)?(?:sr-only|visually-?hidden|screen-?reader(?:-?(?:text|only))?|element-invisible|offscreen"
    r"|a11y-hidden|assistive-text|katex-mathml|mjx_assistive_mathml|mw-editsection)(?=\s|$)"
)
_LETTER = re.compile(r"\w")
_SPOKEN = "data-spoken"


def is_marked_hidden(names: str, style: str) -> bool:
    """Tell whether classes or a style may hide an element."""
    return _READ_ALOUD.search(names) is not None or _HIDDEN.search(style) is not None


def is_template(element: Element) -> bool:
    """Tell whether an element is shown nowhere until a script fills it in."""
    return element.tag == "template" and element.get("shadowrootmode") is None


def is_hidden(element: Element, *, noscript: bool) -> bool:
    """Tell whether an element is not shown. ``noscript``: show what stands for a script."""
    if is_template(element) or (element.tag == "noscript" and not noscript):
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    if element.get("hidden", "until-found").lower() != "until-found":  # this opens what a reader looks for
        return True
    if element.get("aria-hidden") == "true" and _is_sign(element):
        spoken = element.getnext()
        if spoken is not None and not (element.tail or "").strip():
            spoken.set(_SPOKEN, "")  # "−" and, read aloud, "minus": one of them stays
        return True
    names = element.get("class")
    if names and element.get(_SPOKEN) is None and _READ_ALOUD.search(names):
        sign = element.getnext()
        return sign is None or not _is_sign(sign)
    return _HIDDEN.search(element.get("style") or "") is not None


def _is_sign(element: Element) -> bool:
    """Tell whether an element is a sign without letters that is not read aloud."""
    return element.get("aria-hidden") == "true" and not _LETTER.search(element.text_content())
