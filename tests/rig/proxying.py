"""What a proxy does to a connection: lets it through to a server of the test, with or without a password."""

import base64
import select
import socket
from contextlib import suppress
from typing import Final

from tests.rig.scripted_server import Call, Step

_REFUSED: Final = (
    b"HTTP/1.1 407 %s\r\nproxy-authenticate: Basic realm=corp\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
)


def tunnel(port: int, *, login: str = "", reason: bytes = b"Proxy Authentication Required") -> Step:
    """Take a CONNECT to any host through to `port` of this computer; with `login` (user:password) only who gives it."""
    wanted = f"Basic {base64.b64encode(login.encode()).decode()}" if login else None

    def step(call: Call) -> None:
        heard = call.read()
        if wanted is not None and heard.headers.get("proxy-authorization") != wanted:
            call.send(_REFUSED % reason)
            return
        with socket.create_connection(("127.0.0.1", port), timeout=30) as behind:
            call.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with suppress(OSError):
                _relay(call.connection, behind)

    return step


def _relay(one: socket.socket, other: socket.socket) -> None:
    while True:
        readable, _, _ = select.select([one, other], [], [], 30)
        for end in readable:
            data = end.recv(65536)
            if not data:
                return
            (other if end is one else one).sendall(data)
