"""What a browser opens, told from what a program asks; the way from there to our own pages, and one without script, on
which what comes from an article is escaped and drawn in the order in which it is written."""

from __future__ import annotations

import datetime
import re
from html import escape

from starlette.datastructures import Headers
from starlette.types import Scope

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="{up}page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{up}page/page.css">
</head>
<body class="alone">
<header class="masthead"><p class="nameplate"><a href="{up}">Ask the articles</a></p></header>
<main>
{main}
</main>
</body>
</html>
"""


# Marks that have letters drawn in another order: in a box of its own, which ends what it does, each is seen.
_OVERRIDE = re.compile("[\u202d\u202e]")


def plain_page(title: str, main: str, *, up: str) -> str:
    """Write a page without script: its title and what stands in ``main``, both HTML; ``up`` as of ``up_from``."""
    return _PAGE.format(title=title, main=main, up=up)


def written(text: str) -> str:
    """Write a text of somebody else as HTML."""
    return _OVERRIDE.sub(r'<span class="override">\g<0></span>', escape(text))


def in_title(text: str) -> str:
    """Write a text of somebody else for the title of a page."""
    return escape(_OVERRIDE.sub("", text))


def detail(text: str) -> str:
    """Write a part of the line below a title: a source, a day."""
    return f'<span class="detail"><bdi dir="auto">{written(text)}</bdi></span>'


def long_date(published: str | None) -> str | None:
    """Write a day as people do; what is no day as it stands."""
    try:
        day = datetime.date.fromisoformat((published or "")[:10])
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"


def up_from(scope: Scope) -> str:
    """Return the relative address of the question page, as seen from a request's: it holds below any prefix."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return "../" * (raw.partition(b"?")[0].count(b"/") - 1) or "./"


def is_opened(headers: Headers) -> bool:
    """Say whether HTML is accepted before JSON: browsers name it first; programs name JSON, or nothing."""
    kinds = [part.partition(";")[0].strip().lower() for part in headers.get("accept", "").split(",")]
    return next((kind for kind in kinds if kind in ("text/html", "application/json", "*/*")), None) == "text/html"
