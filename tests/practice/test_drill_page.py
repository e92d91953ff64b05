"""The switch and the drills on the page, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ilert_desktop.practice.drills.script import MARK, Action, Drill, Expectation, Step
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.misbehaviour import Mode
from tests.rig.browser import BrowserPage, browser_page
from tests.rig.practice import UNLIMITED, PracticeClient

NASTY = "<img src=x onerror=\"document.title='owned'\">"


@pytest.fixture
def practice() -> Iterator[Practice]:
    running = Practice(configuration=UNLIMITED)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def opened(practice: Practice) -> Iterator[BrowserPage]:
    with browser_page(practice.page_url or "") as shown:
        yield shown
        shown.assert_quiet()


def mode_of(practice: Practice) -> Mode | None:
    active = practice.call(lambda desk: desk.misbehaviour.now).result(10)
    return None if active is None else active.mode


def start(practice: Practice, drill: Drill) -> None:
    practice.call(lambda desk: desk.drills.start(drill)).result(10)


def test_practice_is_made_to_misbehave_and_to_recover(opened: BrowserPage, practice: Practice) -> None:
    page = opened.page
    page.get_by_text("Drills and misbehaviour").click()
    page.get_by_label("How").select_option("Down")
    expect(page.get_by_text("Practice refuses connections")).to_be_visible()
    page.get_by_label("For", exact=True).select_option("5 minutes")
    page.get_by_role("button", name="Switch on").click()

    expect(page.get_by_text("Practice misbehaves: Down.")).to_be_visible()
    expect(page.get_by_role("timer")).to_contain_text("Ends in ")
    assert mode_of(practice) is Mode.DOWN
    page.get_by_role("button", name="Switch off").press("Enter")
    expect(page.get_by_text("Practice misbehaves")).to_have_count(0)
    expect(page.locator(".drill-forms > summary")).to_be_focused()
    assert mode_of(practice) is None


def test_how_late_answers_are_is_asked_for_slow_ones_only(opened: BrowserPage, practice: Practice) -> None:
    page = opened.page
    page.get_by_text("Drills and misbehaviour").click()
    expect(page.get_by_label("Answers")).to_be_hidden()
    page.get_by_label("How").select_option("Slow")
    page.get_by_label("Answers").select_option("40")
    page.get_by_role("button", name="Switch on").click()

    expect(page.get_by_text("Practice misbehaves: Slow.")).to_be_visible()
    active = practice.call(lambda desk: desk.misbehaviour.now).result(10)
    assert active is not None
    assert active.delay == 40


def test_the_page_hears_of_a_switch_turned_elsewhere(opened: BrowserPage, practice: Practice) -> None:
    practice.call(lambda desk: desk.misbehaviour.start(Mode.RATE_LIMIT, None)).result(10)
    expect(opened.page.get_by_text("Practice misbehaves: Too many requests.")).to_be_visible()
    expect(opened.page.get_by_text("It lasts until it is switched off.")).to_be_visible()

    practice.call(lambda desk: desk.misbehaviour.stop()).result(10)
    expect(opened.page.get_by_text("Practice misbehaves")).to_have_count(0)


def test_a_drill_from_start_to_report(opened: BrowserPage, practice: Practice, tmp_path: Path) -> None:
    page = opened.page
    page.get_by_text("Drills and misbehaviour").click()
    page.get_by_label("Drill", exact=True).select_option("First alert")
    expect(page.locator("#drill-description")).to_contain_text("It takes 5 minutes.")
    page.get_by_role("button", name="Start the drill").click()
    expect(page.get_by_text("The shop's support calls")).to_be_visible()
    expect(page.get_by_role("timer")).to_contain_text("Left: ")
    expect(page.get_by_role("button", name="Start the drill")).to_be_hidden()

    client = PracticeClient(practice.url or "", practice.key)
    client.send(summary="Checkout is broken")
    client.http.close()
    expect(page.get_by_text("[DRILL] Checkout is broken").first).to_be_visible()
    page.get_by_role("button", name="End the drill").click()

    report = page.get_by_label("Report of the last drill")
    expect(report).to_contain_text("something was missed")
    expect(report).to_contain_text("done: Raise one alert about the checkout")
    expect(report).to_contain_text("MISSED: Accept it")
    with page.expect_download() as download:
        report.get_by_role("button", name="Save as Markdown").click()
    assert download.value.suggested_filename == "drill-report.md"
    download.value.save_as(tmp_path / "report.md")
    assert (tmp_path / "report.md").read_text().startswith("# Drill: First alert\n")
    report.get_by_role("button", name="Close").click()
    expect(report).to_be_hidden()
    page.get_by_text("Drills and misbehaviour").click()
    page.get_by_role("button", name="Show the last report").click()
    expect(report).to_be_visible()


def test_a_short_drill_runs_by_itself_and_its_texts_are_texts(opened: BrowserPage, practice: Practice) -> None:
    page = opened.page
    start(
        practice,
        Drill(
            title=NASTY,
            description=NASTY,
            mark=MARK,
            minutes=0.05,
            steps=(Step(tell=NASTY), Step(minute=0.01, fail=Mode.LOST_ANSWER, tell="Now")),
            expectations=(Expectation(do=Action.RAISE, text=NASTY),),
        ),
    )

    expect(page.get_by_text("Practice misbehaves: Lost answer.")).to_be_visible()
    expect(page.get_by_label("Report of the last drill")).to_contain_text(f"MISSED: {NASTY}")
    expect(page.get_by_text("Practice misbehaves")).to_have_count(0)
    assert page.title() != "owned"
    assert page.locator("#drills img").count() == 0


def test_a_page_that_is_opened_later_shows_what_is_on_and_no_old_report(practice: Practice) -> None:
    start(practice, Drill(title="Old", minutes=1))
    practice.call(lambda desk: desk.drills.stop()).result(10)
    start(practice, Drill(title="New", minutes=9, steps=(Step(fail=Mode.DOWN, tell="Look"),)))

    with browser_page(practice.page_url or "", color_scheme="dark", size=(390, 800)) as shown:
        expect(shown.page.get_by_text("Practice misbehaves: Down.")).to_be_visible()
        expect(shown.page.get_by_text("Look")).to_be_visible()
        expect(shown.page.get_by_label("Report of the last drill")).to_be_hidden()
        assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shown.assert_quiet()


def test_in_a_low_window_the_alerts_keep_their_room_and_who_types_goes_on(
    opened: BrowserPage, practice: Practice
) -> None:
    page = opened.page
    page.set_viewport_size({"width": 1280, "height": 600})
    page.get_by_text("Drills and misbehaviour").click()
    start(practice, Drill(title="Try it", minutes=5, steps=(Step(minute=0, fail=Mode.DOWN, tell="Look at it."),)))
    expect(page.get_by_text("Practice misbehaves: Down.")).to_be_visible()
    expect(page.get_by_text("It lasts until it is switched off.")).to_have_count(0)
    page.get_by_label("Search").press_sequentially("di")
    practice.call(lambda desk: desk.drills.stop()).result(10)

    expect(page.get_by_role("heading", name="The drill is over: well done")).to_be_visible()
    page.keyboard.type("sk")
    expect(page.get_by_label("Search")).to_have_value("disk")
    box = page.locator(".side").bounding_box()
    assert box is not None
    assert box["height"] > 300
