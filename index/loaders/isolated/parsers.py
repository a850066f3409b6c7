"""What the process of its own runs: the table of loaders, and files that stand in other files.

Nothing but that process loads this module, so that the libraries of those formats are never in the service itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO

from index.errors import LoadError
from index.loaders.draft_serialization import Begun, packed, sent
from index.loaders.drafts import Draft
from index.loaders.formats import FORMATS, Isolated, Loader, choose, noted
from index.loaders.isolated.archives import load_archive
from index.loaders.isolated.feeds import load_feed, load_json
from index.loaders.isolated.mail import load_mail, load_mailbox, load_mhtml
from index.loaders.isolated.subtitles import load_subtitles
from index.loaders.isolated.tables import load_csv, load_sheet
from index.loaders.isolated.warc import load_warc
from index.loaders.office.docx import load_docx
from index.loaders.office.epub import load_epub
from index.loaders.office.odf import load_odf
from index.loaders.office.pptx import load_pptx
from index.loaders.office.rtf import load_rtf
from index.loaders.pdf.loading import load_pdf
from index.originals.source_bytes import original_of

#: Archives in archives, and mails with attachments in them.
_DEEPEST = 3

PARSERS: dict[str, Loader] = {
    "pdf": load_pdf,
    "docx": load_docx,
    "odt": load_odf,
    "rtf": load_rtf,
    "epub": load_epub,
    "pptx": load_pptx,
    "sheet": load_sheet,
    "csv": load_csv,
    "feed": load_feed,
    "json": load_json,
    "subtitles": load_subtitles,
}


def parse(stream: BinaryIO, options: dict[str, Any]) -> Iterator[bytes]:
    """Yield every draft and error of a file as bytes. ``options``: format, charset, the file's name or None, and for
    what holds others (an archive, a mailbox) how many of them to pass over; they are named as they begin."""
    try:
        for draft in _load(options, stream, first=options.get("first", 0)):
            yield from sent(draft)
    except LoadError as error:
        yield packed(error)


def _load(
    options: dict[str, Any], stream: BinaryIO, *, first: int | None = None, depth: int = 0
) -> Iterator[Draft | LoadError | Begun]:
    """Read a file by the ``options`` of ``parse``; ``first`` as of ``load_archive``."""
    member: Callable[..., Iterator[Draft | LoadError]] = partial(_member, depth=depth + 1)
    kind = options["format"]
    if kind == "archive":
        return load_archive(stream, name=options["name"] or "", member=member, first=first)
    if kind == "mail":
        return load_mail(stream, member=member)
    if kind == "mbox":
        return load_mailbox(stream, member=member, first=first)
    if kind == "mhtml":
        return load_mhtml(stream)
    if kind == "warc":
        return load_warc(stream, member=member, first=first)
    return PARSERS[kind](stream, charset=options["charset"])


def _without_names(drafts: Iterator[Draft | LoadError | Begun]) -> Iterator[Draft | LoadError]:
    return (draft for draft in drafts if not isinstance(draft, Begun))


def _member(
    name: str, data: bytes, *, depth: int, media_type: str | None = None, charset: str | None = None
) -> Iterator[Draft | LoadError]:
    """Read a file that stands in another; nothing comes of one of a kind that is not read."""
    stream = io.BytesIO(data)
    try:
        choice = choose(stream, name=name, media_type=media_type)
        if choice is None:
            return
        if depth > _DEEPEST:
            raise LoadError(f"it stands in more than {_DEEPEST} others; unpack it first")
        load = FORMATS[choice.format].load
        key = load.format if isinstance(load, Isolated) else None
        drafts = (
            load(stream, charset=charset)
            if key is None
            else _without_names(_load({"format": key, "charset": charset, "name": name}, stream, depth=depth))
        )
        for draft in noted(drafts, choice.notices):
            is_shown = isinstance(load, Isolated) and load.is_shown and isinstance(draft, Draft)
            yield replace(draft, original=original_of(stream)) if is_shown else draft  # type: ignore[type-var]
    except LoadError as error:
        yield error
