"""Confirm in ilert opens ilert's pages only, whatever an answer says."""

import pytest

from ilert_desktop.sources.confirm import confirm_address
from ilert_desktop.sources.source import Source

_ILERT = Source(name="Production", alerts_page="https://app.ilert.com/list")
_OWN_HOST = Source(name="Relay", endpoint="https://relay.example.org/api/events", alerts_page="https://x.ilert.com/")


@pytest.mark.parametrize(
    "address",
    [
        "https://ilert.com/alerts/1",
        "https://app.ilert.com/alert/view.jsf?id=1",
        "https://API.ilert.com/alerts/1",
        "https://acme.eu.ilert.com:8443/a",
    ],
)
def test_an_https_page_at_ilert_is_opened(address: str) -> None:
    assert confirm_address(address, _ILERT) == address


def test_a_page_at_the_source_s_own_host_is_opened() -> None:
    assert confirm_address("https://relay.example.org/a/1", _OWN_HOST) == "https://relay.example.org/a/1"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://app.ilert.com/alerts/1",
        "https://ilert.com.evil.example/alerts/1",
        "https://evililert.com/alerts/1",
        "https://ilert.com@evil.example/",
        "https://relay.example.org/a/1",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://[broken/",
        "//app.ilert.com/alerts/1",
        "https:///alerts/1",
    ],
)
def test_anything_else_leads_to_the_source_s_list_of_alerts(address: str) -> None:
    assert confirm_address(address, _ILERT) == "https://app.ilert.com/list"
