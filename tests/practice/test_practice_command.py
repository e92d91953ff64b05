"""`ilert-desktop practice` as a process of its own."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ilert_desktop.practice.configuration import DEFAULT
from tests.rig.practice import PracticeClient


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "ilert_desktop", "practice", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def finish(process: subprocess.Popen[str], number: signal.Signals) -> tuple[str, str]:
    """Send a signal; what was still written, and the errors (`communicate` would lose what `readline` buffered)."""
    assert process.stdout is not None
    assert process.stderr is not None
    process.send_signal(number)
    written = process.stdout.read(), process.stderr.read()
    process.wait(timeout=60)
    return written


def test_a_port_in_use_is_one_sentence_and_exit_1() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with started("--port", str(port), "--json") as process:
            output, errors = process.communicate(timeout=60)

    assert (process.returncode, output) == (1, "")
    assert errors.count("\n") == 1
    assert f"port {port}" in errors


@pytest.mark.parametrize("form", [("--json",), ()])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(number: signal.Signals, form: tuple[str, ...]) -> None:
    with started(*form) as process:
        first_line(process)
        _, errors = finish(process, number)

    assert (process.returncode, errors) == (0, "")


def test_the_first_line_of_json_is_all_a_program_needs() -> None:
    with started("--json") as process:
        told = json.loads(first_line(process))
        client = PracticeClient(told["url"], told["sources"][0]["key"])
        client.send(summary="Disk full")
        listed = client.http.get("/api/alerts", headers={"Authorization": f"Bearer {told['token']}"}).json()
        client.http.close()
        rest, _ = finish(process, signal.SIGTERM)

    assert set(told) == {"url", "page", "token", "sources"}
    assert told["page"].startswith("http://127.0.0.1:")
    assert told["page"] != told["url"]
    assert told["sources"] == [{"name": source.name, "key": source.key} for source in DEFAULT.sources]
    assert [alert["summary"] for alert in listed] == ["Disk full"]
    assert rest == ""


def test_the_port_asked_for_is_the_port_in_the_text() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with started("--port", str(port)) as process:
        first_line(process)
        text, _ = finish(process, signal.SIGINT)

    assert f"http://127.0.0.1:{port}/api/events" in text
    assert all(source.key in text for source in DEFAULT.sources)


def test_with_a_file_it_goes_on_where_it_was_even_after_a_kill(tmp_path: Path) -> None:
    for expected in (1, 2):
        with started("--json", "--data", str(tmp_path / "practice.db")) as process:
            told = json.loads(first_line(process))
            client = PracticeClient(told["url"], told["sources"][0]["key"])
            client.send(summary="Disk full")
            assert len(client.alerts()) == expected
            client.http.close()
            process.kill()
