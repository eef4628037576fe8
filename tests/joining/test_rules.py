"""The rules of getting in, without a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.joining import rules
from hub.joining.models import Application, Greeting, Invitation
from hub.members.models import Member

AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
STATES = ("unconfirmed", "waiting", "asked", "welcomed", "declined", "ended")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(made=moments, used=st.none() | moments, withdrawn=st.none() | moments, at=moments)
def test_an_invitation_is_open_only_while_nothing_ended_it(
    made: datetime, used: datetime | None, withdrawn: datetime | None, at: datetime
) -> None:
    invitation = Invitation(expires_at=made + rules.INVITATION_LASTS, used_at=used, withdrawn_at=withdrawn)
    is_open = rules.invitation_state(invitation, at) == "open"
    assert is_open == (used is None and withdrawn is None and at < made + timedelta(days=14))
    assert (rules.why_not_take_back(invitation, at) is None) == is_open


@pytest.mark.parametrize("state", STATES)
def test_what_each_state_allows(state: str) -> None:
    application = Application(state=state)
    assert (rules.why_not_decide(application) is None) == (state in ("waiting", "asked"))
    assert (rules.why_not_ask(application) is None) == (state == "waiting")
    assert (rules.why_not_answer(application) is None) == (state == "asked")
    assert rules.needs_greeter(application, []) == (state == "welcomed")


@given(st.lists(st.sampled_from(("asked", "accepted", "declined", "done")), max_size=5))
def test_a_newcomer_needs_a_greeter_while_everybody_said_no(states: list[str]) -> None:
    greetings = [Greeting(state=one) for one in states]
    alone = rules.needs_greeter(Application(state="welcomed"), greetings)
    assert alone == (set(states) <= {"declined"})
    assert (rules.why_not_ask_greeter(Application(state="welcomed"), greetings) is None) == alone


@pytest.mark.parametrize(
    ("state", "fits"), [("asked", {"yes", "not_now"}), ("accepted", {"done", "not_now"}), ("declined", set()), ("done", set())]
)
def test_what_a_greeter_can_say(state: str, fits: set[str]) -> None:
    said = {one for one in rules.GREETING_ANSWERS if rules.why_not_reply(Greeting(state=state), one) is None}
    assert said == fits


@pytest.mark.parametrize(
    ("typed", "sent", "reason"),
    [
        ("ties@voorbeeld.example", 0, None),
        ("ties@voorbeeld.example", 4, None),
        ("ties@voorbeeld.example", 5, rules.TOO_MANY),
        (" SANNE@voorbeeld.example ", 0, rules.YOURSELF),
        ("wim@voorbeeld.example", 0, rules.ALREADY_INVITED),
        ("t ies@voorbeeld.example", 0, rules.ODD_ADDRESS),
    ],
)
def test_whom_a_member_may_invite(typed: str, sent: int, reason: str | None) -> None:
    inviter = Member(email="sanne@voorbeeld.example")
    assert rules.why_not_invite(inviter, typed, sent, ["wim@voorbeeld.example"]) == reason


def test_waiting_and_being_late() -> None:
    waiting, asked = (Application(state=state, since=AT) for state in ("waiting", "asked"))
    assert rules.days_waiting(AT, AT + timedelta(hours=23)) == 0
    assert rules.days_waiting(AT, AT + timedelta(days=9, hours=1)) == 9
    assert rules.days_waiting(AT, AT - timedelta(days=1)) == 0
    assert not rules.is_late(waiting, AT + timedelta(days=7))
    assert rules.is_late(waiting, AT + timedelta(days=7, seconds=1))
    assert not rules.is_late(asked, AT + timedelta(days=30))
