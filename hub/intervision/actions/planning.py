"""Planning a series, moving and cancelling a session, offering a question beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete

from hub.circles.models import Circle
from hub.core.db import db
from hub.core.web import Refused
from hub.intervision.models import CaseForm, Kept, Series, Session
from hub.intervision.queries import methods, sessions
from hub.intervision.queries.log import log_of
from hub.intervision.rules import planning as rules
from hub.intervision.rules.limits import MOST_TEXT, cleaned
from hub.intervision.rules.plan import why_not_fit
from hub.members.actions import calendar_mark
from hub.members.models import Member
from hub.notices.actions import tell_each
from hub.notices.rules import NoticeKind


@dataclass(frozen=True)
class Wanted:
    """A series as a host wants it."""

    name: str
    method: str
    length: int
    pace: str
    first: datetime
    weeks: int
    times: int


def session_path(session: Session) -> str:
    """Where a session is."""
    return f"/intervisie/{session.public_id}"


def why_not_plan(wanted: Wanted, at: datetime) -> str | None:
    """Why this series cannot be planned."""
    if wanted.first <= at:
        return rules.GONE
    if len(rules.moments(wanted.first, wanted.weeks, wanted.times)) < wanted.times:
        return rules.SKIPPED
    return why_not_fit(methods.frame(), methods.methods()[wanted.method], wanted.length, wanted.pace)


def plan(circle: Circle, host: Member, wanted: Wanted, at: datetime) -> Series:
    """Plan a series with all its sessions; everybody in the circle hears of it once. Raises Refused."""
    _refuse(why_not_plan(wanted, at))
    series = Series(
        circle_id=circle.id, name=wanted.name, method=wanted.method, length=wanted.length, pace=wanted.pace,
        made_by_id=host.id, made_at=at,
    )  # fmt: skip
    db.session.add(series)
    people = sessions.members_of(circle)
    times = sessions.times_led(circle)
    for number, begins in enumerate(rules.moments(wanted.first, wanted.weeks, wanted.times)):
        lead, reserve = rules.rota([one.id for one in people], times, number)
        series.sessions.append(
            Session(
                uid=uuid4(), starts_at=begins, ends_at=begins + timedelta(minutes=wanted.length), changed_at=at,
                facilitator_id=lead, deputy_id=reserve,
            )
        )  # fmt: skip
    db.session.flush()
    _tell(circle, people, host, rules.PLANNED, session_path(series.sessions[0]), at)
    return series


def move(session: Session, host: Member, starts_at: datetime, at: datetime) -> None:
    """Another moment for a session. Raises Refused."""
    _refuse(rules.why_not_move(session, at, bool(log_of(session).lsn)) or (rules.GONE if starts_at <= at else None))
    if starts_at == session.starts_at:
        return
    session.ends_at = starts_at + (session.ends_at - session.starts_at)
    session.starts_at = starts_at
    _changed(session, host, at)


def cancel(session: Session, host: Member, at: datetime) -> None:
    """A session does not go on. Raises Refused."""
    _refuse(rules.why_not_change(session, at))
    session.status = "cancelled"
    _changed(session, host, at)


def choose_leaders(session: Session, lead: Member, reserve: Member, at: datetime) -> None:
    """Who leads a session, and who is the reserve. Raises Refused."""
    _refuse(rules.why_not_change(session, at) or (rules.OPEN if log_of(session).lsn else None))
    _refuse(rules.SAME if lead.id == reserve.id else None)
    _refuse(rules.OFFERED if sessions.case_of(session, lead) else None)
    session.facilitator_id, session.deputy_id = lead.id, reserve.id


def _changed(session: Session, host: Member, at: datetime) -> None:
    session.sequence += 1
    session.changed_at = at
    db.session.flush()
    circle = session.series.circle
    _tell(circle, sessions.members_of(circle), host, rules.MOVED, session_path(session), at)


def _tell(circle: Circle, people: Sequence[Member], host: Member, kind: NoticeKind, path: str, at: datetime) -> None:
    """A notice to who is not on pause; every calendar that shows the session is touched."""
    for one in sessions.everybody_in(circle):
        calendar_mark(one, at)
    tell_each(members=people, kind=kind, path=path, at=at, actor=host)


def offer_case(session: Session, member: Member, title: str, at: datetime) -> None:
    """Offer a question, or another one in its place. Raises Refused."""
    question = cleaned(title, MOST_TEXT["case"]) or ""
    _refuse(rules.why_not_offer(session, member.id, bool(log_of(session).lsn)) or ("" if question else rules.NO_QUESTION))
    form = sessions.case_of(session, member)
    if form is None:
        form = CaseForm(session_id=session.id, member_id=member.id, at=at)
        db.session.add(form)
    form.title, form.at = question, at


def take_case_back(session: Session, member: Member) -> None:
    """Not this time after all; no reason is asked. Raises Refused."""
    _refuse(rules.OPEN if log_of(session).lsn else None)
    mine = (CaseForm.session_id == session.id) & (CaseForm.member_id == member.id)
    db.session.execute(delete(CaseForm).where(mine))


def throw_away(kept: Kept) -> None:
    """Keep this no longer."""
    db.session.delete(kept)


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
