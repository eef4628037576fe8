"""The owner stops."""

from __future__ import annotations

from hub.intervision.rules import room as r
from tests.intervision.evening import ALI, BO, CAS, DEE, SECOND, Evening
from tests.intervision.machine import MINUTE, phase_done

# --- the owner stops -----------------------------------------------------------------------------------------


def test_the_owner_stops_and_all_words_of_the_case_go(evening: Evening) -> None:
    evening.to("suggesties")
    phase_done(evening.shell, evening.words)
    owner = CAS
    peer = DEE
    case = {one.text for one in evening.room.items.values() if one.phase not in ("inchecken", "terugblik")}
    assert case <= evening.texts(peer)
    evening.do(owner, "case.stop")
    assert evening.room.why_paused == "stop"
    assert not case & evening.texts(peer)
    assert owner not in evening.sees(peer)["cases"]
    assert evening.do(ALI, "room.resume").code == "paused"
    assert evening.do(ALI, "room.end").code == "wrong_phase"
    evening.wait(MINUTE)
    assert (evening.room.status, evening.phase) == (r.RUNNING, "uitchecken")
    assert not case & {one.text for one in evening.room.items.values()}
    assert evening.do(owner, "case.undo_stop").code == "wrong_phase"
    assert evening.do(owner, "case.stop").code == "wrong_phase"
    # The check-out is a room like any other: it can pause and go on, and not back into the case.
    evening.do(BO, "room.pause")
    assert evening.do(ALI, "room.resume").code == ""
    evening.do(ALI, "phase.advance", to="back")
    evening.wait(10 * SECOND)
    assert evening.phase == "oogst"
    assert evening.do(ALI, "phase.advance", to="back").code == "wrong_phase"


def test_the_owner_stops_and_takes_it_back(evening: Evening) -> None:
    evening.to("helder")
    phase_done(evening.shell, evening.words)
    owner = CAS
    peer = DEE
    before, left = evening.texts(peer), (evening.room.deadline or 0) - evening.shell.now
    evening.do(owner, "case.stop", delete=False)
    evening.wait(59 * SECOND)
    assert evening.do(peer, "case.undo_stop").code == "not_allowed_role"
    assert evening.do(owner, "case.undo_stop").code == ""
    assert evening.texts(peer) == before
    assert (evening.phase, evening.room.status) == ("helder", r.RUNNING)
    assert (evening.room.deadline or 0) - evening.shell.now == left


def test_taking_a_stop_back_does_not_end_the_pause_of_another(evening: Evening) -> None:
    evening.to("helder")
    owner = CAS
    evening.do(BO, "room.pause")
    evening.do(owner, "case.stop")
    evening.do(owner, "case.undo_stop")
    assert (evening.room.status, evening.room.why_paused) == (r.PAUSED, "group")


def test_taking_a_stop_back_with_too_few_waits_for_the_others(evening: Evening) -> None:
    evening.to("helder")
    owner = CAS
    evening.do(owner, "case.stop")
    for who in (who for who in (ALI, BO, CAS, DEE) if who != owner):
        evening.lose(who)
    evening.do(owner, "case.undo_stop")
    assert evening.room.why_paused == "minimum"
    evening.do(ALI, "room.hello")
    evening.do(BO, "room.hello")
    evening.do(owner, "case.stop")
    evening.lose(owner)
    evening.do(owner, "case.undo_stop")
    assert evening.room.why_paused == "minimum"


def test_an_owner_who_left_the_room_takes_the_stop_back(evening: Evening) -> None:
    evening.to("helder")
    owner = CAS
    evening.do(owner, "case.stop")
    evening.lose(owner)
    evening.do(owner, "case.undo_stop")
    assert evening.room.why_paused == "owner"


def test_a_stop_that_keeps_the_words_keeps_them_for_the_owner_alone(evening: Evening) -> None:
    evening.to("waarderen")
    owner = CAS
    mine = {one["text"] for one in evening.sees(owner)["items"] if one["mine"] and one["text"]}
    evening.do(owner, "case.stop", delete=False)
    evening.wait(MINUTE)
    assert mine <= evening.texts(owner)
    peer = DEE
    asked = next(one for one in evening.room.items.values() if one.by == peer and one.kind == "question")
    assert evening.do(peer, "item.edit", id=asked.id, text="iets anders").code == "unknown_item"
