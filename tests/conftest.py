"""What many tests share: the real encoders, for tests marked ``model``; and what the fast lane leaves out."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from index.durable import unused
from index.encoders.base import DEFAULT_MODEL, FAST_MODEL, Encoder
from index.encoders.onnx import FAST_ENCODER, OnnxEncoder
from qa.settings import default_cache
from tests.support.examples import DEFAULT, FAST, FEW, LONG, MANY, SOME

# Machines are noisy: no example fails for taking long. Only the long run draws examples by chance: a change is not to
# be refused for a fault that it did not bring, and what the long run finds becomes a case of its own.
for profile, count in ((FAST, FEW), (DEFAULT, SOME), (LONG, MANY)):
    settings.register_profile(profile, deadline=None, max_examples=count, derandomize=profile != LONG)
settings.load_profile(DEFAULT)

#: Compiled models are kept between runs, where the program keeps them: what it has compiled here need not be again.
MODEL_CACHE = default_cache(os.environ)
#: A cache folder into which nothing can be compiled: in place of the program's there is a file.
NO_MODELS = Path(__file__).parents[1] / ".cache" / "no-models"


#: Folders and files whose tests start processes, repeat, wait, or load torch.
SLOW = frozenset(
    Path(__file__).parent / name
    for name in (
        *("acceptance", "browser", "cluster", "durability", "scripts/train"),
        *("qa/reader/test_cross_encoder.py", "qa/reader/test_second_compiling.py"),
        "qa/attribution/test_speakers_cost.py",
    )
)

#: Files and folders whose tests take longest. Each is for one worker, so they begin first: at the end no worker waits
#: for another that has just begun one.
LONGEST = tuple(
    Path(__file__).parent / name
    for name in (
        *("browser", "acceptance/test_golden.py", "durability/test_kill.py", "index/encoders/test_onnx.py"),
        *("acceptance/test_slim.py", "qa/web/test_server_memory.py", "acceptance/test_offline.py"),
        *("index/loaders/test_formats.py", "qa/web/commands/test_changes.py", "qa/cli/test_main_surroundings.py"),
        *("qa/web/test_server_draining.py", "qa/web/service/test_processes.py", "acceptance/test_own_questions.py"),
        *("qa/mcp/test_server.py", "qa/cli/test_main.py", "acceptance/test_planted.py", "qa/cli/adding/test_add.py"),
    )
)


def pytest_configure() -> None:
    """Make the cache folder of the tests that need no model, once for all of them; and collect no garbage while tests
    are collected: what comes of that stays."""
    NO_MODELS.mkdir(parents=True, exist_ok=True)
    (NO_MODELS / MODEL_CACHE.name).touch()
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Collect garbage from here on, and only what comes from here on: a million objects of modules and tests need not
    be looked through again and again."""
    gc.freeze()
    gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import the slow folders where they are left out: torch alone takes seconds to load."""
    return True if collection_path in SLOW and "not slow" in config.option.markexpr else None


class ByFile(LoadGroupScheduling):
    """The tests of a file go to one worker, which makes once what they share; groups of ``xdist_group`` as ever."""

    def _split_scope(self, nodeid: str) -> str:
        group = super()._split_scope(nodeid)
        return nodeid.partition("::")[0] if group == nodeid else group


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    """Divide the tests among the workers."""
    return ByFile(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what the fast lane leaves out: what is in ``SLOW``, and what repeats. Let what takes longest come first."""
    for item in items:
        if _is_slow(item.path) or item.get_closest_marker("endurance"):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: _place(item.path))


@cache
def _is_slow(path: Path) -> bool:
    return not SLOW.isdisjoint((path, *path.parents))


@cache
def _place(path: Path) -> int:
    return next((place for place, one in enumerate(LONGEST) if one in (path, *path.parents)), len(LONGEST))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Keep models from a test of the fast lane, those compiled on this machine and new ones: one that opens them is
    marked ``model``."""
    if any(item.get_closest_marker(name) for name in ("model", "browser", "slow")):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(NO_MODELS))
        # None of them speaks TLS, and each client would read the certificates of the whole web, which takes longer than
        # what it is made for. A file of them that this machine names would be read all the same.
        patch.setenv("SSL_CERT_DIR", str(NO_MODELS))
        patch.delenv("SSL_CERT_FILE", raising=False)
        # Hundreds of corpora are made here, and none of their disks fills up.
        patch.setattr("index.folder.reserve._BYTES", 20_000)
        patch.setattr("index.encoders.onnx.subprocess", SimpleNamespace(run=_refuse_to_compile))
        return (yield)


def _refuse_to_compile(*_: object, **__: object) -> None:
    pytest.fail("it compiles a model, in a cache of its own: mark it `model`, or give it another encoder")


@pytest.fixture
def released_markers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close after a test what ``index.durable.unused`` holds open until the process ends: a worker runs many tests."""
    held: dict[Path, int] = {}
    monkeypatch.setattr(unused, "_held", held)
    yield
    for file in held.values():
        os.close(file)


@pytest.fixture(scope="session")
def onnx_encoder() -> OnnxEncoder:
    """The default encoder, compiled on first use."""
    return OnnxEncoder.open(MODEL_CACHE)


@pytest.fixture(scope="session")
def exact_encoder() -> OnnxEncoder:
    """The default model with its sentences encoded as its questions are."""
    return OnnxEncoder.open(MODEL_CACHE, DEFAULT_MODEL)


@pytest.fixture(scope="session")
def fast_encoder() -> OnnxEncoder:
    """The fast encoder, compiled on first use."""
    return OnnxEncoder.open(MODEL_CACHE, FAST_ENCODER)


@pytest.fixture(scope="session")
def fp32_encoder() -> OnnxEncoder:
    """The fast model with its sentences in fp32 too."""
    return OnnxEncoder.open(MODEL_CACHE, FAST_MODEL)


@pytest.fixture(scope="session")
def torch_encoder() -> Encoder:
    """The fast model run by sentence-transformers. Imported here, because only these tests should pay for torch."""
    from index.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder()
