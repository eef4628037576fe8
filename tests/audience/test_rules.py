"""The audience rule as a table of who sees what: a hand-made truth, apart from any code."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from hub.audience.models import CHOSEN, MEMBERS, ONLY_ME, PUBLIC
from hub.audience.rules import (
    Audience,
    Relation,
    Standing,
    as_circle,
    as_contact,
    as_everyone,
    as_member,
    is_in,
    may_know,
    may_see,
    standing,
)

MINE = Audience(ONLY_ME)
CONTACTS = Audience(CHOSEN, to_contacts=True)
CIRCLE_7 = Audience(CHOSEN, to_circles=(7,))
BOTH = Audience(CHOSEN, to_contacts=True, to_circles=(7, 8))
ALL_MEMBERS = Audience(MEMBERS)
EVERYONE = Audience(PUBLIC)
EVERY_AUDIENCE = (MINE, CONTACTS, CIRCLE_7, BOTH, ALL_MEMBERS, EVERYONE)

MEMBER = Relation(Standing.MEMBER)
CONTACT = replace(MEMBER, contact=True)
IN_7 = replace(MEMBER, circles=frozenset({7}))
IN_9 = replace(MEMBER, circles=frozenset({9}))
OUTSIDERS = tuple(
    Relation(one) for one in (Standing.ANONYMOUS, Standing.APPLICANT, Standing.PARTNER, Standing.SUSPENDED, Standing.LEFT)
)


@dataclass
class Someone:
    """An account as the rule knows it."""

    id: int = 1
    state: str = "member"
    active: bool = True
    is_partner: bool = False


@pytest.mark.parametrize(
    ("relation", "seen"),
    [
        (Relation(Standing.OWNER), set(EVERY_AUDIENCE)),
        (Relation(Standing.OWNER, owner_is_in=False), set(EVERY_AUDIENCE)),
        (MEMBER, {ALL_MEMBERS, EVERYONE}),
        (CONTACT, {CONTACTS, BOTH, ALL_MEMBERS, EVERYONE}),
        (IN_7, {CIRCLE_7, BOTH, ALL_MEMBERS, EVERYONE}),
        (IN_9, {ALL_MEMBERS, EVERYONE}),
        *((one, {EVERYONE}) for one in OUTSIDERS),
        *((replace(one, contact=True, circles=frozenset({7})), {EVERYONE}) for one in OUTSIDERS),
        *((replace(one, blocked=True), set()) for one in (MEMBER, CONTACT, IN_7, *OUTSIDERS)),
        *((replace(one, owner_is_in=False), set()) for one in (MEMBER, CONTACT, IN_7, *OUTSIDERS)),
    ],
)
def test_who_sees_what(relation: Relation, seen: set[Audience]) -> None:
    assert {value for value in EVERY_AUDIENCE if may_see(value, relation)} == seen


def test_an_unknown_word_is_shown_to_nobody() -> None:
    assert not may_see(Audience("friends"), CONTACT)


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        (None, Standing.ANONYMOUS),
        (Someone(), Standing.MEMBER),
        (Someone(id=9), Standing.OWNER),
        (Someone(id=9, state="suspended"), Standing.OWNER),
        (Someone(state="applicant"), Standing.APPLICANT),
        (Someone(state="applicant", is_partner=True), Standing.APPLICANT),
        (Someone(is_partner=True), Standing.PARTNER),
        (Someone(state="suspended"), Standing.SUSPENDED),
        (Someone(active=False), Standing.SUSPENDED),
        (Someone(state="left"), Standing.LEFT),
    ],
)
def test_how_somebody_stands(viewer: Someone | None, expected: Standing) -> None:
    assert standing(viewer, 9) is expected


@pytest.mark.parametrize(
    ("owner", "inside"),
    [
        (Someone(), True),
        (Someone(is_partner=True), True),
        (Someone(active=False), False),
        (Someone(state="applicant"), False),
        (Someone(state="suspended"), False),
        (Someone(state="left"), False),
    ],
)
def test_who_is_in(owner: Someone, inside: bool) -> None:
    assert is_in(owner) is inside


def test_a_name_is_for_members_without_a_block() -> None:
    assert may_know(Relation(Standing.OWNER, owner_is_in=False))
    assert may_know(MEMBER)
    assert not may_know(replace(MEMBER, blocked=True))
    assert not may_know(replace(MEMBER, owner_is_in=False))
    assert not any(may_know(one) for one in OUTSIDERS)


def test_previews_show_what_such_a_person_sees() -> None:
    def seen(relation: Relation) -> set[Audience]:
        return {value for value in EVERY_AUDIENCE if may_see(value, relation)}

    assert seen(as_everyone()) == {EVERYONE}
    assert seen(as_member()) == {ALL_MEMBERS, EVERYONE}
    assert seen(as_contact()) == {CONTACTS, BOTH, ALL_MEMBERS, EVERYONE}
    assert seen(as_circle(8)) == {BOTH, ALL_MEMBERS, EVERYONE}
