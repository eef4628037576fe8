"""A made-up shell round the pure core of the room: a log as JSON, answers kept by id, a clock that is moved by hand.

It does what the real one does (`hub/intervision/actions/room.py`), without database, sockets and waiting.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from hub.intervision.queries.methods import frame, methods
from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import why_not
from hub.intervision.rules.decide import decide
from hub.intervision.rules.evolve import evolve, fold
from hub.intervision.rules.method import Phase
from hub.intervision.rules.passing import due_at, tick
from hub.intervision.rules.plan import plan_of
from hub.intervision.rules.project import project
from hub.intervision.rules.room import Command, Event, Refusal, Room, Waits

NOON = 1_795_000_000_000
MINUTE = 60_000
NAMES = ("ali", "bo", "cas", "dee", "eva", "fay")
# Pace, per length of session, with which the core fits.
LENGTHS = {60: "kort", 90: "gewoon", 120: "rustig"}


def plan(length: int = 90) -> tuple[Phase, ...]:
    """The real plan of a session: frame and reflecting team."""
    return plan_of(frame(), methods()["reflecting"], length, LENGTHS[length])


@dataclass(frozen=True)
class Frame:
    """An event as one person gets it, after the one they got before."""

    who: str
    lsn: int
    prev: int
    event: Event


@dataclass(frozen=True)
class Step:
    """One event of the log, the room before and after it, and who got what of it."""

    lsn: int
    before: Room
    event: Event
    after: Room
    frames: tuple[Frame, ...]


@dataclass(frozen=True)
class Ack:
    """The answer to a command: the number of the room, or a code with the refused text."""

    lsn: int
    code: str = ""
    echo: str = ""


@dataclass(frozen=True)
class Given:
    """A command that was handled: in which room, by whom, and what came of it."""

    room: Room
    who: str
    command: Command
    ack: Ack
    well_formed: bool
    may: bool


def opened(
    people: tuple[str, ...], length: int = 90, cases: dict[str, str] | None = None, waits: Waits | None = None, at: int = NOON
) -> Event:
    """A room is opened as the shell opens it: the first leads, the second is the reserve."""
    data = {
        "plan": [vars(one) | {"who": list(one.who)} for one in plan(length)],
        "waits": vars(waits or Waits()),
        "facilitator_is_peer": True,
        "people": list(people),
        "roles": {"facilitator": people[0], "deputy": people[1]},
        "times_owner": {people[2]: 1},
        "cases": cases or {},
    }
    return Event("room.opened", None, at, data)


@dataclass
class Shell:
    """One room with its log. `watch` is called for every event, `judge` for every command that was handled."""

    rng: Random
    now: int = NOON
    room: Room = field(default_factory=Room)
    log: list[str] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    acks: dict[tuple[str, str], Ack] = field(default_factory=dict)
    drafts: dict[str, list[str]] = field(default_factory=dict)
    watch: Callable[[Step], None] = lambda step: None
    judge: Callable[[Given], None] = lambda given: None
    late: set[str] = field(default_factory=set)
    ids: int = 0
    asked_by: str = ""

    def write(self, *events: Event) -> None:
        """Events under the next numbers, shown to who may see them."""
        for event in events:
            before = self.room
            self.log.append(json.dumps([event.type, event.by, event.at, dict(event.data)]))
            self.room = evolve(before, event)
            frames = []
            for who in {**before.seats, **self.room.seats}:
                shown = project(self.room, event, who)
                if shown is not None:
                    frames.append(Frame(who, len(self.log), self.last.get(who, 0), shown))
                    self.last[who] = len(self.log)
            self.watch(Step(len(self.log), before, event, self.room, tuple(frames)))

    def tick(self) -> None:
        """What is due by now, until nothing is."""
        while events := tick(self.room, self.now, self.rng):
            self.write(*events)

    def new_id(self) -> str:
        """An id for a command."""
        self.ids += 1
        return f"id-{self.ids}"

    def give(self, who: str, command: Command, ident: str = "", well_formed: bool = False) -> Ack:
        """Handle one command; the same id gets the same answer and nothing else happens."""
        ident = ident or self.new_id()
        if (who, ident) in self.acks:
            return self.acks[who, ident]
        self.tick()
        self.asked_by = who
        room, may = self.room, why_not(self.room, who, command.type, self.now) is None
        outcome = decide(room, who, command, self.now, self.rng)
        if isinstance(outcome, Refusal):
            text = command.data.get("text", command.data.get("title"))
            echo = text if isinstance(text, str) else ""
            if echo:
                self.drafts.setdefault(who, []).append(echo)
            ack = Ack(len(self.log), outcome.code, echo)
        else:
            self.write(*outcome)
            self.tick()
            ack = Ack(len(self.log))
        self.acks[who, ident] = ack
        self.judge(Given(room, who, command, ack, well_formed, may))
        return ack

    def do(self, who: str, kind: str, **data: Any) -> Ack:
        """A plain command, meant for the phase that runs."""
        return self.give(who, Command(kind, data, self.room.epoch))

    def wait(self, ms: int, asleep: bool = False) -> None:
        """Time passes. A server that is awake wakes at each moment something is due; one that slept sees it all at once."""
        until = self.now + ms
        while not asleep and (moment := due_at(self.room)) is not None and moment <= until:
            self.now = max(self.now, moment)
            before = len(self.log)
            self.tick()
            if len(self.log) == before:
                break
        self.now = until
        self.tick()

    def lose(self, who: str) -> None:
        """Somebody's line is gone for too long."""
        seat = self.room.seats.get(who)
        if seat is not None and seat.presence in (r.HERE, r.WAITING):
            self.write(Event("member.presence", who, self.now, {"user": who, "state": r.OFFLINE}))
            self.tick()

    def remove(self, who: str) -> None:
        """Somebody left the circle."""
        if who in self.room.seats:
            self.write(Event("member.removed", None, self.now, {"user": who}))
            self.tick()

    def seat(self, who: str) -> None:
        """Somebody came into the circle since the room was opened."""
        if who not in self.room.seats:
            self.write(Event("member.seated", None, self.now, {"user": who}))

    def events(self) -> list[Event]:
        """The log, read back."""
        return [Event(*json.loads(line)) for line in self.log]

    def reload(self) -> None:
        """The process died: the room is what its log says."""
        self.room = fold(self.events())


def session(people: int = 4, length: int = 90, cases: dict[str, str] | None = None, seed: int = 1) -> Shell:
    """A room that was opened."""
    shell = Shell(Random(seed))
    shell.write(opened(NAMES[:people], length, cases))
    return shell


# --- how people who mean well go through a session ----------------------------------------------------------


def everybody_in(shell: Shell) -> None:
    """Who has a seat comes in, or back; but who is late comes later."""
    for who, seat in list(shell.room.seats.items()):
        if who in shell.late:
            continue
        if seat.presence == r.SHORT:
            shell.do(who, "presence.set", state="back")
        elif seat.presence != r.HERE:
            shell.do(who, "room.hello")


SAID = ("checkin.set", "eval.submit", "case.offer", "case.vote", "item.post", "item.pick")


def say(shell: Shell, who: str, text: Callable[[], str]) -> None:
    """One person does what this phase asks, if they may."""
    room = shell.room
    can = {kind for kind in SAID if why_not(room, who, kind, shell.now) is None}
    standing = [one for one in room.items.values() if not one.withdrawn]
    if "checkin.set" in can:
        shell.do(who, "checkin.set", value=3, word=text())
    if "eval.submit" in can:
        shell.do(who, "eval.submit", values=[4] * 4)
    if "case.offer" in can and not room.cases and room.phase.input == "vote":
        shell.do(who, "case.offer", title=text())
    if "case.vote" in can:
        shell.do(who, "case.vote", dots={sorted(room.cases)[0]: 1})
    if "item.post" in can:
        shell.do(who, "item.post", text=text())
    if "item.pick" in can:
        shell.do(who, "item.pick", ids=[one.id for one in standing if one.phase == room.phase.source][:1])
    for item in [one for one in standing if one.epoch == room.epoch and one.kind == "question"]:
        shell.do(who, "question.answer", id=item.id, text=text())


def phase_done(shell: Shell, text: Callable[[], str]) -> None:
    """Everybody does what the phase asks, in their turn, after the silence it begins with."""
    phase, epoch = shell.room.phase, shell.room.epoch
    if phase is None:
        return
    shell.wait(phase.quiet * 1000)
    # The owner once more at the end: to answer what was asked.
    for who in [*shell.room.present, shell.room.owner or ""]:
        if shell.room.epoch == epoch and shell.room.turn is None:
            say(shell, who, text)
    for _ in range(2 * len(NAMES)):
        if shell.room.epoch == epoch and (who := shell.room.holder) is not None:
            say(shell, who, text)
            shell.wait(2500)


def on(shell: Shell) -> None:
    """The group goes on: everybody is ready, or who leads announces it; and the announcement runs out."""
    room, phase = shell.room, shell.room.phase
    if phase is not None and phase.adv == "ready":
        for who in room.present:
            shell.do(who, "phase.ready", ready=True)
    elif room.facilitator is not None:
        shell.wait(max(0, room.held_until - shell.now))
        shell.do(room.facilitator, "phase.advance", to="next")
    shell.wait(room.waits.announce)


def who_may(shell: Shell, kind: str) -> str | None:
    """The first of who is here that may do something now."""
    return next((one for one in shell.room.present if why_not(shell.room, one, kind, shell.now) is None), None)


def take_lead(shell: Shell) -> None:
    """Nobody leads: wait until somebody is asked, and let one person say yes, taking back their question for it."""
    room = shell.room
    if room.facilitator is not None and room.is_here(room.facilitator):
        return
    shell.wait(room.waits.nobody if room.status == r.LOBBY else room.waits.offer)
    if who_may(shell, "role.accept") is None and shell.room.owner is None and shell.room.present:
        shell.do(shell.room.present[0], "case.withdraw")
    if (who := who_may(shell, "role.accept")) is not None:
        shell.do(who, "role.accept")


def out_of_pause(shell: Shell) -> None:
    """Everybody comes back, somebody takes the lead if nobody has it, and it goes on; or it ends."""
    shell.wait(shell.room.waits.undo if shell.room.stop else 0)
    everybody_in(shell)
    take_lead(shell)
    who = who_may(shell, "room.resume")
    if who is not None and shell.room.status == r.PAUSED:
        shell.do(who, "room.resume")
    if shell.room.status == r.PAUSED and shell.room.facilitator is not None:
        shell.do(shell.room.facilitator, "room.end")


def one_step(shell: Shell, text: Callable[[], str]) -> None:
    """What people who mean well do next."""
    room = shell.room
    if room.status == r.LOBBY:
        everybody_in(shell)
        if who_may(shell, "room.start") is None and len(shell.room.present) >= r.NEEDED:
            take_lead(shell)
        if (starter := who_may(shell, "room.start")) is not None:
            shell.do(starter, "room.start")
    elif room.status == r.PAUSED:
        out_of_pause(shell)
    elif room.status == r.RUNNING:
        phase_done(shell, text)
        on(shell)


def with_seconds(phases: tuple[Phase, ...], seconds: int) -> tuple[Phase, ...]:
    """A plan whose phases are short."""
    return tuple(replace(one, seconds=seconds) for one in phases)
