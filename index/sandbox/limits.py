"""How much a child may use for one file, and the form of what the two processes send each other."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost, in seconds and bytes; a limit that grows with the file is given per byte of it."""

    #: Address space of the child: the program itself has 0.4 GiB, the largest page of a good PDF some 0.2 GiB.
    memory: int = 1024 * _MIB
    #: Seconds on a processor, and as many more a byte: the slowest format, PDF, reads a megabyte in 10 s.
    cpu: float = 20.0
    cpu_a_byte: float = 1 / 100_000
    #: Seconds that the parent waits, as a multiple of those: a busy machine gives the child half a processor.
    patience: float = 3.0
    #: Bytes of one item: two million characters, the most of an article by default, with all that is written about it.
    item: int = 16 * _MIB
    #: Bytes of all items of a file, and as many more a byte of it: a table repeats its header in every row.
    output: int = 256 * _MIB
    output_a_byte: float = 30.0
    #: Files after which a child is replaced, and its memory above which it is.
    files: int = 200
    resident: int = 400 * _MIB

    def seconds(self, size: int) -> int:
        """Return the seconds of a processor that a file of ``size`` bytes may take."""
        return int(self.cpu + size * self.cpu_a_byte)


HEADER = struct.Struct("!cI")
"""Before what is sent: what it is, and its length in bytes."""

ITEM, END, OUT_OF_MEMORY, TOO_LONG, FAILED = b"I", b"E", b"M", b"L", b"F"
