"""kill -9 in the middle of a phase: nothing that was acknowledged is lost, and nothing happens twice."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa

from hub.core.db import db
from hub.intervision.models import Kept, RoomDraft
from hub.intervision.queries import log as logs
from hub.intervision.rules.room import HERE
from tests import conftest as house
from tests.intervision.server import Bare, Closed, Room, Server, serving

NAMES = ("noor", "ali", "sam", "bo")


@dataclass
class Sent:
    """One command, and what the server said to it."""

    who: str
    kind: str
    data: dict[str, Any]
    ident: str = field(default_factory=lambda: str(uuid.uuid4()))
    ack: dict[str, Any] | None = None


class Talker(threading.Thread):
    """One person who keeps sending until the line is cut, with a ledger of what was acknowledged."""

    def __init__(self, room: Room, name: str, line: Bare) -> None:
        super().__init__(name=f"talker-{name}")
        self.room, self.who, self.line, self.ledger = room, name, line, list[Sent]()
        self.first = time.time_ns() // 1_000_000

    def run(self) -> None:
        """Say one thing after another: no more than a person may in ten seconds."""
        for number in range(18):
            sent = Sent(self.who, *self._what(number))
            self.ledger.append(sent)
            try:
                sent.ack = self.line.emit("cmd", self.room.envelope(sent.kind, sent.data, sent.ident))
            except (Closed, TimeoutError):
                return

    def _what(self, number: int) -> tuple[str, dict[str, Any]]:
        text = f"{self.who} zei {number}"
        if number % 3 == 1:
            return "item.draft", {"slot": "terugblik:2", "text": text, "rev": self.first + number}
        if number % 3 == 2:
            return "note.private", {"text": text, "rev": self.first + number}
        return ("process.note", {"text": text}) if self.who == "noor" else ("case.offer", {"title": text})


@pytest.fixture(scope="module")
def server_to_kill(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of one's own."""
    with serving(server, template, tmp_path_factory.mktemp("kill")) as found:
        yield found


def killed_once(server: Server, rng: random.Random) -> int:
    """One room, played into its second phase; four talk; the server is killed. Gives how much had been acknowledged."""
    house.empty()
    room = Room(server)
    lines = {name: room.line(name) for name in NAMES}
    begin(room, lines)
    before = room.log().room
    talkers = [Talker(room, name, line) for name, line in lines.items()]
    for talker in talkers:
        talker.start()
    threading.Event().wait(rng.uniform(0.05, 0.5))
    server.kill()
    for talker in talkers:
        talker.join(60)
        talker.line.close()
    server.start()
    again = {name: room.line(name) for name in NAMES}
    after = room.log().room
    assert (after.idx, after.epoch, after.status, after.roles) == (before.idx, before.epoch, "running", before.roles)
    assert (after.turn, after.holder) == (before.turn, before.holder)
    assert {who: (seat.presence, seat.joined) for who, seat in after.seats.items()} == {
        room.members[name].public_id: (HERE, True) for name in NAMES
    }
    ledger = [sent for talker in talkers for sent in talker.ledger]
    nothing_is_lost(room, ledger)
    same_again(room, again, ledger)
    for line in again.values():
        line.close()
    return sum(sent.ack is not None for sent in ledger)


def begin(room: Room, lines: dict[str, Bare]) -> None:
    """From the lobby into the second phase, whose round has a turn."""
    for name, kind, data in (("noor", "room.start", {}), ("noor", "phase.advance", {"to": "next"})):
        assert lines[name].emit("cmd", room.envelope(kind, data))["ok"]
    until = time.monotonic() + 20
    while room.log().room.idx != 1:
        assert time.monotonic() < until, "the phase did not change"


def said_in(room: Room) -> Counter[str]:
    """Every text in the log, with how often it is there."""
    events = [logged.event for logged in logs.logged_after(room.session, 0)]
    return Counter(event.data.get("text") or event.data.get("title") for event in events)


def nothing_is_lost(room: Room, ledger: list[Sent]) -> None:
    """What was acknowledged is there once; what was not is there once or not at all; drafts and notes are the newest."""
    log = room.log()
    numbers = [logged.lsn for logged in logs.logged_after(room.session, 0)]
    assert numbers == list(range(1, log.lsn + 1))
    said = said_in(room)
    for sent in ledger:
        if sent.ack is not None:
            assert sent.ack["ok"] or sent.ack["code"] in ("too_fast", "leads"), sent
        if sent.kind in ("process.note", "case.offer"):
            times = said[sent.data.get("text") or sent.data["title"]]
            assert times == 1 if sent.ack and sent.ack["ok"] else times <= 1, sent
    texts: dict[int, list[str]] = {}
    for row in (*db.session.scalars(sa.select(RoomDraft)), *db.session.scalars(sa.select(Kept))):
        texts.setdefault(row.member_id, []).append(row.text or "")
    for sent in ledger:
        # They say of no draft that they saw the one before: each is kept, in its field or beside it.
        if sent.ack and sent.kind in ("item.draft", "note.private"):
            assert any(sent.data["text"] in one for one in texts[room.members[sent.who].id]), sent


def same_again(room: Room, lines: dict[str, Bare], ledger: list[Sent]) -> None:
    """Everything is sent once more under the same id: the same answers, and what had not come through comes through."""
    before = room.log().lsn
    open_ends = [sent for sent in ledger if sent.ack is None and sent.kind in ("process.note", "case.offer")]
    for sent in ledger:
        if sent.kind in ("process.note", "case.offer"):
            again = lines[sent.who].emit("cmd", room.envelope(sent.kind, sent.data, sent.ident))
            assert again["ok"] or again["code"] == "leads"
            if sent.ack is not None:
                assert (again["ok"], again["lsn"]) == (sent.ack["ok"], sent.ack["lsn"]), sent
    assert room.log().lsn <= before + len(open_ends)
    said = said_in(room)
    for sent in ledger:
        if sent.kind in ("process.note", "case.offer"):
            assert said[sent.data.get("text") or sent.data["title"]] == 1, sent


def many_times(server: Server, times: int) -> None:
    """Again and again, at other moments."""
    rng = random.Random(7)
    acknowledged = sum(killed_once(server, rng) for _ in range(times))
    assert acknowledged > times * len(NAMES)


def test_killed_three_times_nothing_acknowledged_is_lost(server_to_kill: Server) -> None:
    many_times(server_to_kill, 3)


@pytest.mark.deep
def test_killed_fifty_times_nothing_acknowledged_is_lost(server_to_kill: Server) -> None:
    many_times(server_to_kill, 50)


def test_after_more_than_a_minute_without_server_the_room_waits(server_to_kill: Server) -> None:
    """The time of the room stands still until who leads says go, and everybody finds their place."""
    house.empty()
    room = Room(server_to_kill)
    lines = {name: room.line(name) for name in NAMES}
    begin(room, lines)
    server_to_kill.kill()
    for line in lines.values():
        line.close()
    db.session.execute(sa.text("UPDATE room_presence SET until = until - interval '65 seconds'"))
    db.session.commit()
    server_to_kill.start()
    until = time.monotonic() + 20
    while room.log().room.status != "paused":
        assert time.monotonic() < until, "the room went on"
    paused = room.log().room
    assert (paused.why_paused, paused.idx, paused.deadline) == ("restart", 1, None)
    assert all(seat.presence == HERE for seat in paused.seats.values())
    noor = room.line("noor")
    assert noor.emit("cmd", room.envelope("room.resume", {}))["ok"]
    assert room.log().room.status == "running"
    noor.close()
