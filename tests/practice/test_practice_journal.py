"""What practice keeps in its folder: the state survives a restart, and damage costs no more than what is damaged."""

import json
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.faults import PracticeFault
from tests.rig.practice import PracticeClient, practice_running

FILE = "practice.jsonl"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data" / "practice"


def fill(data: Path, count: int = 3) -> Path:
    """A journal of `count` alerts, key-0 and so on."""
    with practice_running(data) as practice:
        for number in range(count):
            practice.send(alertKey=f"key-{number}", summary=f"Alert {number}")
    return data / FILE


def keys_after_restart(data: Path) -> list[str]:
    with practice_running(data) as practice:
        return [alert["alertKey"] for alert in reversed(practice.alerts())]


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("keep", [0, 1, 10, -2, -1])
def test_a_line_half_written_is_cut_off(data: Path, keep: int) -> None:
    """A line counts once its line end is there: what lacks it was never answered."""
    journal = fill(data)
    whole = journal.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    journal.write_bytes(whole + last[:keep])

    assert keys_after_restart(data) == ["key-0", "key-1", "key-2"]
    assert journal.read_bytes() == whole

    with practice_running(data) as practice:
        practice.send(alertKey="key-3", summary="After the crash")
    assert keys_after_restart(data) == ["key-0", "key-1", "key-2", "key-3"]


def test_a_half_line_longer_than_any_buffer_is_cut_off(data: Path) -> None:
    journal = fill(data, 1)
    whole = journal.read_bytes()
    journal.write_bytes(whole + b"\0" * 200_000)

    assert keys_after_restart(data) == ["key-0"]
    assert journal.read_bytes() == whole


def test_a_journal_that_is_one_half_line_is_emptied(data: Path) -> None:
    data.mkdir(parents=True)
    (data / FILE).write_bytes(b'{"time": "2026')

    assert keys_after_restart(data) == []
    assert (data / FILE).read_bytes() == b""


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\0" * 500,
        b"\xff\xfe",
        b"no json",
        b"[]",
        b"{}",
        b'{"time": "yesterday", "source": "Practice", "event": {"eventType": "ALERT"}}',
        b'{"time": "2026-03-01T12:00:00Z", "source": "Gone", "event": {"eventType": "ALERT"}}',
        b'{"time": "2026-03-01T12:00:00Z", "source": "Practice", "event": {"eventType": "NONE"}}',
        b'{"time": "2026-03-01T12:00:00Z", "source": "Practice", "event": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
    ids=lambda damage: repr(damage[:20]),
)
@pytest.mark.expects_log
def test_damaged_lines_are_left_out_and_counted(data: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    journal = fill(data)
    first, *others = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(first + damage + b"\n" + b"".join(others))

    assert keys_after_restart(data) == ["key-0", "key-1", "key-2"]
    assert caplog.messages == ["Practice left out 1 damaged events."]


def test_a_full_disk_takes_nothing_and_loses_nothing(data: Path) -> None:
    big = "x" * 1_000_000
    with practice_running(data) as practice:
        practice.send(alertKey="key-0", summary="Before", details=big)
        size = (data / FILE).stat().st_size
        with files_no_larger_than(size + 20):
            answer = practice.send(alertKey="key-1", summary="Too much", expected=503)
        assert (data / FILE).stat().st_size == size
        assert practice.only_alert()["alertKey"] == "key-0"

        practice.send(alertKey="key-2", summary="After")

    assert set(answer) == {"status", "message", "code"}
    assert "make room on the disk" in answer["message"]
    assert keys_after_restart(data) == ["key-0", "key-2"]


def test_two_programs_cannot_share_a_folder(data: Path) -> None:
    holder = (
        "import sys; from pathlib import Path; from ilert_desktop.practice.journal import FileJournal;"
        "journal = FileJournal(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holder, str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(PracticeFault, match="Practice is in use"):
            Practice(data).start()
        other.kill()

    # The lock ends with the program that held it, however it ended.
    assert keys_after_restart(data) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(PracticeFault, match="can't open its data"):
        Practice(tmp_path / "file" / "data").start()


def test_a_folder_where_the_file_belongs(data: Path) -> None:
    (data / FILE).mkdir(parents=True)

    with pytest.raises(PracticeFault, match="can't open its data"):
        Practice(data).start()


def test_after_a_failed_start_the_folder_is_free_again(data: Path) -> None:
    (data / FILE).mkdir(parents=True)
    practice = Practice(data)
    with pytest.raises(PracticeFault):
        practice.start()
    (data / FILE).rmdir()

    assert practice.start().startswith("http://127.0.0.1:")
    practice.stop()


def everything(practice: PracticeClient) -> str:
    return practice.alerts_text()


def test_a_restart_changes_nothing(data: Path) -> None:
    with practice_running(data) as practice:
        practice.send(alertKey="Disk", summary="Disk full", customDetails={"a": "\u2028\n"}, labels={"a": "b"})
        practice.send("ACCEPT", alertKey="disk")
        practice.send("COMMENT", alertKey="disk", comments=[{"creator": "Ann", "content": "On it"}])
        practice.send(summary="No key")
        practice.send("RESOLVE", alertKey="unknown")
        spread = '{\n"apiKey":\n"KEY", "eventType": "ALERT",\r\n "summary": "n", "customDetails": {"n":\n1e400}}'
        assert practice.post(spread.replace("KEY", practice.key)).status_code == 202
        before = everything(practice)

    with practice_running(data) as practice:
        after = everything(practice)
        assert json.loads(after) == json.loads(before)
        assert after.count("1e400") == 2
        assert practice.send("RESOLVE", alertKey="DISK")["responseCode"] == "ALERT_RESOLVED"
        assert practice.send("ALERT", alertKey="disk", summary="Again")["responseCode"] == "NEW_ALERT"

    with practice_running(data) as practice:
        assert [alert["id"] for alert in practice.alerts()] == [4, 3, 2, 1]


def test_without_a_folder_nothing_is_kept() -> None:
    practice = Practice()
    for _ in range(2):
        client = PracticeClient(practice.start(), practice.key)
        assert client.alerts() == []
        client.send(summary="Disk full")
        client.http.close()
        practice.stop()


def test_the_files_are_their_owners_and_hold_no_key(data: Path) -> None:
    data.mkdir(parents=True)
    (data / FILE).touch(mode=0o644)
    with practice_running(data) as practice:
        practice.send(summary="Disk full")
        key = practice.key

    assert stat.S_IMODE((data / FILE).stat().st_mode) == 0o600
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in data.iterdir())
    assert all(key.encode() not in path.read_bytes() for path in data.iterdir())
