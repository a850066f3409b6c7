"""Questions that were asked in vain: kept where the keeper wants it, and put together by what would have answered."""

from qa.gaps.clusters import Gap, clusters
from qa.gaps.kept import Gaps, Kept

__all__ = ["Gap", "Gaps", "Kept", "clusters"]
