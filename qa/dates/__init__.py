"""Days that sentences name, and questions that ask for what is new."""

from __future__ import annotations

from qa.dates.recency import Recency, recency_of
from qa.dates.records import SentenceDate
from qa.dates.resolving import dates_in, names_a_day
from qa.dates.written_out import WrittenOut, written_out

__all__ = ["Recency", "SentenceDate", "WrittenOut", "dates_in", "names_a_day", "recency_of", "written_out"]
