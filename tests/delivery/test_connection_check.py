"""Checking a connection: which step fails, in words, and that nobody gets a key or an alert by it."""

import gc
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ilert_desktop.delivery.check_steps import CheckStep, Step, StepState
from ilert_desktop.delivery.connection_check import ConnectionCheck, ConnectionChecker
from ilert_desktop.delivery.endpoints import TargetUnavailable
from ilert_desktop.practice.embedded import Practice
from tests.rig.certificates import Authority, server_context
from tests.rig.proxying import tunnel
from tests.rig.scripted_server import (
    Call,
    ScriptedServer,
    answer,
    close_after_reading,
    raw,
    reset_after_reading,
    say_nothing,
)

PASSED, FAILED, NOT_REACHED = StepState.PASSED, StepState.FAILED, StepState.NOT_REACHED
PASSWORD = "geheim-4711"


class Checks:
    """Checks endpoints, and waits for what comes of it."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice

    def __call__(self, endpoint: str, *, seconds: float = 20) -> ConnectionCheck:
        return ConnectionChecker(self._practice, seconds=seconds).check(endpoint).result(30)

    def states(self, endpoint: str, *, seconds: float = 20) -> dict[Step, StepState]:
        return {step.step: step.state for step in self(endpoint, seconds=seconds).steps}


@pytest.fixture
def check() -> Iterator[Checks]:
    practice = Practice()
    yield Checks(practice)
    practice.stop()


def only_failed(result: ConnectionCheck) -> CheckStep:
    (failed,) = [step for step in result.steps if step.state is FAILED]
    assert not result.passed
    assert failed.sentence
    return failed


@pytest.mark.parametrize(
    "step",
    [
        *[answer(status) for status in (200, 202, 204, 400, 401, 404, 405, 407, 429, 500, 503, 599)],
        raw(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 405 No\r\ncontent-length: 0\r\n\r\n"),
        answer(200, b"x" * 10_000_000),
    ],
)
def test_any_status_is_a_pass(check: Checks, step: Any) -> None:
    with ScriptedServer(step) as server:
        result = check(server.url)
    assert result.passed
    assert [step.step for step in result.steps] == [Step.NAME, Step.CONNECT, Step.HTTP]
    assert all(step.sentence and step.duration_ms is not None for step in result.steps)
    assert f"127.0.0.1:{server.port}" in result.steps[1].sentence


def test_nothing_goes_out_but_a_question(check: Checks) -> None:
    with ScriptedServer(answer(405)) as server:
        check(server.url)
        (heard,) = server.heard
    assert (heard.method, heard.path, heard.body) == ("GET", "/api/events", b"")
    assert set(heard.headers) == {"host", "accept", "accept-encoding", "connection", "user-agent"}


def test_practice_is_started_and_answers(check: Checks) -> None:
    result = check("practice:")
    assert result.passed
    assert "405" in result.steps[-1].sentence
    assert check("practice:2").passed


def test_a_practice_that_cannot_start_is_told() -> None:
    class Broken:
        def key_of(self, number: int | None) -> str:
            return str(number)

        def events_url(self) -> str:
            raise TargetUnavailable("Practice can't start.")

    result = ConnectionChecker(Broken()).check("practice:").result(30)
    assert only_failed(result).sentence == "Practice can't start."


@pytest.mark.parametrize("location", ["https://elsewhere.example/api", "/other", "https://[nonsense", "\x80"])
def test_a_redirect_is_told_and_not_followed(check: Checks, location: str) -> None:
    with ScriptedServer(answer(307, location=location)) as server:
        result = check(server.url)
        assert server.connections == 1
    assert result.passed
    assert "redirects" in result.steps[-1].sentence


def test_an_address_that_cannot_be_an_endpoint_is_told(check: Checks) -> None:
    assert "whole address" in only_failed(check("nonsense")).sentence
    assert "https" in only_failed(check("http://api.example.org/")).sentence


def test_a_name_that_is_not_known_is_the_first_step(check: Checks) -> None:
    result = check("https://host.invalid/api/events")
    assert only_failed(result).step is Step.NAME
    assert "host.invalid" in only_failed(result).sentence
    assert [step.state for step in result.steps] == [FAILED, NOT_REACHED, NOT_REACHED, NOT_REACHED]


def test_a_mute_name_server_is_told(check: Checks, monkeypatch: pytest.MonkeyPatch) -> None:
    silence = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: silence.wait(30))
    monkeypatch.setattr("ilert_desktop.delivery.event_loop.DNS_SECONDS", 0.1)
    assert "no answer from the name server" in only_failed(check("https://host.invalid/")).sentence
    silence.set()


def test_every_address_of_a_name_is_told(check: Checks, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(_host: Any, port: int, *_args: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{end}", port)) for end in range(1, 6)]

    monkeypatch.setattr(socket, "getaddrinfo", many)
    with ScriptedServer() as server:
        result = check(server.url.replace("127.0.0.1", "localhost"))
    assert result.steps[0].sentence == "localhost is 127.0.0.1, 127.0.0.2, 127.0.0.3 and 2 more."
    assert result.passed


def test_nobody_listening_is_the_second_step(check: Checks, closed_port: int) -> None:
    result = check(f"https://127.0.0.1:{closed_port}/")
    assert [step.state for step in result.steps] == [PASSED, FAILED, NOT_REACHED, NOT_REACHED]
    assert only_failed(result).sentence == "127.0.0.1 refuses the connection."


def test_ipv6_is_a_way_like_any_other(check: Checks) -> None:
    with ScriptedServer(answer(405), host="::1") as server:
        result = check(server.url)
        assert result.passed
        assert f"[::1]:{server.port}" in result.steps[1].sentence


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (close_after_reading, "without an answer"),
        (reset_after_reading, "broke the connection"),
        (raw(b"220 smtp ready\r\n\r\n"), "is no HTTP"),
        (raw(b"HTTP/1.1 2"), "ended the connection"),
    ],
)
def test_no_answer_is_the_last_step(check: Checks, step: Any, words: str) -> None:
    with ScriptedServer(step) as server:
        failed = only_failed(check(server.url))
    assert failed.step is Step.HTTP
    assert words in failed.sentence
    assert "127.0.0.1" in failed.sentence


def test_a_server_that_never_answers_is_given_up(check: Checks) -> None:
    with ScriptedServer(say_nothing) as server:
        failed = only_failed(check(server.url, seconds=0.2))
    assert (failed.step, "No answer" in failed.sentence) == (Step.HTTP, True)


def test_a_trusted_certificate_is_a_pass_that_names_who_vouches(
    check: Checks, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.be_trusted(monkeypatch)
    with ScriptedServer(answer(405), tls=authority.server()) as server:
        result = check(server.url)
    assert [step.step for step in result.steps] == [Step.NAME, Step.CONNECT, Step.TLS, Step.HTTP]
    assert result.passed
    assert "issued by Authority of the tests" in result.steps[2].sentence


def test_a_certificate_nobody_vouches_for_is_the_third_step(check: Checks, tmp_path: Path) -> None:
    with ScriptedServer(answer(405), tls=server_context(tmp_path)) as server:
        result = check(server.url)
        assert server.heard == []
    assert [step.state for step in result.steps] == [PASSED, PASSED, FAILED, NOT_REACHED]
    assert "The certificate of 127.0.0.1 can't be trusted: self-signed certificate" in only_failed(result).sentence


def test_a_server_without_tls_is_the_third_step(check: Checks) -> None:
    def speak(call: Call) -> None:
        call.send(b"220 smtp ready\r\n")
        call.wait_for_the_end()

    with ScriptedServer(speak) as server:
        failed = only_failed(check(f"https://127.0.0.1:{server.port}/"))
    assert (failed.step, "No secure connection to 127.0.0.1" in failed.sentence) == (Step.TLS, True)


def test_a_handshake_that_never_ends_is_given_up(check: Checks) -> None:
    with ScriptedServer(lambda call: call.wait_for_the_end()) as server:
        failed = only_failed(check(f"https://127.0.0.1:{server.port}/", seconds=0.2))
    gc.collect()
    assert (failed.step, "No answer from 127.0.0.1" in failed.sentence) == (Step.TLS, True)


def test_an_address_where_packets_vanish_is_given_up(check: Checks, mute_port: int) -> None:
    failed = only_failed(check(f"https://127.0.0.1:{mute_port}/", seconds=0.2))
    assert (failed.step, failed.sentence) == (Step.CONNECT, "No connection to 127.0.0.1 in time.")


def test_the_way_through_a_proxy(check: Checks, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.be_trusted(monkeypatch)
    tls = authority.server("api.example.org")
    with ScriptedServer(answer(405), tls=tls) as server, ScriptedServer(tunnel(server.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://alice:{PASSWORD}@127.0.0.1:{proxy.port}")
        result = check("https://api.example.org/api/events")
        assert len(server.heard) == 1
    assert result.passed
    assert [step.step for step in result.steps] == list(Step)
    assert f"The proxy 127.0.0.1:{proxy.port} lets through to api.example.org." in result.steps[2].sentence
    assert PASSWORD not in repr(result)


@pytest.mark.parametrize(("login", "words"), [("", "wants a user name"), ("alice:wrong@", "refuses its user name")])
def test_a_proxy_that_wants_a_password_is_the_step_of_the_proxy(
    check: Checks, monkeypatch: pytest.MonkeyPatch, login: str, words: str
) -> None:
    with ScriptedServer(tunnel(9, login=f"alice:{PASSWORD}")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{login}127.0.0.1:{proxy.port}")
        result = check("https://api.example.org/")
    failed = only_failed(result)
    assert failed.step is Step.PROXY
    assert words in failed.sentence
    assert f"127.0.0.1:{proxy.port}" in failed.sentence
    assert "wrong" not in repr(result)
    assert [step.state for step in result.steps] == [PASSED, PASSED, FAILED, NOT_REACHED, NOT_REACHED]


def test_a_proxy_whose_own_certificate_is_bad_is_the_step_of_the_proxy(
    check: Checks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer(tls=server_context(tmp_path)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        failed = only_failed(check("https://api.example.org/"))
    assert failed.step is Step.PROXY
    assert f"The certificate of the proxy 127.0.0.1:{proxy.port} can't be trusted" in failed.sentence


def test_a_proxy_that_is_not_there(check: Checks, monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://alice:{PASSWORD}@localhost:{closed_port}")
    result = check("https://api.example.org/")
    assert only_failed(result).step is Step.CONNECT
    assert only_failed(result).sentence == f"The proxy localhost:{closed_port} refuses the connection."
    assert PASSWORD not in repr(result)


@pytest.mark.parametrize("proxy", ["socks5://alice:geheim-4711@127.0.0.1:9", "http://alice:geheim-4711@[::1"])
def test_a_proxy_setting_that_cannot_be_used(check: Checks, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    result = check("https://api.example.org/")
    assert "can't be used" in only_failed(result).sentence
    assert PASSWORD not in repr(result)
