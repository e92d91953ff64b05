import logging
from collections.abc import Iterator

import pytest

from ilert_desktop.practice.keeping.store import Store
from tests.rig.practice import PracticeClient, practice_running
from tests.rig.practice_page import PageServer, page_server
from tests.rig.training import Training


@pytest.fixture
def practice() -> Iterator[PracticeClient]:
    with practice_running() as client:
        yield client


@pytest.fixture(scope="module")
def shared() -> Iterator[PracticeClient]:
    """One server for requests that leave nothing behind."""
    with practice_running() as client:
        yield client


@pytest.fixture
def still_well(shared: PracticeClient, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """After the test the shared server answers, and has logged no error."""
    yield
    assert shared.http.get("/api/alerts").status_code == 200
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors


@pytest.fixture
def server() -> Iterator[PageServer]:
    """Practice with its page, and what fills it."""
    with page_server() as running:
        yield running


@pytest.fixture
def training() -> Iterator[Training]:
    store = Store()
    yield Training(store)
    store.close()
