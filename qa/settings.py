"""Settings: every choice a user can make from outside, parsed once from a mapping and passed on as values.

Owns the names, defaults and limits, and is the only module that looks at the environment. Knows nothing of what the
choices do.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from qa.errors import SettingsError

PREFIX = "QA_"


def default_cache(environ: Mapping[str, str]) -> Path:
    """Return the platform's cache folder for this program: $XDG_CACHE_HOME, or ~/.cache.

    Raises SettingsError for a user without a home folder."""
    root = Path(environ.get("XDG_CACHE_HOME", ""))
    if not root.is_absolute():
        try:
            root = Path.home() / ".cache"
        except RuntimeError as error:
            raise SettingsError(
                "this user has no home folder to keep compiled models in, and HOME is not set; "
                "set QA_CACHE to a folder that can be written"
            ) from error
    return root / "grounded-qa"


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(f"must lie between {low} and {high}")
        return value

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"must be {' or '.join(choices)}")
        return text

    return parse


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def _path(text: str) -> Path:
    try:
        return Path(_text(text)).expanduser()
    except RuntimeError as error:  # ~ or ~user, of a user without one
        raise ValueError("must not begin with a home folder that there is not; give the whole path") from error


@dataclass(frozen=True, slots=True)
class Settings:
    """One run's choices. Each field is the environment variable ``QA_<FIELD>``; ``parse`` reads them from any mapping.

    ``encoder`` and ``reader`` are "default", or the path or name of a model; ``reader`` may be "none": retrieval alone.
    ``calibration`` is "own", the corpus's own where it has one that fits, or "shipped".
    ``api_key``, when set, is asked of every HTTP request. Sizes are in characters or bytes, as their names say.
    ``max_requests_a_minute`` is what one address may ask; 0, as behind a proxy from which all come, sets no limit.
    ``threads`` is the number a model may use for one question; 0 leaves the choice to the model. A conversation kept by
    the server is forgotten so many hours after its last use, or when there are more than so many.
    """

    corpus: Path = field(default=Path("corpus"), metadata={"parse": _path})
    host: str = field(default="127.0.0.1", metadata={"parse": _text})
    port: int = field(default=8000, metadata={"parse": _whole(0, 65535)})
    encoder: str = field(default="default", metadata={"parse": _text})
    reader: str = field(default="default", metadata={"parse": _text})
    calibration: str = field(default="own", metadata={"parse": _one_of("own", "shipped")})
    cache: Path = field(default_factory=lambda: default_cache(os.environ), metadata={"parse": _path})
    api_key: str | None = field(default=None, metadata={"parse": _text}, repr=False)
    max_question_chars: int = field(default=2000, metadata={"parse": _whole(1, 100_000)})
    max_body_bytes: int = field(default=8_000_000, metadata={"parse": _whole(1_000, 1_000_000_000)})
    max_article_chars: int = field(default=2_000_000, metadata={"parse": _whole(1_000, 100_000_000)})
    max_concurrent_questions: int = field(default=4, metadata={"parse": _whole(1, 256)})
    max_requests_a_minute: int = field(default=0, metadata={"parse": _whole(0, 1_000_000)})
    threads: int = field(default=0, metadata={"parse": _whole(0, 256)})
    conversation_hours: int = field(default=24, metadata={"parse": _whole(1, 8760)})
    max_conversations: int = field(default=10_000, metadata={"parse": _whole(1, 1_000_000)})

    @classmethod
    def parse(cls, environ: Mapping[str, str]) -> Settings:
        """Read settings from a mapping of strings; keys without the QA_ prefix are left alone.

        Raises SettingsError for an unknown QA_ key (naming the nearest known one) or a value that cannot be used.
        """
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        values: dict[str, Any] = {}
        for key in sorted(k for k in environ if k.startswith(PREFIX)):
            if key not in known:
                raise SettingsError(_unknown(key, list(known)))
            try:
                values[known[key].name] = known[key].metadata["parse"](environ[key])
            except ValueError as reason:
                raise SettingsError(_unusable(key, environ[key], reason)) from None
        if "cache" not in values:  # a user who names one needs no home folder
            values["cache"] = default_cache(environ)
        return cls(**values)

    def with_(self, **changes: Any) -> Settings:
        """Return a copy with the given fields changed; a change to None leaves the field as it is."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})


def completion_wanted(variable: str) -> str:
    """Return what a shell that completes a command line asks for in this variable, as "bash_source"; "" for nothing."""
    return os.environ.get(variable, "")


def load() -> Settings:
    """Read the settings of this process from its environment."""
    return Settings.parse(os.environ)


def _unknown(key: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.0)[0]
    return f"unknown setting {key}; did you mean {nearest}? Known: {', '.join(sorted(known))}"


def _unusable(key: str, value: str, reason: ValueError) -> str:
    shown = "(hidden)" if key == "QA_API_KEY" else repr(value[:80])
    why = str(reason) if "must" in str(reason) else "must be a whole number"
    return f"{key} is {shown}; it {why}"
