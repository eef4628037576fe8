"""A gathering as a calendar entry: in a public feed, in a rich one of one's own, or discreet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from hub.agenda.models import Gathering
from hub.agenda.rules import access
from hub.agenda.rules.links import gathering_path
from hub.core.ical import FALLBACK_TITLE, Entry, Status
from hub.core.mail import link


class Shown(StrEnum):
    """How much an entry tells, and to whom."""

    PUBLIC = "public"
    RICH = "rich"
    DISCREET = "discreet"


def entry_of(gathering: Gathering, shown: Shown, theme_names: Mapping[str, str], tentative: bool = False) -> Entry:
    """The entry of one gathering; `tentative` if the reader answered maybe."""
    cancelled = gathering.status == "cancelled"
    plain = Entry(
        uid=str(gathering.uid),
        sequence=gathering.sequence,
        changed_at=gathering.changed_at,
        starts_at=gathering.starts_at,
        ends_at=gathering.ends_at,
        title=FALLBACK_TITLE,
        url=link(gathering_path(gathering.public_id)),
        status=Status.CANCELLED if cancelled else Status.TENTATIVE if tentative else Status.CONFIRMED,
        transparent=shown is Shown.PUBLIC,
    )
    if shown is Shown.DISCREET:
        return plain
    return replace(
        plain,
        title=gathering.title,
        description=gathering.source,
        access=access.in_one_line(gathering.access),
        location=location_of(gathering),
        conference_url=plain.url + "/join" if gathering.form != "place" else None,
        categories=tuple(theme_names[slug] for slug in gathering.themes if slug in theme_names),
        public=shown is Shown.PUBLIC,
    )


def location_of(gathering: Gathering) -> str:
    """Venue, street and town in one line, or 'Online'."""
    if gathering.form == "online":
        return "Online"
    return ", ".join(part for part in (gathering.venue, gathering.street, gathering.town) if part)
