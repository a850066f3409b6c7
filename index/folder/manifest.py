"""manifest.json: what a corpus folder holds, written beside the catalogue after every change.

Owns its fields. It keeps the generation outside the catalogue, so that a catalogue that has lost changes (a lost log,
an old copy) is detected, and the digest of the vector index, whose file contains none.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from index.catalogue.connection import FORMAT, wrong_format
from index.catalogue.store import Description
from index.durable.files import publish
from index.durable.sealed_json import sealed, unsealed
from index.vectors.faiss_index import Kind

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A saved vector index: its file, and what the file must hold."""

    file: str
    size: int
    sha256: str
    generation: int
    kind: Kind
    count: int
    last_number: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The catalogue must be of this description, and of at least this generation."""

    description: Description
    generation: int
    vectors: Checkpoint | None = None


def agrees(expected: Manifest, actual: Manifest) -> bool:
    """Tell whether the catalogue described by ``actual`` is the one that a manifest expects, or a later state of it.

    A catalogue is ahead in its description only when it was given other vectors and the process was then stopped."""
    if actual.description == expected.description:
        return True
    return actual.description.corpus == expected.description.corpus and actual.generation > expected.generation


def write(folder: Path, manifest: Manifest) -> None:
    """Publish the manifest durably. Raises CorpusFull."""
    publish(folder / NAME, sealed(asdict(manifest)))


def read(folder: Path) -> Manifest:
    """Read the manifest. Raises CorpusDamaged when it is missing or changed, FormatMismatch when of another format."""
    body = unsealed(folder / NAME, mend="run `qa repair`")
    written = body["description"]["format"]
    if written != FORMAT:
        raise wrong_format(folder, written)
    vectors = body["vectors"]
    return Manifest(
        Description(**body["description"]), body["generation"], None if vectors is None else Checkpoint(**vectors)
    )
