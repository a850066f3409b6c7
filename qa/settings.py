"""Settings: the environment variables QA_*, parsed once from a mapping and passed on as values. Owns the names,
defaults and limits, and is the only module that reads the environment. Knows nothing of what the settings do.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from qa.errors import SettingsError

PREFIX = "QA_"
_CORPUS = Path("corpus")
#: The name of a corpus among several: it is part of addresses.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


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


def named_folders(text: str) -> tuple[tuple[str, Path], ...]:
    """Read "news=/path/a,sport=/path/b". Raises ValueError for what is no name, no folder, or there twice."""
    named: dict[str, Path] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, separator, folder = part.partition("=")
        if not separator or not NAME.fullmatch(name):
            raise ValueError("must be NAME=FOLDER, a comma between several; a name is of a to z, 0 to 9 and hyphens")
        if name in named or _path(folder) in named.values():
            raise ValueError("must name each corpus and each folder once")
        named[name] = _path(folder)
    return tuple(named.items())


def _setting(default: Any, parse: Callable[[str], Any], *, says: str, secret: bool = False) -> Any:
    """Make a field: its default, how its text is parsed, and what it is for."""
    return field(default=default, metadata={"parse": parse, "says": says}, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """One run's choices. Each field is the environment variable ``QA_<FIELD>``; ``parse`` reads them from any mapping.

    What each is for stands beside it, and in the README's table, which is made of it.
    """

    corpus: Path = _setting(_CORPUS, _path, says="the corpus folder")  # noqa: RUF009 - it makes a field
    corpora: tuple[tuple[str, Path], ...] = _setting(
        (),
        named_folders,
        says="further corpora of the service, each under `/c/NAME/`: `NAME=FOLDER`, separated by commas",
    )
    host: str = _setting("127.0.0.1", _text, says="address to listen on; beyond this machine only with a key")
    port: int = _setting(8000, _whole(0, 65535), says="port to listen on; 0 takes any free one")
    encoder: str = _setting(
        "default",
        _text,
        says="embedding model: `default`, or a sentence-transformers model by name or folder; with `:int8` at its end, "
        "in int8",
    )
    reader: str = _setting(
        "default",
        _text,
        says="reading model: `default` (two readers, where the second's model is installed), `fast` (the first alone), "
        "`none` (retrieval alone), or a CrossEncoder by name or folder",
    )
    calibration: str = _setting(
        "own",
        _one_of("own", "shipped"),
        says="`own`: the corpus's own calibration if it has one that fits; `shipped`: always the shipped one",
    )
    cache: Path = field(
        default_factory=lambda: default_cache(os.environ),
        metadata={
            "parse": _path,
            "says": "folder of compiled models and downloaded snapshots, removed once unused for 30 and 7 days",
            "shown": "~/.cache/grounded-qa",
        },
    )
    api_key: str | None = _setting(
        None, _text, says="key that every request must bring: `Authorization: Bearer KEY`", secret=True
    )
    max_question_chars: int = _setting(2000, _whole(1, 100_000), says="the most characters in a question")
    max_body_bytes: int = _setting(8_000_000, _whole(1_000, 1_000_000_000), says="the most bytes in a request")
    max_article_chars: int = _setting(2_000_000, _whole(1_000, 100_000_000), says="the most characters in an article")
    fetch: str = _setting(
        "off",
        _one_of("off", "on"),
        says="`on`: clients that may add articles over HTTP may have pages of the open web fetched",
    )
    max_concurrent_questions: int = _setting(4, _whole(1, 256), says="questions answered at a time; others wait")
    workers: int = _setting(
        1, _whole(1, 64), says="processes that answer questions; beyond 1 the service only distributes questions"
    )
    max_requests_a_minute: int = _setting(
        0, _whole(0, 1_000_000), says="requests a minute of one key, or of one address without a key; 0 sets no limit"
    )
    threads: int = _setting(0, _whole(0, 256), says="cores a model may use for one question; 0 leaves it to the model")
    leaving_seconds: int = _setting(
        0,
        _whole(0, 300),
        says="seconds after SIGTERM in which requests are still accepted, while `/readyz` says 503 to load balancers",
    )
    log: str = _setting(
        "text",
        _one_of("text", "json"),
        says="`text`: warnings only; `json`: also a line of JSON for each request and answer",
    )
    log_questions: str = _setting(
        "no", _one_of("no", "yes"), says="whether those lines hold the text of questions: `no` or `yes`"
    )
    keep_gaps: str = _setting(
        "off",
        _one_of("off", "on"),
        says="`on`: questions without a sure answer are kept in the corpus folder, for `qa gaps`",
    )
    webhooks: str = _setting(
        "",
        _text,
        says="addresses, separated by spaces, to which watches may send events; none when empty",
    )
    conversation_hours: int = _setting(
        24, _whole(1, 8760), says="hours after its last use after which a conversation is deleted"
    )
    max_conversations: int = _setting(
        10_000, _whole(1, 1_000_000), says="the most conversations kept; the one unused for longest is deleted first"
    )

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
    """Return the value of the variable by which a shell asks for completion, such as "bash_source"; "" when it is not
    set."""
    return os.environ.get(variable, "")


def traces_wanted() -> bool:
    """Say whether OpenTelemetry's standard variables name an endpoint for traces, and do not turn them off.

    Raises SettingsError for a protocol that is not spoken here."""
    names = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    is_off = os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    exporters = os.environ.get("OTEL_TRACES_EXPORTER", "otlp").split(",")
    if is_off or "otlp" not in map(str.strip, exporters) or not any(os.environ.get(name) for name in names):
        return False
    protocol = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL")
    if protocol not in (None, "", "http/protobuf"):
        raise SettingsError(f"OTEL_EXPORTER_OTLP_PROTOCOL is {protocol!r}; traces are sent by 'http/protobuf' alone")
    return True


def load() -> Settings:
    """Read the settings of this process from its environment."""
    return Settings.parse(os.environ)


def _unknown(key: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.0)[0]
    return f"unknown setting {key}; did you mean {nearest}? Known: {', '.join(sorted(known))}"


def _unusable(key: str, value: str, reason: ValueError) -> str:
    written = "(hidden)" if key == "QA_API_KEY" else repr(value[:80])
    why = str(reason) if "must" in str(reason) else "must be a whole number"
    return f"{key} is {written}; it {why}"


def described() -> list[tuple[str, str, str]]:
    """Return (name, default, what it is for) of every setting, for the documents."""
    rows = []
    for one in fields(Settings):
        default = one.metadata.get("shown", one.default)
        rows.append((PREFIX + one.name.upper(), "" if default in (None, ()) else str(default), one.metadata["says"]))
    return rows
