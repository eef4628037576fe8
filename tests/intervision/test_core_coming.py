"""Who comes late, and who leaves the circle."""

from __future__ import annotations

from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import allowed
from tests.intervision.evening import ALI, BO, CAS, DEE, EVA, SECOND, Evening
from tests.intervision.machine import on

# --- coming late ---------------------------------------------------------------------------------------------


def late() -> Evening:
    """Five people, of whom the last is not there yet."""
    evening = Evening(5)
    evening.shell.late.add(EVA)
    return evening


def test_who_comes_before_the_questions_are_over_walks_in() -> None:
    evening = late()
    evening.to("helder")
    evening.do(EVA, "room.hello")
    assert evening.room.is_here(EVA)
    told = {one.text for one in evening.room.items.values() if one.kind == "statement"}
    assert told
    assert told <= evening.texts(EVA)
    assert evening.do(EVA, "item.post", text="mag ik iets vragen").code == "quiet"
    evening.wait(20 * SECOND)
    assert evening.do(EVA, "item.post", text="mag ik iets vragen").code == ""


def test_who_comes_later_waits_and_is_let_in_to_listen() -> None:
    evening = late()
    evening.to("kern")
    evening.do(EVA, "room.hello")
    owner = CAS
    assert evening.sees(EVA)["waiting"]
    assert "items" not in evening.sees(EVA)
    assert evening.do(EVA, "item.post", text="hallo").code == "not_member"
    assert evening.do(ALI, "member.admit", user=EVA).code == "not_allowed_role"
    assert evening.do(owner, "member.admit", user=EVA, **{"as": "listener"}).code == ""
    peer = DEE
    assert evening.texts(EVA) == {one["text"] for one in evening.sees(peer)["items"] if not one["hidden"] and one["text"]}
    for kind in ("item.post", "room.pause", "phase.ready", "phase.hold"):
        assert kind not in allowed(evening.room, EVA, evening.shell.now)
    assert evening.do(owner, "member.admit", user=EVA).code == "wrong_phase"
    on(evening.shell)
    evening.do(ALI, "phase.advance", to="next")
    assert evening.do(EVA, "phase.hold").code == "not_allowed_role"


def test_who_waits_comes_in_at_the_check_out() -> None:
    evening = late()
    evening.to("kern")
    evening.do(EVA, "room.hello")
    evening.do(EVA, "room.hello")
    evening.to("uitchecken")
    assert evening.room.is_here(EVA)
    assert evening.do(EVA, "checkin.set", value=3).code == ""


def test_who_gave_up_waiting_is_not_let_in() -> None:
    evening = late()
    evening.to("kern")
    evening.do(EVA, "room.hello")
    evening.lose(EVA)
    evening.to("uitchecken")
    assert evening.room.seats[EVA].presence == r.OFFLINE


def test_who_waits_walks_in_when_the_group_goes_back() -> None:
    evening = late()
    evening.to("waarderen")
    evening.do(EVA, "room.hello")
    evening.do(ALI, "phase.advance", to="back")
    evening.wait(10 * SECOND)
    evening.do(EVA, "room.hello")
    assert evening.room.is_here(EVA)


# --- leaving the circle --------------------------------------------------------------------------------------


def test_the_owner_leaves_the_circle(evening: Evening) -> None:
    evening.to("helder")
    evening.shell.remove(evening.room.owner or "")
    evening.wait(30 * SECOND)
    assert (evening.room.owner, evening.room.why_paused) == (None, "owner")
    assert evening.do(ALI, "room.end").code == ""


def test_who_leads_leaves_the_circle(evening: Evening) -> None:
    evening.to("terugblik")
    evening.shell.remove(ALI)
    assert evening.room.why_paused == "facilitator"
    evening.do(BO, "role.accept")
    evening.do(BO, "room.resume")
    assert (evening.room.status, evening.room.facilitator) == (r.RUNNING, BO)
    evening.shell.seat(ALI)
    evening.do(ALI, "room.hello")
    assert evening.room.is_here(ALI)
    assert evening.room.facilitator == BO


def test_a_question_leaves_with_who_offered_it(evening: Evening) -> None:
    evening.to("kiezen")
    evening.do(CAS, "case.offer", title="Weg")
    evening.do(DEE, "case.offer", title="Blijft")
    evening.do(BO, "case.vote", dots={CAS: 1, DEE: 1})
    evening.do(CAS, "case.vote", dots={DEE: 1})
    evening.shell.remove(CAS)
    assert evening.sees(BO)["me"]["vote"] == {DEE: 1}
    on(evening.shell)
    assert (evening.room.owner, dict(evening.room.result)) == (DEE, {DEE: 1})
