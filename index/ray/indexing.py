"""Bulk indexing: files -> a snapshot, read, divided into sentences and encoded by all nodes of a cluster.

Owns how the work is divided, and that each piece is done once. Every piece, and every part of the snapshot, is written
to a folder that gets its final name only when it is complete. A piece whose worker or node died is done again; after an
interruption the same command does what is missing. Plain tasks of Ray, not Ray Data: its datasets cannot resume from
files that are already written, and it would add pandas and pyarrow, 250 MB.

This module runs in the process that distributes the work; what workers do is in ``index.ray.pieces``.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.durable.files import make_private_folder, publish, sha256, sync_folder
from index.durable.folder_lock import locked_folder
from index.encoders.base import Encoder, traits
from index.errors import ClusterError, IndexingError, TargetTaken
from index.ingest.passages import recipe_named
from index.loaders.files import Loaded, key_of, walk
from index.ray import pieces
from index.ray.engine import loaded
from index.ray.pieces import Piece, Work
from index.shards import store
from index.shards.layout import Part
from index.shards.writing import finish

_PLAN = "plan.json"
#: A larger file is read whole by each worker that encodes a part of it, so it is not cut any further.
_MOST_SLICES = 64
_RETRIES = 20


@dataclass(slots=True)
class Result:
    """The result of all sources: counts, and what failed or was passed over as (path, why)."""

    articles: int = 0
    sentences: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Options:
    """``parts``: how many the snapshot has; ``memory``: bytes of each worker; ``tell`` is called with the number of
    pieces done and of all pieces; ``work``: a folder for intermediate results that all nodes reach, by default one
    beside the snapshot. A piece is several files of together ``piece_bytes``, or a part of one larger file: some
    seconds of encoding, so that little is lost when a worker dies, and the cost of starting a task does not count."""

    parts: int
    memory: int
    tell: Callable[[int, int], None]
    work: Path | None = None
    piece_bytes: int = 200_000


def index_files(
    sources: Sequence[Path], out: str, *, encoder: Encoder, opened: Callable[[], Encoder], options: Options
) -> Result:
    """Index files and folders into a new snapshot, at a path or an address: a corpus, or with more than one part one
    in parts.

    Ray must be running; ``opened`` opens the encoder in each worker. Raises TargetTaken where ``out`` exists,
    FetchError where an address cannot be reached, ClusterError where an interrupted run with other sources or settings
    is in the way."""
    folder = _work_folder(out, options.work)
    make_private_folder(folder)
    with locked_folder(folder, to_write=folder):
        result = Result()
        cut = _pieces_of(sources, result, piece_bytes=options.piece_bytes)
        recipe = recipe_named(traits(encoder.name).recipe).label
        _check_plan(folder, {"pieces": [asdict(p) for p in cut], "parts": options.parts, "encoder": encoder.digest})
        work = Work(folder, options.parts, options.memory, recipe)
        _encode(work, cut, opened, options)
        parts = _write(work, len(cut), opened, result)
        target = folder / "whole" if store.is_address(out) else Path(out)
        if not target.exists():  # otherwise an interrupted run has published it already
            _publish(work, target, parts, encoder)
        if store.is_address(out):
            store.upload(target, out)
        for number in range(len(cut)):
            done = pieces.done(work, number)
            result.failed += [(path, why) for path, why in done["failed"]]
            result.skipped += [(path, why) for path, why in done["skipped"]]
        shutil.rmtree(folder)
    result.articles, result.sentences = sum(p.articles for p in parts), sum(p.sentences for p in parts)
    return result


def _work_folder(out: str, work: Path | None) -> Path:
    """Return the folder of the intermediate results, always the same for a snapshot. Raises TargetTaken,
    ClusterError."""
    path = Path(out).absolute()
    if store.is_address(out):
        if work is None:
            raise ClusterError(f"{out} is an address; give --work, a folder that all nodes reach by the same path")
        store.check_free(out)
        return work.absolute() / f"{sha256(out.encode())[:16]}.work"
    if path.exists():
        raise TargetTaken(f"{out} exists; give a folder that does not")
    return path.with_name(f"{path.name}.work") if work is None else work.absolute() / f"{path.name}.work"


def _pieces_of(sources: Sequence[Path], result: Result, *, piece_bytes: int) -> list[Piece]:
    """Divide the sources into pieces; the same sources give the same pieces."""
    cut: list[Piece] = []
    small: list[tuple[str, str]] = []
    size = newest = 0
    for source in sources:
        for file, root in walk(source):
            if isinstance(file, Loaded):
                into = result.skipped if file.error is None else result.failed
                into.append((file.path, file.error or file.skipped or ""))
                continue
            named = (str(file.absolute()), key_of(file, root))
            held, changed = (file.stat().st_size, file.stat().st_mtime_ns) if file.is_file() else (0, 0)
            if held > piece_bytes:
                of = min(_MOST_SLICES, -(-held // piece_bytes))
                cut += [Piece((named,), changed, place, of) for place in range(of)]
                continue
            small.append(named)
            size, newest = size + held, max(newest, changed)
            if size > piece_bytes:
                cut.append(Piece(tuple(small), newest))
                small, size, newest = [], 0, 0
    return [*cut, Piece(tuple(small), newest)] if small else cut


def _check_plan(folder: Path, plan: dict[str, Any]) -> None:
    """Write the plan, or compare it with that of the interrupted run that this one continues."""
    text = json.dumps(plan, sort_keys=True).encode()
    path = folder / _PLAN
    if not path.exists():
        publish(path, text)
    elif path.read_bytes() != text:
        raise ClusterError(
            f"{folder} is of an interrupted run with other files or settings; give the same, or remove that folder"
        )


def _encode(work: Work, cut: Sequence[Piece], opened: Callable[[], Encoder], options: Options) -> None:
    ray = loaded()
    largest = max((node["Resources"].get("memory", 0) for node in ray.nodes() if node["Alive"]), default=0)
    if largest < work.memory:  # Ray would wait for one that is larger
        raise ClusterError(
            f"each process may use {work.memory:,} bytes, and no node offers more than {int(largest):,}; give --memory"
        )
    task = ray.remote(num_cpus=1, memory=work.memory, max_retries=_RETRIES, scheduling_strategy="SPREAD")(pieces.encode)
    left = [number for number in range(len(cut)) if not pieces.is_done(work, number)]
    most = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
    running: list[Any] = []
    done = len(cut) - len(left)
    options.tell(done, len(cut))
    while left or running:
        while left and len(running) < most:
            number = left.pop(0)
            running.append(task.remote(work, number, piece=cut[number], opened=opened))
        ready, running = ray.wait(running, num_returns=1)
        _results(ready)
        done += len(ready)
        options.tell(done, len(cut))


def _write(work: Work, count: int, opened: Callable[[], Encoder], result: Result) -> list[Part]:
    ray = loaded()
    task = ray.remote(num_cpus=1, memory=work.memory, max_retries=_RETRIES, scheduling_strategy="SPREAD")(pieces.write)
    learning = ray.remote(num_cpus=1, memory=work.memory, max_retries=_RETRIES)(pieces.learn)
    _results([learning.remote(work, count)])
    written = _results([task.remote(work, place, count=count, opened=opened) for place in range(work.parts)])
    parts: list[Part] = []
    for part, twice in written:
        parts.append(part)
        result.failed += [(name, "its id is that of another article before it; give one another id") for name in twice]
    return parts


def _results(references: list[Any]) -> list[Any]:
    """Wait for tasks. Raises what they raised, ClusterError where the workers of one died each time."""
    ray = loaded()
    try:
        return list(ray.get(references))
    except ray.exceptions.RayTaskError as error:
        raise error.cause if isinstance(error.cause, IndexingError) else error from None
    except ray.exceptions.RayError as error:
        raise ClusterError(
            f"a step died {_RETRIES + 1} times ({type(error).__name__}); see that its processes have memory enough "
            f"(--memory), and run the same command again, which goes on: {str(error)[:500]}"
        ) from error


def _publish(work: Work, out: Path, parts: Sequence[Part], encoder: Encoder) -> None:
    """Give the snapshot its name, once all of it is there."""
    written = [pieces.part_folder(work, place) / part.folder for place, part in enumerate(parts)]
    if work.parts > 1:
        make_private_folder(work.snapshot)
        for path in written:
            if path.exists():  # otherwise an interrupted run has moved it already
                path.rename(work.snapshot / path.name)
        finish(work.snapshot, parts, encoder=encoder, recipe=work.recipe)
        work.snapshot.rename(out)
    else:
        written[0].rename(out)
    sync_folder(out.absolute().parent)
