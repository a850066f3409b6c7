"""What is loaded when it is used: optional libraries, each installed by an extra, and the names of a package.

Numpy, FAISS and ONNX Runtime take long to load, and who wants a record or the version needs none of them.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
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


def loaded_when_used(package: str, modules: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the ``__getattr__`` and the ``__dir__`` of a package. ``modules``: where each name stands, "module", or
    "module:name" where it has another name there."""

    def loaded(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, name_there = modules[name].partition(":")
        value = getattr(importlib.import_module(module), name_there or name)
        setattr(sys.modules[package], name, value)  # so that it is asked once
        return value

    return loaded, lambda: sorted({*vars(sys.modules[package]), *modules})
