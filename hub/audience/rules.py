"""The one rule who may see a value. `queries.visible_to` asks the database the same; a property test keeps both equal.

| who looks                                     | public | members | contacts       | a circle          | only me |
|-----------------------------------------------|--------|---------|----------------|-------------------|---------|
| the owner                                     | yes    | yes     | yes            | yes               | yes     |
| a member: welcomed, not suspended, no partner | yes    | yes     | while it runs  | if both take part | no      |
| applicant, partner, suspended, left, visitor  | yes    | no      | no             | no                | no      |
| anybody, with a block either way              | no     | no      | no             | no                | no      |
| anybody else, of an owner who is out          | no     | no      | no             | no                | no      |

An owner who is out is an applicant, suspended, left or switched off. A pause changes nothing here, neither that of a
member nor that of a place in a circle (docs/decisions/0040). A value without an owner belongs to the network itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hub.audience.models import CHOSEN, MEMBERS, ONLY_ME, PUBLIC

# Places in a circle that take part in it. A pause is a rest, not a leave: the agreement holds on both sides.
TAKING_PART = ("member", "paused")


class Standing(StrEnum):
    """Who looks, as seen from the owner of a value."""

    OWNER = "owner"
    ANONYMOUS = "anonymous"
    APPLICANT = "applicant"
    PARTNER = "partner"
    SUSPENDED = "suspended"
    LEFT = "left"
    MEMBER = "member"


class Account(Protocol):
    """What the rule needs to know of an account."""

    id: int
    state: str
    active: bool
    is_partner: bool


class Shared(Protocol):
    """A value that carries its audience."""

    @property
    def audience(self) -> str:
        """only_me, chosen, members or public."""

    @property
    def to_contacts(self) -> bool:
        """Chosen: the owner's contacts."""

    @property
    def to_circles(self) -> Iterable[int]:
        """Chosen: these circles, by key."""


@dataclass(frozen=True)
class Audience:
    """A choice of who may see something: a set, not a ladder."""

    audience: str = ONLY_ME
    to_contacts: bool = False
    to_circles: tuple[int, ...] = ()


@dataclass(frozen=True)
class Relation:
    """How a viewer stands to an owner at this moment. Loaded by `queries.relations`, or made up for a preview."""

    viewer: Standing
    owner_is_in: bool = True
    blocked: bool = False
    contact: bool = False
    circles: frozenset[int] = frozenset()  # those that both take part in


def standing(viewer: Account | None, owner_id: int | None) -> Standing:
    """Who is looking: the owner, a member, or one of those who see only what is public."""
    if viewer is None:
        return Standing.ANONYMOUS
    if viewer.id == owner_id:
        return Standing.OWNER
    if viewer.state == "suspended" or (viewer.state == "member" and not viewer.active):
        return Standing.SUSPENDED
    if viewer.state in ("left", "applicant"):
        return Standing(viewer.state)
    return Standing.PARTNER if viewer.is_partner else Standing.MEMBER


def is_in(owner: Account) -> bool:
    """Whether others may see anything of this owner at all."""
    return owner.state == "member" and owner.active


def may_see(value: Shared, to: Relation) -> bool:
    """Whether this viewer may see this value of this owner."""
    if to.viewer is Standing.OWNER:
        return True
    if to.blocked or not to.owner_is_in:
        return False
    if value.audience == PUBLIC:
        return True
    if to.viewer is not Standing.MEMBER:
        return False
    if value.audience == MEMBERS:
        return True
    if value.audience == CHOSEN:
        return (value.to_contacts and to.contact) or not to.circles.isdisjoint(value.to_circles)
    return False


def may_know(to: Relation) -> bool:
    """Whether this viewer may know that the owner is here, by name: every member may, unless there is a block."""
    if to.viewer is Standing.OWNER:
        return True
    return to.viewer is Standing.MEMBER and to.owner_is_in and not to.blocked


def as_everyone() -> Relation:
    """Made up for a preview: a visitor."""
    return Relation(Standing.ANONYMOUS)


def as_member() -> Relation:
    """Made up for a preview: a member without any link to the owner."""
    return Relation(Standing.MEMBER)


def as_contact() -> Relation:
    """Made up for a preview: a contact."""
    return Relation(Standing.MEMBER, contact=True)


def as_circle(circle_id: int) -> Relation:
    """Made up for a preview: somebody from this circle."""
    return Relation(Standing.MEMBER, circles=frozenset((circle_id,)))
