"""Saying yes, maybe or no."""

from __future__ import annotations

from datetime import datetime

from hub.agenda.models import Answer, Gathering
from hub.agenda.queries import gatherings as queries
from hub.agenda.rules import answering, kinds
from hub.agenda.rules.links import gathering_path
from hub.core.db import db
from hub.core.web import Refused
from hub.members.actions import calendar_mark
from hub.members.models import Member
from hub.notices.actions import tell


def give_answer(gathering: Gathering, member: Member, answer: str, at: datetime) -> Answer:
    """Keep a member's answer to a gathering they may see. Raises Refused, also when the last place just went."""
    # The lock makes answers stand after each other, so that counting is safe.
    if not queries.lock(member, gathering):
        raise Refused(answering.GONE)
    others = queries.yes_count(gathering, besides=member)
    rule = answering.why_not_yes(gathering, others, at) if answer == "yes" else answering.why_not_answer(gathering, at)
    if rule:
        raise Refused(rule)
    given = queries.answer_of(gathering, member)
    if given is None:
        given = Answer(gathering_id=gathering.id, member_id=member.id, answer=answer, at=at)
        db.session.add(given)
    elif given.answer == answer:
        return given
    given.answer, given.at = answer, at
    db.session.flush()
    calendar_mark(member, at)
    if gathering.organiser is not None and gathering.organiser_id != member.id:
        path = gathering_path(gathering.public_id)
        tell(member=gathering.organiser, kind=kinds.ANSWERED, path=path, actor=member, at=at)
    return given
