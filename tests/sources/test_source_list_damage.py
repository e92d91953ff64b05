"""The file of the sources through damage, newer programs, full disks and crashes: nothing is ever thrown away."""

import json
import os
import re
import resource
import signal
from pathlib import Path

import pytest

from ilert_desktop.sources.source import PRACTICE_SOURCE, Source
from ilert_desktop.sources.source_list import SourcesNotSaved
from tests.sources.source_lists import loaded, set_aside_in

PRODUCTION = Source(id="prod", name="Production", colour="#c0392b")
STAGING = Source(id="stag", name="Staging")


DAMAGED = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"\x00" * 4096,
    b"\xff\xfe",
    b'{"version": 1}',
    b'{"version": 1, "chosen": "practice", "sources": [{"id": "a"}]}',
    b'{"version": 1, "chosen": "practice", "sources": [{"id": "a", "name": 5}]}',
    b'{"version": "1", "chosen": "practice", "sources": []}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_set_aside_and_said(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    sources = loaded(path)
    assert sources.all() == (PRACTICE_SOURCE,)
    (aside,) = set_aside_in(path)
    assert aside.read_bytes() == content
    assert re.fullmatch(r"sources-\d{4}-\d\d-\d\d-\d{6}\.json", aside.name)
    assert sources.notice is not None
    assert str(aside) in sources.notice.sentence
    assert "damaged" in sources.notice.sentence
    sources.add(PRODUCTION)
    again = loaded(path)
    assert again.all() == (PRACTICE_SOURCE, PRODUCTION)
    assert again.notice is None


def test_a_file_of_a_newer_program_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"version": 2, "chosen": "practice", "places": {}}')
    sources = loaded(path)
    assert sources.notice is not None
    assert "another version" in sources.notice.sentence
    assert len(set_aside_in(path)) == 1


def test_damage_twice_in_the_same_second_keeps_both_files(path: Path) -> None:
    path.parent.mkdir()
    for content in (b"first", b"second"):
        path.write_bytes(content)
        loaded(path)
    assert sorted(file.read_bytes() for file in set_aside_in(path)) == [b"first", b"second"]


def test_sources_that_can_not_be_used_are_left_out_and_the_file_is_kept(path: Path) -> None:
    loaded(path).add(PRODUCTION)
    content = json.loads(path.read_text())
    thief = {"id": "practice", "name": "Practice", "endpoint": "https://example.org/"}
    content["sources"] = [thief, content["sources"][1], {"id": "prod", "name": "Twice"}, {"id": "x", "name": ""}]
    content["chosen"] = "x"
    path.write_text(json.dumps(content))
    sources = loaded(path)
    assert sources.all() == (PRODUCTION, PRACTICE_SOURCE)
    assert sources.chosen == PRACTICE_SOURCE
    assert sources.notice is not None
    assert "Production" in sources.notice.sentence
    assert len(set_aside_in(path)) == 1
    assert loaded(path).notice is None


def test_a_file_without_practice_gets_it_under_a_free_name(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"version": 1, "chosen": "a", "sources": [{"id": "a", "name": "practice"}]}')
    sources = loaded(path)
    assert [source.name for source in sources.all()] == ["practice", "Practice 2"]
    assert sources.chosen.id == "a"
    assert sources.notice is None


def test_a_file_that_can_not_be_read_nor_moved_is_not_overwritten(tmp_path: Path) -> None:
    # A folder that is the mount point of something else, or the like: here, a name that can't be renamed to.
    path = tmp_path / ("s" * 250 + ".json")
    path.write_bytes(b"damaged")
    sources = loaded(path)
    assert sources.all() == (PRACTICE_SOURCE,)
    assert sources.notice is not None
    with pytest.raises(SourcesNotSaved):
        sources.add(PRODUCTION)
    assert path.read_bytes() == b"damaged"


def test_a_folder_in_the_place_of_the_file_is_set_aside(path: Path) -> None:
    path.mkdir(parents=True)
    sources = loaded(path)
    assert sources.notice is not None
    sources.add(PRODUCTION)
    assert loaded(path).all() == (PRACTICE_SOURCE, PRODUCTION)


def test_a_full_disk_is_said_and_leaves_list_and_file_as_they_were(path: Path) -> None:
    sources = loaded(path)
    sources.add(PRODUCTION)
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, limits[1]))
    try:
        with pytest.raises(SourcesNotSaved) as caught:
            sources.add(STAGING)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert str(path) in caught.value.sentence
    assert path.read_bytes() == before
    assert sources.all() == (PRACTICE_SOURCE, PRODUCTION)
    assert set_aside_in(path) == []
    sources.add(STAGING)
    assert loaded(path).all() == (PRACTICE_SOURCE, PRODUCTION, STAGING)


def test_a_half_written_file_of_a_killed_program_is_no_obstacle(path: Path) -> None:
    sources = loaded(path)
    sources.add(PRODUCTION)
    path.with_name(f".{path.name}.{os.getpid()}.new").write_bytes(b'{"version": 1, "cho')
    sources.add(STAGING)
    assert loaded(path).all() == (PRACTICE_SOURCE, PRODUCTION, STAGING)
