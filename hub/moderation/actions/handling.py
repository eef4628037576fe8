"""Taking a report up, giving it back, handing it over, asking the reporter something."""

from __future__ import annotations

from datetime import datetime

from hub.core.db import db
from hub.core.web import Refused
from hub.members.models import Member
from hub.moderation.actions.history import MODERATOR, note
from hub.moderation.actions.reporting import DESK, desk_knows, desk_thread, tell_desk, tell_question
from hub.moderation.models import Report, ReportQuestion
from hub.moderation.queries.desk import with_people
from hub.moderation.queries.ties import ties
from hub.moderation.rules import handling
from hub.moderation.rules.notices import AT_THE_DESK
from hub.notices.actions import tell


def claim(report: Report, moderator: Member, at: datetime) -> None:
    """Take a report up; nobody else can for 48 hours. The row was loaded under a lock. Raises Refused."""
    may(handling.why_not_claim(report, ties(moderator, report), at))
    if report.state == "new":
        report.state = "claimed"
    _hold(report, moderator, at)
    note(report, MODERATOR, "claimed", at, moderator)
    desk_knows(report, at)


def release(report: Report, moderator: Member, at: datetime) -> None:
    """Give a report back, without a reason. Raises Refused."""
    may(handling.why_not_work(report, moderator.id, ties(moderator, report), at))
    report.state = handling.given_back(report.state)
    report.claimed_by_id = report.claimed_until = None
    note(report, MODERATOR, "released", at, moderator)
    tell_desk(report, at)


def hand_over(report: Report, moderator: Member, other: Member, at: datetime) -> None:
    """Let another moderator go on, without a reason. Raises Refused."""
    may(handling.why_not_work(report, moderator.id, ties(moderator, report), at))
    if other.id == moderator.id or not other.may_pass("moderators_only"):
        raise Refused(handling.CANNOT_TAKE_OVER)
    if handling.why_not_handle(ties(other, report)):
        raise Refused(handling.CANNOT_TAKE_OVER)
    _hold(report, other, at)
    note(report, MODERATOR, "handed_over", at, moderator)
    tell(member=other, kind=AT_THE_DESK, path=DESK, at=at, thread=desk_thread(report))


def ask(report: Report, moderator: Member, question: str, at: datetime) -> None:
    """Ask the reporter something. The hold lasts while the answer may take. Raises Refused."""
    may(handling.why_not_work(report, moderator.id, ties(moderator, report), at))
    may(handling.why_not_ask(report.state))
    reporter = with_people(report).reporter
    if reporter is None:
        raise Refused(handling.MOVED_ON)
    report.state = "asked"
    report.claimed_until = at + handling.ANSWER_TAKES
    asked = ReportQuestion(report_id=report.id, asked_at=at)
    asked.question = question
    db.session.add(asked)
    note(report, MODERATOR, "asked", at, moderator)
    tell_question(report, reporter, at)


def may(reason: str | None) -> None:
    """Go on, or raise Refused."""
    if reason is not None:
        raise Refused(reason)


def _hold(report: Report, moderator: Member, at: datetime) -> None:
    report.claimed_by_id, report.claimed_until = moderator.id, at + handling.HOLD_LASTS
