"""The rules of the exchange: what may follow what, who may do what, when, and in which words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from hub.exchange.rules import access, answering, fitting, kinds, life, moments, timeline, wording

AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
FACTS = {fact.code: {"answer": "unknown", "text": ""} for fact in access.FACTS}
POSTER, WRITER = 1, 2


@dataclass(frozen=True)
class Work:
    """An assignment, as the rules know one."""

    state: str = life.OPEN
    people: int = 1
    closes_at: datetime | None = moments.end_of(TODAY + timedelta(days=10))
    starts_on: date | None = TODAY + timedelta(days=20)
    ends_on: date | None = None
    pay: str | None = "paid"
    access: dict[str, dict[str, str]] = field(default_factory=lambda: FACTS)
    id: int = 7
    poster_id: int = POSTER
    opened_at: datetime | None = AT
    agreed_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Given:
    """A response, as the rules know one."""

    state: str = answering.SENT
    member_id: int = WRITER
    sent_at: datetime = AT
    settled_at: datetime | None = AT


OVER = moments.end_of(TODAY - timedelta(days=1))


def test_no_state_follows_itself_and_two_are_the_end() -> None:
    assert set(life.MOVES) == {"draft", "open", "agreed", "under_way", "done", "withdrawn", "expired"}
    assert not any(life.may_move(state, state) for state in life.MOVES)
    assert [state for state, after in life.MOVES.items() if not after] == ["done", "withdrawn"]
    assert all(after in life.MOVES for afters in life.MOVES.values() for after in afters)
    assert not any(life.may_move(state, life.DRAFT) for state in life.MOVES), "what was seen is never unseen"


def test_only_an_open_one_with_time_left_takes_responses() -> None:
    assert life.takes_responses(Work(), AT)
    assert not life.takes_responses(Work(closes_at=AT), AT), "the moment itself is too late"
    assert not life.takes_responses(Work(closes_at=None), AT)
    assert [state for state in life.MOVES if life.takes_responses(Work(state), AT)] == ["open"]


def test_drafts_have_a_limit() -> None:
    assert life.why_not_make(life.MOST_DRAFTS - 1) is None
    assert life.why_not_make(life.MOST_DRAFTS) == life.TOO_MANY_DRAFTS


def test_nothing_changes_under_somebody_who_responded() -> None:
    assert life.why_not_change(Work(life.DRAFT), False) is None
    assert life.why_not_change(Work(), False) is None
    assert life.why_not_change(Work(), True) == life.SOMEBODY_RESPONDED
    for state in set(life.MOVES) - {life.DRAFT, life.OPEN}:
        assert life.why_not_change(Work(state), False) == life.CLOSED_FOR_CHANGE


@pytest.mark.parametrize(
    ("work", "step"),
    [
        (Work(starts_on=None), life.PLAN),
        (Work(closes_at=None), life.PLAN),
        (Work(pay=None), life.PAY),
        (Work(access={}), life.ACCESS),
        (Work(access={code: FACTS[code] for code in ("travel", "noise", "pace")}), life.ACCESS),
    ],
)
def test_it_opens_when_everything_is_there(work: Work, step: str) -> None:
    assert life.missing(work) == step
    assert life.why_not_open(replace(work, state=life.DRAFT), AT) == life.MISSING[step]
    assert life.why_not_open(Work(life.DRAFT), AT) is None


def test_it_opens_once_and_not_after_its_own_end() -> None:
    assert life.why_not_open(Work(), AT) == life.ALREADY_OPEN
    assert life.why_not_open(Work(life.DRAFT, closes_at=AT), AT) == moments.CLOSES_IN_PAST


def test_withdrawing_is_for_what_runs() -> None:
    said = {state: life.why_not_withdraw(Work(state)) for state in life.MOVES}
    assert said.pop(life.DRAFT) == life.NOT_OPEN_YET
    assert {state for state, reason in said.items() if reason is None} == {"open", "agreed", "under_way", "expired"}
    assert said[life.DONE] == said[life.WITHDRAWN] == life.NOT_RUNNING


def test_renewing_gives_two_weeks_more_within_the_work_and_90_days() -> None:
    assert life.why_not_renew(Work(), AT) is None
    assert life.why_not_renew(Work(life.EXPIRED, closes_at=OVER), AT) is None
    assert life.why_not_renew(Work(life.AGREED), AT) == life.NOT_TO_RENEW
    assert life.why_not_renew(Work(closes_at=None), AT) == life.NOT_TO_RENEW
    assert life.why_not_renew(Work(life.EXPIRED, closes_at=OVER, ends_on=TODAY - timedelta(days=1)), AT) == life.PERIOD_OVER
    longest = moments.end_of(TODAY + moments.LONGEST)
    assert life.why_not_renew(Work(closes_at=longest), AT) == life.LONG_ENOUGH
    assert moments.renewed(OVER, None, AT) == moments.end_of(TODAY + timedelta(days=14))
    assert moments.renewed(longest, None, AT) == longest
    assert moments.renewed(OVER, TODAY + timedelta(days=3), AT) == moments.end_of(TODAY + timedelta(days=3))


def test_work_begins_after_agreeing_and_ends_after_beginning() -> None:
    assert [state for state in life.MOVES if life.why_not_start(Work(state)) is None] == ["agreed"]
    assert [state for state in life.MOVES if life.why_not_finish(Work(state)) is None] == ["under_way"]
    assert life.why_not_start(Work()) == life.NOT_AGREED
    assert life.why_not_finish(Work()) == life.NOT_UNDER_WAY
    assert life.after_the_last_stepped_back(Work(life.AGREED), AT) == life.OPEN
    assert life.after_the_last_stepped_back(Work(life.AGREED, closes_at=OVER), AT) == life.EXPIRED
    assert life.after_the_last_stepped_back(Work(life.AGREED, closes_at=None), AT) == life.EXPIRED


# --- days ---------------------------------------------------------------------------------------------------


def test_a_day_ends_at_dutch_midnight_also_when_the_clock_changes() -> None:
    assert moments.end_of(date(2026, 11, 24)) == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert moments.end_of(date(2026, 7, 1)) == datetime(2026, 7, 1, 22, 0, tzinfo=UTC)
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)):
        assert moments.last_day(moments.end_of(day)) == day


def test_days_left_are_counted_in_dutch_days() -> None:
    closes = moments.end_of(TODAY)
    assert moments.days_left(closes, AT) == 0
    assert moments.days_left(closes, closes) == -1
    assert moments.days_left(closes, AT - timedelta(days=1)) == 1


def test_when_responses_may_end() -> None:
    assert moments.why_not_close_on(TODAY, None, AT) is None
    assert moments.why_not_close_on(TODAY - timedelta(days=1), None, AT) == moments.CLOSES_IN_PAST
    assert moments.why_not_close_on(TODAY + timedelta(days=90), None, AT) is None
    assert moments.why_not_close_on(TODAY + timedelta(days=91), None, AT) == moments.CLOSES_TOO_LATE
    assert moments.why_not_close_on(TODAY + timedelta(days=5), TODAY + timedelta(days=4), AT) == moments.CLOSES_AFTER_WORK
    assert moments.why_not_close_on(TODAY + timedelta(days=4), TODAY + timedelta(days=4), AT) is None


def test_reminders_come_7_days_and_1_day_ahead_by_day() -> None:
    closes = moments.end_of(date(2026, 12, 10))
    assert moments.reminder_due(closes, datetime(2026, 12, 3, 7, 59, tzinfo=UTC)) is None
    assert moments.reminder_due(closes, datetime(2026, 12, 3, 8, 0, tzinfo=UTC)) == 7
    assert moments.reminder_due(closes, datetime(2026, 12, 9, 7, 59, tzinfo=UTC)) == 7
    assert moments.reminder_due(closes, datetime(2026, 12, 9, 8, 0, tzinfo=UTC)) == 1
    late = datetime(2026, 12, 9, 12, 0, tzinfo=UTC)
    assert moments.must_remind(closes, None, late)
    assert moments.must_remind(closes, 7, late)
    assert not moments.must_remind(closes, 1, late)
    assert not moments.must_remind(closes, None, datetime(2026, 12, 1, 12, 0, tzinfo=UTC))


# --- answering ----------------------------------------------------------------------------------------------


def test_who_may_respond() -> None:
    assert answering.why_not_respond(Work(), WRITER, None, AT) is None
    assert answering.why_not_respond(Work(), POSTER, None, AT) == answering.OWN
    assert answering.why_not_respond(Work(closes_at=OVER), WRITER, None, AT) == answering.CLOSED
    said = {state: answering.why_not_respond(Work(), WRITER, Given(state), AT) for state in STATES}
    assert said == {
        "sent": answering.ALREADY_SENT,
        "shortlist": answering.ALREADY_SENT,
        "chosen": answering.ALREADY_SENT,
        "declined": answering.WAS_DECLINED,
        "withdrawn": None,
    }
    assert answering.why_not_respond(Work(closes_at=OVER), WRITER, Given("withdrawn"), AT) == answering.CLOSED


STATES = ("sent", "shortlist", "chosen", "declined", "withdrawn")


def test_stepping_back_is_possible_until_the_end() -> None:
    assert answering.why_not_take_back(Work(), None) == answering.NOT_THERE
    assert answering.why_not_take_back(Work(), Given("withdrawn")) == answering.NOT_THERE
    assert answering.why_not_take_back(Work(), Given("declined")) == answering.SETTLED
    for state, mine in product(life.MOVES, answering.WAITING):
        assert answering.why_not_take_back(Work(state), Given(mine)) is None
    chosen = {state: answering.why_not_take_back(Work(state), Given("chosen")) for state in life.MOVES}
    assert {state for state, reason in chosen.items() if reason is None} == {"open", "expired", "agreed", "under_way"}
    assert chosen[life.DONE] == answering.WORK_IS_OVER


def test_what_the_poster_may_decide_about() -> None:
    assert answering.why_not_decide(Work(), Given("withdrawn")) == answering.NOT_THERE
    assert answering.why_not_decide(Work(), Given("chosen")) == answering.SETTLED
    assert answering.why_not_decide(Work(life.AGREED), Given()) == answering.NO_LONGER_CHOOSING
    assert answering.why_not_decide(Work(life.EXPIRED), Given("shortlist")) is None


def test_as_many_are_chosen_as_there_are_places() -> None:
    why = answering.why_not_choose
    one, two = Work(), Work(people=2)
    assert why(one, 0, 1, 0, answering.DECLINE, "") is None
    assert why(one, 0, 1, 2, answering.DECLINE, "places") is None
    assert why(Work(life.AGREED), 0, 1, 0, answering.DECLINE, "") == ("chosen", answering.NO_LONGER_CHOOSING)
    assert why(one, 0, 0, 2, answering.DECLINE, "places") == ("chosen", answering.NOBODY_CHOSEN)
    assert why(one, 0, 2, 0, answering.DECLINE, "") == ("chosen", answering.NO_PLACES)
    assert why(two, 1, 2, 0, answering.DECLINE, "") == ("chosen", answering.NO_PLACES)
    assert why(one, 0, 1, 1, answering.DECLINE, "") == ("reason", answering.NO_REASON)
    assert why(one, 0, 1, 1, answering.DECLINE, "verzonnen") == ("reason", answering.NO_REASON)
    assert why(one, 0, 1, 1, answering.WAIT, "") == ("rest", answering.NO_WAITING_LEFT)
    assert why(two, 0, 1, 1, answering.WAIT, "") is None
    assert why(two, 1, 0, 0, answering.DECLINE, "") is None, "who chose before may look no further"
    assert why(two, 1, 0, 0, answering.WAIT, "") == ("chosen", answering.NOBODY_CHOSEN)
    assert answering.places_left(one, 3) == 0


def test_choosing_is_settled_when_full_or_when_the_poster_looks_no_further() -> None:
    assert answering.is_settled(Work(people=2), 1, answering.DECLINE)
    assert not answering.is_settled(Work(people=2), 1, answering.WAIT)
    assert answering.is_settled(Work(people=2), 2, answering.WAIT)


def test_the_name_of_the_organisation_is_for_who_is_chosen() -> None:
    assert answering.may_read_organisation(Work(), POSTER, None)
    assert [state for state in STATES if answering.may_read_organisation(Work(), WRITER, Given(state))] == ["chosen"]
    assert not answering.may_read_organisation(Work(), 3, None)


# --- fitting ------------------------------------------------------------------------------------------------


def test_only_what_asks_for_something_is_offered_and_rest_is_rest() -> None:
    assert not fitting.is_offered([], [])
    assert fitting.is_offered(["ggz"], [])
    assert fitting.is_offered([], ["coach"])
    assert fitting.wants_reminders(None, "limited")
    assert fitting.wants_reminders(None, "")
    assert not fitting.wants_reminders(None, "full")
    assert not fitting.wants_reminders(AT, "room")


# --- words --------------------------------------------------------------------------------------------------


def test_a_notice_says_nothing_but_its_kind() -> None:
    assert len({one.name for one in kinds.KINDS}) == len(kinds.KINDS) == 9
    assert all("%" not in one.sentence for one in kinds.KINDS)


def test_money_in_figures() -> None:
    assert wording.money(60, 80) == "€ 60 tot € 80"
    assert wording.money(1300, 1300) == "€ 1.300"
    assert wording.money(None, None) == ""
    assert wording.money(60, None) == ""


def test_the_badge_tells_each_what_they_may_know() -> None:
    for state, mine in product(life.FOR_MEMBERS, (None,)):
        kind, word = wording.status_for(Work(state), mine, False, AT)
        assert (kind, word) == (wording.OPEN_TO_ALL if state == life.OPEN else wording.CLOSED_TO_ALL)
    assert wording.status_for(Work(closes_at=OVER), None, False, AT) == wording.CLOSED_TO_ALL
    assert wording.status_for(Work(closes_at=OVER), None, True, AT) == wording.FOR_INSIDERS[life.EXPIRED]
    assert wording.status_for(Work(life.UNDER_WAY), None, True, AT) == wording.FOR_INSIDERS[life.UNDER_WAY]
    assert wording.status_for(Work(life.DONE), "chosen", False, AT) == wording.MINE["chosen"]
    assert wording.status_for(Work(life.WITHDRAWN), "sent", False, AT) == wording.FOR_INSIDERS[life.WITHDRAWN]


def test_the_short_list_looks_like_sent() -> None:
    for state in life.FOR_MEMBERS:
        sent, listed = (wording.status_for(Work(state), mine, False, AT) for mine in answering.WAITING)
        assert sent == listed == wording.SENT_BY_ME
        assert timeline.for_responder(Work(state), Given("sent"), "Wim") == timeline.for_responder(
            Work(state), Given("shortlist"), "Wim"
        )


def test_access_facts_in_words() -> None:
    known = access.known({"noise": {"answer": "quiet", "text": "Thuis."}, "travel": {"answer": "maan"}, "maan": {"answer": "x"}})
    assert [(one.name, one.answer, one.text) for one in known] == [
        ("Reizen", access.UNKNOWN, ""),
        ("Geluid en drukte", "Rustig", "Thuis."),
    ]


# --- the timeline -------------------------------------------------------------------------------------------


def shape(steps: list[timeline.Step]) -> list[tuple[str, str]]:
    """Titles and how they stand."""
    return [(step.title, step.state) for step in steps]


def now(steps: list[timeline.Step]) -> str:
    """What is said at the step where one is."""
    (here,) = [step for step in steps if step.state == timeline.NOW]
    return here.text % here.holds if here.text else ""


def test_the_poster_reads_whose_turn_it_is() -> None:
    assert now(timeline.for_poster(Work(), 0)) == timeline.WAIT_FOR_RESPONSES
    assert now(timeline.for_poster(Work(), 1)) == timeline.ONE_WAITS
    assert "2 mensen" in now(timeline.for_poster(Work(), 2))
    assert now(timeline.for_poster(Work(life.EXPIRED), 0)) == timeline.NOBODY_CAME
    assert shape(timeline.for_poster(Work(life.EXPIRED), 3))[1] == ("Kiezen", "now")
    assert now(timeline.for_poster(Work(life.AGREED, agreed_at=AT), 0)) == timeline.PLAN_TOGETHER
    assert now(timeline.for_poster(Work(life.UNDER_WAY), 0)) == timeline.SAY_WHEN_DONE
    done = timeline.for_poster(Work(life.DONE, ended_at=AT), 0)
    assert shape(done) == [("Geplaatst", "done"), ("Gekozen", "done"), ("Begonnen", "done"), ("Klaar", "done")]
    gone = timeline.for_poster(Work(life.WITHDRAWN, agreed_at=AT), 0)
    assert shape(gone) == [("Geplaatst", "done"), ("Gekozen", "done"), ("Ingetrokken", "now")]


def test_a_responder_reads_their_own_course_alone() -> None:
    assert now(timeline.for_responder(Work(), Given(), "Wim")) == timeline.OTHER_CHOOSES % {"name": "Wim"}
    assert shape(timeline.for_responder(Work(), Given("declined"), "Wim"))[-1] == ("Het is iemand anders geworden", "now")
    assert now(timeline.for_responder(Work(life.WITHDRAWN), Given(), "Wim")) == timeline.STOPPED_BY_POSTER % {"name": "Wim"}
    assert now(timeline.for_responder(Work(), Given("withdrawn"), "Wim")) == timeline.CAN_SEND_AGAIN
    assert now(timeline.for_responder(Work(life.AGREED), Given("withdrawn"), "Wim")) == ""
    assert now(timeline.for_responder(Work(), Given("chosen"), "Wim")) == timeline.MORE_ARE_SOUGHT
    assert now(timeline.for_responder(Work(life.AGREED), Given("chosen"), "Wim")) == timeline.PLAN_TOGETHER
    assert shape(timeline.for_responder(Work(life.DONE), Given("chosen"), "Wim"))[-1] == ("Klaar", "done")
