"""Inside the phases: silence, hidden cards, rounds, and moving on."""

from __future__ import annotations

from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import allowed
from tests.intervision.evening import ALI, BO, CAS, DEE, EVA, SECOND, Evening
from tests.intervision.machine import MINUTE, on

# --- silence, hiding, turns ----------------------------------------------------------------------------------


def test_the_owner_listens_while_the_others_speak(evening: Evening) -> None:
    evening.to("waarderen")
    owner = CAS
    ack = evening.do(owner, "item.post", text="Ja maar dat heb ik al geprobeerd")
    assert (ack.code, ack.echo) == ("not_allowed_role", "Ja maar dat heb ik al geprobeerd")
    assert evening.shell.drafts[owner] == ["Ja maar dat heb ik al geprobeerd"]
    assert {"note.private", "item.draft", "help.ask", "room.pause", "case.stop"} <= allowed(
        evening.room, owner, evening.shell.now
    )


def test_cards_open_together(evening: Evening) -> None:
    evening.to("kern")
    owner = CAS
    peers = [who for who in evening.room.present if who != owner]
    for number, who in enumerate(peers):
        evening.do(who, "item.post", text=f"kaart {number}")
        evening.wait(3 * SECOND)
    assert [evening.sees(who)["count"] for who in evening.room.present] == [3] * 4
    assert evening.texts(evening.room.facilitator or "") & {"kaart 0", "kaart 1", "kaart 2"} == {"kaart 0"}
    on(evening.shell)
    assert {"kaart 0", "kaart 1", "kaart 2"} <= evening.texts(owner)
    moments = {one["at"] for one in evening.sees(owner)["items"] if one["text"].startswith("kaart")}
    assert len(moments) == 1


def test_a_harvest_is_ones_own(evening: Evening) -> None:
    evening.to("oogst")
    evening.do(BO, "item.post", text="dit neem ik mee")
    mine = next(one for one in evening.sees(BO)["items"] if one["text"] == "dit neem ik mee")
    assert evening.do(BO, "item.edit", id=mine["id"], text="dit ook").code == ""
    on(evening.shell)
    assert "dit ook" in evening.texts(BO)
    assert all("dit ook" not in evening.texts(who) for who in (ALI, CAS, DEE))
    assert evening.do(BO, "item.edit", id=mine["id"], text="toch niet").code == "wrong_phase"


def test_a_round_goes_on_past_who_passes_defers_or_leaves(evening: Evening) -> None:
    evening.to("terugblik")
    assert evening.room.holder == ALI
    assert evening.do(BO, "item.post", text="ik eerst").code == "not_your_turn"
    evening.do(ALI, "turn.defer")
    assert evening.sees(BO)["turn"] == {"holder": BO, "order": [BO, CAS, DEE, ALI]}
    evening.lose(BO)
    assert evening.room.holder == CAS
    evening.do(CAS, "turn.pass")
    assert evening.room.holder == DEE
    evening.do(BO, "room.hello")
    assert evening.room.holder == BO
    assert evening.do(ALI, "turn.give", to=ALI).code == ""
    assert evening.do(ALI, "turn.defer").code == "too_many"
    evening.do(ALI, "item.post", text="het ging goed")
    assert evening.room.holder == BO
    evening.do(BO, "turn.done")
    evening.do(DEE, "turn.done")
    assert evening.room.holder is None
    assert evening.do(DEE, "turn.done").code == "not_your_turn"
    assert evening.do(ALI, "turn.give", to=DEE).code == "wrong_phase"


def test_who_comes_during_a_round_goes_last() -> None:
    evening = Evening(5)
    for who in (ALI, BO, CAS, DEE):
        evening.do(who, "room.hello")
    evening.shell.late.add(EVA)
    evening.to("terugblik")
    evening.do(EVA, "room.hello")
    assert evening.sees(EVA)["turn"] == {"holder": ALI, "order": [ALI, BO, CAS, DEE, EVA]}


def test_a_message_that_was_under_way_is_still_taken(evening: Evening) -> None:
    evening.to("suggesties")
    who, epoch = evening.room.holder or "", evening.room.epoch
    on(evening.shell)
    evening.wait(5 * SECOND)
    ack = evening.shell.give(who, r.Command("item.post", {"text": "misschien minder"}, epoch))
    assert ack.code == ""
    kept = next(one for one in evening.room.items.values() if one.text == "misschien minder")
    assert (kept.phase, kept.epoch, kept.late) == ("suggesties", epoch, True)
    evening.wait(15 * SECOND)
    ack = evening.shell.give(who, r.Command("item.post", {"text": "en nog iets"}, epoch))
    assert (ack.code, ack.echo) == ("stale_epoch", "en nog iets")


# --- moving on -----------------------------------------------------------------------------------------------


def test_a_move_is_announced_and_anybody_can_ask_for_more_time(evening: Evening) -> None:
    evening.to("helder")
    deadline = evening.room.deadline or 0
    evening.do(ALI, "phase.advance", to="next")
    evening.do(BO, "phase.hold")
    assert evening.room.deadline == deadline + MINUTE
    assert evening.sees(CAS)["pending"] is None
    assert evening.do(ALI, "phase.advance", to="next").code == "held"
    evening.wait(MINUTE)
    evening.do(ALI, "phase.advance", to="next")
    evening.do(BO, "phase.hold")
    evening.wait(MINUTE)
    evening.do(ALI, "phase.advance", to="next")
    assert evening.do(BO, "phase.hold").code == "too_many"
    assert evening.do(CAS, "phase.cancel").code == "not_allowed_role"
    assert evening.do(ALI, "phase.cancel").code == ""
    evening.do(ALI, "phase.advance", to="next")
    evening.wait(9 * SECOND)
    assert evening.phase == "helder"
    evening.wait(1 * SECOND)
    assert evening.phase == "waarderen"


def test_time_that_is_up_changes_nothing(evening: Evening) -> None:
    evening.to("waarderen")
    evening.wait(110 * MINUTE)
    assert evening.phase == "waarderen"
    assert len([one for one in evening.happened("phase.time_up") if one.data["epoch"] == evening.room.epoch]) == 1
    assert evening.do(ALI, "phase.extend", seconds=120).code == ""
    assert evening.room.deadline == evening.shell.now + 2 * MINUTE


def test_everybody_ready_opens_the_figures_and_goes_on(evening: Evening) -> None:
    evening.to("inchecken")
    evening.do(ALI, "checkin.set", value=2, word="moe")
    evening.do(BO, "checkin.set", value=4)
    assert "moe" not in evening.texts(BO)
    for who in (ALI, BO, CAS):
        evening.do(who, "phase.ready", ready=True)
    evening.do(CAS, "phase.ready", ready=False)
    evening.do(DEE, "phase.ready", ready=True)
    assert evening.sees(ALI)["ready"] == {"n": 3, "of": 4}
    assert evening.room.pending is None
    evening.do(CAS, "phase.ready", ready=True)
    assert "moe" in evening.texts(BO)
    assert evening.do(ALI, "checkin.set", value=3).code == "already_revealed"
    evening.wait(10 * SECOND)
    assert evening.phase == "terugblik"


def test_going_back_hides_nothing_again(evening: Evening) -> None:
    evening.to("herzie")
    owner = CAS
    before = evening.texts(owner)
    evening.do(ALI, "phase.advance", to="back")
    evening.wait(10 * SECOND)
    assert evening.phase == "kern"
    assert evening.texts(owner) == before
    assert evening.do(BO, "item.post", text="nog een kaart").code == ""


def test_a_break_may_be_skipped() -> None:
    evening = Evening(4, 120)
    evening.to("pauze")
    assert evening.do(BO, "item.post", text="hallo").code == "wrong_phase"
    evening.do(ALI, "phase.advance", to="skip")
    evening.wait(10 * SECOND)
    assert evening.phase == "herzie"
    assert evening.do(ALI, "phase.advance", to="skip").code == "bad_input"
