"""Edits: in how many letters two words differ. Pure."""

from __future__ import annotations


def edit_distance(one: str, other: str, *, most: int) -> int:
    """Count the letters to leave out, put in, exchange or swap with their neighbour between two words (optimal string
    alignment); ``most`` + 1 when there are more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, facing in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if earlier and j > 1 and one[i - 2] == facing and letter == other[j - 2]:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
