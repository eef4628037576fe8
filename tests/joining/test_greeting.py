"""Greeting: the member who was asked says yes, not now or done, and the newcomer hears who comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.joining.models import Application, Greeting
from hub.joining.queries import greeter_of, greetings_asked
from hub.members.models import Member
from hub.notices.models import Notice
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.joining.conftest import the_application


@pytest.fixture
def sanne(make: Factories) -> Member:
    """Who is asked."""
    return make.member(name="Sanne Visser")


@pytest.fixture
def path(moderator: Critic, sanne: Member, applied: Callable[..., Application]) -> str:
    """The page on which Sanne answers."""
    assert moderator.send(f"/aanvragen/{applied().public_id}/welkom", {"greeter": sanne.public_id}).status_code == 303
    return f"/begroeten/{db.session.scalars(select(Greeting.public_id)).one()}"


def test_yes_and_done(app: Flask, client: Critic, sanne: Member, path: str) -> None:
    newcomer = Critic(app).log_in(the_application().member)
    client.log_in(sanne)
    page = client.page(path)
    assert page.h1 == "Yara begroeten"
    assert "Dag Yara, welkom. Ik ben Sanne Visser." in page.text
    assert "Wij" not in page.h1
    assert "We vragen iemand" in newcomer.page("/mijn/aanvraag").text
    assert "Sanne" not in newcomer.page("/mijn/aanvraag").text
    assert client.send(path, {"said": "yes"}).location == path
    assert "Vraag Yara om contact" in client.page(path).links()
    assert "Sanne Visser begroet je" in newcomer.page("/mijn/aanvraag").text
    told = db.session.scalars(select(Notice).where(Notice.member_id == the_application().member_id)).all()
    assert [(one.kind, one.path) for one in told] == [("greeter_found", "/mijn/aanvraag")]
    assert client.send(path, {"said": "done"}).location == path
    assert "Dank je wel" in client.page(path).text
    assert list(greetings_asked(sanne)) == []


def test_not_now_brings_it_back_to_the_desk(client: Critic, moderator: Critic, sanne: Member, make: Factories, path: str) -> None:
    application = f"/aanvragen/{the_application().public_id}"
    before = len(notices_of_moderators())
    assert client.log_in(sanne).send(path, {"said": "not_now"}).location == "/"
    assert "Je zei: nu niet. Dat is goed." in client.page(path).text
    assert "Nog niemand die begroet" in moderator.page("/aanvragen").text
    assert "nu niet" in moderator.page(application).text
    assert len(notices_of_moderators()) == before + 1
    offered = [one.get("value") for one in moderator.page(f"{application}/begroeter").tree.iter("option")]
    assert sanne.public_id not in offered, "nobody is asked twice for the same person"
    other = make.member(name="Ties")
    assert moderator.send(f"{application}/begroeter", {"greeter": other.public_id}).status_code == 303
    assert greeter_of(the_application().member) is None


def notices_of_moderators() -> list[Notice]:
    """What the desk was told."""
    return list(db.session.scalars(select(Notice).where(Notice.kind == "application")))


def test_a_yes_can_become_not_now(client: Critic, moderator: Critic, sanne: Member, path: str) -> None:
    client.log_in(sanne)
    client.send(path, {"said": "yes"})
    assert client.send(path, {"said": "not_now"}).location == "/"
    assert "Nog niemand die begroet" in moderator.page("/aanvragen").text


@pytest.mark.parametrize("said", ["", "maybe", "done"])
def test_an_answer_that_does_not_fit(client: Critic, sanne: Member, path: str, said: str) -> None:
    response = client.log_in(sanne).send(path, {"said": said})
    assert response.status_code == 422
    assert "Er ging iets mis" in Page(response).text
    assert db.session.scalars(select(Greeting.state)).one() == "asked"


def test_an_answer_given_twice(client: Critic, sanne: Member, path: str) -> None:
    client.log_in(sanne)
    fields = next(one["fields"] for one in client.page(path).forms() if one["action"] in ("", path))
    codes = [client.post(path, data={**fields, "said": "yes"}).status_code for _ in range(2)]
    assert codes == [303, 422]


def test_only_who_was_asked_finds_the_page(client: Critic, moderator: Critic, make: Factories, path: str) -> None:
    assert client.log_in(make.member()).get(path).status_code == 404
    assert moderator.get(path).status_code == 404
    assert client.log_in(the_application().member).get(path).status_code == 404
    assert client.get("/begroeten/" + "a" * 20).status_code == 404


def test_a_block_takes_the_page_and_the_name_away(app: Flask, client: Critic, make: Factories, sanne: Member, path: str) -> None:
    newcomer = the_application().member
    client.log_in(sanne).send(path, {"said": "yes"})
    assert greeter_of(newcomer) == sanne
    make.block(newcomer, sanne)
    assert client.get(path).status_code == 404
    assert list(greetings_asked(sanne)) == []
    assert "Sanne" not in Critic(app).log_in(newcomer).page("/mijn/aanvraag").html
