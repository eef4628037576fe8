"""Reporting something, and answering what a moderator asks about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.db import db
from hub.core.web import Refused
from hub.members.models import Member
from hub.members.queries import by_key, holders_of
from hub.moderation.actions.history import REPORTER, note
from hub.moderation.models import Report
from hub.moderation.queries.desk import questions_of
from hub.moderation.queries.ties import able
from hub.moderation.rules import reporting
from hub.moderation.rules.handling import HOLD_LASTS
from hub.moderation.rules.notices import AT_THE_DESK, QUESTION
from hub.moderation.rules.things import WHOLE, Copied, chosen, piece_name, written
from hub.notices.actions import see_thread, tell, tell_each

DESK, MINE = "/meldingen", "/mijn/meldingen"


@dataclass(frozen=True)
class Told:
    """What the reporter says about what they saw."""

    piece: str
    reason: str
    words: str
    urgency: str
    may_tell: bool


def desk_thread(report: Report) -> str:
    """What belongs together in a moderator's notices."""
    return f"{DESK}/{report.public_id}"


def own_path(report: Report) -> str:
    """Where the reporter sees how it stands."""
    return f"{MINE}/{report.public_id}"


def send(reporter: Member, kind: str, thing: str, copied: Copied, told: Told, at: datetime) -> Report:
    """Send a report: what was seen is copied, and the moderators hear that something waits. Raises Refused."""
    lines = chosen(copied, told.piece)
    if not lines:
        raise Refused(reporting.GONE)
    report = Report(
        kind=kind,
        thing=thing,
        piece=piece_name(copied, told.piece) if told.piece != WHOLE else "",
        reason=told.reason,
        urgency=told.urgency,
        may_tell=told.may_tell,
        reporter_id=reporter.id,
        about_id=copied.about_member_id,
        state="new",
        sent_at=at,
        look_before=reporting.look_before(told.urgency, at),
        waits_since=at,
    )
    report.copy, report.words = written(lines), told.words
    db.session.add(report)
    db.session.flush()
    note(report, REPORTER, "sent", at, reporter, told.urgency)
    tell_desk(report, at)
    return report


def tell_desk(report: Report, at: datetime) -> None:
    """The moderators who could handle it hear that something waits."""
    tell_each(members=able(report), kind=AT_THE_DESK, path=DESK, at=at, thread=desk_thread(report))


def desk_knows(report: Report, at: datetime) -> None:
    """Somebody looks after it now: the notices about it are done, for every moderator."""
    for moderator in holders_of("moderator"):
        see_thread(moderator, desk_thread(report), at)


def answer(report: Report, reporter: Member, text: str, at: datetime) -> None:
    """Answer what was asked; the moderator who asked has time to read it. Raises Refused."""
    if reason := reporting.why_not_answer(report.state):
        raise Refused(reason)
    question = questions_of(report)[-1]
    question.answer, question.answered_at = text, at
    note(report, REPORTER, "answered", at, reporter)
    see_thread(reporter, own_path(report), at)
    moderator = by_key(report.claimed_by_id) if report.claimed_by_id else None
    report.state = "claimed"
    if moderator is None:
        report.state, report.claimed_by_id, report.claimed_until = "new", None, None
        tell_desk(report, at)
        return
    report.claimed_until = at + HOLD_LASTS
    tell(member=moderator, kind=AT_THE_DESK, path=DESK, at=at, thread=desk_thread(report))


def tell_question(report: Report, reporter: Member, at: datetime) -> None:
    """The reporter hears that a moderator asks something."""
    tell(member=reporter, kind=QUESTION, path=own_path(report), at=at)
