"""Whether the watcher would see it: what must fail a browser test does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site, Trouble

BAD = {
    "an error on the console": ("console.error('au')", "au"),
    "an error in a script": ("setTimeout(() => { throw new Error('stuk') })", "stuk"),
    "a request to another host": ("fetch('http://127.0.0.2:9/x').catch(() => {})", "connect-src"),
    "an inline style": ("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')", "style-src"),
}


@pytest.mark.parametrize("name", BAD)
def test_trouble_in_a_browser_is_seen(site: Site, chrome: Browser, name: str) -> None:
    script, seen = BAD[name]
    context, trouble = chrome.new_context(base_url=site.url), Trouble()
    trouble.watch(context, site.url)
    page = context.new_page()
    page.goto("/")
    assert trouble == []
    page.evaluate(script)
    page.wait_for_timeout(200)
    context.close()
    assert any(seen in one for one in trouble), trouble
