"""The configuration file: what it can say, and the default that explains it."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from ilert_desktop.practice import configuration as structs
from ilert_desktop.practice.config_file import configuration_at, default_text, read_configuration
from ilert_desktop.practice.configuration import (
    DEFAULT,
    Configuration,
    Day,
    EscalationLevel,
    EscalationPolicy,
    Grouping,
    IntegrationType,
    Joins,
    Person,
    PracticeSource,
    PriorityRule,
    PriorityTemplate,
    SupportHours,
    TimeSpan,
)
from tests.rig.configurations import GOOD, written

EVERYTHING = """
rules.alert_joins = "unaccepted"
rules.per_minute = 0
people = [{ name = "Eve" }, { name = "Bob", by = ["smoke signals", "push"] }]

[[sources]]
id = 2
name = " Shop "
key = "shop"
priority = "LOW_DURING_SUPPORT_HOURS"
integration = "GRAFANA"
grouping = "WINDOW"
window_minutes = 3
support_hours = "NIGHT"
policy = "second "

[[sources]]
name = "Other"
key = "other"

[[sources]]
name = "Third"
key = "third"
[sources.template]
field = "summary"
high = ["fire"]
low = ["smoke"]
overrules = false

[[policies]]
name = "First"
levels = [{ people = ["EVE", "Bob"], after_minutes = 1 }, { people = ["bob"], after_minutes = 2 }]

[[policies]]
id = 40
name = "Second"
routing_key = " two "
levels = [{ people = ["Eve"] }]

[[support_hours]]
name = "Night"
time_zone = "Asia/Kolkata"
friday = ["22:00-06:00", "12:00-24:00"]
monday = ["00:00-00:00"]
"""


def test_the_default_file_says_exactly_the_default(tmp_path: Path) -> None:
    assert read_configuration(written(tmp_path, default_text())) == DEFAULT


def test_the_default_file_can_be_printed_anywhere() -> None:
    assert default_text().isascii()


def test_the_default_has_three_sources_and_two_policies() -> None:
    told = [(source.name, source.priority, bool(source.support_hours)) for source in DEFAULT.sources]

    assert told == [
        ("Payments (live-like)", PriorityRule.HIGH, False),
        ("Office", PriorityRule.HIGH_DURING_SUPPORT_HOURS, True),
        ("Low", PriorityRule.LOW, False),
    ]
    assert len(DEFAULT.policies) == 2


def test_the_structs_that_are_explained_are_all_there_are() -> None:
    kinds = {kind for kind in vars(structs).values() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)}
    explained = {Configuration, PracticeSource, EscalationPolicy, EscalationLevel, Person, SupportHours}

    assert kinds - explained == {PriorityTemplate, TimeSpan}


def fields_to_explain() -> set[str]:
    kinds = (Configuration, PracticeSource, EscalationPolicy, EscalationLevel, Person, SupportHours, PriorityTemplate)
    names = {field.name for kind in kinds for field in msgspec.structs.fields(kind)}
    return (names - {"days", "sources", "policies", "people", "support_hours", "template"}) | set(Day)


@pytest.mark.parametrize("name", sorted(fields_to_explain()))
def test_the_default_file_shows_every_field(name: str) -> None:
    assert re.search(rf"^[#\s{{]*{name} = ", default_text(), re.MULTILINE) or f", {name} = " in default_text()


@pytest.mark.parametrize("table", ["[rules]", "[[sources]]", "[[policies]]", "[[people]]", "[[support_hours]]"])
def test_the_default_file_shows_every_table(table: str) -> None:
    assert f"\n{table}\n" in default_text()
    assert "\n# [sources.template]\n" in default_text()


@pytest.mark.parametrize("kind", [Joins, PriorityRule, IntegrationType, Grouping])
def test_the_default_file_names_every_choice(kind: type) -> None:
    assert [choice for choice in kind if f'"{choice}"' not in default_text()] == []  # type: ignore[attr-defined]


def test_the_example_of_a_template_can_be_taken_as_it_is(tmp_path: Path) -> None:
    lines = default_text().splitlines()
    begin = lines.index("# [sources.template]")
    lines[begin : begin + 5] = [line.removeprefix("# ") for line in lines[begin : begin + 5]]

    template = read_configuration(written(tmp_path, "\n".join(lines))).sources[0].template

    assert template == PriorityTemplate(
        field="customDetails.severity", high=("critical", "fatal"), low=("info", "warning"), overrules=True
    )


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    read = read_configuration(written(tmp_path, GOOD))

    assert read == Configuration(
        sources=(PracticeSource(id=1, name="Shop", key="shop-key"),),
        policies=(EscalationPolicy(id=1, name="On call", levels=(EscalationLevel(people=("Eve",)),)),),
        people=(Person(name="Eve"),),
        support_hours=(),
    )
    assert read.policy_of(read.sources[0]).name == "On call"


def test_everything_that_can_be_said_arrives(tmp_path: Path) -> None:
    whole_day = (TimeSpan("00:00", "00:00"),)
    friday = (TimeSpan("22:00", "06:00"), TimeSpan("12:00", "24:00"))

    read = read_configuration(written(tmp_path, EVERYTHING))

    assert read.sources == (
        PracticeSource(
            id=2,
            name="Shop",
            key="shop",
            priority=PriorityRule.LOW_DURING_SUPPORT_HOURS,
            integration=IntegrationType.GRAFANA,
            grouping=Grouping.WINDOW,
            window_minutes=3,
            support_hours="Night",
            policy=40,
        ),
        PracticeSource(id=1, name="Other", key="other"),
        PracticeSource(
            id=3,
            name="Third",
            key="third",
            template=PriorityTemplate(field="summary", high=("fire",), low=("smoke",), overrules=False),
        ),
    )
    assert [(policy.id, policy.routing_key) for policy in read.policies] == [(1, ""), (40, "two")]
    assert read.policies[0].levels == (
        EscalationLevel(people=("Eve", "Bob"), after_minutes=1),
        EscalationLevel(people=("Bob",), after_minutes=2),
    )
    assert read.people == (Person(name="Eve"), Person(name="Bob", by=("smoke signals", "push")))
    assert read.support_hours == (
        SupportHours(name="Night", time_zone="Asia/Kolkata", days={Day.MONDAY: whole_day, Day.FRIDAY: friday}),
    )
    assert (read.alert_joins, read.per_minute) == (Joins.UNACCEPTED, 0)


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_an_editor_of_windows_saves_is_read_as_well(tmp_path: Path, before: bytes, newline: str) -> None:
    path = tmp_path / "practice.toml"
    path.write_bytes(before + default_text().replace("\n", newline).encode())

    assert read_configuration(path) == DEFAULT


def test_a_good_file_loads_nothing_that_is_for_bad_ones(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from ilert_desktop.practice.config_file import *;"
        "configuration_at(Path('/nowhere/practice.toml')); assert 'tomllib' not in sys.modules;"
        f"read_configuration(Path({str(written(tmp_path, GOOD))!r})); assert 'tomlkit' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_without_a_file_it_is_the_default(tmp_path: Path) -> None:
    assert configuration_at(tmp_path / "practice.toml") == (DEFAULT, None)
    assert configuration_at(written(tmp_path, "") / "no folder") == (DEFAULT, None)


def test_a_bad_file_leaves_the_default_and_says_why(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("key =", "ky ="))

    configuration, fault = configuration_at(path)

    assert configuration is DEFAULT
    assert fault is not None
    assert fault.title == "Practice's configuration can't be used"
    assert fault.sentence.startswith(f"{path}:1: sources[0] has no key; add it")
    assert fault.sentence.endswith("(and 1 more: ilert-desktop practice --config FILE tells all)")
    assert [problem.line for problem in fault.problems] == [1, 3]


def test_a_folder_or_a_pipe_in_its_place_leaves_the_default_and_says_so(tmp_path: Path) -> None:
    folder, fault = configuration_at(tmp_path)
    assert (folder, str(fault)) == (DEFAULT, f"{tmp_path}: this is a folder; name the file in it")
    nothing, fault = configuration_at(Path("/dev/null"))
    assert (nothing, str(fault)) == (DEFAULT, "/dev/null: this is no file; take it away, or put a file in its place")
