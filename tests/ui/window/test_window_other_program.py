"""The window while another program works on the same data folder: it shows what that has done."""

from collections.abc import Iterator

import pytest

from ilert_desktop.assembly import Services
from ilert_desktop.ledger.records import NewEvent
from ilert_desktop.paths import Folders
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import Source
from tests.rig.ledgers import new_event
from tests.rig.vaults import MemoryVault
from tests.ui.window.desk import PATIENCE, Desk


@pytest.fixture
def other(services: Services, folders: Folders, vault: MemoryVault) -> Iterator[Services]:
    """The other program; started after the window's, which therefore drains the outbox."""
    made = Services(folders, keys=Keys(vault))
    made.sources.load()
    yield made
    made.stop()


def practice_event(key: str) -> NewEvent:
    return new_event(key=key, source_id="practice", source_name="Practice", summary="Raised elsewhere")


def test_an_alert_that_the_other_raised_is_in_the_history(desk: Desk, other: Services) -> None:
    desk.raise_alert("Raised here")
    other.ledger.enqueue(practice_event("k")).result(PATIENCE)
    assert desk.result(other.neighbours.tell())
    desk.until(lambda: any("Raised elsewhere" in row and "Open" in row for row in desk.rows()))


def test_a_source_that_the_other_added_can_be_chosen(desk: Desk, other: Services) -> None:
    desk.raise_alert("Raised here")
    other.sources.add(Source(name="Production"))
    assert desk.result(other.neighbours.tell())
    desk.until(lambda: "Production" in [source.name for source in desk.services.sources.all()])
    desk.until(lambda: "Production" in shown_sources(desk))


def shown_sources(desk: Desk) -> list[str]:
    box = desk.header.source
    return [box.itemText(number) for number in range(box.count())]
