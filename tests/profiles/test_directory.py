"""The directory: filters together, words that say what is found, pages with an end, and addresses typed by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from hub.audience.rules import Audience
from hub.core.db import db
from hub.members.models import Member
from hub.profiles.queries.directory import Wanted, directory
from tests.critic import Critic
from tests.factories import Factories


@pytest.fixture
def reader(make: Factories) -> Member:
    return make.member("Lezer")


@pytest.fixture
def reading(app: Flask, reader: Member) -> Critic:
    return Critic(app).log_in(reader)


def test_filters_go_together(reading: Critic, make: Factories) -> None:
    for name, kind, work, province in (
        ("Anna", "ggz", "coach", "utrecht"),
        ("Bram", "ggz", "trainer", "utrecht"),
        ("Cato", "autisme", "coach", "zeeland"),
    ):
        one = make.member(name)
        make.experience(one, kind)
        make.value(one, "work_forms", items=(work,))
        make.value(one, "province", province)
    assert names(reading, ervaring="ggz") == {"Anna", "Bram"}
    assert names(reading, werk="coach") == {"Anna", "Cato"}
    assert names(reading, ervaring="ggz", werk="coach") == {"Anna"}
    assert names(reading, ervaring="ggz", werk="coach", provincie="zeeland") == set()
    page = reading.page("/leden?ervaring=ggz&provincie=utrecht")
    assert "2 leden met ervaring met ggz, in Utrecht" in page.text
    assert page.links()["ggz, haal weg"] == "/leden?provincie=utrecht"
    assert "coach (1)" in page.text, "counts go with the other filters"
    assert "autisme (0)" in page.text


def names(browser: Critic, **asked: str) -> set[str]:
    """Who is found."""
    page = browser.page(f"/leden?{urlencode(asked)}")
    return {text for text, href in page.links().items() if href.startswith("/leden/")}


@pytest.mark.parametrize(
    "asked",
    [
        {"ervaring": "bestaat-niet"},
        {"werk": "' OR 1=1"},
        {"provincie": "atlantis"},
        {"ervaring": "x" * 5000},
        {"ervaring": "a\x00b"},
        {"ervaring": "\u202egg"},
    ],
)
def test_an_unknown_choice_is_a_calm_page(reading: Critic, make: Factories, asked: dict[str, str]) -> None:
    make.member("Anna")
    page = reading.page(f"/leden?{urlencode(asked)}")
    assert "We kennen niet alles waar deze link op zoekt" in page.text
    assert "Anna" not in page.text


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "abc", "1e9", "٣", "", "1.5", "500"])
def test_any_page_number_is_a_page(reading: Critic, make: Factories, number: str) -> None:
    make.member("Anna")
    assert "Anna" in reading.page(f"/leden?{urlencode({'pagina': number})}").text


def test_arrays_and_strange_names_are_no_trouble(reading: Critic, make: Factories) -> None:
    make.member("Anna")
    for query in ("ervaring[]=ggz", "ervaring=&ervaring=ggz", "x" * 2000 + "=1", "pagina=1&pagina=2", "volgorde=password"):
        assert "Anna" in reading.page(f"/leden?{query}").text


def test_pages_hold_everybody_once(app: Flask, reading: Critic, reader: Member, make: Factories) -> None:
    everybody = {make.member(f"Lid {number:02d}").name for number in range(27)}
    for order in ("dag", "naam"):
        pages = [names(reading, pagina=str(number), volgorde=order) for number in (1, 2, 3)]
        assert [len(page) for page in pages] == [12, 12, 3]
        assert set.union(*pages) == everybody
    assert "27 leden" in reading.page("/leden").text
    reader.look = {"weergave": "prikkelarm"}
    db.session.commit()
    assert len(names(reading)) == 8


def test_the_shuffle_is_of_the_day(app: Flask, reader: Member, make: Factories) -> None:
    for number in range(11):
        make.member(f"Lid {number:02d}")
    today = date(2026, 11, 24)
    orders = [
        [one.name for one in directory(reader, Wanted(), day, 12).people] for day in (today, today, today + timedelta(days=1))
    ]
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    other = make.member("Nog een lezer")
    seen_by_other = [one.name for one in directory(other, Wanted(), today, 12).people if one.name != "Lezer"]
    assert seen_by_other == [name for name in orders[0] if name != "Nog een lezer"]


def test_partners_and_newcomers_are_not_listed(reading: Critic, make: Factories) -> None:
    make.member("Partner Piet", is_partner=True)
    make.member("Nieuwe Nel", state="applicant")
    make.member("Dichte Dirk", active=False)
    assert names(reading) == set()


def test_as_many_queries_for_fifty_as_for_five(app: Flask, reader: Member, make: Factories) -> None:
    def asked() -> int:
        statements: list[Any] = []

        def count(*args: Any) -> None:
            statements.append(args)

        sa.event.listen(db.engine, "before_cursor_execute", count)
        directory(reader, Wanted(experience="ggz", work="coach", province="utrecht"), date(2026, 11, 24), 50)
        sa.event.remove(db.engine, "before_cursor_execute", count)
        return len(statements)

    def some(number: int) -> None:
        for _ in range(number):
            one = make.member()
            make.experience(one, "ggz")
            make.value(one, "work_forms", items=("coach",))
            make.value(one, "province", "utrecht")

    some(5)
    few = asked()
    some(45)
    assert asked() == few <= 9


def test_a_hidden_value_is_not_even_loaded(app: Flask, reader: Member, make: Factories) -> None:
    owner = make.member("Okke")
    make.value(owner, "sentence", "kanarie", seen=Audience())
    make.value(owner, "province", "utrecht")
    (found,) = directory(reader, Wanted(), date(2026, 11, 24), 12).people
    assert set(found.values) == {"province"}


def test_the_filter_works_without_scripts_and_keeps_what_is_chosen(reading: Critic) -> None:
    page = reading.page("/leden?ervaring=ggz&volgorde=naam")
    form = next(one for one in page.forms() if one["method"] == "GET")
    assert form["fields"]["ervaring"] == "ggz"
    assert form["fields"]["volgorde"] == "naam"
    assert "csrf_token" not in form["fields"]
