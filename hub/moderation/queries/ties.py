"""What binds moderators to the people of a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, union_all

from hub.circles.models import Circle, CircleMember
from hub.circles.rules import TAKING_PART
from hub.contacts.models import Contact
from hub.core.db import db
from hub.members.models import Block, Member
from hub.members.queries import holders_of
from hub.moderation.models import Decision, Report
from hub.moderation.rules.handling import Ties, why_not_handle


def ties_of(moderator: Member, reports: Sequence[Report]) -> dict[int, Ties]:
    """The ties of one moderator with each of these reports, by key. Four queries, however many reports."""
    people = {key for one in reports for key in (one.reporter_id, one.about_id) if key is not None}
    contacts, circles, blocks = (set(db.session.scalars(known)) for known in _known_to(moderator, people))
    first = select(Decision.report_id).where(
        Decision.report_id.in_([one.id for one in reports]), Decision.round == 1, Decision.decided_by_id == moderator.id
    )
    decided = set(db.session.scalars(first))
    return {
        one.id: Ties(
            is_one_of_them=moderator.id in (one.reporter_id, one.about_id),
            contact=not contacts.isdisjoint({one.reporter_id, one.about_id}),
            circle=not circles.isdisjoint({one.reporter_id, one.about_id}),
            block=not blocks.isdisjoint({one.reporter_id, one.about_id}),
            decided_first=one.id in decided,
        )
        for one in reports
    }


def ties(moderator: Member, report: Report) -> Ties:
    """The ties of one moderator with one report."""
    return ties_of(moderator, [report])[report.id]


def able(report: Report) -> list[Member]:
    """The moderators who could handle this report, by name."""
    return [one for one in holders_of("moderator") if why_not_handle(ties(one, report)) is None]


def _known_to(moderator: Member, people: set[int]) -> tuple[Select[Any], Select[Any], Select[Any]]:
    """Of these people: who is or was a contact, who shares an open circle, who has a block with the moderator."""
    contacts = union_all(
        select(Contact.high_id.label("other")).where(Contact.low_id == moderator.id),
        select(Contact.low_id).where(Contact.high_id == moderator.id),
    ).subquery()
    mine = (
        select(CircleMember.circle_id)
        .join(Circle, Circle.id == CircleMember.circle_id)
        .where(CircleMember.member_id == moderator.id, CircleMember.state.in_(TAKING_PART), Circle.closed_at.is_(None))
    )
    circles = select(CircleMember.member_id).where(
        CircleMember.circle_id.in_(mine), CircleMember.state.in_(TAKING_PART), CircleMember.member_id.in_(people)
    )
    blocks = union_all(
        select(Block.blocked_id.label("other")).where(Block.blocker_id == moderator.id),
        select(Block.blocker_id).where(Block.blocked_id == moderator.id),
    ).subquery()
    return (
        select(contacts.c.other).where(contacts.c.other.in_(people)),
        circles,
        select(blocks.c.other).where(blocks.c.other.in_(people)),
    )
