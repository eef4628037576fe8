"""The meeting of three: one proposes, the other says yes, and both calendars have it, as calendar apps read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask
from sqlalchemy import select

from hub.contacts import actions as contacts
from hub.core.db import db
from hub.members.actions import suspend
from hub.members.models import Member
from hub.referrals.models import Meeting
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.referrals.conftest import CANARY, MOMENT, Own, People, later, path_of, referrals, told, work

Browse = Callable[[Member], Critic]
STARTS = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def accepted(people: People, make: Factories) -> str:
    """Wim accepted; the path."""
    return path_of(make.accepted(people.sanne, people.wim, people.fatima, question=CANARY))


def plan(people: People, browse: Browse, path: str, **other: str) -> None:
    """Wim proposes, Sanne says yes."""
    assert browse(people.wim).send(path + "/gesprek", {**MOMENT, **other}).location == path
    assert browse(people.sanne).press(path, path + "/gesprek/ja").location == path


def meeting() -> Meeting:
    """The one there is, as it is now."""
    db.session.expire_all()
    return db.session.scalars(select(Meeting)).one()


def test_proposing_and_saying_yes(people: People, browse: Browse, accepted: str, client: Critic) -> None:
    wims, sannes = browse(people.wim), browse(people.sanne)
    own = Own(client, people.sanne)
    assert "Plan een gesprek over de klant van Sanne." in wims.page("/").text
    assert wims.send(accepted + "/gesprek", MOMENT).location == accepted
    assert own.events() == []
    assert "Jouw voorstel" in wims.page(accepted).text
    assert "Plan een gesprek" not in wims.page("/").text
    assert told(people.sanne) == ["referral-accepted", "referral-meeting"]
    assert "Er is een moment voorgesteld" in sannes.page("/").text
    page = sannes.page(accepted).text
    assert "Wim stelt een moment voor het gesprek voor." in page
    assert "vrijdag 4 december 2026, 10 uur tot 11 uur" in page
    assert "Buurthuis De Schakel" in page
    sannes.press(accepted, accepted + "/gesprek/ja")
    assert told(people.wim) == ["referral-meeting"]
    assert "Je hebt ja gezegd op het voorstel." in sannes.page(accepted).text
    assert "Er is een moment" not in sannes.page("/").text
    assert meeting().state == "set"
    assert referrals()[0].expires_at == STARTS + timedelta(hours=1, days=7)


def test_both_calendars_have_it_discreet_or_rich(people: People, browse: Browse, accepted: str, client: Critic) -> None:
    sober, rich, other = Own(client, people.sanne), Own(client, people.wim, rich=True), Own(client, people.fatima, rich=True)
    plan(people, browse, accepted)
    (one,), (two,) = sober.events(), rich.events()
    assert one["uid"] == two["uid"] == str(meeting().uid)
    assert (one["summary"], two["summary"]) == ("Netwerk-afspraak", "Kennismaking bij een doorverwijzing")
    assert one.start == two.start == STARTS
    assert one.end == STARTS + timedelta(hours=1)
    assert "location" not in one
    assert two["location"] == "Buurthuis De Schakel, Kade 3"
    assert (int(one["sequence"]), one["status"], one["transp"]) == (0, "CONFIRMED", "OPAQUE")
    assert one["url"] == two["url"] == f"http://localhost{accepted}"
    assert other.events() == []
    for feed in (sober, rich):
        data = client.get(feed.path).data
        for secret in (CANARY, "Sanne", "Wim", "Coaching", "Utrecht", "ATTENDEE", "ORGANIZER"):
            assert secret.encode() not in data


def test_it_stands_among_gatherings_by_start(
    people: People, browse: Browse, accepted: str, client: Critic, make: Factories
) -> None:
    for days, title in ((3, "Eerder"), (20, "Later")):
        make.gathering(people.sanne, title=title, starts_at=NOON + timedelta(days=days))
    own = Own(client, people.sanne, rich=True)
    plan(people, browse, accepted)
    assert [str(one["summary"]) for one in own.events()] == ["Eerder", "Kennismaking bij een doorverwijzing", "Later"]


def test_either_may_propose_and_the_other_is_asked(people: People, browse: Browse, accepted: str) -> None:
    wims, sannes = browse(people.wim), browse(people.sanne)
    sannes.send(accepted + "/gesprek", MOMENT)
    assert "Er is een moment voorgesteld" in wims.page("/").text
    assert "Er is een moment voorgesteld" not in sannes.page("/").text
    wims.press(accepted, accepted + "/gesprek/ja")
    assert "over een klant" not in wims.page("/").text
    with later(STARTS + timedelta(hours=2)):
        wims.log_in(people.wim)
        wims.send(accepted + "/afronden")
        assert "klant" not in wims.page("/").text


def test_moving_keeps_the_old_moment_until_the_yes(people: People, browse: Browse, accepted: str, client: Critic) -> None:
    own = Own(client, people.wim, rich=True)
    plan(people, browse, accepted)
    (before,) = own.events()
    with later(NOON + timedelta(hours=1)):
        assert browse(people.sanne).send(
            accepted + "/gesprek", {**MOMENT, "day": "2026-12-11", "form": "online", "place": "https://overleg.example/a"}
        )
        assert own.events()[0].start == STARTS
        assert "Jij hebt een ander moment voorgesteld" in browse(people.sanne).page(accepted).text
        browse(people.wim).press(accepted, accepted + "/gesprek/ja")
        response = client.get(own.path)
        (after,) = own.events()
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) == int(before["sequence"]) + 1
    assert after.start == STARTS + timedelta(days=7)
    assert after["location"] == "Online"
    assert b"overleg.example" not in response.data
    assert parsedate_to_datetime(response.headers["Last-Modified"]) == NOON + timedelta(hours=1)
    assert after["last-modified"].dt == NOON + timedelta(hours=1)


def test_calling_off_and_planning_again(people: People, browse: Browse, accepted: str, client: Critic) -> None:
    own = Own(client, people.sanne, rich=True)
    plan(people, browse, accepted)
    wims = browse(people.wim)
    assert "Buurthuis De Schakel" in wims.page(accepted + "/gesprek/afzeggen").text
    assert wims.send(accepted + "/gesprek/afzeggen").location == accepted
    (event,) = own.events()
    assert (event["status"], int(event["sequence"]), event["transp"]) == ("CANCELLED", 1, "TRANSPARENT")
    assert event["summary"] == "Vervallen: Kennismaking bij een doorverwijzing"
    assert "location" not in event
    assert meeting().place == ""
    assert "afgezegd" in browse(people.sanne).page(accepted).text
    assert wims.get(accepted + "/gesprek/afzeggen").location == accepted
    plan(people, browse, accepted, day="2026-12-18")
    (event,) = own.events()
    assert (event["status"], int(event["sequence"]), event["uid"]) == ("CONFIRMED", 2, str(meeting().uid))


def test_a_proposal_can_be_taken_away(people: People, browse: Browse, accepted: str) -> None:
    wims = browse(people.wim)
    wims.send(accepted + "/gesprek", MOMENT)
    wims.send(accepted + "/gesprek/afzeggen")
    db.session.expire_all()
    assert db.session.scalars(select(Meeting)).all() == []
    assert "Stel een moment voor" in wims.page(accepted).text


def test_a_yes_is_to_the_proposal_that_was_read(people: People, browse: Browse, accepted: str) -> None:
    wims, sannes = browse(people.wim), browse(people.sanne)
    wims.send(accepted + "/gesprek", MOMENT)
    form = next(one for one in sannes.page(accepted).forms() if one["action"].endswith("/ja"))
    wims.send(accepted + "/gesprek", {**MOMENT, "day": "2026-12-05"})
    for proposal in (form["fields"]["proposal"], "", "-1", "²", "9" * 30):
        sannes.post(form["action"], data={**form["fields"], "proposal": proposal})
        assert "Dit voorstel is er niet meer." in sannes.page(accepted).html
    assert meeting().state == "none"
    token = wims.page(accepted).forms()[0]["fields"]["csrf_token"]
    wims.post(form["action"], data={"csrf_token": token, "proposal": "2"})
    assert "Dit is je eigen voorstel." in wims.page(accepted).html
    assert meeting().state == "none"


def test_a_yes_that_comes_too_late(people: People, browse: Browse, accepted: str) -> None:
    browse(people.wim).send(accepted + "/gesprek", MOMENT)
    with later(STARTS + timedelta(minutes=1)):
        sannes = browse(people.sanne)
        sannes.press(accepted, accepted + "/gesprek/ja")
        assert "Dit moment is al voorbij." in sannes.page(accepted).html
    assert meeting().state == "none"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": ""}, "Kies een dag."),
        ({"day": "2026-11-23"}, "Dit moment is al voorbij."),
        ({"day": "2027-11-23"}, "Kies een dag binnen een half jaar."),
        ({"day": "2099-99-99"}, "Vul een dag in"),
        ({"day": "2027-03-28", "begins": "02:30", "ends": "04:00"}, "Dit uur bestaat niet."),
        ({"day": "2027-03-28", "begins": "01:30", "ends": "02:30"}, "Dit uur bestaat niet."),
        ({"begins": "25:00"}, "Vul een tijd in"),
        ({"ends": "10:00"}, "Het einde moet na het begin zijn."),
        ({"ends": "18:30"}, "Een gesprek duurt hooguit 8 uur."),
        ({"form": "maan"}, "Kies een van de mogelijkheden."),
        ({"place": ""}, "Schrijf waar jullie elkaar zien"),
        ({"place": "x" * 201}, "1 tekens te lang"),
        ({"place": "Bij de klant, bel 06-12345678"}, "telefoonnummer"),
        ({"place": "klant@voorbeeld.nl"}, "e-mailadres"),
    ],
)
def test_a_moment_that_cannot_be(people: People, browse: Browse, accepted: str, typed: dict[str, str], sentence: str) -> None:
    answer = browse(people.wim).send(accepted + "/gesprek", {**MOMENT, **typed})
    assert answer.status_code == 422
    assert sentence in Page(answer).text
    assert db.session.scalars(select(Meeting)).all() == []


def test_giving_back_cancels_it_in_both_calendars(
    people: People, browse: Browse, accepted: str, client: Critic, app: Flask
) -> None:
    owns = [Own(client, people.sanne), Own(client, people.wim)]
    plan(people, browse, accepted)
    browse(people.wim).send(accepted + "/teruggeven", {"why": "fit"})
    for own in owns:
        (event,) = own.events()
        assert (event["status"], int(event["sequence"])) == ("CANCELLED", 1)
        assert event["url"] == "http://localhost/doorverwijzen"
    assert meeting().referral_id is None
    with later(STARTS + timedelta(days=29)):
        work(app)
        assert len(owns[0].events()) == 1
    with later(STARTS + timedelta(days=30)):
        work(app)
        assert owns[0].events() == owns[1].events() == []
        assert parsedate_to_datetime(client.get(owns[0].path).headers["Last-Modified"]) == STARTS + timedelta(days=30)
    assert db.session.scalars(select(Meeting)).all() == []


def test_a_block_or_a_suspension_takes_it_out_at_once(people: People, browse: Browse, accepted: str, client: Critic) -> None:
    own = Own(client, people.sanne)
    plan(people, browse, accepted)
    assert len(own.events()) == 1
    contacts.block(people.wim, people.sanne, NOON)
    db.session.commit()
    assert own.events() == []
    contacts.unblock(people.wim, people.sanne, NOON)
    suspend(people.wim, NOON)
    db.session.commit()
    with later(NOON + timedelta(minutes=20)):  # the mark of the other's calendar is not touched: a quarter of an hour at most
        assert own.events() == []


def test_nothing_is_planned_before_and_after(people: People, browse: Browse, make: Factories) -> None:
    made = make.referral(people.sanne, people.wim)
    for verb in ("/gesprek", "/gesprek/afzeggen", "/afronden"):
        assert browse(people.sanne).get(path_of(made) + verb).location == path_of(made)
        assert browse(people.wim).get(path_of(made) + verb).status_code == 404
