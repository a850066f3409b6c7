"""A real S3 server on this machine: SeaweedFS, from a package of PyPI that holds its one program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADDRESS = "127.0.0.5"
_PORT = 8333
#: What clients read of themselves, also those in the processes of a cluster.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "tests",
    "AWS_SECRET_ACCESS_KEY": "no secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ENDPOINT_URL": f"http://{ADDRESS}:{_PORT}",
    "AWS_EC2_METADATA_DISABLED": "true",
    "no_proxy": ADDRESS,
}
BUCKET = "snapshots"


def program() -> str | None:
    """Return where the server's program is, None where it is not installed."""
    return shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


@contextmanager
def running(folder: Path, *, patience: float) -> Iterator[None]:
    """Run the server over a folder, with one bucket, for who has the key."""
    weed = program()
    assert weed is not None
    actions = ["Admin", "Read", "List", "Tagging", "Write"]
    keys = [{"accessKey": ENVIRONMENT["AWS_ACCESS_KEY_ID"], "secretKey": ENVIRONMENT["AWS_SECRET_ACCESS_KEY"]}]
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [{"name": "tests", "credentials": keys, "actions": actions}]}))
    command = [weed, "server", f"-dir={folder}", f"-ip={ADDRESS}", f"-ip.bind={ADDRESS}", "-master.telemetry=false"]
    command += ["-s3", f"-s3.port={_PORT}", f"-s3.config={config}", "-s3.iam=false", "-master.volumeSizeLimitMB=64"]
    with (folder / "says").open("wb") as says:
        server = subprocess.Popen(command, stdout=says, stderr=says, cwd=folder)
        try:
            until = time.monotonic() + patience
            while not _is_up():
                assert server.poll() is None, (folder / "says").read_text()
                assert time.monotonic() < until, (folder / "says").read_text()
                time.sleep(0.2)
            yield
        finally:
            server.kill()
            server.wait()


def _is_up() -> bool:
    """Tell whether the server answers: that who has no key may not look, is an answer."""
    try:
        urllib.request.urlopen(f"http://{ADDRESS}:{_PORT}/", timeout=5).close()
    except urllib.error.HTTPError as error:
        return error.code == 403
    except OSError:
        return False
    return True
