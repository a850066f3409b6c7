"""Whether what a client has is what there is: If-None-Match and If-Match, to the letter of RFC 9110, 13.1."""

from __future__ import annotations

import re

from starlette.datastructures import Headers

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def is_held(headers: Headers, etag: str | None) -> bool:
    """Say whether If-None-Match names what there is, by the weak comparison: then it need not be sent again. "*" names
    whatever there is."""
    lines = headers.getlist("if-none-match")
    tag = None if etag is None else etag.removeprefix("W/")
    return any(line.strip() == "*" or any(each[2] == tag for each in _TAG.finditer(line)) for line in lines)


def is_expected(headers: Headers, etag: str | None) -> bool:
    """Say whether If-Match, where it is sent, names what there is, by the strong comparison: a weak tag names
    nothing."""
    lines = headers.getlist("if-match")
    if not lines:
        return True
    return any(
        line.strip() == "*" or any(not each[1] and each[2] == etag for each in _TAG.finditer(line)) for line in lines
    )
