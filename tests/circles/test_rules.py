"""Who may do what in a circle: every line of the table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Like
from typing import Any

import pytest

from hub.circles import rules
from hub.circles.forms import profile_in

AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
STATES = ("invited", "member", "paused", "left", "declined")


def place(state: str, role: str = "member", invited_by_id: int | None = 7, since: datetime = AT) -> Any:
    return Like(state=state, role=role, invited_by_id=invited_by_id, since=since)


def test_who_takes_part_and_who_hosts() -> None:
    assert [state for state in STATES if rules.takes_part(place(state))] == ["member", "paused"]
    assert [state for state in STATES if rules.hosts(place(state, "host"))] == ["member", "paused"]
    assert not any(rules.hosts(place(state)) for state in STATES)
    assert not rules.takes_part(None)


@pytest.mark.parametrize(
    ("mine", "is_moderator", "has_host", "may"),
    [
        (place("member", "host"), False, True, True),
        (place("invited", "host"), False, True, False),
        (place("left", "host"), False, True, False),
        (place("member"), False, True, False),
        (place("member"), False, False, False),
        (None, True, True, False),
        (None, True, False, True),
        (None, False, False, False),
    ],
)
def test_who_may_invite(mine: Any, is_moderator: bool, has_host: bool, may: bool) -> None:
    assert rules.may_invite(mine, is_moderator, has_host) is may


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        (None, None),
        (place("member"), rules.ALREADY_IN),
        (place("paused"), rules.ALREADY_IN),
        (place("invited"), rules.ALREADY_INVITED),
        (place("declined"), rules.ALREADY_INVITED),
        (place("declined", invited_by_id=None), None),
        (place("left", invited_by_id=None), None),
    ],
)
def test_who_can_be_invited(theirs: Any, reason: str | None) -> None:
    assert rules.why_not_invite(theirs) == reason


def test_after_a_no_thanks_ninety_days_of_quiet() -> None:
    no = place("declined", invited_by_id=None)
    assert rules.lands_quietly(no, AT + timedelta(days=89))
    assert not rules.lands_quietly(no, AT + timedelta(days=90))
    assert not rules.lands_quietly(place("left"), AT)
    assert not rules.lands_quietly(None, AT)


@pytest.mark.parametrize("state", STATES)
def test_joining_needs_an_invitation_and_today_s_agreement(state: str) -> None:
    assert rules.why_not_join(place(state), 2, 2) == (None if state == "invited" else rules.NO_INVITATION)
    if state == "invited":
        assert rules.why_not_join(place(state), 1, 2) == rules.AGREEMENT_CHANGED


def test_becoming_host() -> None:
    assert rules.why_not_become_host(place("member"), False) is None
    assert rules.why_not_become_host(place("member"), True) == rules.HAS_HOST
    assert rules.why_not_become_host(place("left"), False) == rules.NOT_IN


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a" * 20, "a" * 20),
        (f"http://localhost/leden/{'b' * 20}", "b" * 20),
        (f"  https://x.example/leden/{'c2' * 10}?pagina=1 ", "c2" * 10),
        (f"/leden/{'d' * 20}/contact", "d" * 20),
        (f"/leden/{'d' * 21}", None),
        (f"/kringen/{'d' * 20}", None),
        ("Sanne", None),
        ("", None),
        (None, None),
    ],
)
def test_a_link_to_a_profile(typed: str | None, found: str | None) -> None:
    assert profile_in(typed) == found
