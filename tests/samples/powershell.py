"""Reads the request out of a PowerShell script, as far as the specification's samples use the language.

Rules of the language: "about_Quoting_Rules" and "about_Special_Characters" of PowerShell's documentation. What is not
understood is refused, never guessed.
"""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t]+)
  | (?P<end>\r?\n|;)
  | (?P<single>'(?:[^']|'')*')
  | (?P<double>"(?:`.|""|[^"`])*")
  | (?P<sign>[(),])
  | (?P<word>[^\s'"(),;`|@]+(?:@\{\})?)
  | (?P<pipe>\|)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"`u\{(?P<code>[0-9a-fA-F]{1,6})\}|`(?P<letter>.)|(?P<quotes>\"\")|(?P<variable>\$[\w({:?^])", re.DOTALL
)
_LETTERS = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class Request(NamedTuple):
    """What a script would send."""

    method: str
    url: str
    headers: dict[str, str]
    body: str


class NotUnderstoodError(ValueError):
    """The script uses more of the language than this module reads."""


class _Token(NamedTuple):
    kind: str
    text: str


def single_quoted(literal: str) -> str:
    """The text of a single-quoted literal: everything as it stands, a quote doubled."""
    return literal[1:-1].replace("''", "'")


def double_quoted(literal: str) -> str:
    """The text of a double-quoted literal: backtick escapes, a quote doubled.

    Raises:
        NotUnderstoodError: a variable would be put in.
    """

    def meant(found: re.Match[str]) -> str:
        if found["variable"]:
            raise NotUnderstoodError(f"a variable in a text: {found['variable']}")
        if found["code"]:
            return chr(int(found["code"], 16))
        if found["quotes"]:
            return '"'
        return _LETTERS.get(found["letter"], found["letter"])

    return _ESCAPE.sub(meant, literal[1:-1])


def request_in(script: str) -> Request:
    """The one web request of a script.

    Raises:
        NotUnderstoodError: there is none, more than one, or something else than the samples use.
    """
    variables: dict[str, str] = {}
    tables: dict[str, dict[str, str]] = {}
    requests = []
    for statement in _statements(script):
        words = [token.text for token in statement]
        if len(words) > 2 and words[1] == "=" and words[2].startswith("Invoke-"):
            requests.append(_request(statement[3:], variables, tables))
        elif words[0].endswith("=@{}") or words[1:3] == ["=", "New-Object"]:
            tables[words[0].removesuffix("=@{}")] = {}
        elif words[0].endswith(".Add") and [words[1], words[3], words[5:]] == ["(", ",", [")"]]:
            tables[words[0].removesuffix(".Add")][words[2]] = words[4]
        elif len(words) == 3 and words[1] == "=" and statement[2].kind == "text":
            variables[words[0]] = words[2]
        elif words[1:] != ["|", "ConvertTo-Json"]:
            raise NotUnderstoodError(" ".join(words))
    if len(requests) != 1:
        raise NotUnderstoodError(f"{len(requests)} requests")
    return requests[0]


def _statements(script: str) -> list[list[_Token]]:
    statements: list[list[_Token]] = [[]]
    position = 0
    while position < len(script):
        found = _TOKEN.match(script, position)
        if found is None:
            raise NotUnderstoodError(script[position : position + 40])
        position = found.end()
        match found.lastgroup:
            case "end":
                statements.append([])
            case "single":
                statements[-1].append(_Token("text", single_quoted(found[0])))
            case "double":
                statements[-1].append(_Token("text", double_quoted(found[0])))
            case "word" | "sign" | "pipe":
                statements[-1].append(_Token("word", found[0]))
    return [statement for statement in statements if statement]


def _request(arguments: list[_Token], variables: dict[str, str], tables: dict[str, dict[str, str]]) -> Request:
    named: dict[str, _Token] = {}
    waiting = iter(arguments)
    for token in waiting:
        if token.kind == "word" and token.text.startswith("-"):
            named[token.text] = next(waiting)
        else:
            # The address is the first parameter by position of both commands.
            named["-Uri"] = token

    def value(name: str) -> str:
        token = named.pop(name)
        return variables[token.text] if token.kind == "word" and token.text.startswith("$") else token.text

    headers = dict(tables[named.pop("-Headers").text])
    if "-ContentType" in named:
        headers["Content-Type"] = value("-ContentType")
    # .NET's Uri drops white space around an address; the second sample has a blank there.
    request = Request(value("-Method"), value("-Uri").strip(), headers, value("-Body"))
    if named:
        raise NotUnderstoodError(f"unknown parameters: {', '.join(named)}")
    return request
