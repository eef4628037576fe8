"""Deciding, and deciding again after a review; what a decision does, and how that ends."""

from __future__ import annotations

import secrets
from datetime import datetime

from hub.core import house_rules
from hub.core.db import db
from hub.core.sessions import hashed
from hub.core.web import Refused
from hub.members.actions import let_back, suspend
from hub.members.models import Member
from hub.moderation import mails
from hub.moderation.actions.handling import may
from hub.moderation.actions.hiding import HIDING, can_hide
from hub.moderation.actions.history import MODERATOR, PERSON, REPORTER, note, reference_of
from hub.moderation.actions.reporting import own_path, tell_desk
from hub.moderation.models import Decision, Report, Review
from hub.moderation.queries.desk import first_decision, other_suspension, review_of, with_people
from hub.moderation.queries.ties import ties
from hub.moderation.rules import deciding, handling
from hub.moderation.rules.deciding import HIDE, SUSPEND, Ruling
from hub.moderation.rules.notices import DECIDED, DECISION
from hub.notices.actions import see_thread, tell

DECISIONS = "/mijn/besluiten"


class Incomplete(Refused):
    """A ruling lacks something; `wrong` says what, by field."""

    def __init__(self, wrong: dict[str, str]) -> None:
        super().__init__(next(iter(wrong.values())))
        self.wrong = wrong


def possible_for(report: Report) -> list[str]:
    """What can be decided about this report."""
    return deciding.outcomes(report.about_id is not None, can_hide(report.kind))


def decision_path(decision: Decision) -> str:
    """Where the person reads it."""
    return f"{DECISIONS}/{decision.public_id}"


def decide(report: Report, moderator: Member, ruling: Ruling, at: datetime) -> Decision:
    """Decide, the first time or after a review. The row was loaded under a lock. Raises Refused, Incomplete."""
    may(handling.why_not_work(report, moderator.id, ties(moderator, report), at))
    if wrong := deciding.wrong_with(ruling, possible_for(report)):
        raise Incomplete(wrong)
    return _judge(report, moderator, ruling, at) if report.state == "review" else _first(report, moderator, ruling, at)


def _first(report: Report, moderator: Member, ruling: Ruling, at: datetime) -> Decision:
    may(handling.why_not_move(report.state, "decided"))
    decision = _written(report, moderator, ruling, 1, at)
    decision.ends_at = deciding.ends_at(ruling, at)
    note(report, MODERATOR, "decided", at, moderator, ruling.outcome)
    _let_go(report, "decided")
    _begin(decision, at)
    _tell(decision, ruling.outcome, at)
    _tell_reporter(report, at)
    return decision


def _judge(report: Report, moderator: Member, ruling: Ruling, at: datetime) -> Decision:
    first = first_decision(report)
    review = review_of(first) if first else None
    if first is None or review is None:
        raise Refused(handling.MOVED_ON)
    same = deciding.upholds(first, ruling)
    decision = _written(report, moderator, ruling, 2, at)
    began = first.decided_at if first.outcome == SUSPEND else at
    decision.ends_at = deciding.ends_at(ruling, began)
    review.judge_reference, review.judged_at = decision.by_reference, at
    review.outcome = "upheld" if same else "changed"
    note(report, MODERATOR, review.outcome, at, moderator, ruling.outcome)
    _let_go(report, "closed")
    report.closed_at = at
    _replace(first, decision, at)
    _tell(decision, first.outcome, at)
    if review.asked_as == "reporter" or not same:
        _tell_reporter(report, at)
    return decision


def _written(report: Report, moderator: Member, ruling: Ruling, number: int, at: datetime) -> Decision:
    decision = Decision(
        report_id=report.id,
        round=number,
        outcome=ruling.outcome,
        days=ruling.days if ruling.outcome == SUSPEND else None,
        house_rule=ruling.house_rule if ruling.outcome != deciding.NONE else None,
        rules_version=house_rules.VERSION,
        about_id=report.about_id,
        decided_by_id=moderator.id,
        by_reference=reference_of(moderator),
        decided_at=at,
    )
    decision.facts, decision.why = ruling.facts, ruling.why
    db.session.add(decision)
    db.session.flush()
    return decision


def _let_go(report: Report, state: str) -> None:
    report.state, report.claimed_by_id, report.claimed_until = state, None, None


# --- what a decision does ---


def _begin(decision: Decision, at: datetime) -> None:
    """Let a decision take effect."""
    if decision.outcome == HIDE:
        HIDING[decision.report.kind].hide(decision.report.thing)
    if decision.outcome == SUSPEND and decision.ends_at is not None and decision.ends_at > at:
        person = hold_person(decision)
        if person is not None and person.state in ("member", "suspended"):
            suspend(person, at)


def _replace(first: Decision, second: Decision, at: datetime) -> None:
    """The second decision takes the place of the first: what no longer holds is undone, what still holds goes on."""
    first.ended_at = at
    db.session.flush()
    if first.outcome == HIDE and second.outcome != HIDE:
        HIDING[first.report.kind].show(first.report.thing)
    if not (first.outcome == second.outcome == HIDE):
        _begin(second, at)
    if first.outcome == SUSPEND:
        lift(second if second.outcome == SUSPEND else first, at)


def lift(decision: Decision, at: datetime) -> bool:
    """Let somebody back in, unless this suspension or another one still runs. Gives whether it did."""
    person = hold_person(decision)
    runs_on = decision.ended_at is None and decision.ends_at is not None and decision.ends_at > at
    if person is None or person.state != "suspended" or runs_on or other_suspension(decision, at):
        return False
    let_back(person, at)
    mails.back_letter(person.email, at)
    return True


def hold_person(decision: Decision) -> Member | None:
    """Whom it is about, as the account is now; nobody else changes its state until the end of the transaction."""
    if decision.about is not None:
        db.session.refresh(decision.about, with_for_update={"key_share": True})
    return decision.about


# --- who hears of it ---


def _tell(decision: Decision, first: str, at: datetime) -> None:
    """The person hears; who cannot log in gets a letter with a link to the reasons."""
    if decision.about is None or not deciding.is_told(decision.outcome, first):
        return
    if decision.about.state == "suspended" and decision.ends_at is not None:
        secret = secrets.token_urlsafe(32)
        decision.link_hash = hashed(secret)
        mails.decision_letter(decision.about.email, secret, decision.ends_at, at)
    tell(member=decision.about, kind=DECISION, path=decision_path(decision), at=at)


def _tell_reporter(report: Report, at: datetime) -> None:
    reporter = with_people(report).reporter
    if reporter is not None:
        tell(member=reporter, kind=DECIDED, path=own_path(report), at=at)


def read_it(decision: Decision, person: Member, at: datetime) -> None:
    """The person says to have read it; it no longer waits for them."""
    decision.read_at = decision.read_at or at
    see_thread(person, decision_path(decision), at)


# --- a second look ---


def ask_review(decision: Decision, asked_as: str, words: str, at: datetime) -> Review:
    """Ask that another moderator looks anew. The report was loaded under a lock. Raises Refused."""
    report = decision.report
    may(deciding.why_not_review(decision, asked_as, review_of(decision) is not None, at))
    may(handling.why_not_move(report.state, "review"))
    by = with_people(report).reporter if asked_as == "reporter" else decision.about
    if asked_as == "person" and decision.about is not None:
        read_it(decision, decision.about, at)  # who asks for a second look has read the first
    review = Review(decision_id=decision.id, first_reference=decision.by_reference, asked_as=asked_as, asked_at=at)
    review.words = words
    db.session.add(review)
    report.state, report.waits_since = "review", at
    note(report, REPORTER if asked_as == "reporter" else PERSON, "review_asked", at, by)
    tell_desk(report, at)
    return review
