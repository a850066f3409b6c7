"""How many examples a property is tried with: as many as its test says, and in the fast lane few."""

from __future__ import annotations

from hypothesis import settings

FAST = "fast"
#: The fast lane's examples, whatever a test says: ``scripts/test fast`` names the profile.
FEW = 10


def examples(count: int) -> int:
    """Return how many examples a test is to try: ``count``, in the fast lane few."""
    return min(count, FEW) if settings.get_current_profile_name() == FAST else count
