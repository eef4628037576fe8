"""What goes over the lines of a room: who may speak, who hears what, and everything a browser should not send."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, product
from typing import Any

import pytest
import sqlalchemy as sa

from hub.circles.models import CircleAgreement
from hub.circles.queries import place_in
from hub.core import clock as hub_clock
from hub.core import socket as core_socket
from hub.core.beat import round_of
from hub.core.db import db
from hub.core.sessions import end_all_of
from hub.intervision import socket as room_socket
from hub.intervision.models import Kept, RoomDraft, RoomPresence
from hub.intervision.queries import log as logs
from hub.intervision.rules.allowed import RULES
from hub.intervision.rules.limits import FIELDS
from hub.members.actions import suspend
from tests.critic import Critic
from tests.factories import LONG_AGO, Factories
from tests.intervision.conftest import Table
from tests.intervision.lines import Wire, lines_of

Lines = dict[str, Wire]


@pytest.fixture
def wires(begun: Table) -> Iterator[Lines]:
    """All four sit, the first phase runs, and each has a line that said hello."""
    with lines_of(begun) as found:
        for wire in found.values():
            assert wire.hello()["ok"]
        for wire in found.values():
            wire.heard()
        yield found


@pytest.fixture
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that say more in a moment than a person does."""
    monkeypatch.setattr(core_socket, "MESSAGES", 100_000)


def log_size() -> int:
    """How many events there are."""
    db.session.rollback()
    return db.session.scalar(sa.text("SELECT count(*) FROM room_event")) or 0


# --- coming in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin", [None, "", "null", "http://elders.example", "https://localhost", "http://localhost.elders.example"]
)
def test_no_line_from_a_page_that_is_not_ours(begun: Table, origin: str | None) -> None:
    assert not Wire(begun.app, begun.browsers["sam"], begun.session.public_id, origin).is_open


def test_a_member_has_five_lines_at_most(begun: Table) -> None:
    room = begun.session.public_id
    opened = [Wire(begun.app, begun.browsers["sam"], room) for _ in range(5)]
    assert all(wire.is_open for wire in opened)
    assert not Wire(begun.app, begun.browsers["sam"], room).is_open
    other = Wire(begun.app, begun.browsers["bo"], room)
    assert other.is_open
    opened[0].close()
    sixth = Wire(begun.app, begun.browsers["sam"], room)
    assert sixth.is_open
    for wire in (*opened, other, sixth):
        wire.close()


def test_hello_gives_the_whole_room_as_one_may_see_it(wires: Lines, begun: Table) -> None:
    answer = wires["sam"].hello()
    assert answer["ok"]
    assert (answer["snapshot"]["status"], answer["snapshot"]["idx"]) == ("running", 0)
    assert {seat["who"] for seat in answer["snapshot"]["seats"]} == {begun.who(name) for name in begun.members}
    assert answer["snapshot"]["me"]["who"] == begun.who("sam")
    assert answer["lsn"] == log_size()


def test_who_comes_back_gets_what_was_missed_and_no_more(wires: Lines, begun: Table) -> None:
    last = wires["sam"].hello()["last"]
    wires["sam"].close()
    wires["bo"].command("checkin.set", {"value": 3, "word": "rustig"})
    wires["bo"].command("phase.ready", {"ready": True})
    again = Wire(begun.app, begun.browsers["sam"], begun.session.public_id)
    missed = again.hello(last)["replay"]
    assert [one["type"] for one in missed] == ["item.count", "ready.changed"]
    assert missed[0]["prev"] == last
    assert missed[1]["prev"] == missed[0]["lsn"]
    assert again.hello(missed[-1]["lsn"])["replay"] == []
    assert "rustig" not in json.dumps(missed)
    again.close()


def test_a_number_that_cannot_be_gives_the_whole_room(wires: Lines) -> None:
    for last in (0, -1, 10_000, True, "3", 1.5, None, [], {}):
        answer = wires["sam"].hello(last)
        assert answer["ok"], last
        assert "snapshot" in answer, last


def test_who_missed_very_much_gets_the_whole_room(wires: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_socket, "MOST_REPLAYED", 2)
    assert "snapshot" in wires["sam"].hello(1)


def test_nobody_opens_a_room_before_its_time(table: Table) -> None:
    table.session.starts_at = hub_clock.now() + timedelta(days=7)
    table.session.ends_at = table.session.starts_at + timedelta(minutes=90)
    db.session.commit()
    with lines_of(table) as wires:
        for answer in (wires["sam"].hello(), wires["sam"].command("room.hello"), wires["noor"].command("room.start")):
            assert (answer["ok"], answer["code"]) == (False, "closed")
            assert answer["nl"] == "De kamer gaat 15 minuten voor het begin open."
    assert log_size() == 0


def test_a_cancelled_session_has_no_line(table: Table) -> None:
    table.session.status = "cancelled"
    db.session.commit()
    with lines_of(table) as wires:
        assert wires["sam"].hello()["nl"] == "Deze sessie gaat niet door."
    assert log_size() == 0


# --- speaking and hearing ---------------------------------------------------------------------------------


def test_what_one_says_the_others_hear_after_it_is_saved(wires: Lines, begun: Table) -> None:
    begun.to("vraag")
    for wire in wires.values():
        wire.heard()
    answer = wires["sam"].command("item.post", {"text": "Een klant belt."}, epoch=begun.room.epoch)
    assert answer["ok"]
    assert answer["lsn"] == log_size()
    for name, wire in wires.items():
        (frame,) = wire.heard()
        assert (frame["type"], frame["by"], frame["data"]["item"]["text"]) == ("item.added", begun.who("sam"), "Een klant belt.")
        assert frame["data"]["item"]["mine"] is (name == "sam")
        assert frame["lsn"] == answer["lsn"]


def test_each_line_gets_every_frame_once_in_order(wires: Lines, begun: Table, no_limit: None) -> None:
    begun.to("oogst")
    for name, wire in wires.items():
        wire.heard()
        mine = [frame for frame in logs.frames_for(begun.session, begun.who(name), 0) if frame.lsn >= wire.frames[0]["lsn"]]
        assert [(one["lsn"], one["prev"]) for one in wire.frames] == [(one.lsn, one.prev) for one in mine]


def test_a_form_and_a_line_are_the_same_room(wires: Lines, begun: Table) -> None:
    begun.to("vraag")
    wires["bo"].heard()
    begun.done("sam", "item.post", text="Via het formulier.")
    assert "Via het formulier." in json.dumps(wires["bo"].heard())


def test_out_of_phase_it_is_refused_and_the_text_kept(wires: Lines, begun: Table) -> None:
    begun.to("vraag")
    answer = wires["bo"].command("item.post", {"text": "Mijn idee is"}, epoch=begun.room.epoch)
    assert (answer["ok"], answer["code"], answer["echo"]) == (False, "not_allowed_role", "Mijn idee is")
    assert "luister je" in answer["nl"]
    assert "Mijn idee is" in begun.page("bo").html
    late = wires["sam"].command("item.post", {"text": "Te laat"}, epoch=1)
    assert (late["code"], late["echo"]) == ("stale_epoch", "Te laat")
    assert "Te laat" in begun.page("sam").html


def test_an_older_command_of_the_same_tab_comes_too_late(wires: Lines) -> None:
    sam = wires["sam"]
    assert sam.command("checkin.set", {"value": 3}, cseq=50)["ok"]
    late = sam.command("item.post", {"text": "typed"}, cseq=49)
    assert (late["ok"], late["code"], late["echo"]) == (False, "out_of_order", "typed")
    assert sam.command("checkin.set", {"value": 4}, cseq=51)["ok"]


def test_sent_twice_it_is_done_once_with_the_same_answer(wires: Lines, begun: Table) -> None:
    begun.to("vraag")
    ident = str(uuid.uuid4())
    first = wires["sam"].command("item.post", {"text": "Een keer."}, id=ident, cseq=7)
    size = log_size()
    again = wires["sam"].command("item.post", {"text": "Een keer."}, id=ident, cseq=7)
    other = Wire(begun.app, begun.browsers["sam"], begun.session.public_id)
    third = other.command("item.post", {"text": "Een keer."}, id=ident)
    begun.done("sam", "item.post", text="Een keer.", once=ident)
    for answer in (again, third):
        assert (answer["ok"], answer["lsn"], answer["id"]) == (True, first["lsn"], ident)
    assert log_size() == size
    assert sum(item.text == "Een keer." for item in begun.room.items.values()) == 1
    other.close()


def test_a_refusal_sent_twice_stays_a_refusal(wires: Lines, begun: Table) -> None:
    ident = str(uuid.uuid4())
    first = wires["sam"].command("item.post", {"text": "Nog niet"}, id=ident)
    begun.to("vraag")
    again = wires["sam"].command("item.post", {"text": "Nog niet"}, id=ident)
    assert (first["code"], again["code"], again["echo"]) == ("wrong_phase", "wrong_phase", "Nog niet")
    assert begun.room.items == {}


def test_the_id_of_another_is_not_mine(wires: Lines, begun: Table) -> None:
    ident = str(uuid.uuid4())
    assert wires["sam"].command("checkin.set", {"value": 2}, id=ident)["ok"]
    assert wires["bo"].command("checkin.set", {"value": 5}, id=ident)["ok"]
    assert {item.by: item.value for item in begun.room.items.values()} == {begun.who("sam"): 2, begun.who("bo"): 5}


def test_from_another_room_there_is_nothing(wires: Lines, begun: Table, make: Factories) -> None:
    host = make.member()
    other = make.session(make.circle(host, make.member(), name="Andere kring"), host)
    for room in (other.public_id, "a" * 20, "../" + "a" * 17, "A" * 20, "\x00" * 20, "\ud800" * 20, "", 7, None, [], {"a": 1}):
        for answer in (wires["sam"].hello(room=room), wires["sam"].command("item.post", {"text": "Hallo"}, room=room)):
            assert (answer["ok"], answer["code"]) == (False, "not_member")
        core = begun.app.extensions["lines"]
        core._said.clear()
    assert db.session.scalar(sa.text("SELECT count(*) FROM room_event WHERE session_id = :key"), {"key": other.id}) == 0


def test_who_is_not_in_the_circle_has_a_line_but_no_room(begun: Table, make: Factories, browser: type[Critic]) -> None:
    stranger = Wire(begun.app, browser(begun.app).log_in(make.member("Vreemd")), begun.session.public_id)
    size = log_size()
    assert stranger.hello()["code"] == "not_member"
    assert stranger.command("room.pause")["code"] == "not_member"
    begun.done("sam", "checkin.set", value="3")
    assert stranger.heard() == []
    assert log_size() == size + 1
    stranger.close()


NO_COMMANDS = [
    (), ("tekst",), (7,), (None,), (True,), ([],), (["a", "b"],), ({}, {}), ({},), ({"type": "item.post"},),
]  # fmt: skip
WRONG = [
    {"id": None}, {"id": 7}, {"id": "geen-uuid"}, {"id": "x" * 36}, {"id": "1" * 32}, {"id": ["a"]},
    {"type": None}, {"type": 3}, {"type": ""}, {"type": "item.destroy"}, {"type": "__class__"}, {"type": ["item.post"]},
    {"type": "item.post\x00"}, {"data": None}, {"data": "tekst"}, {"data": 3}, {"data": []}, {"data": [["text", "x"]]},
    {"epoch": "1"}, {"epoch": 1.5}, {"epoch": True}, {"epoch": []},
]  # fmt: skip


def test_what_is_no_message_is_answered_and_changes_nothing(wires: Lines, no_limit: None) -> None:
    size = log_size()
    for event, sent in product(("cmd", "hello", "time"), NO_COMMANDS):
        answer = wires["sam"].say(event, *sent)
        assert isinstance(answer, dict), (event, sent)
        assert answer["ok"] is False or event == "time", (event, sent)
        assert wires["sam"].is_open, (event, sent)
    assert log_size() == size
    assert wires["sam"].command("checkin.set", {"value": 3})["ok"]


def test_a_malformed_envelope_is_refused_and_changes_nothing(wires: Lines, no_limit: None) -> None:
    size = log_size()
    for change in WRONG:
        answer = wires["sam"].command("item.post", **{"data": {"text": "Hallo"}, **change})
        assert (answer["ok"], answer["code"]) == (False, "bad_input"), change
        assert answer["nl"].endswith("."), change
        assert wires["sam"].is_open, change
    assert log_size() == size


ODD = [None, True, -1, 0, 6, 10**30, 1.5, "drie", "\x00", "\ud800", [], ["a"], {"a": "b"}, {"text": []}, "x" * 5000]


ODDLY = [
    "checkin.set", "eval.submit", "item.post", "item.edit", "item.withdraw", "question.answer", "question.pass", "item.pick",
    "case.offer", "case.vote", "turn.give", "phase.ready", "phase.advance", "phase.extend", "presence.set", "role.offer",
    "member.admit", "process.note", "case.stop",
]  # fmt: skip


def test_odd_fields_never_break_anything(wires: Lines, begun: Table, no_limit: None) -> None:
    """Whatever stands in the fields of a command: an answer with a sentence, an open line, a room that goes on."""
    for kind, odd in product(ODDLY, ODD):
        data = dict.fromkeys(FIELDS[kind], odd)
        answer = wires["noor"].command(kind, data)
        assert answer["ok"] or answer["code"] in room_socket.SENTENCES, (kind, odd, answer)
        assert wires["noor"].is_open
    assert wires["bo"].hello()["ok"]
    assert begun.page("bo").h1


def test_what_does_not_belong_in_a_command_is_refused(wires: Lines, begun: Table, no_limit: None) -> None:
    size, everything = log_size(), sorted({name for names in FIELDS.values() for name in names} | {"by", "at", "lsn", "who"})
    for kind in RULES:
        for name in everything:
            if name not in FIELDS.get(kind, ()):
                answer = wires["noor"].command(kind, {name: "x"})
                assert (answer["ok"], answer["code"]) == (False, "bad_input"), (kind, name)
    assert wires["noor"].command("help.ask", by=begun.who("sam"))["code"] == "bad_input"
    assert wires["noor"].hello(by=begun.who("sam"))["code"] == "bad_input"
    assert wires["noor"].say("time", {"t0": 1, "zone": "x"})["code"] == "bad_input"
    assert log_size() == size
    refused = wires["noor"].command("process.note", {"text": "Wat ik schreef", "kleur": "rood"})
    assert (refused["code"], refused["echo"]) == ("bad_input", "Wat ik schreef")


def test_a_draft_needs_a_number_and_a_field(wires: Lines, no_limit: None) -> None:
    revs = [("item.draft", {"slot": "kern:1", "rev": rev}) for rev in (None, "1", 1.5, True, 0, -1, 2**53, 10**30, [])]
    notes = [("note.private", data) for _, data in revs]
    slots = [None, 3, "", "x" * 61, "kern:\x00", "\ud800", "Kern", "a b", []]
    for kind, data in [*revs, *notes, *(("item.draft", {"slot": slot, "rev": 1}) for slot in slots)]:
        answer = wires["sam"].command(kind, {**data, "text": "Half af"})
        assert (answer["ok"], answer["code"], answer["echo"]) == (False, "bad_input", "Half af"), data


def test_drafts_and_notes_are_kept_and_nobody_hears(wires: Lines, begun: Table) -> None:
    size = log_size()
    assert wires["sam"].command("item.draft", {"slot": "inchecken:1", "text": "Half af\x00\ud800", "rev": 2})["kept"]
    assert wires["sam"].command("note.private", {"text": "Voor mij", "rev": 5})["kept"]
    assert [row.text for row in db.session.scalars(sa.select(RoomDraft))] == ["Half af"]
    assert [row.text for row in db.session.scalars(sa.select(Kept))] == ["Voor mij"]
    assert log_size() == size
    assert all(wire.heard() == [] for wire in wires.values())
    # A form that is sent is newer than whatever a browser with a fast clock typed before it.
    begun.done("sam", "note.private", text="Voor mij, later", base="5")
    db.session.expire_all()
    assert [row.text for row in db.session.scalars(sa.select(Kept))] == ["Voor mij, later"]


def test_offering_a_question_leaves_what_one_writes_in_the_phase(wires: Lines, begun: Table) -> None:
    begun.to("terugblik")
    assert wires["sam"].command("item.draft", {"slot": "terugblik:2", "text": "Half af", "rev": 1})["kept"]
    assert wires["sam"].command("case.offer", {"title": "x" * 61})["code"] == "too_long"
    assert "x" * 61 in begun.page("sam").html
    assert wires["sam"].command("case.offer", {"title": "Hoe zeg ik nee?"})["ok"]
    assert {row.slot: row.text for row in db.session.scalars(sa.select(RoomDraft))} == {"terugblik:2": "Half af"}


def test_something_that_breaks_is_answered_and_the_line_stays(wires: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(logs, "seen", broken)
        answer = wires["sam"].command("checkin.set", {"value": 3})
    assert answer == {"ok": False, "code": "error"}
    assert wires["sam"].command("checkin.set", {"value": 3})["ok"]


# --- too much ---------------------------------------------------------------------------------------------


def test_in_bulk_it_is_refused_and_then_the_line_is_closed(wires: Lines) -> None:
    sam, size = wires["sam"], log_size()
    answers = [sam.command("phase.extend", {"seconds": 60}) for _ in range(19)]
    assert all(answer["code"] == "not_allowed_role" for answer in answers)
    fast = sam.command("checkin.set", {"value": 3})
    assert (fast["ok"], fast["code"]) == (False, "too_fast")
    assert fast["retry_ms"] > 0
    assert log_size() == size
    for _ in range(3):
        assert sam.command("checkin.set", {"value": 3})["code"] == "too_fast"
    assert sam.is_open
    sam.command("checkin.set", {"value": 3})
    assert not sam.is_open
    assert wires["bo"].is_open
    assert wires["bo"].command("checkin.set", {"value": 3})["ok"]
    assert log_size() == size + 1


def test_several_lines_of_one_member_are_counted_together(wires: Lines, begun: Table) -> None:
    other = Wire(begun.app, begun.browsers["sam"], begun.session.public_id)
    for _ in range(10):
        wires["sam"].command("phase.extend", {"seconds": 60})
        other.command("phase.extend", {"seconds": 60})
    assert other.command("checkin.set", {"value": 3})["code"] == "too_fast"
    other.close()


def test_after_a_while_one_may_speak_again(wires: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_socket, "MESSAGES", 1)
    monkeypatch.setattr(core_socket, "MESSAGES_IN", 0.05)
    begin = core_socket.time.monotonic()
    monkeypatch.setattr(core_socket.time, "monotonic", lambda: begin + 100)
    wires["sam"].command("checkin.set", {"value": 3})
    assert wires["sam"].command("checkin.set", {"value": 3})["code"] == "too_fast"
    monkeypatch.setattr(core_socket.time, "monotonic", lambda: begin + 101)
    assert wires["sam"].command("checkin.set", {"value": 3})["ok"]


# --- losing the seat --------------------------------------------------------------------------------------


def leave(table: Table, name: str) -> None:
    """Out of the circle."""
    place = place_in(table.session.series.circle, table.members[name])
    assert place is not None
    place.state, place.since = "left", hub_clock.now()
    db.session.commit()


def test_who_left_the_circle_hears_nothing_from_that_moment(wires: Lines, begun: Table) -> None:
    leave(begun, "bo")
    assert wires["noor"].command("process.note", {"text": "NA-HET-VERTREK"})["ok"]
    assert wires["bo"].heard() == []
    assert wires["bo"].command("checkin.set", {"value": 3})["code"] == "not_member"
    assert "NA-HET-VERTREK" in json.dumps(wires["sam"].heard())


def test_who_left_is_put_out_within_a_beat_and_hears_only_that(wires: Lines, begun: Table) -> None:
    leave(begun, "bo")
    begun.wait(1)
    assert begun.who("bo") not in begun.room.seats
    assert [(one["type"], one["data"]) for one in wires["bo"].heard()] == [("member.removed", {"user": begun.who("bo")})]
    assert "member.removed" in [one["type"] for one in wires["sam"].heard()]
    for seconds in (1, 11, 41):
        begun.wait(seconds)
        wires["sam"].command("checkin.set", {"value": 2})
    assert wires["bo"].heard() == []
    assert wires["bo"].hello()["code"] == "not_member"
    with_presence = set(db.session.scalars(sa.select(RoomPresence.member_id)))
    assert with_presence == {begun.members[name].id for name in ("noor", "ali", "sam")}
    assert begun.who("bo") not in begun.room.seats


def test_who_was_at_the_table_without_a_line_is_put_out_as_well(begun: Table) -> None:
    leave(begun, "bo")
    begun.wait(1)
    assert begun.who("bo") not in begun.room.seats
    assert "Bo" not in begun.page("sam").text


def test_who_left_long_ago_is_left_in_peace(begun: Table, make: Factories) -> None:
    make.circle_member(begun.session.series.circle, make.member(), state="left", since=LONG_AGO)
    size = log_size()
    begun.wait(1)
    assert log_size() == size


def test_somebody_who_is_suspended_loses_line_and_seat(wires: Lines, begun: Table) -> None:
    suspend(begun.members["bo"], hub_clock.now())
    db.session.commit()
    wires["noor"].command("process.note", {"text": "NA-DE-SCHORSING"})
    assert wires["bo"].heard() == []
    begun.wait(1)
    assert not wires["bo"].is_open
    assert wires["sam"].is_open
    assert begun.who("bo") not in begun.room.seats
    assert "NA-DE-SCHORSING" not in json.dumps(wires["bo"].everything)


def test_who_logged_out_loses_the_line_but_keeps_the_seat(wires: Lines, begun: Table) -> None:
    end_all_of(begun.members["bo"].fs_uniquifier)
    db.session.commit()
    answer = wires["bo"].command("checkin.set", {"value": 3})
    assert answer == {"ok": False, "code": "not_member"}
    assert not wires["bo"].is_open
    assert begun.who("bo") in begun.room.seats


def test_a_line_whose_session_ended_is_closed_by_the_beat(wires: Lines, begun: Table) -> None:
    end_all_of(begun.members["bo"].fs_uniquifier)
    db.session.commit()
    assert wires["bo"].is_open
    assert round_of(begun.app)
    assert not wires["bo"].is_open
    assert [wires[name].is_open for name in ("noor", "ali", "sam")] == [True, True, True]


def test_who_did_not_say_yes_to_the_newest_agreement_hears_nothing(wires: Lines, begun: Table) -> None:
    newer = {
        "circle_id": begun.session.series.circle_id,
        "version": 2,
        "source": "Nieuw.",
        "html": "<p>Nieuw.</p>",
        "at": LONG_AGO,
    }
    db.session.add(CircleAgreement(**newer))
    for name in ("noor", "ali", "sam"):
        place = place_in(begun.session.series.circle, begun.members[name])
        assert place is not None
        place.agreed_version = 2
    db.session.commit()
    assert wires["noor"].command("process.note", {"text": "NA-DE-AFSPRAAK"})["ok"]
    assert wires["bo"].heard() == []
    assert wires["bo"].hello()["code"] == "no_agreement"
    assert wires["bo"].command("checkin.set", {"value": 3})["nl"].startswith("Lees eerst de afspraken")
    assert "NA-DE-AFSPRAAK" in json.dumps(wires["sam"].heard())


# --- being here -------------------------------------------------------------------------------------------


def test_a_line_that_is_lost_greys_the_seat_after_ten_seconds(wires: Lines, begun: Table) -> None:
    wires["bo"].close()
    begun.wait(9)
    assert wires["sam"].heard() == []
    begun.wait(2)
    (frame,) = wires["sam"].heard()
    assert (frame["type"], frame["data"]) == ("member.presence", {"user": begun.who("bo"), "state": "offline"})
    assert "is even weg" in begun.page("sam").text


def test_who_is_back_in_time_was_never_away(wires: Lines, begun: Table) -> None:
    wires["bo"].close()
    begun.wait(9)
    again = Wire(begun.app, begun.browsers["bo"], begun.session.public_id)
    assert again.hello()["ok"]
    for seconds in (5, 10, 30):
        begun.wait(seconds)
    assert wires["sam"].heard() == []
    assert begun.room.is_here(begun.who("bo"))
    again.close()


def test_one_of_two_tabs_may_close(wires: Lines, begun: Table) -> None:
    other = Wire(begun.app, begun.browsers["bo"], begun.session.public_id)
    other.hello()
    wires["bo"].close()
    begun.wait(15)
    assert begun.room.is_here(begun.who("bo"))
    other.close()


def test_whose_line_is_open_stays_here_without_saying_a_word(wires: Lines, begun: Table) -> None:
    for _ in range(20):
        begun.wait(30)
    assert all(begun.room.is_here(begun.who(name)) for name in begun.members)


def test_without_a_line_loading_the_page_is_being_here(begun: Table) -> None:
    for _ in range(4):
        begun.wait(240)
        for name in begun.members:
            begun.page(name)
    assert all(begun.room.is_here(begun.who(name)) for name in begun.members)
    begun.wait(301)
    assert not begun.room.is_here(begun.who("bo"))
    begun.page("bo")
    assert not begun.room.is_here(begun.who("bo"))


def test_heard_of_at_the_last_moment_is_here(begun: Table) -> None:
    """Somebody comes back between the look at who is fading and telling it: nobody is told anything."""
    key, member_id, size = begun.session.id, begun.members["bo"].id, log_size()
    begun.hold(timedelta(minutes=6))
    at = hub_clock.now()
    assert (key, member_id) in logs.fading(at)
    logs.heard_of(key, member_id, at + timedelta(seconds=40))
    room_socket.actions.lose(key, member_id, at)
    db.session.commit()
    assert log_size() == size
    assert begun.room.is_here(begun.who("bo"))


# --- what nobody may hear ---------------------------------------------------------------------------------


def test_hidden_words_are_in_no_frame_but_the_authors(wires: Lines, begun: Table, no_limit: None) -> None:
    """Canaries in every hidden field, over all frames and answers of everybody, until they are shown."""
    hidden: dict[str, str] = {}
    numbers = count()

    def hide(name: str, kind: str, field: str, **more: Any) -> None:
        canary = f"KANARIE-{next(numbers)}-"
        hidden[canary] = name
        assert wires[name].command(kind, {field: canary, **more}, epoch=begun.room.epoch)["ok"]
        leaks(name)

    def leaks(*authors: str) -> None:
        begun.page("noor")
        for name, wire in wires.items():
            wire.heard()
            told = json.dumps([wire.everything, wire.hello()])
            assert [canary for canary, author in hidden.items() if canary in told and author != name] == []

    for name in wires:
        hide(name, "checkin.set", "word", value=3)
    hidden.clear()
    begun.to("kern")
    for name in ("noor", "ali", "bo"):
        hide(name, "item.post", "text")
        hide(name, "item.draft", "text", slot="kern:9", rev=1)
    item = next(one for one in begun.room.items.values() if one.by == begun.who("noor") and one.kind == "card")
    assert wires["noor"].command("item.edit", {"id": item.id, "text": "KANARIE-VERANDERD"})["ok"]
    hidden["KANARIE-VERANDERD"] = "noor"
    leaks()
    shown = [canary for canary in hidden if canary in {one.text for one in begun.room.items.values()}]
    begun.to("oogst")
    wires["sam"].heard()
    assert all(canary in json.dumps(wires["sam"].everything) for canary in shown)
    for canary in shown:
        del hidden[canary]
    for name in wires:
        hide(name, "item.post", "text")
        hide(name, "note.private", "text", rev=1)
    begun.to("evaluatie")
    begun.done("noor", "room.end")
    leaks()


def test_after_the_owner_stopped_nothing_of_the_case_is_told_again(wires: Lines, begun: Table, no_limit: None) -> None:
    begun.to("vraag")
    before = wires["bo"].hello()["last"]
    assert wires["sam"].command("item.post", {"text": "VERHAAL-VAN-SAM"}, epoch=begun.room.epoch)["ok"]
    begun.to("helder")
    begun.wait(20)
    wires["bo"].command("item.post", {"text": "VRAAG-VAN-BO"}, epoch=begun.room.epoch)
    assert wires["sam"].command("case.stop", {"delete": True})["ok"]
    for last in (None, 1, before):
        answer = wires["bo"].hello(last)
        assert answer["ok"]
        assert "VERHAAL-VAN-SAM" not in json.dumps(answer)
        assert "VRAAG-VAN-BO" not in json.dumps(answer)
    told = begun.browsers["bo"].get(begun.path.replace("kamer", "gebeurtenissen?after=0")).get_json()
    assert "VAN-SAM" not in json.dumps(told)
    assert "klant" not in json.dumps(told)
    assert [one["prev"] for one in told] == [0, *[one["lsn"] for one in told[:-1]]]
    assert wires["sam"].command("case.undo_stop")["ok"]
    assert "VERHAAL-VAN-SAM" in json.dumps(wires["bo"].hello(before))


def test_nobody_hears_who_asked_for_time_or_a_pause(wires: Lines, begun: Table) -> None:
    begun.done("noor", "phase.advance", to="next")
    assert wires["bo"].command("phase.hold")["ok"]
    assert wires["ali"].command("room.pause")["ok"]
    for name in ("noor", "sam"):
        frames = [one for one in wires[name].heard() if one["type"] in ("phase.held", "room.paused")]
        assert [one["by"] for one in frames] == [None, None]
        assert all(begun.who(one) not in json.dumps(frames) for one in ("ali", "bo"))


def test_time_is_told_to_whoever_asks(wires: Lines) -> None:
    answer = wires["sam"].say("time", {"t0": 12})
    assert answer == {"ok": True, "t0": 12, "t1": logs.in_ms(hub_clock.now())}
