"""The embedding model and the corpus that the settings name, opened. Knows nothing of questions."""

from __future__ import annotations

from pathlib import Path

from index import DEFAULT_ENCODER, FAST_ENCODER, Corpus, Encoder, OnnxEncoder, is_sharded, open_snapshot
from qa.settings import Settings

#: The encoders that have a short name in the settings; any other is given by its own name or folder.
_ENCODERS = {"default": DEFAULT_ENCODER, "fast": FAST_ENCODER}


def open_encoder(settings: Settings) -> Encoder:
    """Open the embedding model that the settings name, compiling it into the cache the first time."""
    return OnnxEncoder.open(settings.cache, encoder_name(settings), threads=settings.threads or None)


def require_corpus(folder: Path) -> None:
    """Raise CorpusMissing where a folder holds no corpus, before models are opened: to compile them takes long."""
    if not is_sharded(folder) and not (folder / "manifest.json").is_file():
        Corpus.open(folder, writable=False).close()


def encoder_name(settings: Settings) -> str:
    """Return the full name of the embedding model that the settings name, or its folder."""
    return _ENCODERS.get(settings.encoder, settings.encoder)


def open_corpus(settings: Settings, *, writable: bool = False, create: bool = False) -> Corpus:
    """Open the corpus that the settings name, with their encoder, to search it or to change it."""
    if not create:
        require_corpus(settings.corpus)
    return open_store(settings.corpus, open_encoder(settings), writable=writable, create=create)


def open_store(folder: Path, encoder: Encoder, *, writable: bool = False, create: bool = False) -> Corpus:
    """Open the corpus in a folder; one in parts is for reading whatever is asked for. Raises what ``Corpus.open``
    raises."""
    if is_sharded(folder):
        return open_snapshot(folder, encoder=encoder)
    return Corpus.open(folder, encoder=encoder, writable=writable, create=create)
