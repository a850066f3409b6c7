"""Opening a corpus folder: take the lock, compare its parts with each other, load the vector index or rebuild it.

Owns which files a folder may hold and what is refused. Knows nothing of adding or searching.
"""

from __future__ import annotations

import os
import threading
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from index.catalogue import full_text
from index.catalogue.connection import FORMAT
from index.catalogue.connection import NAME as CATALOGUE
from index.catalogue.snapshot import Snapshot
from index.catalogue.store import Description, Store
from index.durable.files import make_private_folder, read_checked, sync_folder, unwritten
from index.encoders.base import Encoder, traits
from index.errors import CorpusDamaged, CorpusMissing, EncoderError, EncoderMismatch, ForkedCorpus
from index.folder import manifest, torn_log, upgrade
from index.folder.ingest_log import IngestLog
from index.folder.lock import WriterLock
from index.folder.manifest import Checkpoint, Manifest
from index.folder.notes import Notes
from index.folder.reserve import Reserve
from index.ingest.passages import recipe_named
from index.limits import DEFAULT, Limits
from index.originals.kept import Originals
from index.vectors import dense_search
from index.vectors.faiss_index import VectorIndex


@dataclass
class Opened:
    """The parts of an open corpus folder. ``notices`` says what a person should know about how it was opened.

    ``recording`` is held while the manifest is replaced, ``saving`` while the vector index is saved."""

    folder: Path
    store: Store
    manifest: Manifest
    lock: WriterLock | None
    limits: Limits = DEFAULT
    notices: list[str] = field(default_factory=list)
    recording: threading.Lock = field(default_factory=threading.Lock)
    saving: threading.Lock = field(default_factory=threading.Lock)
    process: int = field(default_factory=os.getpid)

    def __post_init__(self) -> None:
        self.notes = Notes(self.folder)
        self.ingest_log, self.originals = (
            IngestLog(self.folder),
            Originals(self.folder, most=self.limits.original_bytes),
        )

    @property
    def reserve(self) -> Reserve:
        """The room that is kept for deleting when the disk is full."""
        return Reserve(self.folder)

    def check_process(self) -> None:
        """Raise ForkedCorpus in a child that was forked: locks, connections and models do not outlive a fork."""
        if os.getpid() != self.process:
            raise ForkedCorpus(
                f"{self.folder} was opened in process {self.process} before a fork; open it in the process that uses "
                'it, or start processes with multiprocessing.get_context("spawn")'
            )

    def lock_when_free(self) -> None:
        """Make a corpus that was opened for reading one that can be changed. Raises CorpusLocked while another process
        has the lock, CorpusUnwritable, and CorpusDamaged when its parts no longer fit together."""
        try:
            lock = WriterLock(self.folder, patience=0)
        except OSError as error:
            raise unwritten(self.folder, error) from error
        try:
            expected = manifest.read(self.folder)
            torn_log.check(self.folder)
            self.store.open_for_writing()
            with self.store.snapshot() as snapshot:
                _compare(self.folder, expected, Manifest(self.store.description, snapshot.state.generation))
            self.manifest, self.lock = expected, lock
            self.reserve.keep()
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Close the parts and give the lock back."""
        self.store.close()
        if self.lock is not None:
            self.lock.release()


def open_folder(
    folder: Path,
    *,
    writable: bool,
    create: Description | None = None,
    trust: bool = False,
    limits: Limits = DEFAULT,
) -> Opened:
    """Open a corpus folder, creating it as described if it is not there.

    Raises CorpusMissing, CorpusLocked, FormatMismatch, CorpusFull when the folder cannot be written, or CorpusDamaged
    naming the file that is at fault. With
    ``trust`` the catalogue is not compared with the manifest, so that the folder can be repaired."""
    try:
        if create is not None:
            make_private_folder(folder)
        elif not folder.is_dir():
            raise CorpusMissing(f"there is no corpus in {folder}; add articles to make one")
        lock = WriterLock(folder) if writable else None
    except OSError as error:
        raise unwritten(folder, error) from error
    try:
        notices: list[str] = []
        if lock is not None and trust:
            notices += torn_log.recover(folder)
        elif lock is not None:
            torn_log.check(folder)
        if _unfinished(folder):
            _create(folder, create)
        notices += [] if lock is None else upgrade.convert(folder)
        opened = _open(folder, lock, trust=trust, limits=limits)
        opened.notices += notices
        if lock is not None:
            opened.reserve.keep()
        return opened
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def describe(encoder: Encoder | None, recipe: str | None) -> Description:
    """Describe a new corpus, whose recipe is the one of this name, else the encoder's own.

    Raises EncoderError without an encoder, CorpusError for an unknown recipe."""
    if encoder is None:
        raise EncoderError("a new corpus needs an encoder; give one")
    label = recipe_named(recipe or traits(encoder.name).recipe).label
    return Description(FORMAT, uuid.uuid4().hex, encoder.name, encoder.digest, encoder.dimension, label)


def check_encoder(opened: Opened, encoder: Encoder) -> None:
    """Raise EncoderMismatch unless the corpus was built with this encoder's weights, tokenizer and pooling."""
    made = opened.store.description
    if (made.encoder_digest, made.dimension) != (encoder.digest, encoder.dimension):
        raise EncoderMismatch(
            f"{opened.folder} was built with the encoder {made.encoder} ({made.encoder_digest[:12]}), "
            f"not {encoder.name} ({encoder.digest[:12]}); open it with that one, or change the corpus: "
            f"run `qa reembed --encoder {encoder.name}`"
        )


def load_vectors(opened: Opened, snapshot: Snapshot) -> dense_search.DenseLeg:
    """Load the saved vector index, or rebuild it from the catalogue and add a notice that says why."""
    saved = opened.manifest.vectors
    if saved is None:
        # No notice: its writer saves it when it closes, so beside a running server it is usually missing.
        return dense_search.DenseLeg(dense_search.rebuilt(snapshot))
    try:
        version = _loaded(opened.folder, saved, snapshot.dimension)
    except CorpusDamaged as damage:
        newer = manifest.read(opened.folder) if opened.lock is None else opened.manifest
        if newer.vectors != saved:  # a writer has saved another index since the manifest was read
            opened.manifest = newer
            return load_vectors(opened, snapshot)
        opened.notices.append(f"{damage} (it was built again from the catalogue for now)")
        version = dense_search.rebuilt(snapshot)
    return dense_search.DenseLeg(version)


def sweep(folder: Path, keep: Checkpoint | None) -> None:
    """Remove what an interrupted change left behind: unfinished files, and saved vector indexes other than ``keep``."""
    for path in [*folder.glob("*.tmp"), *folder.glob("vectors-*.faiss")]:
        if keep is None or path.name != keep.file:
            path.unlink(missing_ok=True)


def _loaded(folder: Path, saved: Checkpoint, dimension: int) -> dense_search.IndexVersion:
    data = read_checked(folder / saved.file, size=saved.size, digest=saved.sha256)
    index = VectorIndex.from_bytes(
        data, dimension=dimension, kind=saved.kind, count=saved.count, last_number=saved.last_number
    )
    return dense_search.IndexVersion(index, dense_search.Tombstones.of(()), saved.generation, saved.generation)


def _unfinished(folder: Path) -> bool:
    """Tell whether the folder holds no corpus, or one whose creation stopped before its manifest was written."""
    if (folder / manifest.NAME).exists():
        return False
    if not (folder / CATALOGUE).exists():
        return True
    store = Store(folder, writable=False)
    try:
        with store.snapshot() as snapshot:
            return snapshot.state.generation == 0
    finally:
        store.close()


def _create(folder: Path, description: Description | None) -> None:
    if description is None:
        raise CorpusMissing(f"there is no corpus in {folder}; add articles to make one")
    store = Store.create(folder, description)
    try:
        manifest.write(folder, Manifest(store.description, 0))
    finally:
        store.close()
    sync_folder(folder.absolute().parent)


def _open(folder: Path, lock: WriterLock | None, *, trust: bool, limits: Limits) -> Opened:
    # The manifest is read first: a writer writes it last, so all that is read later is as new or newer.
    expected = None if trust else manifest.read(folder)
    store = Store(folder, writable=lock is not None, limits=limits)
    try:
        with store.snapshot() as snapshot:
            actual = Manifest(store.description, snapshot.state.generation)
            notices = [] if full_text.is_current(snapshot.connection) else [upgrade.STALE]
        if expected is not None:
            _compare(folder, expected, actual)
    except BaseException:
        store.close()
        raise
    if expected is not None and actual.description != expected.description:
        expected = actual  # the saved vector index is of the previous encoder
        if lock is not None:
            manifest.write(folder, actual)
    if lock is not None and expected is not None:
        sweep(folder, expected.vectors)
    return Opened(folder, store, expected or actual, lock, limits, notices)


def _compare(folder: Path, expected: Manifest, actual: Manifest) -> None:
    if not manifest.agrees(expected, actual):
        raise CorpusDamaged(
            f"{manifest.NAME} and {CATALOGUE} in {folder} belong to different corpora; "
            "restore the one that was exchanged"
        )
    if actual.generation < expected.generation:
        raise CorpusDamaged(
            f"{CATALOGUE} in {folder} is at generation {actual.generation}, older than the {expected.generation} that "
            f"{manifest.NAME} records; restore the newer one, or accept the loss with `qa repair`"
        )
