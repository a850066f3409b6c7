"""The checkpoint of an open corpus folder: its vector index and its generation, saved outside the catalogue.

Owns when saving is worth its cost, and the order of the files. Callers make sure that nothing is changed meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from index.catalogue.snapshot import Snapshot, State
from index.durable.fault_points import reached
from index.durable.files import publish, sha256
from index.errors import CorpusFull
from index.folder import manifest
from index.folder.manifest import Checkpoint, Manifest
from index.folder.opening import Opened, sweep
from index.vectors import dense_search


def acknowledge(opened: Opened) -> None:
    """Record the catalogue's generation outside it, after a commit and before the change is reported to anyone.

    When the disk is full the change is durable nevertheless, only a later loss would not be detected: that is a notice,
    not an error."""
    with opened.store.snapshot() as snapshot:
        generation = snapshot.state.generation
    try:
        with opened.recording:
            _record(opened, replace(opened.manifest, generation=generation))
    except CorpusFull as error:
        opened.notices.append(f"the change is stored, but its generation could not be recorded: {error}")


def save_vectors(opened: Opened, leg: dense_search.DenseLeg, *, even_if_current: bool = False) -> None:
    """Save the vector index as of now, without deleted vectors and in the form that fits its size. After a crash either
    the old or the new file is in use. Raises CorpusFull; the old one is then in use."""
    with opened.saving:
        version = leg.clean_up(opened.store.snapshot)
        saved = opened.manifest.vectors
        if saved is not None and saved.generation == version.generation and not even_if_current:
            return
        data, count, last_number = version.index.saved()
        checkpoint = Checkpoint(
            file=f"vectors-{version.generation}.faiss",
            size=len(data),
            sha256=sha256(data),
            generation=version.generation,
            kind=version.index.kind,
            count=count,
            last_number=last_number,
        )
        publish(opened.folder / checkpoint.file, data)
        with opened.recording:
            newest = max(opened.manifest.generation, version.generation)
            _record(opened, Manifest(opened.store.description, newest, checkpoint))
            reached("vectors published")
            sweep(opened.folder, checkpoint)
        reached("old vectors removed")


def tail_is_long(saved: Checkpoint | None, snapshot: Snapshot) -> bool:
    """Tell whether so much was added since the index was saved that opening would be slow after a crash."""
    state = snapshot.state
    return _added(saved, state) > max(snapshot.limits.unsaved_sentences, state.sentences // 4)


def save_on_closing(opened: Opened, leg: dense_search.DenseLeg) -> None:
    """Save the index if that is worth its cost: always while the corpus is small, else when a good part of it is new.
    On a full disk it uses the reserve. Raises CorpusFull when that is not enough."""
    with opened.store.snapshot() as snapshot:
        state = snapshot.state
    if (
        state.sentences < opened.limits.unsaved_sentences
        or _added(opened.manifest.vectors, state) > state.sentences // 50
    ):
        try:
            save_vectors(opened, leg)
        except CorpusFull:
            if not opened.reserve.spend():
                raise
            save_vectors(opened, leg)
            opened.reserve.keep()


def leg_of(opened: Opened) -> dense_search.DenseLeg:
    """Build a dense leg from the catalogue, for a corpus that was opened without one."""
    with opened.store.snapshot() as snapshot:
        return dense_search.DenseLeg(dense_search.rebuilt(snapshot))


def _record(opened: Opened, newer: Manifest) -> None:
    manifest.write(opened.folder, newer)
    opened.manifest = newer


def _added(saved: Checkpoint | None, state: State) -> int:
    return state.last_number - (0 if saved is None else saved.last_number)
