"""The meeting of three: one proposes, the other says yes, and it stands in both calendars."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from hub.core.db import db
from hub.members.models import Member
from hub.notices.actions import tell
from hub.referrals.actions.making import held, path_of, refuse, step
from hub.referrals.calendar import mark_both
from hub.referrals.models import Meeting, Referral
from hub.referrals.queries import seen
from hub.referrals.rules import deciding as rules
from hub.referrals.rules import telling


@dataclass(frozen=True)
class Moment:
    """When and where a meeting could be."""

    starts_at: datetime
    ends_at: datetime
    online: bool
    place: str


def propose(referral: Referral, receiver: Member, by: Member, moment: Moment, at: datetime) -> None:
    """Propose a moment, or another one. What stands in the calendars stays until the other says yes. Raises Refused."""
    referral = held(referral)
    refuse(rules.why_not_plan(referral) or rules.why_not_between(moment.starts_at, moment.ends_at, at))
    meeting = seen.meeting_of(referral)
    if meeting is None:
        meeting = Meeting(
            referral_id=referral.id, sender_id=referral.sender_id, receiver_id=receiver.id, uid=uuid.uuid4(),
            state="none", sequence=0, changed_at=at, online=False, proposal=0,
        )  # fmt: skip
        db.session.add(meeting)
    meeting.proposed_by_id, meeting.proposed_at, meeting.proposal = by.id, at, meeting.proposal + 1
    meeting.next_starts_at, meeting.next_ends_at, meeting.next_online = moment.starts_at, moment.ends_at, moment.online
    meeting.next_place = moment.place
    db.session.flush()
    step(referral, "proposed", by, at)
    _tell_other(referral, meeting, by, at)


def confirm(referral: Referral, by: Member, proposal: int, at: datetime) -> None:
    """Say yes to the proposal that was on the page: it stands, also in the calendars. Raises Refused."""
    referral = held(referral)
    meeting = seen.meeting_of(referral)
    refuse(rules.why_not_confirm(referral, meeting, by, proposal, at))
    assert meeting is not None
    assert meeting.next_ends_at is not None
    if meeting.state != "none":
        meeting.sequence += 1
    meeting.state, meeting.starts_at, meeting.ends_at = "set", meeting.next_starts_at, meeting.next_ends_at
    meeting.online, meeting.place = meeting.next_online, meeting.next_place
    meeting.changed_at = at
    referral.expires_at = meeting.next_ends_at + rules.AFTER_MEETING
    _forget_proposal(meeting)
    db.session.flush()
    mark_both(meeting, at)
    step(referral, "planned", by, at)
    _tell_other(referral, meeting, by, at)


def call_off(referral: Referral, by: Member, at: datetime) -> None:
    """The planned meeting does not go on, or the proposal is taken away. Raises Refused."""
    referral = held(referral)
    meeting = seen.meeting_of(referral)
    refuse(rules.why_not_plan(referral) or rules.why_not_call_off(meeting, at))
    assert meeting is not None
    if rules.lies_ahead(meeting, at):
        _cancel(meeting, at)
        referral.expires_at = at + rules.ACCEPTED_LASTS
    _forget_proposal(meeting)
    if meeting.state == "none":
        db.session.delete(meeting)
    db.session.flush()
    step(referral, "called_off", by, at)
    _tell_other(referral, meeting, by, at)


def let_meeting_go(referral: Referral, at: datetime) -> None:
    """The referral goes on without these two: what lay ahead is cancelled in both calendars, the rest disappears."""
    meeting = seen.meeting_of(referral)
    if meeting is None:
        return
    if rules.lies_ahead(meeting, at):
        _cancel(meeting, at)
    elif meeting.state == "set":
        mark_both(meeting, at)
    _forget_proposal(meeting)
    if meeting.state == "cancelled" and meeting.starts_at is not None and meeting.starts_at > at - rules.CANCELLED_SHOWN:
        meeting.referral_id = None
    else:
        db.session.delete(meeting)
    db.session.flush()


def _cancel(meeting: Meeting, at: datetime) -> None:
    """Cancelled for every calendar, and the place is forgotten."""
    meeting.state, meeting.sequence, meeting.changed_at = "cancelled", meeting.sequence + 1, at
    meeting.place = ""
    mark_both(meeting, at)


def _forget_proposal(meeting: Meeting) -> None:
    meeting.next_starts_at = meeting.next_ends_at = meeting.proposed_by_id = meeting.proposed_at = None
    meeting.next_place = ""


def _tell_other(referral: Referral, meeting: Meeting, by: Member, at: datetime) -> None:
    other = meeting.receiver if by.id == referral.sender_id else referral.sender
    tell(member=other, kind=telling.MEETING, path=path_of(referral), at=at, actor=by)
