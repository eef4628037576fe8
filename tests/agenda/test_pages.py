"""The agenda's pages: list, month, filters, and what a gathering will be like."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from hub.agenda.actions.programme import Part, add_part
from hub.core import clock as hub_clock
from hub.core.db import db


def test_an_empty_agenda_says_so(client):
    assert "Er staat nog niets in de agenda" in client.page("/agenda").text


def test_the_list_is_by_day_with_facts_in_words(client, make, clock):
    at = clock.now()
    make.gathering(
        title="Wandelen",
        places=3,
        starts_at=at + timedelta(days=1, hours=3),
        access={"quiet_room": {"answer": "yes", "text": ""}, "step_free": {"answer": "no", "text": ""}},
    )
    make.gathering(title="Vandaag", starts_at=at + timedelta(hours=2), form="hybrid")
    make.gathering(title="Online avond", starts_at=at + timedelta(days=60), form="online", town="", province="")
    page = client.page("/agenda")
    text = page.text
    for said in (
        "3 bijeenkomsten.",
        "dinsdag 24 november vandaag",
        "14 uur tot 16 uur Vandaag",
        "Zwolle, Overijssel (online kan ook)",
        "woensdag 25 november morgen",
        "15 uur tot 17 uur Wandelen",
        "nog 3 plekken",
        "rustruimte",
    ):
        assert said in text
    assert "zonder drempel" not in text.partition("3 bijeenkomsten.")[2]
    assert "zaterdag 23 januari 2027 over 60 dagen" in text
    assert text.index("Vandaag") < text.index("Wandelen") < text.index("Online avond")


def test_what_is_over_left_the_list_and_what_is_cancelled_says_so(client, make):
    make.gathering(title="Voorbij", starts_at=hub_clock.now() - timedelta(days=1))
    make.gathering(title="Afgezegd", status="cancelled", cancel_note="Ziek.")
    text = client.page("/agenda").text
    assert "Voorbij" not in text
    assert "Gaat niet door Afgezegd" in text


def test_full_and_my_own_answer_are_shown(client, make):
    member, made = make.member(), make.gathering(title="Lunch", places=1)
    assert "Vol" not in client.page("/agenda").text
    make.answer(made, member, "yes")
    assert "Vol Lunch" in client.page("/agenda").text
    assert "Jij komt Lunch" in client.log_in(member).page("/agenda").text


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("provincie=drenthe", ["Assen"]),
        ("provincie=overijssel", ["Zwolle"]),
        ("thema=intervisie", ["Assen", "Online"]),
        ("vorm=online", ["Online", "Zwolle"]),
        ("vorm=place", ["Assen", "Zwolle"]),
        ("provincie=drenthe&vorm=online", []),
        ("nodig=quiet_room", ["Assen"]),
        ("nodig=lift", []),
        ("nodig=answer&kring=aaaaaaaaaaaaaaaaaaaa", ["Assen", "Online", "Zwolle"]),
        ("provincie=belgie&thema=autisme&vorm=x&pagina=abc", ["Assen", "Online", "Zwolle"]),
        ("thema=%00&provincie='%20or%201=1&pagina=-1", ["Assen", "Online", "Zwolle"]),
    ],
)
def test_filters_are_a_form_whose_address_can_be_shared(client, make, query, titles):
    facts = {"quiet_room": {"answer": "yes", "text": ""}, "lift": {"answer": "no", "text": ""}}
    make.gathering(title="Assen", province="drenthe", town="Assen", themes=["intervisie"], access=facts)
    make.gathering(title="Zwolle", form="hybrid")
    make.gathering(title="Online", form="online", province="", town="", themes=["intervisie", "ontmoeten"])
    page = client.page(f"/agenda?{query}")
    assert sorted(title for title in ("Assen", "Zwolle", "Online") if title in page.links()) == titles
    if not titles:
        assert "Er is niets dat hierbij past" in page.text


def test_a_circle_can_be_chosen_by_who_is_in_it(client, browser, app, make):
    organiser, inside = make.member(), make.member()
    circle = make.circle(organiser, inside, name="Kring Noord")
    make.gathering(organiser, title="Alleen wij", audience="chosen", to_circles=[circle.id])
    make.gathering(organiser, title="Iedereen")
    path = f"/agenda?kring={circle.public_id}"
    page = client.log_in(inside).page(path)
    assert "Alleen wij" in page.text
    assert "Kring Noord" in page.text
    assert "Iedereen" not in page.links()
    for other in (browser(app), browser(app).log_in(make.member())):
        text = other.page(path).text
        assert "Kring Noord" not in text
        assert "Alleen wij" not in text
        assert "Iedereen" in text


def test_a_long_agenda_has_pages_with_an_end(client, make):
    for number in range(13):
        make.gathering(title=f"Nummer {number}", starts_at=hub_clock.now() + timedelta(days=number + 1))
    first, second = client.page("/agenda"), client.page("/agenda?pagina=2")
    assert "Nummer 11" in first.text
    assert "Nummer 12" not in first.text
    assert "Nummer 12" in second.text
    client.page("/agenda?pagina=3", status=404)


def test_a_month_is_a_table_with_links(client, make, clock):
    made = make.gathering(title="Wandelen", starts_at=clock.now() + timedelta(days=10))
    page = client.page("/agenda/maand/2026/12")
    assert page.h1 == "Agenda van december 2026"
    assert "Naar november 2026" in page.links()
    assert f"/e/{made.public_id}" in page.links().values()
    assert '<th scope="col">' in page.html
    assert "Wandelen" not in client.page("/agenda/maand/2026/11").text
    assert "vandaag" in client.page("/agenda/maand/2026/11").text
    assert "Wandelen" not in client.page("/agenda/maand/2026/12?provincie=drenthe").text


@pytest.mark.parametrize("path", ["2026/13", "2026/0", "1900/1", "9999/1", "x/1", "99999999999999999999/1"])
def test_a_month_that_does_not_exist_is_not_there(client, path):
    client.page(f"/agenda/maand/{path}", status=404)


def test_the_first_and_the_last_month_lead_nowhere_else(client):
    assert "Naar december 2019" not in client.page("/agenda/maand/2020/1").links()
    assert "Naar januari 2100" not in client.page("/agenda/maand/2099/12").links()


def test_only_what_is_open_to_everybody_may_be_found_by_search_engines(client, make):
    member = make.member()
    public, hidden = make.gathering(), make.gathering(audience="members")
    assert "X-Robots-Tag" not in client.get(f"/e/{public.public_id}").headers
    client.log_in(member)
    for path in (f"/e/{hidden.public_id}", "/agenda", "/agenda/mijn"):
        assert "noindex" in client.get(path).headers["X-Robots-Tag"]


def test_a_gathering_over_two_days_stands_on_both(client, make, clock):
    start = clock.now() + timedelta(days=9, hours=9)
    make.gathering(title="Nachtwandeling", starts_at=start, ends_at=start + timedelta(hours=8))
    page = client.page("/agenda/maand/2026/12")
    assert page.html.count("Nachtwandeling") == 2


def test_what_a_gathering_will_be_like(client, make, clock):
    organiser = make.member("Wim Adema")
    made = make.gathering(
        organiser,
        source="Rustig. **Stil** meelopen mag.",
        places=5,
        themes=["ontmoeten"],
        access={"quiet_room": {"answer": "yes", "text": "naast de keuken"}, "lift": {"answer": "no", "text": ""}},
    )
    text = client.page(f"/e/{made.public_id}").text
    for said in (
        "vrijdag 4 december 2026, 12 uur tot 14 uur",
        "Buurthuis De Schakel, Kade 3, Zwolle (Overijssel)",
        "5 van de 5 plekken vrij",
        "Ontmoeten",
        "Stil meelopen mag",
        "Rustruimte Ja. naast de keuken",
        "Lift Nee",
        "Nog niet bekend: ingang zonder drempel of trap",
        "Iedereen, ook buiten het netwerk",
        "Log in om te antwoorden",
    ):
        assert said in text
    assert "Wim" not in text
    assert "Wim Adema" in client.log_in(make.member()).page(f"/e/{made.public_id}").text


def test_a_moved_gathering_says_what_it_was(client, make, clock):
    made = make.gathering(moved_from=clock.now() + timedelta(days=3))
    assert "Het was eerst vrijdag 27 november 2026, 12 uur" in client.page(f"/e/{made.public_id}").text


def test_a_programme_reads_as_one(client, make):
    made = make.gathering()
    begin = made.starts_at
    for title, start, end, place in (
        ("Welkom", 0, 10, ""),
        ("Workshop lang", 10, 100, "Amsterdam"),
        ("Workshop kort", 10, 55, "Breda"),
        ("Workshop kort", 55, 100, "Breda"),
        ("Lunch", 100, 120, ""),
    ):
        part = Part(title, begin + timedelta(minutes=start), begin + timedelta(minutes=end), "Over **geld**.", "", place)
        add_part(made, part, hub_clock.now())
    db.session.commit()
    page = client.page(f"/e/{made.public_id}")
    assert page.text.count("Workshop kort") == 1
    assert "Kies er een uit." in page.text
    assert "Gemeente Breda 45 minuten Begint om" in page.text.replace("Breda45", "Breda 45").replace("minutenB", "minuten B")
    assert "<strong>geld</strong>" in page.html


def test_search_engines_are_told_of_public_gatherings_without_names(client, make):
    organiser = make.member("Wim Adema")
    made = make.gathering(organiser, form="hybrid", title="</script><b>x", access={"lift": {"answer": "yes", "text": ""}})
    html = client.page(f"/e/{made.public_id}").html
    (found,) = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', html)
    said = json.loads(found)
    assert said["name"] == "</script><b>x"
    assert said["eventStatus"] == "https://schema.org/EventScheduled"
    assert said["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in said["location"]] == ["Place", "VirtualLocation"]
    assert said["location"][0]["accessibilityFeature"] == ["elevator"]
    assert re.search(r"T\d\d:\d\d:\d\d\+0[12]:00$", said["startDate"])
    assert "Wim" not in found
    hidden = make.gathering(organiser, audience="members")
    assert "ld+json" not in client.log_in(organiser).page(f"/e/{hidden.public_id}").html


def test_schema_tells_of_cancelling_and_moving(client, make):
    cancelled = make.gathering(status="cancelled", cancel_note="Ziek.")
    moved = make.gathering(moved_from=hub_clock.now())
    assert "EventCancelled" in client.page(f"/e/{cancelled.public_id}").html
    html = client.page(f"/e/{moved.public_id}").html
    assert "EventRescheduled" in html
    assert "previousStartDate" in html


def test_each_feed_has_a_page_with_every_way_to_take_it(client):
    page = client.page("/agenda/abonneren/regio/drenthe")
    assert 'value="http://localhost/agenda/regio/drenthe.ics"' in page.html
    assert '<link rel="alternate" type="text/calendar"' in page.html
    links = page.links()
    assert links["Open in de agenda van dit apparaat"] == "webcal://localhost/agenda/regio/drenthe.ics"
    assert links["Zet in Google Agenda"].startswith("https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2F")
    assert links["Zet in Outlook.com"].startswith("https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2F")
    assert "Na 8 tot 24 uur" in page.text
    assert "Dan krijg je bericht" in page.text
    assert client.page("/agenda/abonneren/tag/intervisie").h1 == "Agenda: Intervisie"
    for path in ("regio/belgie", "tag/autisme"):
        client.page(f"/agenda/abonneren/{path}", status=404)
    assert client.get("/agenda/abonneren/alle").status_code == 200


def test_reads_do_not_grow_with_the_list(client, make, statements):
    member = make.member()
    client.log_in(member)

    def reads(path: str) -> int:
        client.page(path)
        with statements() as seen:
            client.page(path)
        return len(seen)

    paths = ("/agenda", f"/agenda/maand/{hub_clock.now().year}/{hub_clock.now().month}", "/agenda/mijn")
    for number in range(2):
        make.answer(make.gathering(starts_at=hub_clock.now() + timedelta(hours=number + 1)), member)
    few = [reads(path) for path in paths]
    for number in range(9):
        make.answer(make.gathering(starts_at=hub_clock.now() + timedelta(hours=number + 1)), member)
    assert [reads(path) for path in paths] == few
    assert max(few) <= 12


def test_reads_of_a_gathering_do_not_grow_with_its_programme_and_answers(client, make, statements):
    organiser = make.member()
    made = make.gathering(organiser)
    client.log_in(organiser)
    path = f"/e/{made.public_id}"

    def fill(count: int) -> int:
        for number in range(count):
            start = made.starts_at + timedelta(minutes=number)
            add_part(made, Part(f"Deel {number}", start, start + timedelta(minutes=1)), hub_clock.now())
            make.answer(made, make.member())
        db.session.commit()
        client.page(path)
        with statements() as seen:
            client.page(path)
        return len(seen)

    assert fill(2) == fill(9)
