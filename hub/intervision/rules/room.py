"""What a room is at one moment. Made only by `evolve` from events; never changed in place.

Moments are milliseconds since 1970 UTC. People are known by the public id of their account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.intervision.rules.method import FACILITATOR, OWNER, PEERS, Phase

HERE, SHORT, OFFLINE, WAITING, AWAY = "here", "away_short", "offline", "waiting", "absent"
LOBBY, RUNNING, PAUSED, CLOSED, STOPPED = "lobby", "running", "paused", "closed", "stopped"
ENDED = (CLOSED, STOPPED)
DEPUTY = "deputy"
AFTERWARDS = ("uitchecken", "evaluatie")
NEEDED = 3  # the owner and two more


@dataclass(frozen=True)
class Event:
    """Something that happened. `by` is None for what the room did by itself."""

    type: str
    by: str | None
    at: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Command:
    """Something somebody wants. `epoch` is the phase entry it was meant for, None if that does not matter."""

    type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    epoch: int | None = None


@dataclass(frozen=True)
class Refusal:
    """A no, by its code."""

    code: str


@dataclass(frozen=True)
class Waits:
    """How long the room waits for people, in milliseconds. Settings; tests make them short."""

    announce: int = 10_000
    hold: int = 60_000
    minimum: int = 60_000
    owner: int = 30_000
    facilitator: int = 60_000
    offer: int = 60_000
    nobody: int = 900_000
    alone: int = 600_000
    reserve: int = 600_000
    idle: int = 7_200_000
    late: int = 15_000
    edit: int = 60_000
    undo: int = 60_000
    line: int = 10_000
    quiet_factor: float = 1.0


@dataclass(frozen=True)
class Seat:
    """One person's place. `joined` once they were let in; `since` is when presence last changed."""

    who: str
    presence: str = AWAY
    since: int = 0
    joined: bool = False
    listener: bool = False
    by_choice: bool = False  # listens because they want to, and takes part again when they want to


@dataclass(frozen=True)
class Item:
    """Something that was written. A hidden one is seen by its author alone; a withdrawn one has no text."""

    id: str
    phase: str
    epoch: int
    kind: str
    by: str
    at: int
    text: str = ""
    value: int | None = None
    values: tuple[int, ...] = ()
    hidden: bool = False
    withdrawn: bool = False
    late: bool = False
    answer: str = ""
    passed: bool = False
    picked: bool = False
    when: str = ""


@dataclass(frozen=True)
class Pending:
    """An announced move to another phase."""

    to: int
    at: int
    by: str | None
    reason: str


@dataclass(frozen=True)
class Turn:
    """Who still waits for a turn in a round, in order, and who had one. Who is away is passed over, not passed by."""

    order: tuple[str, ...]
    done: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A question somebody offers."""

    by: str
    title: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Offer:
    """A role that somebody is asked to take; `to` None asks everybody but the owner.

    `taker`: who wants it back; then `to` is who has it, and is asked to give it.
    """

    role: str
    to: str | None
    by: str | None
    until: int
    taker: str = ""


@dataclass(frozen=True)
class Stop:
    """The owner stopped the case; until then it can be undone. `pause`: why the room stood still before it, if it did."""

    until: int
    delete: bool
    pause: str = ""


@dataclass(frozen=True)
class Left:
    """The phase that ended last: for what was sent just before and came just after."""

    idx: int
    epoch: int
    at: int
    holder: str | None


@dataclass(frozen=True)
class Room:
    """The whole room."""

    plan: tuple[Phase, ...] = ()
    waits: Waits = Waits()
    facilitator_is_peer: bool = True
    status: str = LOBBY
    why_paused: str = ""
    paused_at: int = 0
    idx: int = -1
    epoch: int = 0
    entered_at: int = 0
    deadline: int | None = None
    remaining: int | None = None
    time_up: bool = False
    held_until: int = 0
    holds: Mapping[str, int] = field(default_factory=dict)
    ready: frozenset[str] = frozenset()
    pending: Pending | None = None
    turn: Turn | None = None
    left: Left | None = None
    seats: Mapping[str, Seat] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    refused: frozenset[tuple[str, str]] = frozenset()  # role and person
    silent: frozenset[tuple[str, str]] = frozenset()
    times_owner: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    votes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    result: Mapping[str, int] = field(default_factory=dict)
    evaluation: Mapping[str, Any] = field(default_factory=dict)
    process: tuple[Mapping[str, Any], ...] = ()
    helps: tuple[tuple[str, int], ...] = ()
    pauses: Mapping[str, int] = field(default_factory=dict)
    posts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    stop: Stop | None = None
    case_gone: bool = False
    case_epoch: int = 0  # the case that runs began with this entry; what is of an earlier one rests
    former_owner: str | None = None  # whose case rests
    short_since: int | None = None
    owner_since: int | None = None
    empty_since: int | None = None
    alone_since: int | None = None
    spoke_at: int | None = None  # when somebody last did something
    lost_lead: str | None = None  # who led first, and lost that by being away
    purge_at: int | None = None

    @property
    def phase(self) -> Phase | None:
        """The phase that runs, None in the lobby."""
        return self.plan[self.idx] if 0 <= self.idx < len(self.plan) else None

    @property
    def quiet_until(self) -> int:
        """Until when nobody writes in this phase: time to think."""
        return self.entered_at + int(self.phase.quiet * 1000 * self.waits.quiet_factor) if self.phase else 0

    @property
    def owner(self) -> str | None:
        """Whose case it is."""
        return self.roles.get(OWNER)

    @property
    def facilitator(self) -> str | None:
        """Who leads now."""
        return self.roles.get(FACILITATOR)

    @property
    def choosable(self) -> tuple[str, ...]:
        """Whose questions can be taken today: of those who are here. A fixed order, so that a draw can be done again."""
        return tuple(one for one in sorted(self.cases) if self.is_here(one))

    def rests(self, item: Item) -> bool:
        """Whether this is about a case that was put aside because its owner was away."""
        return item.epoch < self.case_epoch and next(one for one in self.plan if one.key == item.phase).is_content

    def owner_of(self, item: Item) -> str | None:
        """Whose case this is about."""
        return self.former_owner if self.rests(item) else self.owner

    def brings_in(self, who: str) -> bool:
        """Whether somebody brings in a question, or may be chosen to: they do not lead."""
        return who == self.owner or (self.owner is None and who in self.cases)

    def is_here(self, who: str | None) -> bool:
        """Whether somebody is in the room at this moment."""
        seat = self.seats.get(who or "")
        return seat is not None and seat.presence == HERE

    def takes_part(self, who: str | None) -> bool:
        """Whether somebody is here, and not only to listen."""
        return self.is_here(who) and not self.seats[who or ""].listener

    @property
    def present(self) -> tuple[str, ...]:
        """Who takes part and is here, in the order of the seats. Listeners do not count."""
        return tuple(one.who for one in self.seats.values() if one.presence == HERE and not one.listener)

    @property
    def holder(self) -> str | None:
        """Whose turn it is: the first who waits, is here and does not only listen."""
        return next((one for one in self.turn.order if self.takes_part(one)), None) if self.turn else None

    def roles_of(self, who: str) -> frozenset[str]:
        """As what somebody may write: owner, or peer and perhaps facilitator."""
        seat = self.seats.get(who)
        return frozenset() if seat is None or seat.listener else self.roles_as_member(who)

    def roles_as_member(self, who: str) -> frozenset[str]:
        """The same, whether or not they only listen now."""
        if who == self.owner:
            return frozenset((OWNER,))
        if who == self.facilitator:
            return frozenset((FACILITATOR, PEERS) if self.facilitator_is_peer else (FACILITATOR,))
        return frozenset((PEERS,))

    def eligible(self, phase: Phase) -> tuple[str, ...]:
        """Who is here and may write in a phase."""
        return tuple(one for one in self.present if self.roles_of(one) & set(phase.who))

    def entry_is_open(self) -> bool:
        """Whether somebody who comes now walks straight in: until the story and the questions are over."""
        if self.idx < 0 or self.plan[self.idx].key in AFTERWARDS:
            return True
        until_now = self.plan[: self.idx + 1]
        return all(one.part in ("before", "break") or (one.part == "core" and one.owner != "listens") for one in until_now)
