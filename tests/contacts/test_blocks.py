"""A block hides two people from each other, at once and everywhere, and nobody can see it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from hub.contacts.models import Contact, ContactRequest
from hub.core.db import db
from hub.members.models import Block, Member
from hub.notices.models import Notice
from tests.conftest import NOON
from tests.critic import Critic
from tests.factories import Factories

pytestmark = pytest.mark.usefixtures("clock")
REASON = "Ik wil je iets vragen."


@pytest.fixture
def pair(app: Flask, make: Factories, browser: type[Critic]) -> tuple[Member, Critic, Member, Critic]:
    """Wim will block Sanne."""
    wim, sanne = make.member("Wim"), make.member("Sanne")
    return wim, browser(app).log_in(wim), sanne, browser(app).log_in(sanne)


Pair = tuple[Member, Critic, Member, Critic]


def bare(answer: TestResponse) -> str:
    """A page without what is random in it."""
    return re.sub(r'(nonce|value)="[^"]*"', "", answer.get_data(as_text=True))


def block(blocker: Critic, blocked: Member) -> None:
    path = f"/leden/{blocked.public_id}/blokkeren"
    assert blocker.press(path, path).location == "/contacten/geblokkeerd"


def test_the_page_says_what_a_block_does_and_looking_does_nothing(pair: Pair) -> None:
    _, wims, sanne, _ = pair
    page = wims.page(f"/leden/{sanne.public_id}/blokkeren")
    assert "Jullie zien elkaar nergens meer op deze site" in page.text
    assert db.session.scalars(select(Block)).all() == []


@pytest.mark.parametrize("looker", ["blocker", "blocked"])
def test_every_page_about_the_other_is_as_absent(pair: Pair, make: Factories, looker: str) -> None:
    wim, wims, sanne, sannes = pair
    contact = make.contact(wim, sanne)
    path = f"/contacten/{contact.public_id}"
    wims.send(path, {"text": "Hoi"})
    sannes.send(path, {"text": "Dag"})
    block(wims, sanne)
    browser, other = (wims, sanne) if looker == "blocker" else (sannes, wim)
    fields = browser.page("/contacten").forms()[-1]["fields"]
    absent = browser.get(f"/leden/{'a' * 20}/contact")
    for gone in (path, f"{path}/stoppen", f"/leden/{other.public_id}/contact", f"/leden/{other.public_id}/blokkeren"):
        answer = browser.get(gone)
        assert (answer.status_code, bare(answer)) == (404, bare(absent))
        assert browser.post(gone, data={**fields, "text": "x", "reason": "x"}).status_code == 404
    for listed in ("/contacten", "/seintjes"):
        assert other.name not in browser.page(listed).html


def test_the_blocked_one_sees_no_list_and_no_trace(pair: Pair) -> None:
    _, wims, sanne, sannes = pair
    before = sannes.page("/contacten").text
    block(wims, sanne)
    assert sannes.page("/contacten").text == before
    assert "Je hebt niemand geblokkeerd" in sannes.page("/contacten/geblokkeerd").text
    assert "Sanne" in wims.page("/contacten/geblokkeerd").text
    assert db.session.scalars(select(Notice)).all() == []


def test_a_block_ends_the_contact_and_marks_both_calendars(pair: Pair, make: Factories) -> None:
    wim, wims, sanne, _ = pair
    make.contact(wim, sanne)
    block(wims, sanne)
    db.session.expire_all()
    assert db.session.scalars(select(Contact)).one().ended_at == NOON
    assert all(mark >= NOON for mark in db.session.scalars(select(Member.calendar_changed_at)))


def test_a_request_to_the_blocker_looks_sent_when_the_block_is_undone(pair: Pair) -> None:
    wim, wims, sanne, sannes = pair
    sannes.send(f"/leden/{wim.public_id}/contact", {"reason": REASON})
    sannes.page("/contacten")
    before = sannes.page("/contacten").text
    block(wims, sanne)
    assert "Wim" not in sannes.page("/contacten").html
    assert REASON not in wims.page("/contacten").html
    assert wims.press("/contacten/geblokkeerd", f"/contacten/geblokkeerd/{sanne.public_id}/opheffen").status_code == 303
    assert sannes.page("/contacten").text == before
    assert REASON not in wims.page("/contacten").html


def test_a_request_of_the_blocker_is_taken_back(pair: Pair) -> None:
    _, wims, sanne, sannes = pair
    wims.send(f"/leden/{sanne.public_id}/contact", {"reason": REASON})
    block(wims, sanne)
    assert db.session.scalars(select(ContactRequest.state)).all() == ["withdrawn"]
    assert REASON not in sannes.page("/contacten").html
    assert "contactverzoek" not in sannes.page("/seintjes").text


def test_undoing_leaves_ended_what_had_ended(pair: Pair, make: Factories) -> None:
    wim, wims, sanne, sannes = pair
    contact = make.contact(wim, sanne)
    block(wims, sanne)
    wims.press("/contacten/geblokkeerd", f"/contacten/geblokkeerd/{sanne.public_id}/opheffen")
    assert "Nieuwe berichten sturen kan niet" in sannes.page(f"/contacten/{contact.public_id}").text
    assert sannes.get(f"/leden/{wim.public_id}/contact").status_code == 200


def test_only_who_blocked_can_undo_it(pair: Pair, make: Factories) -> None:
    wim, _, sanne, sannes = pair
    make.block(wim, sanne)
    fields = sannes.page("/contacten").forms()[-1]["fields"]
    for other in (wim, sanne):
        assert sannes.post(f"/contacten/geblokkeerd/{other.public_id}/opheffen", data=fields).status_code == 404
    assert len(db.session.scalars(select(Block)).all()) == 1


def test_blocking_twice_is_one_block(pair: Pair, make: Factories) -> None:
    _, wims, sanne, _ = pair
    path = f"/leden/{sanne.public_id}/blokkeren"
    fields = wims.page(path).forms()[-1]["fields"]
    assert wims.post(path, data=fields).status_code == 303
    assert wims.post(path, data=fields).status_code == 404
    assert len(db.session.scalars(select(Block)).all()) == 1


def test_the_list_of_blocks_has_pages_and_is_one_s_own(client: Critic, make: Factories) -> None:
    wim, other = make.member("Wim"), make.member("Bram")
    make.block(other, make.member("Zora"))
    for _ in range(21):
        make.block(wim, make.member())
    client.log_in(wim)
    assert client.page("/contacten/geblokkeerd").text.count("Hef de blokkade op") == 20
    page = client.page("/contacten/geblokkeerd?pagina=2")
    assert page.text.count("Hef de blokkade op") == 1
    assert "Zora" not in page.html
    client.page("/contacten/geblokkeerd?pagina=3", 404)
