"""Questions without a sure answer: kept if the operator wants it, and grouped by what the articles lack for them."""

from qa.gaps.clusters import Gap, clusters
from qa.gaps.store import Gaps, UnansweredQuestion

__all__ = ["Gap", "Gaps", "UnansweredQuestion", "clusters"]
