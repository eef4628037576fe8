"""The page of a room. Whole without scripts: every button is a form, and the line to the server only adds."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from flask import abort, current_app, jsonify, request
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.access import members_only, viewer
from hub.core.db import attempt
from hub.core.text import N_, translated
from hub.core.ticket import ticket_for
from hub.core.web import page, say, see_other
from hub.intervision import live
from hub.intervision.actions import room as actions
from hub.intervision.actions import writing
from hub.intervision.forms import base_of, command_of
from hub.intervision.queries import log as logs
from hub.intervision.queries import sessions
from hub.intervision.queries.sessions import Seat
from hub.intervision.rules.planning import why_not_enter
from hub.intervision.rules.refusals import SENTENCES
from hub.intervision.rules.room import Waits
from hub.intervision.views import seeing, words
from hub.intervision.views.blueprint import blueprint

# Without a line, a page counts as somebody being there for as long as reading may take.
READING = timedelta(minutes=5)


def waits() -> Waits:
    """How long rooms wait in this installation."""
    found: Waits = current_app.extensions["room_waits"]
    return found


def seat_or_404(public_id: str) -> Seat:
    """The viewer's seat in a session, or no page at all."""
    return sessions.session_for(viewer(), public_id) or abort(404)


@blueprint.get("/intervisie/<public_id:session>/kamer")
@members_only
def room(session: str) -> Response:
    """The room. Looking is not coming in: that takes a button."""
    seat = seat_or_404(session)
    if seat.session.status == "purged" and sessions.was_there(viewer(), seat.session):
        return see_other("intervision.afterwards", session=session)
    if not _may_look(seat):
        return see_other("intervision.session", session=session)
    at = clock.now()
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":  # not the page of who has a line, fetching itself
        logs.still_reading(seat.session.id, viewer().id, at, at + READING)
    return _drawn(seat, "intervision/room.html")


def _may_look(seat: Seat) -> bool:
    """Whether there is a room to see: opened by who came first, with a seat for the viewer."""
    if not seat.has_agreed or seat.session.status == "purged" or why_not_enter(seat.session, clock.now()):
        return False
    return viewer().public_id in logs.log_of(seat.session).room.seats


def _drawn(seat: Seat, template: str, status: int = 200, refused: str = "", typed: str = "") -> Response:
    seen = _seen(seat, clock.now())
    return page(
        template, status, seat=seat, session=seat.session, seen=seen, refused=refused, typed=typed or seen.typed,
        ident=lambda: str(uuid.uuid4()), ticket=ticket_for(viewer().public_id, seat.session.public_id),
        names=words, hint=words.hint_of(seen.room),
    )  # fmt: skip


def _seen(seat: Seat, at: datetime) -> seeing.Seen:
    log = logs.log_of(seat.session)
    names = sessions.names_in(set(log.room.seats))
    seen = seeing.Seen(seat.session, log, viewer().public_id, names, at)
    seen.drafts = {one.slot: one for one in sessions.drafts_of(seat.session, viewer())}
    seen.note = next((one for one in sessions.kept_by(viewer(), seat.session) if one.kind == "note"), None)
    return seen


@blueprint.post("/intervisie/<public_id:session>/kamer")
@members_only
def act(session: str) -> Response:
    """One command by a form. Refused: the page again, with why, and the text still there."""
    seat = seat_or_404(session)
    at = clock.now()
    if not seat.has_agreed or seat.session.status == "purged" or why_not_enter(seat.session, at):
        return see_other("intervision.session", session=session)
    if request.form.get("type") in ("item.draft", "note.private"):
        return _kept(seat, at)
    command, ident = command_of(request.form)
    ack = actions.give(seat.session, viewer(), command, ident, at, waits(), at + READING)
    if not ack.ok and _may_look(seat):
        return _drawn(seat, "intervision/room.html", 422, refused=translated(SENTENCES[ack.code]), typed=ack.echo)
    if command.type == "presence.set" and command.data.get("state") == "offline":
        return see_other("intervision.session", session=session)
    return see_other("intervision.room", session=session)


def _kept(seat: Seat, at: datetime) -> Response:
    """Keep a draft or a note, without scripts."""
    text, slot = request.form.get("text", ""), request.form.get("slot", "")
    typed = writing.Typed(text, base=base_of(request.form.get("base")))
    if request.form["type"] == "note.private":
        put = attempt(lambda: writing.keep_note(seat.session, viewer(), typed, at))
        good = N_("Je notitie is bewaard. Alleen jij ziet die.")
    elif not writing.is_slot(slot):
        if not _may_look(seat):
            abort(404)
        return _drawn(seat, "intervision/room.html", 422, refused=translated(SENTENCES["bad_input"]), typed=text)
    else:
        put = attempt(lambda: writing.keep_draft(seat.session, viewer(), slot, typed, at))
        good = N_("Je concept is bewaard.") if text.strip() else N_("Het is weg.")
    say(translated(words.BESIDE if put.beside else good))
    return see_other("intervision.room", session=seat.session.public_id)


@blueprint.get("/intervisie/<public_id:session>/gebeurtenissen")
@members_only
def events(session: str) -> Response:
    """What happened after a number, as far as the viewer may see it: for who has no line, and to close a gap."""
    seat = seat_or_404(session)
    after = request.args.get("after", "0")
    if not seat.has_agreed or not after.isascii() or not after.isdigit() or len(after) > 9:
        abort(404)
    frames = logs.frames_for(seat.session, viewer().public_id, int(after))
    return jsonify([live.as_sent(seat.session, frame) for frame in frames])
