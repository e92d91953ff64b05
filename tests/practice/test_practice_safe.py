"""Who practice answers: programs and its own page; no page of somebody else that runs in a browser here."""

import json
import re
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
import pytest

from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.faults import PracticeFault
from tests.practice.test_practice_command import first_line, started
from tests.rig.practice import JSON_HEADERS, PracticeClient

OWN_NAME = socket.gethostname()


class Served:
    """A server at `host`, and ways to speak to it."""

    def __init__(self, host: str) -> None:
        self.practice = Practice(host=host)
        self.client = PracticeClient(self.practice.start(), self.practice.key)
        self.port = urlsplit(self.client.url).port
        self.page_port = urlsplit(self.practice.page_url or "").port

    def ask(self, method: str = "GET", path: str = "/api/alerts", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): self.filled(value) for name, value in headers.items()}
        body = (
            json.dumps({"apiKey": self.practice.key, "eventType": "ALERT", "summary": "x"}) if method != "GET" else ""
        )
        return self.client.http.request(method, path, content=body, headers={**JSON_HEADERS, **named})

    def filled(self, text: str) -> str:
        """With the numbers of the ports in it."""
        return text.replace("PAGE", str(self.page_port)).replace("PORT", str(self.port))

    def close(self) -> None:
        self.client.http.close()
        self.practice.stop()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    server = Served("127.0.0.1")
    yield server
    server.close()


@pytest.fixture(scope="module")
def open_to_all() -> Iterator[Served]:
    server = Served("0.0.0.0")
    yield server
    server.close()


def refused(response: httpx.Response) -> bool:
    if response.status_code != 403:
        return False
    assert set(response.json()) == {"status", "message", "code"}
    assert "correlation-id" in response.headers
    return True


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:PORT", "127.0.0.1:PAGE", "127.0.0.1", "127.0.0.1:", "[::1]:PORT"]
)
def test_names_of_this_computer(served: Served, host: str) -> None:
    assert served.ask(host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example.org:PORT",
        "127.0.0.1.example.org:PORT",
        "localhost.:PORT",
        "localhost:1",
        "127.0.0.1:80",
        "127.0.0.1:+PORT",
        "127.0.0.1:PORT/",
        "localhost@example.org:PORT",
        "example.org@localhost:PORT",
        "@localhost",
        "0.0.0.0:PORT",
        "127.1:PORT",
        "2130706433:PORT",
        "192.0.2.1:PORT",
        "[::ffff:127.0.0.1]:PORT",
        "localhost, example.org",
        "[::1",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/alerts", "/page/anything", "/openapi.json"])
def test_dns_rebinding_shows_a_foreign_name(served: Served, host: str, path: str) -> None:
    assert refused(served.ask(path=path, host=host))


@pytest.mark.expects_log
def test_one_host_only(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port or 0)) as connection:
        connection.sendall(b"GET /api/alerts HTTP/1.0\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 403 ")
    with socket.create_connection(("127.0.0.1", served.port or 0)) as connection:
        connection.sendall(b"GET /api/alerts HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("origin", ["http://127.0.0.1:PORT", "http://localhost:PORT", "http://127.0.0.1:PAGE"])
@pytest.mark.parametrize("name", ["served", "open_to_all"])
def test_its_own_page_may_post(name: str, origin: str, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(name).ask("POST", "/api/events", origin=origin).status_code == 202


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "https://example.org",
        "http://example.org:PORT",
        "https://127.0.0.1:PORT",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://127.0.0.1:PORT/",
        "http://127.0.0.1:PORT@example.org",
        "http://example.org@127.0.0.1:PORT",
        "127.0.0.1:PORT",
        "file://",
        "http://127.0.0.1:PORT, https://example.org",
        "http://127.0.0.1:PORT http://127.0.0.1:PORT",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/events"), ("PUT", "/api/alerts/1/accept"), ("POST", "/page/x"), ("DELETE", "/")]
)
def test_a_page_of_another_site_changes_nothing(served: Served, method: str, path: str, origin: str) -> None:
    assert refused(served.ask(method, path, origin=origin))


@pytest.mark.parametrize("path", ["/api/alerts", "/api/alerts/1", "/page/anything"])
def test_a_page_of_another_site_embeds_nothing(served: Served, path: str) -> None:
    assert refused(served.ask(path=path, sec_fetch_site="cross-site"))
    assert refused(served.ask("POST", "/api/events", sec_fetch_site="cross-site"))
    for site in ("same-origin", "same-site", "none"):
        assert not refused(served.ask(path=path, sec_fetch_site=site))


def test_a_link_from_another_site_leads_to_the_page(served: Served) -> None:
    assert not refused(served.ask(path="/", sec_fetch_site="cross-site", sec_fetch_mode="navigate"))


def test_no_other_site_is_ever_allowed_to_read(served: Served) -> None:
    """A browser asks first (preflight) whether a page may send JSON or a token: nothing says that it may."""
    asked = served.ask(
        "OPTIONS",
        "/api/events",
        origin="https://example.org",
        access_control_request_method="POST",
        access_control_request_headers="authorization",
    )
    assert asked.status_code == 405
    assert "POST" in asked.headers["allow"]
    for response in (asked, served.ask(origin="https://example.org"), served.ask()):
        assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("method", "path", "host"),
    [
        ("GET", "/api/alerts", "127.0.0.1"),
        ("HEAD", "/api/alerts", "127.0.0.1"),
        ("POST", "/api/events", "127.0.0.1"),
        ("PUT", "/api/events", "127.0.0.1"),
        ("GET", "/nothing", "127.0.0.1"),
        ("GET", "/api/alerts", "example.org"),
    ],
)
def test_every_answer_has_its_date_and_its_fences(served: Served, method: str, path: str, host: str) -> None:
    response = served.ask(method, path, host=host)

    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert "server" not in response.headers
    assert len(response.headers.get_list("date")) == 1
    assert abs(datetime.now(UTC) - parsedate_to_datetime(response.headers["date"])) < timedelta(minutes=2)


def test_head_is_get_without_its_body(served: Served) -> None:
    head, get = served.ask("HEAD"), served.ask()

    assert head.content == b""
    assert (head.status_code, head.headers["content-length"]) == (200, get.headers["content-length"])


@pytest.mark.expects_log
def test_what_is_no_http_is_refused_in_the_same_form(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port or 0)) as connection:
        connection.sendall(b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n")
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"\r\ndate: " in head.lower()
    assert set(json.loads(body)) == {"status", "message", "code"}


@pytest.mark.parametrize("host", ["127.0.0.1:PORT", "[::1]:PORT", "192.0.2.1:PORT", "[2001:db8::1]:PAGE", OWN_NAME])
def test_bound_to_all_addresses_each_address_will_do(open_to_all: Served, host: str) -> None:
    """What is no name, DNS can't point elsewhere."""
    assert open_to_all.ask(host=host).status_code == 200


@pytest.mark.parametrize(
    "host", ["example.org:PORT", f"{OWN_NAME}.example.org", "192.0.2.1:1", "192.0.2.1.example.org"]
)
def test_bound_to_all_addresses_a_foreign_name_will_not(open_to_all: Served, host: str) -> None:
    assert refused(open_to_all.ask(host=host))
    assert refused(open_to_all.ask("POST", "/api/events", origin=f"http://{host}"))


@pytest.mark.parametrize(
    ("host", "url", "is_open"),
    [
        ("127.0.0.1", "http://127.0.0.1:", False),
        ("localhost", "http://127.0.0.1:|http://[::1]:", False),
        ("127.0.0.2", "http://127.0.0.2:", False),
        ("::1", "http://[::1]:", False),
        ("0.0.0.0", "http://127.0.0.1:", True),
        ("::", "http://[::1]:", True),
    ],
)
def test_where_it_listens_is_where_it_is_reached(host: str, url: str, is_open: bool) -> None:
    server = Served(host)

    assert server.client.url.startswith(tuple(url.split("|")))
    assert (server.practice.page_url or "").startswith(tuple(url.split("|")))
    assert server.client.send(summary="Disk full")["responseCode"] == "NEW_ALERT"
    assert server.ask("POST", "/api/events", origin=server.client.url).status_code == 202
    assert server.practice.is_open_to_others is is_open
    server.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "", "a" * 300, "127.0.0.1:80"])
def test_an_address_that_is_not_this_computers(host: str) -> None:
    with pytest.raises(PracticeFault, match=f"can't listen on “{host}”: .+; choose an address of this computer"):
        Practice(host=host).start()


@pytest.mark.parametrize("form", [("--json",), ()])
def test_the_command_says_what_listening_for_others_means(form: tuple[str, ...]) -> None:
    with started("--host", "0.0.0.0", *form) as process:
        first = first_line(process)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)

    assert "whoever reaches this computer" in errors
    assert "public" in errors
    assert "unencrypted" in errors
    assert re.search(rf"http://{re.escape(OWN_NAME)}:\d+", errors)
    assert not form or set(json.loads(first)) >= {"url", "page"}
