"""The proxy that a Linux desktop is set to use: told by a real portal, and what becomes of it without one."""

from collections.abc import Callable, Iterator

import pytest

from ilert_desktop.delivery.desktop_proxy import DesktopProxy
from ilert_desktop.delivery.proxies import Proxy, proxy_for
from tests.rig.portal import Portal, Settings, by_proxy
from tests.rig.secret_service import MuteBus, PrivateBus
from tests.rig.waiting import wait_until

ILERT = "https://api.ilert.com/api/events"
SOCKS = {"": {"mode": "'manual'"}, "/socks": {"host": "'socks.corp'", "port": "1080"}}
CORP = by_proxy("proxy.corp", 3128)
StartPortal = Callable[[Settings], Portal]
pytestmark = pytest.mark.usefixtures("no_proxy")


class Clock:
    """Seconds that the test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def start_portal(private_bus: PrivateBus) -> Iterator[StartPortal]:
    """Starts the portal of the session."""
    started: list[Portal] = []

    def start(settings: Settings) -> Portal:
        started.append(Portal(private_bus, settings))
        return started[-1]

    yield start
    for portal in started:
        portal.stop()


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        (CORP, "http://proxy.corp:3128"),
        ({}, None),
        ({"": {"mode": "'none'"}, "/https": {"host": "'proxy.corp'", "port": "3128"}}, None),
        ({**CORP, "": {"mode": "'manual'", "ignore-hosts": "['*.ilert.com']"}}, None),
        ({**SOCKS, **CORP}, "http://proxy.corp:3128"),
        (SOCKS, "socks5://socks.corp:1080"),
        ({"": {"mode": "'auto'", "autoconfig-url": "'http://127.0.0.1:9/x.pac'"}}, None),
    ],
)
def test_what_the_desktop_is_set_to(start_portal: StartPortal, settings: Settings, setting: str | None) -> None:
    start_portal(settings)
    assert DesktopProxy().setting_for(ILERT) == setting


def test_settings_that_change_count(start_portal: StartPortal) -> None:
    desktop, portal = DesktopProxy(), start_portal(CORP)
    assert desktop.setting_for(ILERT) == "http://proxy.corp:3128"
    portal.set(by_proxy("other.corp", 8080))
    wait_until(lambda: desktop.setting_for(ILERT) == "http://other.corp:8080", what="the new proxy")
    portal.set({"": {"mode": "'none'"}})
    wait_until(lambda: desktop.setting_for(ILERT) is None, what="the direct way")


def test_it_counts_where_the_environment_names_none(start_portal: StartPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    start_portal(CORP)
    assert proxy_for(ILERT) == Proxy("http://proxy.corp:3128")
    monkeypatch.setenv("NO_PROXY", "ilert.com")
    assert proxy_for(ILERT) is None
    assert proxy_for("https://example.org/api") == Proxy("http://proxy.corp:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://only.for.http:1")
    assert proxy_for("https://example.org/api") is None
    monkeypatch.setenv("HTTPS_PROXY", "http://environment:2")
    assert proxy_for("https://example.org/api") == Proxy("http://environment:2")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "127.8.8.8"])
def test_what_is_meant_for_this_computer_is_not_asked_about(mute_bus: MuteBus, host: str) -> None:
    assert proxy_for(f"https://{host}/api") is None
    assert mute_bus.connections() == 0


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "tcp:host=127.0.0.1,port=9", "nonsense"])
def test_without_a_bus_the_way_is_direct(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert DesktopProxy().setting_for(ILERT) is None


def test_a_mute_bus_is_left_alone_for_two_minutes(mute_bus: MuteBus) -> None:
    clock = Clock()
    desktop = DesktopProxy(clock)
    for _ in range(3):
        assert desktop.setting_for(ILERT) is None
    clock.now += 119
    assert desktop.setting_for(ILERT) is None
    assert mute_bus.connections() == 1
    clock.now += 2
    assert desktop.setting_for(ILERT) is None
    assert mute_bus.connections() == 2


def test_a_portal_that_comes_later_is_found(private_bus: PrivateBus, start_portal: StartPortal) -> None:
    clock = Clock()
    desktop = DesktopProxy(clock)
    assert desktop.setting_for(ILERT) is None
    portal = start_portal(CORP)
    assert desktop.setting_for(ILERT) is None
    clock.now += 121
    assert desktop.setting_for(ILERT) == "http://proxy.corp:3128"
    portal.kill()
    wait_until(lambda: not private_bus.owns("org.freedesktop.portal.Desktop"), what="the end of the portal")
    assert desktop.setting_for(ILERT) is None


def test_the_silence_of_one_bus_is_not_held_against_another(
    mute_bus: MuteBus, private_bus: PrivateBus, start_portal: StartPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = DesktopProxy()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", mute_bus.address)
    assert desktop.setting_for(ILERT) is None
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", private_bus.address)
    start_portal(CORP)
    assert desktop.setting_for(ILERT) == "http://proxy.corp:3128"


def test_a_portal_that_hangs_is_left_alone_as_well(start_portal: StartPortal) -> None:
    clock = Clock()
    desktop, portal = DesktopProxy(clock), start_portal(CORP)
    portal.hang()
    assert desktop.setting_for(ILERT) is None
    portal.resume()
    assert desktop.setting_for(ILERT) is None
    clock.now += 121
    assert desktop.setting_for(ILERT) == "http://proxy.corp:3128"
