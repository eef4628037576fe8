"""A whole session without scripts, through the front door: what each may do, see, keep, and what goes."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from hub.core import clock as hub_clock
from hub.core.db import db
from hub.intervision.actions.clearing import purge
from hub.intervision.models import Attendance, CommandSeen, Kept, RoomDraft, RoomEvent, Session
from hub.intervision.queries import log as logs
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.intervision.conftest import Table


def everything_said(session: Session) -> str:
    """Every word that the database holds of a room, opened."""
    found = [json.dumps([one.event.by, dict(one.event.data)]) for one in logs.logged_after(session, 0)]
    found += [row.text for row in db.session.scalars(sa.select(RoomDraft).where(RoomDraft.session_id == session.id))]
    return " ".join(found)


def test_four_go_through_the_whole_of_it(begun: Table) -> None:
    for name in ("noor", "ali", "sam", "bo"):
        begun.done(name, "checkin.set", value="3", word="rustig")
    assert "Noor: 3, rustig" not in begun.page("ali").text
    for name in ("noor", "ali", "sam", "bo"):
        begun.done(name, "phase.ready", ready="ja")
    assert "Noor: 3, rustig" in begun.page("ali").text
    begun.wait(10)
    assert begun.room.phase and begun.room.phase.key == "terugblik"
    begun.to("kiezen")
    begun.done("sam", "case.offer", title="Hoe zeg ik nee?")
    begun.done("bo", "case.vote", **{f"dots-{begun.who('sam')}": "2"})
    begun.on("noor")
    assert begun.room.owner == begun.who("sam")
    begun.done("sam", "item.post", text="Een vaste klant belt elke avond.")
    begun.on("noor")
    begun.wait(20)
    begun.done("bo", "item.post", text="Wat heb je al geprobeerd?")
    question = next(item.id for item in begun.room.items.values() if item.kind == "question")
    begun.done("sam", "question.answer", id=question, text="Niet opnemen.")
    assert "Niet opnemen." in begun.page("ali").text
    begun.on("noor")
    assert "In deze fase luister je" in begun.refused("sam", "item.post", text="Ja maar")
    assert "Ja maar" in begun.page("sam").html
    assert "Ja maar" not in begun.page("noor").html
    for _ in range(3):
        holder = next(name for name in ("noor", "ali", "bo") if begun.who(name) == begun.room.holder)
        begun.done(holder, "item.post", text=f"Ik waardeer je geduld, zegt {holder}.")
    begun.on("noor")
    begun.done("bo", "item.post", text="GEHEIM-KAART")
    assert all("GEHEIM-KAART" not in begun.page(name).html for name in ("noor", "ali", "sam"))
    assert "GEHEIM-KAART" in begun.page("bo").html
    begun.on("noor")
    assert all("GEHEIM-KAART" in begun.page(name).html for name in ("noor", "ali", "sam"))
    begun.done("sam", "item.post", text="Hoe bewaak ik mijn avond?")
    begun.on("noor")
    begun.done("ali", "item.post", text="Misschien een vaste beltijd.")
    begun.to("slot")
    pick = next(item.id for item in begun.room.items.values() if item.phase == "suggesties")
    begun.done("sam", "item.pick", ids_there="1", ids=pick)
    begun.to("stap")
    begun.done("sam", "item.post", text="Ik stel een beltijd voor.")
    begun.to("oogst")
    begun.done("ali", "item.post", text="Ik neem rust mee.")
    begun.done("ali", "note.private", text="Mijn eigen notitie.")
    begun.to("evaluatie")
    for name in ("noor", "ali", "sam"):
        begun.done(name, "eval.submit", values_there="4", **{f"values-{n}": "4" for n in range(4)})
    begun.done("noor", "room.end")
    assert begun.room.status == "closed"
    _what_is_kept(begun)


def _what_is_kept(table: Table) -> None:
    """Each keeps what is theirs; a day later nothing else is there."""
    after = f"/intervisie/{table.session.public_id}/daarna"
    sam, ali = table.browsers["sam"].page(after).text, table.browsers["ali"].page(after)
    assert "Ik stel een beltijd voor." in sam
    assert "Misschien een vaste beltijd." in sam
    assert "Een vaste klant belt elke avond." in sam
    assert "Ik neem rust mee." in ali.text
    assert "Mijn eigen notitie." in ali.html
    assert "Ik neem rust mee." not in sam
    assert "4.0" in sam
    assert "GEHEIM-KAART" in everything_said(table.session)
    table.hold(table.passed + timedelta(hours=25))
    purge(table.session.id, hub_clock.now())
    db.session.commit()
    left = everything_said(table.session)
    for words in ("GEHEIM", "beltijd", "klant", "Ja maar", "geduld", "Niet opnemen", "Hoe zeg ik nee"):
        assert words not in left
    kept = {one.text for one in db.session.scalars(sa.select(Kept))}
    assert "Mijn eigen notitie." in kept
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CommandSeen)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attendance)) == 4
    assert "Ik neem rust mee." in table.browsers["ali"].log_in(table.members["ali"]).page(after).text


def test_the_number_of_an_event_is_the_lock(begun: Table) -> None:
    log = logs.log_of(begun.session)
    first = next(logs.logged_after(begun.session, log.lsn - 1))
    logs.write(begun.session, first.lsn, first.epoch, first.event)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_what_was_sent_twice_is_done_once(begun: Table) -> None:
    begun.to("vraag")
    sent = {"once": "11111111-1111-4111-8111-111111111111", "text": "Een keer."}
    begun.done("sam", "item.post", **sent)
    begun.done("sam", "item.post", **sent)
    assert sum(item.text == "Een keer." for item in begun.room.items.values()) == 1


def test_words_are_encrypted_at_rest(begun: Table) -> None:
    begun.to("vraag")
    begun.done("sam", "item.post", text="KANARIE-IN-DE-KAMER")
    bodies = db.session.scalars(sa.select(RoomEvent.body_sealed)).all()
    assert bodies
    assert all(b"KANARIE" not in body for body in bodies)


def test_what_is_taken_back_leaves_the_log(begun: Table) -> None:
    begun.to("vraag")
    begun.done("sam", "item.post", text="DIT-TOCH-NIET")
    item = next(iter(one.id for one in begun.room.items.values() if one.kind == "statement"))
    begun.done("sam", "item.withdraw", id=item)
    assert "DIT-TOCH-NIET" not in everything_said(begun.session)


def test_an_owner_who_stops_leaves_nothing(begun: Table) -> None:
    begun.to("vraag")
    begun.done("sam", "item.post", text="VERHAAL-VAN-SAM")
    begun.to("helder")
    begun.wait(20)
    begun.done("bo", "item.draft", slot="helder:5", text="VRAAG-IN-DE-MAAK")
    begun.done("sam", "case.stop", delete="ja")
    assert "De inbrenger stopt. Dat is goed." in begun.page("bo").text
    assert "VERHAAL-VAN-SAM" not in begun.page("bo").html
    begun.wait(61)
    assert begun.room.phase and begun.room.phase.key == "uitchecken"
    left = everything_said(begun.session)
    assert "VERHAAL-VAN-SAM" not in left
    assert "VRAAG-IN-DE-MAAK" not in left


def test_who_is_not_in_the_circle_finds_no_room(begun: Table, make: Factories, browser: type[Critic]) -> None:
    stranger = browser(begun.app).log_in(make.member("Vreemd"))
    for path in (begun.path, begun.path.removesuffix("/kamer"), begun.path.replace("kamer", "gebeurtenissen?after=0")):
        assert stranger.get(path).status_code == 404


def test_events_are_there_for_who_has_no_line(begun: Table) -> None:
    frames = begun.browsers["bo"].get(begun.path.replace("kamer", "gebeurtenissen?after=0")).get_json()
    numbers = [frame["lsn"] for frame in frames]
    assert numbers == sorted(numbers)
    assert [frame["prev"] for frame in frames] == [0, *numbers[:-1]]


def test_a_late_one_waits_at_the_door_and_is_let_in_to_listen(table: Table) -> None:
    table.sit("noor", "ali", "sam")
    table.done("noor", "room.start")
    table.to("waarderen")
    table.sit("bo")
    assert "Je wacht bij de deur" in table.page("bo").text
    assert "vaste klant" not in table.page("bo").html
    table.done("sam", "member.admit", user=table.who("bo"), **{"as": "listener"})
    page = Page(table.browsers["bo"].get(table.path))
    assert "luistert mee" in page.text


def test_who_gives_up_at_the_door_is_not_let_in_later(table: Table) -> None:
    table.sit("noor", "ali", "sam")
    table.done("noor", "room.start")
    table.to("waarderen")
    table.sit("bo")
    assert table.room.seats[table.who("bo")].presence == "waiting"
    for name in ("noor", "ali", "sam"):
        logs.heard_of(table.session.id, table.members[name].id, hub_clock.now() + timedelta(days=1))
    db.session.commit()
    table.wait(6 * 60)
    assert table.room.seats[table.who("bo")].presence == "offline"
