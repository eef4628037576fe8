"""A gathering as a calendar entry: in a public feed, in a rich one of one's own, or discreet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from hub.agenda.models import Gathering
from hub.agenda.rules import access, addresses
from hub.agenda.rules.days import days_of
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
    starts_at, ends_at = _times_of(gathering)
    plain = Entry(
        uid=str(gathering.uid),
        sequence=gathering.sequence,
        changed_at=gathering.changed_at,
        starts_at=starts_at,
        ends_at=ends_at,
        title=FALLBACK_TITLE,
        url=link(gathering_path(gathering.public_id)),
        status=Status.CANCELLED if cancelled else Status.TENTATIVE if tentative else Status.CONFIRMED,
        transparent=shown is Shown.PUBLIC,
    )
    if shown is Shown.DISCREET:
        return plain
    # A rich calendar is one's own: it holds only what its reader organises, or said yes or maybe to.
    coming = shown is Shown.RICH
    note = addresses.note_on(gathering, coming)
    return replace(
        plain,
        title=gathering.title,
        description=gathering.source,
        access=access.in_one_line(gathering.access),
        location="Online" if gathering.form == "online" else addresses.address_of(gathering, coming),
        location_note=note if note and not coming else "",
        geo=addresses.public_point(gathering),
        conference_url=plain.url + "/join" if gathering.form != "place" else None,
        categories=tuple(theme_names[slug] for slug in gathering.themes if slug in theme_names),
        public=shown is Shown.PUBLIC,
    )


def _times_of(gathering: Gathering) -> tuple[datetime | date, datetime | date]:
    """Begin and end; of whole days the first and the day after the last."""
    if not gathering.whole_day:
        return gathering.starts_at, gathering.ends_at
    first, last = days_of(gathering)
    return first, last + timedelta(days=1)
