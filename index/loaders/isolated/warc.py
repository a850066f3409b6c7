"""Web archives (WARC) -> the articles of the pages in them. Fences warcio (Apache-2.0), which
those keep who made the format."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from index.errors import LoadError
from index.extras import library
from index.loaders.draft_serialization import Begun
from index.loaders.drafts import Draft

_MOST_BYTES = 50 * 1024 * 1024
_HOLD_CONTENT = frozenset({"response", "resource", "conversion"})
#: What else a crawl fetches (pictures, scripts, styles) is no article.
_READ = frozenset(
    {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf", "message/rfc822"}
)


def load_warc(
    stream: BinaryIO, *, member: Callable[..., Iterator[Draft | LoadError]], first: int | None = None
) -> Iterator[Draft | LoadError | Begun]:
    """Read the pages and documents of a web archive, packed or not. Raises LoadError when it is none.

    ``first``: as of ``load_archive``, of its records."""
    archive: Any = library("warcio.archiveiterator", extra="web")
    errors: Any = library("warcio.exceptions", extra="web")
    try:
        for number, record in enumerate(archive.ArchiveIterator(stream)):
            if record.rec_type in _HOLD_CONTENT and number >= (first or 0):
                where = f"record {number + 1}"
                if first is not None:
                    yield Begun(number, where)
                yield from _record(record, where, member)
    except (errors.ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError, zlib.error) as error:
        raise LoadError(f"it cannot be read as a web archive ({error}); it is damaged") from error


def _record(record: Any, where: str, member: Callable[..., Iterator[Draft | LoadError]]) -> Iterator[Draft | LoadError]:
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        return
    written = (headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")) or ""
    media_type = written.partition(";")[0].strip().lower()
    if media_type not in _READ:
        return
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    data = record.content_stream().read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        yield LoadError(f"{where}: it has more than {_MOST_BYTES:,} bytes")
        return
    left = getattr(record.raw_stream, "limit", 0)
    charset = written.lower().partition("charset=")[2].partition(";")[0].strip(" \"'") or None
    name = unquote(urlsplit(address).path).rpartition("/")[2]
    for draft in member(name, data, media_type=media_type, charset=charset):
        if isinstance(draft, LoadError):
            yield LoadError(f"{where}, {address[:200]}: {draft}")
        else:
            draft = replace(draft, where=where, url=draft.url or address or None)
            yield draft.noted((f"{left:,} bytes are missing at the end of the record",)) if left > 0 else draft
