"""A zip of XML that an office program wrote: its members, within limits, and their XML, without entities or network."""

from __future__ import annotations

import zipfile
import zlib
from types import TracebackType
from typing import Any, BinaryIO

import lxml.etree

from index.errors import LoadError
from index.loaders.extraction.metadata.titles import written_author, written_title

#: Of one member as unpacked: the text of a book of a thousand pages has 10 MiB of XML.
MOST_BYTES = 100 * 1024 * 1024
_MOST_MEMBERS = 20_000
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"


class Package:
    """An open document. Members are read once, each up to MOST_BYTES, and all together up to as many."""

    def __init__(self, stream: BinaryIO) -> None:
        """Open it. Raises LoadError when it is no zip, or locked."""
        self._left = MOST_BYTES
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise LoadError(f"it cannot be unpacked ({error}); it is damaged, or is not what its name says") from error
        if len(self._zip.infolist()) > _MOST_MEMBERS:
            raise LoadError(f"it holds more than {_MOST_MEMBERS:,} files; it is damaged or hostile")

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def names(self) -> list[str]:
        """List the members."""
        return self._zip.namelist()

    def data(self, name: str) -> bytes | None:
        """Read a member; None when there is none. Raises LoadError when it is damaged, locked, or far too large."""
        try:
            with self._zip.open(name) as member:
                data = member.read(self._left + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise LoadError(f"{name!r} in it cannot be unpacked ({error}); it is damaged") from error
        except RuntimeError as error:  # how zipfile says that a password is needed
            raise LoadError("it is protected by a password; save it without one") from error
        self._left -= len(data)
        if self._left < 0:
            raise LoadError(f"it unpacks to more than {MOST_BYTES:,} bytes; it is hostile, or is to be divided")
        return data

    def xml(self, name: str) -> lxml.etree._Element | None:
        """Read a member that is XML; None when there is none. Raises LoadError when it is not XML."""
        data = self.data(name)
        return None if data is None else parsed(data, name)

    def needed(self, name: str) -> lxml.etree._Element:
        """Read a member that is XML and must be there. Raises LoadError."""
        tree = self.xml(name)
        if tree is None:
            raise LoadError(f"it lacks {name!r}; it is damaged, or is not what its name says")
        return tree


def parsed(data: bytes, name: str) -> lxml.etree._Element:
    """Parse XML that may be hostile. Raises LoadError."""
    parser = lxml.etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return lxml.etree.fromstring(data, parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise LoadError(f"{name!r} in it is not XML that can be read ({error}); it is damaged or hostile") from error


def properties(package: Package, *, member: str = "docProps/core.xml") -> dict[str, Any]:
    """Return title, author, dates and language of a document, as far as its properties say them."""
    tree = package.xml(member)
    if tree is None:
        return {}
    return {
        "title": written_title(value(tree, f"{DUBLIN}title") or ""),
        "author": written_author(
            value(tree, f"{DUBLIN}creator", "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}initial-creator")
        ),
        "published": value(
            tree, f"{_TERMS}created", "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}creation-date", f"{DUBLIN}date"
        ),
        "updated": value(tree, f"{_TERMS}modified", f"{DUBLIN}date"),
        "language": value(tree, f"{DUBLIN}language"),
    }


def value(tree: lxml.etree._Element, *tags: str) -> str | None:
    """Return the text of the first element with one of the tags that has any."""
    for tag in tags:
        for element in tree.iter(tag):
            text = " ".join("".join(element.itertext()).split())
            if text:
                return text
    return None
