"""A room in words for one person: what its page shows, from what that person may see and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil, cos, pi, sin
from typing import Any

from hub.core.text import N_, time_of_day, translated
from hub.intervision.actions.writing import BESIDE, NOTE
from hub.intervision.models import Kept, RoomDraft, Session
from hub.intervision.queries.log import Log, in_ms, moment
from hub.intervision.rules import room as r
from hub.intervision.rules.leading import reserve_of
from hub.intervision.rules.limits import KIND_OF, MOST_TEXT
from hub.intervision.rules.method import Phase
from hub.intervision.rules.project import view
from hub.intervision.views.drawn import Chair, Step, Written, whole_minute
from hub.intervision.views.words import FORMER, PRESENCE, RESTS, ROLE_NAMES, WHY_PAUSED


class Seen:
    """Everything the page of a room draws."""

    def __init__(self, session: Session, log: Log, who: str, names: Mapping[str, str], at: datetime) -> None:
        self.session, self.room, self.who, self.at = session, log.room, who, at
        self.names, self.now = names, in_ms(at)
        self.lsn, self.last = log.lsn, log.last.get(who, 0)
        self.data = view(log.room, who, self.now)
        self.can = frozenset(self.data["me"]["can"])
        self.phase = log.room.phase if log.room.seats[who].joined else None
        self.drafts: Mapping[str, RoomDraft] = {}
        self.note: Kept | None = None

    def name(self, who: str) -> str:
        """What somebody is called; a member who left is 'oud-lid'."""
        return self.names.get(who) or translated(FORMER)

    @property
    def steps(self) -> list[Step]:
        """All phases with clock times, as they are planned from now."""
        end = self._first_end()
        found: list[Step] = []
        for number, phase in enumerate(self.room.plan):
            if number > max(self.room.idx, 0) or (number == 0 and self.room.idx < 0 and found):
                end += timedelta(seconds=phase.seconds)
            state = "done" if number < self.room.idx or self.ended else "now" if number == self.room.idx else "next"
            until = time_of_day(whole_minute(end)) if state != "done" and not self.ended else ""
            found.append(Step(translated(phase.nl), state, until, ceil(phase.seconds / 60)))
        return found

    def _first_end(self) -> datetime:
        room = self.room
        if room.idx < 0:
            return self.session.starts_at + timedelta(seconds=room.plan[0].seconds)
        if room.deadline is not None:
            return max(moment(room.deadline), self.at)
        return self.at + timedelta(milliseconds=room.remaining or 0)

    @property
    def ended(self) -> bool:
        """Whether the room is closed or stopped."""
        return self.room.status in r.ENDED

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes until the planned end of this phase, rounded up; None in a pause or after it."""
        if self.room.deadline is None or self.room.deadline <= self.now:
            return None
        return ceil((self.room.deadline - self.now) / 60_000)

    @property
    def speaker(self) -> str | None:
        """Who has the word now: the holder of the turn, or the owner where only the owner speaks."""
        if self.room.status != r.RUNNING or self.phase is None:
            return None
        return self.room.holder or (self.room.owner if self.phase.turn == "single" else None)

    @property
    def chairs(self) -> list[Chair]:
        """The seats round the table, in a fixed order."""
        seats = list(self.room.seats.values())
        found = []
        for number, seat in enumerate(seats):
            angle = 2 * pi * number / len(seats) - pi / 2
            x, y = 200 + round(128 * cos(angle)), 150 + round(104 * sin(angle))
            away = seat.presence != r.HERE
            words = self._words(seat.who, seat.presence, seat.listener)
            speaks = seat.who == self.speaker
            found.append(Chair(seat.who, self.name(seat.who), words, speaks, away, seat.who == self.who, x, y))
        return found

    def _words(self, who: str, presence: str, listener: bool) -> str:
        said = [translated(ROLE_NAMES[role]) for role, one in self.room.roles.items() if one == who]
        if listener:
            said.append(translated(N_("luistert mee")))
        waiting = [one for one in self.room.turn.order if self.room.takes_part(one)] if self.room.turn else []
        if presence != r.HERE:
            said.append(translated(PRESENCE[presence]))
        elif who == self.speaker:
            said.append(translated(N_("is nu aan de beurt")))
        elif waiting[1:2] == [who]:
            said.append(translated(N_("is daarna aan de beurt")))
        else:
            said.append(translated(PRESENCE[presence]))
        return ", ".join(said)

    @property
    def place_in_turn(self) -> int | None:
        """How many come before me in this round; None when I had my turn or there is none."""
        if self.room.turn is None or self.who not in self.room.turn.order:
            return None
        here = [one for one in self.room.turn.order if self.room.takes_part(one) or one == self.who]
        return here.index(self.who)

    @property
    def is_owner(self) -> bool:
        """Whether this is about my question."""
        return self.who == self.room.owner

    @property
    def leads(self) -> bool:
        """Whether I lead now."""
        return self.who == self.room.facilitator

    @property
    def listens(self) -> bool:
        """Whether this phase asks me only to listen."""
        return self.phase is not None and bool(self.phase.who) and not self.room.roles_of(self.who) & set(self.phase.who)

    @property
    def thinks(self) -> bool:
        """Whether this phase has just begun, with a quiet time to think before anybody writes."""
        return self.room.status == r.RUNNING and self.now < self.room.quiet_until

    @property
    def again_at(self) -> int | None:
        """When this page changes though nothing happens, in milliseconds since 1970: what was not possible may be then."""
        room, moments = self.room, [self.room.quiet_until, self.room.held_until]
        if self.phase is not None and self.leads and self.phase.adv == "owner":
            moments.append(room.entered_at + 2 * self.phase.seconds * 1000)
        seat = room.seats.get(room.owner or "")
        if self.leads and room.why_paused == "owner" and seat is not None:
            moments.append(seat.since + room.waits.reserve)
        if room.alone_since is not None and room.present == (self.who,):
            moments.append(room.alone_since + room.waits.alone)
        return min((one for one in moments if one > self.now), default=None) if not self.ended else None

    @property
    def kind(self) -> str:
        """What is written in this phase: chat, card, question …; '' when it is not text."""
        return KIND_OF.get(self.phase.input, "") if self.phase else ""

    @property
    def most(self) -> int:
        """How many characters fit."""
        return MOST_TEXT.get(self.kind, 0)

    @property
    def slot(self) -> str:
        """Where what I type in this phase is kept."""
        return f"{self.phase.key if self.phase else 'lobby'}:{self.room.epoch}"

    def draft(self, slot: str) -> str:
        """What I was writing there, if anything."""
        found = self.drafts.get(slot)
        return found.text if found is not None else ""

    @property
    def typed(self) -> str:
        """What stands in the field now: my draft, or a text that was refused."""
        key = self.phase.key if self.phase else "lobby"
        return self.draft(self.slot) or self.draft(f"{key}:refused")

    def rev_of(self, slot: str) -> int:
        """The number of what was kept there last: what this page shows is built on it."""
        found = self.note if slot == NOTE else self.drafts.get(slot)
        return found.rev if found is not None else 0

    @property
    def set_aside(self) -> list[RoomDraft]:
        """Texts of mine that could not be sent and belong to another phase, or gave way to another: to copy from."""
        key = self.phase.key if self.phase else "lobby"
        drafts = [one for one in self.drafts.values() if one.text and one.slot != self.slot]
        return [one for one in drafts if one.slot.split(":")[0] != key or f":{BESIDE}" in one.slot]

    @property
    def written(self) -> list[Written]:
        """All that may be read, by phase: this one first, then the earlier ones, newest first."""
        items = [one for one in self.data.get("items", []) if not one["withdrawn"] and one["kind"] != "scale"]
        items = [one | {"name": self.name(one["by"]), "time": time_of_day(moment(one["at"]))} for one in items]
        mine = [one for one in items if self.room.rests(self.room.items[one["id"]])]
        found = [Written(translated(RESTS), mine, False)] if mine else []
        for phase in reversed(self.room.plan):
            here = [one for one in items if one["phase"] == phase.key and one not in mine]
            now = self.phase is not None and phase.key == self.phase.key
            if here or now:
                found.append(Written(translated(phase.nl), here, now))
        return sorted(found, key=lambda one: not one.now)

    @property
    def open_questions(self) -> list[Mapping[str, Any]]:
        """Questions of this phase without an answer, in the order in which they came."""
        items = [one for one in self.data["items"] if one["kind"] == "question" and one["epoch"] == self.room.epoch]
        waiting = [one for one in items if not (one["answer"] or one["passed"] or one["withdrawn"])]
        return [one | {"name": self.name(one["by"])} for one in waiting]

    @property
    def steps_nearby(self) -> list[Step]:
        """The step before, this one, and the two that come: what is always in sight."""
        here = max(self.room.idx, 0)
        return self.steps[max(here - 1, 0) : here + 3]

    @property
    def marks(self) -> list[Mapping[str, Any]]:
        """Check-in figures of this phase that may be read."""
        if self.phase is None or self.phase.n != 1 or self.phase.input != "scale":
            return []
        items = [one for one in self.data["items"] if one["kind"] == "scale" and one["epoch"] == self.room.epoch]
        return [one | {"name": self.name(one["by"])} for one in items]

    @property
    def my_mark(self) -> Mapping[str, Any] | None:
        """My own figure or figures in this phase."""
        mine = [one for one in self.data.get("items", []) if one["mine"] and one["kind"] == "scale"]
        return next((one for one in mine if one["epoch"] == self.room.epoch), None)

    @property
    def to_pick(self) -> list[Mapping[str, Any]]:
        """What can be chosen from in this phase."""
        if self.phase is None or self.phase.input != "pick":
            return []
        items = [one for one in self.data["items"] if one["phase"] == self.phase.source and not one["withdrawn"]]
        items = [one for one in items if one["epoch"] >= self.room.case_epoch]
        return [one | {"name": self.name(one["by"])} for one in items]

    @property
    def cases(self) -> list[tuple[str, str, str]]:
        """Offered questions: whose key, name, and the question."""
        return [(who, self.name(who), title) for who, title in self.data.get("cases", {}).items()]

    @property
    def reserve(self) -> str:
        """Whose question could be taken when the owner stays away."""
        return reserve_of(self.room) or ""

    @property
    def next_phase(self) -> Phase | None:
        """What comes after this."""
        number = self.room.idx + 1
        return self.room.plan[number] if 0 < number < len(self.room.plan) else None

    @property
    def pending_phase(self) -> Phase | None:
        """Where an announced move leads to."""
        return self.room.plan[self.room.pending.to] if self.room.pending else None

    @property
    def said(self) -> str:
        """One sentence on where the room is, for who cannot see it change."""
        if self.ended:
            return translated(N_("De sessie is klaar."))
        if self.room.status == r.PAUSED:
            return translated(WHY_PAUSED[self.room.why_paused])
        if self.phase is None:
            return translated(N_("De sessie is nog niet begonnen."))
        turn = translated(N_("%(name)s is aan de beurt.")) % {"name": self.name(self.room.holder)} if self.room.holder else ""
        title = translated(self.phase.nl)
        return f"{title if title.endswith(('?', '.')) else title + '.'} {turn}".strip()
