"""Pauses of every kind: asked for, too few people, the owner or who leads away."""

from __future__ import annotations

from hub.intervision.rules import room as r
from tests.intervision.evening import ALI, BO, CAS, DEE, SECOND, Evening
from tests.intervision.machine import MINUTE

# --- pauses --------------------------------------------------------------------------------------------------


def test_a_pause_for_everybody(evening: Evening) -> None:
    evening.to("helder")
    evening.wait(25 * SECOND)
    evening.do(BO, "room.pause")
    left = evening.room.remaining
    assert evening.room.why_paused == "group"
    assert evening.do(DEE, "item.post", text="nog een vraag").code == "paused"
    evening.wait(7 * MINUTE)
    evening.do(ALI, "room.resume")
    assert (evening.phase, (evening.room.deadline or 0) - evening.shell.now) == ("helder", left)
    assert evening.do(BO, "room.pause").code == "too_many"
    assert evening.do(DEE, "room.pause").code == ""
    evening.lose(ALI)
    for who in (BO, CAS, DEE):
        evening.do(who, "phase.ready", ready=True)
    assert evening.room.status == r.RUNNING


def test_the_owner_is_away_for_a_while(evening: Evening) -> None:
    evening.to("waarderen")
    owner, holder = CAS, evening.room.holder or ""
    evening.lose(owner)
    assert evening.do(holder, "item.post", text="wat knap").code == "not_owner_present"
    evening.wait(29 * SECOND)
    assert evening.room.status == r.RUNNING
    evening.wait(1 * SECOND)
    assert evening.room.why_paused == "owner"
    assert evening.do(ALI, "room.resume").code == "not_owner_present"
    evening.do(owner, "room.hello")
    assert evening.do(ALI, "room.resume").code == ""
    assert evening.room.holder == holder


def test_too_few_people(evening: Evening) -> None:
    evening.to("helder")
    others = [BO, DEE]
    for who in others:
        evening.lose(who)
    evening.wait(59 * SECOND)
    assert evening.room.status == r.RUNNING
    evening.wait(1 * SECOND)
    assert evening.room.why_paused == "minimum"
    assert evening.do(ALI, "room.resume").code == "below_minimum"
    evening.do(others[0], "room.hello")
    assert evening.do(ALI, "room.resume").code == ""


def test_who_leads_is_gone_and_the_deputy_takes_over(evening: Evening) -> None:
    evening.to("helder")
    evening.lose(ALI)
    evening.wait(59 * SECOND)
    assert (evening.room.status, evening.room.facilitator) == (r.RUNNING, ALI)
    evening.wait(1 * SECOND)
    assert evening.room.why_paused == "facilitator"
    assert (evening.sees(BO)["me"]["asked"], evening.sees(DEE)["me"]["asked"]) == ("facilitator", None)
    assert evening.do(BO, "room.resume").code == "not_allowed_role"
    evening.do(BO, "role.accept")
    assert evening.do(BO, "room.resume").code == ""
    evening.do(ALI, "room.hello")
    assert evening.room.facilitator == BO
    # Back to the first, by asking and saying yes.
    evening.do(BO, "role.offer", role="facilitator", to=ALI)
    assert evening.do(BO, "role.offer", role="deputy", to=DEE).code == "too_many"
    evening.do(ALI, "role.accept")
    assert evening.room.facilitator == ALI


def test_the_deputy_does_not_want_to_and_another_does(evening: Evening) -> None:
    evening.to("helder")
    evening.lose(ALI)
    evening.wait(MINUTE)
    evening.do(BO, "role.decline")
    assert [evening.sees(who)["me"]["asked"] for who in (BO, CAS, DEE)] == [None, None, "facilitator"]
    evening.do(DEE, "role.accept")
    assert evening.room.facilitator == DEE


def test_who_does_not_answer_is_asked_with_the_others(evening: Evening) -> None:
    evening.to("helder")
    evening.lose(ALI)
    evening.wait(2 * MINUTE)
    assert evening.sees(BO)["me"]["asked"] == "facilitator"
    assert evening.sees(DEE)["me"]["asked"] == "facilitator"
    evening.do(ALI, "room.hello")
    assert evening.sees(BO)["offers"] == []
    assert evening.do(ALI, "room.resume").code == ""


def test_nobody_wants_to_lead(evening: Evening) -> None:
    evening.to("helder")
    evening.lose(ALI)
    evening.wait(15 * MINUTE)
    assert evening.room.status == r.PAUSED
    evening.wait(MINUTE)
    assert evening.room.status == r.STOPPED


def test_everybody_is_gone(evening: Evening) -> None:
    evening.to("terugblik")
    for who in (ALI, BO, CAS, DEE):
        evening.do(who, "presence.set", state="offline")
    evening.wait(20 * MINUTE)
    assert evening.room.status == r.STOPPED


def test_a_session_may_end_in_a_pause(evening: Evening) -> None:
    evening.to("helder")
    assert evening.do(ALI, "room.end").code == "wrong_phase"
    evening.do(ALI, "room.pause")
    assert evening.do(BO, "room.end").code == "not_allowed_role"
    assert evening.do(ALI, "room.end").code == ""
    assert evening.room.status == r.STOPPED


def test_stepping_back_is_no_leaving(evening: Evening) -> None:
    evening.to("helder")
    evening.do(BO, "presence.set", state="away_short")
    evening.do(BO, "room.hello")
    assert not evening.room.is_here(BO)
    assert evening.do(BO, "item.post", text="een vraag").code == "stepped_back"
    evening.do(BO, "presence.set", state="back")
    assert evening.room.is_here(BO)
