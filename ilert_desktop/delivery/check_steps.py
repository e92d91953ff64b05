"""The steps of a connection check: which of them a request has passed, how long each took, and the words for it."""

import asyncio
import ipaddress
import socket
import time
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from ilert_desktop.delivery.failure_words import Hop, describe, status_words
from ilert_desktop.delivery.proxies import Proxy

_ADDRESSES_SHOWN: Final = 3


class Step(StrEnum):
    """What has to succeed before an event can be handed over; `PROXY` only where one is in the way."""

    NAME = "name"
    CONNECT = "connect"
    PROXY = "proxy"
    TLS = "tls"
    HTTP = "http"


class StepState(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_REACHED = "not reached"


class CheckStep(msgspec.Struct, frozen=True):
    """One step: how it ended, in a sentence for the operator, and after how many milliseconds."""

    step: Step
    state: StepState
    sentence: str = ""
    duration_ms: int | None = None


class Walk:
    """Follows one request from the look-up of a name to the answer's status.

    Args:
        hop: who is asked in the end.
        secure: whether TLS is spoken there.
    """

    def __init__(self, hop: Hop, *, secure: bool) -> None:
        self._hop = hop
        self._secure = secure
        self._done: list[CheckStep] = []
        self._began = time.perf_counter()
        self._half_open: Any = None

    async def end(self) -> None:
        """Close a connection whose TLS did not come about: httpcore leaves it open when the time runs out in it."""
        if self._half_open is not None:
            await self._half_open.aclose()

    def take(self, proxy: Proxy | None) -> None:
        """Go by `proxy`, or directly."""
        self._hop = replace(self._hop, proxy=proxy, at_proxy=proxy is not None)

    def steps(self) -> tuple[CheckStep, ...]:
        """Every step of this way; those behind a failed one were not reached."""
        return (*self._done, *(CheckStep(step, StepState.NOT_REACHED) for step in self._missing()))

    async def look_up(self, host: str, port: int) -> None:
        """Find the addresses of whoever is connected to first.

        Raises:
            OSError: the name is not known, or its server does not answer.
        """
        self._begin()
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
        name = f"The proxy {host}" if self._hop.at_proxy else host
        if _is_address(host):
            self._pass(f"{name} is an address; no name has to be looked up.")
            return
        rest = len(addresses) - _ADDRESSES_SHOWN
        more = f" and {rest} more" if rest > 0 else ""
        self._pass(f"{name} is {', '.join(addresses[:_ADDRESSES_SHOWN])}{more}.")

    def fail(self, error: BaseException) -> None:
        """The step under way has failed with `error`; what fails after the answer changes nothing."""
        if self._missing():
            self._note(StepState.FAILED, describe(error, self._hop))

    async def on_trace(self, name: str, info: dict[str, Any]) -> None:
        """What httpx's transport tells; a proxy's CONNECT is a request of its own."""
        # "connection.connect_tcp.started", "proxy.start_tls.complete", "http11.send_request_headers.started", …
        part, what, state = name.split(".")
        if what == "connect_tcp":
            self._on_connecting(state, info)
        elif what == "start_tls" and (part == "proxy" or self._hop.proxy is None):
            self._on_tls(state, info)
        elif name == "connection.start_tls.started":
            # The proxy itself is spoken to over TLS.
            self._begin()
        elif name == "http11.send_request_headers.started":
            self._hop = replace(self._hop, at_proxy=info["request"].method == b"CONNECT")
            self._half_open = self._half_open if self._hop.at_proxy else None
            self._begin()
        elif name == "http11.receive_response_headers.complete" and not self._hop.at_proxy:
            _, status, _, headers = info["return_value"]
            self._pass(self._answered(status, headers))

    def _on_connecting(self, state: str, info: dict[str, Any]) -> None:
        self._hop = replace(self._hop, connected=state == "complete")
        if state == "started":
            self._begin()
        elif state == "complete":
            self._half_open = info["return_value"]
            self._pass(f"Connected to {_place(info['return_value'].get_extra_info('server_addr'))}.")

    def _on_tls(self, state: str, info: dict[str, Any]) -> None:
        if state == "started":
            if self._hop.proxy is not None:
                self._pass(f"The proxy {self._hop.proxy.name} lets through to {self._hop.host}.")
                self._hop = replace(self._hop, at_proxy=False)
            self._begin()
        elif state == "complete":
            self._pass(_about_certificate(info["return_value"].get_extra_info("ssl_object")))

    def _answered(self, status: int, headers: list[tuple[bytes, bytes]]) -> str:
        sentence = f"{self._hop.host} answers ({status_words(status)})."
        target = next((value for name, value in headers if name.lower() == b"location"), None)
        if not 300 <= status < 400 or target is None:
            return f"{sentence} Any answer will do: it was asked without a key."
        return f"{sentence} It redirects{_to_host(target)}, and events are not redirected: ask for the right address."

    def _missing(self) -> list[Step]:
        """The steps of this way that have not ended, the one under way first."""
        reached = {done.step for done in self._done}
        belongs = {Step.PROXY: self._hop.proxy is not None, Step.TLS: self._secure}
        return [step for step in Step if step not in reached and belongs.get(step, True)]

    def _begin(self) -> None:
        self._began = time.perf_counter()

    def _pass(self, sentence: str) -> None:
        self._note(StepState.PASSED, sentence)

    def _note(self, state: StepState, sentence: str) -> None:
        took = round((time.perf_counter() - self._began) * 1000)
        self._done.append(CheckStep(self._missing()[0], state, sentence, took))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _place(address: tuple[Any, ...]) -> str:
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def _about_certificate(connection: Any) -> str:
    """Which protocol, and who vouches: it shows where a company looks into the traffic."""
    certificate = connection.getpeercert() or {}
    issuer = {name: value for part in certificate.get("issuer", ()) for name, value in part}
    by = issuer.get("organizationName") or issuer.get("commonName")
    return f"The certificate is trusted{f', issued by {by}' if by else ''} ({connection.version()})."


def _to_host(location: bytes) -> str:
    try:
        host = urlsplit(location.decode("ascii")).hostname
    except ValueError:
        return " elsewhere"
    return f" to {host}" if host else " to another path"
