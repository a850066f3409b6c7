"""Press check: what a draft quotes and claims, held against the articles of a corpus."""

from qa.checking.check import check
from qa.checking.records import Check, Finding

__all__ = ["Check", "Finding", "check"]
