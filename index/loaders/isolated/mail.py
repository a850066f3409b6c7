"""E-mails, mailboxes and saved pages (MHTML) -> articles, by the standard library's e-mail package.

Owns what of a mail is its text: not the lines it quotes from earlier ones, and not the signature. Attachments of a kind
that is read are articles of their own.
"""

from __future__ import annotations

import email
import email.policy
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any, BinaryIO, cast

from index.errors import LoadError
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import joined
from index.loaders.extraction.pieces import fragment_pieces
from index.loaders.html import load_html
from index.loaders.text import read_limited

Member = Callable[..., Iterator[Draft | LoadError]]
"""Reads a file that stands in another: ``member(name, data, media_type=...)``."""

_LARGEST = 64 * 1024 * 1024
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_QUOTES = re.compile(r"(?:^[^\n>][^\n]*:[ \t]*\n\n?)?(?:^>[^\n]*\n?)+", re.MULTILINE)
_LOCKED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
#: What the parser of the standard library raises for headers that it does not expect.
_BAD_HEADERS = (ValueError, LookupError, TypeError, AttributeError, OverflowError)
_ENVELOPE = re.compile(rb"From \S")


def load_mail(stream: BinaryIO, *, member: Member) -> Iterator[Draft | LoadError]:
    """Read one e-mail and its attachments. Raises LoadError."""
    yield from _mail(read_limited(stream, _LARGEST), member)


def load_mailbox(stream: BinaryIO, *, member: Member) -> Iterator[Draft | LoadError]:
    """Read the e-mails of a mailbox file (mbox), each by itself: one that cannot be read stops no other."""
    for number, data in enumerate(_messages(stream), 1):
        where = f"message {number}"
        try:
            for draft in [LoadError("it is too large")] if data is None else _mail(data, member):
                yield _at(draft, where)
        except LoadError as error:
            yield LoadError(f"{where}: {error}")
        except _BAD_HEADERS as error:
            yield LoadError(f"{where}: it cannot be read ({type(error).__name__}: {error})")


def load_mhtml(stream: BinaryIO) -> Iterator[Draft | LoadError]:
    """Read the page that a browser saved with its pictures. Raises LoadError."""
    message = _parsed(read_limited(stream, _LARGEST))
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        raise LoadError("it holds no page; save the page again as HTML")
    address = str(page.get("Content-Location") or message.get("Snapshot-Content-Location") or "")
    for draft in load_html(io.BytesIO(_bytes(page)), charset=page.get_content_charset()):
        if isinstance(draft, Draft) and not draft.url and address.startswith("http"):
            draft = replace(draft, url=address)
        yield draft


def _parsed(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def _mail(data: bytes, member: Member) -> Iterator[Draft | LoadError]:
    message = _parsed(data)
    if not message.keys():
        raise LoadError("it does not begin as an e-mail does (From: ..., Subject: ...); it is damaged")
    if message.get_content_type() in _LOCKED:
        raise LoadError("it is encrypted; save it decrypted")
    body = message.get_body(("plain", "html"))
    about: dict[str, Any] = {
        "title": _field(message, "Subject"),
        "author": re.sub(r"\s*<[^<>]*>\s*$", "", _field(message, "From")).strip('" ') or None,
        "published": _field(message, "Date") or None,
    }
    attached = [part for part in message.iter_attachments() if part.get_filename()]
    own = None if body is None else _draft(cast(EmailMessage, body), about)
    if own is not None and own.text.strip():
        yield own
    elif not attached:
        raise LoadError("it has no text; give its text as .txt or .md instead")
    for part in attached:
        name = str(part.get_filename())
        for draft in member(name, _bytes(part), media_type=part.get_content_type()):
            yield _at(draft, f"attachment {name}")


def _draft(body: EmailMessage, about: dict[str, Any]) -> Draft:
    text = _text(body)
    title = about["title"] or ""
    if body.get_content_type() == "text/html":
        written, outline = joined(fragment_pieces(text))
        return Draft(text=written, outline=outline, **{**about, "title": title})
    if body.get_param("format") == "flowed":
        text = re.sub(r"(?<! ) \n(?!-- )", " ", text)
    own = _QUOTES.sub("", _SIGNATURE.split(text)[0])
    left_out = ("the lines that it quotes from earlier mails were left out",) if _QUOTES.search(text) else ()
    # A mail that only quotes, as one that is handed on, is read as a whole.
    kept, notices = (own, left_out) if own.strip() else (text, ())
    return Draft(text=kept.strip(), notices=notices, **{**about, "title": title})


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, ValueError):  # a character set that is not known
        return _bytes(part).decode("utf-8", "replace")


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _field(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except _BAD_HEADERS:
        return ""


def _at(draft: Draft | LoadError, where: str) -> Draft | LoadError:
    if isinstance(draft, LoadError):
        return LoadError(f"{where}: {draft}")
    return replace(draft, where=f"{where}: {draft.where}" if draft.where else where)


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the mails of a mailbox; None for one that is larger than is read."""
    lines: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := stream.readline(_LARGEST):
        if blank and _ENVELOPE.match(line):
            if begun:
                yield b"".join(lines) if size <= _LARGEST else None
            lines, size, begun = [], 0, True
        elif begun:
            size += len(line)
            if size <= _LARGEST:
                lines.append(line[1:] if re.match(rb">+From ", line) else line)
        blank = not line.strip()
    if begun:
        yield b"".join(lines) if size <= _LARGEST else None
