"""What can be decided, how long it lasts, and who may ask for a second look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from hub.core.house_rules import RULES
from hub.core.text import N_

NONE, HIDE, WARN, SUSPEND = "none", "hide", "warn", "suspend"
MOST_DAYS = 7
# Six months, whichever they are, are never longer than this.
REVIEW_WITHIN = timedelta(days=184)
MOST_TEXT = 3000

OUTCOMES = {
    NONE: N_("Niets doen"),
    HIDE: N_("Verbergen"),
    WARN: N_("Waarschuwen"),
    SUSPEND: N_("Tijdelijk buitensluiten"),
}
CONSEQUENCES = {
    NONE: N_("De melder hoort waarom. De betrokkene hoort niets."),
    HIDE: N_("Niemand ziet het meer. Het kan weer terug. De betrokkene hoort wat en waarom."),
    WARN: N_("De betrokkene hoort wat er niet goed ging en waarom. Er verandert verder niets."),
    SUSPEND: N_("De betrokkene wordt meteen uitgelogd en kan er hooguit 7 dagen niet in. Daarna gaat het vanzelf open."),
}
# What the person it is about reads first.
TOLD = {
    NONE: N_("Er is geen maatregel. Een eerder besluit hierover geldt niet meer."),
    HIDE: N_("Dit is verborgen. Andere mensen zien het niet meer."),
    WARN: N_("Dit is een waarschuwing. Je kunt alles blijven doen op deze site."),
    SUSPEND: N_("Je kunt een tijd niet inloggen. Andere leden zien je in die tijd niet."),
}

NOT_POSSIBLE = N_("Dit besluit kan hier niet. Kies een van de andere.")
NEEDS_DAYS = N_("Vul in hoeveel dagen: 1 tot en met 7.")
NEEDS_RULE = N_("Kies de afspraak waar het om gaat.")
NEEDS_FACTS = N_("Schrijf op wat er is gebeurd.")
NO_REVIEW = N_("Over dit besluit kun je geen herziening vragen.")
TOO_LATE = N_("Herziening vragen kon tot 6 maanden na het besluit. Die tijd is voorbij.")
ASKED_BEFORE = N_("Je hebt al herziening gevraagd. Een andere moderator kijkt ernaar.")


@dataclass(frozen=True)
class Ruling:
    """What a moderator decides, with the reasons."""

    outcome: str
    why: str
    facts: str = ""
    days: int | None = None
    house_rule: int | None = None


class Decided(Protocol):
    """What the rules need to know of a decision."""

    round: int
    outcome: str
    days: int | None
    decided_at: datetime


def house_rules() -> list[tuple[int, str]]:
    """The house rules to choose from: number and heading."""
    return [(number, heading) for number, (heading, _) in enumerate(RULES, 1)]


def outcomes(has_person: bool, can_hide: bool) -> list[str]:
    """What can be decided: without a person nobody can be warned, and not everything can be hidden."""
    return [NONE, *([HIDE] if can_hide else []), *([WARN, SUSPEND] if has_person else [])]


def wrong_with(ruling: Ruling, possible: list[str]) -> dict[str, str]:
    """What is missing in a ruling, by field."""
    wrong = {}
    if ruling.outcome not in possible:
        wrong["outcome"] = NOT_POSSIBLE
    if ruling.outcome == SUSPEND and not 1 <= (ruling.days or 0) <= MOST_DAYS:
        wrong["days"] = NEEDS_DAYS
    if ruling.outcome != NONE:
        if ruling.house_rule not in dict(house_rules()):
            wrong["house_rule"] = NEEDS_RULE
        if not ruling.facts:
            wrong["facts"] = NEEDS_FACTS
    return wrong


def upholds(first: Decided, ruling: Ruling) -> bool:
    """Whether a second moderator decides the same."""
    return (first.outcome, first.days) == (ruling.outcome, ruling.days)


def ends_at(ruling: Ruling, begins: datetime) -> datetime | None:
    """Until when the effect of a ruling lasts, counted from where it began."""
    return begins + timedelta(days=ruling.days or 0) if ruling.outcome == SUSPEND else None


def review_until(decision: Decided) -> datetime:
    """Until when a review can be asked."""
    return decision.decided_at + REVIEW_WITHIN


def why_not_review(decision: Decided, asked_as: str, was_asked: bool, at: datetime) -> str | None:
    """Why a review cannot be asked: by the person if something was decided for them, by the reporter if nothing was."""
    if was_asked:
        return ASKED_BEFORE
    if decision.round == 2 or (decision.outcome == NONE) != (asked_as == "reporter"):
        return NO_REVIEW
    return None if at < review_until(decision) else TOO_LATE


def is_told(outcome: str, first: str) -> bool:
    """Whether the person hears of a decision: when something is decided for them, or no longer is."""
    return outcome != NONE or first != NONE
