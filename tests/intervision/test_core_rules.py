"""Single rules of the room that a session meets seldom: limits, late messages, a full room, waits of an installation."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from hub.intervision.rules import room as r
from hub.intervision.rules.allowed import allowed, why_not
from hub.intervision.rules.decide import decide
from hub.intervision.rules.evolve import evolve, fold
from hub.intervision.rules.limits import cleaned, dots_of, is_mark, why_not_text
from hub.intervision.rules.moving import evaluated
from hub.intervision.rules.passing import due_at, tick
from hub.intervision.rules.planning import rota
from hub.intervision.rules.project import project, view
from hub.intervision.rules.room import Command, Event, Item, Refusal, Room, Seat, Waits
from hub.intervision.rules.waits import BadWaits, waits_of
from tests.intervision.machine import NOON, Shell, everybody_in, on, one_step, plan, session

ALI, BO, CAS, DEE = "ali", "bo", "cas", "dee"


def at(key: str, length: int = 90) -> Shell:
    """A session in this phase, with the third as owner."""
    shell = session(4, length, cases={CAS: "Hoe zeg ik nee?"})
    while shell.room.phase is None or shell.room.phase.key != key:
        one_step(shell, lambda: "tekst")
    shell.wait(30_000)
    return shell


def said(shell: Shell, who: str) -> Item:
    """The last thing somebody wrote."""
    return [one for one in shell.room.items.values() if one.by == who][-1]


# --- what may be written -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  hallo  ", "hallo"),
        ("een\r\ntwee\rdrie", "een\ntwee\ndrie"),
        ("een\ttwee", "een twee"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\u202eb\x00c\ud800", "abc"),
        ("", None),
        (" \n ", None),
        ("\u200b", None),
        ("x" * 20, "x" * 20),
        ("x" * 21, None),
        ("\u0958" * 11, None),
        (None, None),
        (7, None),
        (["x"], None),
    ],
)
def test_text_is_kept_clean(given: object, kept: str | None) -> None:
    assert cleaned(given, 20) == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [("hallo", None), ("x" * 21, "too_long"), ("\u0958" * 11, "too_long"), ("  ", "bad_input"), (3, "bad_input")],
)
def test_why_a_text_cannot_be_kept(given: object, code: str | None) -> None:
    assert why_not_text(given, 20) == code


def test_a_letter_that_becomes_two_is_kept_whole() -> None:
    shell = at("helder")
    shell.do(BO, "item.post", text="\u0958")
    assert said(shell, BO).text == "\u0915\u093c"


@pytest.mark.parametrize("value", [0, 6, True, "3", 3.0, None, float("nan"), [3]])
def test_only_one_to_five_is_a_figure(value: object) -> None:
    assert not is_mark(value)
    assert is_mark(3)


@pytest.mark.parametrize(
    ("given", "dots"),
    [
        ({}, {}),
        ({BO: 1, CAS: 1}, {BO: 1, CAS: 1}),
        ({BO: 2, CAS: 0}, {BO: 2}),
        ({CAS: 1}, {CAS: 1}),
        ({CAS: 2}, None),
        ({BO: 3}, None),
        ({BO: 2, CAS: 1}, None),
        ({BO: -1}, None),
        ({BO: True}, None),
        ({BO: "1"}, None),
        ({DEE: 1}, None),
        ({3: 1}, None),
        ([BO], None),
        (None, None),
    ],
)
def test_two_dots_and_one_of_them_on_ones_own(given: object, dots: dict[str, int] | None) -> None:
    assert dots_of(given, CAS, {BO: "", CAS: ""}) == dots


def test_too_long_and_empty_are_told_apart() -> None:
    shell = at("helder")
    assert shell.do(BO, "item.post", text="x" * 251).code == "too_long"
    assert shell.do(BO, "item.post", text="").code == "bad_input"
    shell.do(BO, "item.post", text="Wat wil je?")
    question = said(shell, BO).id
    assert shell.do(BO, "item.edit", id=question, text="x" * 251).code == "too_long"
    assert shell.do(CAS, "question.answer", id=question, text="").code == "bad_input"
    assert shell.do(CAS, "question.answer", id="nee", text="Rust").code == "unknown_item"
    assert shell.do(CAS, "question.pass", id=["nee"]).code == "unknown_item"
    assert shell.do(BO, "question.answer", id=question, text="Rust").code == "not_allowed_role"
    assert shell.do(CAS, "item.post", text="Mag ik ook iets vragen?").code == "not_allowed_role"
    assert shell.do(CAS, "question.answer", id=question, text="Rust").code == ""
    assert shell.do(CAS, "question.pass", id=question).code == ""
    assert said(shell, BO).passed


def test_a_step_has_a_moment_in_words() -> None:
    shell = at("stap")
    assert shell.do(CAS, "item.post", text="Bellen", when="x" * 61).code == "too_long"
    assert shell.do(CAS, "item.post", text="Bellen", when=7).code == "bad_input"
    assert shell.do(CAS, "item.post", text="Bellen", when="volgende week").code == ""
    assert said(shell, CAS).when == "volgende week"


def test_figures_and_dots_that_are_none() -> None:
    shell = at("evaluatie")
    for values in ([1, 2, 3], [1, 2, 3, 6], "1234", None):
        assert shell.do(BO, "eval.submit", values=values).code == "bad_input"
    assert shell.do(BO, "checkin.set", value=3).code == "wrong_phase"
    shell = at("uitchecken")
    assert shell.do(BO, "eval.submit", values=[1, 1, 1, 1]).code == "wrong_phase"
    assert shell.do(BO, "checkin.set", value=9).code == "bad_input"
    assert shell.do(BO, "checkin.set", value=3, word="x" * 31).code == "too_long"


def test_picking_from_what_was_suggested() -> None:
    shell = at("slot")
    there = [one.id for one in shell.room.items.values() if one.phase == "suggesties"]
    other = next(one.id for one in shell.room.items.values() if one.phase == "waarderen")
    assert shell.do(CAS, "item.pick", ids=there[0]).code == "bad_input"
    assert shell.do(CAS, "item.pick", ids=[other]).code == "unknown_item"
    assert shell.do(CAS, "item.pick", ids=there[:2]).code == ""
    assert shell.do(CAS, "item.pick", ids=there[:1]).code == ""
    assert [one.id for one in shell.room.items.values() if one.picked] == there[:1]
    assert shell.do(BO, "item.pick", ids=there).code == "not_allowed_role"


def test_writing_fast_and_much() -> None:
    shell = at("helder")
    room = replace(shell.room, posts={BO: tuple(shell.now - 1000 * n for n in range(5))})
    assert why_not(room, BO, "item.post", shell.now) == "too_fast"
    assert why_not(room, BO, "item.post", shell.now + 10_000) is None
    room = replace(shell.room, posts={BO: (NOON,) * 200})
    assert why_not(room, BO, "item.post", shell.now) == "too_many"
    for _ in range(2):
        shell.do(BO, "item.post", text="Waarom?")
    assert shell.do(BO, "item.post", text="Waarom toch?").code == "too_many"
    shell.do(BO, "item.withdraw", id=said(shell, BO).id)
    assert shell.do(BO, "item.post", text="Waarom toch?").code == ""


def test_a_text_can_be_changed_for_a_minute() -> None:
    shell = at("helder")
    shell.do(BO, "item.post", text="Waarom?")
    item = said(shell, BO).id
    shell.wait(60_000)
    assert shell.do(BO, "item.edit", id=item, text="Waartoe?").code == ""
    shell.wait(1)
    assert shell.do(BO, "item.edit", id=item, text="Wat?").code == "already_revealed"
    assert shell.do(BO, "item.withdraw", id=item).code == "already_revealed"
    assert shell.do(DEE, "item.withdraw", id=item).code == "unknown_item"
    assert shell.do(DEE, "item.edit", id=None, text="x").code == "unknown_item"
    assert said(shell, BO).text == "Waartoe?"


def test_a_statement_can_be_changed_as_long_as_its_phase_runs() -> None:
    shell = at("vraag")
    shell.do(CAS, "item.post", text="Het zit zo")
    shell.wait(20 * 60_000)
    assert shell.do(CAS, "item.edit", id=said(shell, CAS).id, text="Het zit anders").code == ""
    assert shell.do(CAS, "item.post", text="En nog een").code == "too_many"


def test_it_is_silent_for_a_while_before_the_questions() -> None:
    shell = session(4, cases={CAS: "Vraag"})
    while shell.room.phase is None or shell.room.phase.key != "helder":
        one_step(shell, lambda: "tekst")
    assert shell.do(BO, "item.post", text="Waarom?").code == "quiet"
    shell.wait(20_000)
    assert shell.do(BO, "item.post", text="Waarom?").code == ""


# --- a message that comes after its phase --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "text", "taken"),
    [("holder", "misschien", True), ("other", "misschien", False), ("owner", "misschien", False), ("holder", " ", False)],
)
def test_a_late_message_is_taken_from_who_had_the_word(who: str, text: str, taken: bool) -> None:
    shell = at("suggesties")
    epoch, holder = shell.room.epoch, shell.room.holder or ""
    other = next(one for one in (ALI, BO, DEE) if one != holder)
    on(shell)
    by = {"holder": holder, "other": other, "owner": CAS}[who]
    ack = shell.give(by, Command("item.post", {"text": text}, epoch))
    assert (ack.code == "") == taken
    assert ack.code in ("", "stale_epoch")


def test_what_was_full_stays_full() -> None:
    shell = at("suggesties")
    epoch, holder = shell.room.epoch, shell.room.holder or ""
    shell.do(holder, "item.post", text="een")
    shell.do(ALI, "phase.advance", to="next")
    shell.do(holder, "item.post", text="twee")
    shell.wait(10_000)
    assert shell.give(holder, Command("item.post", {"text": "drie"}, epoch)).code == "stale_epoch"


@pytest.mark.parametrize("kind", ["checkin.set", "case.vote", "turn.pass", "item.pick", "eval.submit"])
def test_other_commands_for_an_old_phase_are_too_late(kind: str) -> None:
    shell = at("terugblik")
    assert shell.give(BO, Command(kind, {}, shell.room.epoch - 1)).code == "stale_epoch"


# --- who may be in, and who leads ----------------------------------------------------------------------------


def test_nobody_may_do_anything_unknown() -> None:
    shell = at("terugblik")
    assert decide(shell.room, "vreemd", Command("room.hello"), shell.now, Random(1)) == Refusal("not_member")
    assert decide(shell.room, BO, Command("item.burn"), shell.now, Random(1)) == Refusal("bad_input")
    assert allowed(shell.room, "vreemd", shell.now) == frozenset()
    assert decide(shell.room, BO, Command("note.private", {"text": "x"}), shell.now, Random(1)) == []
    with pytest.raises(KeyError):
        evolve(shell.room, Event("room.burned", None, shell.now))


def seats(full: int, listening: int = 0) -> Shell:
    """A room in the core of a session with more people than it usually has."""
    shell = at("kern")
    taken = {f"vol{n}": Seat(f"vol{n}", r.HERE, joined=True) for n in range(full - 4)}
    heard = {f"oor{n}": Seat(f"oor{n}", r.HERE, joined=True, listener=True) for n in range(listening)}
    shell.room = replace(shell.room, seats={**shell.room.seats, **taken, **heard, "eva": Seat("eva")})
    return shell


def test_eight_take_part_and_two_listen() -> None:
    shell = seats(8)
    assert shell.do("eva", "room.hello").code == "full"
    assert shell.do(BO, "room.hello").code == ""
    shell = seats(7, 2)
    shell.do("eva", "room.hello")
    assert shell.do(CAS, "member.admit", user="eva", **{"as": "listener"}).code == "full"
    assert shell.do(CAS, "member.admit", user="eva", **{"as": "boss"}).code == "bad_input"
    assert shell.do(CAS, "member.admit", user=["eva"]).code == "bad_input"
    assert shell.do(CAS, "member.admit", user="eva", **{"as": "full"}).code == ""


def test_a_role_is_offered_to_somebody_who_can_take_it() -> None:
    shell = at("helder")
    for data in (
        {"role": "boss", "to": BO},
        {"role": "deputy", "to": ALI},
        {"role": "deputy", "to": "vreemd"},
        {"role": "deputy", "to": [BO]},
        {"role": "facilitator", "to": CAS},
    ):
        assert shell.do(ALI, "role.offer", **data).code == "bad_input"
    shell.lose(DEE)
    assert shell.do(ALI, "role.offer", role="timekeeper", to=DEE).code == "bad_input"
    assert shell.do(BO, "role.offer", role="timekeeper", to=ALI).code == "not_allowed_role"
    assert shell.do(ALI, "role.offer", role="timekeeper", to=BO).code == ""
    shell.do(BO, "role.accept")
    assert shell.do(BO, "phase.extend", seconds=60).code == ""
    assert shell.do(DEE, "phase.extend", seconds=60).code == "stepped_back"


def test_who_said_no_once_may_be_asked_again() -> None:
    shell = at("helder")
    for role in ("timekeeper", "deputy"):
        shell.do(ALI, "role.offer", role=role, to=DEE)
        shell.do(DEE, "role.decline")
        shell.do(ALI, "role.offer", role=role, to=DEE)
        assert shell.do(DEE, "role.accept").code == ""
    assert (shell.room.roles["deputy"], shell.room.roles["timekeeper"]) == (DEE, DEE)


def test_saying_no_to_one_role_is_no_answer_to_another() -> None:
    shell = at("helder")
    shell.room = replace(shell.room, waits=Waits(offer=120_000))
    shell.do(ALI, "role.offer", role="timekeeper", to=BO)
    shell.lose(ALI)
    shell.wait(60_000)
    shell.do(BO, "role.decline")
    assert view(shell.room, BO, shell.now)["me"]["asked"] == "facilitator"


def test_an_offer_in_the_lobby_ends_as_well() -> None:
    shell = session()
    everybody_in(shell)
    shell.do(ALI, "role.offer", role="deputy", to=DEE)
    assert due_at(shell.room) == shell.now + 60_000
    shell.wait(60_000)
    assert shell.room.offers == {}


def test_the_owner_ends_what_is_the_owners() -> None:
    shell = at("vraag")
    owners = tuple(replace(one, adv="owner") if one.key == "vraag" else one for one in shell.room.plan)
    shell.room = replace(shell.room, plan=owners)
    assert shell.do(ALI, "phase.advance", to="next").code == "not_allowed_role"
    assert "phase.advance" in allowed(shell.room, CAS, shell.now)
    later = shell.room.entered_at + 2 * owners[shell.room.idx].seconds * 1000
    assert why_not(shell.room, ALI, "phase.advance", later) is None


def test_a_stop_is_with_or_without_deleting() -> None:
    shell = at("helder")
    assert shell.do(CAS, "case.stop", delete="ja").code == "bad_input"
    assert shell.do(BO, "case.stop").code == "not_allowed_role"
    assert shell.room.stop is None


@pytest.mark.parametrize("seconds", [59, 601, 60.0, True, "60", None, -60])
def test_more_time_is_one_to_ten_minutes(seconds: object) -> None:
    shell = at("helder")
    assert shell.do(ALI, "phase.extend", seconds=seconds).code == "bad_input"


@pytest.mark.parametrize(
    ("kind", "data"), [("phase.ready", {"ready": 1}), ("presence.set", {"state": "ill"}), ("phase.advance", {"to": 9})]
)
def test_fields_that_say_nothing(kind: str, data: dict[str, object]) -> None:
    shell = at("helder")
    assert shell.do(ALI, kind, **data).code == "bad_input"


def test_who_has_nothing_to_take_back() -> None:
    shell = session()
    everybody_in(shell)
    assert shell.do(CAS, "case.withdraw").code == "unknown_item"
    assert shell.do(CAS, "member.admit", user=BO).code == "wrong_phase"
    assert shell.do(CAS, "phase.hold").code == "wrong_phase"
    assert shell.do(CAS, "phase.cancel").code == "wrong_phase"
    assert shell.do(CAS, "turn.pass").code == "wrong_phase"
    assert shell.do(CAS, "case.offer", title="").code == "bad_input"


def test_a_turn_is_given_to_who_waits_for_one() -> None:
    shell = at("terugblik")
    shell.do(ALI, "turn.pass")
    assert shell.do(ALI, "turn.give", to=ALI).code == "bad_input"
    assert shell.do(BO, "turn.give", to=DEE).code == "not_allowed_role"
    assert shell.do(ALI, "turn.give", to=DEE).code == ""
    assert shell.room.holder == DEE


# --- what is shown, and what time does -----------------------------------------------------------------------


def test_figures_about_few_people_are_not_shown() -> None:
    assert evaluated([[5, 5, 5, 5], [1, 1, 1, 1]]) == {"answers": 2, "averages": []}
    assert evaluated([[5, 4, 3, 2], [5, 4, 3, 1], [5, 4, 3, 3]]) == {"answers": 3, "averages": [5.0, 4.0, 3.0, 2.0]}


def test_going_back_from_the_evaluation_counts_it() -> None:
    shell = at("evaluatie")
    for who in (ALI, BO, CAS):
        shell.do(who, "eval.submit", values=[3, 3, 3, 3])
    shell.do(ALI, "phase.advance", to="back")
    shell.wait(10_000)
    assert shell.room.evaluation == {"answers": 3, "averages": [3.0, 3.0, 3.0, 3.0]}


def test_who_leads_ends_the_last_phase_and_what_was_filled_in_is_counted() -> None:
    shell = at("evaluatie")
    assert shell.do(ALI, "phase.advance", to="next").code == "wrong_phase"
    for who in (ALI, BO, CAS):
        shell.do(who, "eval.submit", values=[3, 3, 3, 3])
    shell.do(ALI, "room.end")
    assert shell.room.status == r.CLOSED
    assert shell.room.evaluation["answers"] == 3
    assert (tick(shell.room, shell.now + 10**9, Random(1)), due_at(shell.room)) == ([], None)


def test_words_about_the_process_and_a_call_for_help() -> None:
    shell = at("helder")
    assert shell.do(BO, "process.note", text="Even rustig").code == "not_allowed_role"
    assert shell.do(ALI, "process.note", text="x" * 301).code == "too_long"
    shell.do(ALI, "process.note", text="Even rustig")
    shell.do(BO, "help.ask")
    assert [one["text"] for one in view(shell.room, DEE, shell.now)["process"]] == ["Even rustig"]
    assert [view(shell.room, who, shell.now)["helps"] for who in (ALI, BO, DEE)] == [[["bo", shell.now]], [["bo", shell.now]], []]


def test_who_is_put_out_hears_that_and_nothing_more() -> None:
    shell = at("helder")
    gone = Event("member.removed", None, shell.now, {"user": DEE})
    after = evolve(shell.room, gone)
    heard = project(after, gone, DEE)
    assert heard is not None
    assert heard.data == {"user": DEE}
    assert project(after, Event("phase.pending_off", None, shell.now), DEE) is None


def test_a_break_does_not_close_the_door() -> None:
    phases = {one.key: one for one in plan(120)}
    room = Room(plan=tuple(phases[key] for key in ("inchecken", "vraag", "pauze", "waarderen")), idx=2)
    assert room.entry_is_open()
    assert not replace(room, idx=3).entry_is_open()


def test_nothing_makes_an_empty_room() -> None:
    assert fold([]) == Room()
    assert due_at(Room()) is None


# --- waits of an installation --------------------------------------------------------------------------------


def test_waits_are_set_by_name() -> None:
    assert waits_of([]) == Waits()
    assert waits_of(["announce=0.2", " hold = 5", "quiet_factor=0"]) == Waits(announce=200, hold=5000, quiet_factor=0.0)


@pytest.mark.parametrize(
    "given", ["announce", "announce=", "announce=soon", "announce=-1", "announce=nan", "sleep=3", "hold=86401"]
)
def test_waits_that_are_none(given: str) -> None:
    with pytest.raises(BadWaits, match="wachttijd"):
        waits_of([given])


def test_nobody_leads_a_session_of_nobody() -> None:
    assert rota([], {}, 0) == (None, None)
