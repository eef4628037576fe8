"""The evening, played: work is given, a client is passed on, four sit in a room together, and a moment is reported."""

from __future__ import annotations

import re
from datetime import timedelta

import sqlalchemy as sa
from playwright.sync_api import expect

from hub.core import clock
from hub.core.db import db
from hub.intervision.actions.clearing import purge
from hub.intervision.models import Kept
from hub.intervision.queries import log as logs
from hub.members.models import Member
from tests.browser import room, test_referrals
from tests.browser.conftest import OPENED, Site
from tests.browser.room import Evening, Sitter
from tests.browser.test_exchange import posts, responds
from tests.browser.test_walk import Somebody
from tests.factories import Factories

RUDE = "Ik waardeer je geduld."


def work_is_given(cora: Somebody, bram: Somebody) -> None:
    """Cora posts an assignment, Bram answers, Cora chooses him."""
    posts(cora)
    responds(bram, "Ik geef deze training al jaren.")
    cora.page.goto("/")
    cora.follow(re.compile("Lees de reactie"))
    cora.follow("Maak een keuze")
    cora.page.get_by_label("Bram Bos").check()
    cora.press("Kijk je keuze na")
    cora.press("Verstuur je keuze")
    bram.page.goto("/")
    bram.reads("Je bent gekozen voor 'Training over brieven'.")


def client_is_passed_on(anna: Somebody, bram: Somebody, site: Site) -> None:
    """Anna passes a client on to Bram; the meeting they plan stands in both their calendars."""
    test_referrals.fill_question(anna.page, "Kan iemand meelopen naar een gesprek?")
    test_referrals.send_it(anna.page, bram.member)
    bram.page.goto("/")
    bram.follow(re.compile("Bekijk de doorverwijzing"))
    bram.follow("Ik wil dit aannemen")
    bram.page.get_by_role("radio", name=re.compile("^Wmo")).check()
    bram.page.get_by_label(re.compile("^Waar kan een klant")).fill("De geschillencommissie")
    bram.press("Neem de doorverwijzing aan")
    test_referrals.plan(bram.page, anna.page)
    (one,), (two,) = (_meetings(site, somebody.member) for somebody in (anna, bram))
    assert one["uid"] == two["uid"]


def _meetings(site: Site, member: Member) -> list[object]:
    return [one for one in test_referrals.events(site, member) if "doorverwijzing" in str(one["summary"])]


def all_sit(evening: Evening, late: Sitter) -> None:
    """The whole of the method, with somebody late, and a look at what was kept."""
    room.check_in(evening)
    room.choose(evening)
    room.ask(evening)
    room.value(evening)
    room.late(evening, late)
    room.cards(evening)
    room.round_off(evening)
    room.keeps(evening)


def moment_is_reported(evening: Evening, mo: Somebody) -> None:
    """Sam reports a moment in three steps; a moderator reads it without names and decides."""
    sam = evening.sam.page
    sam.get_by_role("link", name="Lees het nog een keer").click()
    sam.locator("summary", has_text="Wat ik waardeer").click()
    sam.locator("li", has_text=RUDE).first.get_by_role("link", name="Meld dit").click()
    main = sam.get_by_role("main")
    expect(main).to_contain_text("112")
    main.get_by_role("radio").first.check()
    main.get_by_role("button", name="Verder").click()
    main.get_by_label("Wat is er gebeurd?").fill("Dit was niet vriendelijk bedoeld.")
    sam.get_by_label("Liefst snel").check()
    main.get_by_role("button", name="Verder").click()
    sam.get_by_label("Ja, dat mag").check()
    main.get_by_role("button", name="Verstuur de melding").click()
    expect(main).to_contain_text("Wij lezen het uiterlijk")
    mo.page.goto("/meldingen")
    mo.page.locator(".desk").get_by_role("link").first.click()
    mo.press("Pak op")
    mo.page.get_by_text("Toon tekst: wat de melder zag").click()
    mo.reads(RUDE)
    for name in ("Cora Claassen", "Dirk Dijkstra", "Bram Bos", "Anna Aalders"):
        expect(mo.page.get_by_role("main")).not_to_contain_text(name)
    mo.follow("Besluiten")
    mo.page.get_by_label("Niets doen").check()
    mo.page.get_by_label("Waarom besluit je dit?").fill("Het was vriendelijk bedoeld.")
    mo.press("Bekijk het besluit")
    mo.press("Ja, dit is het besluit")
    mo.reads("Het besluit is genomen.")
    sam.goto("/mijn/meldingen")
    sam.get_by_role("main").get_by_role("link", name=re.compile("^Melding ")).click()
    expect(main).to_contain_text("Dank je dat je het liet weten.")


def a_day_later(evening: Evening) -> None:
    """What was said is gone from the log; what people keep is theirs."""
    db.session.expire_all()
    purge(evening.session.id, clock.now() + timedelta(hours=25))
    db.session.commit()
    left = " ".join(str(dict(one.event.data)) for one in logs.logged_after(evening.session, 0))
    for words in (RUDE, room.SECRET, "Een klant belt", "beltijd"):
        assert words not in left
    assert "Rust is ook een antwoord." in {one.text for one in db.session.scalars(sa.select(Kept))}
    evening.ali.page.goto(f"/intervisie/{evening.session.public_id}/daarna")
    evening.ali.reads("is gewist op")
    evening.ali.reads("Rust is ook een antwoord.")


def test_the_evening(make: Factories, person: OPENED, site: Site) -> None:
    names = ("Anna Aalders", "Bram Bos", "Cora Claassen", "Dirk Dijkstra", "Eva Evers")
    anna, bram, cora, dirk, eva = (make.member(name=name) for name in names)
    make.value(bram, "work_forms", items=("trainer",))
    make.value(bram, "capacity", "room")
    make.contact(anna, bram)
    circle = make.circle(anna, bram, dirk, eva, hosts=(cora,))
    mo = Somebody(moderator := make.member(name="Mo Moed", roles=("moderator",)), person(moderator))
    somebodies = {one.id: Somebody(one, person(one, scripts=one is not anna)) for one in (anna, bram, cora, dirk, eva)}

    work_is_given(somebodies[cora.id], somebodies[bram.id])
    client_is_passed_on(somebodies[anna.id], somebodies[bram.id], site)
    session = make.session(circle, cora, dirk)
    seats = (cora, dirk, bram, anna)
    sitters = [Sitter(one, somebodies[one.id].page, scripts=one is not anna, keys=one is bram) for one in seats]
    evening = room.come_in(session, (sitters[0], sitters[1], sitters[2], sitters[3]))
    all_sit(evening, Sitter(eva, somebodies[eva.id].page))
    moment_is_reported(evening, mo)
    a_day_later(evening)
