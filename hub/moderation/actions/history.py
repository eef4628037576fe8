"""The history of a report: it only grows, and names nobody (R-AUD-04)."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.core.db import apart, db
from hub.members.models import Member
from hub.moderation.models import DeskReference, Report, ReportEvent

REPORTER, PERSON, MODERATOR, HOUSE = "reporter", "person", "moderator", "house"


def reference_of(member: Member, session: Session | None = None) -> str:
    """What stands in the history for this account."""
    here = session or db.session
    row = insert(DeskReference).values(member_id=member.id, reference=secrets.token_hex(8))
    here.execute(row.on_conflict_do_nothing(index_elements=["member_id"]))
    return here.scalars(select(DeskReference.reference).where(DeskReference.member_id == member.id)).one()


def note(report: Report, role: str, what: str, at: datetime, by: Member | None = None, reason: str = "") -> None:
    """Write one line, in the transaction of what happened."""
    reference = reference_of(by) if by is not None else ""
    db.session.add(
        ReportEvent(report_reference=report.public_id, role=role, reference=reference, what=what, reason=reason, at=at)
    )
    db.session.flush()


def note_look(report: Report, moderator: Member, saw_texts: bool, at: datetime) -> None:
    """Write that a moderator looked, in a transaction of its own: looking changes nothing else (R-AUD-02)."""
    with apart() as own:
        own.add(
            ReportEvent(
                report_reference=report.public_id,
                role=MODERATOR,
                reference=reference_of(moderator, own),
                what="looked",
                reason="texts" if saw_texts else "cover",
                at=at,
            )
        )
