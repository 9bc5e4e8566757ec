"""The reader's path in a real browser: from home to the evidence, by keyboard alone, and without
JavaScript."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.screenshots import FLAGS, served

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WAIT = 20_000
CHECKS = (Path(__file__).parent / "accessibility.js").read_text(encoding="utf-8")
# What is asked of contrast: text, and graphics that carry meaning (WCAG 2.1, AA).
TEXT_CONTRAST = 4.5
PATHS = [
    "/",
    "/dyad/JPN/RUS",
    "/analysis/JPN/RUS",
    "/event/e6",
    "/chain/e6",
    "/report/r1",
    "/actor/JPN",
    "/map",
    "/deadlines",
    "/events",
    "/reviews",
    "/actors",
    "/about",
    "/search?q=consul",
    "/nothing",
]
WIDTHS = (1280, 768, 390)


@pytest.fixture(scope="module")
def address(quarrel: Path) -> Iterator[str]:
    with served(quarrel) as home:
        yield home


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("needs a browser: there is no chromium here (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        except playwright.Error as error:
            pytest.skip(f"needs a browser, and chromium does not start: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page that fails the test on any script error, refused resource or request to another host."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.set_default_timeout(WAIT)
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    tab.on(
        "request",
        lambda request: (
            problems.append(request.url)
            if "//127.0.0.1" not in request.url and not request.url.startswith("data:")
            else None
        ),
    )
    yield tab
    context.close()
    assert not problems


def test_from_home_to_the_evidence(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Japan – Russia").click()
    page.wait_for_url("**/dyad/JPN/RUS")
    assert page.locator("svg.timeline a.mark").count() == 11
    mark = page.locator('a.mark[data-id="e6"]')
    mark.hover()
    page.locator("#preview", has_text="in retaliation for").wait_for()
    assert page.locator(".arrow.lit").count() == 3
    mark.click()
    page.wait_for_url("**/event/e6")
    assert page.locator("mark.trigger").first.inner_text() == "expelled"
    page.get_by_role("link", name="Tokyo expels a Russian consul in return").first.click()
    page.wait_for_url("**/report/r2")
    assert page.get_by_role("link", name="act 1").is_visible()


def test_keyboard_alone(page: Any, address: str) -> None:
    page.goto(f"{address}/dyad/JPN/RUS")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    for key in ("n", "+"):  # nothing, as long as the timeline does not have the focus
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body") and "since=" not in page.url
    page.locator(".stage").focus()
    page.keyboard.press("n")

    def looked_at() -> str:
        return str(page.evaluate("document.activeElement.dataset.id"))

    assert looked_at() == "e11"
    page.keyboard.press("p")
    assert looked_at() == "e5"
    page.keyboard.press("p")
    assert looked_at() == "e1"
    page.keyboard.press("n")
    assert looked_at() in {"e4", "e5", "e10"}
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.lane") in {"both", "b"}
    page.keyboard.press("Enter")
    page.wait_for_url("**/event/*")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_zoom_by_keys_keeps_the_focus(page: Any, address: str) -> None:
    page.goto(f"{address}/dyad/JPN/RUS")
    page.locator(".stage").focus()
    page.keyboard.press("+")
    page.wait_for_url("**since=**")
    page.wait_for_function("document.activeElement.classList.contains('stage')")


def test_zoom_keeps_the_address(page: Any, address: str) -> None:
    page.goto(f"{address}/dyad/JPN/RUS")
    before = page.locator("svg.timeline").get_attribute("data-since")
    end = page.locator("svg.timeline").get_attribute("data-until")
    page.get_by_role("link", name="+ closer").click()
    page.wait_for_url("**since=**")
    assert page.locator("svg.timeline").get_attribute("data-until") < end
    page.go_back()
    page.locator(f'svg.timeline[data-until="{end}"]').wait_for()
    box = page.locator("svg.timeline").bounding_box()
    middle = box["y"] + box["height"] / 2 + 10
    page.mouse.move(box["x"] + box["width"] * 0.55, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, middle, steps=4)
    page.mouse.up()
    page.wait_for_url("**since=**")
    assert page.locator("svg.timeline").get_attribute("data-since") < before


def test_without_scripts(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(address)
    page.get_by_role("link", name="Japan – Russia").click()
    page.get_by_role("link", name="+ closer").click()
    assert "since=" in page.url
    page.locator("select[name=basis]").select_option("stated")
    page.get_by_role("button", name="Filter").click()
    assert "basis=stated" in page.url
    page.goto(f"{address}/dyad/JPN/RUS")
    page.locator('a.mark[data-id="e6"]').click()
    assert page.url.endswith("/event/e6")
    page.get_by_role("link", name="The whole chain").click()
    assert "retaliated" in page.content()
    context.close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(chromium: Any, address: str, path: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(address + path)
    found = page.evaluate(CHECKS, TEXT_CONTRAST)
    context.close()
    assert found == []


@pytest.mark.parametrize("path", PATHS)
def test_fits_every_width(chromium: Any, address: str, path: str) -> None:
    """Nothing is wider than the screen: tables and drawings that are can be scrolled within the page."""
    page = chromium.new_page()
    page.set_default_timeout(WAIT)
    page.goto(address + path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_print_is_dark_on_white(chromium: Any, address: str) -> None:
    """Also where the screen is dark; what only a screen can do is left out, and marks keep their colours."""
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{address}/event/e6")
    style = "(name) => getComputedStyle(document.querySelector(name))"
    assert page.evaluate(f"({style})('html').backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(f"({style})('html').color") == "rgb(27, 33, 38)"
    assert page.evaluate(f"({style})('mark').printColorAdjust") == "exact"
    for name in (".top nav", ".find", ".review", ".onward"):
        assert not page.locator(name).first.is_visible()
    page.goto(f"{address}/dyad/JPN/RUS")
    assert page.locator("svg.timeline").is_visible() and not page.locator(".facets").is_visible()
    context.close()
