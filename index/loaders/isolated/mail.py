"""E-mails, mailboxes and saved pages (MHTML) -> articles, by the standard library's e-mail package.

Owns which part of a mail is its text. Attachments of a kind that is read, and mails that stand in it, are articles of
their own.
"""

from __future__ import annotations

import binascii
import email
import email.policy
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any, BinaryIO, cast

from index.errors import LoadError
from index.loaders import charsets
from index.loaders.draft_serialization import Begun
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import joined
from index.loaders.extraction.pieces import fragment_pieces
from index.loaders.html import load_html
from index.loaders.isolated import replies
from index.loaders.text import read_limited

Member = Callable[..., Iterator[Draft | LoadError]]
"""Reads a file that stands in another: ``member(name, data, media_type=...)``."""

_LARGEST = 64 * 1024 * 1024
#: A plain text so much shorter than the page beside it says no more than that there is a page.
_MUCH_LONGER = 3
_WORD = re.compile(r"\w+")
_LOCKED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
#: What the parser of the standard library raises for headers that it does not expect.
_BAD_HEADERS = (ValueError, LookupError, TypeError, AttributeError, OverflowError)
_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]{40,}=*\s*")
#: What stands before a mail of a mailbox: where the first has a time and a year, all have, and no sentence that begins
#: with "From" does.
_ENVELOPE = re.compile(rb"From \S")
_DATED = re.compile(rb"From \S.*\d:\d\d.*\b\d{4}\b")


def load_mail(stream: BinaryIO, *, member: Member) -> Iterator[Draft | LoadError]:
    """Read one e-mail and its attachments. Raises LoadError."""
    yield from _mail(read_limited(stream, _LARGEST), member)


def load_mailbox(stream: BinaryIO, *, member: Member, first: int | None = None) -> Iterator[Draft | LoadError | Begun]:
    """Read the e-mails of a mailbox file (mbox), each by itself: one that cannot be read stops no other.

    ``first``: as of ``load_archive``."""
    for number, data in enumerate(_messages(stream)):
        if number < (first or 0):
            continue
        where = f"message {number + 1}"
        if first is not None:
            yield Begun(number, where)
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
    about: dict[str, Any] = {
        "title": _field(message, "Subject"),
        "author": _author(message),
        "published": _field(message, "Date") or None,
    }
    own = _body(message, about)
    attached = [(name, list(_attached(part, name, member))) for name, part in _attachments(message)]
    unread = ", ".join(name for name, drafts in attached if not drafts and not _PICTURE.search(name))
    if own is not None and own.text.strip():
        yield own.noted((f"attached, and of no kind that is read: {unread[:200]}",)) if unread else own
    elif not any(drafts for _, drafts in attached):
        raise LoadError("it has no text; give its text as .txt or .md instead")
    for name, drafts in attached:
        yield from (_at(draft, f"attachment {name}") for draft in drafts)


_PICTURE = re.compile(r"(?i)\.(?:png|jpe?g|gif|bmp|svg|ico|webp)$")


def _author(message: EmailMessage) -> str | None:
    """Return the name of who sent a mail; older programs put it in brackets behind the address."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == "from"), "")
    behind = re.search(r"\(([^()=]+)\)\s*$", raw)
    written = behind[1] if behind else re.sub(r"\s*<[^<>]*>\s*$", "", _field(message, "From"))
    return " ".join(written.split()).strip('" ') or None


def _attachments(message: EmailMessage) -> Iterator[tuple[str, EmailMessage]]:
    for part in message.iter_attachments():
        if part.get_content_type() == "message/rfc822":
            yield str(part.get_filename() or _field(_inner(part), "Subject") or "mail"), part
        elif part.get_filename():
            yield str(part.get_filename()), part


def _attached(part: EmailMessage, name: str, member: Member) -> Iterator[Draft | LoadError]:
    if part.get_content_type() != "message/rfc822":
        yield from member(name, _bytes(part), media_type=part.get_content_type())
        return
    try:
        data = _inner(part).as_bytes()
    except _BAD_HEADERS as error:
        yield LoadError(f"it cannot be read ({type(error).__name__}: {error})")
    else:
        yield from member("mail.eml", data, media_type="message/rfc822")


def _inner(part: EmailMessage) -> EmailMessage:
    """Return the mail that stands in another as its attachment."""
    return cast(EmailMessage, part.get_content())


def _body(message: EmailMessage, about: dict[str, Any]) -> Draft | None:
    """Read the plain text of a mail, or the page where there is none or it says far more."""
    plain, page = (cast("EmailMessage | None", message.get_body((kind,))) for kind in ("plain", "html"))
    drafts = [_plain(plain, about) if plain else None, _page(page, about) if page else None]
    first, second = drafts
    if first is None or second is None:
        return first or second
    return second if _words(second) > _MUCH_LONGER * _words(first) else first


def _words(draft: Draft) -> int:
    return len(_WORD.findall(draft.text))


def _plain(part: EmailMessage, about: dict[str, Any]) -> Draft:
    text = replies.unsigned(_text(part))
    if part.get_param("format") == "flowed":
        text = replies.unflowed(text, without_space=str(part.get_param("delsp")).lower() == "yes")
    if replies.forwards(about["title"], text):
        return Draft(text=replies.unquoted(text), **about)
    own, quotes = replies.own_text(text)
    return Draft(text=own, notices=(replies.LEFT_OUT,) if quotes else (), **about)


def _page(part: EmailMessage, about: dict[str, Any]) -> Draft:
    html = _text(part)
    quotes = False
    handed_on = replies.forwards(about["title"], html)
    if not handed_on:
        html, quotes = replies.own_page(html)
    whole = list(fragment_pieces(html))
    own = whole if handed_on else replies.before_headers(whole)
    text, outline = joined(own)
    notices = (replies.LEFT_OUT,) if quotes or len(own) < len(whole) else ()
    return Draft(text=text, outline=outline, notices=notices, **about)


def _text(part: EmailMessage) -> str:
    """Decode a part by the character set that it declares, else as what it looks like."""
    data = _bytes(part)
    try:
        text = charsets.read(data, labels=(part.get_content_charset(),)).text
    except LoadError:  # a character set that is not known
        text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64" and _BASE64.fullmatch(content):
        # The standard library gives back as it stands what was cut off within a group of four.
        digits = b"".join(content.split()).rstrip(b"=")
        return binascii.a2b_base64(digits[: len(digits) // 4 * 4])
    return content


def _field(message: EmailMessage, name: str) -> str:
    try:
        raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
        if not raw.isascii():  # bytes that declare no character set, as older programs write them
            return " ".join(charsets.read(raw.encode("utf-8", "surrogateescape")).text.split())
        return " ".join(str(message.get(name, "")).split())
    except (*_BAD_HEADERS, LoadError):
        return ""


def _at(draft: Draft | LoadError, where: str) -> Draft | LoadError:
    if isinstance(draft, LoadError):
        return LoadError(f"{where}: {draft}")
    return replace(draft, where=f"{where}: {draft.where}" if draft.where else where)


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the mails of a mailbox; None for one that is larger than is read."""
    lines: list[bytes] = []
    size, blank, begun = 0, True, False
    envelope = _ENVELOPE
    while line := stream.readline(_LARGEST):
        if blank and envelope.match(line):
            envelope = envelope if begun or not _DATED.match(line) else _DATED
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
