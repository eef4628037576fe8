"""Websockets: one server, the same doors as pages, nobody in without a live session (R-SIO-01…09).

`async_mode="threading"` for now, websocket only, exact origins (docs/decisions/0004). What is said is said to
`member-<id>` of those who may hear it at that moment. Every event names its door, and asks it anew: the session's row
is read each time, and a line whose session ended is closed within two seconds.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from flask import Flask, current_app, request, session
from flask_socketio import ConnectionRefusedError, SocketIO, join_room
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from hub.config import Settings
from hub.core import clock, ticket
from hub.core.access import PERSONAL, viewer
from hub.core.db import db, rollback
from hub.core.limits import limited
from hub.core.sessions import BrowserSession, hashed

socketio = SocketIO()
log = logging.getLogger("peerhuis.socket")
# What the libraries have to say of a bad packet: one line each, never what was sent.
bad_packets = logging.getLogger("peerhuis.line")
bad_packets.setLevel(logging.ERROR)

PACKETS = tuple("0123456")  # how each packet begins
LINES_EACH, JOINS = 5, "40 per minute"
STRANGERS_MAY = 10.0
MESSAGES, MESSAGES_IN, STRIKES = 20, 10.0, 5


class EventWithoutDoor(Exception):
    """A socket event that does not say who may send it."""


@dataclass(frozen=True)
class SocketEvent:
    """What a browser may say: its name, who may say it, and what answers. `handle` gets the member and the data."""

    name: str
    door: str
    handle: Callable[[Any, Any], dict[str, Any]]


@dataclass
class Line:
    """One open line: whose it is, under which session, to which place, and how often it said too much."""

    member_id: int
    key_hash: str
    transport: str
    place: str
    strikes: int = 0


class Lines:
    """The open lines of this process."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._lock = Lock()
        self._said: dict[int, deque[float]] = {}
        self._strange: dict[str, float] = {}

    def open(self, sid: str, line: Line) -> bool:
        """Note a line; False when this member has too many."""
        with self._lock:
            if sum(one.member_id == line.member_id for one in self._lines.values()) >= LINES_EACH:
                return False
            self._lines[sid] = line
            return True

    def close(self, sid: str) -> None:
        """Forget a line."""
        with self._lock:
            self._lines.pop(sid, None)

    def get(self, sid: str) -> Line | None:
        """A line that is open here."""
        return self._lines.get(sid)

    def is_too_busy(self, member_id: int, now: float) -> bool:
        """Whether this message of a member, over whichever line, is one too many. Counts it."""
        with self._lock:
            said = self._said.setdefault(member_id, deque(maxlen=MESSAGES + 1))
            while said and said[0] <= now - MESSAGES_IN:
                said.popleft()
            said.append(now)
            return len(said) > MESSAGES

    def strange(self, transports: Sequence[str], now: float) -> list[str]:
        """Connections that belong to no line for too long: nobody let them in, or they never asked."""
        with self._lock:
            ours = {line.transport for line in self._lines.values()}
            self._strange = {one: self._strange.get(one, now) for one in transports if one not in ours}
            return [one for one, since in self._strange.items() if since <= now - STRANGERS_MAY]

    def all(self) -> list[tuple[str, Line]]:
        """Every open line."""
        with self._lock:
            return list(self._lines.items())


def init_app(
    app: Flask, settings: Settings, events: Sequence[SocketEvent] = (), gone: Sequence[Callable[[str], None]] = ()
) -> None:
    """Tie the socket server to the app, with limits and origins from the settings. Raises EventWithoutDoor."""
    app.extensions["lines"] = Lines()
    app.extensions["line_gone"] = tuple(gone)
    socketio.on_event("connect", connect)
    socketio.on_event("disconnect", disconnected)
    for event in events:
        if event.door not in PERSONAL:
            raise EventWithoutDoor(event.name)
        socketio.on_event(event.name, _through_door(event))
    socketio.init_app(
        app,
        async_mode="threading",
        async_handlers=False,
        transports=["websocket"],
        max_http_buffer_size=65_536,
        cors_allowed_origins=[settings.origin],
        http_compression=False,
        logger=bad_packets,
        engineio_logger=bad_packets,
        manage_session=False,
        ping_interval=20,
        ping_timeout=15,
        always_connect=False,
    )
    # A name of the library's own: tests/intervision/test_wire.py fails when it moves.
    socketio.server.eio._async["websocket"] = Checked


class Checked(SimpleWebSocketWSGI):
    """The library's websocket, for members alone from the first byte: an open connection holds a thread.

    It hears no frame that is no packet: the library would fall over that, with a trace (R-SIO-09).
    """

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Open it, or say 403 before there is anything to hold."""
        with environ["flask.app"].request_context(environ):
            known = why_not_line() is None
        if not known:
            self.app.__self__.close(wait=False, abort=True)
            start_response("403 FORBIDDEN", [("Content-Length", "0")])
            return []
        return super().__call__(environ, start_response)

    def wait(self) -> Any:
        """The next frame; None ends the line."""
        frame = super().wait()
        if isinstance(frame, str) and frame[:1] not in PACKETS:
            bad_packets.error("a frame that is no packet", extra={"event": "socket.refused"})
            return None
        return frame


def lines() -> Lines:
    """The open lines of this app in this process."""
    found: Lines = current_app.extensions["lines"]
    return found


def connect(auth: object = None) -> None:
    """Let in whoever has a live session as a member, with the ticket of a page of ours, on the channel of that member alone."""
    if why := why_not_line():
        raise ConnectionRefusedError(why)
    person = viewer()
    assert person is not None
    place = ticket.place_of(auth.get("ticket") if isinstance(auth, dict) else None, person.public_id)
    if place is None:
        raise ConnectionRefusedError("no ticket")
    try:
        limited(JOINS, "socket", person.public_id)
    except TooManyRequests:
        raise ConnectionRefusedError("too many") from None
    key = getattr(session, "key", None) or ""
    transport = str(socketio.server.manager.eio_sid_from_sid(_sid(), "/"))
    if not lines().open(_sid(), Line(person.id, hashed(key), transport, place)):
        raise ConnectionRefusedError("too many")
    join_room(f"member-{person.id}")


def why_not_line() -> str | None:
    """Why whoever asks this request gets no line at all; None if they may ask for one."""
    found: Settings = current_app.extensions["settings"]
    # The library lets a line without Origin pass. Browsers always send it (R-SIO-02).
    if request.headers.get("Origin") != found.origin:
        return "other origin"
    person = viewer()
    return None if person is not None and person.may_pass("members_only") else "log in"


def place() -> str:
    """The place that the line of this event goes to."""
    line = lines().get(_sid())
    return line.place if line is not None else ""


def end_sockets_of(member_id: int) -> None:
    """Nothing more is said to this member: their channel closes in every process, their sockets in this one (R-SIO-06)."""
    channel, server = f"member-{member_id}", socketio.server
    here = [sid for sid, _ in server.manager.get_participants("/", channel)]
    socketio.close_room(channel)
    for sid in here:
        server.disconnect(sid, namespace="/")


def disconnected(reason: object = None) -> None:
    """A line is gone: whoever watches lines hears it."""
    sid = _sid()
    lines().close(sid)
    for hear in current_app.extensions["line_gone"]:
        try:
            hear(sid)
        except Exception as error:  # whatever the others make of it, the line is gone
            rollback()
            log.error("a lost line was not told", exc_info=error, extra={"event": "socket.failed", "kind": "disconnect"})


def _sid() -> str:
    return str(getattr(request, "sid", ""))


def _through_door(event: SocketEvent) -> Callable[..., dict[str, Any]]:
    """The handler behind its door. Whatever comes in, the process stays up and the sender gets an answer."""

    def handle(*sent: Any) -> dict[str, Any]:
        line, person = lines().get(_sid()), viewer()
        if line is None or person is None or person.id != line.member_id or not person.may_pass(event.door):
            hang_up(_sid())
            return {"ok": False, "code": "not_member"}
        if lines().is_too_busy(line.member_id, time.monotonic()):
            line.strikes += 1
            if line.strikes >= STRIKES:
                hang_up(_sid())
            return {"ok": False, "code": "too_fast", "retry_ms": int(MESSAGES_IN * 1000)}
        if len(sent) != 1 or not isinstance(sent[0], dict):
            return {"ok": False, "code": "bad_input"}
        try:
            return event.handle(person, sent[0])
        except Exception as error:  # one bad packet must not end the line, nor the process
            log.error("a socket event failed", exc_info=error, extra={"event": "socket.failed", "kind": event.name})
            return {"ok": False, "code": "error"}
        finally:
            rollback()

    return handle


def drop_ended() -> int:
    """Close lines whose session ended or whose member may not be here any more (R-SIO-06). Gives how many."""
    open_lines = lines().all()
    if not open_lines:
        return 0
    keys = {line.key_hash for _, line in open_lines}
    alive = select(BrowserSession.key_hash).where(BrowserSession.key_hash.in_(keys), BrowserSession.ends_at > clock.now())
    running = set(db.session.scalars(alive))
    ended = [sid for sid, line in open_lines if line.key_hash not in running]
    for sid in ended:
        hang_up(sid)
    return len(ended)


def drop_strangers() -> int:
    """Close connections that hold a thread and are nobody's line. Gives how many."""
    connections = socketio.server.eio
    strange = lines().strange(list(connections.sockets), time.monotonic())
    for transport in strange:
        socketio.start_background_task(connections.disconnect, transport)
    return len(strange)


def hang_up(sid: str) -> None:
    """Close a line, and the connection under it; that may take as long as its reader is slow."""
    transport = socketio.server.manager.eio_sid_from_sid(sid, "/")
    socketio.server.disconnect(sid)
    if transport is not None:
        socketio.start_background_task(socketio.server.eio.disconnect, transport)
