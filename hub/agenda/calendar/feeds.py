"""Feeds as bytes: made once per stored revision and day, from entries that are made once per change."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, true

from hub.agenda.calendar.entries import Shown, entry_of
from hub.agenda.calendar.kept import Feed, Kept
from hub.agenda.models import Gathering
from hub.agenda.queries import feeds as queries
from hub.agenda.queries.feeds import Edges, Holder, Row, Scope
from hub.agenda.queries.gatherings import theme_names
from hub.agenda.rules.moments import local_day
from hub.agenda.rules.window import MOST_BYTES, MOST_ENTRIES, Window, gone_since, shown_since, window_on
from hub.core import ical
from hub.core.ical import CalendarHead, Entry
from hub.core.mail import link, settings
from hub.intervision import calendar as room_calendar
from hub.members.models import Member

ENTRIES: Kept[bytes] = Kept(8_000_000)
FEEDS: Kept[Feed] = Kept(24_000_000)
# What other features put in a member's own calendar: each gives entries of a member between two moments.
OTHERS = (room_calendar.entries_for,)
QUARTER = 900
NEVER = datetime(2026, 1, 1, tzinfo=UTC)


def feed_of_all(at: datetime) -> Feed:
    """Everything that is open to everybody."""
    key, changed = _state("alle", at)
    return FEEDS.get(key) or _public(key, "", true(), changed, at)


def feed_of_theme(slug: str, at: datetime) -> Feed | None:
    """What is open to everybody about one theme; None if there is no such theme."""
    key, changed = _state(f"tag/{slug}", at)
    if kept := FEEDS.get(key):
        return kept
    name = theme_names().get(slug)
    return _public(key, name, Gathering.themes.contains([slug]), changed, at) if name else None


def feed_of_region(slug: str, name: str, at: datetime) -> Feed:
    """What is open to everybody in one province."""
    key, changed = _state(f"regio/{slug}", at)
    return FEEDS.get(key) or _public(key, name, Gathering.province == slug, changed, at)


def feed_of_member(holder: Holder, at: datetime) -> Feed:
    """What a member goes to, as much of it as this subscription tells. Kept, it costs no read at all."""
    key = (holder.public_id, holder.changed_at, holder.calendar_changed_at, _quarter(at))
    if kept := FEEDS.get(key):
        return kept
    name = f"{settings().network_name}: mijn agenda" if holder.rich else "Netwerk-afspraken"
    head = CalendarHead(name=name, url=link("/agenda"))
    shown = Shown.RICH if holder.rich else Shown.DISCREET
    changed = max(holder.changed_at, holder.calendar_changed_at)
    member = queries.member_of(holder)
    return _made(key, head, queries.in_mine(member), shown, changed, at, member)


def file_of(gathering: Gathering) -> Feed:
    """One gathering as a file."""
    shown = Shown.PUBLIC if gathering.audience == "public" else Shown.RICH
    return Feed(ical.single_bytes(entry_of(gathering, shown, theme_names())), gathering.changed_at)


def _state(path: str, at: datetime) -> tuple[Hashable, datetime]:
    """Under which key a public feed is kept now, and when anything public last changed: one read."""
    mark = queries.public_mark()
    if mark is None:  # nothing was opened yet: a key that is never asked for again
        return (path, uuid4(), _quarter(at)), NEVER
    return (path, mark.stamp, _quarter(at)), mark.changed_at


def _quarter(at: datetime) -> int:
    """The quarter of an hour: a feed is kept no longer, so that whatever touched no mark is seen soon as well."""
    return int(at.timestamp()) // QUARTER


def _public(key: Hashable, name: str, narrowed: ColumnElement[bool], changed: datetime, at: datetime) -> Feed:
    network = settings().network_name
    head = CalendarHead(name=f"{network}: {name}" if name else network, url=link("/agenda"))
    return _made(key, head, queries.in_public(narrowed), Shown.PUBLIC, changed, at, None)


def _made(
    key: Hashable,
    head: CalendarHead,
    scope: Scope,
    shown: Shown,
    changed: datetime,
    at: datetime,
    member: Member | None,
) -> Feed:
    window = window_on(local_day(at))
    rows = queries.rows_in(scope, window, member.id if member is not None else None)
    blocks = _in_order(_blocks(rows, shown), _others(member, window, shown) if member is not None else [])
    moved = _last_edge(queries.edges_of(scope, window), at)
    return FEEDS.put(key, Feed(ical.joined(head, _that_fit(blocks)), max(changed, moved)))


def _blocks(rows: list[Row], shown: Shown) -> list[tuple[Row, bytes]]:
    """The bytes of each entry; only what is new or changed is loaded and written."""
    kept = {row.id: ENTRIES.get(_key(row, shown)) for row in rows}
    new = queries.gatherings_by_id(row.id for row in rows if kept[row.id] is None)
    names = theme_names() if new else {}
    blocks = []
    for row in rows:
        block = kept[row.id]
        if block is None and row.id in new:
            block = ical.entry_bytes(entry_of(new[row.id], shown, names, row.tentative))
            ENTRIES.put(_key(row, shown), block)
        if block is not None:
            blocks.append((row, block))
    return blocks


def _others(member: Member, window: Window, shown: Shown) -> list[Entry]:
    """What stands in a member's own calendar beside gatherings."""
    return [one for entries in OTHERS for one in entries(member, window.first, window.end, shown is Shown.RICH)]


def _in_order(gatherings: list[tuple[Row, bytes]], others: list[Entry]) -> list[bytes]:
    """All entries by start and UID, as many as calendar apps take."""
    ours = [((row.starts_at, str(row.uid)), block) for row, block in gatherings]
    theirs = [(ical.sort_key(one), ical.entry_bytes(one)) for one in others]
    return [block for _, block in sorted(ours + theirs)][:MOST_ENTRIES]


def _key(row: Row, shown: Shown) -> Hashable:
    return row.uid, row.sequence, row.changed_at, shown, row.tentative


def _that_fit(blocks: list[bytes]) -> list[bytes]:
    """The nearest entries that stay within the size calendar apps take."""
    size = 0
    for number, block in enumerate(blocks):
        size += len(block)
        if size > MOST_BYTES:
            return blocks[:number]
    return blocks


def _last_edge(edges: Edges, at: datetime) -> datetime:
    """The last moment at which something else than a change of a gathering changed what the feed holds."""
    moments = [NEVER]
    if edges.organiser_out:
        moments.append(edges.organiser_out)
    if edges.gone:
        moments.append(gone_since(edges.gone, cancelled=False))
    if edges.gone_cancelled:
        moments.append(gone_since(edges.gone_cancelled, cancelled=True))
    if edges.shown:
        moments.append(shown_since(edges.shown))
    return max(moment for moment in moments if moment <= at or moment is NEVER)
