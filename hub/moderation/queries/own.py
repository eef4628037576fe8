"""Reads of one's own reports, and of decisions about oneself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from hub.core.db import db
from hub.core.sessions import hashed
from hub.members.models import Member
from hub.moderation.models import Decision, Report

MOST = 100


def reports_of(viewer: Member) -> Sequence[Report]:
    """What somebody reported, the newest first."""
    return db.session.scalars(_reported_by(viewer).order_by(Report.id.desc()).limit(MOST)).all()


def report_of(viewer: Member, public_id: str, *, lock: bool = False) -> Report | None:
    """One of somebody's own reports."""
    found = _reported_by(viewer).where(Report.public_id == public_id)
    if lock:
        found = found.with_for_update(of=Report).execution_options(populate_existing=True)
    return db.session.scalar(found)


def asked_of(viewer: Member) -> Sequence[Report]:
    """Own reports about which a moderator wants to know something."""
    return db.session.scalars(_reported_by(viewer).where(Report.state == "asked").order_by(Report.id)).all()


def _reported_by(viewer: Member) -> Select[Any]:
    return select(Report).where(Report.reporter_id == viewer.id)


def decisions_about(viewer: Member) -> Sequence[Decision]:
    """What was decided for somebody, the newest first."""
    mine = _told().where(Decision.about_id == viewer.id)
    return db.session.scalars(mine.order_by(Decision.id.desc()).limit(MOST)).all()


def decision_about(viewer: Member, public_id: str, *, lock: bool = False) -> Decision | None:
    """One decision about oneself."""
    return _one(_told().where(Decision.about_id == viewer.id, Decision.public_id == public_id), lock)


def decision_by_secret(secret: str, at: datetime, *, lock: bool = False) -> Decision | None:
    """The decision of a link by mail, while the suspension lasts: its reader cannot log in."""
    open_ones = Decision.link_hash == hashed(secret), Decision.ended_at.is_(None), Decision.ends_at > at
    return _one(_told().where(*open_ones), lock)


def unread_decisions(viewer: Member) -> Sequence[Decision]:
    """Decisions about somebody that they did not say to have read."""
    mine = _told().where(Decision.about_id == viewer.id, Decision.read_at.is_(None))
    return db.session.scalars(mine.order_by(Decision.id)).all()


def outcome_for(viewer: Member, report: Report) -> Decision | None:
    """What was decided last about one's own report."""
    if report.reporter_id != viewer.id:
        return None
    found = select(Decision).where(Decision.report_id == report.id).order_by(Decision.round.desc()).limit(1)
    return db.session.scalar(found.options(joinedload(Decision.review)))


def _told() -> Select[Any]:
    """Decisions of which the person hears: something was decided for them, or no longer is."""
    return (
        select(Decision)
        .join(Report, Report.id == Decision.report_id)
        .where(or_(Decision.outcome != "none", _changes_something()))
        .options(contains_eager(Decision.report), joinedload(Decision.review))
    )


def _changes_something() -> ColumnElement[bool]:
    first = aliased(Decision)
    return exists().where(first.report_id == Decision.report_id, first.round < Decision.round, first.outcome != "none")


def _one(found: Select[Any], lock: bool) -> Decision | None:
    """The row; locked and read anew when something is about to be done with it."""
    if lock:
        found = found.with_for_update(of=Report).execution_options(populate_existing=True)
    decision: Decision | None = db.session.scalar(found)
    return decision
