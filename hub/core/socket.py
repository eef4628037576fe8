"""Websockets: one server, the same doors as pages, nobody in without a live session (R-SIO-01, 02).

`async_mode="threading"` for now, websocket only, exact origins (docs/decisions/0004). Events and rooms come with the
live room; what is said is said to `member-<id>` of those who may hear it at that moment.
"""

from __future__ import annotations

from flask import Flask
from flask_socketio import ConnectionRefusedError, SocketIO, join_room

from hub.config import Settings
from hub.core.access import viewer

socketio = SocketIO()


def init_app(app: Flask, settings: Settings) -> None:
    """Tie the socket server to the app, with limits and origins from the settings."""
    socketio.on_event("connect", connect)
    socketio.init_app(
        app,
        async_mode="threading",
        async_handlers=False,
        transports=["websocket"],
        max_http_buffer_size=65_536,
        cors_allowed_origins=[settings.origin],
        http_compression=False,
        manage_session=False,
        ping_interval=20,
        ping_timeout=15,
        always_connect=False,
    )


def connect(auth: object = None) -> None:
    """Let in whoever has a live session as a member, on the channel of that member alone."""
    person = viewer()
    if person is None or not person.may_pass("members_only"):
        raise ConnectionRefusedError("log in")
    join_room(f"member-{person.id}")


def end_sockets_of(member_id: int) -> None:
    """Nothing more is said to this member: their channel closes in every process, their sockets in this one (R-SIO-06)."""
    channel, server = f"member-{member_id}", socketio.server
    here = [sid for sid, _ in server.manager.get_participants("/", channel)]
    socketio.close_room(channel)
    for sid in here:
        server.disconnect(sid, namespace="/")
