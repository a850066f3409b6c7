"""Where the processes come from that tests kill: a server forks them that has loaded what runs in them.

It never ran a search, so forking it is safe.
"""

from __future__ import annotations

import multiprocessing

from index.language.identification import identified

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        *("tests.support.killed", "tests.durability.worker", "tests.durability.test_kill_sidecars"),
        *("tests.durability.test_kill_served", "tests.index.folder.test_notes"),
    ]
)
# The model that tells languages takes .6 s of processor time to load, and each process that adds an article needs it.
identified("A ferry left the harbour at noon.")
