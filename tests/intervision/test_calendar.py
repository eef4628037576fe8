"""Sessions in the calendar of each member: discreet or rich, moved, cancelled, gone with the circle."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar, Event

from hub.agenda.actions.subscriptions import subscribe
from hub.circles import actions as circle_actions
from hub.circles.queries import place_in
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.intervision.actions import planning
from hub.intervision.models import Session
from hub.members.models import Member
from tests.conftest import NOON
from tests.critic import Critic
from tests.factories import Factories

SOON = NOON + timedelta(days=7)


def link_of(member: Member, *, rich: bool = False) -> str:
    """The path of a new subscription."""
    _, token = subscribe(member, "telefoon", rich, hub_clock.now())
    db.session.commit()
    return f"/agenda/mijn/{token}.ics"


def events_in(client: Critic, path: str) -> list[Event]:
    """The events of a calendar, read by an independent library."""
    response = client.get(path)
    assert response.status_code == 200
    return Calendar.from_ical(response.data).walk("VEVENT")


def only(client: Critic, path: str) -> Event:
    """The only event of a calendar."""
    (event,) = events_in(client, path)
    return event


@pytest.fixture
def noor(make: Factories, clock: object) -> Member:
    """Who hosts."""
    return make.member("Noor")


@pytest.fixture
def sam(make: Factories) -> Member:
    """Who takes part."""
    return make.member("Sam")


@pytest.fixture
def planned(make: Factories, noor: Member, sam: Member) -> Session:
    """A session in a week."""
    return make.session(make.circle(sam, hosts=(noor,)), noor, sam, starts_at=SOON)


def test_a_discreet_calendar_tells_when_and_nothing_else(client: Critic, planned: Session, sam: Member) -> None:
    path = link_of(sam)
    event = only(client, path)
    assert str(event["uid"]) == str(planned.uid)
    assert (event.start, event.end) == (SOON, SOON + timedelta(minutes=90))
    assert str(event["summary"]) == "Netwerk-afspraak"
    assert (event["status"], event["transp"]) == ("CONFIRMED", "OPAQUE")
    told = client.get(path).data.decode().lower()
    for word in ("intervisie", "grenzen", "kring", "online", "noor", "sam", "attendee", "organizer", "valarm"):
        assert word not in told


def test_the_address_in_it_leads_who_takes_part_to_the_session(client: Critic, planned: Session, sam: Member) -> None:
    path = str(only(client, link_of(sam))["url"]).removeprefix("http://localhost")
    assert client.get(path).location.startswith("/inloggen?next=")
    client.log_in(sam)
    assert client.get(path).location == f"/intervisie/{planned.public_id}"


def test_the_address_in_it_is_nothing_to_others(client: Critic, make: Factories, planned: Session) -> None:
    client.log_in(make.member("Vreemd"))
    assert client.get(f"/s/{planned.public_id}").status_code == 404


def test_a_rich_calendar_tells_which_series(client: Critic, planned: Session, sam: Member) -> None:
    event = only(client, link_of(sam, rich=True))
    assert str(event["summary"]) == "Intervisie: Grenzen stellen"
    assert str(event["location"]) == "Online"
    assert str(event["url"]) == f"http://localhost/intervisie/{planned.public_id}"
    assert "kamer" not in str(event["url"])


def test_a_question_or_a_name_is_in_no_calendar(client: Critic, planned: Session, noor: Member, sam: Member) -> None:
    planned.facilitator_id = planned.deputy_id = noor.id
    db.session.commit()
    planning.offer_case(planned, sam, "GEHEIME-VRAAG", hub_clock.now())
    db.session.commit()
    told = client.get(link_of(noor, rich=True)).data.decode()
    assert "GEHEIM" not in told
    assert "Sam" not in told


def test_moved_keeps_its_uid_and_goes_up(client: Critic, planned: Session, noor: Member, sam: Member) -> None:
    path = link_of(sam)
    before = only(client, path)
    tag = client.get(path).headers["ETag"]
    with hub_clock.at(NOON + timedelta(minutes=1)):
        planning.move(planned, noor, SOON + timedelta(days=1), hub_clock.now())
        db.session.commit()
        after = only(client, path)
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert str(after["uid"]) == str(before["uid"])
    assert after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt > before["last-modified"].dt
    assert after.start == SOON + timedelta(days=1)
    assert after.end - after.start == timedelta(minutes=90)


def test_cancelled_stays_and_says_so(client: Critic, planned: Session, noor: Member, sam: Member) -> None:
    path = link_of(sam)
    assert only(client, path)["status"] == "CONFIRMED"
    with hub_clock.at(NOON + timedelta(minutes=1)):
        planning.cancel(planned, noor, hub_clock.now())
        db.session.commit()
        event = only(client, path)
    assert (event["status"], event["sequence"], event.start) == ("CANCELLED", 1, SOON)


def test_nothing_changed_costs_nothing(client: Critic, planned: Session, sam: Member) -> None:
    path = link_of(sam)
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_who_rests_in_the_circle_sees_it_move_as_well(client: Critic, make: Factories, planned: Session, noor: Member) -> None:
    resting = make.member("Rust")
    make.circle_member(planned.series.circle, resting, state="paused")
    path = link_of(resting)
    assert only(client, path).start == SOON
    with hub_clock.at(NOON + timedelta(minutes=1)):
        planning.move(planned, noor, SOON + timedelta(days=1), hub_clock.now())
        db.session.commit()
        assert only(client, path).start == SOON + timedelta(days=1)


def test_who_leaves_the_circle_loses_its_sessions(client: Critic, planned: Session, sam: Member) -> None:
    path = link_of(sam)
    assert events_in(client, path)
    with hub_clock.at(NOON + timedelta(minutes=1)):
        place = place_in(planned.series.circle, sam)
        assert place is not None
        circle_actions.leave(place, hub_clock.now())
        db.session.commit()
        assert events_in(client, path) == []


def test_others_never_see_it(client: Critic, make: Factories, planned: Session) -> None:
    stranger = make.member("Vreemd")
    make.session(make.circle(make.member(), hosts=(stranger,)), starts_at=SOON + timedelta(days=2))
    assert [event.start for event in events_in(client, link_of(stranger))] == [SOON + timedelta(days=2)]


def test_it_stands_among_gatherings_by_time(client: Critic, make: Factories, planned: Session, sam: Member) -> None:
    for days in (6, 8):
        make.answer(make.gathering(title=f"Dag {days}", starts_at=NOON + timedelta(days=days)), sam)
    titles = [str(event["summary"]) for event in events_in(client, link_of(sam, rich=True))]
    assert titles == ["Dag 6", "Intervisie: Grenzen stellen", "Dag 8"]
