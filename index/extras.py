"""Optional libraries, each installed by an extra of this project, loaded when one is needed."""

from __future__ import annotations

import importlib
from typing import Any

from index.errors import LoadError


def library(name: str, *, extra: str) -> Any:
    """Load a library. Raises LoadError that names the extra with which it is installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise LoadError(
            f"reading it needs {name.partition('.')[0]}, which is not installed; run pip install 'grounded-qa[{extra}]'"
        ) from error
