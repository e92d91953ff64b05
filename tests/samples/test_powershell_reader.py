"""The reader of PowerShell scripts that the samples' tests rely on."""

import pytest

from tests.samples.powershell import NotUnderstoodError, Request, double_quoted, request_in, single_quoted

SCRIPT = "$h=@{}\n$h.Add('A', \"b\")\n$r = Invoke-WebRequest -Uri 'http://x' -Method POST -Headers $h -Body 'text'"


@pytest.mark.parametrize(
    "script",
    [
        "",
        "Write-Host 'hello'",
        SCRIPT + "\n" + SCRIPT,
        SCRIPT + " -Proxy 'http://y'",
        SCRIPT.replace("'text'", '"a $variable"'),
        SCRIPT.replace("'text'", '"a $(1 + 1)"'),
        SCRIPT.replace("'text'", "'no end"),
        SCRIPT.replace("'text'", "@'\nhere\n'@"),
        SCRIPT.replace("'A'", "'A', 'B'"),
        "$h=@{}\nif ($true) { }",
    ],
)
def test_what_it_does_not_know_is_refused(script: str) -> None:
    with pytest.raises(NotUnderstoodError):
        request_in(script)


@pytest.mark.parametrize(
    ("literal", "meant"),
    [
        ("''", ""),
        ("'a''b'", "a'b"),
        ("'`n $x \"'", '`n $x "'),
        ("'two\nlines'", "two\nlines"),
    ],
)
def test_single_quotes(literal: str, meant: str) -> None:
    assert single_quoted(literal) == meant


@pytest.mark.parametrize(
    ("literal", "meant"),
    [
        ('""', ""),
        ('"`n`t`r`0"', "\n\t\r\0"),
        ('"`"a`""', '"a"'),
        ('"say ""a"""', 'say "a"'),
        ('"a``n"', "a`n"),
        ('"`q`\'"', "q'"),
        ('"`$x costs 5 $"', "$x costs 5 $"),
        ('"`u{1F6A8}"', "\U0001f6a8"),
        ('"\\n"', "\\n"),
    ],
)
def test_double_quotes(literal: str, meant: str) -> None:
    assert double_quoted(literal) == meant


def test_a_request_is_read() -> None:
    assert request_in(SCRIPT) == Request("POST", "http://x", {"A": "b"}, "text")
    with_variables = SCRIPT.replace("'text'", "$b").replace("-Uri ", "").replace("'http://x'", '"http://x "')
    assert request_in('$b = "`""; ' + with_variables + "\n$r | ConvertTo-Json").body == '"'
