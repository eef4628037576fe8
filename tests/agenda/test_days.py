"""Gatherings of whole days: in rules, forms, pages and calendars, on days of 23, 24 and 25 hours."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import recurring_ical_events
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from hub.agenda.actions import gatherings as actions
from hub.agenda.actions.gatherings import Place, When
from hub.agenda.actions.programme import Part, add_part
from hub.agenda.models import Gathering
from hub.agenda.rules import days, kinds, moments
from hub.core import clock as hub_clock
from hub.core.clock import AMSTERDAM
from hub.core.db import db
from tests.agenda.conftest import events_in, titles_in
from tests.agenda.test_making import NEW, PLACE, made_by, moving, refusal, told
from tests.critic import Page

ALL = "/agenda/alle.ics"
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2037, 1, 1))
WHOLE = {**NEW, "whole_day": "y", "begins": "", "ends": ""}


def whole(make, first: date, last: date | None = None, organiser=None, **other) -> Gathering:
    """A gathering of whole days."""
    starts_at, ends_at = days.span_of(first, last or first)
    return make.gathering(organiser, starts_at=starts_at, ends_at=ends_at, whole_day=True, **other)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 12, 4), 24)])
def test_a_day_is_as_long_as_it_is(day, hours):
    starts_at, ends_at = days.span_of(day, day)
    assert ends_at - starts_at == timedelta(hours=hours)
    assert days.days_of(When(starts_at, ends_at, True)) == (day, day)


@given(DAYS, st.integers(0, 13))
def test_days_come_back_as_they_went_in(first, more):
    last = first + timedelta(days=more)
    starts_at, ends_at = days.span_of(first, last)
    assert days.days_of(When(starts_at, ends_at, True)) == (first, last)
    assert moments.local_time(starts_at) == moments.local_time(ends_at) == time()
    assert days.why_not_days(first, last) is None


@given(DAYS)
def test_days_that_follow_each_other_leave_no_gap(day):
    assert days.span_of(day, day)[1] == days.span_of(day + timedelta(days=1), day + timedelta(days=1))[0]


@given(st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)), st.integers(-400, 400))
def test_days_on_the_clock_says_the_same_or_that_hour_does_not_exist(moment, number):
    later = days.days_on(moment, number)
    local_there = later.astimezone(AMSTERDAM)
    assert local_there.date() == moments.local_day(moment) + timedelta(days=number)
    if moments.moment_of(local_there.date(), moments.local_time(moment)) is not None:
        assert moments.local_time(later) == moments.local_time(moment)
    assert days.days_on(moment, 0) == moment


def test_fourteen_days_are_fourteen_days_also_when_one_is_longer():
    first = AUTUMN - timedelta(days=13)
    starts_at, ends_at = days.span_of(first, AUTUMN)
    assert ends_at - starts_at == timedelta(days=14, hours=1)
    assert days.why_not_days(first, AUTUMN) is None
    assert days.why_not_days(first, AUTUMN + timedelta(days=1)) == moments.TOO_LONG
    assert days.why_not_days(AUTUMN, first) == days.LAST_BEFORE_FIRST


@pytest.mark.parametrize(
    ("day", "last", "starts_at", "ends_at"),
    [
        ("2026-12-04", "", local(2026, 12, 4), local(2026, 12, 5)),
        ("2026-12-04", "2026-12-06", local(2026, 12, 4), local(2026, 12, 7)),
        ("2027-03-28", "", local(2027, 3, 28), local(2027, 3, 29)),
        ("2027-10-31", "2027-10-31", local(2027, 10, 31), local(2027, 11, 1)),
        ("2027-10-18", "2027-10-31", local(2027, 10, 18), local(2027, 11, 1)),
    ],
)
def test_a_whole_day_is_made_without_times(client, make, clock, day, last, starts_at, ends_at):
    organiser = make.member()
    made_at = client.log_in(organiser).send("/agenda/nieuw", {**WHOLE, "day": day, "last_day": last})
    made = made_by(organiser)
    assert made_at.location == f"/e/{made.public_id}/plek"
    assert (made.starts_at, made.ends_at, made.whole_day) == (starts_at, ends_at, True)
    fields = client.page(f"/e/{made.public_id}/verplaatsen").forms()[-1]["fields"]
    assert (fields["day"], fields["begins"], fields["ends"], fields["whole_day"]) == (day, "", "", "y")
    assert fields["last_day"] == ("" if last in ("", day) else last)


def test_times_beside_a_whole_day_do_not_count(client, make, clock):
    organiser = make.member()
    client.log_in(organiser).send("/agenda/nieuw", {**WHOLE, "begins": "25:00", "ends": "09:00"})
    assert (made_by(organiser).starts_at, made_by(organiser).ends_at) == (local(2026, 12, 4), local(2026, 12, 5))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": ""}, "Kies een dag"),
        ({"last_day": "2026-12-03"}, "De laatste dag is eerder dan de eerste dag"),
        ({"last_day": "2026-12-18"}, "hooguit 14 dagen"),
        ({"day": "2026-11-24"}, "Deze dag is al begonnen"),
        ({"day": "2026-11-20"}, "Deze dag is al begonnen"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(client, make, clock, fields, sentence):
    client.log_in(make.member())
    response = client.send("/agenda/nieuw", {**WHOLE, **fields})
    assert sentence in refusal(response)
    assert Page(response).forms()[-1]["fields"]["whole_day"] == "y"
    assert db.session.query(Gathering).count() == 0


def test_without_the_tick_times_are_asked_for(client, make, clock):
    client.log_in(make.member())
    text = refusal(client.send("/agenda/nieuw", {**NEW, "title": "", "begins": "", "ends": ""}))
    for sentence in ("Schrijf een titel", "Vul in hoe laat het begint", "Vul in hoe laat het klaar is"):
        assert sentence in text


def test_every_page_says_days_and_no_times(client, browser, app, make, clock):
    organiser = make.member()
    one = whole(make, date(2026, 11, 27), organiser=organiser, title="Stiltedag")
    three = whole(make, date(2026, 12, 4), date(2026, 12, 6), organiser=organiser, title="Weekend")
    client.log_in(organiser)
    for made in (one, three):
        make.answer(made, organiser)
    said = "vrijdag 27 november 2026, de hele dag"
    span = "van vrijdag 4 december 2026 tot en met zondag 6 december 2026"
    for part in ("", "/antwoord", "/afzeggen", "/verwijderen", "/programma/nieuw", "/openen"):
        for made, words in ((one, said), (three, span)):
            text = client.page(f"/e/{made.public_id}{part}").text
            assert (words in text) == (part != "/openen"), part
            assert "0 uur" not in text
    listed = client.page("/agenda").text
    for words in ("De hele dag Jij komt Stiltedag", "De hele dag, tot en met zondag 6 december 2026 Jij komt Weekend"):
        assert words in listed
    month = client.page("/agenda/maand/2026/12")
    assert month.html.count("Weekend<") == 3
    home = client.page("/").text
    assert "Vrijdag 27 november, de hele dag" in home
    assert "Vrijdag 4 december, de hele dag, tot en met zondag 6 december 2026" in home
    visitor = browser(app)
    assert "Vrijdag 27 november, de hele dag" in visitor.page("/").text
    for text in (listed, month.text, home, visitor.page("/agenda").text):
        assert "0 uur" not in text


def test_on_its_second_day_it_is_still_there(client, make, clock):
    member = make.member()
    make.answer(whole(make, date(2026, 11, 23), date(2026, 11, 25), title="Weekend"), member)
    assert "Vandaag, de hele dag, tot en met woensdag 25 november 2026" in client.log_in(member).page("/").text
    assert "Weekend" in client.page("/agenda").text
    with clock.at(local(2026, 11, 26)):
        assert "Weekend" not in client.page("/agenda").text


@pytest.mark.parametrize(
    ("first", "last", "begin", "end"),
    [
        (date(2026, 12, 4), date(2026, 12, 4), "20261204", "20261205"),
        (SPRING, SPRING, "20270328", "20270329"),
        (AUTUMN, AUTUMN, "20271031", "20271101"),
        (AUTUMN - timedelta(days=1), AUTUMN + timedelta(days=1), "20271030", "20271102"),
        (date(2026, 12, 31), date(2027, 1, 1), "20261231", "20270102"),
    ],
)
def test_calendars_get_days_and_the_day_after_the_last(client, make, clock, first, last, begin, end):
    made = whole(make, first, last, title="Stiltedag")
    for path in (ALL, f"/e/{made.public_id}/event.ics"):
        data = client.get(path).data
        event = data[data.index(b"BEGIN:VEVENT") :]
        assert f"\r\nDTSTART;VALUE=DATE:{begin}\r\nDTEND;VALUE=DATE:{end}\r\n".encode() in event
        assert b"\r\nTRANSP:TRANSPARENT\r\n" in event
        assert b"TZID" not in event
    calendar = client.get(ALL).data
    assert vobject.readOne(calendar.decode()).vevent.dtstart.value == first
    read = recurring_ical_events.of(Calendar.from_ical(calendar))
    on = [first + timedelta(days=number) for number in range(-1, (last - first).days + 2)]
    assert [len(read.at(day)) for day in on] == [0, *[1] * (len(on) - 2), 0]


def test_golden_entry_of_a_whole_day(client, make, clock):
    made = whole(
        make,
        AUTUMN,
        title="Stiltedag",
        source="Stil.",
        address_for="coming",
        latitude=52.51,
        longitude=6.09,
        changed_at=datetime(2026, 3, 2, 8, 15, 30, tzinfo=UTC),
    )
    data = client.get(ALL).data
    page = f"http://localhost/e/{made.public_id}"
    description = f"DESCRIPTION:Stil.\\nHet adres is alleen voor wie ja of misschien zegt.\\n{page}"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{made.uid}",
        "DTSTAMP:20260302T081530Z",
        "LAST-MODIFIED:20260302T081530Z",
        "SEQUENCE:0",
        "DTSTART;VALUE=DATE:20271031",
        "DTEND;VALUE=DATE:20271101",
        "SUMMARY:Stiltedag",
        description[:74],
        f" {description[74:]}",
        "LOCATION:Zwolle",
        f"URL:{page}",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "CLASS:PUBLIC",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    assert data[data.index(b"BEGIN:VEVENT") :].decode() == "\r\n".join(lines)


def test_whole_days_stand_among_others_by_their_midnight(client, make, clock):
    make.gathering(title="avond", starts_at=local(2026, 12, 3, 20))
    whole(make, date(2026, 12, 4), title="dag")
    make.gathering(title="nacht", starts_at=local(2026, 12, 4, 0, 30))
    assert titles_in(client.get(ALL)) == ["avond", "dag", "nacht"]


def test_search_engines_get_days(client, make, clock):
    made = whole(make, date(2026, 12, 4), date(2026, 12, 6), moved_from=local(2026, 12, 1), moved_from_whole_day=True)
    page = client.page(f"/e/{made.public_id}")
    said = json.loads(re.search(r'ld\+json" nonce="[^"]+">(.*?)</script>', page.html)[1])
    assert (said["startDate"], said["endDate"], said["previousStartDate"]) == ("2026-12-04", "2026-12-06", "2026-12-01")
    assert "Het was eerst dinsdag 1 december 2026." in page.text


def test_from_hours_to_a_whole_day_and_back(client, make, clock):
    organiser, comer = make.member(), make.member()
    made = make.gathering(organiser)
    make.answer(made, comer)
    path, start = f"/e/{made.public_id}/verplaatsen", made.starts_at
    client.log_in(organiser)
    check = Page(client.send(path, moving(made, day="2026-12-04", whole_day="y")))
    assert "vrijdag 4 december 2026, 12 uur tot 14 uur" in check.text
    assert "vrijdag 4 december 2026, de hele dag" in check.text
    fields = check.forms()[-1]["fields"]
    assert client.post(path, data={**fields, "_zeker": "1"}).location == f"/e/{made.public_id}"
    moved = made_by(organiser)
    assert (moved.whole_day, moved.sequence, moved.moved_from, moved.moved_from_whole_day) == (True, 1, start, False)
    assert told() == [(comer.id, kinds.MOVED.name)]
    assert "Het was eerst vrijdag 4 december 2026, 12 uur." in client.page(f"/e/{made.public_id}").text
    check = Page(client.send(path, {"whole_day": [], "begins": "13:00", "ends": "15:00"}))
    fields = check.forms()[-1]["fields"]
    assert "whole_day" not in fields
    client.post(path, data={**fields, "_zeker": "1"})
    moved = made_by(organiser)
    assert (moved.whole_day, moved.sequence, moved.starts_at) == (False, 2, local(2026, 12, 4, 13))
    assert "Het was eerst vrijdag 4 december 2026." in client.page(f"/e/{made.public_id}").text
    (event,) = events_in(client.get(ALL))
    assert event.start == local(2026, 12, 4, 13)


def test_only_the_tick_is_a_change_that_is_seen(client, make, clock):
    organiser, comer = make.member(), make.member()
    starts_at, ends_at = days.span_of(date(2026, 12, 4), date(2026, 12, 4))
    made = make.gathering(organiser, starts_at=starts_at, ends_at=ends_at)
    make.answer(made, comer)
    before, mark = client.get(ALL), comer.calendar_changed_at
    place = Place("place", made.venue, made.street, made.town, made.province, address_for="everybody")
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert actions.move(made, When(starts_at, ends_at, True), place, hub_clock.now())
        db.session.commit()
        assert client.get(ALL).headers["ETag"] != before.headers["ETag"]
    assert (made.sequence, made.changed_at > before.last_modified, comer.calendar_changed_at > mark) == (1, True, True)
    assert told() == [(comer.id, kinds.MOVED.name)]


def test_another_place_leaves_a_whole_day_whole(client, make, clock):
    organiser = make.member()
    made = whole(make, date(2026, 12, 4), organiser=organiser, audience="only_me")
    client.log_in(organiser).send(f"/e/{made.public_id}/plek", PLACE)
    assert (made_by(organiser).whole_day, made_by(organiser).town) == (True, "Deventer")


def test_a_programme_within_whole_days_says_on_which_one(client, make, clock):
    organiser = make.member()
    made = whole(make, date(2026, 12, 4), date(2026, 12, 5), organiser=organiser)
    base = f"/e/{made.public_id}/programma"
    client.log_in(organiser)
    first = client.page(f"{base}/nieuw").forms()[-1]["fields"]
    assert (first["day"], first["begins"]) == ("2026-12-04", "")
    for day in ("2026-12-04", "2026-12-05"):
        assert client.send(f"{base}/nieuw", {"title": f"Eten {day}", "day": day, "begins": "12:00", "ends": "13:00"}).location
    outside = client.send(f"{base}/nieuw", {"title": "Nog eens", "day": "2026-12-06", "begins": "12:00", "ends": "13:00"})
    assert "valt buiten de bijeenkomst" in refusal(outside)
    for path in (base, f"/e/{made.public_id}"):
        text = client.page(path).text
        assert "vrijdag 4 december 2026, 12 uur tot 13 uur" in text
        assert "zaterdag 5 december 2026, 12 uur tot 13 uur" in text


@pytest.mark.parametrize(("was", "will"), [(AUTUMN, AUTUMN + timedelta(days=7)), (SPRING - timedelta(days=7), SPRING)])
def test_a_programme_keeps_its_clock_times_over_a_clock_change(make, clock, was, will):
    made = whole(make, was)
    midnight, after = days.span_of(was, was)
    for begin, end in ((local(was.year, was.month, was.day, 10), local(was.year, was.month, was.day, 12)), (midnight, after)):
        add_part(made, Part("Deel", begin, end), hub_clock.now())
    add_part(
        made,
        Part("Nacht", days.days_on(midnight, 0) + timedelta(hours=2, minutes=30), local(was.year, was.month, was.day, 3, 10)),
        hub_clock.now(),
    )
    place = Place("place", made.venue, made.street, made.town, made.province)
    actions.move(made, When(*days.span_of(will, will), True), place, hub_clock.now())
    db.session.commit()
    parts = {(one.title, moments.local_time(one.starts_at)): one for one in made.programme}
    ten = parts["Deel", time(10)]
    assert (moments.local_day(ten.starts_at), moments.local_time(ten.ends_at)) == (will, time(12))
    assert all(made.starts_at <= one.starts_at < one.ends_at <= made.ends_at for one in made.programme)
    assert (parts["Deel", time()].starts_at, parts["Deel", time()].ends_at) == days.span_of(will, will)
