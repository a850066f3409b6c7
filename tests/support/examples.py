"""How many examples a property is tried with: as many as its test says before a release, else half, at once few."""

from __future__ import annotations

from hypothesis import settings

FAST, DEFAULT, LONG = "fast", "no clock", "long"
#: The fast lane's examples, whatever a test says: ``scripts/test fast`` names the profile.
FEW = 10
#: The examples of a test that says no number: by default, and with ``LONG``, which ``scripts/test long`` names.
SOME, MANY = 50, 100


def examples(count: int) -> int:
    """Return how many examples a test is to try that has a number of its own."""
    profile = settings.get_current_profile_name()
    if profile == LONG:
        return count
    return min(count, FEW if profile == FAST else max(count // 2, FEW))
