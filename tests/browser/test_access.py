"""Every page of the demo, as each person: axe finds nothing as it is built, and at 320 px; colours pass in all six themes.

The pages are found by following links from the front page, as a person would; of each route one page is looked at.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from hub.core.db import db
from hub.members.models import Member
from tests.browser.conftest import Site, Trouble, log_in
from tests.conftest import ROOT

AXE = ROOT / "assets" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22aa", "best-practice"]
# In these the page is built differently; the others differ in colours alone, and for those only colours are judged.
BUILT = (("gewoon", "dag"), ("prikkelarm", "dag"))
THEMES = (("gewoon", "dag"), ("gewoon", "avond"), ("prikkelarm", "dag"))
ALL_THEMES = (*THEMES, ("gewoon", "sepia"), ("gewoon", "contrast"), ("prikkelarm", "avond"))
WHO = (None, "sanne", "joost", "marijke", "carla", "youssef")
MOST_PAGES = 120
# A calendar is no page, and the door to an online meeting leads out of the house.
NO_PAGES = (".ics", "/join")

# What has the contrast of AAA has that of AA: it is measured once.
LOOK = """([weergave, thema]) => { Object.assign(document.documentElement.dataset, {weergave, thema}) }"""
RUN = """async tags => (await axe.run(document, {runOnly: tags, resultTypes: ['violations'],
    rules: {'target-size': {enabled: true}, 'color-contrast': {enabled: false}}})).violations
    .map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | '))"""
# The corridor without the mark of where one is, and the room without what each drawing makes anew.
PARTS = """() => { const bare = one => one.outerHTML.replace(/ (value|nonce|aria-current)="[^"]*"/g, '');
    return [[...document.querySelectorAll('body > :not(main)')].map(bare).join(''), bare(document.querySelector('main'))]; }"""
CONTRAST = {"type": "rule", "values": ["color-contrast-enhanced"]}
SIDEWAYS = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
SMALL = """() => [...document.querySelectorAll('main button, main a.button, nav a, main input, main select, main textarea')]
    .filter(one => one.type !== 'hidden' && one.offsetParent)
    .map(one => [one.closest('label') || one, one]).filter(([box]) => box.getBoundingClientRect().height < 43.5)
    .map(([box, one]) => (one.textContent.trim() || one.name) + ' ' + Math.round(box.getBoundingClientRect().height))"""


class Looker:
    """Somebody who walks through the whole house once and looks at every room."""

    def __init__(self, site: Site, chrome: Browser, key: str | None, judged: set[Any] | None = None, **options: Any) -> None:
        self.site, self.trouble = site, Trouble()
        self.judged = judged if judged is not None else set()
        self.context: BrowserContext = chrome.new_context(
            base_url=site.url, viewport={"width": 1280, "height": 900}, locale="nl-NL", bypass_csp=True, **options
        )
        self.context.set_default_timeout(20_000)
        self.trouble.watch(self.context, site.url)
        if key:
            with site.app.app_context():
                found = db.session.scalars(select(Member).where(Member.email == f"{key}@peerhuis.example")).one()
                log_in(self.context, site, found)
        self.page = self.context.new_page()

    def rooms(self) -> Iterator[str]:
        """Open one page of every route that links lead to; gives its path while it is open."""
        seen, queue = set(), deque(["/"])
        while queue and len(seen) < MOST_PAGES:
            path = queue.popleft()
            rule = self.rule_of(path)
            if rule is None:
                self.trouble.append(f"a link leads nowhere: {path}")
                continue
            if rule in seen or rule.endswith(NO_PAGES):
                continue
            seen.add(rule)
            answer = self.page.goto(path)
            assert answer is not None
            if answer.status != 200:
                self.trouble.append(f"{path} answers {answer.status}")
                continue
            queue.extend(self.links())
            yield path

    def links(self) -> list[str]:
        """The addresses of our own that the open page links to."""
        found = self.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        own = [urlsplit(one) for one in found if one.startswith(self.site.url)]
        return [one.path + (f"?{one.query}" if one.query else "") for one in own]

    def rule_of(self, path: str) -> str | None:
        """The route of an address."""
        try:
            rule, _ = self.site.app.url_map.bind("localhost").match(urlsplit(path).path, return_rule=True)
        except HTTPException:
            return None
        return str(rule.rule)

    def judge(self, path: str, themes: tuple[tuple[str, str], ...]) -> list[str]:
        """What is wrong with the open page; nothing new if its room was judged before and its corridor as well."""
        corridor, room = self.page.evaluate(PARTS)
        if {(corridor, themes), (room, themes)} <= self.judged:
            return []
        self.judged |= {(corridor, themes), (room, themes)}
        return wrong_on(self.page, path, themes)


def wrong_on(page: Page, path: str, themes: tuple[tuple[str, str], ...], colours: bool = True) -> list[str]:
    """What axe, a narrow screen and a thick finger find wrong with a page, in these themes; in the others only colours."""
    wrong = []
    page.evaluate(AXE.read_text())
    for look in themes:
        page.evaluate(LOOK, list(look))
        wrong += [f"{path} in {' '.join(look)}: {one}" for one in page.evaluate(RUN, TAGS)]
    for look in [one for one in ALL_THEMES if colours and one not in themes]:  # only the colours differ
        page.evaluate(LOOK, list(look))
        wrong += [f"{path} in {' '.join(look)}: {one}" for one in page.evaluate(RUN, CONTRAST)]
    page.set_viewport_size({"width": 320, "height": 700})
    wrong += [f"{path} at 320 px: {one}" for one in page.evaluate(RUN, TAGS)]
    if page.evaluate(SIDEWAYS) > 0:
        wrong.append(f"{path} scrolls sideways at 320 px")
    wrong += [f"{path}: smaller than 44 px: {one}" for one in page.evaluate(SMALL)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return wrong


@pytest.fixture(scope="module")
def judged() -> set[Any]:
    """Parts of pages that were judged in this process: many are the same for everybody."""
    return set()


@pytest.mark.parametrize("who", WHO, ids=lambda who: who or "bezoeker")
def test_axe_finds_nothing_on_any_page(demo: Site, chrome: Browser, who: str | None, judged: set[Any]) -> None:
    looker = Looker(demo, chrome, who, judged)
    try:
        wrong = [one for path in looker.rooms() for one in looker.judge(path, BUILT)]
    finally:
        looker.context.close()
    assert wrong == []
    assert looker.trouble == []


@pytest.mark.deep
@pytest.mark.parametrize("who", WHO, ids=lambda who: who or "bezoeker")
def test_axe_finds_nothing_in_any_theme_with_large_letters(demo: Site, chrome: Browser, who: str | None) -> None:
    looker = Looker(demo, chrome, who)
    wrong = []
    try:
        for path in looker.rooms():
            looker.page.evaluate("document.documentElement.dataset.letters = '150'")
            wrong += looker.judge(path, ALL_THEMES)
    finally:
        looker.context.close()
    assert wrong == []


FOCUS = """() => { const one = document.activeElement; if (!one || one === document.body) return null;
    const seen = getComputedStyle(one), box = one.getBoundingClientRect();
    const around = one.closest('label') ? getComputedStyle(one.closest('label')) : seen;
    const ring = parseFloat(seen.outlineWidth) >= 2 && seen.outlineStyle !== 'none'
        || parseFloat(around.outlineWidth) >= 2 && around.outlineStyle !== 'none';
    return {name: (one.textContent || one.name || one.id || one.tagName).trim().slice(0, 40), ring,
        inside: box.bottom > 0 && box.top < innerHeight}; }"""


@pytest.mark.parametrize("path", ["/", "/leden", "/agenda", "/mijn/profiel", "/contacten", "/weergave"])
def test_every_tab_stop_shows_where_one_is(demo: Site, chrome: Browser, path: str) -> None:
    looker = Looker(demo, chrome, "sanne")
    page: Page = looker.page
    page.goto(path)
    stops: list[dict[str, Any]] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            break
        stops.append(at)
    looker.context.close()
    assert len(stops) > 5
    assert len(stops) < 200, "a keyboard trap, or too many stops to reach the end of the page"
    assert stops[0]["name"] == "Naar de inhoud"
    assert [stop["name"] for stop in stops if not (stop["ring"] and stop["inside"])] == []


@pytest.mark.parametrize("who", [None, "sanne"], ids=["bezoeker", "lid"])
def test_pages_stand_without_scripts(demo: Site, chrome: Browser, who: str | None) -> None:
    looker = Looker(demo, chrome, who, java_script_enabled=False)
    try:
        for path in ("/", "/agenda", "/weergave", "/hulp") + (("/leden", "/mijn/profiel", "/contacten") if who else ()):
            answer = looker.page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            assert looker.page.locator("h1").count() == 1
    finally:
        looker.context.close()
    assert looker.trouble == []
