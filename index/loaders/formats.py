"""The table of formats, and which of them a file is of: by what stands in it and by the end of its name.

Owns that choice. What is sure by its content is of that format whatever its name says; a name wins over a guess. Plain
text, Markdown, pages and JSON are read in this process, all others in one of their own (``index.sandbox``).
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple, cast

from index.errors import LoadError
from index.loaders.draft_serialization import resumed
from index.loaders.drafts import Draft
from index.loaders.format_detection import SAVE_AS, ends, kind_of
from index.loaders.html import load_html
from index.loaders.jsonl import load_jsonl, load_jsonl_gz
from index.loaders.markdown import load_markdown
from index.loaders.text import load_text
from index.originals.source_bytes import original_of
from index.sandbox.children import SandboxError, run

Loader = Callable[..., Iterator[Draft | LoadError]]
"""Reads an open binary file; ``charset`` is what was declared with it, or None. What it raises or yields as LoadError
says what is wrong, not where the file is."""

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what people call it, how names of its files end, its media types, and how it is read."""

    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    load: Loader
    #: Whether files of quite other things have such names too: then the content has to tell.
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Isolated:
    """Reads files of one format in a process of its own."""

    format: str
    #: Files that are read as a whole have a limit; those of many articles are read one after the other.
    most: int | None = 256 * _MIB
    #: Whether its pages can be shown as they look, so that the file is handed on with what was read of it.
    is_shown: bool = False

    def __call__(self, stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
        """Read the articles of a file. Raises LoadError, as when reading it takes too long or too much memory."""
        with _as_file(stream) as file:
            if self.most is not None and os.fstat(file.fileno()).st_size > self.most:
                raise LoadError(f"it is larger than {self.most:,} bytes, the most for one such file; divide it")
            empty = True
            try:
                options = {"format": self.format, "charset": charset, "name": _name(stream)}
                for draft in resumed(lambda first: run(_PARSE, file, options=options | {"first": first})):
                    empty = False
                    is_shown = self.is_shown and isinstance(draft, Draft)
                    yield replace(draft, original=original_of(stream)) if is_shown else draft  # type: ignore[type-var]
            except SandboxError as error:
                raise LoadError(str(error)) from error
            if empty:
                raise LoadError("it holds no article; it is empty or damaged")


_PARSE = "index.loaders.isolated.parsers:parse"


def _name(stream: BinaryIO) -> str | None:
    """Return the name of an open file, without its folders; None where it has none."""
    name = getattr(stream, "name", None)
    return os.fsencode(os.path.basename(name)).decode("utf-8", "replace") if isinstance(name, str) else None


class _Borrowed:
    """The caller's file, which is not closed here."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __enter__(self) -> BinaryIO:
        return self._stream

    def __exit__(self, *_: object) -> None:
        pass


def _as_file(stream: BinaryIO) -> _Borrowed | BinaryIO:
    """Return the file that the stream is, or a nameless one with what stands in it: a child is handed a file."""
    if isinstance(stream, io.BufferedReader) and stream.seekable():
        return _Borrowed(stream)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller's with statement closes it
    shutil.copyfileobj(stream, file)
    file.flush()
    return cast(BinaryIO, file)


FORMATS: dict[str, Format] = {
    "text": Format("plain text", (".txt", ".text"), ("text/plain",), load_text),
    "markdown": Format("Markdown", (".md", ".markdown"), ("text/markdown",), load_markdown),
    "html": Format("a web page", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), load_html),
    "jsonl": Format("JSON lines", (".jsonl", ".ndjson"), ("application/jsonl", "application/x-ndjson"), load_jsonl),
    "jsonl.gz": Format("packed JSON lines", (".jsonl.gz",), (), load_jsonl_gz),
    "pdf": Format("PDF", (".pdf",), ("application/pdf",), Isolated("pdf", is_shown=True)),
    "docx": Format(
        "a Word document",
        (".docx", ".docm"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
        Isolated("docx"),
    ),
    "odt": Format("an OpenDocument text", (".odt",), ("application/vnd.oasis.opendocument.text",), Isolated("odt")),
    "odp": Format(
        "an OpenDocument presentation",
        (".odp",),
        ("application/vnd.oasis.opendocument.presentation",),
        Isolated("odt"),
    ),
    "rtf": Format("RTF", (".rtf",), ("application/rtf", "text/rtf"), Isolated("rtf")),
    "epub": Format("a book (EPUB)", (".epub",), ("application/epub+zip",), Isolated("epub")),
    "pptx": Format(
        "a PowerPoint presentation",
        (".pptx", ".pptm"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation",),
        Isolated("pptx"),
    ),
    "sheet": Format(
        "a spreadsheet",
        (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.ms-excel",
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        Isolated("sheet"),
    ),
    "csv": Format("a table (CSV)", (".csv", ".tsv"), ("text/csv", "text/tab-separated-values"), Isolated("csv")),
    "mail": Format("an e-mail", (".eml",), ("message/rfc822",), Isolated("mail")),
    "mbox": Format("a mailbox", (".mbox", ".mbx"), ("application/mbox",), Isolated("mbox", most=None)),
    "mhtml": Format("a saved page (MHTML)", (".mhtml", ".mht"), ("multipart/related",), Isolated("mhtml")),
    "feed": Format(
        "a feed",
        (".rss", ".atom", ".rdf", ".xml"),
        ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
        Isolated("feed"),
        shared=True,
    ),
    "json": Format("JSON", (".json",), ("application/feed+json",), Isolated("json"), shared=True),
    "subtitles": Format("subtitles", (".srt", ".vtt"), ("text/vtt", "application/x-subrip"), Isolated("subtitles")),
    "warc": Format("a web archive (WARC)", (".warc", ".warc.gz"), ("application/warc",), Isolated("warc", most=None)),
    "archive": Format(
        "an archive",
        (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".gz", ".bz2", ".xz"),
        ("application/zip", "application/x-tar", "application/gzip"),
        Isolated("archive", most=None),
    ),
}

LOADERS: dict[str, Loader] = {suffix: one.load for one in FORMATS.values() for suffix in one.suffixes}

#: Pairs (format by name, format by content) in which the name wins: the content cannot tell them apart.
_NAME_KNOWS = {("jsonl.gz", "archive"), ("warc", "archive"), ("mhtml", "mail"), ("mail", "mhtml"), ("odp", "odt")}
_SUFFIX = re.compile(r"\.[A-Za-z]\w*$")
#: Formats that are text in which anything may stand.
_TEXTS = frozenset({"text", "markdown", "html", "jsonl", "jsonl.gz", "csv", "json"})


class Choice(NamedTuple):
    """The format of a file by its key in FORMATS, and remarks on how it was told."""

    format: str
    notices: tuple[str, ...] = ()


def choose(stream: BinaryIO, *, name: str, media_type: str | None = None) -> Choice | None:
    """Tell the format of a seekable file by its content, its ``name`` and the media type that it was sent with; None
    where nothing tells. Raises LoadError for content that cannot be read under that name."""
    head, tail = ends(stream)
    sent = _by_media_type(media_type)
    # A page may have an address that ends like a file's name, so the media type of HTML wins over the name. Other media
    # types are often only derived from the name.
    named = sent if sent == "html" else _by_name(name) or sent
    kind = kind_of(head, tail)
    if kind is None or kind.format == named:
        return None if named is None or (kind is None and FORMATS[named].shared) else Choice(named)
    if kind.format is None:
        if named is None:
            return None
        raise LoadError(f"it is named as {FORMATS[named].name}, and is {kind.what}")
    if named is None and kind.format == "archive" and _SUFFIX.search(name):
        return None  # many programs pack their own files so
    if named is None or FORMATS[named].shared:
        return Choice(kind.format)
    if (named, kind.format) in _NAME_KNOWS or (named in _TEXTS and not kind.sure):
        return Choice(named)
    what = FORMATS[kind.format].name
    return Choice(kind.format, (f"it is named as {FORMATS[named].name}, and was read as what it is, {what}",))


def load_stream(
    stream: BinaryIO, *, name: str, media_type: str | None = None, charset: str | None = None
) -> Iterator[Draft | LoadError]:
    """Read the articles of a seekable file of any format, as ``choose`` tells it. Raises LoadError."""
    choice = choose(stream, name=name, media_type=media_type)
    if choice is None:
        raise LoadError(f"{name[:80]!r} is of no kind that is known: {unknown_kind(name)}")
    yield from noted(FORMATS[choice.format].load(stream, charset=charset), choice.notices)


def noted(drafts: Iterator[Draft | LoadError], notices: tuple[str, ...]) -> Iterator[Draft | LoadError]:
    """Add remarks to the first draft."""
    for draft in drafts:
        if notices and isinstance(draft, Draft):
            draft, notices = draft.noted(notices), ()
        yield draft


def unknown_kind(name: str, content: str = "") -> str:
    """Say that a file is of no kind that is read, and what to do; ``content``: what it holds, where that is known."""
    suffix = os.path.splitext(name)[1][:20]
    content = SAVE_AS.get(suffix.lower(), content)
    what = (f"a {suffix} file" if suffix else "a file whose name has no ending") + (f" ({content})" if content else "")
    return f"{what} is not read; {kinds_read()}"


def kinds_read() -> str:
    """Say which kinds of files are read, by the usual end of a name of each, and what to do with another."""
    kinds = " ".join(one.suffixes[0] for one in FORMATS.values())
    return f"read are {kinds}: save it as one of these, or name it .txt if it holds plain text"


def _by_name(name: str) -> str | None:
    lower = name.lower()
    fits = [(suffix, key) for key, one in FORMATS.items() for suffix in one.suffixes if lower.endswith(suffix)]
    return max(fits, key=lambda fit: len(fit[0]))[1] if fits else None


def _by_media_type(media_type: str | None) -> str | None:
    bare = (media_type or "").partition(";")[0].strip().lower()
    return next((key for key, one in FORMATS.items() if bare in one.media_types), None)
