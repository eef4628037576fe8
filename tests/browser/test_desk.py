"""The main path of the desk: a report, a decision, a second look; with and without scripts, wide and narrow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from hub.core.db import db
from hub.core.mail import OutboxMail
from tests.browser.conftest import OPENED, Site
from tests.browser.test_access import AXE, RUN, SIDEWAYS, SMALL, TAGS
from tests.factories import Factories

SENTENCE = "Mijn klant uit Purmerend liep huilend weg."
WORDS = "Iedereen hier weet over wie dit gaat."


def stands(page: Page) -> None:
    """Nothing scrolls sideways on a narrow page, everything to press is large enough, and axe finds nothing."""
    if page.evaluate("() => matchMedia('(scripting: enabled)').matches"):
        page.evaluate(AXE.read_text())
        assert page.evaluate(RUN, TAGS) == [], page.url
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate(SIDEWAYS) == 0, page.url
    assert page.evaluate(SMALL) == [], page.url
    page.set_viewport_size(size)


def press(page: Page, name: str) -> None:
    """A button, by its words."""
    page.get_by_role("main").get_by_role("button", name=name).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """A link, by its words."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def reports(page: Page, profile: str) -> None:
    """From a profile through three steps."""
    page.goto(profile)
    follow(page, "Meld dit profiel")
    expect(page.get_by_role("main")).to_contain_text("112")
    stands(page)
    page.get_by_label("Over mij").check()
    page.get_by_label("Er staat iets over iemand dat daar niet hoort").check()
    press(page, "Verder")
    page.get_by_label("Wat is er gebeurd?").fill(WORDS)
    page.get_by_label("Liefst snel").check()
    stands(page)
    press(page, "Verder")
    expect(page.get_by_role("main")).to_contain_text(WORDS)
    page.get_by_label("Ja, dat mag").check()
    stands(page)
    press(page, "Verstuur de melding")
    expect(page.get_by_role("main")).to_contain_text("Wij lezen het uiterlijk")


def decides(page: Page, outcome: str, why: str) -> None:
    """A moderator takes the report up, opens the text, decides and looks once more."""
    page.goto("/meldingen")
    stands(page)
    page.locator(".desk").get_by_role("link").first.click()
    expect(page.get_by_text(SENTENCE)).to_have_count(0)
    press(page, "Pak op")
    expect(page.get_by_text(SENTENCE)).to_be_hidden()
    page.get_by_text("Toon tekst: wat de melder zag").click()
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    stands(page)
    follow(page, re.compile("^(Besluiten|Opnieuw besluiten)$"))
    page.get_by_label(outcome).check()
    if outcome != "Niets doen":
        page.get_by_label("Om welke afspraak gaat het?").select_option("1")
        page.get_by_label("Wat is er gebeurd?").fill("Een deelnemer was te herkennen.")
    page.get_by_label("Waarom besluit je dit?").fill(why)
    stands(page)
    press(page, "Bekijk het besluit")
    expect(page.get_by_role("main")).to_contain_text(why)
    stands(page)
    press(page, "Ja, dit is het besluit")
    expect(page.get_by_role("main")).to_contain_text("Het besluit is genomen.")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_report_to_review(make: Factories, person: OPENED, site: Site, scripts: bool) -> None:
    reporter, about = make.member(name="Melle Melder"), make.member(name="Bea Betrokken")
    first, second = (make.member(name=name, roles=("moderator",)) for name in ("Mo Eerste", "Ans Tweede"))
    make.value(about, "sentence", SENTENCE)
    melle, bea, mo, ans = (person(one, scripts=scripts, bypass_csp=True) for one in (reporter, about, first, second))

    reports(melle, f"/leden/{about.public_id}")
    decides(mo, "Waarschuwen", "Over cliënten schrijven we niets waaraan je ze kunt herkennen.")

    bea.goto("/")
    follow(bea, "Lees het besluit")
    expect(bea.get_by_role("main")).to_contain_text("Dit is een waarschuwing.")
    expect(bea.get_by_role("main")).not_to_contain_text("Melle")
    stands(bea)
    follow(bea, "Vraag herziening")
    bea.get_by_label("Waarom moet iemand anders nog eens kijken?").fill("De plaats is verzonnen.")
    press(bea, "Vraag herziening")

    mo.goto("/meldingen")
    mo.locator(".desk").get_by_role("link").first.click()
    expect(mo.get_by_role("main")).to_contain_text("Jij nam het eerste besluit.")
    decides(ans, "Niets doen", "De plaats en de persoon bestaan niet.")

    bea.goto("/")
    follow(bea, "Lees het besluit")
    expect(bea.get_by_role("main")).to_contain_text("Een eerder besluit hierover geldt niet meer.")
    press(bea, "Ik heb dit gelezen")
    melle.goto("/mijn/meldingen")
    follow(melle, re.compile("^Melding "))
    expect(melle.get_by_role("main")).to_contain_text("Dank je dat je het liet weten.")
    assert site.work() > 0, "letters that say that something is there"


def test_who_is_suspended_is_out_at_once_and_reads_why(make: Factories, person: OPENED, site: Site) -> None:
    reporter, about = make.member(name="Melle Melder"), make.member(name="Bea Betrokken")
    make.value(about, "sentence", SENTENCE)
    moderator = make.member(name="Mo Eerste", roles=("moderator",))
    bea, mo = person(about), person(moderator, bypass_csp=True)
    bea.goto("/mijn/profiel")
    reports(person(reporter, bypass_csp=True), f"/leden/{about.public_id}")
    mo.goto("/meldingen")
    mo.locator(".desk").get_by_role("link").first.click()
    press(mo, "Pak op")
    follow(mo, "Besluiten")
    mo.get_by_label("Tijdelijk buitensluiten").check()
    mo.get_by_label("Hoeveel dagen?").fill("2")
    mo.get_by_label("Om welke afspraak gaat het?").select_option("1")
    mo.get_by_label("Wat is er gebeurd?").fill("Een deelnemer was te herkennen.")
    mo.get_by_label("Waarom besluit je dit?").fill("Dat gebeurde vaker.")
    press(mo, "Bekijk het besluit")
    press(mo, "Ja, dit is het besluit")
    expect(mo.get_by_role("main")).to_contain_text("Het besluit is genomen.")
    bea.goto("/mijn/profiel")
    expect(bea).to_have_url(re.compile("/inloggen"))

    db.session.expire_all()
    secret = next(part for one in _letters() for part in one.split() if "/besluit/" in part)
    letter = person(bypass_csp=True)
    letter.goto(secret)
    expect(letter.get_by_role("main")).to_contain_text("Dit duurt 2 dagen")
    stands(letter)
    follow(letter, "Vraag herziening")
    letter.get_by_label("Waarom moet iemand anders nog eens kijken?").fill("Dit klopt niet.")
    press(letter, "Vraag herziening")
    expect(letter.get_by_role("main")).to_contain_text("Een andere moderator kijkt opnieuw.")


def _letters() -> list[str]:
    from_outbox = db.session.query(OutboxMail).order_by(OutboxMail.id.desc())
    return [one.text for one in from_outbox]
