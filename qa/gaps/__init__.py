"""Questions without a sure answer: kept if the keeper wants it, and grouped by what the articles lack for them."""

from qa.gaps.clusters import Gap, clusters
from qa.gaps.kept import Gaps, Kept

__all__ = ["Gap", "Gaps", "Kept", "clusters"]
