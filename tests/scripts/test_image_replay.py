"""What replays the Dockerfile reads it as a container engine does."""

from __future__ import annotations

import pytest

from scripts.image_replay import DOCKERFILE, in_context, stages, variables

TWO_STAGES = r"""
# A comment
FROM debian:12-slim AS first
RUN make all \
 # within a command
 && make install
FROM debian:12-slim
COPY --from=first /made /made
USER 1
USER 2:2
"""


def test_stages_have_their_instructions_in_order_and_the_last_of_a_kind_counts() -> None:
    first, second = stages(TWO_STAGES)
    assert first.name == "first"
    ((kind, command),) = first.steps
    assert (kind, command.split()) == ("RUN", ["make", "all", "&&", "make", "install"])
    assert [kind for kind, _ in second.steps] == ["COPY", "USER", "USER"]
    assert second.last("USER") == "2:2"


def test_a_variable_is_replaced_by_what_it_was_before() -> None:
    assert variables('PATH=/made:$PATH NAME="a b"', {"PATH": "/bin"}) == {"PATH": "/made:/bin", "NAME": "a b"}


@pytest.mark.parametrize(
    ("name", "sent"), [("qa", True), ("index/corpus.py", True), ("tests", False), ("qanat", False)]
)
def test_only_what_dockerignore_names_is_sent(name: str, sent: bool) -> None:
    assert in_context(name) is sent


def test_our_own_dockerfile_ends_in_what_the_check_runs() -> None:
    *_, last = stages(DOCKERFILE.read_text(encoding="utf-8"))
    for kind in ("USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"):
        assert last.last(kind)
