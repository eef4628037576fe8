"""Around the room: two processes at once, a database that is away for a moment, time that passes, and the worker."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from hub.app import create_app
from hub.core import beat
from hub.core import clock as hub_clock
from hub.core.beat import round_of
from hub.core.db import db
from hub.intervision import socket as room_socket
from hub.intervision.actions import room as actions
from hub.intervision.actions.clearing import AFTER_THE_SERVER
from hub.intervision.models import RoomDraft, RoomEvent, RoomPresence, Session
from hub.intervision.queries import log as logs
from hub.intervision.rules.room import Command, Waits
from hub.members.models import Member
from hub.worker import run_once
from tests.conftest import NOON, settings_for
from tests.factories import Factories
from tests.intervision.conftest import Table

EACH = 15
WAITS = Waits(quiet_factor=0)


# --- two processes ----------------------------------------------------------------------------------------


@pytest.fixture
def two_apps(apart_app: Flask, tmp_path: Path) -> Iterator[tuple[Flask, Flask]]:
    """Two apps, each with its own pool and its own kept logs, on one database."""
    settings = apart_app.extensions["settings"]
    other = create_app(settings_for(settings.database_url, tmp_path))
    yield apart_app, other
    with other.app_context():
        db.engine.dispose()


def eight_at_a_table(app: Flask) -> tuple[int, list[int]]:
    """A room that runs in its second phase; its key and those of the eight."""
    with app.app_context():
        make = Factories()
        members = [make.member() for _ in range(8)]
        session = make.session(make.circle(*members[1:], hosts=(members[0],)), members[0], members[1])
        at = hub_clock.now()
        for member in members:
            say(session, member, "room.hello")
        say(session, members[0], "room.start")
        say(session, members[0], "phase.advance", to="next")
        actions.pass_time(session.id, at + timedelta(seconds=11))
        db.session.commit()
        return session.id, [member.id for member in members]


def say(session: Session, member: Member, kind: str, ident: str | None = None, **data: Any) -> actions.Ack:
    """One command now."""
    return actions.give(session, member, Command(kind, data), ident or str(uuid.uuid4()), hub_clock.now(), WAITS)


def talk(app: Flask, key: int, member_id: int, number: int, start: threading.Barrier) -> list[int]:
    """One person in one process who says many things; the numbers of the answers."""
    start.wait(60)
    numbers = []
    for turn in range(EACH):
        with app.app_context():
            session, member = db.session.get_one(Session, key), db.session.get_one(Member, member_id)
            kind, field = ("process.note", "text") if number == 0 else ("case.offer", "title")
            ack = say(session, member, kind, **{field: f"{member_id} zei {turn}"})
            assert ack.ok, ack
            numbers.append(ack.lsn)
            db.session.remove()
    return numbers


def test_two_processes_serve_one_room_at_once(two_apps: tuple[Flask, Flask]) -> None:
    """No number twice, none missing, nothing lost, and both have the same room."""
    key, members = eight_at_a_table(two_apps[0])
    talkers = [members[0], *members[2:]]  # the reserve leads if need be, and offers no question here
    start = threading.Barrier(len(talkers))
    with ThreadPoolExecutor(len(talkers)) as pool:
        said = [pool.submit(talk, two_apps[number % 2], key, member, number, start) for number, member in enumerate(talkers)]
        numbers = [one.result(120) for one in said]
    for mine in numbers:
        assert mine == sorted(set(mine))
    assert len({number for mine in numbers for number in mine}) == EACH * len(talkers)
    rooms = []
    for app in two_apps:
        with app.app_context():
            session = db.session.get_one(Session, key)
            found = list(logs.logged_after(session, 0))
            assert [one.lsn for one in found] == list(range(1, len(found) + 1))
            texts = [one.event.data.get("text") or one.event.data.get("title") for one in found]
            for member in talkers:
                assert [text for text in texts if text and text.startswith(f"{member} ")] == [
                    f"{member} zei {turn}" for turn in range(EACH)
                ]
            rooms.append(logs.log_of(session))
    assert rooms[0] == rooms[1]


def test_the_same_command_in_two_processes_at_once_is_done_once(two_apps: tuple[Flask, Flask]) -> None:
    key, members = eight_at_a_table(two_apps[0])
    start = threading.Barrier(6)

    def press(app: Flask, ident: str) -> actions.Ack:
        start.wait(60)
        with app.app_context():
            session, member = db.session.get_one(Session, key), db.session.get_one(Member, members[0])
            return say(session, member, "process.note", ident, text=f"Een keer {ident}")

    for _ in range(5):
        ident = str(uuid.uuid4())
        with ThreadPoolExecutor(6) as pool:
            acks = [one.result(120) for one in [pool.submit(press, two_apps[n % 2], ident) for n in range(6)]]
        assert len({ack.lsn for ack in acks}) == 1
        assert all(ack.ok for ack in acks)
        with two_apps[0].app_context():
            found = logs.logged_after(db.session.get_one(Session, key), 0)
            assert sum(one.event.data.get("text") == f"Een keer {ident}" for one in found) == 1


def test_one_process_sees_what_the_other_did(two_apps: tuple[Flask, Flask]) -> None:
    key, members = eight_at_a_table(two_apps[0])
    for number in range(6):
        with two_apps[number % 2].app_context():
            session, member = db.session.get_one(Session, key), db.session.get_one(Member, members[0])
            assert say(session, member, "process.note", text=f"Beurt {number}").ok
            assert [one["text"] for one in logs.log_of(session).room.process] == [f"Beurt {n}" for n in range(number + 1)]


def test_two_processes_tell_once_that_somebody_is_away(two_apps: tuple[Flask, Flask]) -> None:
    key, members = eight_at_a_table(two_apps[0])
    with two_apps[0].app_context():
        at = hub_clock.now()
        for member in members:
            logs.heard_of(key, member, at + timedelta(hours=1))
        logs.heard_of(key, members[3], at - timedelta(seconds=1))
        db.session.commit()
    start = threading.Barrier(4)

    def beats(app: Flask) -> bool:
        start.wait(60)
        return round_of(app)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(beats, two_apps * 2))
    with two_apps[0].app_context():
        found = logs.logged_after(db.session.get_one(Session, key), 0)
        assert [one.event.data["state"] for one in found if one.event.type == "member.presence"] == ["offline"]


def test_what_was_rolled_back_is_in_no_kept_log(begun: Table) -> None:
    """A process never believes what the database does not have."""
    before = logs.log_of(begun.session)
    noor = begun.members["noor"]
    command = Command("process.note", {"text": "Toch niet"})
    assert actions.given(begun.session.id, noor, command, str(uuid.uuid4()), hub_clock.now(), WAITS).ok
    db.session.rollback()
    db.session.info.pop("after_commit", None)
    assert logs.log_of(begun.session) == before
    begun.done("noor", "process.note", text="Wel")
    assert [one["text"] for one in begun.room.process] == ["Wel"]


# --- a database that is away ------------------------------------------------------------------------------


def cut(app: Flask) -> int:
    """End every connection of this app on the database's side, as a restart of the database does."""
    with app.app_context():
        engine = sa.create_engine(db.engine.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            ended = connection.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
            found = len(ended.all())
        engine.dispose()
    return found


def test_the_beat_goes_on_after_the_database_was_away(apart_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("the database is away")

    assert round_of(apart_app)
    with apart_app.app_context():
        db.engine.dispose()
        with monkeypatch.context() as patch:
            patch.setattr(db.engine.dialect, "connect", away)
            assert not round_of(apart_app)
            assert not round_of(apart_app)
    assert round_of(apart_app)


def test_the_beat_goes_on_after_its_connections_were_cut(apart_app: Flask) -> None:
    assert round_of(apart_app)
    assert cut(apart_app) >= 1
    assert round_of(apart_app)


def test_connections_cut_in_the_middle_of_a_beat_end_only_that_beat(apart_app: Flask) -> None:
    done: list[str] = []

    def cut_off() -> None:
        db.session.execute(sa.text("SELECT 1"))
        assert cut(apart_app) >= 1
        db.session.execute(sa.text("SELECT 1"))
        done.append("never")

    def other() -> None:
        db.session.execute(sa.text("SELECT 1"))
        done.append("other")

    apart_app.extensions["beats"] = (cut_off, other)
    assert not round_of(apart_app)
    assert done == ["other"]


def test_the_thread_of_the_beat_outlives_trouble(apart_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds, enough = [], threading.Event()

    def troubled() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise RuntimeError("not this time")
        if len(rounds) >= 3:
            enough.set()

    apart_app.extensions["beats"] = (troubled,)
    monkeypatch.setattr(beat, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(beat, "AFTER_TROUBLE_SECONDS", 0.01)
    stop = beat.start(apart_app)
    assert enough.wait(30)
    stop.set()


def test_a_room_that_cannot_be_opened_holds_up_no_other(begun: Table, make: Factories) -> None:
    members = [make.member() for _ in range(4)]
    broken = make.session(make.circle(*members[1:], hosts=(members[0],)), members[0], members[1])
    for member in members:
        say(broken, member, "room.hello")
    db.session.execute(sa.update(RoomEvent).where(RoomEvent.session_id == broken.id).values(body_sealed=b"kapot"))
    broken.due_at = hub_clock.now()
    db.session.commit()
    logs.kept().forget(broken.id)
    begun.done("noor", "phase.advance", to="next")
    begun.wait(10)
    assert begun.room.idx == 1


# --- time that passes -------------------------------------------------------------------------------------


def test_the_worker_leaves_a_room_to_the_server_that_is_heard(begun: Table) -> None:
    begun.done("noor", "phase.advance", to="next")
    begun.hold(begun.passed + timedelta(seconds=30))
    run_once(begun.app, hub_clock.now())
    assert begun.room.idx == 0
    begun.hold(begun.passed + timedelta(seconds=10) + AFTER_THE_SERVER)
    run_once(begun.app, hub_clock.now())
    assert begun.room.idx == 1


def test_a_room_that_everybody_left_stops_by_itself_and_is_wiped(begun: Table) -> None:
    begun.to("vraag")
    begun.done("sam", "item.post", text="VERHAAL-VAN-SAM")
    begun.done("bo", "item.draft", slot="vraag:4", text="HALF-AF")
    for seconds in (301, 61, 901):
        begun.wait(seconds)
    db.session.refresh(begun.session)
    assert begun.session.status == "stopped"
    assert begun.session.purge_at is not None
    begun.wait(25 * 3600)
    run_once(begun.app, hub_clock.now())
    db.session.refresh(begun.session)
    assert begun.session.status == "purged"
    for table in (RoomDraft, RoomPresence):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    said = str([logged.event for logged in logs.logged_after(begun.session, 0)])
    assert "VERHAAL-VAN-SAM" not in said


def test_a_session_is_wiped_once_however_many_workers_there_are(begun: Table) -> None:
    begun.to("evaluatie")
    begun.done("noor", "room.end")
    begun.hold(begun.passed + timedelta(hours=25))
    assert run_once(begun.app, hub_clock.now()) >= 1
    db.session.refresh(begun.session)
    first = begun.session.purged_at
    begun.hold(begun.passed + timedelta(hours=26))
    run_once(begun.app, hub_clock.now())
    db.session.refresh(begun.session)
    assert begun.session.purged_at == first


def test_a_minute_without_anybody_watching_makes_the_room_wait(begun: Table) -> None:
    begun.to("vraag")
    begun.hold(begun.passed + timedelta(minutes=5, seconds=25))
    assert round_of(begun.app)
    assert (begun.room.status, begun.room.why_paused) == ("paused", "restart")
    assert all(begun.room.is_here(begun.who(name)) for name in begun.members)
    assert "Er is niets kwijt." in begun.page("sam").text
    begun.done("noor", "room.resume")
    assert begun.room.status == "running"


def test_a_beat_in_time_makes_nobody_wait(begun: Table) -> None:
    begun.to("vraag")
    begun.wait(299)
    assert begun.room.status == "running"


def test_nothing_is_due_in_a_room_that_does_not_run(table: Table) -> None:
    table.wait(1)
    assert logs.due_rooms(hub_clock.now() + timedelta(days=1)) == []
    assert logs.abandoned(NOON + timedelta(days=1)) == []
    assert room_socket.here().places() == set()
