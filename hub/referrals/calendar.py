"""Meetings at a referral in the calendars of the two members. Never a word of the text, and no names."""

from __future__ import annotations

from datetime import datetime

from hub.core.ical import FALLBACK_TITLE, Entry, Status
from hub.core.mail import link
from hub.members.actions import calendar_mark
from hub.members.models import Member
from hub.referrals.models import Meeting
from hub.referrals.queries.seen import meetings_between

REFERRALS = "/doorverwijzen"
RICH_TITLE = "Kennismaking bij een doorverwijzing"
ONLINE = "Online"


def entries_for(member: Member, first: datetime, end: datetime, rich: bool) -> list[Entry]:
    """What a member's calendar shows of meetings that begin between two moments, by start and UID."""
    return [_entry(one, rich) for one in meetings_between(member, first, end)]


def _entry(meeting: Meeting, rich: bool) -> Entry:
    assert meeting.starts_at is not None
    assert meeting.ends_at is not None
    cancelled = meeting.state == "cancelled"
    place = ONLINE if meeting.online else meeting.place
    return Entry(
        uid=str(meeting.uid),
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=RICH_TITLE if rich else FALLBACK_TITLE,
        url=link(f"{REFERRALS}/{meeting.referral.public_id}" if meeting.referral else REFERRALS),
        location=place if rich and not cancelled else "",
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
    )


def mark_both(meeting: Meeting, at: datetime) -> None:
    """Say that both calendars show something else now. In one order, so that nobody waits in a ring."""
    for member in sorted((meeting.sender, meeting.receiver), key=lambda member: member.id):
        calendar_mark(member, at)
