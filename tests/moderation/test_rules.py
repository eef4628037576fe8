"""The rules of the desk, without a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.moderation.models import Decision
from hub.moderation.rules import deciding, handling, reporting, things
from hub.moderation.rules.deciding import Ruling
from hub.moderation.rules.handling import Ties
from hub.moderation.rules.things import ABOUT, OTHERS, WHOLE, Copied, Line

AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
STATES = tuple(handling.MOVES)
booleans = st.booleans()


@dataclass
class Case:
    """What the rules look at."""

    state: str
    claimed_by_id: int | None = None
    claimed_until: datetime | None = None
    look_before: datetime = AT
    waits_since: datetime = AT


def test_when_it_is_read() -> None:
    assert reporting.look_before("calm", AT) == reporting.look_before("soon", AT) == AT + timedelta(hours=24)
    assert reporting.look_before("danger", AT) == AT + timedelta(hours=4)
    assert [state for state in STATES if reporting.why_not_answer(state) is None] == ["asked"]


@given(st.builds(Ties, booleans, booleans, booleans, booleans, booleans))
def test_any_tie_keeps_a_moderator_away(ties: Ties) -> None:
    tied = ties.is_one_of_them or ties.contact or ties.circle or ties.block
    why_not = handling.CANNOT if tied else handling.FIRST_WAS_YOU if ties.decided_first else None
    assert handling.why_not_handle(ties) == why_not
    assert handling.why_not_open("review", ties) == why_not
    assert handling.why_not_open("closed", ties) == handling.why_not_know(ties) == (handling.CANNOT if tied else None)


@given(
    state=st.sampled_from(STATES),
    holder=st.none() | st.sampled_from((1, 2)),
    hours=st.integers(-50, 50),
    tied=booleans,
)
def test_one_moderator_at_a_time(state: str, holder: int | None, hours: int, tied: bool) -> None:
    case = Case(state, holder, AT + timedelta(hours=hours) if holder else None)
    ties = Ties(contact=tied)
    held = holder is not None and hours > 0
    waits = state in ("new", "claimed", "asked", "review")
    assert handling.is_held(case, AT) == held
    assert handling.holds(case, 1, AT) == (waits and held and holder == 1)
    assert (handling.why_not_claim(case, ties, AT) is None) == (waits and not held and not tied)
    assert (handling.why_not_work(case, 1, ties, AT) is None) == (waits and held and holder == 1 and not tied)


def test_reasons_have_names() -> None:
    free = Ties()
    assert handling.why_not_claim(Case("closed"), free, AT) == handling.MOVED_ON
    assert handling.why_not_claim(Case("new", 2, AT + timedelta(hours=1)), free, AT) == handling.HELD
    assert handling.why_not_work(Case("decided"), 1, free, AT) == handling.MOVED_ON
    assert handling.why_not_work(Case("new"), 1, free, AT) == handling.NOT_HELD
    assert handling.why_not_work(Case("new"), 1, Ties(circle=True), AT) == handling.CANNOT
    assert handling.why_not_ask("asked") == handling.ASKED_ALREADY
    assert handling.why_not_ask("claimed") is None
    assert handling.why_not_ask("review") == handling.MOVED_ON
    assert [handling.given_back(state) for state in ("claimed", "asked", "review")] == ["new", "asked", "review"]


def test_a_report_only_goes_forward() -> None:
    allowed = {(one, to) for one in STATES for to in STATES if handling.why_not_move(one, to) is None}
    assert ("decided", "claimed") not in allowed
    assert {one for one, _ in allowed if one == "closed"} == set()
    assert {to for one, to in allowed if one == "decided"} == {"review", "closed"}
    assert {one for one, to in allowed if to == "decided"} == {"claimed", "asked"}
    assert {one for one, to in allowed if to == "review"} == {"decided"}


def test_being_late() -> None:
    assert not handling.is_late(Case("new"), AT)
    assert handling.is_late(Case("new"), AT + timedelta(seconds=1))
    assert not handling.is_late(Case("claimed"), AT + timedelta(days=7))
    assert handling.is_late(Case("review"), AT + timedelta(days=7, seconds=1))
    assert not handling.is_late(Case("decided"), AT + timedelta(days=99))


@given(person=booleans, hides=booleans)
def test_what_can_be_decided(person: bool, hides: bool) -> None:
    found = deciding.outcomes(person, hides)
    assert found[0] == "none"
    assert ("hide" in found, "warn" in found, "suspend" in found) == (hides, person, person)


@pytest.mark.parametrize(
    ("ruling", "wrong"),
    [
        (Ruling("none", "w"), set()),
        (Ruling("warn", "w", "f", house_rule=6), set()),
        (Ruling("warn", "w"), {"house_rule", "facts"}),
        (Ruling("warn", "w", "f", house_rule=7), {"house_rule"}),
        (Ruling("suspend", "w", "f", 7, 1), set()),
        (Ruling("suspend", "w", "f", 8, 1), {"days"}),
        (Ruling("suspend", "w", "f", None, 1), {"days"}),
        (Ruling("hide", "w", "f", house_rule=1), {"outcome"}),
        (Ruling("remove", "w", "f", house_rule=1), {"outcome"}),
    ],
)
def test_what_a_ruling_lacks(ruling: Ruling, wrong: set[str]) -> None:
    assert set(deciding.wrong_with(ruling, ["none", "warn", "suspend"])) == wrong


def test_how_long_and_whether_it_is_the_same() -> None:
    three = Ruling("suspend", "w", "f", 3, 1)
    first = Decision(round=1, outcome="suspend", days=3, decided_at=AT)
    assert deciding.ends_at(three, AT) == AT + timedelta(days=3)
    assert deciding.ends_at(Ruling("warn", "w"), AT) is None
    assert deciding.upholds(first, three)
    assert not deciding.upholds(first, replace(three, days=2))
    assert not deciding.upholds(first, Ruling("none", "w"))


@pytest.mark.parametrize(
    ("number", "outcome", "asked_as", "asked", "days", "reason"),
    [
        (1, "warn", "person", False, 0, None),
        (1, "none", "reporter", False, 183, None),
        (1, "warn", "person", False, 184, deciding.TOO_LATE),
        (1, "warn", "reporter", False, 0, deciding.NO_REVIEW),
        (1, "none", "person", False, 0, deciding.NO_REVIEW),
        (2, "warn", "person", False, 0, deciding.NO_REVIEW),
        (1, "warn", "person", True, 0, deciding.ASKED_BEFORE),
    ],
)
def test_who_may_ask_for_a_review(number: int, outcome: str, asked_as: str, asked: bool, days: int, reason: str | None) -> None:
    decision = Decision(round=number, outcome=outcome, decided_at=AT)
    assert deciding.why_not_review(decision, asked_as, asked, AT + timedelta(days=days)) == reason


def test_six_months_are_six_months() -> None:
    late = datetime(2026, 8, 31, 12, tzinfo=UTC)
    assert deciding.review_until(Decision(decided_at=late)) >= datetime(2027, 2, 28, 12, tzinfo=UTC)


def test_the_person_hears_when_something_holds_or_no_longer_holds() -> None:
    assert [deciding.is_told(*one) for one in (("none", "none"), ("none", "warn"), ("warn", "none"), ("warn", "warn"))] == [
        False,
        True,
        True,
        True,
    ]


LINES = (Line("name", "De naam", "Bea", alone=True), *(Line(f"l{n}", f"Lijn {n}", f"tekst {n}", OTHERS) for n in range(9)))
COPIED = Copied("Iets", LINES, 7, "/iets")


def test_a_piece_or_the_whole_thing() -> None:
    assert [line.key for line in things.chosen(COPIED, "l3")] == ["l3"]
    assert "Bea" not in things.written(things.chosen(COPIED, WHOLE))
    assert things.chosen(COPIED, "name")[0].text == "Bea"
    assert things.chosen(COPIED, "gone") == ()
    assert things.piece_name(COPIED, "l3") == "Lijn 3"
    assert things.piece_name(COPIED, WHOLE) == ""
    moment = replace(COPIED, by_piece=False)
    assert things.pieces(moment) == []
    assert things.chosen(moment, "l3") == ()


def test_three_lines_before_and_after() -> None:
    lines = LINES[1:]
    assert [line.key for line in things.around(lines, "l4")] == ["l1", "l2", "l3", "l4", "l5", "l6", "l7"]
    assert [line.key for line in things.around(lines, "l0")] == ["l0", "l1", "l2", "l3"]
    assert [line.key for line in things.around(lines, "gone")] == ["l2", "l3", "l4", "l5", "l6", "l7", "l8"]


@given(st.lists(st.builds(Line, st.text(), st.text(), st.text(), st.sampled_from((ABOUT, OTHERS)), booleans)))
def test_what_is_kept_can_be_read_again(lines: list[Line]) -> None:
    assert things.read(things.written(lines)) == lines
    assert things.read("") == []
