"""No key in anything that the program logs, stores, shows, copies or raises, whatever the other end or a library says.

Each row goes wrong in its own way; then every output is searched for the key in every spelling.
"""

import base64
import html
import json
import logging
import sys
import traceback
import urllib.parse
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.ledger.records import EventState
from ilert_desktop.paths import Folders
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.source_dialog import SourceDialog
from tests.rig.certificates import Authority, server_context
from tests.rig.evidence import LogBook, files_in, forms_of, log_book, texts_of
from tests.rig.outbox import Outbox
from tests.rig.proxying import tunnel
from tests.rig.scripted_server import Call, Heard, ScriptedServer, Step, answer, close_after_reading, echo, say_nothing
from tests.rig.vaults import MemoryVault, RaisingVault
from tests.ui.window.desk import Desk

__all__ = ["log_book"]

KEY: Final = 'il1api-s3cret/+"&<0815>'
ENDED: Final = set(EventState) - {EventState.QUEUED, EventState.SENDING}
pytestmark = pytest.mark.usefixtures("no_proxy")

SPELL: Final[dict[str, Callable[[str], str]]] = {
    "plain": str,
    "json": lambda key: json.dumps(key)[1:-1],
    "json escapes": lambda key: "".join(f"\\u{ord(character):04x}" for character in key),
    "percent": lambda key: urllib.parse.quote(key, safe=""),
    "html": html.escape,
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "base64 of more": lambda key: base64.b64encode(f'{{"apiKey":"{key}","x":1}}'.encode()).decode(),
    "hexadecimal": lambda key: key.encode().hex(),
}


def echoing(status: int, spell: Callable[[str], str]) -> Step:
    """Put the key wherever an answer has room: body, headers, correlation id, where a redirect leads, reason phrase."""

    def step(call: Call) -> None:
        text = spell(json.loads(call.read().body)["apiKey"])
        body = json.dumps({"message": f"bad {text}", "alertUrl": f"https://x.example/{text}", "more": [text]}).encode()
        head = (
            f"HTTP/1.1 {status} Bad {text}\r\ncorrelation-id: {text}\r\nx-key: {text}\r\nset-cookie: k={text}\r\n"
            f"location: https://x.example/{text}\r\nretry-after: {text}\r\nwww-authenticate: Basic realm={text}\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        call.send(head.encode() + body)

    return step


def garbled(make: Callable[[bytes], bytes]) -> Step:
    """Send something that is no HTTP, made of the request's body."""

    def step(call: Call) -> None:
        call.send(make(call.read().body))

    return step


def search(*, log: LogBook, folder: Path, texts: list[str], printed: Any) -> None:
    """Fail where the key turns up."""
    out = printed.readouterr()
    everything = {**{f"log {n}": text for n, text in enumerate(log.texts)}, "printed": out.out + out.err}
    everything |= {f"shown {n}": text for n, text in enumerate(texts)}
    for form in forms_of(KEY):
        found = [where for where, text in everything.items() if form in text]
        found += [str(file) for file, content in files_in(folder).items() if form.encode() in content]
        assert found == [], form


def told(outbox: Outbox) -> list[str]:
    """What can be read of an outbox, and its values' own forms."""
    values: list[Any] = [outbox.told, outbox.sources, outbox.book.alerts()]
    for alert in outbox.book.alerts():
        values += outbox.book.ledger.events_of_alert(alert.id).result(30)
    return [repr(values), str(values), repr(outbox.keys), repr(vars(outbox.delivery)), repr(vars(outbox.book.ledger))]


@pytest.mark.parametrize("spelling", [name for name in SPELL if name != "json escapes"])
@pytest.mark.parametrize("where", ["log", "error", "file", "printed", "shown"])
def test_the_search_finds_what_is_there(
    tmp_path: Path, log_book: LogBook, capfd: Any, spelling: str, where: str
) -> None:
    text = f"<{SPELL[spelling](KEY)}>"
    if where == "log":
        logging.getLogger("asyncio").debug("x %s", text)
    elif where == "error":
        logging.getLogger("asyncio").debug("x", exc_info=ValueError(text))
    elif where == "file":
        (tmp_path / "ledger.db-wal").write_bytes(b"\0\xff" + text.encode())
    elif where == "printed":
        sys.stdout.write(text)
    shown = [text] if where == "shown" else []
    with pytest.raises(AssertionError):
        search(log=log_book, folder=tmp_path, texts=shown, printed=capfd)


@pytest.mark.parametrize("status", [202, 307, 400, 429, 503])
@pytest.mark.parametrize("spelling", SPELL)
def test_an_answer_that_echoes_the_key(
    outbox: Outbox, tmp_path: Path, log_book: LogBook, capfd: Any, status: int, spelling: str
) -> None:
    with ScriptedServer(echoing(status, SPELL[spelling])) as server:
        outbox.source(server.url, key=KEY)
        outbox.reaches(outbox.send(), *ENDED)
        assert json.loads(server.heard[0].body)["apiKey"] == KEY
    search(log=log_book, folder=tmp_path, texts=told(outbox), printed=capfd)


@pytest.mark.parametrize(
    "step",
    [
        garbled(lambda body: body + b"\r\n\r\n"),
        garbled(lambda body: b"HTTP/1.1 " + body + b"\r\n\r\n"),
        garbled(lambda body: b"HTTP/1.1 202 OK\r\n" + body + b"\r\n\r\n"),
        garbled(lambda body: b"HTTP/1.1 400 No\r\ncontent-encoding: gzip\r\ncontent-length: 900\r\n\r\n" + body),
        garbled(lambda body: b"HTTP/1.1 400 No\r\ntransfer-encoding: chunked\r\n\r\n" + body + b"\r\n"),
        garbled(lambda body: b"HTTP/1.1 400 No\r\nlocation: http://[" + body + b"\r\ncontent-length: 0\r\n\r\n"),
        close_after_reading,
        say_nothing,
    ],
)
def test_an_answer_that_is_none(hasty: Outbox, tmp_path: Path, log_book: LogBook, capfd: Any, step: Step) -> None:
    with ScriptedServer(step) as server:
        hasty.source(server.url, key=KEY)
        hasty.reaches(hasty.send(), *ENDED)
    search(log=log_book, folder=tmp_path, texts=told(hasty), printed=capfd)


@pytest.mark.parametrize("trouble", ["refused", "no name", "certificate", "proxy refuses", "no proxy", "bad proxy"])
def test_a_way_that_does_not_work(
    outbox: Outbox,
    tmp_path: Path,
    log_book: LogBook,
    capfd: Any,
    monkeypatch: pytest.MonkeyPatch,
    closed_port: int,
    trouble: str,
) -> None:
    url = {"refused": f"https://127.0.0.1:{closed_port}/", "no name": "https://host.invalid/"}.get(trouble)
    with ExitStack() as stack:
        if trouble == "certificate":
            url = stack.enter_context(ScriptedServer(tls=server_context(tmp_path))).url
        proxy = stack.enter_context(ScriptedServer(tunnel(9, login=f"a:{KEY}", reason=KEY.encode())))
        login = urllib.parse.quote(KEY, safe="")
        places = {
            "proxy refuses": f"127.0.0.1:{proxy.port}",
            "no proxy": f"127.0.0.1:{closed_port}",
            "bad proxy": "[::1",
        }
        if trouble in places:
            # The password of a proxy is as secret as a key.
            monkeypatch.setenv("HTTPS_PROXY", f"http://other:x{login}@{places[trouble]}")
        outbox.source(url or "https://api.example.org/", key=KEY)
        assert outbox.reaches(outbox.send(), *ENDED).state is EventState.WAITING
    search(log=log_book, folder=tmp_path, texts=told(outbox), printed=capfd)


def test_through_a_proxy_that_wants_a_password(
    outbox: Outbox, tmp_path: Path, log_book: LogBook, capfd: Any, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.be_trusted(monkeypatch)
    tls = authority.server("api.example.org")
    with (
        ScriptedServer(echoing(400, str), tls=tls) as server,
        ScriptedServer(tunnel(server.port, login=f"a:{KEY}")) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://a:{urllib.parse.quote(KEY, safe='')}@127.0.0.1:{proxy.port}")
        outbox.source("https://api.example.org/", key=KEY)
        assert outbox.reaches(outbox.send(), *ENDED).state is EventState.REJECTED
    search(log=log_book, folder=tmp_path, texts=told(outbox), printed=capfd)


def test_an_error_of_a_library_that_quotes_what_it_was_given(
    outbox: Outbox, tmp_path: Path, log_book: LogBook, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_off(*given: object, **more: object) -> None:
        raise RuntimeError(f"can't send {given!r} {more!r}")

    monkeypatch.setattr("ilert_desktop.delivery.sender.attempt", break_off)
    outbox.source("https://api.example.org/", key=KEY)
    event = outbox.reaches(outbox.send(), *ENDED)
    assert "RuntimeError" in outbox.last_attempt(event).error
    assert any("can't send" in text for text in log_book.texts)
    search(log=log_book, folder=tmp_path, texts=told(outbox), printed=capfd)


@pytest.mark.parametrize("error", [RuntimeError, OSError, KeyError, ValueError])
def test_a_keyring_that_gives_it_out_in_an_error(
    tmp_path: Path, log_book: LogBook, capfd: Any, error: Callable[[str], Exception]
) -> None:
    with Outbox(tmp_path, vault=RaisingVault(error, KEY)) as outbox:
        source = outbox.source("https://api.example.org/", key=None)
        outbox.reaches(outbox.send(), *ENDED)
        calls = (outbox.keys.fetch(source), outbox.keys.where(source), outbox.keys.forget(source.id))
        raised = [call.exception(30) for call in calls]
        # It falls back to this session; nothing of it is raised.
        outbox.keys.store(source, KEY).exception(30)
        broken = [problem for problem in raised if problem is not None]
        assert broken
        shown = [text for problem in broken for text in (repr(problem), *traceback.format_exception(problem))]
        search(log=log_book, folder=tmp_path, texts=[*told(outbox), *shown], printed=capfd)


def test_a_program_that_is_stopped_while_it_sends(tmp_path: Path, log_book: LogBook, capfd: Any) -> None:
    with ScriptedServer(say_nothing) as server:
        with Outbox(tmp_path) as outbox:
            outbox.source(server.url, key=KEY)
            event = outbox.send()
            outbox.reaches(event, EventState.SENDING)
        search(log=log_book, folder=tmp_path, texts=[], printed=capfd)
    with Outbox(tmp_path) as outbox:
        outbox.reaches(event, EventState.WAITING)
        search(log=log_book, folder=tmp_path, texts=told(outbox), printed=capfd)


class OpenedWindow:
    """A window over real services, whose only real source is at `url`."""

    def __init__(self, folder: Path, qtbot: QtBot, url: str) -> None:
        self.folders = Folders(data=folder / "desk" / "data", config=folder / "desk" / "config")
        self.folders.make()
        self.services = Services(self.folders, keys=Keys(MemoryVault()))
        self.services.start()
        source = Source(id="prod", name="Production", endpoint=url)
        self.services.sources.add(source)
        self.services.sources.choose(source.id)
        self.services.keys.store(source, KEY).result(30)
        self.desk = Desk(self.services, qtbot)

    def close(self) -> None:
        self.desk.window.close()
        self.desk.window.tasks.close()
        self.services.stop()
        self.desk.put_away()


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
@pytest.mark.parametrize("status", [202, 400, 503])
def test_nothing_that_the_window_shows_copies_or_remembers(
    tmp_path: Path, qtbot: QtBot, log_book: LogBook, capfd: Any, status: int
) -> None:
    def make(heard: Heard) -> tuple[dict[str, str], bytes]:
        key = json.loads(heard.body)["apiKey"]
        body = {"message": f"bad {key}", "alertUrl": f"https://x.example/{key}"}
        return {"correlation_id": key, "x_key": key}, json.dumps(body).encode()

    with ScriptedServer(echo(status, make), answer(202)) as server:
        opened = OpenedWindow(tmp_path, qtbot, server.url)
        desk, shown = opened.desk, list[str]()
        desk.compose(Draft(summary="Disk full", alert_key="db-1"))
        desk.click("Copy")
        shown.append(QGuiApplication.clipboard().text())
        assert "apiKey" in shown[0]
        desk.send()
        desk.until(lambda: any(event.tries for event in desk.events()))
        desk.until(lambda: all(event.state in ENDED for event in desk.events()))
        desk.until(desk.rows)
        desk.settle()
        for button in desk.buttons("Copy JSON"):
            button.click()
            shown.append(QGuiApplication.clipboard().text())
        shown += texts_of(desk.window)
        desk.window.key_flow.open_sources()
        desk.settle()
        shown += texts_of(desk.window)
        desk.only(SourceDialog).reject()
        desk.settle()
        opened.close()
    assert any("Disk full" in text for text in shown)
    search(log=log_book, folder=tmp_path, texts=shown, printed=capfd)
    assert opened.folders.data / "ledger.db" in files_in(tmp_path)
    # With something unsent, closing asks first.
    assert (opened.folders.config / "window.ini" in files_in(tmp_path)) is (status != 503)
