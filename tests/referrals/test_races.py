"""Two people at the same moment, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.referrals.models import Meeting, Offer, Referral
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.races import together
from tests.referrals.conftest import MOMENT, RULES, path_of


class House:
    """Sanne's referral to Wim and Fatima."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            make = Factories()
            people = {name: make.member(name) for name in ("Sanne", "Wim", "Fatima")}
            for name in ("Wim", "Fatima"):
                make.contact(people["Sanne"], people[name])
            made = make.referral(people["Sanne"], people["Wim"], people["Fatima"])
            self.path, self.code = path_of(made), made.code
            self.browsers = {name: Critic(app).log_in(one) for name, one in people.items()} | {"Klant": Critic(app)}

    def pressing(self, who: str, page: str, ending: str, **more: str) -> Callable[[], int]:
        """A button or filled-in form, ready to be sent."""
        browser = self.browsers[who]
        path = page if page == "/w" else self.path + page
        form = next(one for one in browser.page(path).forms() if (one["action"] or path).endswith(ending))
        return lambda: browser.post(form["action"] or path, data={**form["fields"], **more}).status_code

    def state(self) -> tuple[str, dict[str, str]]:
        """The referral's state and that of each offer."""
        with self.app.app_context():
            state = db.session.scalars(select(Referral.state)).one()
            return state, {one.receiver.name: one.state for one in db.session.scalars(select(Offer))}


@pytest.fixture
def house(apart_app: Flask) -> House:
    """The referral."""
    return House(apart_app)


def test_two_who_accept_at_once_and_one_has_it(house: House) -> None:
    answers = together(*(house.pressing(who, "/aannemen", "/aannemen", **RULES) for who in ("Wim", "Fatima")))
    assert answers == [303, 303]
    state, offers = house.state()
    assert state == "accepted"
    assert sorted(offers.values()) == ["accepted", "offered"]
    loser = next(name for name, offer in offers.items() if offer == "offered")
    page = house.browsers[loser].page("/doorverwijzen")
    assert "Iemand anders heeft deze doorverwijzing net aangenomen." in page.html
    assert house.browsers[loser].page(house.path).h1 == "Iemand anders heeft dit aangenomen"


def test_letting_go_both_at_once_comes_back_once(house: House) -> None:
    together(*(house.pressing(who, "", "/niet-aannemen") for who in ("Wim", "Fatima")))
    assert house.state() == ("unanswered", {"Wim": "declined", "Fatima": "declined"})


def test_accepting_while_the_client_takes_it_back_leaves_no_text(house: House) -> None:
    accept = house.pressing("Wim", "/aannemen", "/aannemen", **RULES)
    withdraw = house.pressing("Klant", "/w", "/w", code=house.code, sure="1")
    answers = together(accept, withdraw)
    assert answers[1] == 200
    assert answers[0] in (303, 404)
    with house.app.app_context():
        assert db.session.scalars(select(Referral.question_sealed)).one() is None
        assert db.session.scalars(select(Offer.complaints_sealed)).all() in ([], [None])
    assert house.state()[0] == "withdrawn"


def test_a_code_pressed_twice_at_once_is_one_withdrawal(house: House) -> None:
    presses = [house.pressing("Klant", "/w", "/w", code=house.code, sure="1") for _ in range(2)]
    assert sorted(together(*presses)) == [200, 422]


def test_two_who_propose_at_once_make_one_proposal(house: House) -> None:
    house.pressing("Wim", "/aannemen", "/aannemen", **RULES)()
    moment = {**MOMENT, "day": "2027-01-08"}
    answers = together(*(house.pressing(who, "/gesprek", "/gesprek", **moment) for who in ("Wim", "Sanne")))
    assert answers == [303, 303]
    with house.app.app_context():
        one = db.session.scalars(select(Meeting)).one()
        assert (one.proposal, one.state) == (2, "none")


def test_giving_back_and_saying_yes_at_once_leaves_no_meeting_behind(house: House) -> None:
    house.pressing("Wim", "/aannemen", "/aannemen", **RULES)()
    house.pressing("Sanne", "/gesprek", "/gesprek", **{**MOMENT, "day": "2027-01-08"})()
    give_back = house.pressing("Wim", "/teruggeven", "/teruggeven", why="room")
    finish = house.pressing("Sanne", "/gesprek/afzeggen", "/gesprek/afzeggen")
    assert all(answer == 303 for answer in together(give_back, finish))
    assert house.state()[0] == "open"
    with house.app.app_context():
        assert db.session.scalars(select(Meeting).where(Meeting.referral_id.is_not(None))).all() == []
    assert isinstance(house.browsers["Sanne"].page(house.path), Page)
