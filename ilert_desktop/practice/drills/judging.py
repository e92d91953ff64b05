"""Makes the report of a drill out of its script and of what happened meanwhile; pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

import msgspec

from ilert_desktop.event import fold_key
from ilert_desktop.practice.drills.report import Checked, Joined, Raised, Report, Result, Trouble
from ilert_desktop.practice.drills.script import Action, Drill, Expectation
from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.practice.state import Alert, Decision, Effect

_EFFECTS: Final = {
    # Somebody who raises an alert that is open already has done what was asked for.
    Action.RAISE: frozenset({Effect.NEW_ALERT, Effect.APPENDED}),
    Action.ACCEPT: frozenset({Effect.ACCEPTED}),
    Action.RESOLVE: frozenset({Effect.RESOLVED}),
    Action.COMMENT: frozenset({Effect.COMMENTED}),
}


class Noted(msgspec.Struct, frozen=True):
    """Something that practice took or did, and whether the drill itself was the one who sent it."""

    decision: Decision
    by_script: bool = False


class Switched(msgspec.Struct, frozen=True):
    """From `time` on practice misbehaves so (None: it behaves well); `events` had met a misbehaviour by then, ever."""

    time: datetime
    mode: Mode | None
    events: int


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A drill that is over, with everything that happened in it, oldest first. `switched` ends with the end."""

    drill: Drill
    started: datetime
    ended: datetime
    complete: bool
    noted: tuple[Noted, ...]
    switched: tuple[Switched, ...]


def report_of(course: Course) -> Report:
    """What came of a drill."""
    return Report(
        title=course.drill.title,
        started=course.started,
        ended=course.ended,
        complete=course.complete,
        mark=course.drill.mark,
        checked=tuple(_checked(course, expectation) for expectation in course.drill.expectations),
        raised=tuple(_raised(course)),
        joined=tuple(_joined(course)),
        troubles=tuple(_troubles(course)),
        sent_again=_sent_again(course),
    )


def _checked(course: Course, expectation: Expectation) -> Checked:
    due = None if expectation.within is None else (expectation.after + expectation.within) * 60
    earliest = course.started + timedelta(minutes=expectation.after)
    met = [
        noted
        for noted in course.noted
        if noted.decision.entry.effect in _EFFECTS[expectation.do]
        and not (noted.by_script and expectation.do is Action.RAISE)
        and noted.decision.entry.time >= earliest
        and noted.decision.alert is not None
        and _fits(noted.decision.alert, _subjects(course, noted), expectation)
    ]
    done_after = _seconds(course.started, met[0].decision.entry.time) if met else None
    opened = sum(noted.decision.entry.effect is Effect.NEW_ALERT for noted in met)
    return Checked(
        text=expectation.text or words_of(expectation),
        result=_result(done_after, due, twice=expectation.once and opened > 1),
        done_after=done_after,
        from_after=expectation.after * 60,
        due_after=due,
    )


def _result(done_after: float | None, due: float | None, *, twice: bool) -> Result:
    if done_after is None:
        return Result.MISSED
    if twice:
        return Result.TWICE
    return Result.LATE if due is not None and done_after > due else Result.MET


def _subjects(course: Course, noted: Noted) -> Iterator[tuple[str, str]]:
    """What the alert was about by then, summaries with keys: its own, and those of events that were grouped into it."""
    alert = noted.decision.alert
    if alert is None:
        return
    yield alert.opened_by.summary, alert.key
    for other in course.noted:
        received = other.decision.entry.received
        if received is not None and _is(other, alert, Effect.APPENDED):
            yield received.event.summary, received.event.alert_key
        if other is noted:
            return


def _fits(alert: Alert, subjects: Iterable[tuple[str, str]], expectation: Expectation) -> bool:
    return (
        any(
            (not expectation.key or fold_key(key) == fold_key(expectation.key))
            and expectation.summary.casefold() in summary.casefold()
            for summary, key in subjects
        )
        and (not expectation.source or alert.source.name.casefold() == expectation.source.casefold())
        and (expectation.priority is None or alert.priority is expectation.priority)
    )


def words_of(expectation: Expectation) -> str:
    """What is expected, as a sentence without its end."""
    what = f"{expectation.priority} alert" if expectation.priority else "alert"
    number = "one" if expectation.once else "a" if expectation.priority else "an"
    parts = [expectation.do.capitalize(), number if expectation.do is Action.RAISE else "the", what]
    if expectation.summary:
        parts.append(f"about “{expectation.summary}”")
    if expectation.key:
        parts.append(f"with the key “{expectation.key}”")
    if expectation.source:
        parts.append(f"at “{expectation.source}”")
    return " ".join(parts)


def _raised(course: Course) -> Iterator[Raised]:
    earlier: list[Alert] = []
    for noted in course.noted:
        alert = noted.decision.alert
        if alert is None or noted.decision.entry.effect is not Effect.NEW_ALERT:
            continue
        yield Raised(
            alert=alert.id,
            time=alert.reported,
            source=alert.source.name,
            summary=alert.opened_by.summary,
            key=alert.key,
            priority=alert.priority,
            by_script=noted.by_script,
            accepted_after=_first_after(course, alert, Effect.ACCEPTED),
            resolved_after=_first_after(course, alert, Effect.RESOLVED),
            copies=sum(_is(other, alert, Effect.APPENDED) for other in course.noted),
            same_as=next((other.id for other in earlier if _about_the_same(other, alert)), None),
        )
        earlier.append(alert)


def _joined(course: Course) -> Iterator[Joined]:
    opened = {noted.decision.alert.id for noted in course.noted if _opens(noted) and noted.decision.alert}
    seen: set[bytes] = set()
    for noted in course.noted:
        alert, entry = noted.decision.alert, noted.decision.entry
        if alert is None or entry.received is None or noted.by_script or entry.effect is not Effect.APPENDED:
            continue
        text = bytes(entry.received.text)
        if alert.id in opened or text in seen:
            continue
        seen.add(text)
        yield Joined(
            time=entry.time,
            source=entry.source.name,
            summary=entry.received.event.summary,
            alert=alert.id,
            alert_summary=alert.opened_by.summary,
        )


def _opens(noted: Noted) -> bool:
    return noted.decision.entry.effect is Effect.NEW_ALERT


def _first_after(course: Course, alert: Alert, effect: Effect) -> float | None:
    times = (noted.decision.entry.time for noted in course.noted if _is(noted, alert, effect))
    first = next(times, None)
    return None if first is None else _seconds(alert.reported, first)


def _is(noted: Noted, alert: Alert, effect: Effect) -> bool:
    decision = noted.decision
    return decision.alert is not None and decision.alert.id == alert.id and decision.entry.effect is effect


def _about_the_same(one: Alert, other: Alert) -> bool:
    if one.source.id != other.source.id:
        return False
    same_key = bool(one.key) and fold_key(one.key) == fold_key(other.key)
    return same_key or _plain(one.opened_by.summary) == _plain(other.opened_by.summary)


def _plain(summary: str) -> str:
    return " ".join(summary.split()).casefold()


def _troubles(course: Course) -> Iterator[Trouble]:
    for begun, ended in pairwise(course.switched):
        if begun.mode is not None:
            # A connection that is refused is not seen by anybody here.
            events = None if begun.mode is Mode.DOWN else ended.events - begun.events
            yield Trouble(mode=begun.mode, since=begun.time, until=ended.time, requests=events)


def _sent_again(course: Course) -> int:
    seen: set[tuple[int, bytes]] = set()
    again = 0
    for noted in course.noted:
        entry = noted.decision.entry
        if entry.received is not None and not noted.by_script:
            event = (entry.source.id, bytes(entry.received.text))
            again += event in seen
            seen.add(event)
    return again


def _seconds(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()
