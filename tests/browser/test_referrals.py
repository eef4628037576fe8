"""Passing on a client, played by two people and the client in real browsers; both calendars are read as apps read them."""

from __future__ import annotations

import re
import urllib.request
from datetime import timedelta
from typing import Any

from icalendar import Calendar
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hub.agenda.actions.subscriptions import subscribe
from hub.core import clock
from hub.core.db import db
from hub.core.localtime import local_day
from hub.members.models import Member
from hub.referrals.models import Referral
from tests.browser.conftest import OPENED, Site
from tests.factories import Factories


def fill_question(page: Page, question: str) -> None:
    """The first step."""
    page.goto("/doorverwijzen")
    page.get_by_role("link", name="Geef een klant door").click()
    page.get_by_label(re.compile("^Wat is de vraag")).fill(question)
    page.get_by_label(re.compile("^Wat wil de klant liever niet")).fill("Niet bellen.")
    for label, value in (("Welke hulp", "coaching"), ("In welke prov", "utrecht"), ("Hoe oud", "30"), ("In welke taal", "nl")):
        page.get_by_label(re.compile(f"^{label}")).select_option(value)
    page.get_by_role("radio", name="Allebei kan").check()
    page.get_by_role("radio", name="Binnen een maand").check()
    page.get_by_role("button", name="Verder naar aan wie").click()


def send_it(page: Page, receiver: Member) -> str:
    """To whom, the client's yes; gives the code on the paper."""
    page.get_by_role("radio", name=re.compile("^Aan contacten")).check()
    page.get_by_role("checkbox", name=receiver.name).check()
    page.get_by_role("button", name="Verder naar controleren").click()
    expect(page.get_by_role("main")).to_contain_text("Kan iemand meelopen")
    page.get_by_label("Wanneer zei de klant ja?").fill(str(local_day(clock.now())))
    page.get_by_role("radio", name=re.compile("^In een gesprek")).check()
    page.get_by_role("checkbox", name=re.compile("^Ja, de klant")).check()
    page.get_by_role("button", name="Verstuur de doorverwijzing").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Geef dit aan je klant")
    return page.locator(".code").inner_text()


def events(site: Site, member: Member) -> list[Any]:
    """A member's own calendar."""
    _, token = subscribe(member, "Telefoon", True, clock.now())
    db.session.commit()
    with urllib.request.urlopen(f"{site.url}/agenda/mijn/{token}.ics", timeout=10) as answer:
        return list(Calendar.from_ical(answer.read()).walk("VEVENT"))


def plan(receivers: Page, senders: Page) -> None:
    """One proposes, the other says yes."""
    receivers.get_by_role("link", name="Stel een moment voor").click()
    receivers.get_by_label("Dag", exact=True).fill(str(local_day(clock.now() + timedelta(days=9))))
    receivers.get_by_label("Begin").fill("10:00")
    receivers.get_by_label("Einde").fill("11:00")
    receivers.get_by_role("radio", name="Op een plek").check()
    receivers.get_by_label("De plek of de link").fill("Buurthuis De Schakel")
    receivers.get_by_role("button", name="Stel dit moment voor").click()
    expect(receivers.get_by_role("main")).to_contain_text("Jouw voorstel")
    senders.goto("/")
    senders.get_by_role("link", name="Bekijk de doorverwijzing").click()
    senders.get_by_role("button", name="Ja, dit moment is goed").click()
    expect(senders.get_by_role("main")).to_contain_text("Het gesprek staat vast.")


def test_passing_on_accepting_planning_and_taking_back(person: OPENED, make: Factories, site: Site) -> None:
    sanne, wim = make.member(name="Sanne"), make.member(name="Wim Adema")
    make.contact(sanne, wim)
    sannes, wims = person(sanne), person(wim, width=360, scripts=False)
    fill_question(sannes, "Mijn klant heet Xandra. Bel 06-12345678. Kan iemand meelopen?")
    expect(sannes).to_have_title(re.compile("^Fout:"))
    expect(sannes.locator("mark")).to_have_text(["Xandra", "06-12345678"])
    sannes.get_by_label(re.compile("^Wat is de vraag")).fill("Kan iemand meelopen naar een gesprek?")
    sannes.get_by_role("button", name="Verder naar aan wie").click()
    code = send_it(sannes, wim)
    wims.goto("/")
    wims.get_by_role("link", name="Bekijk de doorverwijzing").click()
    expect(wims.get_by_role("main")).to_contain_text("Kan iemand meelopen naar een gesprek?")
    wims.get_by_role("link", name="Ik wil dit aannemen").click()
    wims.get_by_role("radio", name=re.compile("^Wmo")).check()
    wims.get_by_label(re.compile("^Waar kan een klant")).fill("De geschillencommissie")
    wims.get_by_role("button", name="Neem de doorverwijzing aan").click()
    plan(wims, sannes)
    (one,), (two,) = events(site, sanne), events(site, wim)
    assert one["uid"] == two["uid"]
    assert str(one["summary"]) == str(two["summary"]) == "Kennismaking bij een doorverwijzing"
    assert one.start == two.start
    assert str(two["location"]) == "Buurthuis De Schakel"
    client = person(width=360)
    client.goto("/w")
    client.get_by_label("De code op je papier").fill(code.lower().replace("-", " "))
    client.get_by_role("button", name="Verder").click()
    client.get_by_role("button", name="Trek de vraag in").click()
    expect(client.get_by_role("heading", level=1)).to_have_text("Je vraag is ingetrokken")
    sannes.reload()
    expect(sannes.get_by_role("main")).to_contain_text("De klant heeft de doorverwijzing ingetrokken.")
    assert [str(event["status"]) for event in events(site, wim)] == ["CANCELLED"]
    db.session.expire_all()
    assert db.session.scalars(select(Referral.question_sealed)).one() is None
