"""Word documents -> articles. Fences mammoth, which turns one into HTML with its headings, lists, tables and footnotes;
tracked insertions are read, deletions are not."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from index.errors import LoadError
from index.extras import library
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import joined
from index.loaders.extraction.pieces import fragment_pieces
from index.loaders.office.package import Package, properties

#: What mammoth has no rule for by itself.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='Caption'] => figcaption:fresh
"""

#: Marks of notes in the text, and the arrows back from them.
_NOTE_MARKS = re.compile(r'(?:<sup>)?<a href="#(?:foot|end)note-[^>]*>[^<]*</a>(?:</sup>)?')


def load_docx(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a Word document. ``charset`` is not used. Raises LoadError."""
    del charset
    mammoth: Any = library("mammoth", extra="office")
    data = stream.read()
    with Package(io.BytesIO(data)) as package:
        about = properties(package)
        package.needed("word/document.xml")  # parsed here with limits first, as mammoth has none
        for name in package.names():
            if name.startswith("word/") and name.endswith(".xml"):
                package.xml(name)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=_no_image, external_file_access=False
        ).value
    except Exception as error:  # a damaged file trips mammoth, and what it stands on, in many ways
        raise LoadError(f"it cannot be read as a Word document ({error}); it is damaged, or save it again") from error
    text, outline = joined(fragment_pieces(_NOTE_MARKS.sub("", html)))
    yield Draft(text=text, outline=outline, **about)


def _no_image(_: Any) -> list[Any]:
    return []
