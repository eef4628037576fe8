"""What a room's page does by itself: time to think that ends, two windows of one person, listening, asking the lead back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hub.core import clock
from hub.core.db import db
from hub.intervision.actions import room as actions
from hub.intervision.actions.room import lose
from hub.intervision.models import Session
from hub.intervision.queries import log as logs
from hub.intervision.rules.room import Command, Room, Waits
from hub.members.models import Member
from tests.browser.conftest import OPENED, Site
from tests.factories import Factories

SHORT = Waits(announce=100, hold=200, facilitator=0, offer=60_000, line=400, quiet_factor=0.15)
NAMES = ("Noor Bakker", "Ali Amrani", "Sam Smit", "Bo Berg")


@dataclass
class Table:
    """A room in which one person has a browser, and the others do what the test says."""

    session: Session
    members: dict[str, Member]
    own: list[Page] = field(default_factory=list)

    def do(self, who: str, kind: str, **data: Any) -> None:
        """A command of one of them."""
        until = clock.now() + timedelta(hours=1)
        ident = str(uuid.uuid4())
        ack = actions.give(self.session, self.members[who], Command(kind, data), ident, clock.now(), SHORT, until)
        assert ack.ok, ack

    @property
    def room(self) -> Room:
        """As the database has it."""
        db.session.rollback()
        return logs.log_of(self.session).room

    def on_to(self, key: str) -> None:
        """The server takes the room to this phase, with a question of Sam."""
        self.do("Sam", "case.offer", title="Hoe zeg ik nee?")
        for _ in range(200):
            room = self.room  # looked at once: what is announced meanwhile is not announced again
            if room.phase is not None and room.phase.key == key:
                return
            if room.pending is None:
                self.do("Noor", "phase.advance", to="next")
            self.own[0].wait_for_timeout(100)
        raise AssertionError(f"never came to {key}")


@pytest.fixture
def table(make: Factories, person: OPENED, site: Site) -> Table:
    """Four in the first phase; Bo has a browser, with the room open in it."""
    noor, ali, sam, bo = (make.member(name=name) for name in NAMES)
    session = make.session(make.circle(ali, sam, bo, hosts=(noor,)), noor, ali)
    found = Table(session, {one.name.split()[0]: one for one in (noor, ali, sam, bo)}, [person(bo)])
    for who in ("Noor", "Ali", "Sam"):
        found.do(who, "room.hello")
    page = found.own[0]
    page.goto(f"/intervisie/{session.public_id}")
    page.get_by_role("button", name="Ga zitten").click()
    expect(page.locator("#nu")).to_have_text("Aankomen")
    found.do("Noor", "room.start")
    return found


def test_time_to_think_ends_by_itself(table: Table) -> None:
    page = table.own[0]
    table.on_to("helder")
    expect(page.get_by_role("main")).to_contain_text("Eerst even denken.")
    expect(page.locator("#schrijf-tekst")).to_have_count(0)
    expect(page.locator("#schrijf-tekst")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("main")).not_to_contain_text("Eerst even denken.")
    page.locator("#schrijf-tekst").fill("Sinds wanneer?")
    page.get_by_role("button", name="Stel deze vraag").click()
    expect(page.locator("#gezegd ~ div")).to_contain_text("Sinds wanneer?")


def test_two_windows_of_one_person_lose_nothing(table: Table) -> None:
    """Both were open before either was typed in; what the second one typed has the field, the first is shown beside it."""
    first = table.own[0]
    second = first.context.new_page()
    second.goto(first.url)
    for page, text in ((first, "Mijn eerste gedachte"), (second, "Een andere gedachte")):
        page.locator("#notitie-tekst").fill(text)
        page.locator("#nu").click()  # the field is left: what stands in it is kept
        expect(page.locator(".notes [data-draft-line]")).to_have_text("Concept bewaard.")
    expect(second.locator("#opzij ~ ul")).to_contain_text("Mijn eerste gedachte")
    first.locator("#notitie-tekst").fill("Mijn eerste gedachte, af")
    first.locator("#nu").click()
    expect(first.locator("#opzij ~ ul")).to_contain_text("Een andere gedachte")
    first.reload()
    expect(first.locator("#notitie-tekst")).to_have_value("Mijn eerste gedachte, af")
    first.locator("#opzij ~ ul").get_by_role("button", name="Gooi weg Een andere").click()
    expect(first.locator("#opzij ~ ul")).not_to_contain_text("Een andere gedachte")


def test_one_may_only_listen_and_take_part_again(table: Table) -> None:
    page = table.own[0]
    page.get_by_role("button", name="Ik luister alleen").click()
    expect(page.locator(".seats")).to_contain_text("Bo Berg (jij), luistert mee")
    expect(page.get_by_role("main")).to_contain_text("Je luistert nu mee.")
    expect(page.get_by_role("button", name="Bewaar mijn cijfer")).to_have_count(0)
    page.get_by_role("button", name="Ik doe weer mee").click()
    expect(page.get_by_role("button", name="Bewaar mijn cijfer")).to_be_visible()


TONES = """() => { window.tones = 0; const made = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () { window.tones += 1; return made.call(this); }; }"""


@pytest.mark.parametrize(("sound", "tones"), [("uit", 0), ("zacht", 1)])
def test_one_soft_tone_at_ones_own_turn_for_who_asked_for_it(table: Table, person: OPENED, sound: str, tones: int) -> None:
    page, room = table.own[0], table.own[0].url
    page.goto("/weergave")
    page.locator(f"input[name=geluid][value={sound}]").check()
    page.get_by_role("button", name="Bewaar mijn keuze").click()
    page.goto(room)
    page.evaluate(TONES)
    ali = person(table.members["Ali"])
    ali.goto(room)
    table.on_to("terugblik")
    expect(page.get_by_role("main")).to_contain_text("Ali Amrani is nu aan de beurt.")
    ali.get_by_role("button", name="Ik sla over").click()
    expect(page.get_by_role("main")).to_contain_text("Jij bent aan de beurt.")
    assert page.evaluate("window.tones") == tones


def test_who_led_asks_for_the_lead_and_hears_yes(table: Table, person: OPENED) -> None:
    """Bo leads after Noor's line was lost and Ali would rather not; Noor comes back and asks."""
    page = table.own[0]
    noor, ali = (person(table.members[name]) for name in ("Noor", "Ali"))
    for one in (noor, ali):
        one.goto(page.url)
    table.on_to("terugblik")
    lose_line(table, "Noor")
    ali.get_by_role("button", name="Liever niet").click()
    page.get_by_role("button", name="Ja, dat doe ik").click()
    page.get_by_role("button", name="We gaan verder").click()
    page.get_by_text("Wat doe je als gespreksleider?").click()
    expect(page.get_by_role("main")).to_contain_text("Je bewaakt de stappen en de tijd.")
    noor.get_by_role("button", name="Ga weer zitten").click()
    noor.get_by_role("button", name="Vraag of jij weer mag leiden").click()
    expect(page.get_by_role("main")).to_contain_text("Noor Bakker is er weer en wil het gesprek weer leiden. Is dat goed?")
    page.get_by_role("button", name="Ja, dat is goed").click()
    expect(page.locator(".seats")).to_contain_text("Noor Bakker, gespreksleider")
    expect(noor.get_by_role("main")).to_contain_text("Wat doe je als gespreksleider?")


def lose_line(table: Table, who: str) -> None:
    """Nobody has heard of them for a while, and the server says so."""
    at = clock.now()
    logs.heard_of(table.session.id, table.members[who].id, at)
    lose(table.session.id, table.members[who].id, at)
    db.session.commit()
    for _ in range(100):
        if table.room.why_paused == "facilitator" and table.room.offers:
            return
        table.own[0].wait_for_timeout(100)
    raise AssertionError("the room did not wait")
