"""Which texts are absolute web addresses, as images and links need them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.draft import address_fault
from tests.rig.events import texts


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "HTTPS://EXAMPLE.ORG/",
        "https://[::1]:443/",
        "https://user:pass@example.org/",
        "https://exämple.org/ü?q=漢",
        "https://example.org/%20",
        "http://127.0.0.1/",
    ],
)
def test_absolute_addresses(address: str) -> None:
    assert address_fault(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "//example.org/a",
        "/a",
        "ftp://example.org/",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "https://",
        "https:///a",
        "https://:443/",
        "https:example.org",
        "https://example.org:0/",
        "https://example.org:65536/",
        "https://example.org:x/",
        "https://[::1/",
        "https://exa mple.org/",
        "https://example.org/a b",
        "https://example.org/a\nb",
        "http s://example.org",
        "string",
    ],
)
def test_what_is_no_absolute_web_address(address: str) -> None:
    assert address_fault(address)


@given(texts(60) | st.text(alphabet="htps:/[]@%?#.0x \n\u200b", max_size=20))
def test_any_text_can_be_judged_as_an_address(text: str) -> None:
    assert address_fault(text) is None or address_fault(text)
