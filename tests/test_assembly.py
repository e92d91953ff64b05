"""The services put together as window and command line do it: from an empty folder to a taken event, and again."""

import threading
from pathlib import Path

import pytest

from ilert_desktop.assembly import SOURCES_FILE, Services
from ilert_desktop.event import EventType
from ilert_desktop.ledger.errors import LedgerProblem
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import AlertState, EventState, Hold, LedgerEvent
from ilert_desktop.paths import Folders
from ilert_desktop.practice.configuration import DEFAULT
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import Source
from tests.rig.ledgers import done, new_event
from tests.rig.outbox import KEY
from tests.rig.practice import SOURCES, PracticeClient
from tests.rig.scripted_server import ScriptedServer
from tests.rig.vaults import MemoryVault
from tests.rig.waiting import wait_until


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(data=tmp_path / "data", config=tmp_path / "config")
    made.make()
    return made


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


def opened(folders: Folders, vault: MemoryVault) -> Services:
    services = Services(folders, keys=Keys(vault))
    services.start()
    return services


def send(services: Services, event_type: EventType = EventType.ALERT, source_id: str = "practice") -> LedgerEvent:
    return done(services.ledger.enqueue(new_event(event_type, "k", source_id=source_id)))


def reaches(services: Services, event: LedgerEvent, state: EventState) -> LedgerEvent:
    def found() -> LedgerEvent | None:
        for alert in done(services.ledger.alerts(Shown.ALL)):
            for stands, _ in done(services.ledger.events_of_alert(alert.id)):
                if stands.id == event.id and stands.state is state:
                    return stands
        return None

    stands = wait_until(found, timeout=20, what=f"event {event.id} {state}")
    assert stands is not None
    return stands


def test_from_an_empty_folder_to_a_resolved_alert_and_a_restart(folders: Folders, vault: MemoryVault) -> None:
    services = opened(folders, vault)
    assert services.sources.all() == SOURCES
    assert services.sources.chosen == SOURCES[0]
    events = [send(services, kind) for kind in (EventType.ALERT, EventType.ACCEPT)]
    reaches(services, events[-1], EventState.TAKEN)
    services.stop()

    services = opened(folders, vault)
    (alert,) = done(services.ledger.alerts(Shown.OPEN))
    assert alert.state is AlertState.ACCEPTED
    reaches(services, send(services, EventType.RESOLVE), EventState.TAKEN)
    assert done(services.ledger.alerts(Shown.OPEN)) == []
    services.stop()


def test_each_practice_source_gets_the_events_that_go_to_it(folders: Folders, vault: MemoryVault) -> None:
    services = opened(folders, vault)
    for source in services.sources.all():
        reaches(services, send(services, source_id=source.id), EventState.TAKEN)
    client = PracticeClient(services.practice.start(), services.practice.key)
    held = {alert["alertSource"]["name"] for alert in client.alerts()}
    client.http.close()
    services.stop()
    assert held == {source.name for source in DEFAULT.sources}


def test_what_waits_for_a_practice_source_that_is_gone_is_held(folders: Folders, vault: MemoryVault) -> None:
    services = opened(folders, vault)
    held = reaches(services, send(services, source_id="practice-77"), EventState.HELD)
    services.stop()
    assert held.hold is Hold.SOURCE_MISSING
    assert "no longer in practice's configuration" in held.message


def test_the_key_is_in_no_file(folders: Folders, vault: MemoryVault) -> None:
    with ScriptedServer() as server:
        services = opened(folders, vault)
        source = Source(id="s1", name="Production", endpoint=server.url)
        services.sources.add(source)
        done(services.keys.store(source, KEY))
        reaches(services, send(services, source_id="s1"), EventState.TAKEN)
        assert KEY.encode() in server.heard[0].body
        services.stop()
    files = [file for folder in (folders.data, folders.config) for file in folder.rglob("*") if file.is_file()]
    assert {file.name for file in files} >= {"ledger.db", "sources.json"}
    for file in files:
        assert KEY.encode() not in file.read_bytes(), file


def test_what_was_held_for_want_of_a_key_is_tried_again_at_the_next_start(folders: Folders, vault: MemoryVault) -> None:
    with ScriptedServer() as server:
        services = opened(folders, vault)
        source = Source(id="s1", name="Production", endpoint=server.url)
        services.sources.add(source)
        event = send(services, source_id="s1")
        assert reaches(services, event, EventState.HELD).hold is Hold.KEY_MISSING
        done(services.keys.store(source, KEY))
        services.stop()
        services = opened(folders, vault)
        reaches(services, event, EventState.TAKEN)
        services.stop()


def test_what_was_held_while_the_list_of_sources_could_not_be_read_goes_on_when_it_is_back(
    folders: Folders, vault: MemoryVault
) -> None:
    with ScriptedServer() as server:
        services = opened(folders, vault)
        source = Source(id="s1", name="Production", endpoint=server.url)
        services.sources.add(source)
        done(services.keys.store(source, KEY))
        services.stop()
        file = folders.config / SOURCES_FILE
        good = file.read_bytes()
        file.write_bytes(b"{")
        services = opened(folders, vault)
        event = send(services, source_id="s1")
        assert reaches(services, event, EventState.HELD).hold is Hold.SOURCE_MISSING
        services.stop()
        file.write_bytes(good)
        services = opened(folders, vault)
        reaches(services, event, EventState.TAKEN)
        services.stop()


def test_nothing_is_left_running_after_the_end(folders: Folders, vault: MemoryVault) -> None:
    before = set(threading.enumerate())
    services = opened(folders, vault)
    reaches(services, send(services), EventState.TAKEN)
    done(services.files.submit(lambda: None))
    services.stop()
    left = [thread for thread in set(threading.enumerate()) - before if thread.name in {"delivery", "practice"}]
    assert left == []
    assert not [t for t in threading.enumerate() if t not in before and t.name.startswith(("ledger", "files"))]


def test_ending_what_was_never_started(folders: Folders) -> None:
    Services(folders, keys=Keys(MemoryVault())).stop()


@pytest.mark.expects_log
def test_a_damaged_history_is_set_aside_and_the_next_event_delivered(folders: Folders, vault: MemoryVault) -> None:
    (folders.data / "ledger.db").write_bytes(b"no database" * 1000)
    services = opened(folders, vault)
    reaches(services, send(services), EventState.TAKEN)
    (note,) = done(services.ledger.damage_notes())
    assert Path(note.file).read_bytes() == b"no database" * 1000
    services.stop()


@pytest.mark.expects_log
def test_a_history_that_cannot_be_used_does_not_hold_up_the_end(folders: Folders, vault: MemoryVault) -> None:
    (folders.data / "ledger.db").mkdir()
    services = opened(folders, vault)
    problem = services.ledger.opened.exception(30)
    assert isinstance(problem, LedgerProblem)
    assert problem.title == "The data folder can't be written"
    services.stop()


@pytest.mark.expects_log
def test_a_newer_history_is_left_alone(folders: Folders, vault: MemoryVault) -> None:
    import sqlite3  # noqa: PLC0415 - stands for a newer version of the program

    services = opened(folders, vault)
    reaches(services, send(services), EventState.TAKEN)
    services.stop()
    connection = sqlite3.connect(folders.data / "ledger.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (folders.data / "ledger.db").read_bytes()
    services = opened(folders, vault)
    assert isinstance(services.ledger.opened.exception(30), LedgerProblem)
    services.stop()
    assert (folders.data / "ledger.db").read_bytes() == before
