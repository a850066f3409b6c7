"""What a service needs to run well, checked: machine, versions, threads, disk, models, corpora, keys, Ray
where it is installed; and what to do.

Only reads. Knows nothing of how its findings are shown.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from index import SQLITE_VERSION, IndexingError
from index.errors import CorpusMissing
from index.onnx_runtime import usable_cores
from index.ray.engine import INSTALL, RELEASE, TOKEN_FILE, has_token
from qa.engine import Engine
from qa.errors import QAError
from qa.keys import KeyFile
from qa.opening import open_encoder
from qa.reader.loading import open_reader
from qa.settings import Settings

_LIBRARIES = ("grounded-qa", "numpy", "faiss-cpu", "onnxruntime", "tokenizers", "fastapi", "uvicorn")
# The models and an index of a hundred thousand sentences together take about this much.
_LEAST_MEMORY = 2 << 30
# A change keeps the old vectors until the new ones are complete: with less free space than this a disk is soon full.
_LEAST_DISK = 1 << 30
_NO_DISK = 100 << 20

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. ``advice`` says what to do; "" where there is nothing to do."""

    name: str
    state: State
    detail: str
    advice: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        return asdict(self)


def examine(settings: Settings) -> list[Check]:
    """Check what a service with these settings would run on, its models and corpora opened for reading."""
    findings = list(_surroundings(settings))
    with ExitStack() as opened:
        first = None
        try:
            first = opened.enter_context(Engine.open(settings.corpus, settings=settings))
            findings += [*_models(first), *_contents(first), *_notices(first)]
        except CorpusMissing as error:
            findings.append(_models_alone(settings))
            findings.append(Check("corpus", "warning", str(error), "Add articles with `qa add`, or start `qa serve`"))
        except (IndexingError, QAError, OSError) as error:
            findings.append(Check("models and corpus", "fault", str(error), "Do what the message says"))
        for name, folder in settings.corpora:
            findings += _of(name, _further(settings.with_(corpus=folder), first))
    return findings


def _models_alone(settings: Settings) -> Check:
    """Open the models where there is no corpus to open them for."""
    try:
        open_encoder(settings)
        if (reader := open_reader(settings)) is not None:
            reader.close()
    except (IndexingError, QAError, OSError) as error:
        return Check("models and corpus", "fault", str(error), "Do what the message says")
    return Check("models", "ok", f"encoder {settings.encoder}, reader {settings.reader}")


def examine_running(engine: Engine) -> list[Check]:
    """Check what a running service stands on. Raises what a view of the corpus raises."""
    settings = engine.settings.with_(corpus=engine.corpus.folder)
    return [*_surroundings(settings), *_models(engine), *_contents(engine)]


def examine_further(name: str, engine: Engine | None) -> list[Check]:
    """Check a further corpus of a running service; None stands for one that could not be opened."""
    if engine is None:
        return list(_of(name, [Check("corpus", "fault", "it could not be opened", "`qa doctor` says why")]))
    settings = engine.settings.with_(corpus=engine.corpus.folder)
    checks = [_disk("disk of the corpus", settings.corpus), _keys(settings)]
    try:
        checks += _contents(engine)
    except IndexingError as error:
        checks.append(_fault_of_further(error))
    return list(_of(name, checks))


def _further(settings: Settings, first: Engine | None) -> Iterator[Check]:
    """Check a further corpus of a service that is not running, with the models of the first corpus if that is open."""
    yield _disk("disk of the corpus", settings.corpus)
    yield _keys(settings)
    with ExitStack() as opened:
        try:
            engine = Engine.open(settings=settings) if first is None else first.beside(settings.corpus)
            opened.callback(engine.close, but_models=first is not None)
            yield from _contents(engine)
            yield from _notices(engine)
        except CorpusMissing as error:
            yield Check("corpus", "warning", str(error), "Add articles with `qa add`, or start `qa serve`")
        except (IndexingError, QAError, OSError) as error:
            yield _fault_of_further(error)


def _fault_of_further(error: Exception) -> Check:
    return Check("corpus", "fault", str(error), "Do what the message says; until then the others are served")


def _of(name: str, checks: Iterable[Check]) -> Iterator[Check]:
    return (replace(check, name=f"{check.name} of {name}") for check in checks)


def _surroundings(settings: Settings) -> Iterator[Check]:
    yield _machine()
    yield Check("versions", "ok", ", ".join(_versions()))
    yield _threads(settings)
    yield _disk("disk of the corpus", settings.corpus)
    yield _disk("disk of compiled models", settings.cache)
    yield _keys(settings)
    yield from _ray(settings)


def _machine() -> Check:
    cores, memory = usable_cores(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    detail = f"{platform.system()} {platform.machine()}, {cores} usable cores, {_size(memory)} of memory"
    if memory < _LEAST_MEMORY:
        return Check("machine", "warning", detail, f"Give it {_size(_LEAST_MEMORY)} of memory, or use QA_READER=none")
    return Check("machine", "ok", detail)


def _versions() -> Iterator[str]:
    yield f"Python {sys.version.split()[0]}"
    for library in _LIBRARIES:
        try:
            yield f"{library} {version(library)}"
        except PackageNotFoundError:
            yield f"{library} not installed"
    yield f"SQLite {SQLITE_VERSION}"


def _threads(settings: Settings) -> Check:
    cores, threads = usable_cores(), settings.threads
    detail = f"{threads or 'as many as the model likes'} for a question, {settings.max_concurrent_questions} at a time"
    if threads > cores:
        advice = f"There are {cores} cores: set QA_THREADS to {cores} or less, or leave it at 0"
        return Check("threads", "warning", detail, advice)
    return Check("threads", "ok", detail)


def _disk(name: str, folder: Path) -> Check:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    detail = f"{_size(free)} free for {folder}"
    if not os.access(there, os.W_OK):
        return Check(
            name, "warning", f"{there} cannot be written", "Let this user write there, or choose another folder"
        )
    if free < _LEAST_DISK:
        state: State = "fault" if free < _NO_DISK else "warning"
        return Check(name, state, detail, "Free some space; a full disk changes nothing, but nothing can be added")
    return Check(name, "ok", detail)


def _keys(settings: Settings) -> Check:
    try:
        keys, now = KeyFile(settings.corpus).read(), time.time()
    except IndexingError as error:
        return Check("keys", "fault", str(error), "Until then the service lets nobody in")
    valid = sum(key.state(now) == "valid" for key in keys)
    detail = f"{valid} valid of {len(keys)} in the folder, QA_API_KEY {'set' if settings.api_key else 'not set'}"
    if keys and not valid and not settings.api_key:
        return Check("keys", "warning", detail, "The service lets nobody in: make a key with `qa keys create NAME`")
    return Check("keys", "ok", detail)


def _ray(settings: Settings) -> Iterator[Check]:
    """Where Ray is installed, check its release, and that nobody else can read the token of its processes."""
    try:
        release = version("ray")
    except PackageNotFoundError:
        return
    try:
        token = "a token" if has_token(settings.cache) else "no token yet, the first `qa ray` command makes one"
    except IndexingError as error:
        yield Check("ray", "fault", str(error), "Do what the message says")
        return
    detail = f"Ray {release}, {token} in {settings.cache / TOKEN_FILE}"
    if not release.startswith(f"{RELEASE}."):
        yield Check("ray", "warning", detail, f"Tested is Ray {RELEASE}: {INSTALL}")
        return
    yield Check("ray", "ok", detail)


def _models(engine: Engine) -> Iterator[Check]:
    for part, name in engine.models.named().items():
        yield Check(part, "ok", name)
    if engine.models.reader is None:
        yield Check("reader", "warning", "none: answers are less sure", "Unset QA_READER to read with the shipped one")


def _notices(engine: Engine) -> Iterator[Check]:
    return (Check("corpus notice", "warning", notice) for notice in engine.corpus.notices)


def _contents(engine: Engine) -> Iterator[Check]:
    stats = engine.corpus.stats()
    size = _size(sum(stats["bytes"].values()))
    detail = (
        f"{stats['articles']:,} articles, {stats['sentences']:,} sentences, generation {stats['generation']}, {size}"
    )
    if not stats["articles"]:
        yield Check("corpus", "warning", detail, "Add articles with `qa add`, or on the page")
    else:
        yield Check("corpus", "ok", detail)


def _size(number: int) -> str:
    return f"{number / (1 << 30):.1f} GiB" if number >= 1 << 30 else f"{number / (1 << 20):.1f} MiB"
