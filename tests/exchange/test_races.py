"""Several at the same moment, each on a connection of their own: one place is given once, nobody answers what is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from hub.core.db import db
from hub.exchange.models import Assignment, Response
from hub.members.models import Member
from tests.critic import Critic
from tests.exchange.conftest import WORDS, fields_in, path_of
from tests.factories import Factories
from tests.races import together


class Market:
    """An assignment of Wim with one place; Anna, Bram and Cato responded."""

    def __init__(self, app: Flask, responses: bool = True) -> None:
        self.app = app
        with app.app_context():
            make = Factories()
            self.people: dict[str, Member] = {name: make.member(name) for name in ("Wim", "Anna", "Bram", "Cato")}
            job = make.assignment(self.people["Wim"])
            self.path = path_of(job)
            names = ("Anna", "Bram", "Cato") if responses else ()
            self.ids = {name: make.response(job, self.people[name]).public_id for name in names}
            self.browsers = {name: Critic(app).log_in(one) for name, one in self.people.items()}

    def tab(self, who: str) -> Critic:
        """One more window of the same person."""
        cookie = self.browsers[who].get_cookie("sid", domain="localhost")
        assert cookie
        tab = Critic(self.app)
        tab.set_cookie("sid", cookie.value, domain="localhost")
        return tab

    def choosing(self, name: str) -> Callable[[], int]:
        """A choice, looked at and ready to be sent, in a window of its own."""
        tab = self.tab("Wim")
        checked = tab.send(self.path + "/kiezen", {"chosen": [self.ids[name]], "reason": "places"})
        return self._sure(tab, "/kiezen", checked)

    def responding(self, who: str) -> Callable[[], int]:
        """A response, looked at and ready to be sent."""
        tab = self.tab(who)
        return self._sure(tab, "/reageren", tab.send(self.path + "/reageren", WORDS))

    def pressing(self, who: str, page: str) -> Callable[[], int]:
        """The one button of a page, ready to be pressed."""
        tab = self.tab(who)
        fields = tab.page(self.path + page).forms()[-1]["fields"]
        return lambda: tab.post(self.path + page, data=fields).status_code

    def _sure(self, tab: Critic, page: str, checked: Any) -> Callable[[], int]:
        assert checked.status_code == 200
        fields = {**fields_in(checked), "_zeker": "1"}
        return lambda: tab.post(self.path + page, data=fields).status_code

    def stands(self) -> tuple[str, list[str]]:
        """The state of the assignment, and of all responses."""
        with self.app.app_context():
            states = db.session.scalars(sa.select(Response.state).order_by(Response.state))
            found = db.session.scalars(sa.select(Assignment.state)).one(), list(states)
            db.session.remove()
            return found


@pytest.fixture
def market(apart_app: Flask) -> Market:
    return Market(apart_app)


def test_two_chosen_at_once_for_one_place_is_one(market: Market) -> None:
    answers = together(*(market.choosing(name) for name in ("Anna", "Bram", "Cato")))
    assert sorted(answers) == [303, 422, 422]
    assert market.stands() == ("agreed", ["chosen", "declined", "declined"])


def test_choosing_and_stepping_back_at_once_stand_in_line(market: Market) -> None:
    answers = together(market.choosing("Anna"), market.pressing("Anna", "/reactie-intrekken"))
    assert answers[0] in (303, 422)
    assert answers[1] == 303
    state, states = market.stands()
    assert "chosen" not in states
    assert state == "open", "whoever came first, nobody is chosen and it is open"


def test_a_response_and_the_choice_at_once_leave_nobody_waiting(market: Market) -> None:
    with market.app.app_context():
        late = Factories().member("Dora")
        market.browsers["Dora"] = Critic(market.app).log_in(late)
    answers = together(market.choosing("Anna"), market.responding("Dora"))
    state, states = market.stands()
    if state == "agreed":
        assert "sent" not in states
    assert answers[0] in (303, 422)
    assert answers[1] in (303, 422)
    assert states.count("chosen") == (1 if answers[0] == 303 else 0)


def test_one_who_responds_in_four_windows_responds_once(apart_app: Flask) -> None:
    market = Market(apart_app, responses=False)
    answers = together(*(market.responding("Anna") for _ in range(4)))
    assert sorted(answers) == [303, 422, 422, 422]
    assert market.stands() == ("open", ["sent"])


def test_a_response_and_a_withdrawal_at_once(apart_app: Flask) -> None:
    market = Market(apart_app, responses=False)
    answers = together(market.responding("Anna"), market.pressing("Wim", "/intrekken"))
    assert answers[1] == 303
    assert answers[0] in (303, 404, 422)
    state, states = market.stands()
    assert state == "withdrawn"
    assert states == (["sent"] if answers[0] == 303 else [])


def test_opening_pressed_twice_opens_once(apart_app: Flask) -> None:
    market = Market(apart_app, responses=False)
    with apart_app.app_context():
        draft = Factories().assignment(market.people["Wim"], state="draft", opened_at=None)
        market.path = path_of(draft)
        db.session.remove()
    press = [market.pressing("Wim", "/controleren") for _ in range(2)]
    assert sorted(together(*press)) == [303, 422]
