"""A programme: made part by part, and the real day programme of the demo."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hub.agenda.models import Gathering, ProgrammeItem
from hub.core.db import db
from hub.demo import gatherings as demo
from hub.demo import programme
from tests.agenda.conftest import events_in
from tests.critic import Page


def items_of(made) -> list[ProgrammeItem]:
    db.session.expire_all()
    return db.session.query(ProgrammeItem).filter_by(gathering_id=made.id).order_by(ProgrammeItem.starts_at).all()


def test_parts_are_added_changed_and_taken_away(client, make, clock):
    organiser = make.member()
    made = make.gathering(organiser)
    client.log_in(organiser)
    base = f"/e/{made.public_id}/programma"
    first = client.page(f"{base}/nieuw").forms()[-1]["fields"]
    assert (first["day"], first["begins"]) == ("2026-12-04", "12:00")
    assert client.send(f"{base}/nieuw", {"title": "Welkom", "ends": "12:10"}).location == base
    assert client.page(f"{base}/nieuw").forms()[-1]["fields"]["begins"] == "12:10"
    for town in ("Breda", "Zoetermeer"):
        client.send(f"{base}/nieuw", {"title": f"Workshop {town}", "begins": "12:10", "ends": "12:55", "municipality": town})
    items = items_of(made)
    assert [(one.title, one.is_choice) for one in items] == [
        ("Welkom", False),
        ("Workshop Breda", True),
        ("Workshop Zoetermeer", True),
    ]
    client.send(f"{base}/{items[0].public_id}", {"title": "Hartelijk welkom"})
    client.press(base, f"{base}/{items[1].public_id}/weg")
    assert [(one.title, one.is_choice) for one in items_of(made)] == [
        ("Hartelijk welkom", False),
        ("Workshop Zoetermeer", False),
    ]
    assert db.session.get(Gathering, made.id).sequence == 5


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Geef dit onderdeel een naam"),
        ({"ends": "12:00"}, "Het einde moet na het begin zijn"),
        ({"begins": "11:50"}, "valt buiten de bijeenkomst"),
        ({"ends": "14:01"}, "valt buiten de bijeenkomst"),
        ({"day": "2026-12-05"}, "valt buiten de bijeenkomst"),
        ({"about": "x" * 1501}, "tekens te lang"),
    ],
)
def test_a_part_that_does_not_fit_is_refused(client, make, clock, fields, sentence):
    organiser = make.member()
    made = make.gathering(organiser)
    client.log_in(organiser)
    path = f"/e/{made.public_id}/programma/nieuw"
    response = client.send(path, {"title": "Welkom", "begins": "12:00", "ends": "12:10", **fields})
    assert response.status_code == 422
    assert sentence in Page(response).text
    assert items_of(made) == []


def test_a_part_of_another_gathering_is_not_there(client, make):
    organiser = make.member()
    mine, other = make.gathering(organiser), make.gathering()
    start = other.starts_at
    item = ProgrammeItem(gathering_id=other.id, title="x", starts_at=start, ends_at=start + timedelta(minutes=5))
    db.session.add(item)
    db.session.commit()
    client.log_in(organiser)
    for place in (mine, other):
        assert client.get(f"/e/{place.public_id}/programma/{item.public_id}").status_code == 404


def test_the_real_day_programme_keeps_its_times(make, clock):
    made = demo.theme_day(make.member(), clock.now())
    local = [
        (one.starts_at + timedelta(hours=1), one.ends_at + timedelta(hours=1), one.municipality, one.is_choice)
        for one in made.programme
    ]
    assert made.starts_at.date() == date(2026, 12, 18)
    assert made.starts_at.weekday() == 4
    assert [(f"{a:%H.%M}", f"{b:%H.%M}", place, choice) for a, b, place, choice in local] == [
        ("10.00", "10.05", "", False),
        ("10.05", "10.25", "", False),
        ("10.25", "10.45", "Amsterdam", False),
        ("10.45", "10.55", "", False),
        ("11.00", "12.30", "Amsterdam", True),
        ("11.00", "11.45", "Zoetermeer", True),
        ("11.00", "11.45", "Breda", True),
        ("11.45", "12.30", "Zoetermeer", True),
        ("11.45", "12.30", "Breda", True),
        ("12.30", "13.00", "", False),
    ]


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2026, 11, 27), date(2026, 3, 5), date(2026, 10, 4)])
def test_the_day_is_a_friday_some_weeks_ahead(today):
    found = programme.friday_ahead(today)
    assert found.weekday() == 4
    assert 21 <= (found - today).days < 28


def test_the_day_shows_three_subjects_at_eleven(client, make, clock):
    made = demo.theme_day(make.member(), clock.now())
    db.session.commit()
    text = client.page(f"/e/{made.public_id}").text
    order = [text.index(title) for title in ("Welkom", "Zo doet Amsterdam het", "ruimte voor klein ondernemen", "Lunch")]
    assert order == sorted(order)
    assert text.count("een coöperatie die de gemeente begon") == 1
    assert "Begint om 11 uur of 11.45 uur" in text
    assert "90 minuten" in text


def test_the_made_up_agenda_holds_the_hard_cases(client, make, clock):
    organiser, others = make.member(), [make.member() for _ in range(6)]
    made = demo.make_all(organiser, others, clock.now())
    db.session.commit()
    assert set(made) == {"walk", "full", "cancelled", "picnic", "theme_day", "weekend", "soup"}
    statuses = {str(event["status"]) for event in events_in(client.get("/agenda/alle.ics"))}
    assert statuses == {"CONFIRMED", "CANCELLED"}
    page = client.log_in(make.member()).page("/agenda").text
    for said in ("Vol", "Gaat niet door", "De hele dag, tot en met"):
        assert said in page
    assert "Molenpad" not in client.page(f"/e/{made['soup']}").text
    assert "Molenpad" in client.log_in(others[3]).page(f"/e/{made['soup']}").text
