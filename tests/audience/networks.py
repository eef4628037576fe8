"""Made-up networks for the property test: who is what, who is linked to whom, and values with every audience."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from itertools import combinations

import sqlalchemy as sa
from hypothesis import strategies as st

from hub.agenda.models import Gathering
from hub.audience.rules import Audience, Relation, Standing
from hub.circles.models import Circle, CircleMember
from hub.contacts.models import Contact
from hub.core.db import db, new_public_id
from hub.members.models import Block, Member
from hub.profiles.models import FIELDS, ProfileValue
from tests.factories import LONG_AGO

PLACES = ("invited", "member", "paused", "left", "declined")


@dataclass
class Network:
    """Positions instead of keys: the keys come when it is written to the database."""

    people: list[dict[str, object]]
    blocks: list[tuple[int, int]]
    contacts: list[tuple[int, int, bool]]  # two people, and whether it ended
    circles: list[bool]  # whether it was closed
    places: list[tuple[int, int, str]]  # circle, person, state
    values: list[tuple[int | None, Audience]]  # owner; None: the network itself
    keys: dict[str, list[int]] = field(default_factory=dict)


PERSON = st.fixed_dictionaries(
    {
        # A network is mostly members; the others must be there often enough to matter.
        "state": st.sampled_from(("member",) * 6 + ("applicant", "suspended", "left")),
        "is_partner": st.sampled_from((False,) * 5 + (True,)),
        "active": st.sampled_from((True,) * 7 + (False,)),
        "paused_at": st.sampled_from((None, None, LONG_AGO)),
    }
)


def audiences(circles: int) -> st.SearchStrategy[Audience]:
    """Every audience the table allows, with the circles given by position."""
    chosen = st.builds(
        Audience,
        st.just("chosen"),
        st.booleans(),
        st.sets(st.integers(0, circles - 1), max_size=circles).map(lambda some: tuple(sorted(some))),
    ).filter(lambda one: one.to_contacts or one.to_circles)
    return st.one_of(chosen, chosen, st.sampled_from([Audience("only_me"), Audience("members"), Audience("public")]))


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Four to seven people, three circles, and values enough that each audience is met."""
    people = draw(st.lists(PERSON, min_size=4, max_size=7))
    everyone = range(len(people))
    pairs = list(combinations(everyone, 2))
    some = st.lists(st.sampled_from(pairs), unique=True, max_size=5)
    turned = [(b, a) if draw(st.booleans()) else (a, b) for a, b in draw(some)]
    contacts = [(a, b, draw(st.booleans())) for a, b in draw(some)]
    circles = draw(st.lists(st.sampled_from((False, False, False, True)), min_size=3, max_size=3))
    seats = [(circle, person) for circle in range(3) for person in everyone]
    # Two in three places are running ones, so that circles really connect people.
    state = st.sampled_from(PLACES + ("member",) * 4)
    places = [(*seat, draw(state)) for seat in draw(st.lists(st.sampled_from(seats), unique=True, max_size=16))]
    owners = st.one_of(st.sampled_from(list(everyone)), st.none())
    values = draw(st.lists(st.tuples(owners, audiences(3)), min_size=6, max_size=24))
    return Network(people, turned, contacts, circles, places, values)


def relation_of(network: Network, viewer: int | None, owner: int | None) -> Relation:
    """How one stands to the other, worked out from the description alone: it shares no line with the queries."""
    circles = frozenset(
        network.keys["circles"][circle]
        for circle, closed in enumerate(network.circles)
        if not closed and _takes_part(network, circle, viewer) and (owner is None or _takes_part(network, circle, owner))
    )
    return Relation(
        _standing(network, viewer, owner),
        owner_is_in=owner is None or (network.people[owner]["state"] == "member" and network.people[owner]["active"] is True),
        blocked=(viewer, owner) in network.blocks or (owner, viewer) in network.blocks,
        contact=any({a, b} == {viewer, owner} and not ended for a, b, ended in network.contacts),
        circles=circles,
    )


def _takes_part(network: Network, circle: int, person: int | None) -> bool:
    return (circle, person, "member") in network.places or (circle, person, "paused") in network.places


def _standing(network: Network, viewer: int | None, owner: int | None) -> Standing:
    if viewer is None:
        return Standing.ANONYMOUS
    if viewer == owner:
        return Standing.OWNER
    person = network.people[viewer]
    if person["state"] != "member":
        return Standing(str(person["state"]))
    if not person["active"]:
        return Standing.SUSPENDED
    return Standing.PARTNER if person["is_partner"] else Standing.MEMBER


def write(network: Network) -> None:
    """Put the network into the database, in the running transaction. Owned values become fields, and the rest too."""
    people = _added(
        Member,
        [
            {
                "public_id": new_public_id(),
                "email": f"{n}@peerhuis.example",
                "name": f"Lid {n}",
                "sort_key": f"lid {n}",
                "fs_uniquifier": f"key-{n}",
                "created_at": LONG_AGO,
                "calendar_changed_at": LONG_AGO,
                "look": {},
                **person,
            }
            for n, person in enumerate(network.people)
        ],
    )
    circles = _added(
        Circle,
        [
            {
                "public_id": new_public_id(),
                "name": f"Kring {n}",
                "sort_key": f"kring {n}",
                "purpose": "Samen.",
                "made_at": LONG_AGO,
                "closed_at": LONG_AGO if closed else None,
            }
            for n, closed in enumerate(network.circles)
        ],
    )
    network.keys = {"people": people, "circles": circles}
    _links(network)
    _values(network)
    db.session.expire_all()


def _links(network: Network) -> None:
    people, circles = network.keys["people"], network.keys["circles"]
    _added(Block, [{"blocker_id": people[a], "blocked_id": people[b], "at": LONG_AGO} for a, b in network.blocks])
    _added(
        Contact,
        [
            {
                "public_id": new_public_id(),
                "low_id": min(people[a], people[b]),
                "high_id": max(people[a], people[b]),
                "since": LONG_AGO,
                "ended_at": LONG_AGO if ended else None,
            }
            for a, b, ended in network.contacts
        ],
    )
    _added(
        CircleMember,
        [
            {
                "public_id": new_public_id(),
                "circle_id": circles[circle],
                "member_id": people[person],
                "state": state,
                "role": "member",
                "since": LONG_AGO,
            }
            for circle, person, state in network.places
        ],
    )


def _values(network: Network) -> None:
    """Each value twice: as a gathering (whose owner may be nobody) and, while there is room, as a profile field."""
    people, circles = network.keys["people"], network.keys["circles"]
    seen: dict[int, int] = {}
    gatherings, fields = [], []
    for n, (owner, audience) in enumerate(network.values):
        shared = {
            "audience": audience.audience,
            "to_contacts": audience.to_contacts,
            "to_circles": [circles[one] for one in audience.to_circles],
        }
        key = None if owner is None else people[owner]
        gatherings.append(_gathering(n, key) | shared)
        if key is not None and seen.get(key, 0) < len(FIELDS):
            number = seen[key] = seen.get(key, 0) + 1
            field_name = FIELDS[number - 1]
            fields.append({"member_id": key, "field": field_name, "text": "", "changed_at": LONG_AGO} | shared)
    _added(Gathering, gatherings)
    _added(ProfileValue, fields)


def _gathering(number: int, owner: int | None) -> dict[str, object]:
    return {
        "public_id": new_public_id(),
        "uid": uuid.uuid4(),
        "title": f"Bijeenkomst {number}",
        "starts_at": LONG_AGO,
        "ends_at": LONG_AGO.replace(hour=12),
        "form": "online",
        "organiser_id": owner,
        "created_at": LONG_AGO,
        "changed_at": LONG_AGO,
        "access": {},
        "themes": [],
    }


def _added(model: type, rows: list[dict[str, object]]) -> list[int]:
    if not rows:
        return []
    return list(db.session.scalars(sa.insert(model).returning(model.id, sort_by_parameter_order=True), rows))
