"""The real server, which can be killed and started again on the same database, and bare lines to it."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from wsproto import ConnectionType, WSConnection
from wsproto.events import BytesMessage, CloseConnection, RejectConnection, Request, TextMessage

from hub.app import create_app
from hub.config import read
from hub.core import clock, sessions
from hub.core.db import apart, db
from hub.core.ticket import ticket_for
from hub.intervision.queries import log as logs
from hub.intervision.queries.log import Log
from hub.members.models import Member
from tests import conftest as house
from tests.browser.conftest import free_port
from tests.factories import Factories

START_WITHIN = 90.0
ANSWER_WITHIN = 20.0
SHORT_WAITS = "announce=0.2,hold=0.2,line=0.4,quiet_factor=0"


class Server:
    """`hub.cli.serve` on a database; `app` is the same app here, for making facts."""

    def __init__(self, url: str, instance: Path) -> None:
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.settings = {
            "MODE": "test", "DATABASE_URL": url, "INSTANCE": str(instance), "PORT": str(self.port), "MOST_SOCKETS": "16",
            "ROOM_WAITS": SHORT_WAITS, "PUBLIC_BASE_URL": self.address,
            "CONTACT_PERSONS": "Noor Bakker <noor@peerhuis.example>", "TRUSTED_PERSON": "Hanneke Vos <hanneke@peerhuis.example>",
        }  # fmt: skip
        self.app: Flask = create_app(read(self.settings))
        self.log = house.ROOT / "build" / f"server-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        (house.ROOT / "build").mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                (sys.executable, "-m", "hub.cli.serve"), cwd=house.ROOT, env={**house.not_measured(), **self.settings},
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server ended"
            if self.status("/healthz") == 200:
                return
            threading.Event().wait(0.05)
        raise AssertionError("the server did not start in time")

    def status(self, path: str) -> int:
        """What a page answers; 0 if nobody does."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:  # not there yet, or not any more
            return 0
        finally:
            connection.close()

    def kill(self) -> None:
        """kill -9 of the server and every process it started."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)

    def stop(self) -> None:
        """Tell it to end, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def key_of(self, member: Member) -> str:
        """A session row as logging in makes it; the value of its cookie."""
        key, at = secrets.token_hex(16), clock.now()
        with apart() as session:
            session.add(
                sessions.BrowserSession(
                    key_hash=sessions.hashed(key), account=member.fs_uniquifier, device="Test", own_device=False,
                    data={"_user_id": member.fs_uniquifier, "_fresh": True, "fs_paa": at.timestamp()}, staff=False,
                    created_at=at, seen_at=at, ends_at=sessions.end_of(at, at, own_device=False, staff=False),
                )
            )  # fmt: skip
        return key


@contextmanager
def serving(server: str, template: str, instance: Path) -> Iterator[Server]:
    """A server on a clone of the template, and an application context for making facts."""
    with house.cloned(server, template) as url:
        found = Server(url, instance)
        try:
            found.start()
            with found.app.app_context():
                yield found
                db.session.remove()
        finally:
            found.stop()
            with found.app.app_context():
                db.engine.dispose()


class Refused(Exception):
    """The server did not let the line in."""


class Closed(Exception):
    """The line is closed."""


class Bare:
    """A line without any library above the frames: it can send what no browser would."""

    def __init__(self, server: Server, key: str, ticket: str = "", origin: str | None = "", *, asks: bool = True) -> None:
        headers = [(b"Cookie", f"sid={key}".encode())]
        if origin is not None:
            headers.append((b"Origin", (origin or server.address).encode()))
        self.frames: list[dict[str, Any]] = []
        self.acks: dict[int, Any] = {}
        self.number, self.inbox, self.part, self.accepted, self.closed = 0, deque[str](), "", False, False
        self.socket = socket.create_connection(("localhost", server.port))
        self.ws = WSConnection(ConnectionType.CLIENT)
        target = "/socket.io/?EIO=4&transport=websocket"
        self.socket.sendall(self.ws.send(Request(f"localhost:{server.port}", target, extra_headers=headers)))
        if asks:
            self._come_in(ticket)

    def _come_in(self, ticket: str) -> None:
        try:
            assert self.receive()[0] == "0"
            self.send("40" + json.dumps({"ticket": ticket}))
            welcome = self.receive()
        except Closed as closed:
            self.close()
            raise Refused("by http") from closed
        if not welcome.startswith("40"):
            self.close()
            raise Refused(welcome)

    def send(self, frame: str | bytes) -> None:
        """One frame, as it is. Raises Closed."""
        message = TextMessage(frame) if isinstance(frame, str) else BytesMessage(frame)
        self.raw(self.ws.send(message))

    def raw(self, sent: bytes) -> None:
        """Bytes, as they are. Raises Closed."""
        try:
            self.socket.sendall(sent)
        except OSError as error:
            raise Closed from error

    def receive(self, within: float = ANSWER_WITHIN) -> str:
        """The next thing that is not a ping, which is answered. Raises Closed and TimeoutError."""
        until = time.monotonic() + within
        while True:
            while self.inbox:
                got = self.inbox.popleft()
                if got != "2":
                    return got
                self.send("3")
            if self.closed:
                raise Closed
            self._read(until - time.monotonic())

    def _read(self, within: float) -> None:
        self.socket.settimeout(max(within, 0.001))
        try:
            data = self.socket.recv(65_536)
        except TimeoutError:
            raise
        except OSError:
            data = b""
        if not data:
            self.closed = True
            return
        self.ws.receive_data(data)
        for event in self.ws.events():
            if isinstance(event, TextMessage):
                self.part += event.data
                if event.message_finished:
                    self.inbox.append(self.part)
                    self.part = ""
            elif isinstance(event, CloseConnection | RejectConnection):
                self.closed = True

    def emit(self, event: str, *sent: Any, within: float = ANSWER_WITHIN) -> Any:
        """Say something; the answer. What comes in the meantime is kept. Raises Closed when the line is cut."""
        self.number += 1
        self.send(f"42{self.number}{json.dumps([event, *sent])}")
        until = time.monotonic() + within
        while self.number not in self.acks:
            self._take(self.receive(until - time.monotonic()))
        return self.acks.pop(self.number)

    def listen(self, until: str, within: float = ANSWER_WITHIN) -> dict[str, Any]:
        """Wait until an event of this type comes."""
        end = time.monotonic() + within
        while not any(one["type"] == until for one in self.frames):
            self._take(self.receive(end - time.monotonic()))
        return next(one for one in self.frames if one["type"] == until)

    def is_closed_within(self, seconds: float) -> bool:
        """Whether the server hangs up in that time."""
        try:
            while True:
                self._take(self.receive(seconds))
        except Closed:
            self.close()
            return True
        except TimeoutError:
            return False

    def _take(self, got: str) -> None:
        if got.startswith("43"):
            number, _, rest = got[2:].partition("[")
            self.acks[int(number)] = json.loads(f"[{rest}")[0]
        elif got.startswith("42"):
            name, frame = json.loads(got[2:])
            assert name == "evt"
            self.frames.append(frame)

    def close(self) -> None:
        """Hang up, without a word."""
        self.closed = True
        self.socket.close()


class Room:
    """A circle of four with a session that begins now, in the database of a server, and how they come in."""

    def __init__(self, server: Server) -> None:
        make = Factories()
        self.server = server
        self.members = {name.lower(): make.member(name) for name in ("Noor", "Ali", "Sam", "Bo")}
        others = (self.members["ali"], self.members["sam"], self.members["bo"])
        self.circle = make.circle(*others, hosts=(self.members["noor"],))
        self.session = make.session(self.circle, self.members["noor"], self.members["ali"])
        self.keys = {name: server.key_of(member) for name, member in self.members.items()}

    def ticket(self, name: str) -> str:
        """The ticket that the room's page gives one of them."""
        return ticket_for(self.members[name].public_id, self.session.public_id)

    def bare(self, name: str) -> Bare:
        """A line of one of them, on which nothing was said yet."""
        return Bare(self.server, self.keys[name], self.ticket(name))

    def line(self, name: str) -> Bare:
        """A line of one of them, which came in."""
        found = self.bare(name)
        assert self.hello(found)["ok"]
        return found

    def hello(self, line: Bare, last: int | None = None) -> dict[str, Any]:
        """Come in over this line."""
        answer: dict[str, Any] = line.emit("hello", {"v": 1, "room": self.session.public_id, "last_lsn": last})
        return answer

    def envelope(self, kind: str, data: dict[str, Any], ident: str | None = None) -> dict[str, Any]:
        """A command as it is sent."""
        return {
            "v": 1,
            "room": self.session.public_id,
            "id": ident or str(uuid.uuid4()),
            "epoch": None,
            "type": kind,
            "data": data,
        }

    def log(self) -> Log:
        """The room as the database has it."""
        db.session.rollback()
        logs.kept().forget(self.session.id)
        return logs.log_of(self.session)
