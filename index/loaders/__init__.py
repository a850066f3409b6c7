"""Files -> articles. The menu: ``load_file``, ``load_paths``, ``article_from_text``, and LOADERS, one a format.

A loader reads an open binary file and yields a Draft, or a LoadError, for every article in it. It knows the format
alone; identifiers, dates and limits are the same for all (index.loaders.drafts, index.loaders.files).
"""

from __future__ import annotations

from index.loaders.drafts import Draft, article_from_text, finish
from index.loaders.files import LOADERS, Loaded, Loader, load_file, load_paths

__all__ = ["LOADERS", "Draft", "Loaded", "Loader", "article_from_text", "finish", "load_file", "load_paths"]
