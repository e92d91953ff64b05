"""Damage in practice's file: one that the operator named is left alone, practice's own is set aside."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.faults import DamagedData, PracticeFault
from tests.practice.test_practice_store_file import fill, keys_after_restart
from tests.rig.practice import UNLIMITED, PracticeClient


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data" / "practice.db"


@contextmanager
def own_file(data: Path) -> Iterator[tuple[PracticeClient, list[str]]]:
    """Practice as the window has it, and the notices it gives."""
    notices: list[str] = []
    practice = Practice(data, is_own_file=True, configuration=UNLIMITED)
    practice.when_begun_anew(lambda notice: notices.append(str(notice)))
    client = PracticeClient(practice.start(), practice.key)
    try:
        yield client, notices
    finally:
        client.http.close()
        practice.stop()


def damage_start(data: Path) -> None:
    data.write_bytes(b"no database, but longer than a header of SQLite's " * 200)


def damage_pages(data: Path) -> None:
    content = bytearray(data.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    data.write_bytes(content)


def cut_off(data: Path) -> None:
    content = data.read_bytes()
    data.write_bytes(content[: len(content) // 2])


def of_another_program(data: Path) -> None:
    data.unlink()
    with closing(sqlite3.connect(data)) as database:
        database.execute("CREATE TABLE bookmark (address TEXT)")
        database.commit()


def without_a_table(data: Path) -> None:
    with closing(sqlite3.connect(data)) as database:
        database.execute("DROP TABLE alert")
        database.commit()


def nonsense_in_a_row(data: Path) -> None:
    with closing(sqlite3.connect(data)) as database:
        database.execute("UPDATE alert SET kept = x'ff'")
        database.commit()


DAMAGES = [damage_start, damage_pages, cut_off, of_another_program, without_a_table, nonsense_in_a_row]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_that_the_operator_named_is_left_alone(data: Path, damage: object) -> None:
    fill(data, 30)
    assert callable(damage)
    damage(data)
    before = data.read_bytes()
    practice = Practice(data)
    try:
        client = PracticeClient(practice.start(), practice.key)
    except DamagedData as fault:
        said = str(fault)
    else:
        # Where the first page is whole, it is found when it is read.
        said = client.http.get("/api/alerts").text
        client.http.close()
        practice.stop()

    assert "damaged" in said
    assert "away" in said
    assert data.read_bytes()[:2000] == before[:2000]
    assert not list(data.parent.glob("*-damaged-*"))


def test_a_file_that_is_no_data_of_practice_keeps_its_rights(data: Path) -> None:
    data.parent.mkdir()
    data.write_text("somebody's own, named by mistake")
    data.chmod(0o644)

    with pytest.raises(DamagedData, match="no file of practice"):
        Practice(data).start()
    assert stat.S_IMODE(data.stat().st_mode) == 0o644
    assert data.read_text() == "somebody's own, named by mistake"


@pytest.mark.expects_log
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_of_its_own_is_set_aside_and_sending_goes_on(
    data: Path, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    fill(data, 30)
    assert callable(damage)
    damage(data)
    with own_file(data) as (practice, notices):
        codes = [practice.http.get("/api/alerts").status_code for _ in range(2)]
        practice.send(summary="After", alertKey="after")

    (aside,) = data.parent.glob("practice-damaged-*.db")
    assert codes in ([200, 200], [503, 200])
    assert len(notices) == len(caplog.messages) == 1
    assert caplog.messages[0].startswith(notices[0])
    assert str(aside) in notices[0]
    assert aside.stat().st_size > 0
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in data.parent.iterdir())
    assert keys_after_restart(data) == ["after"]


@pytest.mark.parametrize("is_own", [False, True])
def test_a_file_of_a_newer_version_is_left_alone(data: Path, is_own: bool) -> None:
    fill(data)
    with closing(sqlite3.connect(data)) as database:
        database.execute("PRAGMA user_version = 99")
    before = data.read_bytes()

    with pytest.raises(PracticeFault, match="newer version"):
        Practice(data, is_own_file=is_own).start()
    assert data.read_bytes() == before
