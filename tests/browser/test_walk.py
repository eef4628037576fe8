"""The first walk: three people in three real browsers, from finding each other to a calendar that moves along."""

from __future__ import annotations

import re
import urllib.request
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import icalendar
import recurring_ical_events
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hub.agenda.models import Gathering
from hub.audience.models import CHOSEN
from hub.audience.rules import Audience
from hub.core import clock
from hub.core.clock import AMSTERDAM
from hub.core.db import db
from hub.members.models import Member
from hub.profiles import actions as profiles
from tests.browser.conftest import OPENED, Site
from tests.factories import Factories

REASON = "Ik las je zin over grenzen. Ik wil graag eens overleggen over een training."


def shows(member: Member, kind: str, audience: Audience) -> None:
    """Let a member show an experience to an audience, and be found by it."""
    profiles.add_experience(member, kind, profiles.Said("", audience, True, True), clock.now())
    db.session.commit()


def found_by(page: Page, kind: str) -> str:
    """Search the directory by an experience; gives what the page says."""
    page.goto(f"/leden?ervaring={kind}")
    return page.get_by_role("main").inner_text()


def answer(page: Page, gathering: Gathering, choice: str) -> None:
    """Answer a gathering by its page."""
    page.goto(f"/e/{gathering.public_id}")
    page.get_by_role("link", name="Laat weten of je komt").click()
    page.get_by_label(choice).check()
    page.get_by_role("button", name="Bewaar mijn antwoord").click()


def starts(link: str, gathering: Gathering) -> list[datetime]:
    """When a calendar library, fetching the subscription as an app does, sees this gathering."""
    with urllib.request.urlopen(link, timeout=20) as answered:
        assert answered.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "Set-Cookie" not in answered.headers
        calendar = icalendar.Calendar.from_ical(answered.read())
    now = clock.now()
    events = recurring_ical_events.of(calendar).between(now, now + timedelta(days=90))
    return [event["DTSTART"].dt for event in events if str(event["UID"]) == str(gathering.uid)]


def test_the_first_walk(person: OPENED, make: Factories, site: Site) -> None:
    anna, bram, coen = (make.member(name=name) for name in ("Anna Visser", "Bram Kuiper", "Coen Maas"))
    circle = make.circle(anna, bram, name="Kring van maandag")
    shows(bram, "autisme", Audience(CHOSEN, to_circles=(circle.id,)))
    shows(bram, "ggz", Audience("members"))
    gathering = make.gathering(make.member(name="Olga"), title="Lunch in Zwolle", places=2)
    a, b, c = person(anna), person(bram), person(coen)

    # Anna finds Bram by what Coen may not see, count or guess.
    assert "Bram Kuiper" in found_by(a, "autisme")
    assert "Bram Kuiper" not in found_by(c, "autisme")
    assert "autisme (1)" in a.content()
    c.goto("/leden")
    assert re.search(r"autisme \([1-9]", c.content()) is None
    assert "Bram Kuiper" in found_by(c, "ggz")
    c.goto(f"/leden/{bram.public_id}")
    expect(c.get_by_role("main")).to_contain_text("ggz")
    expect(c.get_by_role("main")).not_to_contain_text("autisme")

    # Anna asks for contact, Bram says yes, they write.
    a.goto(f"/leden/{bram.public_id}")
    expect(a.get_by_role("main")).to_contain_text("autisme")
    a.get_by_role("link", name="Vraag contact").click()
    a.get_by_label("Waarom wil je contact?").fill(REASON)
    a.get_by_role("button", name="Verstuur verzoek").click()
    b.goto("/contacten")
    expect(b.get_by_role("main")).to_contain_text(REASON)
    b.get_by_role("button", name="Neem aan").click()
    write(b, anna, "Dag Anna, leuk dat je het vraagt.")
    write(a, bram, "Dag Bram, zullen we dinsdag bellen?")
    b.reload()
    expect(b.get_by_role("main")).to_contain_text("zullen we dinsdag bellen")

    # Bram says yes, Coen gets the last place, Anna hears that it is full.
    answer(b, gathering, "Ja, ik kom")
    answer(c, gathering, "Ja, ik kom")
    answer(a, gathering, "Ja, ik kom")
    expect(a.get_by_role("main")).to_contain_text("De bijeenkomst is vol")

    # An app reads it from Bram's own link; the gathering moves, and the app sees it moved.
    link = subscription(b, site)
    before = starts(link, gathering)
    assert before == [gathering.starts_at.astimezone(AMSTERDAM)]
    move(person(gathering.organiser), gathering, timedelta(days=1))
    db.session.expire_all()
    moved = db.session.scalars(select(Gathering).where(Gathering.id == gathering.id)).one()
    assert starts(link, moved) == [before[0] + timedelta(days=1)]
    b.goto("/seintjes")
    expect(b.get_by_role("main")).to_contain_text("nieuwe tijd")


def write(page: Page, other: Member, text: str) -> None:
    """Write in the conversation of two."""
    page.goto("/contacten")
    page.get_by_role("main").get_by_role("link", name=re.compile(other.name)).first.click()
    page.get_by_label("Je bericht").fill(text)
    page.get_by_role("button", name="Verstuur bericht").click()
    expect(page.get_by_role("main")).to_contain_text(text)


def subscription(page: Page, site: Site) -> str:
    """Make an own calendar link by its pages; gives the link, which is shown once."""
    page.goto("/agenda/mijn/nieuw")
    page.get_by_label("Naam van dit abonnement").fill("telefoon")
    page.get_by_label("Alleen 'Netwerk-afspraak'").check()
    page.get_by_role("button", name="Maak de link").click()
    link = page.get_by_label("De link").input_value()
    assert urlsplit(link).path.endswith(".ics")
    return site.url + urlsplit(link).path


def move(page: Page, gathering: Gathering, by: timedelta) -> None:
    """Move a gathering by its page, past the page that asks again."""
    page.goto(f"/e/{gathering.public_id}/verplaatsen")
    day = (gathering.starts_at + by).astimezone(AMSTERDAM).date().isoformat()
    page.get_by_label("Dag", exact=True).fill(day)
    page.locator("main form").get_by_role("button").first.click()
    page.get_by_role("button", name="Ja, verplaats de bijeenkomst").click()
    page.wait_for_url(re.compile(f"/e/{gathering.public_id}$"))
