"""The files of a multipart/form-data body (RFC 7578), as `curl -F` and HTML forms send them.

Knows nothing of articles.
"""

from __future__ import annotations

from email.message import Message
from email.parser import BytesHeaderParser
from typing import NamedTuple

MOST_FILES = 1_000
#: As of a whole body's: no name of a character set is longer, and it is repeated in messages.
_LONGEST_LABEL = 40


class File(NamedTuple):
    """One file of a form: the name and the media type that it was sent with, either of them perhaps empty, and the
    character set that the part's own Content-Type names, if it names one."""

    name: str
    type: str
    charset: str | None
    content: bytes


def files_in(body: bytes, content_type: str) -> list[File]:
    """Return the files of a body, in order; fields that are no files are left out.

    Raises ValueError that says what is wrong: no boundary, no end, too many parts.
    """
    head = Message()
    head["Content-Type"] = content_type
    boundary = head.get_boundary()
    if not boundary or len(boundary) > 200:
        raise ValueError("the Content-Type names no boundary")
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1", "replace"), MOST_FILES + 2)
    if len(parts) > MOST_FILES + 2:
        raise ValueError(f"it has more than {MOST_FILES:,} parts")
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise ValueError("the last boundary is missing")
    files = (_file(part) for part in parts[1:-1])
    return [file for file in files if file is not None]


def _file(part: bytes) -> File | None:
    head, blank, content = part.partition(b"\r\n\r\n")
    if not blank or len(head) > 10_000:
        return None
    fields = BytesHeaderParser().parsebytes(head.lstrip(b"\r\n") + b"\r\n\r\n")
    name = fields.get_filename()
    charset = (fields.get_content_charset() or "")[:_LONGEST_LABEL] or None
    return None if name is None else File(name, fields.get_content_type(), charset, content)
