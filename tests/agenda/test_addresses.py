"""Where exactly it is: only for who may know, on every page and in every calendar; and the point on the map."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.agenda.actions import gatherings as actions
from hub.agenda.actions.gatherings import Place, cancel, when_of
from hub.agenda.actions.subscriptions import subscribe
from hub.agenda.rules import addresses, kinds, points
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.core.mail import OutboxMail
from hub.notices.actions import due
from hub.notices.models import Notice
from tests.agenda.conftest import events_in
from tests.agenda.test_making import PLACE, made_by, moving, refusal, told
from tests.agenda.test_rules import Meeting
from tests.critic import Critic, Page

ALL, THEME, REGION = "/agenda/alle.ics", "/agenda/tag/ontmoeten.ics", "/agenda/regio/overijssel.ics"
VENUE, STREET, POINT = "Kanariehuis", "Geheimesteeg", "52.51234"
CANARIES = (VENUE, STREET, POINT, "52,51234", "6.09876")
HIDDEN = "Het adres is alleen voor wie ja of misschien zegt."
KEPT = "Alleen wie ja of misschien zegt, ziet dit adres."


@dataclass(frozen=True)
class Reader:
    """Somebody without a database."""

    id: int = 2
    is_member: bool = True


def hidden_place(make, organiser=None, **other):
    """A gathering with a canary in everything that tells where exactly it is, for who comes only."""
    values = {"title": "Thee", "themes": ["ontmoeten"], "address_for": "coming", "latitude": 52.51234, "longitude": 6.09876}
    return make.gathering(organiser, venue=VENUE, street=f"{STREET} 9", **{**values, **other})


def own_feed(member, *, rich: bool) -> str:
    _, token = subscribe(member, "telefoon", rich, hub_clock.now())
    db.session.commit()
    return f"/agenda/mijn/{token}.ics"


def tells(response) -> set[str]:
    """Which canaries sing in an answer, folded lines of calendars put together again."""
    assert response.status_code in (200, 404), response.status
    text = response.get_data(as_text=True).replace("\r\n ", "")
    return {canary for canary in CANARIES if canary in text}


@pytest.mark.parametrize(
    ("reader", "answer", "coming"),
    [
        (None, None, False),
        (None, "yes", False),
        (Reader(), None, False),
        (Reader(), "no", False),
        (Reader(), "maybe", True),
        (Reader(), "yes", True),
        (Reader(is_member=False), "yes", False),
        (Reader(id=1), None, True),
        (Reader(id=1), "no", True),
        (Reader(id=1, is_member=False), None, False),
    ],
)
def test_who_comes_reads_the_address(reader, answer, coming):
    made = Meeting(address_for="coming", organiser_id=1)
    assert addresses.comes(made, reader, answer) == coming
    assert addresses.reads_address(made, coming) == coming
    assert addresses.address_of(made, coming) == ("De Schakel, Kade 3, Zwolle" if coming else "Zwolle")
    assert addresses.note_on(made, coming) == (KEPT if coming else HIDDEN)


def test_shown_to_everybody_is_for_everybody():
    assert addresses.address_of(Meeting(), coming=False) == "De Schakel, Kade 3, Zwolle"
    assert addresses.address_of(Meeting(street=""), coming=False) == "De Schakel, Zwolle"
    assert addresses.note_on(Meeting(), coming=False) is None
    for made in (Meeting(form="online", address_for="coming"), Meeting(form="online")):
        assert addresses.address_of(made, coming=False) == addresses.address_of(made, coming=True) == ""
        assert addresses.note_on(made, coming=False) is None
    assert addresses.note_on(Meeting(venue="", street="", address_for="coming"), coming=False) is None


@pytest.mark.parametrize("audience", ["only_me", "chosen", "members", "public"])
@pytest.mark.parametrize("address_for", ["everybody", "coming"])
def test_a_point_is_public_only_where_everything_is(audience, address_for):
    made = Meeting(audience=audience, address_for=address_for, latitude=52.5, longitude=6.1)
    public = (audience, address_for) == ("public", "everybody")
    assert addresses.public_point(made) == ((52.5, 6.1) if public else None)
    assert addresses.public_point(Meeting(audience="public")) is None


@pytest.mark.parametrize("answer", [None, "no", "maybe", "yes"])
@pytest.mark.parametrize("audience", ["public", "members"])
def test_the_address_stands_nowhere_but_with_who_comes(client, app, make, answer, audience):
    organiser, member = make.member(), make.member()
    made = hidden_place(make, organiser, audience=audience)
    if answer:
        make.answer(made, member, answer)
    rich, discreet = own_feed(member, rich=True), own_feed(member, rich=False)
    coming = answer in ("yes", "maybe")
    browser = Critic(app).log_in(member)
    page = f"/e/{made.public_id}"
    month = f"/agenda/maand/{made.starts_at.year}/{made.starts_at.month}"
    assert tells(browser.get(page)) == ({VENUE, STREET} if coming else set())
    assert (KEPT if coming else HIDDEN) in browser.page(page).text
    assert "Zwolle" in browser.page(page).text
    for path in ("/", "/agenda", month, f"{page}/antwoord", "/seintjes", discreet, ALL, THEME, REGION, f"{page}/event.ics"):
        assert tells(browser.get(path)) == set(), path
    assert tells(browser.get(rich)) == ({VENUE, STREET} if coming else set())


@pytest.mark.parametrize("kind", ["visitor", "applicant", "partner", "suspended", "blocked"])
def test_who_is_no_member_never_reads_it_also_not_by_an_old_yes(app, make, kind):
    organiser = make.member()
    made = hidden_place(make, organiser)
    browser = Critic(app)
    if kind != "visitor":
        states = {"applicant": {"state": "applicant"}, "partner": {"is_partner": True}, "suspended": {"state": "suspended"}}
        person = make.member(**states.get(kind, {}))
        make.answer(made, person, "yes")
        if kind == "blocked":
            make.block(organiser, person)
        browser.log_in(person)
    page = f"/e/{made.public_id}"
    for path in ("/", "/agenda", page, ALL, THEME, REGION, f"{page}/event.ics"):
        assert tells(browser.get(path)) == set(), path
    if kind != "blocked":
        assert HIDDEN in browser.page(page).text


def test_what_public_calendars_say_instead(client, make):
    made = hidden_place(make)
    for path in (ALL, THEME, REGION, f"/e/{made.public_id}/event.ics"):
        (event,) = events_in(client.get(path))
        assert event["location"] == "Zwolle"
        assert HIDDEN in event["description"].split("\n")
        assert "geo" not in event


def test_schema_names_the_town_also_on_the_page_of_who_comes(client, make):
    member = make.member()
    made = hidden_place(make)
    make.answer(made, member)
    for who in (client, client.log_in(member)):
        html = who.page(f"/e/{made.public_id}").html
        said = re.search(r'ld\+json" nonce="[^"]+">(.*?)</script>', html)[1]
        (place,) = json.loads(said)["location"]
        assert (place["name"], place["address"]["addressLocality"]) == ("Zwolle", "Zwolle")
        assert not any(canary in said for canary in CANARIES)


def test_notices_and_mails_do_not_tell(app, make, clock):
    organiser, comer = make.member(), make.member()
    made = hidden_place(make, organiser)
    make.answer(made, comer)
    to = Place("place", VENUE, f"{STREET} 10", made.town, made.province)
    actions.move(made, when_of(made), to, hub_clock.now())
    cancel(made, "De zaal is dicht.", hub_clock.now())
    db.session.commit()
    assert [kind for _, kind in told()] == ["gathering_moved", "gathering_cancelled"]
    for action in due({kind.name: kind for kind in kinds.KINDS}):
        for key in action.due(hub_clock.now()):
            action.do(key, hub_clock.now())
            db.session.commit()
    letters = [f"{one.subject} {one.text}" for one in db.session.query(OutboxMail)]
    rows = [str(vars(row)) for row in db.session.query(Notice)]
    assert letters
    assert rows
    assert not any(canary in text for canary in CANARIES for text in (*letters, *rows))


def test_the_organiser_reads_it_everywhere_they_work(client, make):
    organiser = make.member()
    made = hidden_place(make, organiser)
    client.log_in(organiser)
    for part in ("", "/verplaatsen"):
        assert {VENUE, STREET} <= tells(client.get(f"/e/{made.public_id}{part}"))
    assert tells(client.get(own_feed(organiser, rich=True))) == {VENUE, STREET}
    assert tells(client.get(own_feed(organiser, rich=False))) == set()


def test_another_answer_opens_and_closes_the_address_at_once(client, make):
    member = make.member()
    made = hidden_place(make)
    feed = own_feed(member, rich=True)
    client.log_in(member)
    assert "Zeg je ja of misschien? Dan zie je het adres." in client.page(f"/e/{made.public_id}/antwoord").text
    for answer in ("yes", "no", "maybe"):
        client.send(f"/e/{made.public_id}/antwoord", {"answer": answer})
        expected = set() if answer == "no" else {VENUE, STREET}
        assert tells(client.get(f"/e/{made.public_id}")) == tells(client.get(feed)) == expected


def test_a_new_gathering_keeps_its_address_to_who_comes_unless_chosen(client, make, clock):
    organiser = make.member()
    client.log_in(organiser)
    client.send("/agenda/nieuw", {"title": "Thee", "day": "2026-12-04", "begins": "10:00", "ends": "11:00"})
    made = made_by(organiser)
    path = f"/e/{made.public_id}/plek"
    assert "het veiligst" in client.page(path).text
    client.send(path, PLACE)
    assert made_by(organiser).address_for == "coming"
    assert "Wie ziet het adres?Alleen wie ja of misschien zegt" in client.page(f"/e/{made.public_id}/openen").text
    client.send(path, {**PLACE, "address_for": "everybody"})
    assert made_by(organiser).address_for == "everybody"
    for wrong, sentence in (("", "Kies wie het adres ziet"), ("allen", "Kies een van de mogelijkheden")):
        assert sentence in refusal(client.send(path, {**PLACE, "address_for": wrong}))


def test_who_else_reads_it_is_a_change_without_a_message(client, make, clock):
    organiser, comer = make.member(), make.member()
    made = make.gathering(organiser, venue=VENUE, street=STREET)
    make.answer(made, comer)
    path, mark = f"/e/{made.public_id}/verplaatsen", comer.calendar_changed_at
    before = client.get(ALL)
    assert tells(before) == {VENUE, STREET}
    client.log_in(organiser)
    with clock.at(clock.now() + timedelta(minutes=1)):
        check = Page(client.send(path, {"address_for": "coming"}))
        assert "Wie ziet het adres?Iedereen die de bijeenkomst zietAlleen wie ja of misschien zegt" in check.text
        assert "Er gaat geen bericht uit" in check.text
        client.post(path, data={**check.forms()[-1]["fields"], "_zeker": "1"})
        after = client.get(ALL, headers={"If-None-Match": before.headers["ETag"]})
        assert tells(after) == set()
        assert after.last_modified > before.last_modified
    db.session.refresh(comer)
    assert (made_by(organiser).sequence, made_by(organiser).address_for, told()) == (1, "coming", [])
    assert made_by(organiser).moved_from is None
    assert comer.calendar_changed_at > mark


@pytest.mark.parametrize(
    "text",
    [
        "52,0907 5,1214",
        "52.0907, 5.1214",
        "52.0907,5.1214",
        "52,0907,5,1214",
        "52,0907; 5,1214",
        " 52.0907 5.1214 ",
        "52.0907° 5.1214°",
        "52,09070000001  5,12140",
    ],
)
def test_a_point_is_read_as_people_paste_it(text):
    assert points.point_in(text) == (52.0907, 5.1214)
    assert points.why_not_point(text) is None
    assert points.said(52.0907, 5.1214) == "52,0907 5,1214"


@given(st.floats(50.7, 53.6), st.floats(3.3, 7.3))
def test_a_point_comes_back_as_it_was_said(latitude, longitude):
    point = round(latitude, points.DECIMALS), round(longitude, points.DECIMALS)
    assert points.point_in(points.said(*point)) == point


@given(st.text(max_size=60))
def test_any_text_is_a_point_or_a_sentence(text):
    assert points.why_not_point(text) or points.point_in(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Zwolle", "geen twee getallen"),
        ("52,0907", "geen twee getallen"),
        ("52 5", "geen twee getallen"),
        ("52,0907 5,1214 3,1", "geen twee getallen"),
        ("٥٢,٠ ٥,١", "geen twee getallen"),
        ("nan,0 inf,0", "geen twee getallen"),
        ("5,1214 52,0907", "niet in Nederland"),
        ("-52,0907 5,1214", "niet in Nederland"),
        ("48.8584, 2.2945", "niet in Nederland"),
        ("999,9 999,9", "niet in Nederland"),
        ("5" * 61, "tekens te lang"),
    ],
)
def test_a_point_that_cannot_be_meant_is_refused(client, make, text, sentence):
    organiser = make.member()
    made = make.gathering(organiser, audience="only_me")
    response = client.log_in(organiser).send(f"/e/{made.public_id}/plek", {**PLACE, "point": text})
    assert sentence in refusal(response)
    assert f'value="{text}"' in response.get_data(as_text=True)
    assert made_by(organiser).latitude is None


def test_a_point_stands_in_calendars_where_the_address_is_public(client, make, clock):
    organiser, comer = make.member(), make.member()
    made = make.gathering(organiser)
    make.answer(made, comer)
    path = f"/e/{made.public_id}/verplaatsen"
    client.log_in(organiser)
    client.send(path, {"point": "52,51234 6,09876", "_zeker": "1"})
    assert (made_by(organiser).sequence, told()) == (1, [])
    for calendar in (ALL, f"/e/{made.public_id}/event.ics", own_feed(comer, rich=True)):
        assert b"\r\nGEO:52.51234;6.09876\r\n" in client.get(calendar).data
    assert b"GEO" not in client.get(own_feed(comer, rich=False)).data
    html = client.page(f"/e/{made.public_id}").html
    assert '"geo": {"@type": "GeoCoordinates", "latitude": 52.51234, "longitude": 6.09876}' in html
    assert 'value="52,51234 6,09876"' in client.page(path).html
    client.send(path, moving(made, form="online", point="52,51234 6,09876", _zeker="1"))
    assert (made_by(organiser).latitude, made_by(organiser).longitude) == (None, None)


def test_a_point_for_members_only_stands_in_no_calendar(client, make):
    member = make.member()
    make.answer(hidden_place(make, audience="members", address_for="everybody"), member)
    data = client.get(own_feed(member, rich=True)).data
    assert VENUE.encode() in data
    assert b"GEO" not in data
