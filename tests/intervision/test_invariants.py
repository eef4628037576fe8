"""One machine of random people in a room with a clock that is moved by hand; after every step all that must hold, holds."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import allowed, why_not
from hub.intervision.rules.room import Command
from tests.intervision.drawing import RARE, Words, kind_of, near_miss, nonsense, well_formed
from tests.intervision.invariants import Invariants
from tests.intervision.machine import LENGTHS, MINUTE, NAMES, Shell, Step, everybody_in, on, one_step, opened, phase_done

pytestmark = pytest.mark.usefixtures("unmeasured")

WAITS = (100, 1000, 2500, 10_000, 10_000, 30_000, 61_000, 5 * MINUTE, 16 * MINUTE)
SEEDS = st.integers(0, 2**20)


class World:
    """A room, the people in it, the commands that are still under way, and everything that must hold."""

    def __init__(self, people: int, length: int, asked: int, seed: int) -> None:
        self.words, self.people = Words(), NAMES[:people]
        self.shell = Shell(Random(seed))
        self.invariants = Invariants(self.shell, Random(seed))
        self.counted: Counter[str] = Counter()
        watched = self.shell.watch

        def watch(step: Step) -> None:
            watched(step)
            self._count(step)

        self.shell.watch = watch
        self.given: list[tuple[str, Command, str]] = []
        self.held_back: list[tuple[str, Command]] = []
        self.removed = 0
        cases = {who: self.words() for who in self.people[2 : 2 + asked]}
        self.shell.write(opened(self.people, length, cases))
        # Some come late; now and then also who leads, and the reserve.
        leaders = 1 if seed % 5 == 0 else 2 if seed % 7 == 0 and people > 4 else 0
        self.shell.late |= set(self.people[max(3 + leaders, people - seed % 3) :]) | set(self.people[:leaders])
        for who in self.people:
            if who not in self.shell.late:
                self.give(who, Command("room.hello"))

    def _count(self, step: Step) -> None:
        event, room = step.event, step.after
        self.counted[event.type] += 1
        if event.type == "room.paused":
            self.counted[f"pause {event.data['kind']}"] += 1
        if event.type == "phase.changed" and room.phase is not None:
            self.counted[f"phase {room.phase.key}"] += 1
            self.counted[f"move {event.data['reason']}"] += 1
        if event.type == "member.joined" and event.data["listener"]:
            self.counted["listener"] += 1
        if event.type == "role.changed":
            self.counted[f"{event.data['role']} {event.data['why']}"] += 1
        if event.type == "item.added" and event.data.get("late"):
            self.counted["late"] += 1

    def give(self, who: str, command: Command, ident: str = "", well_formed: bool = False) -> None:
        """A command that is remembered, so that it can be sent once more."""
        ident = ident or self.shell.new_id()
        self.given.append((who, command, ident))
        self.shell.give(who, command, ident, well_formed)

    def drawn(self, rng: Random) -> tuple[str, Command] | None:
        """Something that somebody may do now."""
        room, now = self.shell.room, self.shell.now
        rare = [(who, kind) for who in room.seats for kind in RARE if why_not(room, who, kind, now) is None]
        if rare and rng.random() < 0.25:
            who, kind = rng.choices(rare, [RARE[kind] for _, kind in rare])[0]
        else:
            who = rng.choice([*room.seats])
            kind = kind_of(allowed(room, who, now) or frozenset(("room.hello",)), rng)
        data = well_formed(room, who, kind, now, rng, self.words)
        return None if data is None else (who, Command(kind, data, rng.choice([room.epoch, room.epoch, None])))

    # --- what can happen ---

    def something_allowed(self, rng: Random) -> None:
        """Somebody does what they may, mostly after the silence that a phase begins with."""
        self.shell.wait(0)
        phase = self.shell.room.phase
        if phase is not None and rng.random() < 0.3:
            self.shell.wait(max(0, self.shell.room.entered_at + phase.quiet * 1000 - self.shell.now))
        drawn = self.drawn(rng)
        if drawn is not None:
            self.give(*drawn, well_formed=True)

    def anything(self, rng: Random) -> None:
        """Somebody sends what comes into their head, also people who are not in the circle."""
        kind, data = nonsense(self.shell.room, rng, self.words)
        epoch = rng.choice([None, self.shell.room.epoch, self.shell.room.epoch - 1, -5, 10**9])
        self.give(rng.choice([*self.people, "vreemd", ""]), Command(kind, data, epoch))

    def almost(self, rng: Random) -> None:
        """Somebody does something they may, not quite as it should be."""
        room = self.shell.room
        who = rng.choice([*room.seats])
        kind = kind_of(allowed(room, who, self.shell.now) or frozenset(("room.hello",)), rng)
        self.give(who, Command(kind, near_miss(room, who, kind, rng, self.words), room.epoch))

    def retry(self, rng: Random) -> None:
        """An answer was lost: the same command comes again."""
        who, command, ident = rng.choice(self.given)
        first, room, lines = self.shell.acks[who, ident], self.shell.room, len(self.shell.log)
        for _ in range(rng.randint(1, 3)):
            self.invariants.check_03_idempotent(room, lines, first, self.shell.give(who, command, ident))

    def hold_back(self, rng: Random) -> None:
        """A command is under way for long."""
        drawn = self.drawn(rng)
        if drawn is not None:
            self.held_back.append((drawn[0], Command(drawn[1].type, drawn[1].data, self.shell.room.epoch)))

    def arrive(self, rng: Random) -> None:
        """What was under way comes in, out of order."""
        if self.held_back:
            self.give(*self.held_back.pop(rng.randrange(len(self.held_back))))

    def just_too_late(self, rng: Random) -> None:
        """The phase changes while somebody's message is under way."""
        room, now = self.shell.room, self.shell.now
        who = next((one for one in room.seats if why_not(room, one, "item.post", now) is None), None)
        if who is not None:
            on(self.shell)
            self.shell.wait(rng.choice([100, 5000, 20_000]))
            self.give(who, Command("item.post", {"text": self.words()}, room.epoch))

    def time(self, rng: Random) -> None:
        """Time passes, with the server awake or not."""
        self.shell.wait(rng.choice(WAITS), asleep=rng.random() < 0.2)

    def line(self, rng: Random) -> None:
        """A line is lost, or somebody comes in or back; who is late comes sooner or later."""
        who = rng.choice(sorted(self.shell.late) if self.shell.late and rng.random() < 0.5 else self.people)
        self.shell.late.discard(who)
        if self.shell.room.is_here(who) and rng.random() < 0.6:
            self.shell.lose(who)
        elif who in self.shell.room.seats:
            self.give(who, Command("room.hello"))

    def all_ready(self, rng: Random) -> None:
        """Everybody who is here is ready."""
        for who in self.shell.room.present:
            self.give(who, Command("phase.ready", {"ready": True}))

    def go_on(self, rng: Random) -> None:
        """The group goes on."""
        if self.shell.room.status == r.RUNNING:
            on(self.shell)

    def more_time(self, rng: Random) -> None:
        """Somebody announces a move, and others need more time."""
        room = self.shell.room
        if room.status == r.RUNNING and room.facilitator is not None:
            self.give(room.facilitator, Command("phase.advance", {"to": "next"}, room.epoch))
            for _ in range(rng.randint(1, 3)):
                self.give(rng.choice(self.people), Command("phase.hold", {}, None))
            self.shell.wait(rng.choice([*WAITS, 61_000, 61_000]))

    def as_meant(self, rng: Random) -> None:
        """The group does what the phase asks, and goes on, or stays in it for a while."""
        if self.shell.room.status == r.RUNNING and rng.random() < 0.4:
            phase_done(self.shell, self.words)
        else:
            one_step(self.shell, self.words)

    def crash(self, rng: Random) -> None:
        """The process dies; the room is made again from its log."""
        before = self.shell.room
        self.shell.reload()
        assert self.shell.room == before, "4: after a crash the room is another"

    def leave_circle(self, rng: Random) -> None:
        """Somebody leaves the circle, or comes into it again."""
        gone = [who for who in self.people if who not in self.shell.room.seats]
        if gone:
            self.shell.seat(rng.choice(gone))
        elif self.removed < 2:
            self.removed += 1
            self.shell.remove(rng.choice(self.people))

    def check(self) -> None:
        """After every step."""
        self.invariants.step()

    def play(self, steps: int) -> None:
        """The first part of the session goes as it is meant to."""
        for _ in range(steps):
            one_step(self.shell, self.words)
        self.check()

    def to_the_end(self) -> None:
        """14: whatever happened, people who come back and mean well get to the end of the session."""
        self.shell.late.clear()
        for _ in range(3 * len(self.shell.room.plan) + 10):
            if self.shell.room.status in r.ENDED:
                return
            everybody_in(self.shell)
            one_step(self.shell, self.words)
            self.check()
        raise AssertionError(f"14: stuck in {self.shell.room.status} {self.shell.room.why_paused} {self.shell.room.idx}")


class People(RuleBasedStateMachine):
    """Random people in one room; one run in so many is played to its end."""

    end_every = 10
    world: World
    ends: bool = False

    @initialize(
        people=st.integers(4, 6),
        length=st.sampled_from(sorted(LENGTHS)),
        asked=st.integers(0, 3),
        seed=SEEDS,
        played=st.integers(0, 14),
    )
    def open(self, people: int, length: int, asked: int, seed: int, played: int) -> None:
        self.world = World(people, length, asked, seed)
        self.ends = seed % self.end_every == 0
        self.world.check()
        self.world.play(played)

    @rule(seeds=st.lists(SEEDS, min_size=1, max_size=4))
    def somebody_does_what_they_may(self, seeds: list[int]) -> None:
        for seed in seeds:
            self._do(World.something_allowed, seed)

    @rule(seed=SEEDS)
    def another_does_what_they_may(self, seed: int) -> None:
        self._do(World.something_allowed, seed)

    @rule(seed=SEEDS)
    def somebody_sends_anything(self, seed: int) -> None:
        self._do(World.anything, seed)

    @rule(seed=SEEDS)
    def somebody_does_it_not_quite_right(self, seed: int) -> None:
        self._do(World.almost, seed)

    @rule(seed=SEEDS)
    def an_answer_is_lost(self, seed: int) -> None:
        self._do(World.retry, seed)

    @rule(seed=SEEDS)
    def a_command_is_slow(self, seed: int) -> None:
        self._do(World.hold_back, seed)

    @precondition(lambda self: self.world.held_back)
    @rule(seed=SEEDS)
    def a_slow_command_arrives(self, seed: int) -> None:
        self._do(World.arrive, seed)

    @rule(seed=SEEDS)
    def a_message_comes_just_too_late(self, seed: int) -> None:
        self._do(World.just_too_late, seed)

    @rule(seed=SEEDS)
    def time_passes(self, seed: int) -> None:
        self._do(World.time, seed)

    @rule(seed=SEEDS)
    def a_line_is_lost_or_found(self, seed: int) -> None:
        self._do(World.line, seed)

    @rule(seed=SEEDS)
    def everybody_is_ready(self, seed: int) -> None:
        self._do(World.all_ready, seed)

    @rule(seed=SEEDS)
    def the_group_goes_on(self, seed: int) -> None:
        self._do(World.go_on, seed)

    @rule(seed=SEEDS)
    def somebody_needs_more_time(self, seed: int) -> None:
        self._do(World.more_time, seed)

    @rule(seed=SEEDS)
    def the_group_does_what_is_asked(self, seed: int) -> None:
        self._do(World.as_meant, seed)

    @rule(seed=SEEDS)
    def the_process_dies(self, seed: int) -> None:
        self._do(World.crash, seed)

    @precondition(lambda self: self.world.removed < 2 or len(self.world.shell.room.seats) < len(self.world.people))
    @rule(seed=SEEDS)
    def somebody_leaves_the_circle(self, seed: int) -> None:
        if seed % 8 == 0:
            self._do(World.leave_circle, seed)

    def _do(self, what: Any, seed: int) -> None:
        what(self.world, Random(seed))
        self.world.check()

    def teardown(self) -> None:
        if self.ends:
            self.world.to_the_end()


class PatientPeople(People):
    """The same, oftener to the end."""

    end_every = 4


QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
COMMON: dict[str, Any] = {"deadline": None, "suppress_health_check": QUIET}


def test_the_invariants_hold() -> None:
    run_state_machine_as_test(People, settings=settings(max_examples=200, stateful_step_count=15, **COMMON))


@pytest.mark.deep
def test_the_invariants_hold_in_ten_thousand_sessions() -> None:
    run_state_machine_as_test(PatientPeople, settings=settings(max_examples=10_000, stateful_step_count=25, **COMMON))


# --- a machine that never gets anywhere proves nothing --------------------------------------------------------

RUNS, STEPS = 80, 50
ACTIONS = {
    World.something_allowed: 30, World.anything: 4, World.almost: 6,
    World.retry: 3, World.hold_back: 3, World.arrive: 3, World.time: 8,
    World.just_too_late: 1, World.line: 6, World.all_ready: 3, World.go_on: 6, World.more_time: 2, World.as_meant: 4,
    World.crash: 2, World.leave_circle: 1,
}  # fmt: skip
MUST_BE_MET = {
    "phase inchecken", "phase terugblik", "phase kiezen", "phase vraag", "phase helder", "phase waarderen", "phase kern",
    "phase pauze", "phase herzie", "phase suggesties", "phase slot", "phase leren", "phase stap", "phase oogst",
    "phase uitchecken", "phase evaluatie", "move start", "move next", "move back", "move ready", "move stopped",
    "pause group", "pause owner", "pause minimum", "pause facilitator", "room.resumed", "room.closed", "room.stopped",
    "case.stopped", "case.restored", "case.wiped", "case.withdrawn", "listener", "late", "phase.held", "phase.pending_off",
    "phase.extended", "phase.time_up", "facilitator accepted", "facilitator start", "deputy accepted", "timekeeper accepted",
    "role.declined", "role.offer_over", "items.revealed", "items.picked", "item.withdrawn", "item.edited", "question.answered",
    "question.passed", "vote.result", "eval.result", "turn.changed", "help.asked", "process.noted", "member.removed",
    "member.seated",
}  # fmt: skip


def test_random_sessions_meet_everything() -> None:
    met: Counter[str] = Counter()
    for seed in range(RUNS):
        rng = Random(seed)
        world = World(4 + seed % 3, sorted(LENGTHS)[seed % 3], seed % 4, seed)
        world.play(rng.randrange(10))
        for _ in range(STEPS):
            rng.choices(list(ACTIONS), list(ACTIONS.values()))[0](world, rng)
            world.check()
        if seed % 3 == 0:
            world.to_the_end()
        met += world.counted
    assert set(met) >= MUST_BE_MET, f"never met: {sorted(MUST_BE_MET - set(met))}"
