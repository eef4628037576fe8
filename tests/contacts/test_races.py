"""Two people at the same moment, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.contacts.models import Contact, ContactRequest
from hub.core.db import db
from hub.members.models import Member
from tests.critic import Critic
from tests.factories import Factories
from tests.races import together

REASON = "Op hetzelfde moment."


@pytest.fixture
def pair(apart_app: Flask) -> tuple[str, Critic, str, Critic]:
    """Wim and Sanne, by public id, each with a browser."""
    with apart_app.app_context():
        make = Factories()
        people: list[Member] = [make.member("Wim"), make.member("Sanne")]
        (wim, wims), (sanne, sannes) = [(one.public_id, Critic(apart_app).log_in(one)) for one in people]
    return wim, wims, sanne, sannes


Pair = tuple[str, Critic, str, Critic]


def states(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(ContactRequest.state).order_by(ContactRequest.id)))


def contacts(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Contact).where(Contact.ended_at.is_(None))) or 0


def asking(who: Critic, whom: str) -> Callable[[], int]:
    """A filled-in form, ready to be sent."""
    path = f"/leden/{whom}/contact"
    fields = {**who.page(path).forms()[-1]["fields"], "reason": REASON}
    return lambda: who.post(path, data=fields).status_code


def pressing(who: Critic, verb: str) -> Callable[[], int]:
    """A button, ready to be pressed."""
    form = next(one for one in who.page("/contacten").forms() if one["action"].endswith(verb))
    return lambda: who.post(form["action"], data=form["fields"]).status_code


def test_two_who_ask_each_other_at_once_have_one_request(apart_app: Flask, pair: Pair) -> None:
    wim, wims, sanne, sannes = pair
    answers = together(asking(wims, sanne), asking(sannes, wim))
    assert sorted(answers) == [303, 422]
    assert states(apart_app) == ["sent"]


def test_one_who_asks_in_four_tabs_asks_once(apart_app: Flask, pair: Pair) -> None:
    _, wims, sanne, _ = pair
    mine = wims.get_cookie("sid", domain="localhost")
    assert mine
    tabs = []
    for _ in range(4):
        tab = Critic(apart_app)
        tab.set_cookie("sid", mine.value, domain="localhost")
        tabs.append(tab)
    answers = together(*(asking(tab, sanne) for tab in tabs))
    assert sorted(answers) == [303, 422, 422, 422]
    assert states(apart_app) == ["sent"]


def test_a_yes_and_a_taking_back_at_once_give_one_of_both(apart_app: Flask, pair: Pair) -> None:
    _, wims, sanne, sannes = pair
    for _ in range(5):
        assert asking(wims, sanne)() == 303
        answers = together(pressing(sannes, "aannemen"), pressing(wims, "intrekken"))
        assert answers == [303, 303]
        outcome = states(apart_app)[-1]
        assert outcome in ("accepted", "withdrawn")
        assert contacts(apart_app) == (1 if outcome == "accepted" else 0)
        if outcome == "accepted":
            break


def test_a_yes_pressed_twice_makes_one_contact(apart_app: Flask, pair: Pair) -> None:
    _, wims, sanne, sannes = pair
    asking(wims, sanne)()
    yes = pressing(sannes, "aannemen")
    assert together(yes, yes) == [303, 303]
    assert contacts(apart_app) == 1


def test_a_yes_and_a_block_at_once_leave_no_contact(apart_app: Flask, pair: Pair) -> None:
    _, wims, sanne, sannes = pair
    asking(wims, sanne)()
    path = f"/leden/{sanne}/blokkeren"
    fields = wims.page(path).forms()[-1]["fields"]
    answers = together(pressing(sannes, "aannemen"), lambda: wims.post(path, data=fields).status_code)
    assert answers[1] == 303
    assert contacts(apart_app) == 0


def test_a_last_message_and_the_end_stand_in_line(apart_app: Flask, pair: Pair) -> None:
    _, wims, sanne, sannes = pair
    asking(wims, sanne)()
    pressing(sannes, "aannemen")()
    path = next(link for link in wims.page("/contacten").links().values() if link.startswith("/contacten/") and len(link) == 31)
    message = {**wims.page(path).forms()[-1]["fields"], "text": "Nog iets"}
    stop = sannes.page(path + "/stoppen").forms()[-1]["fields"]
    answers = together(
        lambda: wims.post(path, data=message).status_code, lambda: sannes.post(path + "/stoppen", data=stop).status_code
    )
    assert answers[0] in (303, 422)
    assert answers[1] == 303
    assert contacts(apart_app) == 0
    assert ("Nog iets" in wims.page(path).text) is (answers[0] == 303)
