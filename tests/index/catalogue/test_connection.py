"""How a catalogue's connections are set: what a change must survive is asked of the system as strictly as it can be."""

from __future__ import annotations

from pathlib import Path

from index.catalogue.connection import NAME, Connection


def test_what_is_committed_is_written_down_by_the_drive_too(tmp_path: Path) -> None:
    connection = Connection(tmp_path / NAME, writable=True, create=True)
    try:
        asked = {name: connection.row(f"PRAGMA {name}")[0] for name in ("fullfsync", "checkpoint_fullfsync")}
        assert asked == {"fullfsync": 1, "checkpoint_fullfsync": 1}
        assert connection.row("PRAGMA synchronous")[0] == 2
    finally:
        connection.close()
