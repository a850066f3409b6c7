"""Press check: what a draft quotes and claims, held against the articles of a corpus."""

from qa.checking.check import check, check_quotation
from qa.checking.records import Check, Finding
from qa.checking.standing import Cited, Verified, standing

__all__ = ["Check", "Cited", "Finding", "Verified", "check", "check_quotation", "standing"]
