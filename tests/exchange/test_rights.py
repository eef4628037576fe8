"""Who comes where: the pages of one assignment for everybody one can be, and canaries in what is private."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from hub.core import clock
from hub.core.db import db
from hub.core.mail import OutboxMail
from hub.exchange.actions.choosing import Kindly, decline
from hub.exchange.models import Assignment
from hub.exchange.queries.responses import response_of
from hub.members.models import Member
from hub.worker import Worker
from tests.critic import Critic
from tests.exchange.conftest import WORDS, path_of, sent_response
from tests.factories import Factories

As = Callable[[Member], Critic]
OWN = ("wat", "wanneer", "vergoeding", "wie", "hoe", "intrekken", "reacties", "kiezen")
CANARIES = {"why": "kanarie-waarom", "available": "kanarie-wanneer", "stand_in": "kanarie-vervanger"}


def people(make: Factories, poster: Member) -> dict[str, Member | None]:
    """Everybody one can be, seen from an assignment."""
    blocker, blocked = make.member("Blokkeert"), make.member("Geblokkeerd")
    make.block(blocker, poster)
    make.block(poster, blocked)
    return {
        "visitor": None,
        "applicant": make.member(state="applicant"),
        "suspended": make.member(state="suspended"),
        "partner": make.member(is_partner=True),
        "blocker": blocker,
        "blocked": blocked,
        "member": make.member(),
        "paused": make.member(paused_at=clock.now()),
        "moderator": make.member(roles=("moderator",)),
        "operator": make.member(roles=("operator",)),
        "poster": poster,
    }


SEES = {"member", "paused", "moderator", "operator", "poster"}


def outcome(app: Flask, person: Member | None, path: str) -> int | str:
    """The status, or that one is asked to log in."""
    browser = Critic(app)
    if person is not None:
        browser.log_in(person)
    response = browser.get(path)
    asked = response.status_code == 303 and response.location.startswith("/inloggen?next=")
    return "log in" if asked else response.status_code


@pytest.mark.parametrize("state", ["draft", "open", "agreed", "under_way", "done", "expired", "withdrawn"])
def test_who_sees_an_assignment(app: Flask, make: Factories, state: str) -> None:
    poster = make.member("Plaatser")
    job = make.assignment(poster, state=state)
    for name, person in people(make, poster).items():
        sees = name in SEES if state not in ("draft", "withdrawn") else name == "poster"
        nobody = "log in" if name == "visitor" else 404
        assert outcome(app, person, path_of(job)) == (200 if sees else nobody), name
        assert outcome(app, person, path_of(job, "reageren")) == (200 if sees else nobody), name


def test_pages_of_the_poster_are_for_the_poster_alone(app: Flask, make: Factories) -> None:
    poster, writer = make.member("Plaatser"), make.member("Schrijver")
    job = make.assignment(poster)
    response = make.response(job, writer)
    paths = [path_of(job, page) for page in OWN] + [path_of(job, f"reacties/{response.public_id}/afwijzen")]
    for name, person in {**people(make, poster), "responder": writer}.items():
        for path in paths:
            wanted = 200 if name == "poster" else "log in" if name == "visitor" else 404
            assert outcome(app, person, path) == wanted, (name, path)


def test_buttons_do_nothing_for_who_may_not_press_them(app: Flask, make: Factories) -> None:
    poster, writer = make.member("Plaatser"), make.member("Schrijver")
    job = make.assignment(poster)
    response = make.response(job, writer)
    short = f"reacties/{response.public_id}/korte-lijst"
    for person in (writer, make.member()):
        browser = Critic(app).log_in(person)
        token = browser.page("/").forms()[0]["fields"]["csrf_token"]
        for page in ("verlengen", "begonnen", "klaar", "intrekken", "kiezen", "wat", "controleren", short):
            assert browser.post(path_of(job, page), data={"csrf_token": token}).status_code == 404, page
    db.session.refresh(job)
    assert (job.state, response.state) == ("open", "sent")


def test_a_response_of_another_assignment_is_no_page(app: Flask, make: Factories) -> None:
    poster = make.member("Plaatser")
    mine, other = make.assignment(poster), make.assignment()
    response = make.response(other)
    assert outcome(app, poster, path_of(mine, f"reacties/{response.public_id}/afwijzen")) == 404


def test_absent_hidden_and_blocked_give_the_same_answer(app: Flask, make: Factories) -> None:
    poster, reader = make.member(), make.member()
    hidden, blocked = make.assignment(poster, state="draft"), make.assignment(make.member("X"))
    make.block(reader, blocked.poster)
    browser = Critic(app).log_in(reader)
    answers = [browser.get(f"/opdrachten/{one}") for one in (hidden.public_id, blocked.public_id, "a" * 20)]
    bodies = {
        re.sub(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"|[a-z2-7]{20}', "", one.get_data(as_text=True)) for one in answers
    }
    assert {one.status_code for one in answers} == {404}
    assert len(bodies) == 1


def test_a_block_takes_it_off_the_board_both_ways(as_: As, make: Factories) -> None:
    one, other = make.member("Een"), make.member("Twee")
    make.assignment(one, title="Van een")
    mine = make.assignment(other, title="Van twee")
    make.response(mine, one)
    make.block(one, other)
    for member, hidden in ((one, "Van twee"), (other, "Van een")):
        browser = as_(member)
        for path in ("/opdrachten", "/opdrachten?toon=alles", "/opdrachten/gereageerd"):
            assert hidden not in browser.page(path).text
    assert "heeft 1 reactie" not in as_(other).page("/").text


def test_a_suspended_poster_is_gone_with_everything(as_: As, make: Factories) -> None:
    poster, reader = make.member("Weg"), make.member()
    job = make.assignment(poster, title="Van iemand die weg is")
    make.response(job, reader)
    poster.state = "suspended"
    db.session.commit()
    browser = as_(reader)
    assert browser.get(path_of(job)).status_code == 404
    for path in ("/opdrachten", "/opdrachten/gereageerd", "/"):
        assert "Van iemand die weg is" not in browser.page(path).text


def everything_read(browser: Critic, job: Assignment) -> str:
    """All that somebody can read about an assignment, and at home."""
    text = ""
    for path in (
        path_of(job),
        path_of(job, "reageren"),
        path_of(job, "reactie-intrekken"),
        "/opdrachten?toon=alles",
        "/opdrachten/gereageerd",
        "/opdrachten/van-mij",
        "/seintjes",
        "/mijn/concepten",
        "/",
    ):
        answer = browser.get(path)
        assert answer.status_code in (200, 404)
        text += answer.get_data(as_text=True)
    return text


def test_a_response_is_read_by_its_poster_and_its_writer_alone(apart_app: Flask) -> None:
    with apart_app.app_context():
        make = Factories()
        poster, writer, other, stranger = (make.member(name) for name in ("Plaatser", "Nina Kanarie", "Ander", "Vreemde"))
        job = make.assignment(poster, organisation="kanarie-organisatie", about="Gewoon werk.")
        readers = {one.name: Critic(apart_app).log_in(one) for one in (poster, writer, other, stranger)}
        assert sent_response(readers["Ander"], job, **{**WORDS, "why": "Iets anders."}) == 303
        readers["Ander"].page(path_of(job))  # says once that it was sent
        before = {name: everything_read(readers[name], job) for name in ("Ander", "Vreemde")}
        assert sent_response(readers["Nina Kanarie"], job, **CANARIES) == 303
        Worker(apart_app, lambda message: None).run_once(clock.now())
        for name in ("Ander", "Vreemde"):
            text = everything_read(readers[name], job)
            assert "anarie" not in text, name
            assert stripped(text) == stripped(before[name]), "not even a count changes"
        assert all(word in readers["Plaatser"].page(path_of(job, "reacties")).text for word in CANARIES.values())
        assert all(word in readers["Nina Kanarie"].page(path_of(job)).text for word in CANARIES.values())
        kind = Kindly("times", "kanarie-zin")
        mine = response_of(writer, job)
        assert mine is not None
        decline(job, mine, kind, clock.now())
        db.session.commit()
        for name in ("Ander", "Vreemde"):
            assert "anarie" not in everything_read(readers[name], job)
        assert "kanarie-zin" in readers["Nina Kanarie"].page(path_of(job)).text
        letters = db.session.query(OutboxMail).all()
        assert not [one for one in letters if "anarie" in (one.text or "")]
        db.session.remove()


def stripped(text: str) -> str:
    """Pages without what is new each time."""
    return re.sub(r'nonce="[^"]*"|name="(csrf_token|once)" value="[^"]*"', "", text)
