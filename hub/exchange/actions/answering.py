"""What a member does with an assignment of somebody else: respond, step back, say that the work began or is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.db import db
from hub.exchange.actions.posting import refuse
from hub.exchange.actions.telling import assignment_path, responses_path
from hub.exchange.models import Assignment, Response
from hub.exchange.queries import board, responses
from hub.exchange.rules import answering, kinds, life
from hub.members.models import Member
from hub.notices.actions import see_thread, tell, tell_each


@dataclass(frozen=True)
class Words:
    """What somebody writes to the poster."""

    why: str
    available: str
    stand_in: str


def respond(assignment: Assignment, member: Member, words: Words, at: datetime) -> Response:
    """Answer an assignment, for its poster alone. Who withdrew may send again. Raises Refused."""
    now = board.locked(assignment)
    mine = responses.held_of(member, now)
    refuse(answering.why_not_respond(now, member.id, mine, at))
    if mine is None:
        mine = Response(assignment_id=now.id, member_id=member.id)
        db.session.add(mine)
    mine.state, mine.sent_at, mine.settled_at = answering.SENT, at, None
    mine.why, mine.available, mine.stand_in = words.why, words.available, words.stand_in
    db.session.flush()
    see_thread(member, assignment_path(now), at)
    tell(member=now.poster, kind=kinds.RESPONDED, path=responses_path(now), at=at, actor=member)
    return mine


def step_back(assignment: Assignment, member: Member, at: datetime) -> None:
    """Withdraw one's own response, without a reason; its words go at once. Raises Refused."""
    now = board.locked(assignment)
    mine = responses.held_of(member, now)
    refuse(answering.why_not_take_back(now, mine))
    assert mine is not None  # the rule said so
    was_chosen = mine.state == answering.CHOSEN
    mine.state, mine.settled_at, mine.place_number = answering.TAKEN_BACK, at, None
    mine.why = mine.available = mine.stand_in = ""
    db.session.flush()
    if was_chosen:
        _without(now, at)
        tell(member=now.poster, kind=kinds.STEPPED_BACK, path=responses_path(now), at=at, actor=member)


def start(assignment: Assignment, member: Member, at: datetime) -> None:
    """Say that the work began. Raises Refused."""
    now = board.locked(assignment)
    refuse(life.why_not_start(now))
    now.state, now.started_at, now.changed_at = life.UNDER_WAY, at, at
    _tell_the_others(now, member, at)


def finish(assignment: Assignment, member: Member, at: datetime) -> None:
    """Say that the work is done. Raises Refused."""
    now = board.locked(assignment)
    refuse(life.why_not_finish(now))
    now.state, now.ended_at, now.changed_at = life.DONE, at, at
    _tell_the_others(now, member, at)


def _without(assignment: Assignment, at: datetime) -> None:
    """Somebody who was chosen is not any more. With nobody left, the assignment is open again or its poster's to renew."""
    assignment.changed_at = at
    if assignment.state in life.CHOOSING or responses.taken_places(assignment):
        return
    assignment.state = life.after_the_last_stepped_back(assignment, at)
    assignment.agreed_at = assignment.started_at = None
    assignment.ended_at = at if assignment.state == life.EXPIRED else None


def _tell_the_others(assignment: Assignment, member: Member, at: datetime) -> None:
    chosen = responses.held(assignment, (answering.CHOSEN,))
    people = [assignment.poster, *(one.member for one in chosen)]
    tell_each(members=people, kind=kinds.PROGRESS, path=assignment_path(assignment), at=at, actor=member)
