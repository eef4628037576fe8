"""What a visit weighs on the wire, as a real browser receives it (docs/decisions/0008)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site
from tests.browser.test_access import Looker

KB = 1024
FIRST_VISIT, REQUESTS, NEXT_PAGE = 120 * KB, 12, 25 * KB
MOST = {"Stylesheet": 16 * KB, "Script": 30 * KB, "Font": 60 * KB}
WAYS = {
    None: ("/", "/agenda", "/inloggen", "/weergave"),
    "sanne": ("/", "/leden", "/agenda", "/mijn/profiel", "/contacten"),
    "marijke": ("/", "/leden", "/agenda"),
}


@dataclass
class Wire:
    """What came over the line: bytes as sent, headers included, by kind."""

    kinds: dict[str, str] = field(default_factory=dict)
    sent: dict[str, float] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    @property
    def total(self) -> float:
        """All bytes."""
        return sum(self.sent.values())

    @property
    def requests(self) -> int:
        """How often the server was asked for something."""
        return len(set(self.sent) - self.kept)

    def of(self, kind: str) -> float:
        """The bytes of one kind: Document, Stylesheet, Script, Font, Image."""
        return sum(size for name, size in self.sent.items() if self.kinds.get(name) == kind)


@contextmanager
def listening(page: Page) -> Iterator[Wire]:
    """Count what the page asks for, by Chromium's own bookkeeping."""
    wire = Wire()
    line = page.context.new_cdp_session(page)
    line.on("Network.responseReceived", lambda told: wire.kinds.__setitem__(told["requestId"], told["type"]))
    line.on("Network.requestServedFromCache", lambda told: wire.kept.add(told["requestId"]))
    line.on("Network.loadingFinished", lambda told: wire.sent.__setitem__(told["requestId"], told["encodedDataLength"]))
    line.send("Network.enable")
    yield wire
    page.wait_for_load_state("networkidle")
    line.detach()


@pytest.mark.parametrize("who", WAYS, ids=lambda who: who or "bezoeker")
def test_a_first_visit_and_the_next_pages_are_light(demo: Site, chrome: Browser, who: str | None) -> None:
    looker = Looker(demo, chrome, who)
    first, *others = WAYS[who]
    try:
        with listening(looker.page) as wire:
            looker.page.goto(first)
        assert wire.of("Document") > 0
        assert wire.total <= FIRST_VISIT, f"first visit: {wire.total / KB:.1f} KB"
        assert wire.requests <= REQUESTS
        for kind, most in MOST.items():
            assert 0 < wire.of(kind) <= most, f"{kind}: {wire.of(kind) / KB:.1f} KB"
        for path in others:
            with listening(looker.page) as wire:
                answer = looker.page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            assert wire.total <= NEXT_PAGE, f"{path}: {wire.total / KB:.1f} KB"
            assert answer.header_value("content-encoding") == "gzip", f"{path} is not compressed"
    finally:
        looker.context.close()


def test_the_line_is_really_counted(demo: Site, chrome: Browser) -> None:
    """A visit without a cache weighs more than one with it; else nothing above could fail."""
    looker = Looker(demo, chrome, None)
    with listening(looker.page) as first:
        looker.page.goto("/")
    with listening(looker.page) as second:
        looker.page.goto("/hulp")
    looker.context.close()
    assert first.of("Font") > 10 * KB
    assert second.of("Font") == 0
    assert first.total > 3 * second.total
