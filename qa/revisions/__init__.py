"""What happened to a sentence, and what differs between two revisions of an article."""

from __future__ import annotations

from qa.revisions.comparing import changed_since, diff, difference
from qa.revisions.records import ChangedSince, Diff, SentenceChange, Wording

__all__ = ["ChangedSince", "Diff", "SentenceChange", "Wording", "changed_since", "diff", "difference"]
