"""Two programs with one data folder: what one of them adds, queues and lends serves the other."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ilert_desktop.assembly import Services
from ilert_desktop.ledger.records import EventState, Hold, LedgerEvent
from ilert_desktop.paths import Folders
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import Source
from tests.rig.ledgers import done, new_event
from tests.rig.outbox import KEY
from tests.rig.scripted_server import ScriptedServer
from tests.rig.vaults import MemoryVault, entry
from tests.rig.waiting import wait_until

Start = Callable[[MemoryVault], Services]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a program on the test's folders, with a keyring of its own."""
    folders = Folders(data=tmp_path / "data", config=tmp_path / "config")
    folders.make()
    made: list[Services] = []

    def opened(vault: MemoryVault) -> Services:
        services = Services(folders, keys=Keys(vault))
        services.start()
        made.append(services)
        return services

    yield opened
    for services in made:
        services.stop()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


def send(services: Services, source: Source, key: str = "k") -> LedgerEvent:
    return done(services.ledger.enqueue(new_event(key=key, source_id=source.id, source_name=source.name)))


def reaches(services: Services, event: LedgerEvent, state: EventState) -> LedgerEvent:
    wait_until(lambda: done(services.ledger.event(event.id)).state is state, what=f"event {event.id} {state}")
    return done(services.ledger.event(event.id))


def drains(services: Services) -> Services:
    """Wait until this program holds the outbox."""
    wait_until(lambda: done(services.neighbours.tell()), what="somebody drains")
    return services


def test_a_source_that_another_program_adds_is_known_when_its_event_is_sent(
    start: Start, server: ScriptedServer
) -> None:
    vault = MemoryVault()
    window, command = drains(start(vault)), start(vault)
    source = Source(name="Production", endpoint=server.url)
    seen: list[str] = []
    window.sources.subscribe(lambda: seen.append("changed"))
    command.sources.add(source)
    done(command.keys.store(source, KEY))
    reaches(command, send(command, source), EventState.TAKEN)
    assert window.sources.get(source.id) == source
    assert seen == ["changed"]


def test_a_key_that_is_lent_serves_the_program_that_drains(
    start: Start, server: ScriptedServer, tmp_path: Path
) -> None:
    window, command = drains(start(MemoryVault())), start(MemoryVault())
    source = Source(name="Production", endpoint=server.url)
    command.sources.add(source)
    event = send(command, source)
    assert reaches(command, event, EventState.HELD).hold is Hold.KEY_MISSING
    command.lending.lend(source, KEY)
    done(command.neighbours.tell())
    reaches(command, event, EventState.TAKEN)
    assert KEY.encode() in server.heard[0].body
    reaches(window, send(window, source, "of the window"), EventState.TAKEN)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert KEY.encode() not in file.read_bytes(), file


def test_a_key_that_is_lent_serves_this_program_when_it_drains(start: Start, server: ScriptedServer) -> None:
    services = drains(start(MemoryVault()))
    source = Source(name="Production", endpoint=server.url)
    services.sources.add(source)
    event = reaches(services, send(services, source), EventState.HELD)
    services.lending.lend(source, KEY)
    reaches(services, event, EventState.TAKEN)


def test_a_lent_key_releases_nothing_that_it_does_not_serve(start: Start, server: ScriptedServer) -> None:
    source = Source(id="s1", name="Production", endpoint=server.url)
    vault = MemoryVault(s1=entry(KEY, endpoint="https://old.example.org/api/events"))
    services = drains(start(vault))
    services.sources.add(source)
    event = reaches(services, send(services, source), EventState.HELD)
    tries: list[int] = []
    services.delivery.watch(lambda tried, _: tries.append(tried.id))
    services.lending.lend(source, "il1api-lent-key-0815")
    assert done(services.keys.has_key(source)) is False
    reaches(services, send(services, source, "next"), EventState.HELD)
    assert event.id not in tries
    assert server.heard == []


def test_a_key_lent_for_an_endpoint_that_the_source_has_no_more_is_left(start: Start, server: ScriptedServer) -> None:
    window, command = drains(start(MemoryVault())), start(MemoryVault())
    source = Source(name="Production", endpoint="https://old.example.org/api/events")
    command.sources.add(source)
    command.lending.lend(source, KEY)
    window.sources.refresh()
    window.sources.replace(Source(id=source.id, name="Production", endpoint=server.url))
    assert done(command.neighbours.tell())
    moved = window.sources.get(source.id)
    assert moved is not None
    assert done(window.keys.has_key(moved)) is False
    assert reaches(window, send(window, moved), EventState.HELD).hold is Hold.KEY_MISSING
    assert server.heard == []
