"""The board: filters that can be shared, three tabs, an order that nobody wins, and pages with an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from hub.core import clock
from hub.core.db import db
from hub.members.models import Member
from tests.agenda.conftest import counted
from tests.critic import Critic, Page
from tests.exchange.conftest import path_of
from tests.factories import Factories

As = Callable[[Member], Critic]


@pytest.fixture
def reader(make: Factories) -> Member:
    return make.member("Lezer")


@pytest.fixture
def reading(as_: As, reader: Member) -> Critic:
    return as_(reader)


def titles(page: Page) -> list[str]:
    """The assignments of a page, in their order."""
    return [text for text, href in page.links().items() if href.startswith("/opdrachten/") and len(href) == 32]


def asked(browser: Critic, **filters: Any) -> list[str]:
    """What the board shows for these filters."""
    return titles(browser.page(f"/opdrachten?{urlencode(filters)}"))


def test_filters_go_together_and_can_be_taken_away(reading: Critic, make: Factories) -> None:
    make.assignment(title="Betaald", experiences=["ggz"], work_forms=["coach"], province="utrecht")
    make.assignment(title="Ruil", pay="swap", experiences=["ggz"], place="online", province="")
    make.assignment(title="Overal", pay="volunteer", work_forms=["coach"], place="both", province="utrecht")
    assert set(asked(reading)) == {"Betaald", "Ruil", "Overal"}
    assert asked(reading, vergoeding="swap") == ["Ruil"]
    assert set(asked(reading, werk="coach")) == {"Betaald", "Overal"}
    assert set(asked(reading, waar="online")) == {"Ruil", "Overal"}
    assert set(asked(reading, waar="utrecht")) == {"Betaald", "Overal"}
    assert set(asked(reading, ervaring="ggz")) == {"Betaald", "Ruil"}
    page = reading.page("/opdrachten?vergoeding=paid&waar=utrecht")
    assert "1 open opdracht: betaald, utrecht" in page.text
    assert page.links()["Betaald, haal weg"] == "/opdrachten?waar=utrecht"
    nothing = reading.page("/opdrachten?vergoeding=expenses")
    assert "Er is niets dat hierbij past." in nothing.text


def test_what_is_closed_is_shown_on_request_and_says_no_more(reading: Critic, make: Factories) -> None:
    for state in ("draft", "agreed", "under_way", "done", "withdrawn", "expired"):
        make.assignment(title=f"Is {state}", state=state)
    make.assignment(title="Te laat", closes_at=clock.now() - timedelta(minutes=1))
    assert asked(reading) == []
    page = reading.page("/opdrachten?toon=alles")
    assert set(titles(page)) == {"Is agreed", "Is under_way", "Is done", "Is expired", "Te laat"}
    assert page.text.count("Gesloten") == 5
    assert not {"Afgesproken", "Bezig", "Klaar"} & set(page.text.split())


@pytest.mark.parametrize("query", ["waar=atlantis", "werk=' OR 1=1", "vergoeding=a%00b", "toon=geheim", "ervaring=" + "x" * 3000])
def test_an_unknown_choice_is_left_out_and_said(reading: Critic, make: Factories, query: str) -> None:
    make.assignment(title="Gewoon")
    page = reading.page(f"/opdrachten?{query}")
    assert "We kennen niet alles waar deze link op zoekt." in page.text
    assert titles(page) == ["Gewoon"]


def test_the_soonest_to_close_stands_first_whatever_happened(reading: Critic, make: Factories) -> None:
    at = clock.now()
    late = make.assignment(title="Later", closes_at=at + timedelta(days=9))
    make.assignment(title="Eerst", closes_at=at + timedelta(days=2))
    make.assignment(title="Ook later", closes_at=at + timedelta(days=9))
    for _ in range(3):
        make.response(late)
    assert asked(reading) == ["Eerst", "Later", "Ook later"]


def test_pages_hold_everything_once(reading: Critic, reader: Member, make: Factories) -> None:
    poster = make.member()
    every = {make.assignment(poster, title=f"Werk {number:02d}").title for number in range(27)}
    pages = [asked(reading, pagina=number) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [12, 12, 3]
    assert set().union(*pages) == every
    assert "27 open opdrachten" in reading.page("/opdrachten").text
    for number in ("4", "0", "abc", "9" * 30, "-1"):
        assert reading.get(f"/opdrachten?pagina={number}").status_code == 404
    reader.look = {"weergave": "prikkelarm"}
    db.session.commit()
    assert len(asked(reading)) == 8


def test_tabs_show_what_is_ones_own(reading: Critic, reader: Member, make: Factories) -> None:
    mine = make.assignment(reader, title="Mijn werk")
    make.assignment(reader, title="Mijn concept", state="draft", opened_at=None)
    other = make.assignment(title="Van een ander", state="agreed")
    make.response(other, reader)
    assert titles(reading.page("/opdrachten/van-mij")) == ["Mijn concept", "Mijn werk"]
    page = reading.page("/opdrachten/gereageerd")
    assert titles(page) == ["Van een ander"]
    assert "Je reageerde" in page.text
    assert titles(reading.page("/opdrachten")) == ["Mijn werk"]
    assert path_of(mine) in reading.page("/opdrachten").links().values()


def test_empty_tabs_say_so(reading: Critic) -> None:
    assert "Er staat nu niets open." in reading.page("/opdrachten").text
    assert "Je hebt nog nergens op gereageerd." in reading.page("/opdrachten/gereageerd").text
    assert "Je hebt nog geen opdracht geplaatst." in reading.page("/opdrachten/van-mij").text


def test_many_cost_as_many_queries_as_few(app: Flask, reading: Critic, reader: Member, make: Factories) -> None:
    reader.look = {"weergave": "gewoon"}
    own = make.assignment(reader)

    def spent(path: str) -> int:
        with counted() as seen:
            reading.page(path)
        return len(seen)

    def fill(count: int) -> None:
        for _ in range(count):
            one = make.assignment(experiences=["ggz"])
            make.response(one, reader)
            make.response(own)

    fill(5)
    lists = ("/opdrachten", "/opdrachten/gereageerd", "/opdrachten/van-mij")
    paths = (*lists, path_of(own, "reacties"), path_of(own, "kiezen"), path_of(own), "/")
    for path in paths:
        reading.page(path)  # the first visit writes down that the session is used
    few = {path: spent(path) for path in paths}
    fill(45)
    assert {path: spent(path) for path in paths} == few
