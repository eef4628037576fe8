"""Through the real door, in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from sqlalchemy import select

from hub.core.db import db
from hub.core.mail import OutboxMail
from tests.browser.conftest import OPENED, Site
from tests.factories import PASSWORD, Factories


def test_with_a_password(person: OPENED, make: Factories) -> None:
    member = make.member(name="Sanne")
    page = person()
    page.goto("/mijn/account")
    page.get_by_label("E-mailadres").fill(member.email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn account")


def test_with_a_link_by_mail_and_only_the_keyboard(person: OPENED, make: Factories, site: Site) -> None:
    member = make.member(name="Wim")
    page = person()
    page.goto("/inloggen/link")
    page.get_by_label("E-mailadres").focus()
    page.keyboard.type(member.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mail")
    letter = db.session.scalars(select(OutboxMail)).one()
    found = re.search(r"http://\S+", letter.text)
    assert found
    page.goto(found.group())
    page.get_by_role("button", name="Log mij in").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Wim")


def test_a_mistake_gets_the_focus(person: OPENED) -> None:
    page = person()
    page.goto("/inloggen")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#er-ging-iets-mis")).to_be_focused()
    expect(page).to_have_title(re.compile("^Fout: "))
    page.get_by_role("link", name="Vul je mailadres in.").click()
    expect(page.get_by_label("E-mailadres")).to_be_focused()
