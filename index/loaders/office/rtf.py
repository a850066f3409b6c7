"""RTF -> articles. Fences striprtf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.errors import LoadError
from index.extras import library
from index.loaders.drafts import Draft
from index.loaders.text import read_limited

_LARGEST = 50 * 1024 * 1024  # with its pictures, which are not read
_PICTURE = re.compile(
    r"\{\\(?:\*\\)?(?:pict|shppict|nonshppict|objdata|themedata|datastore|colorschememapping)[^{}]*\}"
)
_INFO = re.compile(r"\{\\(title|author) ([^{}]*)\}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def load_rtf(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read an RTF file, which declares its character set itself; ``charset`` is not used. Raises LoadError."""
    del charset
    data = read_limited(stream, _LARGEST)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise LoadError("it does not begin as RTF does; it is damaged, or is not what its name says")
    to_text = library("striprtf.striprtf", extra="office").rtf_to_text
    source = _PICTURE.sub("", data.decode("latin-1"))
    about = {
        name: to_text(f"{{\\rtf1 {written}}}", errors="replace").strip() for name, written in _INFO.findall(source)
    }
    created = _CREATED.search(source)
    lines = to_text(source, errors="replace").replace("\x00", "").split("\n")
    yield Draft(
        text="\n\n".join(" ".join(line.split()) for line in lines if line.strip()),
        title=about.get("title", ""),
        author=about.get("author") or None,
        published=f"{created[1]}-{int(created[2]):02}-{int(created[3]):02}" if created else None,
    )
