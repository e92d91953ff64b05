"""What practice keeps in its file: a restart changes nothing; damage or a full disk costs what it must, and no more."""

import json
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.faults import PracticeFault
from tests.practice.test_practice_command import first_line, started
from tests.rig.practice import PracticeClient, practice_running

PARTS = ("", "-wal", "-shm", ".lock")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data" / "practice.db"


def fill(data: Path, count: int = 3) -> None:
    """Alerts key-0 and so on."""
    with practice_running(data) as practice:
        for number in range(count):
            practice.send(alertKey=f"key-{number}", summary=f"Alert {number}", details="x" * 3000)


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


def test_a_restart_changes_nothing(data: Path) -> None:
    with practice_running(data) as practice:
        practice.send(alertKey="Disk", summary="Disk full", customDetails={"a": "\u2028\n"}, labels={"a": "b"})
        practice.send("ACCEPT", alertKey="disk")
        practice.send("COMMENT", alertKey="disk", comments=[{"creator": "Ann", "content": "On it"}])
        practice.send(summary="No key")
        practice.send("RESOLVE", alertKey="unknown")
        spread = '{\n"apiKey":\n"KEY", "eventType": "ALERT",\r\n "summary": "n", "customDetails": {"n":\n1e400}}'
        assert practice.post(spread.replace("KEY", practice.key)).status_code == 202
        before = practice.alerts_text()

    with practice_running(data) as practice:
        after = practice.alerts_text()
        assert json.loads(after) == json.loads(before)
        assert after.count("1e400") == 2
        assert practice.send("RESOLVE", alertKey="DISK")["responseCode"] == "ALERT_RESOLVED"
        assert practice.send("ALERT", alertKey="disk", summary="Again")["responseCode"] == "NEW_ALERT"

    with practice_running(data) as practice:
        assert [alert["id"] for alert in practice.alerts()] == [4, 3, 2, 1]


def test_without_a_file_nothing_is_kept() -> None:
    practice = Practice()
    for _ in range(2):
        client = PracticeClient(practice.start(), practice.key)
        assert client.alerts() == []
        client.send(summary="Disk full")
        client.http.close()
        practice.stop()


def test_a_full_disk_takes_nothing_and_loses_nothing(data: Path) -> None:
    big = "x" * 1_000_000
    with practice_running(data) as practice:
        practice.send(alertKey="key-0", summary="Before", details=big)
        size = Path(f"{data}-wal").stat().st_size
        with files_no_larger_than(size + 20_000):
            answer = practice.send(alertKey="key-1", summary="Too much", details=big, expected=503)
            assert practice.send("RESOLVE", alertKey="key-1")["responseCode"] == "NO_OPEN_ALERT"
        assert practice.only_alert()["alertKey"] == "key-0"
        entries = practice.http.get("/api/alerts/1/log-entries").json()
        assert len(entries) == 1

        practice.send(alertKey="key-2", summary="After")

    assert set(answer) == {"status", "message", "code"}
    assert "make room on the disk" in answer["message"]
    assert keys_after_restart(data) == ["key-0", "key-2"]


def test_a_disk_that_is_full_from_the_start(data: Path) -> None:
    with files_no_larger_than(100), pytest.raises(PracticeFault, match="can't open its data"):
        Practice(data).start()

    assert keys_after_restart(data) == []


def test_two_programs_cannot_share_a_file(data: Path) -> None:
    with started("--json", "--data", str(data)) as other:
        first_line(other)
        with pytest.raises(PracticeFault, match="Practice is in use"):
            Practice(data).start()
        other.kill()
        other.wait()

    # The lock ends with the program that held it, however it ended.
    assert keys_after_restart(data) == []


@pytest.mark.parametrize("place", ["file/practice.db", "folder", "/proc/none/practice.db"])
def test_a_place_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()

    with pytest.raises(PracticeFault, match=r"can't open its data.*: check "):
        Practice(tmp_path / place).start()


def test_a_folder_of_somebody_else(data: Path) -> None:
    fill(data)
    code = (
        "import encodings.idna, os, sys; from pathlib import Path\n"
        "from ilert_desktop.practice.embedded import Practice\n"
        "import ilert_desktop.practice.serving, uvicorn.lifespan.off\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "try: Practice(Path(sys.argv[1])).start()\n"
        "except Exception as fault: print(fault)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(data)], capture_output=True, text=True, check=True)

    assert "Permission denied: check " in said.stdout


def test_after_a_failed_start_the_file_is_free_again(data: Path) -> None:
    data.mkdir(parents=True)
    practice = Practice(data)
    with pytest.raises(PracticeFault):
        practice.start()
    data.rmdir()

    assert practice.start().startswith("http://127.0.0.1:")
    practice.stop()


@pytest.mark.parametrize("name", ["", ".", "..", "/", "folder", "pipe", "/dev/null", "x" * 300, "file/x"])
def test_what_can_be_no_file_is_said_and_left_alone(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo("pipe")
    before = set(tmp_path.iterdir())

    with pytest.raises(PracticeFault, match="can't open its data"):
        Practice(Path(name)).start()
    assert set(tmp_path.iterdir()) == before


def test_the_files_are_their_owners_and_hold_no_key(data: Path) -> None:
    before = os.umask(0)
    data.parent.mkdir()
    for part in PARTS:
        Path(f"{data}{part}").touch(mode=0o666)
    practice = Practice(data)
    client = PracticeClient(practice.start(), practice.key)
    client.send(summary="Disk full")
    os.umask(before)

    for part in PARTS:
        assert stat.S_IMODE(Path(f"{data}{part}").stat().st_mode) == 0o600, part
    assert all(practice.key.encode() not in path.read_bytes() for path in data.parent.iterdir())
    client.http.close()
    practice.stop()


def test_a_folder_that_it_makes_is_its_owners(tmp_path: Path) -> None:
    fill(tmp_path / "made" / "practice.db", 1)

    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700


def test_killed_in_the_middle_all_that_was_answered_is_there(data: Path) -> None:
    answered: list[str] = []
    enough = threading.Event()

    def send_until_it_dies(sender: int) -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            for number in range(10_000):
                key = f"{sender}-{number}"
                body = {"apiKey": told["sources"][0]["key"], "eventType": "ALERT", "alertKey": key, "summary": "x"}
                try:
                    response = client.post(f"{told['url']}/api/events", json=body)
                except httpx.TransportError:
                    return
                assert response.status_code == 202
                answered.append(key)
                if len(answered) > 50:
                    enough.set()

    with started("--json", "--no-rate-limit", "--data", str(data)) as process, ThreadPoolExecutor(4) as senders:
        told = json.loads(first_line(process))
        running = [senders.submit(send_until_it_dies, sender) for sender in range(4)]
        assert enough.wait(60)
        process.send_signal(signal.SIGKILL)
        for each in running:
            each.result(60)

    with closing(sqlite3.connect(data)) as database:
        held = {key for (key,) in database.execute("SELECT key_fold FROM alert")}
        (opened,) = database.execute("SELECT count(*) FROM log").fetchone()
    assert set(answered) <= held
    assert len(held) == opened <= len(answered) + 4
