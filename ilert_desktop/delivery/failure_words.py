"""What went wrong on the way to a host, in words for the operator: who it was, why, and what can be done.

Nothing that the other end said is quoted: it may be anything, a key and a proxy's password included.
"""

import socket
import ssl
from http import HTTPStatus
from typing import Final

import msgspec

from ilert_desktop.delivery.clients import LONGEST_SECONDS, NoClient
from ilert_desktop.delivery.proxies import Proxy

_PROXY_AUTHENTICATION: Final = "407"
# OpenSSL's words that a clock or a company's own certificates explain.
_ABOUT_TIME: Final = ("expired", "not yet valid")
_ABOUT_TRUST: Final = ("self-signed", "self signed", "unable to get", "unknown", "not trusted")


class Hop(msgspec.Struct, frozen=True):
    """Who is talked to: `host`, the endpoint's, or on the way there `proxy`, while `at_proxy`.

    `connected` is False while there is no connection yet.
    """

    host: str
    proxy: Proxy | None = None
    at_proxy: bool = False
    connected: bool = True

    @property
    def name(self) -> str:
        """The other end, as in "… refuses the connection"."""
        return f"the proxy {self.proxy.name}" if self.proxy is not None and self.at_proxy else self.host


def describe(error: BaseException, hop: Hop) -> str:
    """What `error` means, in one or two sentences for the operator."""
    if isinstance(error, NoClient):
        return error.sentence
    causes = _causes(error)
    # Further in there is a time-out that does not know what it was for.
    causes.sort(key=lambda cause: not isinstance(cause, socket.gaierror))
    reasons = (_reason(cause, hop) for cause in causes)
    sentence = next(filter(None, reasons), f"{hop.name} broke the connection ({type(error).__name__}).")
    # A host's name stays as it is; "the proxy" begins a sentence.
    return sentence[0].upper() + sentence[1:] if sentence.startswith("the ") else sentence


def status_words(status: int) -> str:
    """A status with its standard name: `404 Not Found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _reason(cause: BaseException, hop: Hop) -> str | None:
    import httpx  # noqa: PLC0415 - start-up cost

    if isinstance(cause, ssl.SSLWantReadError | ssl.SSLWantWriteError):
        # What a handshake was waiting for when its time was over.
        return None
    if isinstance(cause, ssl.SSLError):
        return _about_tls(cause, hop)
    if isinstance(cause, socket.gaierror):
        return f"The name {_bare(hop)} can't be found ({cause.strerror or 'no answer'})."
    if isinstance(cause, httpx.ProxyError):
        return _about_proxy(str(cause).partition(" ")[0], hop)
    sentences: dict[type[BaseException] | tuple[type[BaseException], ...], str] = {
        ConnectionRefusedError: f"{hop.name} refuses the connection.",
        (TimeoutError, httpx.TimeoutException): _about_time(hop),
        httpx.RemoteProtocolError: _about_protocol(str(cause), hop),
        (httpx.InvalidURL, UnicodeError): f"The address of {hop.name} can't be used.",
    }
    return next((sentence for kind, sentence in sentences.items() if isinstance(cause, kind)), None) or _of_system(
        cause, hop
    )


def _about_time(hop: Hop) -> str:
    if not hop.connected:
        return f"No connection to {hop.name} in time."
    return f"No answer from {hop.name} within {LONGEST_SECONDS:.0f} seconds."


def _about_protocol(said: str, hop: Hop) -> str:
    # httpx says both with one type; its own words tell them apart.
    if "without sending" in said:
        return f"{hop.name} ended the connection without an answer."
    return f"What came back from {hop.name} is no HTTP."


def _of_system(cause: BaseException, hop: Hop) -> str | None:
    if isinstance(cause, ConnectionResetError | BrokenPipeError):
        return f"{hop.name} broke the connection."
    if isinstance(cause, OSError) and cause.strerror:
        return f"No connection to {hop.name}: {cause.strerror}."
    return None


def _about_tls(cause: ssl.SSLError, hop: Hop) -> str:
    if not isinstance(cause, ssl.SSLCertVerificationError):
        reason = (cause.reason or "the connection ended").replace("_", " ").lower()
        return f"No secure connection to {hop.name}: {reason}. Perhaps no https is spoken there."
    reason = str(cause.verify_message or cause.reason).rstrip(".")
    sentence = f"The certificate of {hop.name} can't be trusted: {reason}."
    if any(words in reason.lower() for words in _ABOUT_TIME):
        return f"{sentence} Check this computer's date; if it is right, the certificate has to be renewed."
    if any(words in reason.lower() for words in _ABOUT_TRUST):
        return f"{sentence} A company's own certificate authority belongs into this computer's certificate store."
    return sentence


def _about_proxy(status: str, hop: Hop) -> str:
    name = hop.proxy.name if hop.proxy is not None else "in between"
    if status != _PROXY_AUTHENTICATION:
        why = f" ({status_words(int(status))})" if status.isascii() and status.isdigit() else ""
        return f"The proxy {name} refuses the way to {hop.host}{why}."
    if hop.proxy is not None and hop.proxy.user:
        return f"The proxy {name} refuses its user name or password (407). Correct them in this computer's settings."
    return (
        f"The proxy {name} wants a user name and a password (407). Put them into the proxy's address in this "
        f"computer's settings: http://user:password@{name}."
    )


def _bare(hop: Hop) -> str:
    if hop.proxy is None or not hop.at_proxy:
        return hop.host
    return f"of the proxy, {hop.proxy.name.rpartition(':')[0] or hop.proxy.name},"


def _causes(error: BaseException) -> list[BaseException]:
    """`error` and what it came from, the innermost first: there is the reason a person understands."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        # Where a name has several addresses, one reason stands for all.
        if isinstance(current, BaseExceptionGroup):
            current = current.exceptions[0]
        else:
            current = current.__cause__ or current.__context__
    return chain[::-1]
