"""`hub operator`: the first person who runs and moderates the network."""

from __future__ import annotations

import re

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from hub.core.db import db
from hub.members.models import Member
from tests.critic import Critic
from tests.factories import Factories


def operator(app: Flask, *words: str) -> Result:
    """Run the command, and look at the rows afresh."""
    done = app.test_cli_runner().invoke(args=["hub", "operator", *words])
    db.session.expire_all()
    return done


def test_the_first_operator_is_made_and_comes_in_by_the_link(app: Flask, client: Critic) -> None:
    done = operator(app, "--name", "Hanneke Vos", "--email", " Hanneke@Peerhuis.example ")
    assert done.exit_code == 0, done.output
    member = db.session.scalars(select(Member)).one()
    assert (member.email, member.name, member.state) == ("hanneke@peerhuis.example", "Hanneke Vos", "member")
    assert member.has("operator") and member.has("moderator")
    path = re.search(r"http://localhost(/inloggen/link/\S+)", done.output)
    assert path, done.output
    assert client.send(path.group(1)).status_code == 303
    assert client.get("/").location == "/mijn/huisregels?next=/"
    assert client.send("/mijn/huisregels?next=/").location == "/"
    assert client.page("/mijn/account").h1 == "Mijn account"


def test_a_second_one_only_when_it_is_meant(app: Flask, make: Factories) -> None:
    member = make.member(name="Wim")
    operator(app, "--name", "Hanneke", "--email", "hanneke@peerhuis.example")
    refused = operator(app, "--name", "Wim", "--email", member.email)
    assert refused.exit_code == 1
    assert "--also" in refused.output
    assert not member.has("operator")
    assert operator(app, "--name", "Wim", "--email", member.email, "--also").exit_code == 0
    assert member.has("operator")
    assert db.session.scalar(select(func.count()).select_from(Member)) == 2


@pytest.mark.parametrize(
    ("name", "email"),
    [("Wim", "geen adres"), ("Wim", "wim@voorbeeld"), ("Wim", "w\u0456m@peerhuis.example"), ("", "wim@peerhuis.example"),
     ("x" * 61, "wim@peerhuis.example"), ("Wim\nDe", "wim@peerhuis.example"), ("Wim\u202e", "wim@peerhuis.example")],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(app: Flask, name: str, email: str) -> None:
    done = operator(app, "--name", name, "--email", email)
    assert done.exit_code == 1
    assert "Error: " in done.output
    assert db.session.scalar(select(func.count()).select_from(Member)) == 0


def test_an_account_that_is_no_member_is_not_made_one(app: Flask, make: Factories) -> None:
    applicant = make.member(state="applicant")
    assert operator(app, "--name", "Wim", "--email", applicant.email).exit_code == 1
    assert not applicant.has("operator")
