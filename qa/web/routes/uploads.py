"""An uploaded body -> articles, by its media type. Knows nothing of routes or of where articles are stored."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from index.errors import IndexingError, InvalidArticle, LoadError
from index.loaders import FORMATS, LOADERS, Draft, finish, load_stream, unknown_kind
from index.records import Article
from qa.limits import check_storable, check_text
from qa.web.http.json_bodies import parse
from qa.web.http.multipart import File, files_in
from qa.web.http.problems import fault_of
from qa.web.schemas.requests import ArticleIn, ArticlesIn, UploadQuery

_SUFFIXES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
}
_CHARSET = re.compile(r"(?i);\s*charset\s*=\s*\"?([\w:.-]{1,40})")
FORM = "multipart/form-data"
#: For these media types the content, and the file name in the address, decide the format.
_BYTES = "application/octet-stream"
_FILES = tuple(kind for one in FORMATS.values() for kind in one.media_types if kind not in _SUFFIXES)
TYPES = ("application/json", *_SUFFIXES, FORM, *dict.fromkeys(_FILES), _BYTES)
"""The media types that can be read."""

_articles: TypeAdapter[list[ArticleIn]] = TypeAdapter(ArticlesIn)


#: Most faults of one body. With more it is not of the declared kind, and reading on would only cost time.
MOST_FAULTS = 1_000


class Uploaded(NamedTuple):
    """An article that came, and remarks on what of it was left out."""

    article: Article
    notices: tuple[str, ...]


def read_any(
    body: bytes, content_type: str, *, details: UploadQuery, most_chars: int
) -> list[Uploaded | IndexingError]:
    """Read a body of any of ``TYPES``. Raises what ``read`` and ``read_form`` raise."""
    kind = content_type.partition(";")[0].strip().lower()
    return (read_form if kind == FORM else read)(body, content_type, details=details, most_chars=most_chars)


def read(body: bytes, content_type: str, *, details: UploadQuery, most_chars: int) -> list[Uploaded | IndexingError]:
    """Read the articles of a body: one entry an article, or why it is none. The ``content_type`` may name a charset.

    ``details`` is what the address says of the one article of a file, and wins over what the file says; its
    ``filename`` keeps the article's id the same when the file is sent again. A text of more than ``most_chars`` is
    looked at no further: some steps of that would hold up the whole process. Raises RequestValidationError for JSON of
    another form.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "application/json":
        return [_made(article, most_chars) for article in _checked(body)]
    declared = _CHARSET.search(content_type)
    charset = declared[1] if declared else None
    if media_type in _SUFFIXES:
        return _loaded(_drafts(body, _SUFFIXES[media_type], charset=charset), details, most_chars)
    kind = None if media_type == _BYTES else media_type
    drafts = load_stream(io.BytesIO(body), name=details.filename, media_type=kind, charset=charset)
    return _loaded(drafts, details, most_chars)


def read_form(
    body: bytes, content_type: str, *, details: UploadQuery, most_chars: int
) -> list[Uploaded | IndexingError]:
    """Read the articles of every file of a form, each by the ending of its name, or else by the type it was sent with.

    What the address says is said of the one file of a form; of several it may say nothing. A file that cannot be read
    does not stop the others.
    """
    try:
        files = files_in(body, content_type)
    except ValueError as error:
        raise LoadError(f"the form cannot be read: {error}; send it as curl -F file=@NAME does") from None
    if not files:
        raise LoadError("the form holds no file; send one as curl -F file=@NAME does")
    if len(files) > 1 and any(details.model_dump(exclude_defaults=True)):
        raise LoadError("the address says something of one article, and the form holds several files")
    return [entry for file in files for entry in _of_file(file, details, most_chars)]


def storable(upload: Uploaded | IndexingError, most_chars: int) -> Uploaded | IndexingError:
    """Check an article before any of the request is stored, so that one that is not storable does not stop the rest."""
    if isinstance(upload, Uploaded):
        try:
            check_storable(upload.article, most_chars=most_chars)
        except InvalidArticle as error:
            return error
    return upload


def _of_file(file: File, details: UploadQuery, most_chars: int) -> list[Uploaded | IndexingError]:
    suffix = Path(file.name).suffix.lower()
    try:
        if suffix == ".json" or (suffix not in LOADERS and file.type == "application/json"):
            return read(file.content, "application/json", details=details, most_chars=most_chars)
        known = suffix if suffix in LOADERS else _SUFFIXES.get(file.type)
        if known is None:
            raise LoadError(f"{file.name[:80]!r} is of no kind that is known: {unknown_kind(file.name)}")
        one = details if details.filename else details.model_copy(update={"filename": file.name})
        return _loaded(_drafts(file.content, known, charset=file.charset), one, most_chars)
    except RequestValidationError as error:
        return [LoadError(f"{file.name[:80]!r} does not have the form of articles: {first_fault(error)}")]
    except LoadError as error:
        return [LoadError(str(error))]


def first_fault(error: RequestValidationError) -> str:
    """Say what is wrong with JSON of another form, and where in it that is first so."""
    fault = fault_of(error.errors()[0])
    return f"{fault['detail'].removesuffix('.')} ({fault['pointer']})"


def _checked(body: bytes) -> list[ArticleIn]:
    try:
        value = parse(body)
        return _articles.validate_python(value if isinstance(value, list) else [value])
    except json.JSONDecodeError as error:
        fault = {"type": "json_invalid", "loc": ("body",), "msg": "JSON decode error", "ctx": {"error": error.msg}}
        raise RequestValidationError([fault]) from None
    except ValidationError as error:
        raise RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in error.errors(**_BARE)]) from None


_BARE: dict[str, Any] = {"include_url": False, "include_context": False, "include_input": False}


def _made(article: ArticleIn, most_chars: int) -> Uploaded | IndexingError:
    try:
        check_text(article.text, most_chars=most_chars)
        return Uploaded(*finish(Draft(**article.model_dump())))
    except (LoadError, InvalidArticle) as error:
        return error


def _drafts(body: bytes, suffix: str, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    return LOADERS[suffix](io.BytesIO(body), charset=charset)


def _loaded(
    drafts: Iterator[Draft | LoadError], details: UploadQuery, most_chars: int
) -> list[Uploaded | IndexingError]:
    uploads: list[Uploaded | IndexingError] = []
    faults = 0
    while True:
        try:
            draft = next(drafts, None)
            if draft is None:
                return uploads
            uploads.append(_finished(draft, details, most_chars))
        except (LoadError, InvalidArticle) as error:
            faults += 1
            if faults > MOST_FAULTS:
                raise LoadError(
                    f"more than {MOST_FAULTS:,} of its entries cannot be read, the last of them: {str(error)[:200]}; "
                    "nothing of it was stored"
                ) from None
            uploads.append(type(error)(str(error)))  # without what it holds of where it was raised


def _finished(draft: Draft | LoadError, details: UploadQuery, most_chars: int) -> Uploaded:
    if isinstance(draft, LoadError):
        raise draft
    check_text(draft.text, most_chars=most_chars)
    if draft.where:  # one of many: what the address says is said of one
        return Uploaded(*finish(draft, f"{details.filename}:{draft.where}" if details.filename else None))
    one = {k: v for k, v in details.model_dump(exclude={"filename"}).items() if v is not None}
    return Uploaded(*finish(replace(draft, **one), details.filename or None))
