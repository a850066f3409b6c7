"""What can go wrong with a question or its settings. Every message says what happened, the value, and what to do.

"No answer" is not an error: it is an ``Answer`` with ``status="abstained"``. Errors of articles and corpora are
``index.errors``.
"""

from __future__ import annotations


class QAError(Exception):
    """Root of every error of this package."""


class QuestionError(QAError):
    """The question, or an option given with it, cannot be used: empty, too long, not storable, a limit out of range."""


class SettingsError(QAError):
    """A setting is unknown or has a value that cannot be used."""


class ReaderError(QAError):
    """The reading model is missing, damaged, or cannot read what it was given."""


class CalibrationError(QAError):
    """A calibration file is missing, damaged, or does not fit the features in use."""


class EvaluationError(QAError):
    """A question set cannot be read or scored."""


class ConversationError(QAError):
    """Conversations cannot be kept or looked up; questions are answered all the same."""


class UnknownConversation(QAError):
    """No conversation with this id: it never existed, was deleted, or has expired."""


class MisquotedFeedback(QAError):
    """Feedback quotes what does not stand in the article at the place it gives."""


class UnknownFeedback(QAError):
    """No feedback with this id."""


class UnknownWatch(QAError):
    """No watch with this id."""


class UnknownGap(QAError):
    """No kept question without a sure answer has this id."""


class UnknownJob(QAError):
    """No job with this id: it never existed, or was deleted."""


class ProcessEnded(QAError):
    """The process that answered a question ended before it had; ask again."""


class ExtraMissing(QAError):
    """A function needs a package that is not installed; the message names the extra that brings it."""


class ServiceError(QAError):
    """A service that a client asks refused, or could not be reached. ``status`` is its HTTP status, None without."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class KeyRefused(QAError):
    """A key cannot be made or revoked as it was asked for."""


class KeyEnded(QAError):
    """The key that something was begun with is no longer valid: it was revoked, or has expired."""


class UnknownKey(KeyRefused):
    """No key with this id."""


class NotVerbatim(QAError):
    """A quote did not equal the article's text at its citation. A defect of this program: nothing was answered."""
