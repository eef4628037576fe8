"""What a poster does with responses: put on the short list, decline kindly, choose. Everybody hears, each of their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy.exc import IntegrityError

from hub.core.db import db
from hub.core.web import Refused
from hub.exchange.actions.posting import refuse
from hub.exchange.actions.telling import offer_no_longer, responses_path, tell_responders
from hub.exchange.models import Assignment, Response
from hub.exchange.queries import board, responses
from hub.exchange.rules import answering, kinds, life
from hub.notices.actions import see_thread


@dataclass(frozen=True)
class Kindly:
    """Why somebody is not chosen: a kind of reason, and a sentence of one's own if one likes."""

    reason: str
    note: str = ""


class NotSo(Refused):
    """A choice that does not hold, with the field of the page it belongs to."""

    def __init__(self, field: str, reason: str, left: int = 0) -> None:
        super().__init__(reason)
        self.field, self.left = field, left


def shortlist(assignment: Assignment, response: Response, at: datetime) -> None:
    """Put a response on the short list, or take it off. Nobody but the poster sees it. Raises Refused."""
    now, one = _held(assignment, response)
    refuse(answering.why_not_decide(now, one))
    one.state = answering.SENT if one.state == answering.SHORTLIST else answering.SHORTLIST


def decline(assignment: Assignment, response: Response, kindly: Kindly, at: datetime) -> None:
    """Decline one response kindly. Raises Refused."""
    now, one = _held(assignment, response)
    refuse(answering.why_not_decide(now, one))
    _decline(now, [one], kindly, at)


def choose(assignment: Assignment, chosen: Collection[str], rest: str, kindly: Kindly, at: datetime) -> None:
    """Choose by public id, and decline the others or let them wait. Raises NotSo.

    The assignment is held first, so two tabs stand in line; the number of each place is unique, so that even without
    that no place can be given twice.
    """
    now = board.locked(assignment)
    seen = {one.public_id for one in responses.responses_to(now.poster, now)}
    waiting = responses.held(now, answering.WAITING)
    picked = [one for one in waiting if one.public_id in chosen and one.public_id in seen]
    others = [one for one in waiting if one not in picked]
    if len(picked) < len(set(chosen)):
        raise NotSo("chosen", answering.NOT_THERE)
    taken = responses.taken_places(now)
    shown = sum(1 for one in others if one.public_id in seen)
    if wrong := answering.why_not_choose(now, len(taken), len(picked), shown, rest, kindly.reason):
        raise NotSo(*wrong, left=answering.places_left(now, len(taken)))
    _give_places(picked, taken, at)
    if answering.is_settled(now, len(taken) + len(picked), rest):
        _decline(now, others, kindly if kindly.reason else Kindly(answering.BY_ITSELF), at)
        now.state, now.agreed_at = life.AGREED, at
        offer_no_longer(now, at)
    now.changed_at = at
    tell_responders(now, picked, kinds.CHOSEN, at)
    see_thread(now.poster, responses_path(now), at)


def _give_places(picked: list[Response], taken: list[int], at: datetime) -> None:
    free = (number for number in count(1) if number not in taken)
    try:
        with db.session.begin_nested():
            for one in picked:
                one.state, one.settled_at, one.place_number = answering.CHOSEN, at, next(free)
    except IntegrityError:  # somebody else has the place, whatever the lock should have kept apart
        raise NotSo("chosen", answering.NO_LONGER_CHOOSING) from None


def _decline(assignment: Assignment, declined: list[Response], kindly: Kindly, at: datetime) -> None:
    for one in declined:
        one.state, one.settled_at, one.reason = answering.DECLINED, at, kindly.reason
        one.note = kindly.note
    db.session.flush()
    tell_responders(assignment, declined, kinds.DECLINED, at)


def _held(assignment: Assignment, response: Response) -> tuple[Assignment, Response]:
    """Both as they are at this moment, the assignment first."""
    now = board.locked(assignment)
    return now, responses.held_one(response)
