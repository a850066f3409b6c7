"""The error raised where a framework is not installed: it names the extra. Knows nothing of any one framework."""

from __future__ import annotations


def not_installed(framework: str, *, extra: str, error: ModuleNotFoundError) -> ModuleNotFoundError:
    """Return the error to raise where the framework that a module is made for cannot be imported."""
    return ModuleNotFoundError(
        f"{framework} is not installed ({error}): pip install 'grounded-qa[{extra}]'", name=error.name, path=error.path
    )
