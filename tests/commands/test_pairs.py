"""`URL=TEXT` and `NAME=JSON`."""

import pytest

from ilert_desktop.commands.pairs import custom_pairs, split_address
from ilert_desktop.commands.refusal import CommandRefused


@pytest.mark.parametrize(
    ("argument", "address", "text"),
    [
        ("https://example.org/d", "https://example.org/d", ""),
        ("https://example.org/d=Dashboard", "https://example.org/d", "Dashboard"),
        ("https://example.org/d=a=b?c", "https://example.org/d", "a=b?c"),
        ("https://example.org/?host=db-1", "https://example.org/?host=db-1", ""),
        ("https://example.org/?host=db-1=The = of db-1", "https://example.org/?host=db-1", "The = of db-1"),
        ("https://example.org/?a=1&b=2=Q&A", "https://example.org/?a=1&b=2", "Q&A"),
        ("https://example.org/?a&b=2=x", "https://example.org/?a&b=2", "x"),
        ("https://example.org/?token=abc==", "https://example.org/?token=abc==", ""),
        ("https://example.org/?token=abc==&b=1", "https://example.org/?token=abc==&b=1", ""),
        ("https://example.org/#tab=2", "https://example.org/#tab=2", ""),
        ("https://example.org/#tab=2=Tab", "https://example.org/#tab=2", "Tab"),
        ("https://example.org/?a=1#b=2=x", "https://example.org/?a=1#b=2", "x"),
        ("", "", ""),
    ],
)
def test_an_address_and_its_text(argument: str, address: str, text: str) -> None:
    assert split_address(argument) == (address, text)


def test_json_stays_as_it_was_typed() -> None:
    assert custom_pairs(["n=1.0", 'text="a=b"', "big= 1e400 ", "list=[1, null]"]) == {
        "n": "1.0",
        "text": '"a=b"',
        "big": "1e400",
        "list": "[1, null]",
    }


@pytest.mark.parametrize("argument", ["n", "=1", " =1", "n=", "n=word", 'n=1, "m": 2', "n=1}", "n={"])
def test_what_is_no_json_is_refused(argument: str) -> None:
    with pytest.raises(CommandRefused, match="--custom"):
        custom_pairs([argument])


def test_a_name_twice_is_refused() -> None:
    with pytest.raises(CommandRefused, match="twice"):
        custom_pairs(["n=1", "n=1"])
