"""Books (EPUB) -> articles: the documents of the spine in their order, as one text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote, unquote

import lxml.etree

from index.errors import LoadError
from index.loaders import charsets
from index.loaders.drafts import Draft
from index.loaders.extraction.metadata.titles import written_title
from index.loaders.extraction.outline import joined
from index.loaders.extraction.pieces import fragment_pieces
from index.loaders.office.package import DUBLIN, Package, value

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DOCUMENTS = frozenset({"application/xhtml+xml", "text/html"})
_CHARSET = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w:.-]{2,40})")
_MOST_NAMED = 3
_NOTE_MARKS = re.compile(
    r"(?s)<a\b[^>]*\b(?:epub:type|role)\s*=\s*[\"'](?:doc-)?(?:noteref|backlink)[\"'][^>]*>[^<]{0,20}</a\s*>"
)


def load_epub(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a book. ``charset`` is not used. Raises LoadError, as for one that its seller has locked."""
    del charset
    with Package(stream) as package:
        container = package.needed("META-INF/container.xml")
        path = next((one.get("full-path") or "" for one in container.iter(f"{_CONTAINER}rootfile")), "")
        book = package.needed(path)
        names = list(_documents(book, posixpath.dirname(path)))
        if b"EncryptedData" in (package.data("META-INF/encryption.xml") or b""):
            _refuse_locked(package, names)
        texts = {name: _member(package, name) for name in names}
    missing = [name for name, data in texts.items() if data is None]
    text, outline = joined(piece for data in texts.values() if data for piece in fragment_pieces(_page(data)))
    creators = book.iter(f"{DUBLIN}creator")
    yield Draft(
        text=text,
        title=written_title(value(book, f"{DUBLIN}title") or ""),
        author="; ".join(filter(None, (" ".join("".join(one.itertext()).split()) for one in creators))) or None,
        source=value(book, f"{DUBLIN}publisher"),
        published=value(book, f"{DUBLIN}date"),
        language=value(book, f"{DUBLIN}language"),
        outline=outline,
        notices=_notices(missing),
    )


def _page(data: bytes) -> str:
    """Decode a document as its XML declares, and leave out the marks of notes and the ways back from them."""
    declared = _CHARSET.match(data)
    return _NOTE_MARKS.sub("", charsets.read(data, labels=(declared[1].decode("ascii") if declared else None,)).text)


def _documents(book: lxml.etree._Element, folder: str) -> Iterator[str]:
    """Yield the names of the documents in the order in which they are read, some perhaps twice.

    A link may lead to a place in a document ("a.xhtml#two"), and is relative to the folder of the book's list.
    """
    items = {one.get("id"): one for one in book.iter(f"{_OPF}item")}
    for reference in book.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if (
            item is not None
            and item.get("media-type") in _DOCUMENTS
            and "nav" not in (item.get("properties") or "").split()
        ):
            path = unquote((item.get("href") or "").partition("#")[0].partition("?")[0])
            yield posixpath.normpath(posixpath.join(folder, path)).lstrip("/")


def _member(package: Package, name: str) -> bytes | None:
    """Read the document that a name means: programs differ in whether they escape it, and in its case."""
    if (data := package.data(name)) is not None:
        return data
    wanted = name.casefold()
    written = next((one for one in package.names() if unquote(one).replace("\\", "/").casefold() == wanted), None)
    return package.data(written) if written else None


def _notices(missing: list[str]) -> tuple[str, ...]:
    """Say which documents of the spine the file lacks."""
    if not missing:
        return ()
    which = ", ".join(map(repr, missing[:_MOST_NAMED])) + (", ..." if len(missing) > _MOST_NAMED else "")
    return (f"{len(missing)} of its documents are not in the file and were left out ({which}); it is damaged",)


def _refuse_locked(package: Package, names: list[str]) -> None:
    """Raise LoadError where a document of the book is encrypted; that of fonts alone is usual and does no harm."""
    locked = package.data("META-INF/encryption.xml") or b""
    if any(name.encode() in locked or quote(name).encode() in locked for name in names):
        raise LoadError("its seller has locked it (DRM), so it cannot be read; get it without a lock")
