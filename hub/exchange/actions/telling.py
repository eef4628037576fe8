"""What the exchange tells members: that something is there, quietly, and that it is there no longer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hub.core.db import db
from hub.exchange.models import Assignment, Offer, Response
from hub.exchange.queries import fitting
from hub.exchange.rules.fitting import is_offered
from hub.exchange.rules.kinds import OFFERED
from hub.members.models import Member
from hub.notices.actions import put_away, tell_each
from hub.notices.rules import NoticeKind

BOARD = "/opdrachten"


def assignment_path(assignment: Assignment) -> str:
    """Where an assignment is."""
    return f"{BOARD}/{assignment.public_id}"


def responses_path(assignment: Assignment) -> str:
    """Where its poster reads the responses."""
    return f"{assignment_path(assignment)}/reacties"


def offer(assignment: Assignment, at: datetime) -> None:
    """Bring an opened assignment to the notice of those who fit and have room; each once."""
    if not is_offered(assignment.experiences, assignment.work_forms):
        return
    members = fitting.fitting(assignment.poster, assignment)
    for member in members:
        db.session.add(Offer(assignment_id=assignment.id, member_id=member.id, at=at))
    tell_members(assignment, members, OFFERED, at)


def offer_no_longer(assignment: Assignment, at: datetime) -> None:
    """It cannot be answered any more: who was not told yet need not be told."""
    put_away(fitting.offered_to(assignment), OFFERED, assignment_path(assignment), at)


def tell_members(assignment: Assignment, members: Iterable[Member], kind: NoticeKind, at: datetime) -> None:
    """Tell members something that its poster did."""
    tell_each(members=members, kind=kind, path=assignment_path(assignment), at=at, actor=assignment.poster)


def tell_responders(assignment: Assignment, responses: Iterable[Response], kind: NoticeKind, at: datetime) -> None:
    """Tell who responded, each of their own alone."""
    tell_members(assignment, [one.member for one in responses], kind, at)
