"""What is printed arrives whole, whatever stands at the other end."""

import json
import os
import subprocess
import sys

from tests.rig.commands import PATIENCE, ROOT, Run, finished, home, process
from tests.rig.processes import with_path

PRODUCT = "Плата 漢字 😀"


def run_with(*arguments: str, encoding: str) -> subprocess.CompletedProcess[bytes]:
    environment = with_path(
        {"ILERT_DESKTOP_HOME": str(home()), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    )
    command = [sys.executable, "-m", "ilert_desktop", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=False, timeout=PATIENCE)


def test_a_terminal_that_is_not_utf_8(run: Run) -> None:
    run("send", "--summary", PRODUCT)
    ended = run_with("history", encoding="ascii")
    assert ended.returncode == 0
    assert rb"\u041f\u043b\u0430\u0442\u0430 \u6f22\u5b57 \U0001f600" in ended.stdout
    ended = run_with("history", "--json", encoding="ascii")
    assert json.loads(ended.stdout.decode("utf-8"))["alerts"][0]["summary"] == PRODUCT
    assert ended.stderr == b""


def test_who_reads_no_further_changes_nothing() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    environment = with_path({"ILERT_DESKTOP_HOME": str(home()), "PYTHONPATH": str(ROOT)})
    for arguments in (["send", "--summary", "x"], ["history"], ["history", "--json"], ["sources", "list"]):
        command = [sys.executable, "-m", "ilert_desktop", *arguments]
        ended = subprocess.run(
            command, env=environment, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=PATIENCE
        )
        assert ended.returncode == 0
        assert b"Traceback" not in ended.stderr
        assert b"Broken" not in ended.stderr
    os.close(writer)
    assert len(finished(process("history", "--json")).json["alerts"]) == 1


def test_an_argument_that_is_not_utf_8() -> None:
    environment = with_path({"ILERT_DESKTOP_HOME": str(home()), "PYTHONPATH": str(ROOT)})
    command = [sys.executable.encode(), b"-m", b"ilert_desktop", b"send", b"--summary", b"caf\xe9"]
    ended = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=PATIENCE)
    assert ended.returncode == 2
    assert b"half of a broken character" in ended.stderr
