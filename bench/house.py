"""A house to measure: a database of its own with the demo and seeded gatherings, and the real server on it."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from bench import crowd
from hub import config
from hub.agenda.actions.marks import mark_public
from hub.agenda.actions.subscriptions import subscribe
from hub.agenda.models import Gathering
from hub.app import create_app
from hub.core import clock, embedded, sessions
from hub.core.db import apart, db
from hub.core.html import rendered
from hub.demo import fill
from hub.members.models import Member
from tests import conftest as house

ROOT = house.ROOT
INSTANCE = ROOT / "instance" / "bench"
SEEDED, SEED = 500, 20261124
START_SECONDS = 20
TOWNS = (("Zwolle", "overijssel"), ("Utrecht", "utrecht"), ("Groningen", "groningen"), ("Breda", "noord-brabant"))
TEXT = "We lopen een rustige ronde.\n\nDaarna is er thee. **Stil meelopen mag ook.**"


@dataclass
class Answer:
    """What came back, and how long it took."""

    status: int
    body: bytes
    headers: dict[str, str]
    seconds: float


@dataclass
class Client:
    """One browser on one line that stays open; the same for what is measured and for what it is measured by."""

    port: int

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def get(self, path: str, **extra: str) -> Answer:
        """Ask once; once more on a new line when the server had closed a quiet one. Connecting is not counted."""
        try:
            return self._get(path, extra)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.line.close()
            return self._get(path, extra)

    def _get(self, path: str, extra: dict[str, str]) -> Answer:
        if self.line.sock is None:
            self.line.connect()
        wanted = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "none", **extra}
        began = time.perf_counter()
        self.line.request("GET", path, headers=wanted)
        response = self.line.getresponse()
        body = response.read()
        seconds = time.perf_counter() - began
        return Answer(response.status, body, {name.lower(): value for name, value in response.getheaders()}, seconds)

    def close(self) -> None:
        """Let the line go: the server closes it itself when it is quiet for long."""
        self.line.close()


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(url: str, port: int) -> dict[str, str]:
    """The settings of a server here; everything else as `make run` has it."""
    return {"MODE": "development", "DATABASE_URL": url, "INSTANCE": str(INSTANCE), "HOST": "127.0.0.1", "PORT": str(port)}


@contextmanager
def database() -> Iterator[str]:
    """URL of a fresh, migrated database; dropped afterwards."""
    server = os.environ.get("TEST_DATABASE_URL", "") or embedded.start(INSTANCE, durable=False)
    name = f"bench_{uuid.uuid4().hex[:12]}"
    with house.maintenance(server) as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    try:
        house.migrate(house.on(server, name), INSTANCE)
        yield house.on(server, name)
    finally:
        with house.maintenance(server) as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@contextmanager
def served(module: str, settings: dict[str, str], path: str) -> Iterator[None]:
    """That server as a process of its own, until `path` answers; it ends with us, however we end."""
    hears, ours = os.pipe()
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / f"{module}.log").open("wb") as log:
        process = subprocess.Popen(
            (sys.executable, "-m", module, f"--lifeline={hears}"), cwd=ROOT, env={**_plain(), **settings},
            stdout=log, stderr=log, pass_fds=(hears,),
        )  # fmt: skip
        os.close(hears)
        try:
            _wait_for(int(settings["PORT"]), path, process, Path(log.name))
            yield
        finally:
            process.terminate()
            process.wait(30)
            os.close(ours)


def _plain() -> dict[str, str]:
    """The environment without settings of the house: what somebody has set for `make run` is not measured."""
    ours = set(config.Settings.__dataclass_fields__)
    return {name: value for name, value in os.environ.items() if name.lower() not in ours}


def _wait_for(port: int, path: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        client = Client(port)
        try:
            if client.get(path).status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            client.close()
    sys.exit(f"De server startte niet. Zie {log}.")


def filled(url: str, port: int) -> Flask:
    """The app on that database, with the demo, the seeded gatherings and the crowd in it."""
    app = create_app(config.read(environment(url, port)))
    with app.app_context():
        assert fill.once(clock.now())
        seed()
        crowd.seed(clock.now())
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))
    return app


def seed() -> None:
    """Open gatherings over half a year, the same at every run."""
    chance, at = random.Random(SEED), clock.now()
    organisers = db.session.scalars(members().order_by(Member.id)).all()
    for number in range(SEEDED):
        day = at + timedelta(days=chance.randrange(1, 180))
        begins = day.replace(hour=chance.randrange(8, 20), minute=0, second=0, microsecond=0)
        town, province = chance.choice(TOWNS)
        made = at - timedelta(days=3)
        db.session.add(
            Gathering(
                address_for="everybody",
                uid=uuid.UUID(int=chance.getrandbits(128), version=4), sequence=0, title=f"Wandelen en bijpraten {number}",
                source=TEXT, html=rendered(TEXT), starts_at=begins, ends_at=begins + timedelta(hours=2), form="place",
                venue="Buurthuis De Schakel", street=f"Kade {number}", town=town, province=province,
                organiser_id=chance.choice(organisers).id, created_at=made, changed_at=made, audience="public",
            )
        )  # fmt: skip
    mark_public(at)
    db.session.commit()


def members() -> sa.Select[tuple[Member]]:
    """Whoever is in."""
    return sa.select(Member).where(Member.state == "member", Member.active, Member.is_partner.is_(False))


def change_one(app: Flask, public_id: str) -> None:
    """One gathering changes, as saving another text would: its own mark and that of the public feeds."""
    with app.app_context():
        at = clock.now()
        one = db.session.scalars(sa.select(Gathering).where(Gathering.public_id == public_id)).one()
        one.sequence, one.changed_at = one.sequence + 1, at
        mark_public(at)
        db.session.commit()


def own_feed(app: Flask, email: str) -> str:
    """The address of a new calendar subscription of a member."""
    with app.app_context():
        member = db.session.scalars(sa.select(Member).where(Member.email == email)).one()
        _, token = subscribe(member, "meten", False, clock.now())
        db.session.commit()
    return f"/agenda/mijn/{token}.ics"


def log_in(app: Flask, email: str) -> str:
    """The cookie of a member: a session row as logging in makes it."""
    key, at = os.urandom(16).hex(), clock.now()
    with app.app_context():
        member = db.session.scalars(sa.select(Member).where(Member.email == email)).one()
        with apart() as session:
            session.add(
                sessions.BrowserSession(
                    key_hash=sessions.hashed(key), account=member.fs_uniquifier, device="Bench", own_device=False,
                    data={"_user_id": member.fs_uniquifier, "_fresh": True, "fs_paa": at.timestamp()}, staff=member.is_staff,
                    created_at=at, seen_at=at, ends_at=sessions.end_of(at, at, False, member.is_staff),
                )
            )  # fmt: skip
    return key
