"""The sources dialog over a keyring in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ilert_desktop.sources.keys import Keys
from tests.rig.vaults import MemoryVault
from tests.ui.source_dialog.bench import KEY, Bench


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path, vault: MemoryVault) -> Iterator[Bench]:
    made = Bench(qtbot, tmp_path, Keys(vault))
    yield made
    made.put_away()


@pytest.fixture
def system_bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    """A dialog with the keyring of this computer, which a test may have none of."""
    made = Bench(qtbot, tmp_path, Keys())
    yield made
    made.put_away()


@pytest.fixture
def with_key(bench: Bench) -> Bench:
    bench.keys.store(bench.production, KEY).result()
    return bench
