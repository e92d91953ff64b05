"""A whole outbox for a test: ledger, keys, sender and delivery, with a clock that the test turns."""

from pathlib import Path
from typing import Final, Self

from ilert_desktop.delivery.delivery import Delivery
from ilert_desktop.delivery.endpoints import Endpoints
from ilert_desktop.delivery.request import ATTEMPT_SECONDS
from ilert_desktop.delivery.sender import Sender
from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import Attempt, Decision, EventState, LedgerEvent
from ilert_desktop.neighbours.neighbours import Neighbours
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.sources.keys import Keys, Vault
from ilert_desktop.sources.source import Source
from tests.rig.ledgers import Book, Clock, done, new_event
from tests.rig.practice import UNLIMITED
from tests.rig.vaults import MemoryVault
from tests.rig.waiting import wait_until

KEY: Final = "il1api-not-a-real-key-7f3a"


class Outbox:
    """Ledger and delivery in `folder`; `told` is what delivery said about each event."""

    def __init__(
        self,
        folder: Path,
        *,
        attempt_seconds: float = ATTEMPT_SECONDS,
        vault: Vault | None = None,
        clock: Clock | None = None,
        keys: Keys | None = None,
    ) -> None:
        self.book = Book(folder / "ledger.db", clock)
        self.clock = self.book.clock
        self.sources: dict[str, Source] = {}
        self.keys = keys or Keys(vault or MemoryVault())
        # The test turns the clock of the pacing, not practice's.
        self.practice = Practice(configuration=UNLIMITED)
        endpoints = Endpoints(self.keys, self.practice, clock=self.clock)
        sender = Sender(
            self.book.ledger, endpoints, self.sources.get, clock=self.clock, attempt_seconds=attempt_seconds
        )
        self.neighbours = Neighbours(folder)
        lock = folder / "outbox.lock"
        self.delivery = Delivery(self.book.ledger, sender, lock, self.neighbours, clock=self.clock)
        self.neighbours.subscribe(lambda _: self.delivery.nudge())
        self.told: list[tuple[int, Decision]] = []
        self.delivery.watch(lambda event, decision: self.told.append((event.id, decision)))
        self.book.ledger.subscribe(self.delivery.nudge)

    def __enter__(self) -> Self:
        self.delivery.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End everything."""
        self.delivery.stop()
        self.neighbours.close()
        self.keys.close()
        self.practice.stop()
        self.book.close()

    def source(self, url: str, source_id: str = "s1", *, key: str | None = KEY, **more: object) -> Source:
        """Put a source into the list, with its key in the keyring."""
        source = Source(id=source_id, name="Production", endpoint=url, **more)  # type: ignore[arg-type]
        self.sources[source_id] = source
        if key is not None:
            done(self.keys.store(source, key))
        return source

    def send(self, event_type: EventType = EventType.ALERT, key: str = "k", *, source_id: str = "s1") -> LedgerEvent:
        """Queue an event."""
        return done(self.book.ledger.enqueue(new_event(event_type, key, source_id=source_id)))

    def pass_time(self, milliseconds: int) -> None:
        """Turn the clock, and have delivery look at it."""
        self.clock.turn(milliseconds)
        self.delivery.nudge()

    def reaches(self, event: LedgerEvent, *states: EventState) -> LedgerEvent:
        """Wait until an event is in one of these states, and return it as it stands."""

        def found() -> LedgerEvent | None:
            stands = self.book.event(event.id)
            return stands if stands.state in states else None

        stands = wait_until(found, what=f"event {event.id} in {states}")
        assert stands is not None
        return stands

    def last_attempt(self, event: LedgerEvent) -> Attempt:
        """The newest attempt of an event."""
        return self.book.attempts(event.id)[-1]
