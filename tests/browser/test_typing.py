"""Nothing typed is lost, everything goes by keyboard alone, and without scripts too."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from hub.agenda.models import Answer
from hub.core.db import db
from hub.core.sessions import end_all_of
from tests.browser.conftest import OPENED
from tests.factories import PASSWORD, Factories

STORY = "We lopen een rustige ronde. Je mag altijd eerder weg."


def test_what_is_typed_is_kept_while_typing(person: OPENED, make: Factories) -> None:
    member = make.member()
    page = person(member)
    page.goto("/agenda/nieuw")
    page.get_by_label("Titel").fill("Wandelen in Deventer")
    with page.expect_response(lambda kept: "rustige" in (kept.request.post_data or "")):
        page.get_by_label(re.compile("^Hoe wordt het")).fill(STORY)
    expect(page.locator("[data-draft-line]")).to_contain_text("Concept bewaard om")
    page.close()  # as when a browser dies
    again = person(member)
    again.goto("/agenda/nieuw")
    expect(again.get_by_label(re.compile("^Hoe wordt het"))).to_have_value(STORY)
    expect(again.get_by_label("Titel")).to_have_value("Wandelen in Deventer")


def test_a_session_that_ended_loses_nothing(person: OPENED, make: Factories) -> None:
    member = make.member()
    page = person(member, forgiven=("status of 400",))  # the autosave, which says so in a sentence
    page.goto("/agenda/nieuw")
    page.get_by_label("Titel").fill("Wandelen in Deventer")
    end_all_of(member.fs_uniquifier)
    db.session.commit()
    page.get_by_label(re.compile("^Hoe wordt het")).fill(STORY)
    page.get_by_role("button", name="Verder naar de plek").click()
    page.get_by_label("E-mailadres").fill(member.email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label(re.compile("^Hoe wordt het"))).to_have_value(STORY)
    expect(page.get_by_label("Titel")).to_have_value("Wandelen in Deventer")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this text or label has the focus."""
    look = "() => { const e = document.activeElement; return (e.innerText || '') + (e.labels?.[0]?.innerText || '') }"
    for _ in range(80):
        page.keyboard.press("Tab")
        if name in page.evaluate(look):
            return
    raise AssertionError(f"no tab stop says {name}")


def test_answering_by_keyboard_only(person: OPENED, make: Factories) -> None:
    member, gathering = make.member(), make.gathering(title="Wandelen in Zwolle")
    page = person(member)
    page.goto("/agenda")
    tab_to(page, "Wandelen in Zwolle")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/e/"))
    tab_to(page, "Laat weten of je komt")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/antwoord"))
    tab_to(page, "Ja, ik kom")
    page.keyboard.press("Space")
    tab_to(page, "Bewaar mijn antwoord")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/e/{gathering.public_id}$"))
    assert db.session.scalars(select(Answer.answer)).all() == ["yes"]


def test_asking_for_contact_without_scripts_on_a_phone(person: OPENED, make: Factories) -> None:
    sender, receiver = make.member(name="Sanne"), make.member(name="Wim Adema")
    page = person(sender, scripts=False, width=360, look={"weergave": "prikkelarm"})
    page.goto(f"/leden/{receiver.public_id}/contact")
    page.get_by_label("Waarom wil je contact?").fill("Ik wil graag samen een training maken.")
    page.get_by_role("button", name="Verstuur verzoek").click()
    expect(page.get_by_role("main")).to_contain_text("verstuurd", ignore_case=True)
    other = person(receiver, scripts=False)
    other.goto("/contacten")
    expect(other.get_by_role("main")).to_contain_text("samen een training maken")


def test_the_look_is_chosen_before_logging_in(person: OPENED) -> None:
    page = person()
    page.goto("/weergave")
    assert page.context.cookies() == []
    page.get_by_role("radio", name=re.compile("^prikkelarm")).check()
    page.get_by_role("radio", name=re.compile("^avond")).check()
    page.get_by_role("button", name="Bewaar mijn keuze").click()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-weergave", "prikkelarm")
    expect(page.locator("html")).to_have_attribute("data-thema", "avond")
