"""The made-up network: filled once, refused where it may not be, with ways in that work."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.circles.models import Circle, CircleMember
from hub.circles.queries import has_host
from hub.contacts.models import ContactRequest, Message
from hub.core import clock
from hub.core.db import db
from hub.core.mail import OutboxMail
from hub.core.personal import findings
from hub.demo import gatherings, passing, people
from hub.exchange.models import Assignment
from hub.intervision.models import Session
from hub.intervision.queries.log import log_of
from hub.joining.models import Application, Invitation
from hub.members.models import Block, Member
from hub.members.queries import by_address
from hub.notices.queries import due_letters
from hub.profiles.models import Experience, ProfileValue
from hub.referrals.models import Meeting, Referral
from tests.critic import Critic
from tests.demo.conftest import run

LINK = re.compile(r"^    http://localhost(/inloggen/link/\S+)$", re.M)


def members() -> int:
    return db.session.scalar(select(func.count()).select_from(Member)) or 0


def test_the_people_are_many_and_of_every_kind():
    everybody = people.everybody()
    assert len(everybody) >= 24
    assert len({one.key for one in everybody}) == len(everybody)
    assert {lived.kind for one in everybody for lived in one.experiences} == {
        "autisme",
        "hoogbegaafdheid",
        "lichamelijke-beperking",
        "ggz",
        "andere-neurodiversiteit",
        "armoede",
    }
    assert {one.capacity[0] for one in everybody} == {"room", "limited", "full"}
    assert [one for one in everybody if one.paused]
    assert [one for one in everybody if {"public", "contacts"} <= {lived.seen for lived in one.experiences}]


def test_filling_twice_makes_it_once(demo_app: Flask, said: str):
    before = members()
    again = run(demo_app)
    assert members() == before >= 24
    assert LINK.findall(again) != LINK.findall(said)


def test_every_way_in_works_once(demo_app: Flask, said: str):
    paths = LINK.findall(said)
    assert len(paths) >= 5
    assert "Bezoeker" in said
    for path in paths:
        browser = Critic(demo_app)
        entered = browser.send(path)
        assert entered.status_code == 303
        assert "Dag " in browser.page("/").h1
        assert "Dag " not in Critic(demo_app).page("/").h1
        assert Critic(demo_app).get(path).status_code == 404


def test_nobody_has_an_address_that_mail_can_reach(said: str):
    addresses = db.session.scalars(select(Member.email)).all()
    assert addresses
    assert {address.rpartition("@")[2] for address in addresses} == {"peerhuis.example"}


def test_nobody_has_a_password(said: str):
    assert set(db.session.scalars(select(Member.password)).all()) == {None}


def test_history_is_in_the_past(said: str):
    newest = db.session.scalar(select(func.max(Member.created_at)))
    assert newest is not None
    assert newest < clock.now()


def test_a_database_of_ones_own_stays_empty_without_asking(app: Flask):
    done = app.test_cli_runner().invoke(args=["hub", "demo"])
    assert done.exit_code == 1
    assert "mag niet in deze database" in done.output
    assert members() == 0


def test_it_is_whole_or_not_there(empty_app: Flask, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(gatherings, "make_all", fail)
        assert empty_app.test_cli_runner().invoke(args=["hub", "demo"]).exit_code == 1
    db.session.rollback()
    assert members() == 0
    assert "Sanne de Wit" in run(empty_app)


def test_no_way_in_is_printed_for_an_address_that_others_reach(empty_app: Flask):
    settings = empty_app.extensions["settings"]
    empty_app.extensions["settings"] = replace(settings, public_base_url="https://proef.peerhuis.example")
    assert run(empty_app).strip() == ""
    assert members() >= 24


def test_no_pile_of_old_letters_waits(said: str):
    waiting = db.session.scalars(select(OutboxMail).where(OutboxMail.state == "waiting")).all()
    assert waiting == []
    assert not due_letters(clock.now())


def test_something_waits_for_the_first_person(demo_app: Flask, said: str):
    browser = Critic(demo_app)
    browser.send(LINK.findall(said)[0])
    text = browser.page("/").text
    assert "Bart Lemmens vraagt om contact." in text
    assert "Je intervisie 'Grenzen stellen' is open." in text
    assert "Je bent uitgenodigd voor de kring Training aan gemeenten." in text
    assert "Intervisie: een klant die niet terugbelt" in text


def test_circles_have_an_agreement_a_host_and_somebody_who_thinks_about_it(said: str):
    circles = db.session.scalars(select(Circle)).all()
    assert len(circles) == 3
    for circle in circles:
        assert circle.agreement.html.startswith("<ul>")
        assert has_host(circle)
    states = set(db.session.scalars(select(CircleMember.state)).all())
    assert states == {"member", "invited", "paused"}


def test_who_is_on_the_way_in(said: str):
    states = db.session.scalars(select(Application.state)).all()
    assert sorted(states) == ["asked", "waiting", "welcomed"]
    assert db.session.scalars(select(Invitation.used_at)).all() == [None]


def test_contacts_wait_talk_and_were_let_be(said: str):
    states = set(db.session.scalars(select(ContactRequest.state)).all())
    assert states == {"sent", "accepted", "let_be"}
    assert db.session.scalar(select(func.count()).select_from(Message)) >= 8
    assert db.session.scalar(select(func.count()).select_from(Block)) == 1


def test_clients_were_passed_on_in_every_way(demo_app: Flask, said: str):
    states = db.session.scalars(select(Referral.state)).all()
    assert sorted(states) == ["accepted", "given_back", "open", "withdrawn"]
    assert db.session.scalars(select(Meeting.state)).all() == ["set"]
    sanne, wim, *_ = LINK.findall(said)
    browser = came_in(demo_app, sanne)
    waiting = browser.page("/doorverwijzen").links()["Iemand die meegaat naar gesprekken, Utrecht"]
    assert "Ik wil dit aannemen" in browser.page(waiting).text
    path = came_in(demo_app, wim).page("/doorverwijzen").links()["Hulp bij werk of een eigen bedrijf, Gelderland"]
    assert "Buurthuis De Schakel" in browser.page(path).text
    client = db.session.scalars(select(Referral).where(Referral.state == "withdrawn")).one()
    assert (client.question, client.kind, client.code_hash) == ("", None, None)


def test_what_was_passed_on_could_have_been_typed(said: str):
    for asked in (passing.WAITS, passing.PLANNED, passing.CAME_BACK, passing.TAKEN_BACK):
        assert findings(asked.question) == findings(asked.avoid) == []


def test_one_experience_is_for_everybody_and_one_for_contacts(demo_app: Flask, said: str):
    wim = by_address("wim@peerhuis.example")
    assert wim is not None
    path = f"/leden/{wim.public_id}"
    sanne, _, tessa, *_ = LINK.findall(said)
    for browser, ggz in ((came_in(demo_app, sanne), True), (came_in(demo_app, tessa), False), (Critic(demo_app), False)):
        text = browser.page(path).text
        assert "lichamelijke beperking" in text
        assert ("ggz" in text) is ggz


def came_in(app: Flask, path: str) -> Critic:
    """A browser that followed a way in."""
    browser = Critic(app)
    assert browser.send(path).status_code == 303
    return browser


def test_each_shown_experience_has_a_running_yes(said: str):
    experiences = db.session.scalars(select(Experience)).all()
    assert len(experiences) >= 24
    for one in experiences:
        assert (one.shown_consent is not None) == (one.audience != "only_me")
    assert {one.audience for one in experiences} == {"public", "members", "chosen", "only_me"}


def test_somebody_is_full_and_somebody_rests(said: str):
    full = select(func.count()).where(ProfileValue.field == "capacity", ProfileValue.text == "full")
    assert db.session.scalar(full) == 2
    assert db.session.scalar(select(func.count()).where(Member.paused_at.is_not(None))) == 1


def test_work_is_paid_swapped_and_for_nothing(demo_app: Flask, said: str):
    states = dict(db.session.execute(select(Assignment.pay, Assignment.state).where(Assignment.pay.is_not(None))).all())
    assert states == {"paid": "open", "swap": "under_way", "volunteer": "open"}
    sanne, wim, _, joost, *_ = LINK.findall(said)
    browser = came_in(demo_app, sanne)
    assert "Er is een opdracht die bij je past." in browser.page("/seintjes").text
    page = browser.page(browser.page("/opdrachten").links()["Meedenken over een rustige wachtruimte"])
    assert "Op je profiel staat de ervaring autisme." in page.text
    assert "heeft 2 reacties" in came_in(demo_app, wim).page("/").text
    browser = came_in(demo_app, joost)
    agreed = browser.page(browser.page("/opdrachten/van-mij").links()["Teksten voor mijn site, in ruil voor begeleiding"])
    assert "Lotte van Rijn" in agreed.text
    assert "Een van jullie zegt het hier als het klaar is." in agreed.text


def test_the_partner_is_no_member(said: str):
    carla = by_address("carla@peerhuis.example")
    assert carla is not None
    assert carla.is_partner
    assert not carla.is_member


def test_intervision_was_is_and_comes(demo_app: Flask, said: str):
    """One session that was, wiped but for what people keep; one in the middle of a phase; one with questions to come."""
    sessions = db.session.scalars(select(Session).order_by(Session.starts_at)).all()
    assert [one.status for one in sessions] == ["purged", "running", "planned"]
    was, now, coming = sessions
    sanne = came_in(demo_app, LINK.findall(said)[0])
    assert "Ik zeg aan het begin hoe laat ik stop." in sanne.page(f"/intervisie/{was.public_id}/daarna").text
    room = sanne.page(f"/intervisie/{now.public_id}/kamer").text
    assert "Nu: Verduidelijken" in room
    assert "Dan belt hij nog een keer." in room
    assert "Weet hij tot hoe laat jij werkt?" in room
    assert "Mag ik een opdracht halverwege teruggeven?" in sanne.page(f"/intervisie/{coming.public_id}").text
    log = log_of(now)
    assert log.room.why_paused == ""
    assert len(log.room.present) == 5
