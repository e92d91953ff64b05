"""Two programs with one list of sources: neither undoes what the other has changed."""

import threading
from pathlib import Path

from filelock import FileLock

from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList, SourcesNotSaved


def opened(path: Path) -> SourceList:
    sources = SourceList(path)
    sources.load()
    return sources


def names(sources: SourceList) -> list[str]:
    return [source.name for source in sources.all()]


def test_a_change_starts_from_what_another_program_has_written(tmp_path: Path) -> None:
    one, other = opened(tmp_path / "sources.json"), opened(tmp_path / "sources.json")
    one.add(Source(name="Production"))
    other.add(Source(name="Staging"))
    assert names(other) == ["Practice", "Production", "Staging"]
    assert names(one) == ["Practice", "Production"]
    one.refresh()
    assert names(one) == names(other) == names(opened(tmp_path / "sources.json"))


def test_a_refresh_tells_only_of_what_another_program_has_changed(tmp_path: Path) -> None:
    one, other = opened(tmp_path / "sources.json"), opened(tmp_path / "sources.json")
    told: list[str] = []
    one.subscribe(lambda: told.append("changed"))
    one.refresh()
    one.add(Source(name="Production"))
    one.refresh()
    assert told == []
    other.refresh()
    other.add(Source(name="Staging"))
    one.refresh()
    one.refresh()
    assert told == ["changed"]


def test_many_programs_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    lists = [opened(tmp_path / "sources.json") for _ in range(8)]
    threads = [
        threading.Thread(target=sources.add, args=(Source(name=f"Source {number}"),))
        for number, sources in enumerate(lists)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(names(opened(tmp_path / "sources.json"))) == {"Practice", *(f"Source {number}" for number in range(8))}


def test_a_program_that_holds_the_file_is_not_waited_for_without_end(tmp_path: Path) -> None:
    sources = opened(tmp_path / "sources.json")
    with FileLock(tmp_path / "sources.lock"):
        problem = _problem_of(sources)
    assert "another program" in problem.sentence
    assert names(sources) == ["Practice"]


def _problem_of(sources: SourceList) -> SourcesNotSaved:
    try:
        sources.add(Source(name="Production"))
    except SourcesNotSaved as problem:
        return problem
    raise AssertionError("it was saved")


def test_a_list_that_was_never_loaded_is_not_read_by_a_refresh(tmp_path: Path) -> None:
    opened(tmp_path / "sources.json").add(Source(name="Production"))
    sources = SourceList(tmp_path / "sources.json")
    sources.refresh()
    assert names(sources) == ["Practice"]


def test_what_another_program_has_damaged_is_neither_taken_over_nor_written_over(tmp_path: Path) -> None:
    path = tmp_path / "sources.json"
    sources = opened(path)
    sources.add(Source(name="Staging"))
    path.write_bytes(b"half a fi")
    sources.refresh()
    assert names(sources) == ["Practice", "Staging"]
    assert "damaged" in _problem_of(sources).sentence
    assert "damaged" in _problem_of(sources).sentence
    assert path.read_bytes() == b"half a fi"
