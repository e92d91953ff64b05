"""What one running practice server consists of."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from ilert_desktop.practice.drills.run import Drills
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.misbehaviour import Misbehaviour, Mode


def utc_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


class ApiPort(Protocol):
    """The port that events are posted to; `fault` says why it does not listen though it should."""

    fault: PracticeFault | None

    @property
    def url(self) -> str:
        """Where programs on this computer reach it."""

    def close(self) -> None:
        """Refuse connections from now on, as a server that is down, and cut those there are."""

    def open(self) -> None:
        """Listen again, soon; if that fails, it is tried each second, and `fault` says so."""


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a server; used in its thread only. `clock` gives the time of what happens, with a time zone.

    `at_end` is called when the server begins to stop: answers without an end have to find one then.
    """

    intake: Intake
    api_port: ApiPort
    misbehaviour: Misbehaviour
    drills: Drills
    clock: Callable[[], datetime] = utc_now
    at_end: list[Callable[[], None]] = []


def desk_for(intake: Intake, api_port: ApiPort, clock: Callable[[], datetime] = utc_now) -> Desk:
    """The desk of a server that behaves well and has no drill."""
    misbehaviour = Misbehaviour(clock)

    def follow() -> None:
        if misbehaviour.now is not None and misbehaviour.now.mode is Mode.DOWN:
            api_port.close()
        else:
            api_port.open()

    misbehaviour.watch(follow)
    return Desk(
        intake=intake,
        api_port=api_port,
        misbehaviour=misbehaviour,
        drills=Drills(intake, misbehaviour, clock),
        clock=clock,
    )
