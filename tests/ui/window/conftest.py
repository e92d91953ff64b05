"""Windows over real services in folders of their own: real HTTP, real SQLite, a keyring in memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ilert_desktop.assembly import Services
from ilert_desktop.paths import Folders
from ilert_desktop.practice.configuration import DEFAULT
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source
from tests.rig.practice import PracticeClient, knowing_only, practice_running
from tests.rig.vaults import MemoryVault
from tests.ui.window.desk import PATIENCE, Desk

if TYPE_CHECKING:
    import httpx

FAR_KEY = "il1-far-key-0815"
OpenDesk = Callable[[], Desk]


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(data=tmp_path / "desk" / "data", config=tmp_path / "desk" / "config")
    made.make()
    return made


@pytest.fixture
def desks() -> Iterator[list[Desk]]:
    """The windows of the test; gone at its end, after what they work with was stopped."""
    opened: list[Desk] = []
    yield opened
    for desk in opened:
        desk.put_away()


@pytest.fixture
def services(folders: Folders, vault: MemoryVault, desks: list[Desk]) -> Iterator[Services]:
    """The program without its window, started; nothing waits to be taken back, so that the tests needn't."""
    made = Services(folders, keys=Keys(vault))
    made.start()
    practice = made.sources.get(PRACTICE_SOURCE.id)
    assert practice is not None
    made.sources.replace(replace(practice, undo_seconds=0))
    yield made
    for desk in desks:
        desk.window.tasks.close()
    made.stop()


@pytest.fixture
def open_desk(services: Services, desks: list[Desk], qtbot: QtBot) -> OpenDesk:
    """Opens a window on the folders; each further one is what a second start of the program shows."""

    def make() -> Desk:
        desk = Desk(services, qtbot)
        desks.append(desk)
        return desk

    return make


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """A window as it is after the first start."""
    return open_desk()


@pytest.fixture
def client(services: Services) -> Iterator[Callable[[], PracticeClient]]:
    """Gives a client of the practice inside the program, once that runs."""
    made: list[httpx.Client] = []

    def make() -> PracticeClient:
        assert services.practice.url is not None
        found = PracticeClient(services.practice.url, DEFAULT.sources[0].key)
        made.append(found.http)
        return found

    yield make
    for http in made:
        http.close()


@pytest.fixture
def far_end() -> Iterator[PracticeClient]:
    """A server elsewhere that knows one key only: what ilert is to a source that is not practice."""
    with practice_running(configuration=knowing_only("Far", FAR_KEY)) as running:
        yield running


def real_source(services: Services, endpoint: str, key: str = "", name: str = "Production", undo: int = 0) -> Source:
    """A source in the list that is no practice, chosen; with its key in the keyring unless that is empty.

    Its events can be taken back for `undo` seconds.
    """
    source = Source(
        id="prod", name=name, endpoint=endpoint, colour="#c62828", undo_seconds=undo, alert_undo_seconds=undo
    )
    services.sources.add(source)
    services.sources.choose(source.id)
    if key:
        services.keys.store(source, key).result(PATIENCE)
    return source


@pytest.fixture
def palette(qapp: QApplication) -> Iterator[QPalette]:
    """The application's palette, put back at the end."""
    before = QPalette(qapp.palette())
    yield QPalette(before)
    qapp.setPalette(before)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that went to the browser."""
    addresses: list[str] = []

    def open_url(url: QUrl) -> bool:
        addresses.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return addresses
