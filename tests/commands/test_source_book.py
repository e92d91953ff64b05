"""`sources`: adding, listing and removing, with keys that go from a prompt or a pipe into the keyring only."""

import io
import sys

import pytest

from ilert_desktop.ledger.records import EventState
from tests.rig.commands import Run, add_source, finished, home, process
from tests.rig.practice import FIRST, SOURCES
from tests.rig.scripted_server import ScriptedServer
from tests.rig.secret_service import SecretService
from tests.rig.waiting import wait_until

KEY = "il1api-not-a-real-key-7f3a"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> "Typed":
    return Typed(monkeypatch)


class Typed:
    """What stands in standard input."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, text: str) -> None:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def no_key_anywhere() -> bool:
    return not any(KEY.encode() in file.read_bytes() for file in home().rglob("*") if file.is_file())


def test_a_source_with_its_key_from_a_pipe(
    run: Run, typed: Typed, secret_service: SecretService, server: ScriptedServer
) -> None:
    typed(f"{KEY}\nmore\n")
    ended = run("sources", "add", " Production ", "--endpoint", server.url, "--live")
    assert (ended.code, ended.err) == (0, "")
    assert ended.rows[0][:3] == ["added", "Production", server.url]
    assert [KEY in secret.decode() for secret in secret_service.secrets().values()] == [True]
    *_, source = run("sources", "list", "--json").json["sources"]
    assert source == {
        "id": ended.rows[0][3],
        "name": "Production",
        "endpoint": server.url,
        "chosen": False,
        "live": True,
        "key": "keyring",
    }
    assert run("send", "--summary", "x", "--source", "production", "--yes").code == 0
    assert KEY.encode() in server.heard[0].body
    assert run("sources", "remove", "PRODUCTION").code == 0
    assert secret_service.secrets() == {}
    assert no_key_anywhere()


def test_the_key_is_asked_for_without_showing_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, secret_service: SecretService
) -> None:
    asked: list[str] = []

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return KEY

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", ask)
    assert run("sources", "add", "Production").code == 0
    assert "Key of Production" in asked[0]
    assert len(secret_service.secrets()) == 1


@pytest.mark.parametrize("text", ["", "\n", "  \n"])
def test_an_empty_line_adds_it_without_a_key(run: Run, typed: Typed, text: str) -> None:
    typed(text)
    ended = run("sources", "add", "Production")
    assert (ended.code, ended.err) == (0, "")
    assert run("sources", "list", "--json").json["sources"][-1]["key"] == "none"


def test_without_a_keyring_the_key_is_not_kept_and_that_is_said(run: Run, typed: Typed) -> None:
    typed(KEY)
    ended = run("sources", "add", "Production")
    assert (ended.code, ended.states) == (1, ["added"])
    assert "no usable keyring" in ended.err
    assert "ILERT_API_KEY" in ended.err
    assert KEY not in ended.out + ended.err
    assert no_key_anywhere()


def test_a_locked_keyring_keeps_a_source_from_being_removed(
    run: Run, typed: Typed, locked_service: SecretService
) -> None:
    add_source("https://192.0.2.1/api/events")
    # On a busy computer the keyring may take longer than a list waits for it.
    wait_until(lambda: run("sources", "list", "--json").json["sources"][-1]["key"] == "keyring locked", timeout=60)
    ended = run("sources", "remove", "Production")
    assert (ended.code, ended.out) == (1, "")
    assert "Nothing was removed." in ended.err
    typed(KEY)
    ended = run("sources", "key", "Production")
    assert ended.code == 1
    assert "locked" in ended.err
    locked_service.unlock()
    assert run("sources", "remove", "Production").code == 0


def test_a_key_that_is_typed_later_lets_held_events_go(
    run: Run, typed: Typed, secret_service: SecretService, server: ScriptedServer
) -> None:
    add_source(server.url)
    assert run("send", "--summary", "x", "--source", "Production").states == [EventState.HELD]
    typed(KEY)
    ended = run("sources", "key", "Production")
    assert (ended.code, ended.states) == (0, ["key kept"])
    assert run("outbox", "retry", "1").states == [EventState.TAKEN]


@pytest.mark.parametrize(
    ("arguments", "key", "said"),
    [
        ([FIRST], KEY, "name: Another source has this name."),
        ([" "], KEY, "name: Give the source a name."),
        (["Far", "--endpoint", "http://example.org/"], KEY, "endpoint: Use https"),
        (["Far", "--endpoint", "practice:"], KEY, "endpoint: Only the practice source"),
        (["Far"], "two words", "key: A key holds no spaces"),
        (["Far"], "schlüssel", "key: A key holds plain letters"),
    ],
)
def test_what_is_not_valid_is_not_added(run: Run, typed: Typed, arguments: list[str], key: str, said: str) -> None:
    typed(key)
    ended = run("sources", "add", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert key not in ended.err
    assert len(run("sources", "list", "--json").json["sources"]) == len(SOURCES)


def test_a_key_typed_as_an_argument_is_not_repeated(run: Run) -> None:
    for arguments in (["--key", KEY], [f"--api-key={KEY}"], [KEY]):
        ended = run("sources", "add", "Production", *arguments)
        assert ended.code == 2
        assert KEY not in ended.err


def test_practice_stays(run: Run, typed: Typed) -> None:
    typed(KEY)
    for arguments in (["remove", "practice"], ["key", "practice"], ["remove", "Nowhere"]):
        assert run("sources", *arguments).code == 2


def test_a_source_with_events_in_the_outbox_is_removed_only_on_purpose(run: Run, server: ScriptedServer) -> None:
    add_source(server.url)
    run("send", "--summary", "x", "--source", "Production", "--no-wait")
    ended = run("sources", "remove", "Production")
    assert ended.code == 2
    assert "1 event waits" in ended.err
    assert run("sources", "remove", "Production", "--yes").code == 0


def test_the_list_for_people(run: Run, server: ScriptedServer) -> None:
    add_source(server.url, choose=True, live=True)
    head, practice, office, _, production = run("sources", "list").out.splitlines()
    assert head.split() == ["NAME", "ENDPOINT", "LIVE", "KEY"]
    assert practice.split() == [*FIRST.split(), "practice:", "-", "not", "needed"]
    assert office.split() == ["Practice:", "Office", "practice:2", "-", "not", "needed"]
    assert production.split() == ["*", "Production", server.url, "live", "none"]


def test_a_key_through_a_real_pipe(secret_service: SecretService) -> None:
    ended = finished(process("sources", "add", "Production"), f"{KEY}\n".encode())
    assert (ended.code, ended.err) == (0, "")
    assert len(secret_service.secrets()) == 1
