"""Reads of the moderators' desk. Texts are loaded only for the moderator who holds the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case as chosen_by
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, defer, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from hub.core.db import db
from hub.members.models import Member
from hub.moderation.models import Decision, Report, ReportEvent, ReportQuestion, Review
from hub.moderation.queries.ties import ties, ties_of
from hub.moderation.rules import handling
from hub.moderation.rules.reporting import URGENCY_ORDER
from hub.moderation.rules.things import Line, read

MOST = 200
MOST_DONE = 20


@dataclass(frozen=True)
class Row:
    """One report in the queue, as one moderator may know of it."""

    report: Report
    why_not: str | None
    mine: bool
    held: bool
    late: bool


@dataclass(frozen=True)
class Content:
    """The texts of a report: for the moderator who holds it."""

    lines: list[Line]
    words: str
    questions: Sequence[ReportQuestion]
    first: Decision | None
    review: Review | None
    earlier: dict[str, int]


@dataclass(frozen=True)
class Case:
    """A report as one moderator may see it. Without content it is only there."""

    report: Report
    ties: handling.Ties
    why_not: str | None
    held: bool
    late: bool
    content: Content | None
    history: Sequence[ReportEvent]


def queue_for(viewer: Member, at: datetime) -> list[Row]:
    """What waits for the desk: by urgency, then the oldest first."""
    if not viewer.has("moderator"):
        return []
    urgency = chosen_by({name: number for number, name in enumerate(URGENCY_ORDER)}, value=Report.urgency)
    waiting = select(Report).where(Report.state.in_(handling.WAITING)).order_by(urgency, Report.waits_since, Report.id)
    return _rows(viewer, db.session.scalars(waiting.options(*_closed()).limit(MOST)).all(), at)


def done_for(viewer: Member, at: datetime) -> list[Row]:
    """What was decided lately, the newest first."""
    if not viewer.has("moderator"):
        return []
    done = select(Report).where(Report.state.in_(("decided", "closed"))).order_by(Report.waits_since.desc(), Report.id.desc())
    return _rows(viewer, db.session.scalars(done.options(*_closed()).limit(MOST_DONE)).all(), at)


def _closed() -> tuple[ExecutableOption, ...]:
    """The texts stay where they are."""
    return defer(Report.copy_sealed), defer(Report.words_sealed)


def _rows(viewer: Member, reports: Sequence[Report], at: datetime) -> list[Row]:
    bound = ties_of(viewer, reports)
    return [
        Row(
            one,
            handling.why_not_open(one.state, bound[one.id]),
            handling.holds(one, viewer.id, at),
            one.state in handling.WAITING and handling.is_held(one, at),
            handling.is_late(one, at),
        )
        for one in reports
    ]


def waiting_for(viewer: Member, at: datetime) -> list[Report]:
    """What this moderator can take up or holds: for the home page."""
    return [row.report for row in queue_for(viewer, at) if row.why_not is None and (row.mine or not row.held)]


def report_for(viewer: Member, public_id: str, *, lock: bool = False) -> Report | None:
    """A report by its address, for a moderator; locked and read anew when something is about to be done with it."""
    if not viewer.has("moderator"):
        return None
    found = select(Report).where(Report.public_id == public_id).options(*_closed())
    if lock:
        found = found.with_for_update(of=Report).execution_options(populate_existing=True)
    return db.session.scalar(found)


def case_of(viewer: Member, report: Report, at: datetime) -> Case:
    """A report with what this moderator may know of it now."""
    bound = ties(viewer, report)
    why_not = handling.why_not_open(report.state, bound)
    mine = why_not is None and handling.holds(report, viewer.id, at)
    return Case(
        report,
        bound,
        why_not,
        report.state in handling.WAITING and handling.is_held(report, at),
        handling.is_late(report, at),
        _content(report) if mine else None,
        history_of(report) if handling.why_not_know(bound) is None else (),
    )


def _content(report: Report) -> Content:
    first = first_decision(report)
    return Content(
        lines=read(report.copy),
        words=report.words,
        questions=questions_of(report),
        first=first,
        review=review_of(first) if first else None,
        earlier=earlier_decisions(report),
    )


def questions_of(report: Report) -> Sequence[ReportQuestion]:
    """What the reporter was asked, in that order."""
    asked = select(ReportQuestion).where(ReportQuestion.report_id == report.id).order_by(ReportQuestion.id)
    return db.session.scalars(asked).all()


def first_decision(report: Report) -> Decision | None:
    """The first decision, if there is one."""
    return db.session.scalar(select(Decision).where(Decision.report_id == report.id, Decision.round == 1))


def decisions_of(report: Report) -> Sequence[Decision]:
    """The decisions about a report: one, or two after a review."""
    return db.session.scalars(select(Decision).where(Decision.report_id == report.id).order_by(Decision.round)).all()


def review_of(decision: Decision) -> Review | None:
    """The review of a first decision."""
    return db.session.scalar(select(Review).where(Review.decision_id == decision.id))


def history_of(report: Report) -> Sequence[ReportEvent]:
    """What happened with a report, in that order: roles, no names."""
    events = select(ReportEvent).where(ReportEvent.report_reference == report.public_id).order_by(ReportEvent.id)
    return db.session.scalars(events).all()


def earlier_decisions(report: Report) -> dict[str, int]:
    """How often something was decided for the same person before, by kind; what a review took back is not counted."""
    later = aliased(Decision)
    replaced = exists().where(later.report_id == Decision.report_id, later.round > Decision.round)
    counted = (
        select(Decision.outcome, func.count())
        .where(Decision.about_id == report.about_id, Decision.report_id != report.id, Decision.outcome != "none", ~replaced)
        .group_by(Decision.outcome)
    )
    return {outcome: int(count) for outcome, count in db.session.execute(counted)} if report.about_id else {}


# --- due work ---


def late_reports(at: datetime) -> Sequence[int]:
    """Keys of reports that nobody looked at in time, and of which the moderators were not told yet."""
    told = exists().where(ReportEvent.report_reference == Report.public_id, ReportEvent.what == "late")
    waiting = select(Report.id).where(Report.state == "new", Report.look_before <= at, ~told)
    return db.session.scalars(waiting.order_by(Report.id).limit(MOST)).all()


def suspensions_to_end(at: datetime) -> Sequence[int]:
    """Keys of decisions whose suspension is over."""
    over = select(Decision.id).where(Decision.outcome == "suspend", Decision.ended_at.is_(None), Decision.ends_at <= at)
    return db.session.scalars(over.order_by(Decision.id).limit(MOST)).all()


def reports_to_close(before: datetime) -> Sequence[int]:
    """Keys of decided reports of which nobody can ask a review any more: decided before this moment."""
    over = (
        select(Report.id)
        .join(Decision, Decision.report_id == Report.id)
        .where(Report.state == "decided", Decision.round == 1, Decision.decided_at <= before)
    )
    return db.session.scalars(over.order_by(Report.id).limit(MOST)).all()


def locked_report(key: int) -> Report | None:
    """A report for the worker; None while another works on it."""
    found = select(Report).where(Report.id == key).with_for_update(skip_locked=True, of=Report)
    return db.session.scalar(found.execution_options(populate_existing=True))


def locked_decision(key: int) -> Decision | None:
    """A decision for the worker, with whom it is about; None while another works on it."""
    found = select(Decision).where(Decision.id == key).with_for_update(skip_locked=True, of=Decision)
    return db.session.scalar(found.options(selectinload(Decision.about)).execution_options(populate_existing=True))


def other_suspension(decision: Decision, at: datetime) -> bool:
    """Whether the same person is suspended by another decision as well."""
    running = exists().where(
        Decision.about_id == decision.about_id,
        Decision.id != decision.id,
        Decision.outcome == "suspend",
        Decision.ended_at.is_(None),
        Decision.ends_at > at,
    )
    return bool(db.session.scalar(select(running)))


def with_people(report: Report) -> Report:
    """The report with its reporter and the person, for telling them something."""
    found = select(Report).where(Report.id == report.id).options(joinedload(Report.reporter), joinedload(Report.about))
    return db.session.scalars(found).one()
