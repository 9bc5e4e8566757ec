"""The reader's path in a real browser: from home to the evidence, by keyboard alone, and without JavaScript."""

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
# What is asked of contrast: text, and graphics that carry meaning (WCAG 2.1, AA).
TEXT_CONTRAST = 4.5


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
    tab.on("request", lambda request: problems.append(request.url) if "//127.0.0.1" not in request.url and not request.url.startswith("data:") else None)
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
    assert page.locator(".arrow.lit").count() == 2
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


def test_zoom_keeps_the_address(page: Any, address: str) -> None:
    page.goto(f"{address}/dyad/JPN/RUS")
    before = page.locator("svg.timeline").get_attribute("data-since")
    page.get_by_role("link", name="+ closer").click()
    page.wait_for_url("**since=**")
    assert page.locator("svg.timeline").get_attribute("data-since") > before
    page.go_back()
    page.wait_for_function(f"document.querySelector('svg.timeline').dataset.since === '{before}'")
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
    page.get_by_label("Answers", exact=True).select_option("stated")
    page.get_by_role("button", name="Filter").click()
    assert "basis=stated" in page.url
    page.goto(f"{address}/dyad/JPN/RUS")
    page.locator('a.mark[data-id="e6"]').click()
    assert page.url.endswith("/event/e6")
    page.get_by_role("link", name="The whole chain").click()
    assert "retaliated" in page.content()
    context.close()


@pytest.mark.parametrize("path", ["/", "/dyad/JPN/RUS", "/event/e6", "/chain/e6", "/report/r1", "/actor/JPN", "/map", "/deadlines", "/events", "/about", "/search?q=consul", "/nothing"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(chromium: Any, address: str, path: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(address + path)
    found = page.evaluate(CHECKS, TEXT_CONTRAST)
    context.close()
    assert found == []


# Names of controls, order of headings, unique ids, contrast of text, and that nothing makes the page wider than the screen.
CHECKS = """
(least) => {
  const wrong = [];
  const name = (e) => (e.getAttribute('aria-label') || e.textContent || e.title || '').trim() || [...(e.labels || [])].map((l) => l.textContent.trim()).join(' ');
  for (const e of document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea')) if (!name(e)) wrong.push('no name: ' + e.outerHTML.slice(0, 90));
  for (const e of document.querySelectorAll('svg')) if (!e.getAttribute('aria-label') && e.getAttribute('aria-hidden') !== 'true') wrong.push('svg without name: ' + e.outerHTML.slice(0, 60));
  let level = 0;
  for (const h of document.querySelectorAll('h1, h2, h3, h4')) { const n = Number(h.tagName[1]); if (n > level + 1) wrong.push('heading skips a level: ' + h.textContent); level = n; }
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  if (document.querySelectorAll('main, [role=main]').length !== 1) wrong.push('not one main');
  if (!document.documentElement.lang) wrong.push('no language');
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  if (new Set(ids).size !== ids.length) wrong.push('an id twice');
  if (document.documentElement.scrollWidth > innerWidth + 1) wrong.push('wider than the screen: ' + document.documentElement.scrollWidth);
  const parts = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return { rgb: m.slice(0, 3), a: m.length > 3 ? m[3] : 1 }; };
  const light = (rgb) => { const [r, g, b] = rgb.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c.a > 0.9) return c.rgb; } return [255, 255, 255]; };
  const seen = new Set();
  for (const e of document.querySelectorAll('body *:not(svg *)')) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !e.getClientRects().length) continue;
    const style = getComputedStyle(e), a = light(parts(style.color).rgb), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), key = e.tagName + e.className + ratio.toFixed(2);
    if (ratio < least && !seen.has(key)) { seen.add(key); wrong.push(`contrast ${ratio.toFixed(2)}: ${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`); }
  }
  return wrong;
}
"""
