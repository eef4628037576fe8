"""The real server over bare lines: frames that no library would send, and lines that must be closed in time."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator

import pytest
from wsproto.events import TextMessage

from hub.circles.queries import place_in
from hub.core import clock
from hub.core.db import db
from hub.core.sessions import end_all_of
from hub.core.socket import STRANGERS_MAY
from hub.members.actions import suspend
from tests import conftest as house
from tests.factories import Factories
from tests.intervision.server import Bare, Closed, Refused, Room, Server, serving

IN_TIME = 2.0  # R-SIO-06
SLACK = 4.0  # a machine that is busy with other tests


@pytest.fixture(scope="module")
def running(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for all tests here."""
    with serving(server, template, tmp_path_factory.mktemp("wire")) as found:
        yield found


@pytest.fixture
def room(running: Server) -> Iterator[Room]:
    """Four at a table, in an otherwise empty database."""
    house.empty()
    yield Room(running)
    db.session.rollback()


def good(room: Room, line: Bare) -> bool:
    """Whether this line is answered as always."""
    return bool(line.emit("cmd", room.envelope("note.private", {"text": "Goed.", "rev": time.time_ns() // 1_000_000}))["ok"])


def test_nobody_gets_a_line_without_being_a_member_on_our_page(room: Room) -> None:
    applicant = room.server.key_of(Factories().member(state="applicant"))
    for key, origin in (
        ("", ""), ("x" * 43, ""), (applicant, ""), (room.keys["sam"], "http://elders.example"), (room.keys["sam"], None),
        (room.keys["sam"], room.server.address.replace("http", "https")),
    ):  # fmt: skip
        with pytest.raises(Refused):
            Bare(room.server, key, room.ticket("sam"), origin)
    sam = room.line("sam")
    assert good(room, sam)
    sam.close()


def test_the_sixth_line_of_a_member_is_refused(room: Room) -> None:
    lines = [room.bare("sam") for _ in range(5)]
    with pytest.raises(Refused):
        room.bare("sam")
    bo = room.line("bo")
    lines.pop().close()
    deadline = time.monotonic() + SLACK
    while time.monotonic() < deadline:
        try:
            lines.append(room.bare("sam"))
            break
        except Refused:
            continue
    assert len(lines) == 5
    for line in (*lines, bo):
        line.close()


def test_what_is_too_big_closes_only_that_line(room: Room) -> None:
    sam, bo = room.line("sam"), room.line("bo")
    fits = room.envelope("process.note", {"text": "x" * 64_000})
    assert bo.emit("cmd", fits)["ok"] is False
    big = "42" + json.dumps(["cmd", room.envelope("process.note", {"text": "x" * 70_000})])
    sam.send(big)
    assert sam.is_closed_within(SLACK)
    assert good(room, bo)
    again = room.line("sam")
    assert good(room, again)
    for line in (bo, again):
        line.close()


ODD_FRAMES = [
    "", "4", "9", "x", "42", "42{", "42[]", "42[", '42["cmd"', '42["cmd"]', '42["cmd",{}', "42[1,2]", '42[{"a":1}]', "42null",
    "42true", '42"cmd"', '42/elders,["cmd",{}]', '4299999999999999999999["cmd",{}]', '42-1["cmd",{}]', "43", "43[]", '431["x"]',
    '44{"message":"x"}', '451-["cmd",{"_placeholder":true,"num":0}]', "451-", '4599999-["cmd",{}]', '461-1["x"]',
    '42["connect",{}]', '42["disconnect"]', '42["__class__",{}]', "40/elders,", "40", "\x00", "42" + "[" * 5000, "\ufffd",
    "2probe", "5", "6", "1",
]  # fmt: skip


def test_frames_that_no_browser_sends_harm_nobody_else(room: Room) -> None:
    """Each may close the line it came over. The server, and the line of somebody else, go on."""
    bo = room.line("bo")
    for number, frame in enumerate(ODD_FRAMES):
        sam = room.bare("sam" if number % 2 else "noor")
        sam.send(frame)
        with contextlib.suppress(Closed):
            sam.send("42" + json.dumps(["time", {"t0": 1}]))
        sam.close()
    binary = room.bare("ali")
    binary.send(b"\x00\xff" * 100)
    binary.close()
    assert good(room, bo)
    assert room.server.status("/healthz") == 200
    assert room.log().room.seats[room.members["bo"].public_id].joined
    bo.close()
    assert "Traceback" not in room.server.log.read_text()


def test_bytes_that_are_no_websocket_close_only_that_line(room: Room) -> None:
    bo, sam = room.line("bo"), room.line("sam")
    sam.raw(b"\xff" * 200)
    assert sam.is_closed_within(SLACK)
    half = room.bare("ali")
    half.raw(half.ws.send(TextMessage('42["cmd",{}]'))[:5])
    half.close()
    assert good(room, bo)
    bo.close()


def test_in_bulk_only_the_sender_is_cut_off(room: Room) -> None:
    sam, bo = room.line("sam"), room.line("bo")
    for number in range(300):
        try:
            sam.send(f"42{1000 + number}" + json.dumps(["cmd", room.envelope("phase.ready", {"ready": True})]))
        except Closed:
            break
    assert sam.is_closed_within(SLACK)
    assert "too_fast" in [answer.get("code") for answer in sam.acks.values()]
    assert good(room, bo)
    bo.close()


def test_who_left_the_circle_is_put_out_in_time_and_hears_no_more(room: Room) -> None:
    noor, sam, bo = (room.line(name) for name in ("noor", "sam", "bo"))
    place = place_in(room.circle, room.members["bo"])
    assert place is not None
    place.state, place.since = "left", clock.now()
    db.session.commit()
    began = time.monotonic()
    sam.listen("member.removed")
    assert time.monotonic() - began <= IN_TIME + SLACK
    assert noor.emit("cmd", room.envelope("process.note", {"text": "NA-HET-VERTREK"}))["ok"]
    sam.listen("process.noted")
    assert bo.emit("time", {"t0": 1})["ok"]
    assert [one["type"] for one in bo.frames][-1] == "member.removed"
    assert "NA-HET-VERTREK" not in json.dumps(bo.frames)
    assert bo.emit("cmd", room.envelope("process.note", {"text": "Nog een keer"}))["code"] == "not_member"
    for line in (noor, sam, bo):
        line.close()


@pytest.mark.parametrize("how", ["suspended", "logged out"])
def test_a_line_is_closed_in_time_when_its_session_ends(room: Room, how: str) -> None:
    noor, bo = room.line("noor"), room.line("bo")
    if how == "suspended":
        suspend(room.members["bo"], clock.now())
    else:
        end_all_of(room.members["bo"].fs_uniquifier)
    db.session.commit()
    began = time.monotonic()
    assert bo.is_closed_within(IN_TIME + SLACK)
    assert time.monotonic() - began <= IN_TIME + SLACK
    noor.emit("cmd", room.envelope("process.note", {"text": "DAARNA"}))
    assert "DAARNA" not in json.dumps(bo.frames)
    with pytest.raises(Refused):
        room.bare("bo")
    assert good(room, noor)
    noor.close()


def test_a_line_that_is_cut_greys_the_seat_and_brings_nobody_down(room: Room) -> None:
    sam, bo = room.line("sam"), room.line("bo")
    bo.close()
    frame = sam.listen("member.presence", within=60)
    assert frame["data"] == {"user": room.members["bo"].public_id, "state": "offline"}
    again = room.bare("bo")
    assert room.hello(again)["ok"]
    assert room.log().room.is_here(room.members["bo"].public_id)
    for line in (sam, again):
        line.close()


def test_who_is_nobody_holds_no_connection(room: Room) -> None:
    for key, origin in (("", ""), ("x" * 43, ""), (room.keys["sam"], "http://elders.example")):
        nobody = Bare(room.server, key, origin=origin, asks=False)
        assert nobody.is_closed_within(SLACK)


@pytest.mark.deep
def test_a_connection_that_never_asks_to_come_in_is_closed(room: Room) -> None:
    silent = Bare(room.server, room.keys["ali"], asks=False)
    sam = room.line("sam")
    assert silent.is_closed_within(STRANGERS_MAY + SLACK)
    assert good(room, sam)
    sam.close()
