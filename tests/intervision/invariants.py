"""What must hold in a room, whatever people do (the numbers are those of the specification).

Each check keeps its own account of what happened, from events alone, and shares no line with the rules it checks.
10 and 11 do not apply yet: no method has an owner who is away or cards without a name. 24 is checked with the database.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import allowed, why_not
from hub.intervision.rules.evolve import evolve
from hub.intervision.rules.moving import leave
from hub.intervision.rules.passing import due_at, tick
from hub.intervision.rules.project import view
from hub.intervision.rules.refusals import SENTENCES
from hub.intervision.rules.room import Event, Room
from tests.intervision.machine import Frame, Given, Shell, Step

CANARY = re.compile(r"zq\d+zq")
ALWAYS = {"note.private", "item.draft", "help.ask", "presence.set"}
# What may happen in a pause: who is there, roles, help, the end; nothing that is about content.
IN_A_PAUSE = {
    "member.seated", "member.joined", "member.listens", "member.presence", "member.removed", "ready.changed", "room.resumed",
    "room.closed",
    "room.stopped", "role.changed", "role.offered", "role.declined", "role.offer_over", "process.noted", "help.asked",
    "case.stopped", "case.restored", "case.wiped", "case.withdrawn", "eval.result",
}  # fmt: skip
# Every field an event may have on its way to somebody. No reason for absence, a pause, or passing fits in it.
FIELDS = {
    "member.seated": {"user"}, "member.joined": {"user", "listener"}, "member.presence": {"user", "state"},
    "member.listens": {"user", "listener"},
    "member.removed": {"user"}, "phase.changed": {"idx", "epoch", "reason", "turn"}, "phase.pending": {"to", "at", "reason"},
    "phase.pending_off": set(), "phase.held": {"until"}, "phase.extended": {"deadline"}, "phase.time_up": {"epoch"},
    "ready.changed": {"n", "of", "mine"}, "room.paused": {"kind"}, "room.resumed": set(), "room.closed": {"purge_at"},
    "room.stopped": {"purge_at"}, "item.added": {"item"}, "item.edited": {"item"}, "item.withdrawn": {"item"},
    "items.revealed": {"items"}, "question.answered": {"item"}, "question.passed": {"item"}, "items.picked": {"ids", "source"},
    "turn.changed": {"order", "done", "deferred"}, "case.offered": {"title"}, "case.withdrawn": set(),
    "vote.progress": {"n", "of"}, "vote.result": {"totals", "chosen"}, "eval.result": {"answers", "averages"},
    "role.changed": {"role", "from", "to", "why"}, "role.offered": {"role", "to", "until", "taker"}, "role.declined": {"role"},
    "role.offer_over": {"role"}, "process.noted": {"text"}, "help.asked": set(), "case.stopped": {"until"},
    "case.restored": set(), "case.wiped": set(), "item.count": {"n"},
}  # fmt: skip
NAMELESS = {"ready.changed", "room.paused", "phase.held", "role.declined", "vote.progress", "item.count", "turn.changed"}
REASONS = {"start", "next", "back", "skip", "ready", "stopped", "reserve"}


@dataclass
class Text:
    """Words somebody gave: whose, where they stand, and who may read them."""

    by: str
    kind: str
    phase: str = ""
    item: str = ""
    hidden: bool = False
    gone: bool = False
    rests: bool = False  # about a case that was put aside


@dataclass
class Account:
    """What happened so far, written down apart from the room."""

    texts: dict[str, Text] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    reloaded: Room = field(default_factory=Room)
    epochs: dict[int, int] = field(default_factory=dict)
    got: dict[str, list[Frame]] = field(default_factory=lambda: defaultdict(list))
    ups: Counter[int] = field(default_factory=Counter)
    holds: Counter[tuple[str | None, int]] = field(default_factory=Counter)
    announced: tuple[int, int] | None = None
    paused: Room | None = None
    few_since: int | None = None
    alone_since: int | None = None
    stopped_at: int | None = None
    case_gone: bool = False
    wiped: bool = False
    case_epoch: int = 0
    former: str | None = None
    dots: dict[str, dict[str, int]] = field(default_factory=dict)


def canaries(thing: object) -> set[str]:
    """Every marked text in something that is sent or kept."""
    return set(CANARY.findall(repr(thing)))


def phase_of(room: Room, key: str) -> Any:
    """The phase with this key."""
    return next(one for one in room.plan if one.key == key)


def is_content(room: Room) -> bool:
    """Whether the phase that runs is about the case."""
    return room.phase is not None and (room.phase.part == "core" or room.phase.key == "stap")


class Invariants:
    """Watches a shell; an assertion that fails names the number of what does not hold."""

    def __init__(self, shell: Shell, probe: Random) -> None:
        self.shell, self.probe, self.kept = shell, probe, Account()
        shell.watch, shell.judge = self.event, self.command

    def event(self, step: Step) -> None:
        """After every event."""
        self._write_down(step)
        for check in (
            self.check_01_one_phase, self.check_02_log_order, self.check_05_no_change_unheard, self.check_07_owner_silence,
            self.check_08_peer_silence, self.check_09_no_leak_before_reveal, self.check_12_timer_passive,
            self.check_13_timer_monotone, self.check_14_announced, self.check_15_pause_is_total, self.check_17_sticky_roles,
            self.check_18_fair_rounds, self.check_19_no_shaming_data, self.check_23_votes,
            self.check_20_somebodys_case, self.check_22_door,
        ):  # fmt: skip
            check(step)

    def step(self) -> None:
        """After everything one step did, with nothing due any more."""
        room, now = self.shell.room, self.shell.now
        views = {who: view(room, who, now) for who in room.seats}
        self.check_04_deterministic(room)
        self.check_05_same_for_late(room, views)
        self.check_06_can_is_allowed(room, views)
        self.check_09_no_leak_in_views(room, views)
        self.check_14_never_stuck(room)
        self.check_15_signals_in_a_pause(room, views)
        self.check_16_no_lost_words(room, views)
        self.check_20_minimum(room)
        self.check_21_owner_stop(room, views)
        self.check_22_consent_gate(room, views)

    # --- the account ---

    def _write_down(self, step: Step) -> None:
        event, kept, data = step.event, self.kept, step.event.data
        kept.reloaded = evolve(kept.reloaded, Event(*json.loads(self.shell.log[-1])))
        self._write_down_texts(step)
        match event.type:
            case "phase.changed":
                kept.epochs[data["epoch"]] = data["idx"]
                kept.holds.clear()
            case "phase.held":
                kept.holds[event.by, step.after.epoch] += 1
            case "case.stopped":
                kept.stopped_at, kept.case_gone = event.at, True
            case "case.restored":
                kept.stopped_at, kept.case_gone = None, False
            case "case.wiped":
                kept.stopped_at, kept.wiped = None, data["delete"]
            case "role.changed" if data["role"] == r.OWNER and data["why"] == "accepted":
                self._put_aside(step)
            case "vote.cast":
                kept.dots[event.by or ""] = data["dots"]
            case "case.withdrawn":
                self._forget_dots(event.by or "")
            case "member.removed":
                self._forget_dots(data["user"])
                kept.dots.pop(data["user"], None)
        few = step.after.status == r.RUNNING and is_content(step.after)
        short = few and sum(seat.presence == r.HERE and not seat.listener for seat in step.after.seats.values()) < 3
        alone = few and not step.after.is_here(step.after.owner)
        kept.few_since = (kept.few_since if kept.few_since is not None else event.at) if short else None
        kept.alone_since = (kept.alone_since if kept.alone_since is not None else event.at) if alone else None

    def _put_aside(self, step: Step) -> None:
        for one in self.kept.texts.values():
            one.rests = one.rests or (one.kind != "case" and self._about_the_case(step.before, one))
            one.gone = one.gone or (one.kind == "case" and one.by == step.before.owner)
        self._forget_dots(step.before.owner or "")
        self.kept.former = step.before.owner
        self.kept.case_epoch = step.after.epoch + 1

    def _forget_dots(self, case: str) -> None:
        self.kept.dots = {who: {key: n for key, n in dots.items() if key != case} for who, dots in self.kept.dots.items()}

    def _write_down_texts(self, step: Step) -> None:
        event, kept, data, by = step.event, self.kept, step.event.data, step.event.by or ""
        match event.type:
            case "item.added" | "item.edited":
                self._write_down_item(step)
            case "item.withdrawn":
                self._gone(lambda one: one.item == data["id"])
            case "items.revealed":
                for one in kept.texts.values():
                    one.hidden = one.hidden and one.item not in data["ids"]
            case "question.answered" | "question.passed":
                self._gone(lambda one: one.item == data["id"] and one.kind == "answer")
                self._mark(data.get("text"), Text(by, "answer", step.after.items[data["id"]].phase, data["id"]))
            case "case.offered" | "case.withdrawn" | "member.removed":
                whose = data.get("user", by)
                self._gone(lambda one: one.kind == "case" and one.by == whose)
                self._mark(data.get("title"), Text(by, "case"))
            case "process.noted":
                self._mark(data["text"], Text(by, "process"))
            case "room.opened":
                for who, title in data["cases"].items():
                    self._mark(title, Text(who, "case"))

    def _write_down_item(self, step: Step) -> None:
        data = step.event.data
        item = step.after.items[data["id"]]
        hidden = phase_of(step.after, item.phase).reveal != "live"
        if "text" in data:
            self._gone(lambda one: one.item == item.id and one.kind == "item")
        for text in (data.get("text"), item.when):
            self._mark(text, Text(item.by, "item", item.phase, item.id, hidden))

    def _mark(self, text: object, about: Text) -> None:
        for canary in canaries(text):
            self.kept.texts[canary] = replace(about)

    def _gone(self, which: Any) -> None:
        for one in self.kept.texts.values():
            one.gone = one.gone or which(one)

    def _about_the_case(self, room: Room, one: Text) -> bool:
        if one.rests:
            return False
        if one.kind == "case":
            return one.by == room.owner
        return one.kind in ("item", "answer") and (phase_of(room, one.phase).part == "core" or one.phase == "stap")

    def _why_not_read(self, room: Room, canary: str, who: str) -> str:
        """The number of the rule by which these words may not reach somebody; '' if they may."""
        one = self.kept.texts.get(canary)
        if one is None:
            return "25: a refused text"
        if who not in room.seats or not room.seats[who].joined:
            return "22: who is not in"
        if one.rests and who not in ((one.by, self.kept.former) if one.kind == "item" else (one.by,)):
            return "21: of a case that was put aside"
        if self.kept.case_gone and self._about_the_case(room, one) and (who != room.owner or self.kept.wiped):
            return "21: after the stop"
        return "" if one.by == who or not one.hidden else "9: hidden"

    # --- the invariants ---

    def check_01_one_phase(self, step: Step) -> None:
        before, after = step.before, step.after
        if step.event.type == "phase.changed":
            assert after.epoch == before.epoch + 1, "1: an entry does not count one up"
            assert 0 <= after.idx < len(after.plan), "1: outside the plan"
        elif step.event.type != "room.opened":
            assert (after.idx, after.epoch) == (before.idx, before.epoch), "1: another phase without entering it"

    def check_02_log_order(self, step: Step) -> None:
        assert step.lsn == len(self.shell.log), "2: a gap in the log"
        for frame in step.frames:
            earlier = self.kept.got[frame.who]
            assert frame.prev == (earlier[-1].lsn if earlier else 0), f"2: {frame.who} hears of a gap that is none"
            assert frame.lsn == step.lsn, "2: another number than that of the log"
            earlier.append(frame)

    def check_03_idempotent(self, room: Room, lines: int, first: object, again: object) -> None:
        assert first == again, "3: another answer to the same command"
        assert (self.shell.room, len(self.shell.log)) == (room, lines), "3: the same command did something twice"

    def check_04_deterministic(self, room: Room) -> None:
        assert self.kept.reloaded == room, "4: the log makes another room"

    def check_05_no_change_unheard(self, step: Step) -> None:
        heard = {frame.who for frame in step.frames}
        for who in step.before.seats.keys() & step.after.seats.keys() - heard:
            at = step.event.at
            assert view(step.before, who, at) == view(step.after, who, at), f"5: {who} heard nothing of {step.event.type}"

    def check_05_same_for_late(self, room: Room, views: dict[str, Any]) -> None:
        seen = {
            who: [one["id"] for one in view["items"] if not one["hidden"] and not self._rests(room, one)]
            for who, view in views.items()
            if room.seats[who].joined and not (room.case_gone and who == room.owner)
        }
        assert len({tuple(ids) for ids in seen.values()}) <= 1, "5: not everybody sees the same"

    def _rests(self, room: Room, item: dict[str, Any]) -> bool:
        phase = phase_of(room, item["phase"])
        return item["epoch"] < self.kept.case_epoch and (phase.part == "core" or phase.key == "stap")

    def command(self, given: Given) -> None:
        """After every command that was handled."""
        ack, command, room = given.ack, given.command, given.room
        self.check_09_no_leak_in_answers(given)
        if ack.code:
            self.check_25_limits_are_inert(given)
            self.kept.refused |= canaries(ack.echo) - self.kept.texts.keys()
            assert ack.echo == (_text_of(command.data)), "16: a refused text is not given back"
        elif given.well_formed and command.type == "item.post":
            written = [one.text for one in self.shell.room.items.values() if one.by == given.who]
            assert written[-1] == command.data["text"], "16: other words than were given"
        old = command.epoch is not None and command.epoch != room.epoch
        if not ack.code and old and command.type == "item.post":
            self.check_06_late(given)
        elif not ack.code:
            assert given.may, f"6: {command.type} was not allowed and was done"
        elif given.well_formed and not old:
            assert not given.may, f"6: {command.type} was allowed and refused: {ack.code}"

    def check_06_late(self, given: Given) -> None:
        left, now = given.room.left, self.shell.now
        assert left is not None, "6: late, and no phase ended"
        phase = given.room.plan[left.idx]
        assert given.command.epoch == left.epoch and now - left.at <= given.room.waits.late, "6: too late"
        assert phase.reveal == "live" and given.room.roles_of(given.who) & set(phase.who), "6: late without the right"
        assert [one for one in self.shell.room.items.values() if one.late and one.epoch == left.epoch], "6: not marked late"

    def check_06_can_is_allowed(self, room: Room, views: dict[str, Any]) -> None:
        who = self.probe.choice(sorted(views))
        assert views[who]["me"]["can"] == sorted(allowed(room, who, self.shell.now)), "6: the page offers something else"

    def check_07_owner_silence(self, step: Step) -> None:
        if step.event.type in ("item.added", "question.answered") and step.event.by == step.before.owner:
            phase = self._written_in(step)
            assert phase.owner in ("speaks", "answers") and "owner" in phase.who, f"7: the owner spoke in {phase.key}"
            assert step.event.type != "item.added" or phase.owner == "speaks", "7: the owner asked in their own questions"

    def check_08_peer_silence(self, step: Step) -> None:
        if step.event.type == "item.added" and step.event.by != step.before.owner:
            phase, by = self._written_in(step), step.event.by
            roles = {"peers"} | ({"facilitator"} if by == step.before.facilitator else set())
            assert roles & set(phase.who), f"8: {by} spoke in {phase.key}"
            assert not step.before.seats[by or ""].listener, "8: a listener spoke"

    def _written_in(self, step: Step) -> Any:
        """The phase of what was written, by the entry it belongs to."""
        item = step.after.items[step.event.data["id"]]
        phase = step.after.plan[self.kept.epochs[item.epoch]]
        assert phase.key == item.phase, "8: written in one phase and kept in another"
        return phase

    def check_09_no_leak_before_reveal(self, step: Step) -> None:
        if step.event.type == "items.revealed":
            self._check_09_reveal(step)
        for frame in step.frames:
            for canary in canaries(frame.event):
                why = self._why_not_read(step.after, canary, frame.who)
                assert not why, f"{why}: {frame.who} got {canary} in {step.event.type}"
            if step.event.type == "items.revealed":
                assert len({one["at"] for one in frame.event.data["items"]}) <= 1, "9: the moment tells who wrote first"

    def _check_09_reveal(self, step: Step) -> None:
        phase = step.before.phase
        assert phase is not None and phase.reveal in ("on_advance", "on_ready"), "9: shown in a phase that hides for good"
        moved = step.before.pending is not None and step.event.at >= step.before.pending.at
        ready = phase.reveal == "on_ready" and set(step.before.present) <= step.before.ready
        assert moved or ready, "9: shown while others still write"
        mine = [step.before.items[one] for one in step.event.data["ids"]]
        assert all(one.epoch == step.before.epoch and not one.withdrawn for one in mine), "9: shown what was taken back"

    def check_09_no_leak_in_views(self, room: Room, views: dict[str, Any]) -> None:
        for who, seen in views.items():
            for canary in canaries(seen):
                why = self._why_not_read(room, canary, who)
                assert not why, f"{why}: {who} sees {canary}"
                assert not self.kept.texts[canary].gone, f"9: {who} sees {canary}, which was taken back"

    def check_09_no_leak_in_answers(self, given: Given) -> None:
        assert canaries(given.ack) <= canaries(given.command.data), "9: an answer tells what the asker did not say"

    def check_12_timer_passive(self, step: Step) -> None:
        event = step.event
        if event.type == "phase.time_up":
            self.kept.ups[event.data["epoch"]] += 1
            assert self.kept.ups[event.data["epoch"]] == 1, "12: time is up twice"
        if event.type == "phase.pending" and event.by is None:
            assert event.data["reason"] == "ready", "12: the clock announced a move"
            assert set(step.before.present) <= step.before.ready and step.before.present, "12: not everybody was ready"
        if event.type == "phase.changed" and event.by is None:
            assert event.data["reason"] in ("ready", "stopped"), "12: the clock moved the group"

    def check_13_timer_monotone(self, step: Step) -> None:
        assert step.after.status != r.RUNNING or step.after.deadline is not None, "13: a phase without an end"
        assert step.after.status != r.PAUSED or step.after.remaining is not None, "13: a pause without what is left"
        grows = {"room.opened", "phase.extended", "phase.held", "room.resumed", "case.restored", "phase.changed"}
        before, after = (_remaining(room, step.event.at) for room in (step.before, step.after))
        if step.event.type not in grows and before is not None and after is not None:
            assert after == before or (step.after.status == r.PAUSED and after == max(before, 0)), "13: the clock jumped"
        if step.before.status == r.PAUSED and step.after.status == r.PAUSED:
            assert step.after.remaining == step.before.remaining, "13: the clock ran in a pause"

    def check_14_announced(self, step: Step) -> None:
        event, kept, wait = step.event, self.kept, step.after.waits.announce
        if event.type == "phase.pending":
            assert event.data["at"] - event.at >= wait, "14: announced too short before"
            kept.announced = (event.at, step.after.epoch)
        if event.type in ("phase.held", "phase.pending_off", "room.paused", "case.stopped"):
            kept.announced = None
        if event.type == "phase.held":
            assert kept.holds[event.by, step.after.epoch] <= 2, "14: held three times"
            assert step.after.pending is None, "14: held, and it goes on all the same"
        if event.type == "phase.changed" and event.data["reason"] not in ("start", "stopped", "reserve"):
            assert kept.announced is not None and kept.announced[1] == step.before.epoch, "14: moved without a word"
            assert event.at - kept.announced[0] >= wait, "14: moved before people could hold it"
        if event.type == "phase.changed":
            assert event.data["reason"] != "start" or step.before.status == r.LOBBY, "14: started twice"
            taken = step.before.why_paused == "owner" and step.before.owner == event.by
            assert event.data["reason"] != "reserve" or taken, "14: another case, and nobody said yes"
            assert event.data["reason"] != "stopped" or self.kept.case_gone, "14: stopped by nobody"
            kept.announced = None

    def check_14_never_stuck(self, room: Room) -> None:
        now = self.shell.now
        if room.pending is not None:
            assert now < room.pending.at, "14: an announced move does not come"
        assert tick(room, now, Random(0)) == [], "14: something is due and was not done"
        due = due_at(room)
        assert due is None or due > now, "14: something is due and is never done"
        sooner = now + self.probe.randrange(0, 3_600_000) if due is None else now + self.probe.randrange(0, due - now)
        assert tick(room, sooner, Random(0)) == [], "14: nobody would wake up for this"

    def check_15_pause_is_total(self, step: Step) -> None:
        before, after, kind = step.before, step.after, step.event.type
        if before.status == r.PAUSED:
            stopped = kind == "phase.changed" and step.event.data["reason"] in ("stopped", "reserve")
            assert kind in IN_A_PAUSE or stopped, f"15: {kind} in a pause"
        if kind in ("room.paused", "case.stopped") and before.status == r.RUNNING:
            self.kept.paused = after
        if kind in ("room.resumed", "case.restored") and after.status == r.RUNNING and self.kept.paused is not None:
            was = self.kept.paused
            assert (after.idx, after.epoch) == (was.idx, was.epoch), "15: another phase after the pause"
            assert _remaining(after, step.event.at) == was.remaining, "15: another time after the pause"
            if was.turn is not None and after.turn is not None:
                assert after.turn.done == was.turn.done, "15: a turn moved in the pause"
                assert after.turn.order[: len(was.turn.order)] == was.turn.order, "15: the round has another order"

    def check_15_signals_in_a_pause(self, room: Room, views: dict[str, Any]) -> None:
        for who, seat in room.seats.items():
            if room.status == r.PAUSED and seat.joined:
                assert set(views[who]["me"]["can"]) >= ALWAYS, "15: no signal in a pause"

    def check_16_no_lost_words(self, room: Room, views: dict[str, Any]) -> None:
        there = {who: canaries(seen) for who, seen in views.items()}
        for canary, one in self.kept.texts.items():
            case = self._about_the_case(room, one)
            # The stop takes everybody's words about the case, and the question itself; not the questions of others.
            stopped = self.kept.case_gone and case and not (one.by == room.owner and not self.kept.wiped)
            if one.gone or stopped or one.by not in views:
                continue
            if room.seats[one.by].joined:
                assert canary in there[one.by], f"16: {one.by} lost {canary} ({one.kind} in {one.phase})"
        for who, texts in self.shell.drafts.items():
            assert all(isinstance(one, str) and one for one in texts), f"16: {who} lost a refused text"

    def check_17_sticky_roles(self, step: Step) -> None:
        before, after, event = step.before, step.after, step.event
        facilitator = after.facilitator
        assert facilitator is None or facilitator != after.owner, "17: the owner leads their own case"
        if event.type == "room.opened" or event.type == "member.removed":
            return
        if dict(before.roles) != dict(after.roles):
            assert event.type == "role.changed", f"17: a role moved by {event.type}"
        if event.type == "role.changed" and event.data["role"] != r.OWNER:
            self._check_17_taken(step)
        if event.type == "role.changed" and event.data["role"] == r.OWNER:
            asked = before.offers.get(r.OWNER)
            away = asked is not None and asked.to == after.owner == event.by and not before.is_here(before.owner)
            assert (before.owner is None or away) and before.is_here(after.owner), "17: an owner who is not here, or a second one"
        if event.type == "role.offered" and event.by is None:
            seat = before.seats.get(before.facilitator or "")
            gone = seat is None or (seat.presence != r.HERE and event.at - seat.since >= before.waits.facilitator)
            assert gone, "17: asked for another leader within the grace time"

    def _check_17_taken(self, step: Step) -> None:
        role, to = step.event.data["role"], step.event.data["to"]
        asked = step.before.offers.get(role)
        back = asked is not None and asked.taker == to and asked.to == step.event.by and asked.by == to
        assert step.event.by == to or back, "17: a role given without a yes"
        if step.before.status == r.LOBBY and step.event.data["why"] == "start":
            seat = step.before.seats.get(step.before.facilitator or "")
            gone = seat is None or not seat.joined or step.event.at - seat.since >= step.before.waits.facilitator
            assert gone and to == step.before.roles["deputy"], "17: the role was taken within the grace time"
        else:
            offer = step.before.offers.get(role)
            assert offer is not None and (back or offer.to in (None, to)), "17: a role taken that was not offered"

    def check_18_fair_rounds(self, step: Step) -> None:
        before, after = step.before, step.after
        turn = after.turn
        if turn is not None and after.phase is not None:
            every = (*turn.order, *turn.done)
            assert len(set(every)) == len(every), "18: somebody is in the round twice"
            able = {
                who for who, seat in after.seats.items()
                if seat.presence == r.HERE and not seat.listener and _role(after, who) & set(after.phase.who)
            }  # fmt: skip
            assert able <= set(every), "18: somebody who is here has no turn"
            here = [one for one in turn.order if (seat := after.seats.get(one)) and seat.presence == r.HERE and not seat.listener]
            assert after.holder == (here[0] if here else None), "18: the round is blocked"
            if here and after.status == r.RUNNING:
                assert why_not(after, here[0], "turn.pass", step.event.at) is None, "18: the holder cannot pass"
        if before.turn is not None and turn is not None and step.event.type != "phase.changed":
            assert turn.done[: len(before.turn.done)] == before.turn.done, "18: a second turn"
        if step.event.type == "item.added" and before.turn is not None and not step.event.data.get("late"):
            assert before.holder == step.event.by, "18: spoke out of turn"

    def check_19_no_shaming_data(self, step: Step) -> None:
        for frame in step.frames:
            event = frame.event
            assert set(event.data) <= FIELDS[event.type], f"19: {event.type} tells more than it may: {sorted(event.data)}"
            assert event.type not in NAMELESS or event.by is None, f"19: {event.type} says who"
            assert "mine" not in event.data or frame.who == step.event.by, "19: who is ready"
            if event.type in ("phase.changed", "phase.pending"):
                assert event.data["reason"] in REASONS, "19: a reason"
            if event.type == "ready.changed":
                here = [one for one in step.after.seats.values() if one.presence == r.HERE and not one.listener]
                assert event.data["of"] == len(here) and 0 <= event.data["n"] <= len(here), "19: counts who is away"
            if event.type == "help.asked":
                assert frame.who in (step.event.by, step.after.facilitator), "19: others hear that somebody needs help"

    def check_20_somebodys_case(self, step: Step) -> None:
        chose = step.before.phase is not None and step.before.phase.input == "vote" and step.after.idx > step.before.idx
        assert not chose or step.after.owner is not None, "20: about nobody's question"

    def check_20_minimum(self, room: Room) -> None:
        now, waits = self.shell.now, room.waits
        if room.status == r.RUNNING:
            assert self.kept.few_since is None or now - self.kept.few_since < waits.minimum, "20: goes on with too few"
            assert self.kept.alone_since is None or now - self.kept.alone_since < waits.owner, "20: goes on without the owner"

    def check_21_owner_stop(self, room: Room, views: dict[str, Any]) -> None:
        if self.kept.stopped_at is not None:
            assert self.shell.now < self.kept.stopped_at + room.waits.undo, "21: the minute is over and nothing was wiped"
            assert room.status == r.PAUSED, "21: goes on after a stop"
        case = {canary for canary, one in self.kept.texts.items() if self._about_the_case(room, one)}
        if self.kept.wiped:
            assert not canaries(room) & case, "21: the room still holds words of the case"
        for who, seen in views.items():
            if self.kept.case_gone and who != room.owner:
                assert not canaries(seen) & case, f"21: {who} still reads the case"

    def check_22_consent_gate(self, room: Room, views: dict[str, Any]) -> None:
        for who, seen in views.items():
            if not room.seats[who].joined:
                assert not canaries(seen), f"22: {who} reads at the door"
                assert "items" not in seen and set(seen["me"]) == {"can"}, f"22: {who} knows more at the door than who is in"

    def check_22_door(self, step: Step) -> None:
        """Once the others only speak among themselves, nobody new walks in: the owner lets them in, or the check-out does."""
        event, before = step.event, step.before
        if event.type == "member.joined" and event.by == event.data["user"] and not before.seats[event.by or ""].joined:
            so_far = before.plan[: before.idx + 1]
            over = any(one.part == "core" and one.owner == "listens" for one in so_far)
            at_the_end = before.phase is not None and before.phase.key in ("uitchecken", "evaluatie")
            let_in = before.seats[event.by or ""].presence == r.WAITING and self.shell.asked_by != event.by
            assert not over or at_the_end or let_in, "22: walked into the middle of the case"

    def check_23_votes(self, step: Step) -> None:
        event, dots = step.event, step.event.data.get("dots", {})
        if event.type == "vote.cast":
            assert sum(dots.values()) <= 2 and dots.get(event.by, 0) <= 1, "23: more dots than there are"
            assert all(n > 0 and case in step.before.cases for case, n in dots.items()), "23: a dot on nothing"
        if event.type == "vote.result":
            counted = {case: sum(one.get(case, 0) for one in self.kept.dots.values()) for case in step.before.cases}
            assert event.data["totals"] == counted, "23: counted wrongly"
            best = max(counted[case] for case in counted if step.before.is_here(case))
            assert counted[event.data["chosen"]] == best, "23: chosen with fewer dots"
            self._check_23_any_order(step.before)

    def _check_23_any_order(self, room: Room) -> None:
        turned = replace(
            room, votes=dict(reversed(room.votes.items())), cases=dict(reversed(room.cases.items())),
            seats=dict(reversed(room.seats.items())),
        )  # fmt: skip
        first, second = (leave(one, room.idx + 1, "next", None, 0, Random(7))[0].data for one in (room, turned))
        assert first == second, "23: the order of the votes matters"

    def check_25_limits_are_inert(self, given: Given) -> None:
        assert given.ack.code in SENTENCES, f"25: no sentence for {given.ack.code}"
        assert self.shell.room == given.room, "25: a refused command changed the room"
        assert given.ack.lsn == len(self.shell.log), "25: a refused command was written"


def _remaining(room: Room, at: int) -> int | None:
    return room.remaining if room.deadline is None else room.deadline - at


def _role(room: Room, who: str) -> set[str]:
    if who == room.owner:
        return {"owner"}
    return {"peers", "facilitator"} if who == room.facilitator else {"peers"}


def _text_of(data: Any) -> str:
    text = data.get("text", data.get("title"))
    return text if isinstance(text, str) else ""
