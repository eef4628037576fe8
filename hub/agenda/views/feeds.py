"""Calendars for other apps. Nothing here reads or sets a session, and no language changes a byte."""

from __future__ import annotations

from flask import Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from hub.agenda.actions.subscriptions import hashed, note_fetch
from hub.agenda.calendar import feeds
from hub.agenda.calendar.kept import Feed
from hub.agenda.queries.feeds import Holder, holder_of
from hub.agenda.queries.gatherings import gathering_for
from hub.agenda.rules.clients import kind_of_client
from hub.agenda.views.blueprint import blueprint
from hub.core import clock
from hub.core.access import public, secret_link
from hub.core.hatch import takes_gzip
from hub.core.limits import limited, sender
from hub.core.places import PROVINCES
from hub.core.web import settings

FETCHES = "60 per hour"
LONGEST_TOKEN = 100


@blueprint.get("/agenda/alle.ics")
@public
def feed_of_all() -> AnyResponse:
    """Everything that is open to everybody."""
    return _sent(feeds.feed_of_all(clock.now()))


@blueprint.get("/agenda/tag/<slug:slug>.ics")
@public
def feed_of_theme(slug: str) -> AnyResponse:
    """What is open to everybody about one theme."""
    return _sent(feeds.feed_of_theme(slug, clock.now()) or abort(404))


@blueprint.get("/agenda/regio/<slug:slug>.ics")
@public
def feed_of_region(slug: str) -> AnyResponse:
    """What is open to everybody in one province."""
    return _sent(feeds.feed_of_region(slug, PROVINCES[slug], clock.now()) if slug in PROVINCES else abort(404))


@blueprint.get("/e/<public_id:public_id>/event.ics")
@public
def file_of_gathering(public_id: str) -> AnyResponse:
    """One open gathering as a file; others only stand in a calendar of one's own."""
    gathering = gathering_for(None, public_id)
    if gathering is None:
        abort(404)
    response = _sent(feeds.file_of(gathering))
    response.headers["Content-Disposition"] = 'attachment; filename="bijeenkomst.ics"'
    return response


@blueprint.get("/agenda/mijn/<token>.ics")
@secret_link
def feed_of_member(token: str) -> AnyResponse:
    """A member's own calendar, as it may be seen now."""
    holder = _holder_of(token)
    limited(FETCHES, "feed", hashed(token))
    at = clock.now()
    feed = feeds.feed_of_member(holder, at)
    response = _sent(feed, secret=True)
    note_fetch(holder, kind_of_client(request.user_agent.string), at)
    return response


def _holder_of(token: str) -> Holder:
    """The subscription behind a link; wrong, old and stopped links all get the same answer, and few tries."""
    holder = holder_of(hashed(token)) if len(token) <= LONGEST_TOKEN else None
    if holder is None:
        limited("30 per hour", "wrong feed", sender())
        abort(404)
    return holder


def _sent(feed: Feed, *, secret: bool = False) -> Response:
    """The bytes with what calendar apps need to ask again cheaply."""
    if settings().gzip_feeds and takes_gzip(request.headers.get("Accept-Encoding", "")):
        feed = feed.as_gzip
    response = Response(feed.data, headers=feed.headers_for(secret))
    response.make_conditional(request)
    return response
