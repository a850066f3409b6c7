"""Days that sentences name, and questions that ask for what is new."""

from __future__ import annotations

from qa.dates.recency import Recency, recency_of
from qa.dates.records import SentenceDate
from qa.dates.resolving import dates_in

__all__ = ["Recency", "SentenceDate", "dates_in", "recency_of"]
