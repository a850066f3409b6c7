"""Marks that programs for notes and sites add to Markdown -> the words that a reader sees for them.

Owns links between notes ([[Bridge|the bridge]]), callouts, footnotes, tasks, comments, highlights and templates, as
Obsidian, GitHub, Pandoc, Jekyll and Hugo write them. What stands in code stays as it is.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_COMMENT = re.compile(r"%%.{0,2000}?%%")
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]{1,300}\]\]")
_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,300}\|)?([^\[\]|\n]{1,300})\]\](?![(\[])")
_CALLOUT = re.compile(r"^((?:[ \t]*>)+[ \t]*)\[![\w-]{1,30}\][+-]?[ \t]*(.*)")
_FOOTNOTE = re.compile(r"^\[\^[^\]\s]{1,60}\]:[ \t]*")
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,60}\]")
_TASK = re.compile(r"^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[ xX]\][ \t]+")
#: What Jekyll ({% include %}) and Hugo ({{< figure >}}) put something else for.
_TEMPLATE = re.compile(r"\{%.{0,300}?%\}|\{\{[<%].{0,300}?[>%]\}\}")
_HIGHLIGHT = re.compile(r"==(?=\S)([^=\n]{1,1000}?)(?<=\S)==")


def notes_as_text(body: str) -> str:
    """Write each line of a document with plain Markdown alone."""
    lines: list[str] = []
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        lines.append(line if fence or mark else _plain(line))
    return "\n".join(lines)


def _plain(line: str) -> str:
    if not any(mark in line for mark in ("[", "==", "%%", "{%", "{{")):
        return line
    # The title of a callout is a paragraph of its own.
    line = _TASK.sub(r"\1", _FOOTNOTE.sub("", _CALLOUT.sub(r"\1\2\n\1", line)))
    parts: list[str] = []
    at = 0
    for code in _CODE.finditer(line):
        parts += [_bare(line[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, _bare(line[at:])])


def _bare(text: str) -> str:
    text = _LINK.sub(r"\1", _EMBEDDED.sub("", _COMMENT.sub("", _TEMPLATE.sub("", text))))
    return _HIGHLIGHT.sub(r"\1", _NOTE_MARK.sub("", text))
