"""Calendars that are ready to go out by the hatch: made before, and right at this moment."""

from __future__ import annotations

from hub.agenda.actions.subscriptions import hashed, is_noted
from hub.agenda.calendar import feeds
from hub.agenda.calendar.kept import Feed
from hub.agenda.queries.feeds import holder_of
from hub.agenda.rules.clients import kind_of_client
from hub.agenda.views.feeds import FETCHES, LONGEST_TOKEN
from hub.core import clock
from hub.core.hatch import Asked, Ready
from hub.core.limits import seconds_to_wait

AGENDA, ENDING = "/agenda/", ".ics"
OWN = "mijn"
RULES = {
    "alle": "/agenda/alle.ics",
    "tag": "/agenda/tag/<slug:slug>.ics",
    "regio": "/agenda/regio/<slug:slug>.ics",
    OWN: "/agenda/mijn/<token>.ics",
}


def ready(asked: Asked) -> Ready | None:
    """The calendar at this address; None if the app has to make it, refuse it or write something down first."""
    if not asked.path.startswith(AGENDA):
        return None
    path = asked.path.removeprefix(AGENDA).removesuffix(ENDING)
    kind, _, name = path.partition("/")
    if kind not in RULES:
        return None
    feed = _own(name, asked.agent) if kind == OWN else feeds.kept_for_all(path, clock.now())
    if feed is None:
        return None
    if asked.packed:
        feed = feed.as_gzip
    return Ready(RULES[kind], feed.data, feed.etag, feed.headers_for(kind == OWN))


def _own(token: str, agent: str) -> Feed | None:
    """A member's calendar, if the link works, nothing has to be written down, and it was not asked too often."""
    at = clock.now()
    holder = holder_of(hashed(token)) if len(token) <= LONGEST_TOKEN else None
    if holder is None or not is_noted(holder, kind_of_client(agent), at):
        return None
    feed = feeds.kept_for_member(holder, at)
    if feed is None or seconds_to_wait(FETCHES, "feed", hashed(token)):
        return None
    return feed
