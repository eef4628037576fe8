"""Who may ask whom, and what both may do then: every line of the table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Like
from typing import Any

import pytest

from hub.contacts import rules

AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
WIM: Any = Like(id=1, is_member=True)
SANNE: Any = Like(id=2, is_member=True)
THIRD: Any = Like(id=3, is_member=True)


def contact(**values: Any) -> Any:
    other = values.pop("other", SANNE)
    return Like(**{"ended_at": None, "other": lambda member: other, **values})


def asked(state: str) -> Any:
    return Like(sender_id=1, receiver_id=2, state=state)


@pytest.mark.parametrize(
    ("receiver", "between", "mine", "theirs", "reason"),
    [
        (SANNE, None, None, None, None),
        (WIM, None, None, None, rules.ONESELF),
        (SANNE, contact(), None, None, rules.ALREADY_CONTACT),
        (SANNE, contact(ended_at=AT), None, None, None),
        (SANNE, None, asked("sent"), None, rules.ALREADY_ASKED),
        (SANNE, None, asked("let_be"), None, rules.ALREADY_ASKED),
        (SANNE, None, asked("withdrawn"), None, None),
        (SANNE, None, asked("accepted"), None, None),
        (SANNE, None, None, Like(state="sent"), rules.ASKED_YOU),
        (SANNE, None, None, Like(state="let_be"), None),
    ],
)
def test_asking(receiver: Any, between: Any, mine: Any, theirs: Any, reason: str | None) -> None:
    assert rules.why_not_ask(WIM, receiver, between, mine, theirs) == reason


@pytest.mark.parametrize(
    ("state", "member", "answer", "take_back"),
    [
        ("sent", WIM, rules.NOT_THERE, None),
        ("sent", SANNE, None, rules.NOT_THERE),
        ("sent", THIRD, rules.NOT_THERE, rules.NOT_THERE),
        ("let_be", WIM, rules.NOT_THERE, None),
        ("let_be", SANNE, rules.NOT_THERE, rules.NOT_THERE),
        ("withdrawn", WIM, rules.NOT_THERE, rules.NOT_THERE),
        ("withdrawn", SANNE, rules.NOT_THERE, rules.NOT_THERE),
        ("accepted", WIM, rules.NOT_THERE, rules.ALREADY_ACCEPTED),
        ("accepted", SANNE, rules.ALREADY_ACCEPTED, rules.NOT_THERE),
    ],
)
def test_answering_and_taking_back(state: str, member: Any, answer: str | None, take_back: str | None) -> None:
    assert rules.why_not_answer(asked(state), member) == answer
    assert rules.why_not_take_back(asked(state), member) == take_back


def test_writing() -> None:
    assert rules.why_not_write(contact(), WIM) is None
    assert rules.why_not_write(contact(ended_at=AT), WIM) == rules.ENDED
    assert rules.why_not_write(contact(other=Like(is_member=False)), WIM) == rules.OTHER_GONE


def test_ninety_days_of_quiet() -> None:
    assert not rules.lands_quietly(None, AT)
    assert rules.lands_quietly(AT, AT + timedelta(days=90) - timedelta(seconds=1))
    assert not rules.lands_quietly(AT, AT + timedelta(days=90))


def test_a_contact_runs_until_it_is_ended() -> None:
    assert rules.runs(contact())
    assert not rules.runs(contact(ended_at=AT))
    assert not rules.runs(None)
