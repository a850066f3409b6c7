"""What can go wrong with articles and corpora. Every message says what happened, the value, and what to do."""

from __future__ import annotations


class IndexingError(Exception):
    """Root of every error of this package."""


class LoadError(IndexingError):
    """A file or text could not be turned into articles."""


class FetchError(LoadError):
    """An address was not fetched. ``why`` is for the log and for a person at the machine: the message is the same
    whether the address was refused, closed or silent."""

    def __init__(self, message: str, why: str = "") -> None:
        super().__init__(message)
        self.why = why


class FetchGone(FetchError):
    """A server says that there is nothing at an address, or no longer."""


class EncoderError(IndexingError):
    """The embedding model is missing, damaged, or not the one expected."""


class CorpusError(IndexingError):
    """Root of the errors of a corpus folder."""


class CorpusMissing(CorpusError):
    """There is no corpus in the folder."""


class CorpusLocked(CorpusError):
    """Another process is writing to the corpus."""


class CorpusReadOnly(CorpusError):
    """A change was asked of a corpus opened for reading."""


class CorpusDamaged(CorpusError):
    """A file of the corpus does not match its digest, or the parts disagree."""


class CorpusFull(CorpusError):
    """The disk is full, or refuses to be written; nothing was changed."""


class CorpusUnwritable(CorpusFull):
    """The folder may not be written: a medium or a place that is for reading only. It can be opened for reading."""


class CorpusClosed(CorpusError):
    """A corpus was used after it was closed."""


class ForkedCorpus(CorpusError):
    """A corpus was used in a child process that was forked from the one that opened it."""


class TargetTaken(CorpusError):
    """There is something already where a copy of a corpus is to be written."""


class NotesFull(CorpusFull):
    """The notes have as many bytes as they may have; nothing was changed."""


class EncoderMismatch(CorpusError):
    """The corpus was built with another encoder than the one given."""


class FormatMismatch(CorpusError):
    """The corpus folder was written by another format version."""


class InvalidFilter(IndexingError):
    """A restriction of a search that cannot be used: an invalid date, a range that ends before it begins."""


class UnknownArticle(IndexingError):
    """No article with this id."""


class UnknownPage(IndexingError):
    """A page that is not kept or cannot be shown."""


class UnknownRevision(UnknownArticle):
    """An article has no revision of this number, or it is no longer kept."""


class InvalidArticle(IndexingError):
    """An article that cannot be stored: empty text, a lone surrogate, a NUL, an over-long id."""


class ClusterError(IndexingError):
    """Ray is not installed, cannot be started or reached, or would be started in an unsafe way."""


class ShardsDown(IndexingError):
    """No part of a divided corpus answers."""


class ShardLost(IndexingError):
    """A part of a divided corpus that had answered a question's search did not give what was then asked of it."""
