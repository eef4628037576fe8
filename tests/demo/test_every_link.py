"""Every link on every page of the made-up network leads somewhere, for each kind of person."""

from __future__ import annotations

from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from hub.core.limits import Counters
from hub.members.queries import by_address
from tests.critic import Critic, Page

pytestmark = pytest.mark.usefixtures("unmeasured")

WHO = (None, "sanne", "tessa", "joost", "marijke", "carla", "youssef")
# Of pages that are alike, a few tell enough: the third month says nothing the fourth would not.
MOST_ALIKE = 12


class Visit:
    """Somebody who follows every link, and the critic who reads along."""

    def __init__(self, app: Flask, key: str | None) -> None:
        self.app, self.client = app, Critic(app)
        if key:
            member = by_address(f"{key}@peerhuis.example")
            assert member is not None
            self.client.log_in(member)
        self.ids: dict[str, set[str]] = {}
        self.wanted: list[tuple[str, str, str]] = []
        self.wrong: list[str] = []

    def walk(self) -> None:
        """From the front door to the last room."""
        seen, alike, queue = {"/"}, Counter[str](), deque([("/", "the address bar")])
        while queue:
            path, source = queue.popleft()
            rule = self._rule(path)
            alike[rule] += 1
            if alike[rule] > MOST_ALIKE:
                continue
            for found in self._read(path, source):
                if found not in seen:
                    seen.add(found)
                    queue.append((found, path))
        for path, part, source in self.wanted:
            if path in self.ids and part not in self.ids[path]:
                self.wrong.append(f"{source} points at #{part}, which {path} does not have")

    def _read(self, path: str, source: str) -> list[str]:
        """Open one page; gives the addresses of our own on it."""
        counters: Counters = self.app.extensions["counters"]
        counters.clear()  # nobody reads this fast
        response = self.client.get(path)
        if response.status_code in (302, 303):
            onward = urlsplit(response.location)
            # Only the door to an online meeting leads out of the house.
            if onward.hostname not in (None, "localhost") and not self._rule(path).endswith("/join"):
                self.wrong.append(f"{source} links to {path}, which leads to {onward.hostname}")
            return [onward.path + (f"?{onward.query}" if onward.query else "")] if onward.hostname in (None, "localhost") else []
        if response.status_code != 200:
            self.wrong.append(f"{source} links to {path}, which answers {response.status_code}")
            return []
        if response.mimetype != "text/html":
            return []
        return self._links(path, Page(response))

    def _links(self, path: str, page: Page) -> list[str]:
        """The addresses of our own on an open page; what they point at in it is looked up at the end."""
        self.ids[path] = {one.get("id") for one in page.tree.iter() if one.get("id")}
        found = []
        for one in page.tree.iter("a"):
            parts = urlsplit(urljoin(f"http://localhost{path}", one.get("href", "")))
            if parts.scheme in ("http", "https") and parts.hostname == "localhost":
                address = parts.path + (f"?{parts.query}" if parts.query else "")
                found.append(address)
                if parts.fragment:
                    self.wanted.append((address, parts.fragment, path))
        return found

    def _rule(self, path: str) -> str:
        adapter = self.app.url_map.bind("localhost")
        parts = urlsplit(path)
        if not adapter.test(parts.path):
            return path
        rule, _ = adapter.match(parts.path, return_rule=True)
        return str(rule.rule)


@pytest.mark.parametrize("who", WHO, ids=lambda who: who or "bezoeker")
def test_every_link_leads_somewhere(demo_app: Flask, who: str | None) -> None:
    visit = Visit(demo_app, who)
    visit.walk()
    assert len(visit.ids) > 10
    assert visit.wrong == []
