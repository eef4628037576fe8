"""Drafts: nothing that somebody typed is lost, and nobody else reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from hub.core import clock, drafts
from hub.core.db import db
from hub.core.drafts import Draft
from hub.core.sessions import hashed
from tests.conftest import NOON
from tests.critic import Critic
from tests.factories import Factories

STORY = "Gisteren zei een klant iets dat me bijbleef."


def test_the_button_keeps_it_and_the_page_gives_it_back(visitor: Critic, make: Factories) -> None:
    visitor.log_in(make.member())
    response = visitor.send("/proef", {"story": STORY, "_concept": "1"})
    assert (response.status_code, response.location) == (303, "/proef")
    assert visitor.page("/proef").forms()[-1]["fields"]["story"] == STORY


def test_the_script_keeps_it_too(visitor: Critic, make: Factories, clock: object) -> None:
    visitor.log_in(make.member())
    mark = visitor.page("/proef").forms()[-1]["fields"]["csrf_token"]
    response = visitor.post("/concept", data={"_path": "/proef", "story": STORY, "csrf_token": mark})
    assert response.status_code == 200
    assert response.json == {"status": "Concept bewaard om 12 uur."}
    assert visitor.page("/proef").forms()[-1]["fields"]["story"] == STORY


def test_sending_it_drops_it(visitor: Critic, make: Factories) -> None:
    visitor.log_in(make.member())
    visitor.send("/proef", {"story": STORY, "_concept": "1"})
    visitor.send("/proef", {"title": "klaar"})
    assert db.session.scalars(select(Draft)).all() == []


def test_nobody_else_sees_it_and_it_is_encrypted(visitor: Critic, tried: Flask, make: Factories) -> None:
    visitor.log_in(make.member())
    visitor.send("/proef", {"story": STORY, "_concept": "1"})
    other = Critic(tried).log_in(make.member())
    assert STORY not in other.page("/proef").html
    assert STORY.encode() not in db.session.scalars(select(Draft)).one().typed_sealed


def test_a_draft_moved_to_another_place_does_not_open(visitor: Critic, make: Factories) -> None:
    member = make.member()
    visitor.log_in(member)
    visitor.send("/proef", {"story": STORY, "_concept": "1"})
    row = db.session.scalars(select(Draft)).one()
    row.page_hash = hashed("/anders")
    db.session.commit()
    assert drafts.find(f"account:{member.get_id()}", "/anders") is None


def test_passwords_never_become_a_draft() -> None:
    assert drafts.worth_keeping([("password", "x" * 20), ("password_again", "y"), ("csrf_token", "z"), ("story", " ")]) == []
    assert drafts.worth_keeping([("password", "x"), ("story", "blijft")]) == [("story", "blijft")]


@pytest.mark.usefixtures("clock")
def test_a_session_that_ended_while_typing_loses_nothing(visitor: Critic, make: Factories) -> None:
    member = make.member()
    visitor.log_in(member)
    fields = {**visitor.page("/proef").forms()[-1]["fields"], "story": STORY}
    with clock.at(NOON + timedelta(hours=13)):
        response = visitor.post("/proef", data=fields)
        assert response.status_code == 303
        assert drafts.mine(member.get_id()) == []
        visit = db.session.scalars(select(Draft.owner)).one()
        drafts.adopt(visit.removeprefix("visit:"), member.get_id())
        visitor.log_in(member)
        assert visitor.page("/proef").forms()[-1]["fields"]["story"] == STORY


def test_a_visitor_cannot_fill_the_drafts_of_others(visitor: Critic) -> None:
    visitor.application.config["WTF_CSRF_ENABLED"] = False
    try:
        assert visitor.post("/concept", data={"_path": "/proef", "story": STORY}).status_code == 403
    finally:
        visitor.application.config["WTF_CSRF_ENABLED"] = True
    assert db.session.scalars(select(Draft)).all() == []


def test_too_long_is_said_and_old_ones_go(visitor: Critic, make: Factories, clock: object) -> None:
    member = make.member()
    visitor.log_in(member)
    owner = f"account:{member.get_id()}"
    assert not drafts.keep(owner, "/proef", [("story", "x" * 200_000)])
    assert drafts.keep(owner, "/proef", [("story", STORY)])
    assert drafts.clear_old(NOON + timedelta(days=59)) == 0
    assert drafts.clear_old(NOON + timedelta(days=61)) == 1


def test_the_address_of_the_page_is_kept_as_a_secret_too(tried: Flask, make: Factories) -> None:
    """The path of an invitation holds the secret that opens it."""
    member = make.member()
    drafts.keep(f"account:{member.get_id()}", "/uitnodiging/kanarie-geheim", [("story", STORY)])
    stored = db.session.execute(text("SELECT row_to_json(draft)::text FROM draft")).scalar_one()
    assert "kanarie" not in stored
    assert [one.path for one in drafts.mine(member.get_id())] == ["/uitnodiging/kanarie-geheim"]


def test_a_draft_that_no_key_opens_does_not_stop_anybody_from_logging_in(tried: Flask, make: Factories) -> None:
    member = make.member()
    drafts.keep("visit:abc", "/proef", [("story", STORY)])
    row = db.session.scalars(select(Draft)).one()
    row.typed_sealed = b"van een andere sleutel"
    db.session.commit()
    drafts.adopt("abc", member.get_id())
    assert drafts.mine(member.get_id()) == []
    assert (row.path, drafts.first_words(row)) == ("", "")
