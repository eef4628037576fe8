"""The agenda's rules: local time, programme, window, access, and who may what."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.agenda.rules import access, answering, changing, clients, links, moments, programme, subscribing, window, wording
from hub.core.clock import AMSTERDAM

AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Meeting:
    """A gathering without a database."""

    status: str = "confirmed"
    audience: str = "members"
    form: str = "place"
    venue: str = "De Schakel"
    street: str = "Kade 3"
    town: str = "Zwolle"
    starts_at: datetime = AT + timedelta(days=3)
    ends_at: datetime = AT + timedelta(days=3, hours=2)
    places: int | None = None
    organiser_id: int | None = 1
    link: str = "https://meet.example/1"
    whole_day: bool = False
    address_for: str = "everybody"
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Item:
    """A part of a programme without a database."""

    starts_at: datetime
    ends_at: datetime
    title: str = "Iets"
    municipality: str = ""
    about: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Given:
    answer: str


def item(begin: int, end: int, title: str = "Iets", municipality: str = "") -> Item:
    """From minute to minute after AT."""
    return Item(AT + timedelta(minutes=begin), AT + timedelta(minutes=end), title, municipality)


def test_a_local_time_in_winter_and_summer():
    assert moments.moment_of(date(2026, 1, 5), time(10)) == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert moments.moment_of(date(2026, 7, 5), time(10)) == datetime(2026, 7, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize("at", [time(2), time(2, 30), time(2, 59)])
def test_the_hour_that_is_skipped_in_spring_does_not_exist(at):
    assert moments.moment_of(date(2026, 3, 29), at) is None


def test_of_the_hour_that_comes_twice_in_autumn_the_first_is_meant():
    assert moments.moment_of(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2037, 1, 1)))
def test_a_local_time_comes_back_or_does_not_exist(local):
    moment = moments.moment_of(local.date(), local.time())
    if moment is None:
        assert local.month == 3
        assert local.hour == 2
    else:
        assert (moments.local_day(moment), moments.local_time(moment)) == (local.date(), local.time())


def test_an_end_comes_after_the_begin_and_not_weeks_later():
    assert moments.why_not_between(AT, AT) == moments.BACKWARDS
    assert moments.why_not_between(AT, AT + timedelta(days=15)) == moments.TOO_LONG
    assert moments.why_not_between(AT, AT + timedelta(days=14)) is None


def test_what_overlaps_stands_in_one_slot_in_the_order_given():
    items = [item(0, 5, "Welkom"), item(60, 150, "A"), item(60, 105, "B"), item(105, 150, "B"), item(150, 180, "Lunch")]
    slots = programme.laid_out(items)
    assert [[offer.item.title for offer in slot.offers] for slot in slots] == [["Welkom"], ["A", "B"], ["Lunch"]]
    choice = slots[1]
    assert choice.parallel
    assert not slots[0].parallel
    assert (choice.starts_at, choice.ends_at) == (AT + timedelta(minutes=60), AT + timedelta(minutes=150))
    assert [offer.minutes for offer in choice.offers] == [90, 45]
    assert choice.offers[1].times == (AT + timedelta(minutes=60), AT + timedelta(minutes=105))


def test_items_that_only_touch_are_no_choice():
    first, second, third = item(0, 10), item(10, 20), item(5, 15)
    assert not programme.is_choice(first, [first, second])
    assert programme.is_choice(first, [first, second, third])


def test_a_part_stays_within_its_gathering():
    whole = item(0, 60)
    assert programme.why_not_within(whole, item(0, 60)) is None
    assert programme.why_not_within(whole, item(-1, 10)) == programme.OUTSIDE
    assert programme.why_not_within(whole, item(50, 61)) == programme.OUTSIDE


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 120)), max_size=12))
def test_every_item_is_laid_out_once_and_slots_do_not_overlap(pairs):
    items = [item(begin, begin + length, str(number)) for number, (begin, length) in enumerate(pairs)]
    slots = programme.laid_out(items)
    shown = [offer.item.title for slot in slots for offer in slot.offers]
    assert sorted(shown) == sorted(one.title for one in items)
    for one, following in itertools.pairwise(slots):
        assert one.ends_at <= following.starts_at


def test_the_window_is_whole_dutch_days():
    found = window.window_on(date(2026, 11, 24))
    assert found.first == datetime(2026, 9, 25, tzinfo=AMSTERDAM)
    assert found.first_cancelled == datetime(2026, 10, 25, tzinfo=AMSTERDAM)
    assert found.end == datetime(2028, 5, 25, tzinfo=AMSTERDAM)


@given(
    st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2029, 1, 1)).map(lambda d: d.replace(tzinfo=UTC)),
    st.booleans(),
)
def test_a_gathering_goes_out_at_the_very_midnight_the_window_moves_past_it(starts_at, cancelled):
    gone = window.gone_since(starts_at, cancelled)
    day = moments.local_day(gone)
    after, before = window.window_on(day), window.window_on(day - timedelta(days=1))
    first = (lambda one: one.first_cancelled) if cancelled else (lambda one: one.first)
    assert first(before) <= starts_at < first(after)


@given(st.dates(min_value=date(2025, 1, 1), max_value=date(2030, 1, 1)), st.integers(-30, 30))
def test_months_on_keeps_the_day_or_takes_the_last(day, months):
    found = window.months_on(day, months)
    assert found.day == day.day or (found + timedelta(days=1)).day == 1
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months


def test_a_gathering_comes_in_eighteen_months_ahead():
    assert window.shown_since(datetime(2028, 5, 24, 10, tzinfo=UTC)) == datetime(2026, 11, 24, tzinfo=AMSTERDAM)


def test_access_in_one_line_leaves_out_what_nobody_knows():
    stored = {
        "lift": {"answer": "no", "text": ""},
        "quiet_room": {"answer": "yes", "text": "zaal 2"},
        "toilet": {"answer": "unknown", "text": ""},
        "parking": {"answer": "unknown", "text": "vraag het"},
    }
    line = access.in_one_line(stored)
    assert line == "Toegankelijkheid: Lift: nee; Rustruimte: ja (zaal 2); Parkeren dichtbij: nog niet bekend (vraag het)."
    assert access.in_one_line({}) == ""
    assert access.features(stored) == ["quietRoom"]


def test_links_take_the_form_each_app_wants():
    found = links.links_for("https://peerhuis.example/agenda/alle.ics", "Peerhuis: Alle & meer")
    assert found.webcal == "webcal://peerhuis.example/agenda/alle.ics"
    assert found.google.endswith("?cid=webcal%3A%2F%2Fpeerhuis.example%2Fagenda%2Falle.ics")
    assert "url=https%3A%2F%2Fpeerhuis.example%2Fagenda%2Falle.ics&name=Peerhuis%3A%20Alle%20%26%20meer" in found.outlook


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Google-Calendar-Importer", "Google Agenda"),
        ("iOS/17.1 (21B74) dataaccessd/1.0", "Apple Agenda"),
        ("Microsoft Office/16.0", "Outlook"),
        ("Mozilla/5.0 (X11; rv:115.0) Gecko/20100101 Thunderbird/115", "Thunderbird"),
        ("ICSx5/2.2.1", "ICSx5"),
        ("Mozilla/5.0 Firefox/130", "een webbrowser"),
        ("", "een andere agenda-app"),
    ],
)
def test_a_client_is_named_by_its_kind_alone(said, kind):
    assert clients.kind_of_client(said) == kind


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"status": "cancelled"}, answering.CANCELLED),
        ({"audience": "only_me"}, answering.NOT_OPEN),
        ({"ends_at": AT}, answering.OVER),
    ],
)
def test_when_one_can_answer(changes, reason):
    assert answering.why_not_answer(replace(Meeting(), **changes), AT) == reason
    assert answering.why_not_yes(replace(Meeting(), **changes), 100, AT) == reason


def test_the_last_place_and_the_one_after_it():
    meeting = Meeting(places=3)
    assert answering.why_not_yes(meeting, 2, AT) is None
    assert answering.why_not_yes(meeting, 3, AT) == answering.FULL
    assert answering.places_left(meeting, 5) == 0
    assert answering.places_left(Meeting(), 5) is None


@pytest.mark.parametrize(
    ("meeting", "given", "member", "reason"),
    [
        (Meeting(), Given("yes"), 2, None),
        (Meeting(), Given("maybe"), 2, None),
        (Meeting(), Given("no"), 2, answering.SAY_FIRST),
        (Meeting(), None, 2, answering.SAY_FIRST),
        (Meeting(), None, 1, None),
        (Meeting(link=""), Given("yes"), 2, answering.NO_LINK_YET),
        (Meeting(status="cancelled"), Given("yes"), 2, answering.CANCELLED),
    ],
)
def test_who_may_go_to_the_meeting_online(meeting, given, member, reason):
    assert answering.why_not_join(meeting, given, member) == reason


def test_what_an_organiser_may_do_and_when():
    fresh = Meeting(audience="only_me")
    assert changing.why_not_open(fresh, "members", AT) is None
    assert changing.why_not_open(replace(fresh, town=""), "members", AT) == changing.NO_PLACE
    assert changing.why_not_open(replace(fresh, town="", form="online"), "members", AT) is None
    assert changing.why_not_open(fresh, "only_me", AT) == changing.CLOSED_AGAIN
    assert changing.why_not_open(replace(fresh, starts_at=AT), "public", AT) == changing.STARTS_BEFORE
    today = replace(fresh, starts_at=AT - timedelta(hours=12), ends_at=AT + timedelta(hours=12), whole_day=True)
    assert changing.why_not_open(today, "public", AT) == changing.DAY_BEGAN
    assert changing.why_not_open(replace(today, audience="members"), "public", AT) is None
    assert changing.why_not_open(replace(fresh, status="cancelled"), "public", AT) == changing.CANCELLED
    assert changing.why_not_cancel(fresh, AT) == changing.NOT_OPEN
    assert changing.why_not_cancel(Meeting(), AT) is None
    assert changing.why_not_change(replace(fresh, ends_at=AT), AT) == changing.OVER
    assert changing.why_not_move(Meeting(), Meeting(starts_at=AT), AT) == changing.STARTS_BEFORE
    assert changing.why_not_move(Meeting(), today, AT) == changing.DAY_BEGAN
    assert changing.why_not_move(Meeting(ends_at=AT), Meeting(), AT) == changing.OVER
    assert changing.why_not_move(Meeting(), Meeting(starts_at=AT + timedelta(days=1)), AT) is None
    assert changing.why_not_move(today, today, AT) is None
    assert changing.why_not_reopen(Meeting(), AT) == changing.NOT_CANCELLED
    assert changing.why_not_reopen(Meeting(status="cancelled", ends_at=AT), AT) == changing.OVER
    assert changing.why_not_reopen(Meeting(status="cancelled"), AT) is None
    assert changing.why_not_limit(3, 4) == changing.FEWER_PLACES
    assert changing.why_not_limit(None, 4) is None
    assert changing.why_not_remove(Meeting(), 1) == changing.SOMEBODY_ANSWERED
    assert changing.why_not_remove(Meeting(), 0) is None


def test_ten_subscriptions_are_enough():
    assert subscribing.why_not_subscribe(9) is None
    assert subscribing.why_not_subscribe(10) == subscribing.TOO_MANY


def test_one_badge_says_what_matters_most():
    assert wording.status_of(Meeting(status="cancelled", places=1), 1, "yes") == ("stopped", "Gaat niet door")
    assert wording.status_of(Meeting(places=1), 1, "yes") == ("done", "Jij komt")
    assert wording.status_of(Meeting(places=1), 1, "no") == ("full", "Vol")
    assert wording.status_of(Meeting(), 1, None) is None
    assert wording.days_until(AT + timedelta(hours=13), AT) == 1
