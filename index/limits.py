"""Limits: the sizes at which a corpus does something another way. Tests open a corpus with smaller ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes that change how a corpus works and never what it answers."""

    #: Sentences that are encoded and stored at once: some seconds of encoding, against which a commit's syncs are
    #: nothing, and some 30 MB while they are worked on.
    batch_sentences: int = 1_024
    #: Bytes of the write-ahead log above which a change waits until readers have let it be emptied. 4 MB is what
    #: SQLite itself lets it grow to before it moves its pages (1,000 of 4 kB).
    log_bytes: int = 4_000_000


DEFAULT = Limits()
