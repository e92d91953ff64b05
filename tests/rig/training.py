"""A drill in virtual time, on a real store, with the operator who is trained."""

from ilert_desktop.event import Event, EventType, to_json
from ilert_desktop.practice.drills.run import Drills
from ilert_desktop.practice.drills.script import Drill, Expectation, Step
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.keeping.store import Store
from ilert_desktop.practice.misbehaviour import Misbehaviour, Mode
from ilert_desktop.practice.request import read_event
from ilert_desktop.practice.state import Alert, By, Decision
from tests.rig.turned_time import TurnedTime


class Training:
    """An operator, and the practice that they train on."""

    def __init__(self, store: Store) -> None:
        self.time = TurnedTime()
        self.intake = Intake(store)
        self.misbehaviour = Misbehaviour(self.time, self.time.later)
        self.drills = Drills(self.intake, self.misbehaviour, self.time, self.time.later)
        self.told = 0
        self.drills.watch(self._count)

    def send(self, event_type: EventType = EventType.ALERT, *, source: int = 1, **fields: object) -> Decision:
        key = next(one.key for one in self.intake.configuration.sources if one.id == source)
        event = Event(event_type=event_type, **fields)  # type: ignore[arg-type]
        body = b'{"apiKey":"x",' + to_json(event)[1:]
        return self.intake.take(key, read_event(body)[1], self.time())

    def opened(self, **fields: object) -> Alert:
        alert = self.send(**fields).alert  # type: ignore[arg-type]
        assert alert is not None
        return alert

    def act(self, action: str, alert: Alert) -> None:
        self.intake.act(action, alert.id, self.time(), By.PAGE)

    @property
    def mode(self) -> Mode | None:
        return None if self.misbehaviour.now is None else self.misbehaviour.now.mode

    def messages(self) -> list[str]:
        running = self.drills.running
        return [] if running is None else [told.text for told in running.told]

    def _count(self) -> None:
        self.told += 1


def drill(*steps: Step, expect: tuple[Expectation, ...] = (), mark: str = "", minutes: float = 10) -> Drill:
    return Drill(title="Test", mark=mark, minutes=minutes, steps=steps, expectations=expect)
