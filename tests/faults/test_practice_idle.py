"""`ilert-desktop practice` with nobody asking, for a real minute: how often it wakes up."""

import json
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.faults.tally import Tally
from tests.practice.test_practice_command import first_line, started

MINUTE = 60.0  # seconds
TO_COME_TO_REST = 2.0  # seconds


def pass_time(process: "subprocess.Popen[str]", seconds: float) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(seconds)


def wakings(pid: int) -> int:
    """How often the threads of a process have begun to wait of themselves, so far."""
    total = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("voluntary_ctxt_switches")]
        total += int(line.split()[1])
    return total


@pytest.mark.slow_fault
def test_practice_wakes_up_at_most_once_a_minute(tally: Tally) -> None:
    with started("--json") as process:
        told = json.loads(first_line(process))
        headers = {"Authorization": f"Bearer {told['token']}"}
        assert httpx.get(f"{told['url']}/api/alerts", headers=headers, trust_env=False).status_code == 200
        pass_time(process, TO_COME_TO_REST)
        before = wakings(process.pid)
        pass_time(process, MINUTE)
        woken = wakings(process.pid) - before
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)

    tally.add(f"practice with nobody asking woke up {woken} times in a minute", practice_wakings=woken)
    assert woken <= 1
    assert process.returncode == 0
