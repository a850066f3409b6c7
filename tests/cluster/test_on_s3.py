"""Snapshots in a real S3 server: put there once and whole, made there by two nodes, and read part by part."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import CorpusDamaged, FetchError, TargetTaken
from index.ray.fleet import Origin, RayFleet
from index.ray.indexing import Options, index_files
from index.shards import store
from index.shards.fleet import LocalFleet
from index.shards.searcher import ShardSearcher
from tests.cluster.conftest import ENCODER, MEMORY, PATIENCE, VECTORS, Cluster
from tests.cluster.s3_server import BUCKET
from tests.cluster.slow_encoder import SlowEncoder, opened
from tests.cluster.sources import assert_is_what_one_process_stores, written
from tests.support.divided import bytes_of, divided_folder


@pytest.fixture
def divided(tmp_path: Path) -> Path:
    return divided_folder(tmp_path, ENCODER)


def test_of_several_who_put_one_at_an_address_one_succeeds(s3: None, divided: Path, tmp_path: Path) -> None:
    address = f"s3://{BUCKET}/raced"
    store.check_free(address)

    def put(_: int) -> str:
        try:
            store.upload(divided, address)
        except TargetTaken:
            return "taken"
        return "put"

    with ThreadPoolExecutor(3) as writers:
        assert sorted(writers.map(put, range(3))) == ["put", "taken", "taken"]
    assert bytes_of(store.download(address, tmp_path / "cache")) == bytes_of(divided)
    with pytest.raises(TargetTaken):
        store.check_free(address)
    objects = [name.partition("/raced/")[2] for name in _client().find(address)]
    assert len({name.partition("/")[0] for name in objects} - {store.NAME}) == 1  # of the others nothing is left


def test_what_was_changed_in_the_bucket_is_not_brought(s3: None, divided: Path, tmp_path: Path) -> None:
    address = f"s3://{BUCKET}/changed"
    store.upload(divided, address)
    (changed,) = _client().glob(f"{address}/files-*/part-001/catalogue.sqlite")
    _client().pipe_file(changed, _client().cat_file(changed)[:-1] + b"?")
    with pytest.raises(CorpusDamaged, match="catalogue"):
        store.download(address, tmp_path / "cache")


def test_without_the_key_nothing_is_read(
    s3: None, divided: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.upload(divided, f"s3://{BUCKET}/closed")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    _client().clear_instance_cache()
    with pytest.raises(FetchError, match="closed"):
        store.download(f"s3://{BUCKET}/closed", tmp_path / "cache")
    monkeypatch.undo()
    _client().clear_instance_cache()


def test_two_nodes_make_a_snapshot_there_and_answer_from_it(cluster: Cluster, tmp_path: Path) -> None:
    address, sources = f"s3://{BUCKET}/made", written(tmp_path / "sources")
    options = Options(2, MEMORY, lambda done, of: None, work=tmp_path / "work")
    result = index_files(sources, address, encoder=SlowEncoder(64), opened=opened, options=options)
    assert result.articles == 90
    assert not list((tmp_path / "work").iterdir())
    there = store.download(address, tmp_path / "cache")
    assert_is_what_one_process_stores(there, sources)
    fleet = RayFleet(Origin(address, tmp_path / "nodes"), memory=MEMORY)
    assert fleet.wait(PATIENCE) == {}
    found, expected = (ShardSearcher(one).search(VECTORS, 10, budget=60.0) for one in (fleet, LocalFleet(there)))
    assert found == expected
    with pytest.raises(TargetTaken):
        index_files(sources, address, encoder=SlowEncoder(64), opened=opened, options=options)


def _client():  # type: ignore[no-untyped-def]
    import fsspec

    return fsspec.filesystem("s3", use_listings_cache=False)
