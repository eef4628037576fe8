"""What the worker does for the desk: say that a report waits too long, end suspensions, close what is over."""

from __future__ import annotations

from datetime import datetime

from hub.core.due import DueAction
from hub.members.queries import holders_of
from hub.moderation.actions.deciding import lift
from hub.moderation.actions.history import HOUSE, note
from hub.moderation.actions.reporting import DESK, desk_thread
from hub.moderation.models import Report
from hub.moderation.queries import desk
from hub.moderation.rules.deciding import REVIEW_WITHIN
from hub.moderation.rules.notices import LATE
from hub.notices.actions import tell_each


def say_late(key: int, at: datetime) -> None:
    """Tell every moderator, once, that a report was not looked at in time; also who cannot handle it."""
    report = desk.locked_report(key)
    if report is None or key not in desk.late_reports(at):
        return
    note(report, HOUSE, "late", at)
    tell_each(members=holders_of("moderator"), kind=LATE, path=DESK, at=at, thread=desk_thread(report))


def end_suspension(key: int, at: datetime) -> None:
    """A suspension is over: the person can log in again."""
    decision = desk.locked_decision(key)
    if decision is None or decision.ended_at is not None:
        return
    decision.ended_at = at
    lift(decision, at)
    report: Report = decision.report
    note(report, HOUSE, "suspension_ended", at)


def close(key: int, at: datetime) -> None:
    """Nobody can ask a review any more."""
    report = desk.locked_report(key)
    if report is None or report.state != "decided":
        return
    report.state, report.closed_at = "closed", at
    note(report, HOUSE, "closed", at)


DUE = (
    DueAction("reports that wait too long", desk.late_reports, say_late),
    DueAction("suspensions that are over", desk.suspensions_to_end, end_suspension),
    DueAction("reports to close", lambda at: desk.reports_to_close(at - REVIEW_WITHIN), close),
)
