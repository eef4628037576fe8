"""The Python question and the SQL condition give the same answer for everybody about everything, in any network."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy.orm import aliased

from hub.agenda.models import Gathering
from hub.audience.queries import known_to, relation, relations, visible_to
from hub.audience.rules import may_know, may_see
from hub.core.db import db
from hub.members.models import Member
from hub.profiles.models import ProfileValue
from tests.audience.networks import Network, networks, relation_of, write

pytestmark = pytest.mark.usefixtures("unmeasured")

QUIET = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)


@settings(max_examples=150, deadline=None, suppress_health_check=QUIET)
@given(network=networks())
def test_both_questions_agree(app: Flask, network: Network) -> None:
    compare(network)


@pytest.mark.deep
@settings(max_examples=3000, deadline=None, suppress_health_check=QUIET)
@given(network=networks())
def test_both_questions_agree_in_thousands_of_networks(app: Flask, network: Network) -> None:
    compare(network)


def compare(network: Network) -> None:
    """Write the network, ask both questions for each viewer about each value, and undo it all.

    What each relation should be is worked out from the description of the network, apart from every query.
    """
    try:
        write(network)
        place = {key: n for n, key in enumerate(network.keys["people"])} | {None: None}
        people = sorted(db.session.scalars(sa.select(Member)), key=lambda one: one.id)
        owned = {
            ProfileValue: [(one, one.member_id) for one in db.session.scalars(sa.select(ProfileValue))],
            Gathering: [(one, one.organiser_id) for one in db.session.scalars(sa.select(Gathering))],
        }
        for viewer in (None, *people):
            at = place[viewer.id if viewer else None]
            answers = {key: relation_of(network, at, there) for key, there in place.items()}
            loaded = dict(relations(viewer, people)) | {None: relation(viewer, None)}
            for model, owner in ((ProfileValue, ProfileValue.member_id), (Gathering, Gathering.organiser_id)):
                expected = {value.id for value, key in owned[model] if may_see(value, answers[key])}
                assert {value.id for value, key in owned[model] if may_see(value, loaded[key])} == expected, "python"
                assert by_sql(viewer, model, owner) == expected, "sql"
            known = {person.id for person in people if may_know(answers[person.id])}
            assert {person.id for person in people if may_know(loaded[person.id])} == known
            assert set(db.session.scalars(sa.select(Member.id).where(known_to(viewer, Member.id)))) == known
    finally:
        db.session.rollback()


def by_sql(viewer: Member | None, model: Any, owner: Any) -> set[int]:
    """The keys of what the database lets through."""
    return set(db.session.scalars(sa.select(model.id).where(visible_to(viewer, model, owner))))


def test_an_alias_asks_the_same(app: Flask, make: Any) -> None:
    owner, viewer = make.member(), make.member()
    db.session.add_all(
        ProfileValue(member_id=owner.id, field=name, audience=audience, changed_at=owner.created_at)
        for name, audience in (("sentence", "members"), ("province", "only_me"))
    )
    db.session.commit()
    other = aliased(ProfileValue)
    fields = db.session.scalars(sa.select(other.field).where(visible_to(viewer, other, other.member_id)))
    assert list(fields) == ["sentence"]


def test_one_relation_is_the_same_as_many(app: Flask, make: Any) -> None:
    owner, viewer = make.member(), make.member()
    make.contact(owner, viewer)
    circle = make.circle(owner, viewer)
    found = relation(viewer, owner)
    assert found == relations(viewer, [owner])[owner.id]
    assert found.contact
    assert found.circles == {circle.id}
