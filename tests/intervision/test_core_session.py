"""Whole sessions, played step by step: through every phase, every kind of pause, a stop, a return, a hand-over."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import allowed
from hub.intervision.rules.project import view
from tests.intervision.drawing import Words
from tests.intervision.invariants import Invariants
from tests.intervision.machine import MINUTE, NAMES, Ack, Shell, everybody_in, on, one_step, opened, phase_done

ALI, BO, CAS, DEE, EVA, FAY = NAMES
SECOND = 1000


class Evening:
    """A room in which things are done by name, with all that must hold checked after each."""

    def __init__(self, people: int = 4, length: int = 90) -> None:
        self.shell, self.words = Shell(Random(3)), Words()
        self.invariants = Invariants(self.shell, Random(3))
        self.shell.write(opened(NAMES[:people], length))

    def do(self, who: str, kind: str, **data: Any) -> Ack:
        ack = self.shell.do(who, kind, **data)
        self.invariants.step()
        return ack

    def wait(self, ms: int) -> None:
        self.shell.wait(ms)
        self.invariants.step()

    def lose(self, who: str) -> None:
        self.shell.lose(who)
        self.invariants.step()

    def to(self, key: str, cases: bool = True) -> None:
        """As it is meant, up to this phase; the third is the owner."""
        while self.phase != key:
            assert self.room.status not in r.ENDED
            if cases and self.phase == "kiezen" and not self.room.cases:
                self.do(CAS, "case.offer", title="Hoe zeg ik nee?")
            one_step(self.shell, self.words)
            self.invariants.step()

    def sees(self, who: str) -> dict[str, Any]:
        return view(self.room, who, self.shell.now)

    def texts(self, who: str) -> set[str]:
        return {one["text"] for one in self.sees(who)["items"] if one["text"]}

    @property
    def room(self) -> r.Room:
        return self.shell.room

    @property
    def phase(self) -> str:
        return self.room.phase.key if self.room.phase else "lobby"

    def happened(self, kind: str) -> list[Any]:
        return [one for one in self.shell.events() if one.type == kind]


@pytest.fixture
def evening() -> Evening:
    return Evening()


# --- from the lobby to the end ---------------------------------------------------------------------------------


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


# --- choosing --------------------------------------------------------------------------------------------------


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


# --- silence, hiding, turns ------------------------------------------------------------------------------------


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


# --- moving on -------------------------------------------------------------------------------------------------


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
    evening.wait(8 * 60 * MINUTE)
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


# --- pauses ----------------------------------------------------------------------------------------------------


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


# --- the owner stops -------------------------------------------------------------------------------------------


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


# --- coming late -----------------------------------------------------------------------------------------------


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


# --- leaving the circle ----------------------------------------------------------------------------------------


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


# --- a server that falls over ----------------------------------------------------------------------------------


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
