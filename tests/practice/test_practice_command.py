"""`ilert-desktop practice` as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from ilert_desktop.practice.config_file import default_text
from ilert_desktop.practice.configuration import DEFAULT
from tests.rig.practice import PracticeClient
from tests.rig.waiting import wait_until


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


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/openapi.json").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def reserved_port() -> Iterator[int]:
    """A port that nobody else gets; practice may have it, because two sockets that do not listen may share one."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@pytest.mark.parametrize("form", [("--json",), (), ("--drill", "first-alert")])
@pytest.mark.parametrize("output", ["closed", "not read"])
def test_it_runs_on_where_nobody_reads_what_it_prints(form: tuple[str, ...], output: str, reserved_port: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "ilert_desktop", "practice", "--port", str(reserved_port), *form]
    closing = ["sh", "-c", 'exec "$@" >&-', "sh"] if output == "closed" else []
    with subprocess.Popen([*closing, *command], stdout=writer, stderr=subprocess.PIPE, text=True) as process:
        os.close(writer)
        with httpx.Client(trust_env=False, base_url=f"http://127.0.0.1:{reserved_port}") as client:
            wait_until(lambda: process.poll() is not None or answers(client), 60, "practice answers")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)

    assert (process.returncode, errors) == (0, "")


def test_a_name_that_the_terminal_can_not_show_is_escaped(tmp_path: Path) -> None:
    config = tmp_path / "practice.toml"
    config.write_text(default_text().replace('name = "Low"', 'name = "Büro ☎"'), encoding="utf-8")
    command = [sys.executable, "-m", "ilert_desktop", "practice", "--config", str(config)]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(7)]
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)

    assert any(line.endswith(b"(source B\xfcro \\u260e)\n") for line in lines)
    assert (process.returncode, errors) == (0, b"")


def test_with_a_file_it_goes_on_where_it_was_even_after_a_kill(tmp_path: Path) -> None:
    for expected in (1, 2):
        with started("--json", "--data", str(tmp_path / "practice.db")) as process:
            told = json.loads(first_line(process))
            client = PracticeClient(told["url"], told["sources"][0]["key"])
            client.send(summary="Disk full")
            assert len(client.alerts()) == expected
            client.http.close()
            process.kill()
