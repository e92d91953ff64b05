"""A drill that is started at a terminal: what it tells comes there, and its report at the end."""

from typing import TextIO

import msgspec

from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.drills.report import Report
from ilert_desktop.practice.drills.report_text import as_text, one_line
from ilert_desktop.practice.drills.script import Drill
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.printing import write


class DrillAtTerminal:
    """Writes to `out`, as text or (`as_json`) only the report, as one line of JSON. `start` and `end` block.

    A terminal that is gone ends no drill.
    """

    def __init__(self, practice: Practice, drill: Drill, out: TextIO | None, *, as_json: bool) -> None:
        self._practice = practice
        self._drill = drill
        self._out = out
        self._as_json = as_json
        self._told = 0
        self._is_over = False

    def start(self) -> None:
        """Start the drill.

        Raises:
            PracticeFault: it names a source that practice does not have.
        """
        self._practice.call(self._begin).result()

    def end(self) -> None:
        """End the drill, with its report, if it still runs."""
        if self._practice.url is not None and not self._is_over:
            self._practice.call(lambda desk: desk.drills.stop()).result()

    def _begin(self, desk: Desk) -> None:
        desk.drills.start(self._drill)
        self._say(f"Drill: {self._drill.title}, {self._drill.minutes:g} min\n{self._drill.description}")
        self._follow(desk)
        desk.drills.watch(lambda: self._follow(desk))

    def _follow(self, desk: Desk) -> None:
        if self._is_over:
            return
        running = desk.drills.running
        if running is None:
            self._is_over = True
            self._report(desk.drills.reports[0])
            return
        for told in running.told[self._told :]:
            self._say(f"{told.time.astimezone():%H:%M:%S} {told.text}")
        self._told = len(running.told)

    def _report(self, report: Report) -> None:
        write(self._out, msgspec.json.encode(report).decode() + "\n" if self._as_json else f"\n{as_text(report)}")

    def _say(self, text: str) -> None:
        if not self._as_json:
            write(self._out, "".join(f"{one_line(line)}\n" for line in text.splitlines()))
