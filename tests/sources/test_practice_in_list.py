"""The practice sources in the list: always there, in the operator's order and under the operator's names."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from ilert_desktop.sources.source import PRACTICE_SOURCE, DefaultPriority, Source
from ilert_desktop.sources.source_list import SourceList, SourceRefused

FIRST = replace(PRACTICE_SOURCE, name="Practice: Payments", default_priority=DefaultPriority.HIGH)
OFFICE = replace(FIRST, id="practice-2", name="Practice: Office", endpoint="practice:2", colour="#00796b")
LOW = replace(FIRST, id="practice-3", name="Practice: Low", endpoint="practice:3", colour="#ad1457")
PRODUCTION = Source(id="prod", name="Production")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sources.json"


def loaded(path: Path, *practice: Source) -> SourceList:
    made = SourceList(path, practice or (FIRST, OFFICE, LOW))
    made.load()
    return made


def ids(sources: SourceList) -> list[str]:
    return [source.id for source in sources.all()]


def test_a_new_list_has_all_of_them_before_and_after_it_is_read(path: Path) -> None:
    sources = SourceList(path, (FIRST, OFFICE, LOW))
    assert sources.all() == (FIRST, OFFICE, LOW)
    sources.load()
    assert sources.all() == (FIRST, OFFICE, LOW)
    assert sources.chosen == FIRST


def test_a_list_of_the_time_before_keeps_its_name_and_order_and_gets_the_others_behind_it(path: Path) -> None:
    older = SourceList(path)
    older.load()
    older.add(PRODUCTION)
    older.replace(replace(PRACTICE_SOURCE, undo_seconds=9))
    sources = loaded(path)
    assert ids(sources) == ["practice", "practice-2", "practice-3", "prod"]
    first = sources.chosen
    assert (first.name, first.undo_seconds) == ("Practice", 9)


def test_where_the_operator_has_moved_them_they_stay(path: Path) -> None:
    sources = loaded(path, FIRST, OFFICE)
    sources.add(PRODUCTION)
    sources.move("practice-2", 2)
    sources.move("practice", 2)
    assert ids(loaded(path)) == ["prod", "practice-2", "practice", "practice-3"]


def test_name_and_colour_are_the_operators_but_not_what_the_configuration_says(path: Path) -> None:
    sources = loaded(path)
    sources.replace(replace(OFFICE, name="Desk", colour="#112233", default_priority=DefaultPriority.LOW))
    for each in (sources, loaded(path)):
        assert each.get(OFFICE.id) == replace(OFFICE, name="Desk", colour="#112233")
    assert loaded(path, FIRST, replace(OFFICE, default_priority=DefaultPriority.UNKNOWN)).get(OFFICE.id) == replace(
        OFFICE, name="Desk", colour="#112233", default_priority=DefaultPriority.UNKNOWN
    )


def test_a_name_that_is_taken_gets_a_number(path: Path) -> None:
    loaded(path, FIRST).add(replace(PRODUCTION, name="practice: office"))
    office = loaded(path).get(OFFICE.id)
    assert office is not None
    assert office.name == "Practice: Office 2"


@pytest.mark.parametrize("practice", [FIRST, OFFICE])
def test_none_of_them_can_be_removed_or_sent_elsewhere(path: Path, practice: Source) -> None:
    sources = loaded(path)
    with pytest.raises(SourceRefused, match="Practice stays"):
        sources.remove(practice.id)
    for endpoint in ("https://api.ilert.com/api/events", "practice:7"):
        with pytest.raises(SourceRefused, match="Practice stays practice"):
            sources.replace(replace(practice, endpoint=endpoint))
    with pytest.raises(SourceRefused, match="Only the practice sources"):
        sources.add(replace(PRODUCTION, endpoint=practice.endpoint))


def test_one_that_the_configuration_lost_is_out_and_comes_back_as_it_was(path: Path) -> None:
    sources = loaded(path)
    sources.replace(replace(LOW, name="Quiet"))
    sources.choose(LOW.id)
    shorter = loaded(path, FIRST, OFFICE)
    assert (ids(shorter), shorter.chosen.id, shorter.notice) == (["practice", "practice-2"], "practice", None)
    shorter.add(PRODUCTION)
    again = loaded(path)
    assert set(ids(again)) == {"practice", "practice-2", "practice-3", "prod"}
    assert again.get(LOW.id) == replace(LOW, name="Quiet")


def test_two_programs_with_other_configurations_leave_each_other_what_they_have(path: Path) -> None:
    one, other = loaded(path), loaded(path, FIRST)
    one.replace(replace(LOW, name="Quiet"))
    other.add(PRODUCTION)
    one.refresh()
    assert one.get(LOW.id) == replace(LOW, name="Quiet")
    assert one.get("prod") == PRODUCTION
