"""The page in a browser: what it shows, that it follows what happens, and that the keyboard is enough."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from ilert_desktop.practice.configuration import Configuration, PracticeSource
from ilert_desktop.practice.state import Page, Reasons
from tests.rig.browser import browser_page
from tests.rig.practice_page import PageServer, detail_text, page_server

_REASONS = Reasons(
    opened="No open alert of the source has the key “db-3/disk”.",
    priority="The source's default is LOW, so the event's HIGH is ignored.",
    policy="The routing key “payments” names the policy.",
    paged="The levels are paged until somebody accepts.",
)
_PAGED = (
    Page(name="Anna Adler", by=("push", "call"), after_minutes=0),
    Page(name="Ben Brandt", by=("text message",), after_minutes=5),
)


def test_without_an_alert_the_page_says_how_to_raise_one(server: PageServer) -> None:
    with browser_page(server.page) as opened:
        page = opened.page
        expect(page.locator("strong", has_text="nobody is paged")).to_be_visible()
        expect(page.get_by_text("No alert yet.")).to_be_visible()
        line = page.locator("#how-text pre")
        expect(line).to_contain_text(f"curl {server.url}/api/events")
        expect(line).to_contain_text(server.key)
        page.get_by_label("Key of").select_option("Low")
        expect(line).to_contain_text("practice-key-low")
        opened.assert_quiet()


def test_a_key_with_quotes_is_quoted_for_the_shell() -> None:
    configuration = Configuration(sources=(PracticeSource(id=1, name="Odd", key='it\'s $(a) "key"'),))
    with page_server(configuration) as server, browser_page(server.page) as opened:
        expect(opened.page.locator("#how-text pre")).to_contain_text(r"""it'\''s $(a) \"key\"""")


def test_the_page_shows_all_of_an_alert(server: PageServer) -> None:
    server.send(
        summary="Disk of db-3 is at 97 %",
        details="**Bold** and [a runbook](https://wiki.example/disk)\n\n|a|b|\n|-|-|\n|1|2|",
        alertKey="db-3/disk",
        links=[{"href": "https://wiki.example/1", "text": "Wiki"}, {"href": "string"}],
        images=[{"src": "string", "alt": "A graph"}],
        customDetails={"host": {"name": "db-3", "cores": 8}},
        severity=2,
        labels={"team": "storage"},
        services=[{"alias": "checkout"}],
        routingKey="payments",
        comments=[{"creator": "Anna", "content": "I *look*"}],
    )
    server.dress(1, _PAGED, _REASONS)
    with browser_page(f"{server.page}#alert-1") as opened:
        page = opened.page
        shown = detail_text(page)
        for text in (*_REASONS.__struct_fields__,):
            assert getattr(_REASONS, text) in shown
        for text in (
            "Pending",
            "HIGH",
            "#1",
            "Disk of db-3 is at 97 %",
            "db-3/disk",
            "2 of 5",
            "team: storage",
            "checkout",
        ):
            assert text in shown
        for text in (
            "at once",
            "Anna Adler by push, call",
            "after 5 min, unless accepted by then",
            "Ben Brandt by text message",
        ):
            assert text in shown
        assert '"db-3"' in shown
        assert "A graph" in shown
        expect(page.get_by_role("strong").filter(has_text="Bold")).to_be_visible()
        expect(page.get_by_role("cell", name="2", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="Wiki")).to_have_attribute("rel", "noopener noreferrer")
        expect(page.get_by_role("link", name="a runbook")).to_have_attribute("rel", "noopener noreferrer")
        assert "Opened the alert" in shown
        page.get_by_text("The event as it came").last.click()
        expect(page.locator(".log pre").last).to_contain_text('"summary": "Disk of db-3 is at 97 %"')
        opened.assert_quiet()


def test_everything_has_a_name_and_a_role(server: PageServer) -> None:
    server.send(summary="Disk full", alertKey="disk")
    with browser_page(f"{server.page}#alert-1") as opened:
        page = opened.page
        detail_text(page)
        expect(page.locator("#list")).to_match_aria_snapshot("""
          - list "Alerts":
            - listitem:
              - link /Pending HIGH just now Disk full/
        """)
        expect(page.locator("main")).to_match_aria_snapshot("""
          - main:
            - region "Alerts":
              - heading "Alerts" [level=1]
              - group "Which alerts":
                - button "Open 1" [pressed]
                - button "Closed 0"
                - button "All"
              - combobox "Source"
              - searchbox "Search"
            - article "The chosen alert":
              - heading "Disk full" [level=2]
              - button "Accept"
              - button "Resolve"
              - heading "Who would be paged, and why" [level=3]
        """)
        unnamed = page.evaluate(
            "[...document.querySelectorAll('button, a, input, select')].filter(e => e.offsetParent"
            " && !e.textContent.trim() && !e.ariaLabel && !e.labels?.length).map(e => e.outerHTML)"
        )
        assert unnamed == []


def test_the_keyboard_is_enough(server: PageServer) -> None:
    for name in ("One", "Two", "Three"):
        server.send(summary=name, alertKey=name)
    with browser_page(server.page) as opened:
        page = opened.page
        expect(page.locator("#list li")).to_have_count(3)
        page.get_by_label("Search").press("a")
        page.get_by_label("Search").fill("")
        expect(page.locator("#list li")).to_have_count(3)
        page.locator("#list a[tabindex='0']").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("a")
        expect(page.locator("#list li").nth(1)).to_contain_text("Accepted")
        expect(page.locator("#said")).to_have_text("Alert 2 is accepted.")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Two")).to_be_focused()
        page.keyboard.press("r")
        expect(page.locator("#detail .badge").first).to_have_text("Resolved")
        page.keyboard.press("Escape")
        expect(page.locator("#list a:focus")).to_have_count(1)
        page.keyboard.press("Control+a")
        opened.assert_quiet()

    assert [alert["status"] for alert in server.alerts()] == ["PENDING", "RESOLVED", "PENDING"]


def test_an_alert_that_does_not_exist_is_said(server: PageServer) -> None:
    with browser_page(f"{server.page}#alert-7") as opened:
        expect(opened.page.get_by_role("alert")).to_contain_text("Practice has no alert 7.")


def test_the_rules_say_on_the_page_who_would_be_paged_and_why(server: PageServer) -> None:
    server.http.post(
        "/api/events",
        json={"apiKey": "practice-key-low", "eventType": "ALERT", "summary": "Paper", "priority": "HIGH"},
    )
    server.send(summary="Disk", routingKey="office")
    with browser_page(f"{server.page}#alert-1") as opened:
        page = opened.page
        expect(page.locator(".paging")).to_contain_text("Nobody: a LOW alert does not escalate.")
        expect(page.locator(".paging")).to_contain_text("default is LOW, so the event's HIGH is ignored")
        page.evaluate("location.hash = '#alert-2'")
        expect(page.locator(".paging")).to_contain_text("Dana Dietz by push")
        expect(page.locator(".paging")).to_contain_text("routing key “office”")


def test_events_without_an_alert_can_be_looked_at(server: PageServer) -> None:
    server.send("RESOLVE", alertKey="nothing")
    with browser_page(server.page) as opened:
        page = opened.page
        page.get_by_role("link", name="1 event without an alert").click()
        expect(page.get_by_role("heading", name="Events without an alert")).to_be_focused()
        expect(page.locator(".log > li")).to_contain_text("No effect: no open alert matches")
        server.send("ACCEPT", alertKey="nothing either")
        expect(page.locator(".log > li")).to_have_count(2)
        opened.assert_quiet()


@pytest.mark.parametrize("width", [320, 640, 3840])
def test_nothing_sticks_out_at_any_width(server: PageServer, width: int) -> None:
    long = "x" * 500
    server.send(
        summary=long,
        details=f"{long}\n\n|{long}|{long}|\n|-|-|\n|1|2|\n\n```\n{long}\n```",
        alertKey=long,
        labels={long: long},
        customDetails={long: {long: long}},
        links=[{"href": f"https://x.example/{long}", "text": long}],
        comments=[{"creator": long, "content": long}],
    )
    with browser_page(f"{server.page}#alert-1", size=(width, 700)) as opened:
        page = opened.page
        detail_text(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#detail").evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        if width < 800:
            page.get_by_role("link", name="All alerts").click()
        expect(page.locator("#list li")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_list_shows_a_hundred_of_many_and_more_on_request(server: PageServer) -> None:
    server.fill(10_000)
    with browser_page(server.page) as opened:
        page = opened.page
        expect(page.locator("#list li")).to_have_count(100)
        expect(page).to_have_title("(10,000) Practice")
        expect(page.locator("#list li").first).to_contain_text("Alert number 10000")
        page.get_by_role("button", name="Show more").click()
        expect(page.locator("#list li")).to_have_count(200)
        page.get_by_label("Search").fill("number 77")
        expect(page.locator("#list li").first).to_contain_text("Alert number 7799")
        page.get_by_label("Search").fill("#4711")
        expect(page.locator("#list li")).to_have_count(1)
        opened.assert_quiet()


def test_large_texts_are_cut_until_all_is_wanted(server: PageServer) -> None:
    server.send(summary="Large", details="word " * 400_000 + "end", customDetails={"all": list(range(300_000))})
    with browser_page(f"{server.page}#alert-1") as opened:
        page = opened.page
        detail_text(page)
        assert len(page.locator("#detail").inner_html()) < 500_000
        page.get_by_role("button", name="Show all as text (2,000,003 characters)").click()
        expect(page.locator("pre.long").first).to_be_focused()
        assert page.locator("pre.long").first.evaluate("e => e.textContent.endsWith('end')")
        opened.assert_quiet()


_CONTRASTS = """() => {
    const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
    const ground = (element) => {
        for (; element; element = element.parentElement) {
            const found = numbers(getComputedStyle(element).backgroundColor);
            if (found.length === 3 || found[3] === 1) return found;
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll("body *")]
        .filter((element) => element.checkVisibility())
        .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .map((element) => {
            const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
            return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.outerHTML.slice(0, 120)];
        });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(server: PageServer, scheme: Literal["light", "dark"]) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 at least."""
    for number, name in enumerate(("Pending", "Accepted", "Resolved")):
        server.send(summary=name, alertKey=name, priority="LOW" if number else "HIGH", labels={"a": "b"})
    server.send("ACCEPT", alertKey="Accepted")
    server.send("RESOLVE", alertKey="Resolved")
    rich = "`code`\n\n> quoted\n\n[link](https://x.example)\n\n|h|\n|-|\n|d|"
    server.send(
        summary="Rich",
        details=rich,
        links=[{"href": "string"}, {"href": "https://x.example", "text": "text"}],
        images=[{"src": "string"}],
        customDetails={"text": "x", "number": 1, "word": None, "list": [1]},
    )
    with browser_page(f"{server.page}#alert-4", color_scheme=scheme) as opened:
        page = opened.page
        page.get_by_role("button", name="All", exact=True).click()
        expect(page.locator("#list li")).to_have_count(4)
        page.locator("#how summary").click()
        for number in (4, 3):
            page.evaluate(f"location.hash = '#alert-{number}'")
            expect(page.locator("#detail .badges")).to_contain_text(f"#{number}")
            page.mouse.move(0, 0)
            contrasts = page.evaluate(_CONTRASTS)
            assert len(contrasts) > 40
            assert [text for contrast, text in contrasts if contrast < 4.5] == []
