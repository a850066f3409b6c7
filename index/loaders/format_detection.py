"""What a file is, by its first and last bytes: formats, and what is none that can be read.

A kind is *sure* where the bytes can be of nothing else, and *likely* where a plain text might begin so too.
"""

from __future__ import annotations

import io
import re
from typing import BinaryIO, NamedTuple

HEAD = 4096
TAIL = 65_536
"""So many of the first and last bytes are looked at: a zip names its members at its end."""


class Kind(NamedTuple):
    """The name of a format, or, where it is None, what it is that cannot be read."""

    format: str | None
    what: str = ""
    sure: bool = True


SAVE_AS = {
    ".msg": "a message of Outlook; save it as .eml, as Outlook on the web and other mail programs do",
    ".ics": "entries of a calendar; save what they say as .txt or .csv",
    ".ppt": "slides of before 2007; save them as .pptx",
    ".pages": "a document of Pages; export it as .docx",
    ".key": "slides of Keynote; export them as .pptx",
    ".numbers": "a spreadsheet of Numbers; export it as .xlsx",
    ".mobi": "a book for Kindle; convert it to .epub",
    ".azw3": "a book for Kindle; convert it to .epub",
    ".fodt": "a flat OpenDocument text; save it as .odt",
}
"""What files hold that are not read, and what to save them as, by the ends of their names."""
_OFFICE = "an Office file of before 2007, or one that is protected by a password; save it as .docx, without a password"
_UNREAD = (
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; pack it as .zip"),
    (b"Rar!\x1a\x07", "a RAR archive; pack it as .zip"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd; pack it as .zip"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"OggS", "a sound"),
    (b"ID3", "a sound"),
    (b"\x1aE\xdf\xa3", "a film"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPREADSHEET = "Workbook".encode("utf-16-le")
_MESSAGE = "__substg1.0_".encode("utf-16-le")
_TYPES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "sheet",
}
_MEMBERS = (
    (b"word/document", "docx"),
    (b"ppt/presentation", "pptx"),
    (b"xl/workbook", "sheet"),
    (b"META-INF/container.xml", "epub"),
)
#: Of a zip's table of contents: what stands before the name of a file, with the length of the name.
_ENTRY = re.compile(rb"PK\x01\x02.{24}(..).{16}", re.DOTALL)
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_MAIL_FIELD = re.compile(
    rb"(?:From|To|Cc|Date|Subject|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|Content-Type|X-[\w-]+|Reply-To)"
    rb":[ \t]",
    re.IGNORECASE,
)
_FIELDS = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){3}", re.IGNORECASE)
_ENVELOPE = re.compile(rb"From \S+ .*\d\d:\d\d")
_SAVED_PAGE = re.compile(rb"(?i)content-type:\s*multipart/related")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_PAGE = re.compile(rb"(?i)\s*(?:<!--.{0,500}?-->\s*)?(?:<!doctype\s+html|<html[\s>]|<head[\s>])", re.DOTALL)
_ARTICLES = re.compile(rb'"(?:text|body|content|content_html|content_text)"\s*:|jsonfeed\.org/version')
_CUE = re.compile(rb"\s*\d+\s*\r?\n\d\d:\d\d:\d\d[,.]\d{3}\s*-->")


def kind_of(head: bytes, tail: bytes = b"") -> Kind | None:
    """Tell what a file is by its first HEAD and its last TAIL bytes; None where they may be any text."""
    if b"%PDF-" in head[:1024]:
        return Kind("pdf")
    if head.startswith(b"PK\x03\x04"):
        return Kind(_zipped(head, tail))
    if head.startswith(b"PK\x05\x06") or head.startswith(_PACKED) or head[257:262] == b"ustar":
        return Kind("archive")
    if head.startswith(_OLE):
        if _MESSAGE in head + tail:
            return Kind(None, "a mail of Outlook (.msg); save it as .eml")
        return Kind("sheet") if _SPREADSHEET in head + tail else Kind(None, _OFFICE)
    if head.startswith(b"{\\rtf"):
        return Kind("rtf")
    if head.startswith(b"WARC/"):
        return Kind("warc")
    what = next((what for mark, what in _UNREAD if head.startswith(mark)), None)
    if what is None and head[4:8] == b"ftyp":
        what = "a film or a picture"
    if what is None and head.startswith(b"RIFF"):
        what = "a picture, a sound or a film"
    return Kind(None, what) if what else _text_kind(head.removeprefix(b"\xef\xbb\xbf"))


def _zipped(head: bytes, tail: bytes) -> str:
    entries = _entries(tail)
    if head[30:38] == b"mimetype":
        declared = max((t for t in _TYPES if head.startswith(t, 38)), key=len, default=b"")
        if declared:
            return _TYPES[declared]
    if entries is None:  # its end is cut off
        return next((name for member, name in _MEMBERS if member in tail or member in head), "archive")
    if {b"content.xml", b"mimetype"} <= entries:
        return "odt"  # packed again by hand: its type stands in it, and not where it can be seen
    return next((name for member, name in _MEMBERS if any(one.startswith(member) for one in entries)), "archive")


def _entries(tail: bytes) -> set[bytes] | None:
    """Return the names in the table of contents of a zip, as far as the bytes at its end hold it; None where they do
    not. A document in it that is not packed has a table of its own, before this one."""
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 16:
        return None
    contents = tail[max(0, end - int.from_bytes(tail[end + 12 : end + 16], "little")) : end]
    return {contents[m.end() : m.end() + int.from_bytes(m[1], "little")] for m in _ENTRY.finditer(contents)}


def _text_kind(head: bytes) -> Kind | None:
    if head.startswith(b"WEBVTT") or _CUE.match(head):
        return Kind("subtitles", sure=False)
    if _ENVELOPE.match(head):
        return Kind("mbox", sure=False)
    if _FIELDS.match(head) and len(_MAIL_FIELD.findall(head)) >= 2:
        return Kind("mhtml" if _SAVED_PAGE.search(head) else "mail", sure=False)
    if _PAGE.match(head):
        return Kind("html", sure=False)
    if head.lstrip()[:1] == b"<" and _FEED.search(head):
        return Kind("feed", sure=False)
    if head.lstrip()[:1] in (b"{", b"[") and _ARTICLES.search(head):
        return Kind("json", sure=False)
    return None


def ends(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Return the first HEAD and the last TAIL bytes of a seekable file."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - TAIL))
    tail = stream.read(TAIL)
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    return head, tail


def what_is(stream: BinaryIO) -> str:
    """Say what a seekable file is that cannot be read, "" where its content does not tell."""
    kind = kind_of(*ends(stream))
    return kind.what if kind is not None else ""
