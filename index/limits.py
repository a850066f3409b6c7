"""Limits: the sizes at which a corpus does something another way. Tests open a corpus with smaller ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes that change how a corpus works and never what it answers."""

    #: Sentences that are encoded and stored at once: some seconds of encoding, so that the time of a commit hardly
    #: counts, and some 30 MB of memory.
    batch_sentences: int = 1_024
    #: Bytes of the write-ahead log above which a change waits until readers have let it be emptied. 4 MB is what
    #: SQLite itself lets it grow to before it moves its pages (1,000 of 4 kB).
    log_bytes: int = 4_000_000
    #: Vectors above which a new index is built compact: an exact scan takes about 3 ms there, and grows in proportion.
    flat_vectors: int = 50_000
    #: Deleted vectors below which they are not worth dropping from the index in memory.
    tombstones: int = 1_000
    #: When a filter leaves at most this many sentences, their stored vectors are compared directly, without the index.
    scored_directly: int = 2_000
    #: Deletions kept so that other processes can catch up; a process that missed more rebuilds its index.
    deletions_kept: int = 20_000
    #: Sentences added since the vector index was saved, above which it is saved again: the next opening has to read the
    #: vectors of all that are not in it.
    unsaved_sentences: int = 20_000
    #: Bytes of a file that is kept so that its pages can be shown; 0 keeps none. Of 1,000 PDF files of offices and
    #: newspapers few have more than 20 MB, and those are scans.
    original_bytes: int = 32 << 20
    #: Earlier revisions kept of an article; the oldest go first. News is corrected a few times, and a page that changes
    #: every hour must not fill the disk.
    revisions: int = 20


DEFAULT = Limits()
