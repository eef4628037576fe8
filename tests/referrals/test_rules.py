"""The rules on their own: every reason, and that each thing lasts as long as it says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hub.members.models import Member
from hub.referrals.models import Meeting, Offer, Referral
from hub.referrals.rules import deciding, lists, telling
from tests.conftest import NOON

DAY = timedelta(days=1)
LATER = NOON + DAY


def referral(state: str = "open", **other: object) -> Referral:
    values: dict[str, object] = {"expires_at": NOON + 14 * DAY, "renewed_at": None, "settled_at": None, "created_at": NOON}
    return Referral(state=state, **{**values, **other})


def meeting(state: str = "set", **other: object) -> Meeting:
    values: dict[str, object] = {"starts_at": LATER, "next_starts_at": None, "proposal": 1, "proposed_by_id": None}
    return Meeting(state=state, **{**values, **other})


def test_how_many_it_may_go_to() -> None:
    assert deciding.why_not_these(0, circle=False) == deciding.NOBODY
    assert deciding.why_not_these(0, circle=True) == deciding.EMPTY_CIRCLE
    assert deciding.why_not_these(6, circle=False) == deciding.TOO_MANY
    assert deciding.why_not_these(5, circle=False) is None
    assert deciding.why_not_these(60, circle=True) is None


def test_when_the_client_said_yes() -> None:
    today = date(2026, 11, 24)
    assert deciding.why_not_agreed_on(date(2026, 11, 25), today) == deciding.AGREED_LATER
    assert deciding.why_not_agreed_on(date(2026, 9, 24), today) == deciding.AGREED_LONG_AGO
    assert deciding.why_not_agreed_on(date(2026, 9, 25), today) is None
    assert deciding.why_not_agreed_on(today, today) is None


@pytest.mark.parametrize(
    ("state", "offer", "at", "reason"),
    [
        ("open", "offered", NOON, None),
        ("open", "declined", NOON, deciding.GONE),
        ("open", "offered", NOON + 14 * DAY, deciding.GONE),
        ("accepted", "offered", NOON, deciding.TAKEN),
        ("accepted", "accepted", NOON, deciding.GONE),
        ("withdrawn", "offered", NOON, deciding.GONE),
        ("given_back", "offered", NOON, deciding.GONE),
    ],
)
def test_answering(state: str, offer: str, at: object, reason: str | None) -> None:
    assert deciding.why_not_answer(referral(state), Offer(state=offer), at) == reason


def test_giving_back() -> None:
    assert deciding.why_not_give_back(referral("accepted"), Offer(state="accepted")) is None
    assert deciding.why_not_give_back(referral("finished"), Offer(state="accepted")) == deciding.NOT_YOURS


def test_more_time_and_opening_again() -> None:
    assert deciding.why_not_renew(referral(), NOON) is None
    assert deciding.why_not_renew(referral(), NOON + 14 * DAY) == deciding.NOT_OPEN
    assert deciding.why_not_renew(referral("accepted"), NOON) == deciding.NOT_OPEN
    assert deciding.why_not_renew(referral(renewed_at=NOON), NOON) == deciding.RENEWED
    assert [state for state in telling.STATES if deciding.why_not_reopen(referral(state)) is None] == ["given_back", "unanswered"]


def test_a_moment_for_a_meeting() -> None:
    hour = timedelta(hours=1)
    assert deciding.why_not_between(LATER, LATER + hour, NOON) is None
    assert deciding.why_not_between(NOON, LATER, NOON) == deciding.PAST
    assert deciding.why_not_between(LATER, LATER, NOON) == deciding.BACKWARDS
    assert deciding.why_not_between(LATER, LATER + 9 * hour, NOON) == deciding.TOO_LONG
    assert deciding.why_not_between(NOON + 181 * DAY, NOON + 181 * DAY + hour, NOON) == deciding.TOO_FAR


def test_a_yes_to_a_proposal() -> None:
    me, proposed = Member(id=1), meeting("none", starts_at=None, next_starts_at=LATER, proposed_by_id=2)
    taken = referral("accepted")
    assert deciding.why_not_confirm(taken, proposed, me, 1, NOON) is None
    assert deciding.why_not_confirm(referral(), proposed, me, 1, NOON) == deciding.NOT_ACCEPTED
    assert deciding.why_not_confirm(taken, None, me, 1, NOON) == deciding.NOTHING_PROPOSED
    assert deciding.why_not_confirm(taken, meeting(), me, 1, NOON) == deciding.NOTHING_PROPOSED
    assert deciding.why_not_confirm(taken, proposed, me, 2, NOON) == deciding.NOTHING_PROPOSED
    assert deciding.why_not_confirm(taken, proposed, Member(id=2), 1, NOON) == deciding.OWN_PROPOSAL
    assert deciding.why_not_confirm(taken, proposed, me, 1, LATER) == deciding.PAST


def test_calling_off_and_finishing() -> None:
    proposed = meeting("none", starts_at=None, next_starts_at=LATER)
    assert deciding.why_not_call_off(None, NOON) == deciding.NO_MEETING
    assert deciding.why_not_call_off(meeting("cancelled"), NOON) == deciding.NO_MEETING
    assert deciding.why_not_call_off(meeting(), LATER) == deciding.PAST
    assert deciding.why_not_call_off(meeting(), NOON) is None
    assert deciding.why_not_call_off(proposed, NOON) is None
    assert deciding.why_not_finish(referral("accepted"), meeting(), NOON) == deciding.MEETING_AHEAD
    assert deciding.why_not_finish(referral("accepted"), meeting(), LATER) is None
    assert deciding.why_not_finish(referral("accepted"), None, NOON) is None
    assert deciding.why_not_finish(referral("finished"), None, NOON) == deciding.NOT_RUNNING
    assert deciding.why_not_finish(referral("open"), None, NOON) == deciding.NOT_ACCEPTED


def test_taking_back_and_erasing() -> None:
    assert [state for state in telling.STATES if deciding.why_not_withdraw(referral(state))] == ["draft", "withdrawn"]
    assert deciding.is_due_to_erase(referral("draft"), NOON + 14 * DAY)
    assert not deciding.is_due_to_erase(referral("draft"), NOON + 13 * DAY)
    assert deciding.is_due_to_erase(referral("finished", settled_at=NOON), NOON + 7 * DAY)
    assert not deciding.is_due_to_erase(referral("finished", settled_at=NOON), NOON + 6 * DAY)
    assert not deciding.is_due_to_erase(referral(), NOON + 99 * DAY)
    assert deciding.erased_on(referral()) == NOON + 21 * DAY
    assert deciding.erased_on(referral("finished", settled_at=NOON)) == NOON + 7 * DAY
    assert deciding.erased_on(referral("draft", expires_at=None)) is None


def test_every_state_and_step_has_its_words() -> None:
    for kind in telling.KINDS:
        assert kind.sentence.endswith(".")
    assert set(telling.AHEAD) <= set(telling.STATES)
    for title, by_me, by_other in telling.STEPS.values():
        assert title
        assert by_other.endswith(".")
        assert ("%(name)s" in by_other) is bool(by_me)


def test_the_lists_are_bands_provinces_and_words_only() -> None:
    assert [int(one) for one in lists.AGE_BANDS] == list(range(0, 90, 10))
    assert not set(lists.CODE_SIGNS) & set("01258BILOSUVZ")
    assert lists.read_code(" k7rt-9mxa.4cfh n6wp ") == "K7RT9MXA4CFHN6WP"
    assert lists.agreement_text().count("\n") == len(lists.AGREEMENT) - 1
