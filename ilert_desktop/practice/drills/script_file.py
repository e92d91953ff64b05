"""Reads a drill out of a TOML file; the drills in `resources/practice/drills/` show how one is written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from ilert_desktop.practice.drills.script import MARK, Drill, Expectation, Raise, Step
from ilert_desktop.practice.drills.script_tables import ExpectTable, File, RaiseTable, StepAction, StepTable
from ilert_desktop.practice.faults import DrillFault
from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.practice.toml.document import read_document
from ilert_desktop.practice.toml.shape import Misfit
from ilert_desktop.resources import resource_path

# In the order to show them in.
_SHIPPED: Final = ("first-alert", "ilert-does-not-answer")


def shipped() -> dict[str, Drill]:
    """The drills that come with the program, by their short names, in the order to show them in.

    Raises:
        MissingResource: the program is not whole.
    """
    return {name: read_drill(resource_path(f"practice/drills/{name}.toml")) for name in _SHIPPED}


def drill_for(name: str) -> Drill:
    """The drill in a file of this name, or else the one that comes with the program under it.

    Raises:
        DrillFault: the file can't be read or is no drill.
    """
    path = Path(name)
    return shipped()[name] if name in _SHIPPED and not path.exists() else read_drill(path)


def read_drill(path: Path) -> Drill:
    """Read a drill from a file.

    Raises:
        DrillFault: the file can't be read or is no drill.
    """
    return _drill_of(read_document(path, File, _contradictions, DrillFault))


def _contradictions(document: dict[str, Any]) -> Iterator[Misfit]:
    try:
        file = msgspec.convert(document, File, strict=True)
    except msgspec.ValidationError:
        # What has not the form it should have is told already.
        return
    for number, step in enumerate(file.step):
        yield from (
            Misfit(("step", number, *name), f"step[{number}]{sentence}")
            for name, sentence in _wrong_in_step(step, file.minutes)
        )
    for number, expected in enumerate(file.expect):
        yield from (
            Misfit(("expect", number, *name), f"expect[{number}]{sentence}")
            for name, sentence in _wrong_in_expectation(expected, file.minutes)
        )


def _wrong_in_step(step: StepTable, minutes: float) -> Iterator[tuple[tuple[str, ...], str]]:
    if step.minute >= minutes:
        yield ("minute",), f".minute is {step.minute:g}, and the drill ends after {minutes:g}; choose an earlier one"
    if step.do is None and step.raises is None and not step.tell.strip():
        yield (), " does nothing; add tell, raise or do"
    misbehaves = step.do not in {None, StepAction.RECOVER}
    for name, value in (("until", step.until_minute), ("for", step.for_minutes)):
        if value is not None and not misbehaves:
            yield (name,), f".{name} is for a step that makes practice misbehave; take it away, or add do"
    if step.until_minute is not None and step.for_minutes is not None:
        yield ("for",), " has both until and for; keep one of them"
    if step.until_minute is not None and step.until_minute <= step.minute:
        yield (
            ("until",),
            f".until is {step.until_minute:g}; choose a minute after {step.minute:g}, when the step begins",
        )


def _wrong_in_expectation(expected: ExpectTable, minutes: float) -> Iterator[tuple[tuple[str, ...], str]]:
    if expected.after + (expected.within or 0) > minutes:
        name = "after" if expected.within is None else "within"
        yield (name,), f".{name} leads past the drill's end after {minutes:g} minutes; choose less"
    if expected.once and expected.do != "raise":
        yield ("once",), '.once is for do = "raise"; take it away'


def _drill_of(file: File) -> Drill:
    mark = (MARK if file.mark else "") if isinstance(file.mark, bool) else file.mark.strip()
    return Drill(
        title=file.title.strip(),
        description=file.description.strip(),
        mark=mark,
        minutes=file.minutes,
        steps=tuple(sorted(map(_step_of, file.step), key=lambda step: step.minute)),
        expectations=tuple(map(_expectation_of, file.expect)),
    )


def _step_of(table: StepTable) -> Step:
    minutes = table.for_minutes if table.until_minute is None else table.until_minute - table.minute
    return Step(
        minute=table.minute,
        tell=table.tell.strip(),
        raises=None if table.raises is None else _raise_of(table.raises),
        fail=_mode_of(table.do),
        minutes=minutes,
        delay=table.seconds,
        recover=table.do is StepAction.RECOVER,
    )


def _mode_of(action: StepAction | None) -> Mode | None:
    if action is None or action is StepAction.RECOVER:
        return None
    return Mode.DOWN if action is StepAction.FAIL else Mode(action.value)


def _raise_of(table: RaiseTable) -> Raise:
    return Raise(
        summary=table.summary.strip(),
        key=table.key or "",
        source=table.source or "",
        priority=table.priority,
        details=table.details,
    )


def _expectation_of(table: ExpectTable) -> Expectation:
    return Expectation(
        do=table.do,
        text=table.text or "",
        key=table.key or "",
        summary=table.summary or "",
        source=table.source or "",
        priority=table.priority,
        after=table.after,
        within=table.within,
        once=table.once,
    )
