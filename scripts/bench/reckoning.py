"""What larger corpora need, computed from measured bytes and speeds at assumed prices: a table and a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DIMENSION = 384
#: Assumed prices of a month, to be replaced by your own: a gigabyte of memory with its share of cores, one of NVMe.
DOLLARS_MEMORY_GB, DOLLARS_DISK_GB = 4.0, 0.1
#: Bytes a sentence in memory: half a byte for each pair of dimensions (index.vectors), its number, and FTS5's cache.
MEMORY_BYTES = DIMENSION // 4 + 8
NODE_GB = 64


def reckoned(disk_bytes: float, a_second: float) -> list[dict[str, Any]]:
    """Compute memory, disk, nodes, dollars and days for 10^6 to 10^9 sentences, from the bytes of a sentence on disk
    and the number of sentences that one core encodes in a second."""
    rows = []
    for exponent in (6, 7, 8, 9):
        count = 10**exponent
        memory, disk = count * MEMORY_BYTES / 1e9, count * disk_bytes / 1e9
        nodes = max(1, -(-int(memory) // (NODE_GB * 3 // 4)))
        rows.append(
            {
                "sentences": count,
                "memory_gb": _rounded(memory),
                "disk_gb": _rounded(disk),
                "nodes_of_64_gb": nodes,
                "dollars_a_month_one_copy": _rounded(memory * DOLLARS_MEMORY_GB + disk * DOLLARS_DISK_GB),
                "days_to_encode_on_32_cores": _rounded(count / a_second / 32 / 86_400),
            }
        )
    return rows


def _rounded(value: float) -> float:
    """Round to three significant digits: the smallest sizes need a thousandth of a day."""
    return float(f"{value:.3g}")


def picture(rows: list[dict[str, Any]], target: Path) -> None:
    """Draw cost and nodes against size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sizes = [row["sentences"] for row in rows]
    figure, left = pyplot.subplots(figsize=(6, 3.6))
    left.loglog(sizes, [row["dollars_a_month_one_copy"] for row in rows], "o-", label="dollars a month, one copy")
    left.loglog(sizes, [row["memory_gb"] for row in rows], "s--", label="memory, GB")
    left.loglog(sizes, [row["disk_gb"] for row in rows], "^--", label="disk, GB")
    left.loglog(sizes, [row["days_to_encode_on_32_cores"] for row in rows], "x:", label="days to encode on 32 cores")
    left.set_xlabel("sentences")
    left.grid(True, which="major", alpha=0.3)
    left.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(target, dpi=110)
