"""The specification's text, and the code blocks in it."""

import re
from pathlib import Path

FILE = Path(__file__).with_name("creating-alerts-through-events.md")
SHA256 = "34219a2c78da5dd2bdd96f727b66ddb361bd38cb30a2cd8f9c3c893e28b0caa8"
ADDRESS = "https://api.ilert.com"

_TAB = re.compile(r'\{% tab title="(?P<title>[^"]+)" %\}\n```\w+\n(?P<code>.*?)\n```\n', re.DOTALL)
_JSON = re.compile(r"^```json\n(?P<code>.*?)\n```$", re.DOTALL | re.MULTILINE)
_STRING_OR_COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*")|[ \t]*//[^\n]*')


def text() -> str:
    """The whole page."""
    return FILE.read_text(encoding="utf-8")


def samples() -> dict[str, str]:
    """The code of each tab, by the tab's title."""
    return {found["title"]: found["code"] for found in _TAB.finditer(text())}


def json_example() -> str:
    """The one JSON block of the page, comments and all."""
    (found,) = _JSON.finditer(text())
    return found["code"]


def without_comments(code: str) -> str:
    """JSON without its `//` comments; the `//` of an address inside a text stays."""
    return _STRING_OR_COMMENT.sub(lambda found: found[1] or "", code)


def aimed_at(code: str, *, address: str, key: str, written_key: str) -> str:
    """A sample with its address and its key replaced; each is in it exactly once."""
    assert code.count(ADDRESS) == 1
    assert code.count(written_key) == 1
    return code.replace(ADDRESS, address).replace(written_key, key)
