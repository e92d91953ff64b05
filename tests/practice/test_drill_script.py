"""Drills as TOML files: what is read, and that every mistake is told with its line and what to do."""

from pathlib import Path

import pytest

from ilert_desktop.event import Priority
from ilert_desktop.practice.drills.script import Action, Drill, Expectation, Raise, Step
from ilert_desktop.practice.drills.script_file import drill_for, read_drill, shipped
from ilert_desktop.practice.faults import DrillFault
from ilert_desktop.practice.misbehaviour import Mode

FULL = """
title = " Night "
description = '''
Two lines,
told at the start.'''
mark = "[ÜBUNG]"
minutes = 7.5

[[step]]
minute = 5
do = "recover"

[[step]]
tell = "Ready"

[[step]]
minute = 2
do = "slow"
seconds = 40
until = 4.5

[[step]]
minute = 3
do = "fail"
for = 1
raise = { summary = "CPU hot", key = "cpu", source = "Low", priority = "LOW", details = "**hot**" }

[[expect]]
do = "raise"
text = "Raise one"
key = "k"
summary = "s"
source = "Office"
priority = "HIGH"
after = 1
within = 2
once = true

[[expect]]
do = "comment"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "night.toml"


def problems(file: Path, text: str) -> list[str]:
    """What is told about a drill, without the file's name."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DrillFault) as caught:
        read_drill(file)
    assert caught.value.title == "The drill can't be used"
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{file}:") for line in lines)
    return [line.removeprefix(f"{file}:") for line in lines]


def test_all_of_a_drill(file: Path) -> None:
    file.write_text(FULL, encoding="utf-8")

    assert read_drill(file) == Drill(
        title="Night",
        description="Two lines,\ntold at the start.",
        mark="[ÜBUNG]",
        minutes=7.5,
        steps=(
            Step(tell="Ready"),
            Step(minute=2, fail=Mode.SLOW, delay=40, minutes=2.5),
            Step(
                minute=3,
                fail=Mode.DOWN,
                minutes=1,
                raises=Raise(summary="CPU hot", key="cpu", source="Low", priority=Priority.LOW, details="**hot**"),
            ),
            Step(minute=5, recover=True),
        ),
        expectations=(
            Expectation(
                do=Action.RAISE,
                text="Raise one",
                key="k",
                summary="s",
                source="Office",
                priority=Priority.HIGH,
                after=1,
                within=2,
                once=True,
            ),
            Expectation(do=Action.COMMENT),
        ),
    )


@pytest.mark.parametrize(("written", "mark"), [("true", "[DRILL]"), ("false", ""), ('" [X] "', "[X]"), (None, "")])
def test_the_mark(file: Path, written: str | None, mark: str) -> None:
    file.write_text(f'title = "x"\nminutes = 1\n{f"mark = {written}" if written else ""}')

    assert read_drill(file).mark == mark


@pytest.mark.parametrize("mode", Mode)
def test_a_step_can_misbehave_in_every_way(file: Path, mode: Mode) -> None:
    file.write_text(f'title = "x"\nminutes = 1\n[[step]]\ndo = "{mode}"')

    assert read_drill(file).steps[0].fail is mode


HEAD = 'title = "x"\nminutes = 5\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("minutes = 5", ["1: the file has no title; add it: text in quotes: one line, 1 to 200 characters"]),
        ('title = "x"\nminutes = 0', ["2: minutes is 0; it is a number of minutes above 0, at most 1440 (a day)"]),
        ('title = "x"\nminutes = nan', ["2: minutes is NaN; it is a number of minutes above 0, at most 1440 (a day)"]),
        (HEAD + "mark = 3", ['3: mark is 3; it is true for "[DRILL]", false for none, or text in quotes']),
        (HEAD + "[[steps]]", ['3: steps is not known; did you mean "step"?']),
        (
            HEAD + '[[step]]\nminute = 5\ntell = "x"',
            ["4: step[0].minute is 5, and the drill ends after 5; choose an earlier one"],
        ),
        (HEAD + "[[step]]\nminute = 1", ["3: step[0] does nothing; add tell, raise or do"]),
        (
            HEAD + '[[step]]\ntell = "x"\nfor = 1',
            ["5: step[0].for is for a step that makes practice misbehave; take it away, or add do"],
        ),
        (
            HEAD + '[[step]]\ndo = "recover"\nuntil = 1',
            ["5: step[0].until is for a step that makes practice misbehave; take it away, or add do"],
        ),
        (
            HEAD + '[[step]]\ndo = "down"\nuntil = 1\nfor = 1',
            ["6: step[0] has both until and for; keep one of them"],
        ),
        (
            HEAD + '[[step]]\nminute = 2\ndo = "down"\nuntil = 2',
            ["6: step[0].until is 2; choose a minute after 2, when the step begins"],
        ),
        (
            HEAD + '[[expect]]\ndo = "raise"\nafter = 2\nwithin = 4',
            ["6: expect[0].within leads past the drill's end after 5 minutes; choose less"],
        ),
        (
            HEAD + '[[expect]]\ndo = "raise"\nafter = 6',
            ["5: expect[0].after leads past the drill's end after 5 minutes; choose less"],
        ),
        (HEAD + '[[expect]]\ndo = "accept"\nonce = true', ['5: expect[0].once is for do = "raise"; take it away']),
        (
            HEAD + '[[step]]\ndo = "explode"\n[[expect]]\npriority = "MEDIUM"',
            [
                (
                    '4: step[0].do is "explode"; it is one of fail, down, slow, server-error, rate-limit, wrong-answer,'
                    " lost-answer, recover"
                ),
                "5: expect[0] has no do; add it: one of raise, accept, resolve, comment",
                '6: expect[0].priority is "MEDIUM"; it is one of HIGH, LOW',
            ],
        ),
        ("title = ]", ["1:9: no valid TOML: invalid value; correct what stands here"]),
    ],
)
def test_mistakes_are_told_with_their_lines(file: Path, text: str, told: list[str]) -> None:
    assert problems(file, text) == told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DrillFault, match="there is no such file"):
        read_drill(tmp_path / "none.toml")


def test_a_drill_by_name_or_by_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert drill_for("first-alert") == shipped()["first-alert"]
    Path("first-alert").write_text('title = "Own"\nminutes = 1', encoding="utf-8")
    assert drill_for("first-alert").title == "Own"
    with pytest.raises(DrillFault):
        drill_for("second-alert")


def test_the_shipped_drills_say_what_they_are() -> None:
    drills = shipped()

    assert [drill.title for drill in drills.values()] == ["First alert", "ilert does not answer"]
    for drill in drills.values():
        assert drill.mark == "[DRILL]"
        assert drill.description
        assert drill.expectations
    assert not any(step.fail for step in drills["first-alert"].steps)
    assert [step.fail for step in drills["ilert-does-not-answer"].steps if step.fail] == [Mode.LOST_ANSWER, Mode.DOWN]
