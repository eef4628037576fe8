"""The first walk through the house: three people, three browsers, and a calendar library that nobody here wrote."""

from __future__ import annotations

import re
import urllib.request
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import vobject
from playwright.sync_api import Page, expect

from hub.core import clock
from hub.members.models import Member
from tests.browser.conftest import OPENED, Site
from tests.factories import Factories

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KIND = SLUG = "ggz"
REASON = "Ik ken dit ook. Ik wil graag eens van gedachten wisselen."


@dataclass
class Somebody:
    """A member, and the browser in which they walk."""

    member: Member
    page: Page

    def press(self, name: str, exact: bool = True) -> None:
        """A button, by its words."""
        self.page.get_by_role("button", name=name, exact=exact).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """A link, by its words."""
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def reads(self, text: str | re.Pattern[str]) -> None:
        """It stands in the page."""
        expect(self.page.get_by_role("main")).to_contain_text(text)


@pytest.fixture
def three(make: Factories, person: OPENED) -> tuple[Somebody, Somebody, Somebody]:
    """Anna looks for somebody, Bram can be found by who may, Cora may not know."""
    members = [make.member(name=name) for name in ("Anna Aalders", "Bram Bos", "Cora Claassen")]
    anna, bram, cora = (Somebody(one, person(one)) for one in members)
    return anna, bram, cora


def looked_at(somebody: Somebody, path: str) -> str:
    """What stands on a page for this person, as they could compare it with what they saw before."""
    somebody.page.goto(path)
    return somebody.page.get_by_role("main").inner_text()


def shows_to_circle(bram: Somebody, circle_name: str) -> None:
    """Bram puts an experience on his profile, for one circle."""
    bram.page.goto("/mijn/profiel")
    bram.follow("Voeg een ervaring toe")
    bram.page.get_by_label(KIND).check()
    bram.page.get_by_label("Wat wil je erover zeggen?").fill("Ik ben twee keer opgenomen geweest.")
    bram.page.get_by_label("Mensen die ik kies").check()
    bram.page.get_by_label(f"Kring {circle_name}").check()
    bram.page.get_by_label("Ja, laat deze ervaring zien").check()
    bram.page.get_by_label("Ja, laat mensen mij op deze ervaring vinden").check()
    bram.press("Bewaar")
    bram.reads("De ervaring staat op je profiel.")


def finds(anna: Somebody, bram: Somebody, cora: Somebody) -> None:
    """Anna finds Bram by an experience that Cora may not see, count or guess."""
    profile = f"/leden/{bram.member.public_id}"
    seen_by_cora = ("/leden", f"/leden?ervaring={SLUG}", f"/leden?ervaring={SLUG}&volgorde=naam", profile, "/")
    before = [looked_at(cora, path) for path in seen_by_cora]

    shows_to_circle(bram, "Dinsdag")

    assert "Bram Bos" in before[0], "she knows him, and one experience of his"
    assert "autisme" in before[3]
    assert [looked_at(cora, path) for path in seen_by_cora] == before, "nothing on any page changed for Cora"
    cora.page.goto(f"/leden?ervaring={SLUG}")
    cora.reads("0 leden")
    expect(cora.page.get_by_role("main")).not_to_contain_text("Bram")
    anna.page.goto("/leden")
    anna.page.get_by_label("Ervaring").select_option(label=f"{KIND} (1)")
    anna.press("Toon leden")
    anna.reads(f"1 lid met ervaring met {KIND}")
    anna.follow("Bram Bos")
    anna.reads("Ik ben twee keer opgenomen geweest.")


def asks_and_writes(anna: Somebody, bram: Somebody, cora: Somebody) -> None:
    """Anna asks for contact, Bram says yes, they write; to Cora it is not there."""
    anna.follow("Vraag contact")
    anna.page.get_by_label("Waarom wil je contact?").fill(REASON)
    anna.press("Verstuur verzoek")
    anna.reads("Je verzoek aan Bram Bos is verstuurd.")

    bram.page.goto("/")
    bram.page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Contacten").click()
    bram.reads(REASON)
    bram.press("Neem aan", exact=False)
    bram.page.get_by_label("Je bericht").fill("Dag Anna, graag. Ik heb vrijdag tijd.")
    bram.press("Verstuur bericht")
    conversation = bram.page.url

    anna.page.goto("/contacten")
    anna.follow("Bram Bos")
    anna.reads("Ik heb vrijdag tijd.")
    anna.page.get_by_label("Je bericht").fill("Vrijdag is goed.")
    anna.press("Verstuur bericht")
    bram.page.reload()
    bram.reads("Vrijdag is goed.")

    answer = cora.page.goto(conversation)
    assert answer is not None
    assert answer.status == 404
    expect(cora.page.locator("body")).not_to_contain_text("Vrijdag")


def subscription(bram: Somebody) -> str:
    """Bram makes a calendar link of his own on the page, and takes it along."""
    bram.page.goto("/agenda")
    bram.page.goto("/agenda/mijn/nieuw")
    bram.page.get_by_label("Naam van dit abonnement").fill("telefoon")
    bram.page.locator("input[name=detail][value=rich]").check()
    bram.press("Maak de link")
    return bram.page.get_by_label("De link").input_value()


def fetched(address: str) -> bytes:
    """The calendar as an app gets it: no browser, no cookie."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        assert answer.headers.get_content_type() == "text/calendar"
        assert "Set-Cookie" not in answer.headers
        data: bytes = answer.read()
        return data


def answers(somebody: Somebody, label: str) -> None:
    """Somebody who stands on the page of a gathering says whether they come."""
    somebody.follow(re.compile("Laat weten of je komt|Verander je antwoord"))
    somebody.page.get_by_label(label).check()
    somebody.press("Bewaar mijn antwoord")


def move_to(organiser: Somebody, path: str, day: date) -> None:
    """The organiser puts a gathering on another day, in the evening."""
    organiser.page.goto(path)
    organiser.follow("Tijd en plek")
    organiser.page.get_by_label("Dag", exact=True).fill(day.isoformat())
    organiser.page.get_by_label("Begin").fill("19:30")
    organiser.page.get_by_label("Einde").fill("21:00")
    organiser.page.get_by_label("Laatste dag").fill("")  # late in the evening it would end on the day after
    organiser.press("Bekijk wat er verandert")
    organiser.reads("2 mensen zeiden ja of misschien.")
    organiser.press("Ja, verplaats de bijeenkomst")


def fills_up(anna: Somebody, bram: Somebody, cora: Somebody) -> None:
    """Bram says yes, Cora takes the last place while Anna reads, and Anna hears that it is full."""
    for one in (anna, bram, cora):
        one.page.goto("/agenda")
        one.follow("Samen koken")
    answers(bram, "Ja, ik kom")
    bram.reads("Je komt.")
    anna.follow("Laat weten of je komt")
    anna.reads("Nog 1 vrij")
    answers(cora, "Ja, ik kom")
    cora.reads("2 plekken, allemaal bezet")
    anna.page.get_by_label("Ja, ik kom").check()
    anna.press("Bewaar mijn antwoord")
    anna.reads("De bijeenkomst is vol.")
    expect(anna.page).to_have_title(re.compile("^Fout: "))


def test_the_first_walk(three: tuple[Somebody, Somebody, Somebody], make: Factories, person: OPENED, site: Site) -> None:
    anna, bram, cora = three
    dirk = make.member(name="Dirk Dijkstra")
    organiser = Somebody(dirk, person(dirk))
    make.circle(anna.member, bram.member, name="Dinsdag")
    make.experience(bram.member, "autisme")
    noon = (clock.now() + timedelta(days=10)).replace(hour=12, minute=0, second=0, microsecond=0)  # not over midnight
    gathering = make.gathering(dirk, title="Samen koken", places=2, audience="members", starts_at=noon)
    page, uid, began = f"/e/{gathering.public_id}", str(gathering.uid), gathering.starts_at

    finds(*three)
    asks_and_writes(*three)
    link = subscription(bram)
    assert not icalendar.Calendar.from_ical(fetched(link)).walk("VEVENT")
    fills_up(*three)

    calendar = icalendar.Calendar.from_ical(fetched(link))
    (there,) = recurring_ical_events.of(calendar).between(began - timedelta(days=1), began + timedelta(days=1))
    assert (str(there["UID"]), there["SUMMARY"], there["DTSTART"].dt) == (uid, "Samen koken", began)
    assert vobject.readOne(fetched(link).decode()).vevent.location.value == "Buurthuis De Schakel, Kade 3, Zwolle"

    later = (clock.now() + timedelta(days=20)).astimezone(AMSTERDAM).date()
    move_to(organiser, page, later)

    moved = icalendar.Calendar.from_ical(fetched(link))
    assert not recurring_ical_events.of(moved).between(began - timedelta(hours=1), began + timedelta(hours=3))
    (now_there,) = recurring_ical_events.of(moved).at(later)
    assert str(now_there["UID"]) == uid
    assert now_there["SEQUENCE"] > there["SEQUENCE"]
    assert now_there["DTSTART"].dt.astimezone(AMSTERDAM).strftime("%H.%M") == "19.30"
    assert vobject.readOne(fetched(link).decode()).vevent.dtstart.value == now_there["DTSTART"].dt
    for one in (bram, cora):
        one.page.goto(page)
        one.reads("Let op: de tijd is veranderd.")
        one.page.goto("/seintjes")
        one.reads("nieuwe tijd")
    assert site.work() > 0, "who said yes gets a letter"
