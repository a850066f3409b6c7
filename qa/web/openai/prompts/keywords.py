"""The task of choosing keywords of a text, as LlamaIndex's keyword tables, extractors and graphs give it.

Told by its form: an order to give keywords, what is to stand between them, and a text set apart by lines of dashes, or
standing above a last line "Keywords:". The reply holds words of that text alone.
"""

from __future__ import annotations

import re
from collections import Counter

from qa.text.words import FUNCTION_WORDS

# It begins a sentence or a clause: "Did he list the keywords?" is none.
_ORDER = re.compile(
    r"(?i)(?:\A|[.,:;!\n])\s{0,4}(?:please )?(?:extract|provide|give|generate|list|return|write|identify|suggest)\b"
    r"[^\n?]{0,80}?\bkey ?(?:words?|phrases?)\b"
)
_FORM = re.compile(r"(?i)\b(?:comma|semicolon)[- ]separated\b|\bseparated by\b")
_SHOWN = re.compile(r"(?i)(?P<mark>['\"“`])(?P<start>keywords:) ?<")
_BY_CARETS = re.compile(r"(?i)\bseparated by ['\"]\^['\"]")
_APART = re.compile(r"-{4,}[ \t]*\n(?P<text>.*?)\n[ \t]*-{4,}", re.DOTALL)
_CUE = re.compile(r"(?i)\bkeywords[ \t]*:\s*\Z")
_LABEL = re.compile(r"(?i)\A\s*(?:query|question|text)[ \t]*:\s*")
_NUMBER = re.compile(r"\b\d{1,2}\b")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
#: As many as LlamaIndex asks for of a text.
_MOST = 10
_LONGEST_ORDER = 600


def keywords_of(task: str) -> str | None:
    """Return keywords of the text of a task, in the form that it shows; None where it is no such task."""
    parts = _order_and_text(task)
    if parts is None:
        return None
    order, text = parts
    number = _NUMBER.search(order)
    words = _chosen(text, int(number[0]) if number else _MOST)
    form = _SHOWN.search(order)
    return (f"{form['start']} " if form else "") + ("^" if _BY_CARETS.search(order) else ", ").join(words)


def _order_and_text(task: str) -> tuple[str, str] | None:
    apart = _APART.search(task)
    if apart:
        before, text, after = task[: apart.start()], apart["text"], task[apart.end() :]
    elif (cue := _CUE.search(task)) and (orders := list(_ORDER.finditer(task, max(0, len(task) - _LONGEST_ORDER)))):
        before, text, after = "", task[: orders[-1].start()], task[orders[-1].start() : cue.end()]
    else:
        return None
    order = f"{before}\n{after}"
    is_task = len(order) <= _LONGEST_ORDER and _ORDER.search(order) and _FORM.search(order)
    return (order, _LABEL.sub("", text)) if is_task and text.strip() else None


def _chosen(text: str, most: int) -> list[str]:
    """Return the words that are no function words: the most frequent of them, in the order of the text."""
    words = [word for word in _WORD.findall(text) if word.lower() not in FUNCTION_WORDS and len(word) > 1]
    forms: dict[str, str] = {}
    for word in words:
        forms.setdefault(word.lower(), word)
    frequent = {form for form, _ in Counter(word.lower() for word in words).most_common(most)}
    return [word for form, word in forms.items() if form in frequent]
