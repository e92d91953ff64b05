"""The list of sources: kept over restarts, readable, its owner's only, and never lost to damage or a full disk."""

import json
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.sources.source import (
    PRACTICE_SOURCE,
    DefaultPriority,
    Grouping,
    Override,
    Source,
)
from ilert_desktop.sources.source_list import SourceList, SourceRefused, SourcesNotSaved, source_problems
from tests.sources.source_lists import loaded, set_aside_in

PRODUCTION = Source(
    id="prod",
    name="Production",
    key_field="integrationKey",
    colour="#c0392b",
    per_minute=20,
    default_priority=DefaultPriority.SUPPORT_HOURS,
    priority_override=Override.NO,
    grouping=Grouping.UNTIL_RESOLVED,
)
STAGING = Source(id="stag", name="Staging")


def ids(sources: SourceList) -> list[str]:
    return [source.id for source in sources.all()]


def test_at_the_first_start_practice_is_there_and_chosen(path: Path) -> None:
    sources = loaded(path)
    assert sources.all() == (PRACTICE_SOURCE,)
    assert sources.chosen == PRACTICE_SOURCE
    assert sources.notice is None


def test_everything_about_a_source_is_there_again_after_a_restart(path: Path) -> None:
    sources = loaded(path)
    sources.add(PRODUCTION)
    sources.add(STAGING)
    sources.choose("prod")
    again = loaded(path)
    assert again.all() == (PRACTICE_SOURCE, PRODUCTION, STAGING)
    assert again.chosen == PRODUCTION
    assert again.get("stag") == STAGING
    assert again.get("gone") is None
    assert again.notice is None


def test_the_file_can_be_read_by_people_and_by_its_owner_only(path: Path) -> None:
    loaded(path).add(PRODUCTION)
    text = path.read_text(encoding="utf-8")
    assert '\n      "name": "Production"' in text
    assert json.loads(text)["chosen"] == "practice"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set_aside_in(path) == []


def test_a_file_open_to_others_is_closed_by_the_next_change(path: Path) -> None:
    loaded(path).add(PRODUCTION)
    path.chmod(0o644)
    loaded(path).choose("prod")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_sources_are_edited_moved_and_removed(path: Path) -> None:
    sources = loaded(path)
    sources.add(PRODUCTION)
    sources.add(STAGING)
    renamed = msgspec.structs.replace(PRODUCTION, name="  Live  ", colour="#000000")
    sources.replace(renamed)
    assert sources.get("prod") == msgspec.structs.replace(renamed, name="Live")
    sources.move("stag", 0)
    assert ids(sources) == ["stag", "practice", "prod"]
    sources.move("stag", 99)
    assert ids(sources) == ["practice", "prod", "stag"]
    sources.choose("prod")
    sources.remove("prod")
    assert ids(loaded(path)) == ["practice", "stag"]
    assert loaded(path).chosen == PRACTICE_SOURCE


def test_practice_stays_but_may_be_renamed(path: Path) -> None:
    sources = loaded(path)
    with pytest.raises(SourceRefused, match="can be renamed, but not removed"):
        sources.remove("practice")
    sources.replace(msgspec.structs.replace(PRACTICE_SOURCE, name="Drill", colour="#112233"))
    assert loaded(path).chosen.name == "Drill"
    with pytest.raises(SourceRefused):
        sources.replace(msgspec.structs.replace(PRACTICE_SOURCE, endpoint="https://api.ilert.com/api/events"))


CHANGES: list[Callable[[SourceList], None]] = [
    lambda sources: sources.choose("gone"),
    lambda sources: sources.remove("gone"),
    lambda sources: sources.move("gone", 0),
    lambda sources: sources.replace(Source(id="gone", name="Gone")),
    lambda sources: sources.add(PRODUCTION),
    lambda sources: sources.add(Source(id="other", name="pRoDuCtIoN ")),
    lambda sources: sources.add(Source(id="", name="No id")),
    lambda sources: sources.replace(msgspec.structs.replace(PRODUCTION, name="practice")),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_can_not_be_is_refused_and_changes_nothing(
    path: Path, change: Callable[[SourceList], None]
) -> None:
    sources = loaded(path)
    sources.add(PRODUCTION)
    before = path.read_bytes()
    with pytest.raises(SourceRefused) as caught:
        change(sources)
    assert caught.value.title
    assert caught.value.sentence.endswith(".")
    assert path.read_bytes() == before
    assert sources.all() == (PRACTICE_SOURCE, PRODUCTION)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "half \ud83d"}, "name"),
        ({"name": "STAGING"}, "name"),
        ({"endpoint": "http://example.org/api/events"}, "endpoint"),
        ({"endpoint": "practice:"}, "endpoint"),
        ({"endpoint": ""}, "endpoint"),
        ({"endpoint": "https://example.org/\ud800"}, "endpoint"),
        ({"key_field": "password"}, "key_field"),
        ({"colour": "red"}, "colour"),
        ({"colour": ""}, "colour"),
        ({"colour": "#12345g"}, "colour"),
        ({"per_minute": 0}, "per_minute"),
        ({"per_minute": 701}, "per_minute"),
        ({"alerts_page": "javascript:alert(1)"}, "alerts_page"),
        ({"alerts_page": "http://app.ilert.com/"}, "alerts_page"),
    ],
)
def test_a_problem_is_named_at_its_field(changed: dict[str, object], field: str) -> None:
    source = msgspec.structs.replace(PRODUCTION, **changed)
    problems = source_problems(source, [PRACTICE_SOURCE, PRODUCTION, STAGING])
    assert [problem.field for problem in problems] == [field]
    assert problems[0].message.endswith(".")


def test_a_good_source_has_no_problem_and_does_not_collide_with_itself() -> None:
    for source in (PRACTICE_SOURCE, PRODUCTION, STAGING, Source(name="Zürich 🚨", endpoint="http://127.0.0.1:8080/e")):
        assert source_problems(source, [PRACTICE_SOURCE, PRODUCTION, STAGING]) == []


def test_nothing_is_written_before_the_file_was_read(path: Path) -> None:
    with pytest.raises(SourcesNotSaved):
        SourceList(path).add(PRODUCTION)
    assert not path.exists()


def test_changes_from_many_threads_are_all_kept(path: Path) -> None:
    sources = loaded(path)
    new = [Source(id=f"s{number}", name=f"Source {number}") for number in range(20)]
    threads = [threading.Thread(target=sources.add, args=(source,)) for source in new]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(loaded(path).all()) == {PRACTICE_SOURCE, *new}


SOURCES = st.builds(
    Source,
    name=st.text(min_size=1),
    default_priority=st.sampled_from(DefaultPriority),
    priority_override=st.sampled_from(Override),
    grouping=st.sampled_from(Grouping),
    per_minute=st.integers(min_value=-10, max_value=1000),
)


@given(source=SOURCES)
def test_every_source_without_problems_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, source: Source
) -> None:
    path = tmp_path_factory.mktemp("list") / "sources.json"
    sources = loaded(path)
    if source_problems(source, sources.all()):
        with pytest.raises(SourceRefused):
            sources.add(source)
        return
    sources.add(source)
    assert loaded(path).get(source.id) == msgspec.structs.replace(source, name=source.name.strip())
