"""Asking for the lead again, only listening, being left alone, and another question when the owner stays away."""

from __future__ import annotations

import pytest

from hub.intervision.rules import room as r
from hub.intervision.rules.evolve import evolve
from hub.intervision.rules.leading import offer_for
from hub.intervision.rules.room import Event
from tests.intervision.evening import ALI, BO, CAS, DEE, EVA, SECOND, Evening
from tests.intervision.machine import MINUTE, on, phase_done

# --- the lead ----------------------------------------------------------------------------------------------------


@pytest.fixture
def led_by_bo(evening: Evening) -> Evening:
    """Who led lost the line; the deputy leads now, and the first is back."""
    evening.to("helder")
    evening.lose(ALI)
    evening.wait(MINUTE)
    evening.do(BO, "role.accept")
    evening.do(BO, "room.resume")
    evening.do(ALI, "room.hello")
    return evening


def test_who_lost_the_lead_asks_for_it_and_gets_it_with_a_yes(led_by_bo: Evening) -> None:
    evening = led_by_bo
    for who in (BO, CAS, DEE):
        assert evening.do(who, "role.take_back").code == "not_allowed_role"
    assert evening.do(ALI, "role.take_back").code == ""
    assert evening.room.facilitator == BO
    assert [evening.sees(who)["me"]["asked"] for who in (ALI, BO, DEE)] == [None, "facilitator", None]
    assert evening.sees(BO)["me"]["taker"] == ALI
    assert evening.do(ALI, "role.take_back").code == "wrong_phase"
    assert evening.do(DEE, "role.accept").code == "wrong_phase"
    assert evening.do(BO, "role.accept").code == ""
    assert evening.room.facilitator == ALI
    assert evening.do(BO, "role.take_back").code == "not_allowed_role"


def test_no_is_an_answer_and_so_is_silence(led_by_bo: Evening) -> None:
    evening = led_by_bo
    evening.do(ALI, "role.take_back")
    evening.do(BO, "role.decline")
    assert (evening.room.facilitator, evening.room.offers) == (BO, {})
    evening.do(ALI, "role.take_back")
    evening.wait(MINUTE)
    assert (evening.room.facilitator, evening.room.offers) == (BO, {})
    evening.do(ALI, "role.take_back")
    evening.do(ALI, "presence.set", state="away_short")
    assert evening.do(BO, "role.accept").code == "wrong_phase"


def test_who_gave_the_lead_away_has_nothing_to_ask_back(evening: Evening) -> None:
    evening.to("helder")
    evening.do(ALI, "role.offer", role="facilitator", to=DEE)
    evening.do(DEE, "role.accept")
    assert evening.do(ALI, "role.take_back").code == "not_allowed_role"


def test_who_came_too_late_to_begin_may_ask_to_lead() -> None:
    evening = Evening(5)
    for who in (BO, CAS, DEE):
        evening.do(who, "room.hello")
    evening.do(BO, "room.start")
    evening.do(ALI, "room.hello")
    assert evening.do(ALI, "role.take_back").code == ""
    evening.do(BO, "role.accept")
    assert evening.room.facilitator == ALI


# --- only listening --------------------------------------------------------------------------------------------------


def test_who_only_listens_is_passed_over_and_not_waited_for(evening: Evening) -> None:
    evening.to("terugblik")
    assert evening.room.holder == ALI
    assert evening.do(ALI, "seat.listen").code == "not_allowed_role"
    assert evening.do(BO, "seat.listen").code == ""
    assert evening.sees(DEE)["seats"][1] == {"who": BO, "presence": r.HERE, "listener": True}
    assert evening.sees(BO)["ready"]["of"] == 3
    assert evening.do(BO, "item.post", text="toch").code == "not_allowed_role"
    evening.do(ALI, "turn.pass")
    assert evening.room.holder == CAS
    assert evening.do(BO, "seat.listen").code == "wrong_phase"
    assert evening.do(BO, "seat.take_part").code == ""
    assert evening.room.holder == BO  # the old place in the round
    assert evening.do(BO, "item.post", text="toch").code == ""


def test_who_listened_when_the_round_began_comes_last(evening: Evening) -> None:
    evening.to("inchecken")
    evening.do(BO, "seat.listen")
    evening.to("terugblik")
    assert evening.room.turn is not None and BO not in evening.room.turn.order
    evening.do(BO, "seat.take_part")
    assert evening.room.turn.order[-1] == BO


def test_who_brings_in_the_question_does_not_only_listen(evening: Evening) -> None:
    evening.to("kiezen")
    evening.do(DEE, "case.offer", title="Mijn vraag")
    assert evening.do(DEE, "seat.listen").code == "not_allowed_role"
    evening.do(DEE, "case.withdraw")
    assert evening.do(DEE, "seat.listen").code == ""
    assert evening.do(DEE, "case.offer", title="Mijn vraag").code == "not_allowed_role"
    evening.do(DEE, "presence.set", state="offline")
    assert evening.do(DEE, "seat.take_part").code == "stepped_back"
    evening.do(DEE, "room.hello")
    assert evening.room.seats[DEE].listener  # as it was when they left
    assert evening.do(DEE, "seat.take_part").code == ""


def test_who_was_let_in_to_listen_stays_a_listener() -> None:
    evening = Evening(5)
    evening.shell.late.add(EVA)
    evening.to("waarderen")
    evening.do(EVA, "room.hello")
    evening.do(CAS, "member.admit", user=EVA)
    assert evening.room.seats[EVA].listener
    assert evening.do(EVA, "seat.take_part").code == "not_allowed_role"


def test_with_too_few_who_speak_the_room_waits(evening: Evening) -> None:
    evening.to("helder")
    evening.do(BO, "seat.listen")
    evening.do(DEE, "seat.listen")
    evening.wait(MINUTE)
    assert evening.room.why_paused == "minimum"
    evening.do(DEE, "seat.take_part")
    assert evening.do(ALI, "room.resume").code == ""


def test_a_deputy_who_only_listens_is_not_asked_to_lead(evening: Evening) -> None:
    evening.to("oogst")
    evening.do(BO, "seat.listen")
    evening.lose(ALI)
    evening.wait(MINUTE)
    assert [evening.sees(who)["me"]["asked"] for who in (BO, DEE)] == [None, "facilitator"]


# --- alone, and pages left open ----------------------------------------------------------------------------------------


def test_who_is_left_alone_may_close_the_door(evening: Evening) -> None:
    evening.to("helder")
    for who in (ALI, BO, CAS):
        evening.do(who, "presence.set", state="offline")
    evening.wait(9 * MINUTE)
    assert evening.do(DEE, "room.end").code == "not_allowed_role"
    evening.wait(MINUTE)
    assert "room.end" in evening.sees(DEE)["me"]["can"]
    assert evening.do(DEE, "room.end").code == ""
    assert evening.room.status == r.STOPPED


def test_pages_that_were_left_open_do_not_keep_a_room(evening: Evening) -> None:
    evening.to("oogst")
    evening.wait(119 * MINUTE)
    assert evening.do(DEE, "help.ask").code == ""
    evening.wait(119 * MINUTE)
    assert evening.room.status == r.RUNNING
    evening.wait(2 * MINUTE)
    assert evening.room.status == r.STOPPED


def test_nor_does_a_lobby_in_which_nothing_begins(evening: Evening) -> None:
    evening.do(ALI, "room.hello")
    evening.wait(121 * MINUTE)
    assert evening.room.status == r.STOPPED


# --- another question --------------------------------------------------------------------------------------------------


@pytest.fixture
def two_questions() -> Evening:
    """Two brought in a question; the one of Cas was taken, talked about, and Cas is gone."""
    evening = Evening(5)
    evening.to("kiezen")
    evening.do(CAS, "case.offer", title="De eerste zq9001zq")
    evening.do(DEE, "case.offer", title="De tweede zq9002zq")
    evening.do(BO, "case.vote", dots={CAS: 2})
    on(evening.shell)
    assert evening.room.owner == CAS
    evening.to("waarderen")
    phase_done(evening.shell, evening.words)
    evening.lose(CAS)
    evening.wait(30 * SECOND)
    assert evening.room.why_paused == "owner"
    return evening


def test_after_ten_minutes_another_question_may_be_taken(two_questions: Evening) -> None:
    evening = two_questions
    assert evening.do(ALI, "case.reserve").code == "wrong_phase"
    evening.wait(10 * MINUTE)
    assert evening.do(BO, "case.reserve").code == "not_allowed_role"
    heard = {who: evening.texts(who) for who in (ALI, BO, DEE)}
    assert evening.do(ALI, "case.reserve").code == ""
    assert evening.sees(DEE)["me"]["asked"] == "owner"
    assert evening.room.owner == CAS  # nothing changes without a yes
    evening.do(DEE, "role.accept")
    assert (evening.room.owner, evening.phase, evening.room.status) == (DEE, "vraag", r.RUNNING)
    # What was said about the first question is no longer on the table: of that, everybody has their own words alone.
    for who in (ALI, BO, DEE):
        about = [one for one in evening.room.items.values() if one.phase in ("vraag", "helder", "waarderen")]
        mine, others = ({one.text for one in about if (one.by == who) == own} for own in (True, False))
        assert mine and others <= heard[who]
        assert evening.texts(who) == heard[who] - others
        assert not any(one["answer"] for one in evening.sees(who)["items"])
    assert CAS not in evening.sees(BO)["cases"]
    evening.do(CAS, "room.hello")
    back = evening.sees(CAS)["items"]
    assert [one["phase"] for one in back if one["mine"] and one["kind"] != "scale"] == ["terugblik", "vraag"]
    assert [one["answer"] for one in back if one["kind"] == "question"]
    assert evening.do(CAS, "case.stop").code == "not_allowed_role"
    evening.to("slot")
    assert evening.room.owner == DEE
    assert evening.do(DEE, "item.pick", ids=[one.id for one in about]).code == "unknown_item"


def test_the_first_owner_may_come_back_before_the_yes(two_questions: Evening) -> None:
    evening = two_questions
    evening.wait(10 * MINUTE)
    evening.do(ALI, "case.reserve")
    evening.do(CAS, "room.hello")
    assert evening.room.offers == {}
    assert evening.do(DEE, "role.accept").code == "wrong_phase"
    assert evening.do(ALI, "room.resume").code == ""
    assert evening.room.owner == CAS


def test_a_yes_that_comes_after_the_owner_is_no_yes(two_questions: Evening) -> None:
    """Between the owner's coming back and the moment the room takes the offer away nobody slips in."""
    evening = two_questions
    evening.wait(10 * MINUTE)
    evening.do(ALI, "case.reserve")
    assert offer_for(evening.room, DEE) == "owner"
    back = Event("member.joined", CAS, evening.shell.now, {"user": CAS, "listener": False})
    assert offer_for(evolve(evening.room, back), DEE) is None


def test_no_thanks_and_there_is_nobody_else(two_questions: Evening) -> None:
    evening = two_questions
    evening.wait(10 * MINUTE)
    evening.do(ALI, "case.reserve")
    evening.do(DEE, "role.decline")
    assert evening.do(ALI, "case.reserve").code == "no_case"
    assert evening.do(ALI, "room.end").code == ""


def test_the_second_owner_stops_and_only_the_second_question_is_wiped(two_questions: Evening) -> None:
    evening = two_questions
    evening.wait(10 * MINUTE)
    evening.do(ALI, "case.reserve")
    evening.do(DEE, "role.accept")
    evening.do(DEE, "item.post", text="Mijn verhaal zq9003zq")
    evening.do(DEE, "case.stop")
    evening.wait(MINUTE)
    assert evening.phase == "uitchecken"
    assert not [one for one in evening.room.items.values() if "zq9003zq" in one.text]
    evening.do(CAS, "room.hello")
    assert [one["text"] for one in evening.sees(CAS)["items"] if one["phase"] == "vraag"] != []


def test_a_stop_leaves_the_questions_of_others() -> None:
    evening = Evening(4, cases={CAS: "De eerste zq9001zq", DEE: "De tweede zq9002zq"})
    evening.to("kiezen")
    evening.do(BO, "case.vote", dots={CAS: 1, DEE: 1})
    evening.do(DEE, "case.vote", dots={CAS: 1})
    on(evening.shell)
    assert evening.room.owner == CAS
    evening.to("helder")
    evening.do(CAS, "case.stop")
    evening.wait(MINUTE)
    assert evening.sees(ALI)["cases"] == {DEE: "De tweede zq9002zq"}
    assert dict(evening.room.result) == {DEE: 1}
