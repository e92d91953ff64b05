"""Which proxy a request takes, by the environment and by the system's own settings."""

import urllib.request
from typing import Any

import pytest

from ilert_desktop.delivery.clients import NoClient
from ilert_desktop.delivery.proxies import Proxy, proxy_for, proxy_from

ILERT = "https://api.ilert.com/api/events"
PASSWORD = "geheim-4711"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("value", ["proxy.corp:3128", "http://proxy.corp:3128", "HTTP://proxy.corp:3128/"])
def test_the_environment_names_the_proxy(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert proxy_for(ILERT) == Proxy("http://proxy.corp:3128")


def test_without_a_setting_the_way_is_direct() -> None:
    assert proxy_for(ILERT) is None


def test_a_proxy_for_http_alone_is_none_for_https(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.corp:3128")
    assert proxy_for(ILERT) is None


@pytest.mark.parametrize(
    ("exceptions", "url"),
    [
        ("*", ILERT),
        ("localhost,*", ILERT),
        ("api.ilert.com", ILERT),
        ("ilert.com", ILERT),
        (".ilert.com", ILERT),
        ("x.org, *.ILERT.com", ILERT),
        ("api.ilert.com:443", ILERT),
        ("10.0.0.0/8", "https://10.1.2.3/api"),
        ("10.1.2.3", "https://10.1.2.3:8443/api"),
        ("fd00::/8", "https://[fd00::1]/api"),
        ("[fd00::1]", "https://[fd00::1]/api"),
        ("", "https://127.0.0.1/api"),
        ("", "https://localhost/api"),
        ("", "https://[::1]:8443/api"),
        ("", "http://127.8.8.8/api"),
    ],
)
def test_what_is_excepted_goes_directly(monkeypatch: pytest.MonkeyPatch, exceptions: str, url: str) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.corp:3128")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert proxy_for(url) is None


@pytest.mark.parametrize(
    ("exceptions", "url"),
    [
        ("lert.com", ILERT),
        ("*.api.ilert.com", ILERT),
        ("api.ilert.com:8443", ILERT),
        ("10.0.0.0/8", "https://11.1.2.3/api"),
        ("10.0.0.0/99,nonsense/8,[", "https://10.1.2.3/api"),
        (",, ,", ILERT),
    ],
)
def test_what_is_not_excepted_takes_the_proxy(monkeypatch: pytest.MonkeyPatch, exceptions: str, url: str) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.corp:3128")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert proxy_for(url) == Proxy("http://proxy.corp:3128")


def test_the_systems_own_settings_count_with_their_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and Windows, whose settings this computer does not have."""

    def system_proxies() -> dict[str, str]:
        return {"https": "http://system.corp:8080"}

    def system_bypass(host: str, *_: Any) -> bool:
        return host == "inside.corp:443"

    monkeypatch.setattr("ilert_desktop.delivery.proxies.getproxies", system_proxies)
    monkeypatch.setattr("ilert_desktop.delivery.proxies.proxy_bypass", system_bypass)
    assert proxy_for(ILERT) == Proxy("http://system.corp:8080")
    assert proxy_for("https://inside.corp/api") is None


def test_settings_that_change_while_the_program_runs_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert urllib.request.getproxies() == {}
    monkeypatch.setenv("HTTPS_PROXY", "http://home:1")
    assert proxy_for(ILERT) == Proxy("http://home:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://office:2")
    assert proxy_for(ILERT) == Proxy("http://office:2")


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("alice:geheim-4711", "geheim-4711"),
        ("alice:ge%40heim%2F1", "ge@heim/1"),
        ("alice:p@ss/w#rd?1", "p@ss/w#rd?1"),
        ("alice:12/34@5", "12/34@5"),
        ("alice:a:b", "a:b"),
        ("alice", ""),
    ],
)
def test_a_password_stays_out_of_every_text(login: str, password: str) -> None:
    proxy = proxy_from(f"http://{login}@proxy.corp:3128")
    assert (proxy.user, proxy.password, proxy.name) == ("alice", password, "proxy.corp:3128")
    for text in (repr(proxy), f"{proxy}", NoClient(proxy).sentence, repr(NoClient(proxy))):
        assert "alice" not in text
        assert not password or password not in text
