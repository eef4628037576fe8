"""Whole sessions, played step by step: from the lobby to the end, and choosing a question."""

from __future__ import annotations

from random import Random

import pytest

from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import allowed
from tests.intervision.evening import ALI, BO, CAS, DEE, EVA, SECOND, Evening
from tests.intervision.machine import MINUTE, everybody_in, on, one_step

# --- from the lobby to the end -------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "people"), [(60, 4), (90, 5), (120, 6)])
def test_a_whole_session(length: int, people: int) -> None:
    evening = Evening(people, length)
    visited = ["lobby"]
    while evening.room.status not in r.ENDED:
        if evening.phase != visited[-1]:
            visited.append(evening.phase)
        one_step(evening.shell, evening.words)
        evening.invariants.step()
    assert visited == ["lobby", *(one.key for one in evening.room.plan)]
    assert evening.room.status == r.CLOSED
    assert evening.room.purge_at == evening.happened("room.closed")[0].at + 24 * 60 * MINUTE
    assert evening.room.evaluation == {"answers": people, "averages": [4.0, 4.0, 4.0, 4.0]}
    kinds = {one.kind for one in evening.room.items.values()}
    assert kinds == {"scale", "chat", "statement", "question", "card", "action"}
    assert evening.do(ALI, "item.post", text="nog iets").code == "closed"
    assert evening.do(ALI, "presence.set", state="offline").code == ""
    assert evening.do(ALI, "room.hello").code == ""


def test_who_leads_begins_and_three_are_needed(evening: Evening) -> None:
    assert evening.do(ALI, "room.start").code == "not_member"
    for who in (ALI, BO):
        evening.do(who, "room.hello")
    assert evening.do(BO, "room.start").code == "not_allowed_role"
    assert evening.do(ALI, "room.start").code == "below_minimum"
    evening.do(CAS, "room.hello")
    assert evening.do(ALI, "room.start").code == ""
    assert (evening.room.status, evening.phase) == (r.RUNNING, "inchecken")
    assert evening.do(ALI, "room.start").code == "wrong_phase"


def test_the_deputy_begins_when_who_leads_does_not_come(evening: Evening) -> None:
    for who in (BO, CAS, DEE):
        evening.do(who, "room.hello")
    evening.do(BO, "room.start")
    assert (evening.room.facilitator, evening.room.roles.get("deputy")) == (BO, None)


def test_a_line_that_was_lost_a_moment_ago_costs_no_role(evening: Evening) -> None:
    everybody_in(evening.shell)
    evening.lose(ALI)
    evening.do(BO, "room.start")
    assert (evening.phase, evening.room.facilitator) == ("inchecken", ALI)
    evening.do(ALI, "room.hello")
    evening.wait(2 * MINUTE)
    assert (evening.room.status, evening.room.facilitator) == (r.RUNNING, ALI)


def test_whoever_is_there_is_asked_to_lead_when_neither_comes(evening: Evening) -> None:
    evening = Evening(5)
    for who in (CAS, DEE, EVA):
        evening.do(who, "room.hello")
    evening.do(DEE, "case.offer", title="Hoe zeg ik nee?")
    assert "room.start" not in allowed(evening.room, CAS, evening.shell.now)
    evening.wait(15 * MINUTE)
    assert [evening.sees(who)["me"]["asked"] for who in (CAS, DEE, EVA)] == ["facilitator", None, "facilitator"]
    evening.do(CAS, "role.accept")
    evening.do(CAS, "room.start")
    assert (evening.phase, evening.room.facilitator) == ("inchecken", CAS)


def test_the_question_is_withdrawn_when_the_leader_comes_after_all() -> None:
    evening = Evening(5)
    for who in (CAS, DEE, EVA):
        evening.do(who, "room.hello")
    evening.wait(15 * MINUTE)
    assert evening.sees(CAS)["offers"] == ["facilitator"]
    evening.do(ALI, "room.hello")
    assert evening.sees(CAS)["offers"] == []
    assert evening.room.facilitator == ALI


def test_who_brings_in_a_question_does_not_lead(evening: Evening) -> None:
    for who in (BO, CAS, DEE):
        evening.do(who, "room.hello")
    evening.do(BO, "case.offer", title="Hoe zeg ik nee?")
    assert evening.do(BO, "room.start").code == "brings_in"
    evening.do(ALI, "room.hello")
    assert evening.do(ALI, "case.offer", title="Mijn vraag").code == "leads"
    assert evening.do(ALI, "role.offer", role="facilitator", to=BO).code == "bad_input"
    assert evening.do(ALI, "role.offer", role="facilitator", to=CAS).code == ""
    evening.do(CAS, "case.offer", title="Ook een vraag")
    assert evening.do(CAS, "role.accept").code == "wrong_phase"
    evening.do(CAS, "case.withdraw")
    evening.do(CAS, "role.accept")
    assert evening.room.facilitator == CAS
    assert evening.do(ALI, "case.offer", title="Nu wel").code == ""


# --- choosing ------------------------------------------------------------------------------------------------


def test_the_question_with_the_most_dots_is_taken(evening: Evening) -> None:
    evening.to("terugblik")
    evening.do(CAS, "case.offer", title="Eerste")
    evening.do(DEE, "case.offer", title="Tweede")
    evening.to("kiezen")
    evening.do(ALI, "case.vote", dots={DEE: 2})
    evening.do(BO, "case.vote", dots={CAS: 1, DEE: 1})
    evening.do(CAS, "case.vote", dots={CAS: 1})
    assert evening.do(CAS, "case.vote", dots={CAS: 2}).code == "bad_input"
    assert evening.sees(DEE)["voted"] == {"n": 3, "of": 4}
    assert evening.sees(DEE)["result"] == {}
    on(evening.shell)
    assert (evening.room.owner, dict(evening.room.result)) == (DEE, {CAS: 2, DEE: 3})


def test_of_two_questions_with_as_many_dots_whoever_was_owner_least_goes_first() -> None:
    # `opened` says that the third of them was owner once.
    evening = Evening()
    evening.to("kiezen")
    evening.do(CAS, "case.offer", title="Eerste")
    evening.do(DEE, "case.offer", title="Tweede")
    on(evening.shell)
    assert evening.room.owner == DEE


@pytest.mark.parametrize("seed", range(6))
def test_a_draw_does_not_depend_on_who_was_first(seed: int) -> None:
    chosen = []
    for order in ((BO, DEE, EVA), (EVA, BO, DEE), (DEE, EVA, BO)):
        evening = Evening(5)
        evening.to("kiezen", cases=False)
        for who in order:
            evening.do(who, "case.offer", title="Mijn vraag")
        for who in order:
            evening.do(who, "case.vote", dots={who: 1})
        evening.shell.rng = Random(seed)
        on(evening.shell)
        chosen.append(evening.room.owner)
    assert len(set(chosen)) == 1


def test_without_a_question_of_somebody_who_is_here_nobody_goes_on(evening: Evening) -> None:
    evening.to("kiezen")
    assert evening.do(ALI, "phase.advance", to="next").code == "no_case"
    assert evening.do(ALI, "case.vote", dots={}).code == "no_case"
    evening.do(CAS, "case.offer", title="Mijn vraag")
    evening.lose(CAS)
    assert evening.do(ALI, "phase.advance", to="next").code == "no_case"
    evening.do(CAS, "room.hello")
    assert evening.do(ALI, "phase.advance", to="next").code == ""
    evening.do(CAS, "case.withdraw")
    evening.wait(10 * SECOND)
    assert (evening.phase, evening.room.pending) == ("kiezen", None)
    assert evening.do(ALI, "phase.advance", to="back").code == ""
    evening.wait(10 * SECOND)
    assert evening.phase == "terugblik"


# --- a server that falls over --------------------------------------------------------------------------------


def test_a_room_is_made_again_from_its_log_at_every_step() -> None:
    evening = Evening(4, 60)
    while evening.room.status not in r.ENDED:
        one_step(evening.shell, evening.words)
        before = evening.room
        evening.shell.reload()
        assert evening.room == before


def test_a_server_that_slept_does_each_thing_once(evening: Evening) -> None:
    evening.to("helder")
    evening.do(ALI, "phase.advance", to="next")
    evening.shell.wait(10 * 60 * MINUTE, asleep=True)
    evening.invariants.step()
    assert evening.phase == "waarderen"
    assert len([one for one in evening.happened("phase.changed") if one.data["idx"] == evening.room.idx]) == 1
