"""What a notice is, how it goes out by mail, and when.

| what                        | who                                                            |
|-----------------------------|----------------------------------------------------------------|
| get a notice                | an account that may log in, no block between it and the actor  |
| read, put away, choose      | the account itself                                             |
| be asked about a kind       | whoever may come in by the door of that kind                   |
| stop mail of one kind       | whoever holds the stop link of the letter                      |
| a letter at once            | kinds the member wants so; one an hour about the same thing    |
| weekly letter, Monday 10.00 | the other kinds, as numbers, and only when something is unseen |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.core.text import N_
from hub.members.models import Member

NOW, DIGEST, NONE, DONE = "now", "digest", "none", "done"
HOW = (
    (NOW, N_("Meteen een mail")),
    (DIGEST, N_("In het weekbericht")),
    (NONE, N_("Geen mail")),
)

# The weekly letter can be stopped like a kind; it is none, so no notice ever has this name.
WEEKLY = "weekbericht"
WEEKLY_HOW = ((DIGEST, N_("Elke maandag, als er iets nieuws is")), (NONE, N_("Geen weekbericht")))
WEEKLY_LABEL = N_("Weekbericht")

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DIGEST_HOUR = time(10)
# Several of one kind about one thing make one letter.
BURST = timedelta(hours=1)


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice, declared by the feature that gives it. Its sentence holds no name, title or text."""

    name: str
    sentence: str
    label: str
    default: str = DIGEST
    door: str = "signed_in"


UNKNOWN = NoticeKind("", N_("Er is iets veranderd."), N_("Iets anders"))

Kinds = Mapping[str, NoticeKind]


class KindClash(Exception):
    """Two features gave a kind of notice the same name, or one that is taken."""


def by_name(kinds: Iterable[NoticeKind]) -> dict[str, NoticeKind]:
    """The declared kinds by their names. Raises KindClash."""
    found: dict[str, NoticeKind] = {}
    for kind in kinds:
        if kind.name in found or kind.name in ("", WEEKLY) or kind.default not in (NOW, DIGEST, NONE):
            raise KindClash(kind.name)
        found[kind.name] = kind
    return found


def asked_of(member: Member, kinds: Kinds) -> dict[str, NoticeKind]:
    """The kinds this account can choose about: no questions about what only others are told."""
    return {name: kind for name, kind in kinds.items() if member.may_pass(kind.door)}


def mail_of(kind: NoticeKind, chosen: Mapping[str, str]) -> str:
    """What mail has to do with a new notice of this kind: now, digest or none."""
    how = chosen.get(kind.name, kind.default)
    if how == DIGEST and chosen.get(WEEKLY) == NONE:
        return NONE
    return how if how in (NOW, DIGEST) else NONE


def digest_moment(at: datetime) -> datetime:
    """The last Monday 10.00 in Amsterdam that is not after this moment."""
    local = at.astimezone(AMSTERDAM)
    monday = local.date() - timedelta(days=local.weekday())
    moment = datetime.combine(monday, DIGEST_HOUR, AMSTERDAM)
    return moment if moment <= at else datetime.combine(monday - timedelta(days=7), DIGEST_HOUR, AMSTERDAM)
