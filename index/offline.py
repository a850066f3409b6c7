"""Nothing leaves the machine: switches off the telemetry of libraries.

Owns the switches. Libraries read them when they are loaded, so this module is the first that ``index`` imports; child
processes inherit them. Without them ONNX Runtime looks up a host of its vendor within a minute, and writes a device id
and a queue of events into the user's cache folder.
"""

from __future__ import annotations

import os

#: The libraries' own variables. They overwrite the environment's values, which could switch telemetry on.
SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    # Ray reports even that its reports are switched off; nobody listens at this address.
    "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:9/",
}

os.environ.update(SWITCHES)
