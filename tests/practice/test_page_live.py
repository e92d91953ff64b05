"""The page follows what happens and what is done on it, in a real browser: in many tabs, and after a cut connection."""

import re

import pytest
from playwright.sync_api import expect

from ilert_desktop.practice.embedded import Practice
from tests.rig.browser import browser_page
from tests.rig.practice_page import PageServer, detail_text


def test_the_page_follows_what_happens_without_a_reload(server: PageServer) -> None:
    server.send(summary="First", alertKey="a")
    with browser_page(f"{server.page}#alert-1") as opened:
        page = opened.page
        detail_text(page)
        page.evaluate("window.stays = true")
        server.send(summary="Second", alertKey="b", priority="LOW")
        expect(page.get_by_role("link", name=re.compile("Second"))).to_be_visible()
        expect(page).to_have_title("(2) Practice")
        expect(page.locator("#said")).to_have_text("New LOW alert 2: Second")
        server.send("ACCEPT", alertKey="a")
        expect(page.locator("#detail .badge").first).to_have_text("Accepted")
        server.send("RESOLVE", alertKey="a")
        expect(page.locator("#list li")).to_have_count(1)
        expect(page).to_have_title("(1) Practice")
        expect(page.locator("#icon")).to_have_attribute("href", "/page/icon-1.svg")
        assert page.evaluate("window.stays")
        opened.assert_quiet()


def test_folds_and_focus_stay_when_something_happens(server: PageServer) -> None:
    server.send(summary="First", alertKey="a", customDetails={"x": {"y": 1}})
    server.send(summary="Second", alertKey="b")
    with browser_page(f"{server.page}#alert-1") as opened:
        page = opened.page
        detail_text(page)
        fold = page.locator(".tree details")
        fold.locator("summary").click()
        expect(fold).not_to_have_attribute("open", re.compile(""))
        row = page.get_by_role("link", name=re.compile("Second"))
        row.focus()
        server.send(summary="Third", alertKey="c")
        server.send(summary="First again", alertKey="a")
        expect(page.locator(".log > li")).to_have_count(2)
        expect(page.locator("#list li")).to_have_count(3)
        expect(row).to_be_focused()
        expect(fold).not_to_have_attribute("open", re.compile(""))


def test_a_cut_connection_is_said(server: PageServer) -> None:
    server.send(summary="First", alertKey="a")
    with browser_page(server.page) as opened:
        page = opened.page
        expect(page.locator("#list li")).to_have_count(1)
        server.practice.stop()
        expect(page.get_by_role("alert")).to_contain_text("The connection to practice is cut.")


def test_a_server_that_comes_back_brings_the_list_up_to_date(server: PageServer) -> None:
    server.send(summary="First", alertKey="a")
    with browser_page(server.url) as opened:
        page = opened.page
        expect(page.locator("#list li")).to_have_count(1)
        server.practice.stop()
        expect(page.get_by_role("alert")).to_contain_text("The connection to practice is cut.")
        again = Practice(port=int(server.url.rpartition(":")[2]))
        again.start()
        try:
            # What it held in memory is gone.
            expect(page.get_by_text("No alert yet.")).to_be_visible(timeout=30_000)
            expect(page.locator("#trouble")).to_be_hidden()
        finally:
            again.stop()


def test_many_tabs_follow_what_happens(server: PageServer) -> None:
    server.send(summary="First", alertKey="a")
    with browser_page(server.page) as opened:
        # A browser gives all of them together six connections to one server.
        tabs = [opened.page, *(opened.page.context.new_page() for _ in range(8))]
        for tab in tabs[1:]:
            tab.goto(server.page)
        for tab in tabs:
            expect(tab.locator("#list li")).to_have_count(1)
        server.send(summary="Second", alertKey="b")
        for tab in tabs:
            expect(tab.locator("#list li")).to_have_count(2)
        tabs[0].close()
        server.send(summary="Third", alertKey="c")
        for tab in tabs[1:]:
            expect(tab.locator("#list li")).to_have_count(3)


@pytest.mark.parametrize(("name", "status"), [("Accept", "ACCEPTED"), ("Resolve", "RESOLVED")])
def test_an_alert_is_accepted_and_resolved_on_the_page(server: PageServer, name: str, status: str) -> None:
    server.send(summary="First", alertKey="a")
    with browser_page(f"{server.page}#alert-1") as opened:
        page = opened.page
        detail_text(page)
        button = page.get_by_role("button", name=name)
        button.click()
        expect(page.locator(".log > li").first).to_contain_text(f"{status.capitalize()} on the page")
        expect(button).to_be_disabled()
        expect(button).to_be_focused()
        opened.assert_quiet()

    assert server.only_alert()["status"] == status
