"""What several pages of moderation say in the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hub.core.house_rules import RULES
from hub.core.text import N_, translated
from hub.moderation.models import Decision, Report
from hub.moderation.rules.deciding import OUTCOMES, TOLD, Ruling, review_until
from hub.moderation.rules.things import ABOUT, KINDS, read

Crumbs = list[tuple[str | None, str]]


@dataclass(frozen=True)
class Statement:
    """The reasons of a decision, as the person reads them (R-MOD-07)."""

    outcome: str
    heading: str
    told: str
    days: int | None
    until: datetime | None
    about: str
    lines: list[str]
    facts: str
    rule: str
    rule_words: tuple[str, ...]
    why: str
    decided_at: datetime
    ended: bool = False
    review_until: datetime | None = None
    again: bool = False


def statement_of(decision: Decision) -> Statement:
    """A decision as the person reads it."""
    ruling = Ruling(decision.outcome, decision.why, decision.facts, decision.days, decision.house_rule)
    said = draft_of(decision.report, ruling, decision.decided_at, decision.ends_at)
    first = decision.round == 1
    until = review_until(decision) if first else None
    return replace(said, ended=decision.ended_at is not None, review_until=until, again=not first)


def draft_of(report: Report, ruling: Ruling, at: datetime, until: datetime | None) -> Statement:
    """What is decided, in words. Which piece it is about is said only when the reporter agreed."""
    rule = RULES[ruling.house_rule - 1] if ruling.house_rule else None
    about = translated(KINDS[report.kind].yours)
    return Statement(
        outcome=ruling.outcome,
        heading=translated(OUTCOMES[ruling.outcome]),
        told=translated(TOLD[ruling.outcome]),
        days=ruling.days,
        until=until,
        about=f"{about}: {report.piece}" if report.may_tell and report.piece else about,
        lines=[line.text for line in read(report.copy) if line.by == ABOUT] if report.may_tell else [],
        facts=ruling.facts,
        rule=translated(rule[0]) if rule else "",
        rule_words=rule[1] if rule else (),
        why=ruling.why,
        decided_at=at,
    )


def how_long(since: datetime, at: datetime) -> str:
    """'minder dan 1 uur', '5 uur', '3 dagen'."""
    hours = max(0, int((at - since).total_seconds() // 3600))
    if hours < 1:
        return translated(N_("minder dan 1 uur"))
    if hours < 48:
        return translated(N_("%(n)s uur")) % {"n": hours}
    return translated(N_("%(n)s dagen")) % {"n": hours // 24}
