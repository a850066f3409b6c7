"""Files -> articles. The menu: ``load_file``, ``load_paths``, ``load_stream``, ``article_from_text``, and the tables:
FORMATS, and LOADERS by the end of a file's name.

A loader reads an open binary file and yields a Draft, or a LoadError, for every article in it. It knows the format
alone; identifiers, dates and limits are the same for all (index.loaders.drafts, index.loaders.files). ``choose`` tells
the format of a file by its content, its name and its media type, and ``load_stream`` reads it so.
"""

from __future__ import annotations

from index.loaders.addresses import identity, same_site
from index.loaders.drafts import Draft, article_from_text, finish
from index.loaders.files import (
    Loaded,
    finished,
    key_of,
    load_file,
    load_paths,
    outcomes_of,
    path_of,
    path_text,
    shown_path,
    walk,
)
from index.loaders.formats import (
    FORMATS,
    LOADERS,
    Choice,
    Format,
    Loader,
    choose,
    kinds_read,
    load_stream,
    unknown_kind,
)
from index.loaders.metadata_file import metadata_path

__all__ = [
    "FORMATS",
    "LOADERS",
    "Choice",
    "Draft",
    "Format",
    "Loaded",
    "Loader",
    "article_from_text",
    "choose",
    "finish",
    "finished",
    "identity",
    "key_of",
    "kinds_read",
    "load_file",
    "load_paths",
    "load_stream",
    "metadata_path",
    "outcomes_of",
    "path_of",
    "path_text",
    "same_site",
    "shown_path",
    "unknown_kind",
    "walk",
]
