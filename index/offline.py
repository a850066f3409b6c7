"""Nothing leaves the machine: switches off what libraries would report to their makers.

Owns the switches. They are read when a library is loaded, so this module is the first that ``index`` imports; processes
that are started from here inherit them. ONNX Runtime otherwise looks up a host of its maker's within a minute, and
writes a device id and a queue of events into the user's cache folder.
"""

from __future__ import annotations

import os

#: The variables that the libraries themselves name. What the environment says is overruled: it may not switch them on.
SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    # Ray reports even that its reports are switched off; nobody listens here.
    "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:9/",
}

os.environ.update(SWITCHES)
