"""Accepting, letting go in silence, giving back, opening again; and offers that end at once when what ties two ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.circles import actions as circles
from hub.circles.queries import place_in
from hub.contacts import actions as contacts
from hub.contacts.queries import between
from hub.core.db import db
from hub.members.actions import suspend
from hub.members.models import Member
from hub.referrals.models import Agreement, Offer, Step
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.referrals.conftest import CANARY, RULES, YES, People, later, offers, path_of, referrals, told, work

Browse = Callable[[Member], Critic]


def test_accepting(people: People, browse: Browse, make: Factories) -> None:
    made = make.referral(people.sanne, people.wim, people.fatima, question=CANARY)
    path, wims = path_of(made), browse(people.wim)
    offer = wims.page(path)
    assert CANARY in offer.text
    assert "Sanne vraagt of jij deze klant kunt helpen." in offer.text
    assert "8 december 2026" in offer.text
    refused = wims.send(path + "/aannemen", {})
    assert refused.status_code == 422
    assert "Kies welke regels er gelden." in Page(refused).text
    assert offers()["Wim"] == "offered"
    assert wims.send(path + "/aannemen", RULES).location == path
    assert offers() == {"Wim": "accepted", "Fatima": "offered"}
    assert referrals()[0].state == "accepted"
    page = wims.page(path)
    assert CANARY in page.text
    assert "Je hebt de doorverwijzing aangenomen." in page.text
    sannes = browse(people.sanne).page(path)
    assert "Wim heeft de doorverwijzing aangenomen." in sannes.text
    assert "Wmo, hulp via de gemeente" in sannes.text
    assert "geschil.nl" in sannes.text
    assert told(people.sanne) == ["referral-accepted"]
    assert told(people.wim) == told(people.fatima) == []


@pytest.mark.parametrize("typed", [{"regime": "niets"}, {"complaints": ""}, {"complaints": "x" * 201}, {"complaints": "a\x00"}])
def test_what_is_wrong_with_the_rules_is_told(people: People, browse: Browse, make: Factories, typed: dict[str, str]) -> None:
    path = path_of(make.referral(people.sanne, people.wim))
    assert browse(people.wim).send(path + "/aannemen", {**RULES, **typed}).status_code == 422
    assert offers() == {"Wim": "offered"}


def test_where_complaints_go_may_be_a_page_but_no_citizen_number(people: People, browse: Browse, make: Factories) -> None:
    path = path_of(make.referral(people.sanne, people.wim))
    answer = browse(people.wim).send(path + "/aannemen", {**RULES, "complaints": "Bel 123456782"})
    assert answer.status_code == 422
    assert "burgerservicenummer" in Page(answer).text


def test_the_others_read_kindly_that_it_is_taken(people: People, browse: Browse, make: Factories) -> None:
    made = make.referral(people.sanne, people.wim, people.fatima, question=CANARY)
    path, fatimas = path_of(made), browse(people.fatima)
    form = fatimas.page(path + "/aannemen").forms()[1]
    browse(people.wim).send(path + "/aannemen", RULES)
    taken = fatimas.page(path)
    assert taken.h1 == "Iemand anders heeft dit aangenomen"
    assert CANARY not in taken.html
    assert "Wim" not in taken.text
    assert fatimas.get(path + "/aannemen").location == path
    assert fatimas.post(path + "/aannemen", data={**form["fields"], **RULES}).location == path
    assert fatimas.post(path + "/niet-aannemen", data={"csrf_token": form["fields"]["csrf_token"]}).location == "/doorverwijzen"
    assert offers() == {"Wim": "accepted", "Fatima": "offered"}
    assert path not in fatimas.page("/doorverwijzen").html
    for verb in ("teruggeven", "gesprek", "afronden", "intrekken", "opnieuw"):
        assert fatimas.get(f"{path}/{verb}").status_code in (303, 404)


def test_letting_go_is_quiet_until_nobody_is_left(people: People, browse: Browse, make: Factories) -> None:
    made = make.referral(people.sanne, people.wim, people.fatima)
    path, wims, sannes = path_of(made), browse(people.wim), browse(people.sanne)
    before = sannes.page(path).text
    assert wims.press(path, path + "/niet-aannemen").location == "/doorverwijzen"
    assert wims.get(path).status_code == 404
    assert told(people.wim) == []
    assert told(people.sanne) == []
    assert sannes.page(path).text == before
    browse(people.fatima).press(path, path + "/niet-aannemen")
    assert told(people.sanne) == ["referral-back"]
    assert (referrals()[0].state, referrals()[0].settled_at) == ("unanswered", NOON)
    page = sannes.page(path).text
    assert "Niemand kon het aannemen. Dat zegt niets over je klant." in page
    assert "Wim" not in page
    assert "Fatima" not in page


def test_giving_back_opens_it_for_the_others(people: People, browse: Browse, make: Factories) -> None:
    made = make.accepted(people.sanne, people.wim, people.fatima, question=CANARY)
    path, wims = path_of(made), browse(people.wim)
    assert wims.send(path + "/teruggeven", {}).status_code == 422
    assert wims.send(path + "/teruggeven", {"why": "room"}).location == "/doorverwijzen"
    assert wims.get(path).status_code == 404
    assert offers() == {"Wim": "given_back", "Fatima": "offered"}
    (now,) = referrals()
    assert (now.state, now.expires_at) == ("open", NOON + timedelta(days=7))
    assert told(people.fatima) == ["referral-offered"]
    assert told(people.sanne) == ["referral-accepted", "referral-back"]
    assert "Wim heeft de doorverwijzing teruggegeven. Reden: Er is toch geen ruimte voor." in browse(people.sanne).page(path).text
    fatimas = browse(people.fatima)
    assert CANARY in fatimas.page(path).text
    fatimas.send(path + "/aannemen", RULES)
    page = fatimas.page(path).text
    assert "Iemand anders heeft de doorverwijzing teruggegeven." in page
    assert "Wim" not in page
    row = db.session.scalars(select(Offer).where(Offer.state == "given_back")).one()
    assert (row.regime, row.complaints) == (None, "")


def test_giving_back_without_others_leaves_it_to_the_sender(people: People, browse: Browse, make: Factories) -> None:
    made = make.accepted(people.sanne, people.wim)
    path, sannes = path_of(made), browse(people.sanne)
    browse(people.wim).send(path + "/teruggeven", {"why": "client"})
    assert referrals()[0].state == "given_back"
    assert "Je doorverwijzing is teruggegeven." in sannes.page("/").text
    page = sannes.page(path)
    assert "De vraag is teruggegeven. Niemand anders heeft hem nu." in page.text
    again = {"to": "contacts", "contacts": [people.fatima.public_id], **YES}
    refused = sannes.send(path + "/opnieuw", {**again, "why": "De klant Xandra wil het nog."})
    assert refused.status_code == 422
    assert "Dit lijkt op een naam" in Page(refused).text
    for missing in ("why", "to", "agreed_on", "how", "agreed"):
        typed = {**again, "why": "De klant wil het nog steeds."} | {missing: ""}
        assert sannes.send(path + "/opnieuw", typed).status_code == 422, missing
    assert sannes.send(path + "/opnieuw", {**again, "why": "De klant wil het nog steeds."}).location == path
    (now,) = referrals()
    assert (now.state, now.settled_at, now.expires_at) == ("open", None, NOON + timedelta(days=14))
    assert offers() == {"Fatima": "offered"}
    assert len(db.session.scalars(select(Agreement)).all()) == 2
    fatimas = browse(people.fatima)
    fatimas.send(path + "/aannemen", RULES)
    assert "Reden: De klant wil het nog steeds." in fatimas.page(path).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"agreed_on": "2026-11-25"}, "Deze dag is nog niet geweest."),
        ({"contacts": []}, "Kies minstens 1 persoon."),
        ({"to": "circle"}, "Kies een kring."),
    ],
)
def test_opening_again_asks_the_same_as_sending(
    people: People, browse: Browse, make: Factories, typed: dict[str, object], sentence: str
) -> None:
    made = make.accepted(people.sanne, people.wim)
    path = path_of(made)
    browse(people.wim).send(path + "/teruggeven", {"why": "fit"})
    again = {"to": "contacts", "contacts": [people.fatima.public_id], **YES, "why": "Past hier beter.", **typed}
    answer = browse(people.sanne).send(path + "/opnieuw", again)
    assert answer.status_code == 422
    assert sentence in Page(answer).text
    assert referrals()[0].state == "given_back"


def test_only_what_nobody_has_can_be_opened_again(people: People, browse: Browse, make: Factories) -> None:
    path = path_of(make.referral(people.sanne, people.wim))
    assert browse(people.sanne).get(path + "/opnieuw").location == path
    assert browse(people.wim).get(path + "/opnieuw").status_code == 404


FORMS = ("/aannemen", "/teruggeven", "/gesprek", "/gesprek/afzeggen", "/intrekken", "/afronden")
Ending = Callable[[People, object, Factories], object]
ENDINGS: dict[str, Ending] = {
    "a block by the receiver": lambda all_, _, make: contacts.block(all_.wim, all_.sanne, NOON),
    "a block by the sender": lambda all_, _, make: contacts.block(all_.sanne, all_.wim, NOON),
    "a suspended receiver": lambda all_, _, make: suspend(all_.wim, NOON),
    "a suspended sender": lambda all_, _, make: suspend(all_.sanne, NOON),
}
OF_CONTACTS: dict[str, Ending] = {
    **ENDINGS,
    "a contact that ended": lambda all_, _, make: contacts.end(between(all_.sanne, all_.wim).contact, NOON),
}
OF_CIRCLES: dict[str, Ending] = {
    **ENDINGS,
    "a pause in the circle": lambda all_, circle, make: circles.pause(place_in(circle, all_.wim), NOON),
    "leaving the circle": lambda all_, circle, make: circles.leave(place_in(circle, all_.wim), NOON),
    "a sender who leaves it": lambda all_, circle, make: circles.leave(place_in(circle, all_.sanne), NOON),
    "a circle that closes": lambda all_, circle, make: setattr(circle, "closed_at", NOON),
}


@pytest.mark.parametrize("how", OF_CONTACTS)
def test_an_offer_to_a_contact_is_gone_at_once(people: People, browse: Browse, make: Factories, how: str) -> None:
    path, wims = path_of(make.referral(people.sanne, people.wim, people.fatima, question=CANARY)), browse(people.wim)
    assert CANARY in wims.page(path).text
    OF_CONTACTS[how](people, None, make)
    db.session.commit()
    _gone(wims, path, "suspended receiver" in how)


@pytest.mark.parametrize("how", OF_CIRCLES)
def test_an_offer_to_a_circle_is_gone_at_once(people: People, browse: Browse, make: Factories, how: str) -> None:
    circle = make.circle(people.sanne, people.wim, people.joost)
    made = make.referral(people.sanne, people.wim, people.joost, circle=circle, question=CANARY)
    path, wims = path_of(made), browse(people.wim)
    assert CANARY in wims.page(path).text
    OF_CIRCLES[how](people, circle, make)
    db.session.commit()
    _gone(wims, path, "suspended receiver" in how)


def _gone(wims: Critic, path: str, logged_out: bool) -> None:
    """Nothing is there any more; whoever is out is not even logged in."""
    for ending in ("", "/aannemen", "/teruggeven", "/gesprek"):
        assert wims.get(path + ending).status_code == (303 if logged_out else 404)
    if not logged_out:
        assert path not in wims.page("/doorverwijzen").html
        assert "vraagt of jij een klant kunt helpen" not in wims.page("/").text


@pytest.mark.parametrize("how", ENDINGS)
def test_who_accepted_and_is_lost_does_not_leave_the_client_alone(
    app: Flask, people: People, browse: Browse, make: Factories, how: str
) -> None:
    made = make.accepted(people.sanne, people.wim, people.fatima, question=CANARY)
    path = path_of(made)
    ENDINGS[how](people, None, make)
    db.session.commit()
    if "suspended receiver" not in how:
        assert browse(people.wim).get(path).status_code == 404
    if "sender" not in how or "block" in how:
        page = browse(people.sanne).page(path).text
        assert "iemand die je nu niet kunt bereiken" in page
        assert "Wim" not in page
    work(app)
    (now,) = referrals()
    if how == "a suspended sender":
        assert (now.state, now.question, now.code_hash) == ("withdrawn", "", None)
        return
    assert (now.state, offers()) == ("open", {"Wim": "given_back", "Fatima": "offered"})
    assert "Wie de doorverwijzing had, kan er niet mee verder." in browse(people.sanne).page(path).text
    assert CANARY in browse(people.fatima).page(path).text


def test_a_contact_that_ends_after_accepting_changes_nothing(app: Flask, people: People, browse: Browse, make: Factories) -> None:
    made = make.accepted(people.sanne, people.wim, question=CANARY)
    contacts.end(between(people.sanne, people.wim).contact, NOON)
    db.session.commit()
    work(app)
    assert CANARY in browse(people.wim).page(path_of(made)).text


def test_time_that_is_up_closes_the_door_before_the_worker_comes(people: People, browse: Browse, make: Factories) -> None:
    path, wims = path_of(make.referral(people.sanne, people.wim, question=CANARY)), browse(people.wim)
    form = wims.page(path + "/aannemen").forms()[1]
    with later(NOON + timedelta(days=14)):
        wims.log_in(people.wim)
        assert wims.get(path).status_code == 404
        token = wims.page("/contacten/geblokkeerd").forms()[0]["fields"]["csrf_token"]
        assert wims.post(path + "/aannemen", data={**form["fields"], **RULES, "csrf_token": token}).status_code == 404
    assert offers() == {"Wim": "offered"}


def test_nobody_else_has_a_way_in(people: People, browse: Browse, make: Factories) -> None:
    path = path_of(make.accepted(people.sanne, people.wim, people.fatima, question=CANARY))
    operator = make.member("Geert", roles=("operator",))
    for who in (people.joost, people.marijke, operator):
        browser = browse(who)
        token = browser.page("/contacten").forms()[0]["fields"]["csrf_token"]
        for verb in ("", *FORMS, "/opnieuw", "/nieuwe-code"):
            assert browser.get(path + verb).status_code == 404, verb
        for verb in (*FORMS, "/niet-aannemen", "/gesprek/ja", "/verlengen"):
            assert browser.post(path + verb, data={"csrf_token": token}).status_code == 404, verb
    assert [one.what for one in db.session.scalars(select(Step).order_by(Step.id))] == ["sent", "accepted"]
