"""Work for one another, in real browsers: posted in small steps, answered by two, one chosen, both told."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from hub.core import clock
from hub.core.localtime import local_day
from tests.browser.conftest import OPENED, Site
from tests.browser.test_walk import Somebody
from tests.factories import Factories

SECRET = "Ik schrijf dit aan Cora alleen."


def posts(cora: Somebody) -> str:
    """Cora posts an assignment for a trainer; gives its address."""
    today = local_day(clock.now())
    page = cora.page
    page.goto("/opdrachten")
    cora.follow("Plaats een opdracht")
    page.get_by_label("Titel").fill("Training over brieven")
    page.get_by_label("Wat is er te doen?").fill("Een middag uitleggen hoe een brief leest.")
    page.get_by_label("Voor een organisatie").check()
    page.get_by_label("Naam van de organisatie").fill("Wijkteam Zuid")
    page.get_by_label("Nee", exact=True).check()
    cora.press("Verder naar wanneer en waar")
    page.get_by_label("Eerste dag van het werk").fill((today + timedelta(days=20)).isoformat())
    page.get_by_label("Hoeveel uur is het ongeveer?").fill("6")
    page.get_by_label("In totaal").check()
    page.get_by_label("Online", exact=True).check()
    page.get_by_label("Laatste dag om te reageren").fill((today + timedelta(days=10)).isoformat())
    cora.press("Verder naar de vergoeding")
    amount = page.get_by_label("Vanaf hoeveel euro?")
    page.get_by_label("Vrijwillig").check()
    expect(amount).to_be_hidden()
    page.get_by_label("Betaald").check()
    amount.fill("60")
    page.get_by_label("Per wat?").select_option("per uur")
    cora.press("Verder naar wie je zoekt")
    page.get_by_label("trainer").check()
    cora.press("Verder naar hoe het werk is")
    for answer in ("Niet reizen", "Rustig", "In je eigen tempo", "Niets"):
        page.get_by_label(answer, exact=True).check()
    cora.press("Verder naar controleren")
    cora.reads("€ 60 per uur")
    cora.press("Zet de opdracht open")
    cora.reads("Je opdracht staat nu open.")
    return page.url


def responds(somebody: Somebody, why: str) -> None:
    """Somebody finds it on the board and answers."""
    somebody.page.goto("/opdrachten")
    somebody.page.get_by_text("Zoek op vergoeding, werk, plaats of ervaring").click()
    somebody.page.get_by_label("Werk", exact=True).select_option("trainer")
    somebody.press("Toon opdrachten")
    somebody.reads("1 open opdracht: trainer")
    somebody.follow("Training over brieven")
    somebody.follow("Ik wil dit doen")
    somebody.page.get_by_label("Waarom past dit bij jou?").fill(why)
    somebody.page.get_by_label("Wanneer kun je?").fill("Op dinsdag.")
    somebody.press("Kijk je reactie na")
    somebody.reads("Dit leest Cora Claassen")
    somebody.press("Verstuur je reactie")
    somebody.reads("Je reactie is verstuurd aan Cora Claassen.")


def test_work_is_posted_answered_and_given(make: Factories, person: OPENED, site: Site) -> None:
    members = [make.member(name=name) for name in ("Cora Claassen", "Bram Bos", "Dirk Dijkstra")]
    cora, bram, dirk = (Somebody(one, person(one)) for one in members)
    make.value(bram.member, "work_forms", items=("trainer",))
    make.value(bram.member, "capacity", "room")
    address = posts(cora)

    bram.page.goto("/seintjes")
    bram.reads("Er is een opdracht die bij je past.")
    dirk.page.goto("/seintjes")
    expect(dirk.page.get_by_role("main")).not_to_contain_text("opdracht die bij je past")
    responds(bram, SECRET)
    bram.reads("Waarom zie je dit?")
    bram.reads("Op je profiel staat dat je dit werk doet: trainer.")
    responds(dirk, "Ik ook graag.")
    expect(dirk.page.locator("body")).not_to_contain_text(SECRET)

    cora.page.goto("/")
    cora.reads("Je opdracht 'Training over brieven' heeft 2 reacties.")
    cora.follow(re.compile("Lees de reacties"))
    cora.reads(SECRET)
    cora.follow("Maak een keuze")
    cora.press("Kijk je keuze na")
    cora.reads("Kies minstens 1 persoon.")
    expect(cora.page).to_have_title(re.compile("^Fout: "))
    cora.page.get_by_label("Bram Bos").check()
    cora.page.get_by_label("Er waren meer mensen dan plekken.").check()
    cora.page.get_by_label("Een zin van jezelf aan de anderen").fill("Dank je, graag een volgende keer.")
    cora.press("Kijk je keuze na")
    cora.press("Verstuur je keuze")
    cora.reads("Je keuze is verstuurd.")

    bram.page.goto("/")
    bram.reads("Je bent gekozen voor 'Training over brieven'.")
    bram.page.goto(address)
    bram.reads("Wijkteam Zuid")
    bram.press("Het werk is begonnen")
    bram.reads("Een van jullie zegt het hier als het klaar is.")
    dirk.page.goto(address)
    dirk.reads("Dank je, graag een volgende keer.")
    expect(dirk.page.locator("body")).not_to_contain_text("Bram")
    assert site.work() > 0, "being chosen goes at once"
