"""Applying: a letter to confirm, one button, and then waiting, with nobody learning who is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core import clock, house_rules
from hub.core.db import db
from hub.joining import actions, queries
from hub.joining.models import Application
from hub.members.models import Consent, Member
from hub.notices.models import Notice
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.joining.conftest import FILLED, WHY, letters, link_in, press, the_application
from tests.races import together

EMAIL = FILLED["email"]


def test_from_the_form_to_waiting(client: Critic, make: Factories) -> None:
    moderator = make.member(roles=("moderator",))
    response = client.send("/meedoen", FILLED)
    assert (response.status_code, response.location) == (303, "/meedoen/verstuurd")
    assert client.page("/meedoen/verstuurd").h1 == "Kijk in je mail"
    assert db.session.scalar(select(func.count()).select_from(Member).where(Member.email == EMAIL)) == 0
    path = link_in(letters(EMAIL)[0])
    for _ in range(2):
        page = client.page(path)  # mail programs look at links
        assert page.h1 == "Dag Yara, nog één stap"
        assert "We praten met elkaar, niet over elkaar" in page.text
    assert client.send(path).location == "/meedoen/klaar"
    member = db.session.scalars(select(Member).where(Member.email == EMAIL)).one()
    consent = db.session.scalars(select(Consent).where(Consent.member_id == member.id)).one()
    assert (member.state, member.name, member.welcomed_at) == ("applicant", "Yara", None)
    assert (consent.purpose, consent.text_version) == ("house_rules", house_rules.VERSION)
    assert consent.text_sha256 == house_rules.fingerprint()
    application = queries.application_of(member)
    assert application is not None
    assert (application.state, application.why, application.stage) == ("waiting", WHY, "rather_not")
    assert (application.name, application.email, application.confirm_hash) == ("", "", None)
    assert db.session.scalars(select(Notice.member_id)).all() == [moderator.id]


def test_the_letter_lets_the_applicant_in_and_no_further(client: Critic, applied: Callable[[], Application]) -> None:
    applied()
    response = client.send(link_in(letters(EMAIL)[0]))
    assert response.location == "/mijn/aanvraag"
    page = client.page("/mijn/aanvraag")
    assert "Een moderator leest je aanvraag" in page.text
    assert "Een lid begroet je" in page.text
    for path in ("/uitnodigen", "/aanvragen", f"/aanvragen/{the_application().public_id}", "/begroeten/" + "a" * 20):
        assert client.get(path).status_code == 404, path
    assert client.get("/meedoen").location == "/mijn/aanvraag"


def test_what_was_written_is_not_readable_in_the_table(applied: Callable[[], Application]) -> None:
    applied()
    sealed = db.session.scalars(select(Application.why_sealed)).one()
    assert sealed
    assert b"leren" not in sealed


@pytest.mark.parametrize("state", ["unknown", "member", "applicant", "suspended", "left"])
def test_the_answer_is_the_same_for_every_address(client: Critic, make: Factories, state: str) -> None:
    email = "niemand@voorbeeld.example" if state == "unknown" else make.member(state=state).email
    response = client.send("/meedoen", {**FILLED, "email": email})
    assert (response.status_code, response.location) == (303, "/meedoen/verstuurd")
    assert len(letters()) == 1
    assert (letters()[0].to_address, letters()[0].subject) == (email, "Je aanvraag om mee te doen")
    assert ("Bij dit adres hoort al een account" in letters()[0].text) == (state != "unknown")
    assert db.session.scalar(select(func.count()).select_from(Application)) == (1 if state == "unknown" else 0)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "Vul in hoe"),
        ("name", "x" * 61, "te lang"),
        ("name", "Ya\u202era", "onzichtbare tekens"),
        ("name", "Ya\x00ra", "onzichtbare tekens"),
        ("email", "yara", "geen e-mailadres"),
        ("email", "yаra@voorbeeld.example", "lijken"),
        ("email", "a@b.nl\nBcc: c@d.nl", "één regel"),
        ("why", "   ", "in een paar woorden"),
        ("why", "x" * 1501, "te lang"),
        ("stage", "", "Kies een antwoord"),
        ("stage", "boss", "Kies een van de mogelijkheden"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_the_rest(client: Critic, field: str, typed: str, says: str) -> None:
    response = client.send("/meedoen", {**FILLED, field: typed})
    assert response.status_code == 422
    page = Page(response)
    assert says in page.text
    assert (WHY in page.text) == (field != "why")
    assert letters() == []


def test_a_script_is_only_text(client: Critic, moderator: Critic, applied: Callable[..., Application]) -> None:
    application = applied(name="<script>alert(1)</script>")
    page = moderator.page(f"/aanvragen/{application.public_id}")
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script>" in page.text


def test_a_robot_that_fills_everything_is_told_and_nothing_is_made(client: Critic) -> None:
    response = client.send("/meedoen", {**FILLED, "leave_empty": "http://spam.example"})
    assert response.status_code == 422
    assert "Laat dit veld leeg" in Page(response).text
    assert letters() == []


def test_sending_the_form_twice_makes_one(client: Critic) -> None:
    fields = {**client.page("/meedoen").forms()[0]["fields"], **FILLED}
    codes = [client.post("/meedoen", data=fields).status_code for _ in range(2)]
    assert codes == [303, 303]
    assert len(letters()) == 1


def test_limits_by_address_and_by_sender(client: Critic) -> None:
    assert [client.send("/meedoen", FILLED).status_code for _ in range(4)] == [303, 303, 303, 429]
    others = [client.send("/meedoen", {**FILLED, "email": f"a{n}@voorbeeld.example"}).status_code for n in range(3)]
    assert others == [303, 303, 429]


@pytest.mark.usefixtures("clock")
def test_wrong_old_and_used_links_look_the_same(app: Flask, client: Critic) -> None:
    client.send("/meedoen", FILLED)
    path = link_in(letters(EMAIL)[0])
    with clock.at(NOON + timedelta(days=3)):
        assert client.page(path, 404).h1 == "Deze link werkt niet meer"
    assert client.send(path).status_code == 303
    for dead in (path, "/meedoen/bevestig/verzonnen", "/meedoen/bevestig/" + "x" * 500):
        assert Critic(app).page(dead, 404).h1 == "Deze link werkt niet meer"


def test_two_at_once_cannot_both_confirm(app: Flask, client: Critic) -> None:
    client.send("/meedoen", FILLED)
    client.send("/meedoen", FILLED)
    paths = [link_in(one) for one in letters(EMAIL)] * 2
    browsers = [Critic(app) for _ in paths]
    fields = [browser.page(path).forms()[0]["fields"] for browser, path in zip(browsers, paths, strict=True)]

    works = [partial(press, browsers[n], fields[n], path=paths[n]) for n in range(4)]
    assert sorted(together(*works)) == [303, 404, 404, 404]
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1
    assert db.session.scalar(select(func.count()).select_from(Member)) == 1


def test_an_address_that_got_an_account_meanwhile(client: Critic, make: Factories) -> None:
    client.send("/meedoen", FILLED)
    path = link_in(letters(EMAIL)[0])
    make.member(email=EMAIL)
    assert client.send(path).status_code == 404


@pytest.mark.usefixtures("clock")
def test_what_was_never_confirmed_is_erased(client: Critic) -> None:
    client.send("/meedoen", FILLED)
    assert actions.clear_old(NOON + timedelta(days=3, hours=23)) == 0
    assert actions.clear_old(NOON + timedelta(days=4, minutes=1)) == 1
    db.session.commit()
    assert the_application() is None


def test_an_applicant_takes_it_back_and_everything_goes(client: Critic, applied: Callable[[], Application]) -> None:
    application = applied()
    client.log_in(application.member)
    assert "Dat kunnen we niet terugdraaien" in client.page("/mijn/aanvraag/intrekken").text
    assert client.send("/mijn/aanvraag/intrekken").location == "/meedoen/ingetrokken"
    assert client.page("/meedoen/ingetrokken").h1 == "Je aanvraag is ingetrokken"
    assert client.get("/mijn/aanvraag").status_code == 303
    left = the_application()
    assert (left.state, left.member_id, left.why, left.email) == ("ended", None, "", "")
    assert db.session.scalars(select(Member)).all() == []
    assert letters(EMAIL)[0].subject == "Je aanvraag is ingetrokken"
    assert client.send("/meedoen", FILLED).status_code == 303
    assert "account" not in letters(EMAIL)[0].text, "the address is free again"


def test_a_member_without_an_application_has_no_such_page(client: Critic, make: Factories) -> None:
    client.log_in(make.member())
    assert client.get("/mijn/aanvraag").status_code == 404
    assert client.get("/mijn/aanvraag/intrekken").status_code == 404
    assert client.get("/meedoen").location == "/"


def test_late_is_said(client: Critic, applied: Callable[[], Application]) -> None:
    application = applied()
    with clock.at(clock.now() + timedelta(days=8)):
        client.log_in(application.member)
        assert "Het duurt langer dan we wilden" in client.page("/mijn/aanvraag").text
