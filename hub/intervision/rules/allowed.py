"""Who may do what in the room, now. `decide` asks it, and the page shows just these buttons.

| what                          | who                                   | when                                              |
|-------------------------------|---------------------------------------|---------------------------------------------------|
| come in                       | a member of the circle                | until the questions are over; later as listener   |
| step back, come back          | who came in                           | always                                            |
| write (item, check-in, vote…) | who the phase names                   | running, own turn, owner and two more there       |
| answer or pass a question     | the owner                             | the phase of questions                            |
| change or take back a text    | its author                            | until it is shown, or a minute after it was said  |
| move on                       | facilitator; as the phase says owner  | not within a minute after somebody asked for time |
| ask for more time             | who is here                           | a move is announced; twice a phase                |
| more minutes                  | facilitator, owner, timekeeper        | running                                           |
| pause for everybody           | who is here                           | running; once in 20 minutes                       |
| go on after a pause           | facilitator, or else the deputy       | enough people there; or all who are here are ready |
| stop the case, undo that      | the owner                             | always; undo within a minute                      |
| notes on the process          | the facilitator                       | not ended                                         |
| ask for help, private note    | who came in                           | always                                            |
| begin                         | facilitator, or else the deputy       | three are here                                    |
| end                           | the facilitator                       | in the last phase, or in a pause                  |
| end                           | who is the only one here              | after ten minutes                                 |
| ask who offered another case  | the facilitator                       | paused, the owner ten minutes away; once          |
| only listen, take part again  | who neither leads nor brings in       | always, as often as one likes                     |
| ask to lead again             | who led, and lost that by being away  | whoever leads now is here, and says yes or no     |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hub.intervision.rules import leading, writing
from hub.intervision.rules import room as r
from hub.intervision.rules.room import Room


def why_not(room: Room, who: str, kind: str, now: int) -> str | None:
    """Why somebody may not give this command now, as a code; None if they may."""
    seat = room.seats.get(who)
    if seat is None:
        return "not_member"
    if kind not in RULES:
        return "bad_input"
    if room.status in r.ENDED and kind not in ALWAYS:
        return "closed"
    if not seat.joined and kind != "room.hello":
        return "not_member"
    return RULES[kind](room, who, now)


def allowed(room: Room, who: str, now: int) -> frozenset[str]:
    """Every command that somebody may give now."""
    return frozenset(kind for kind in RULES if why_not(room, who, kind, now) is None)


ALWAYS = frozenset(("note.private", "item.draft", "room.hello", "presence.set"))
RULES: Mapping[str, Callable[[Room, str, int], str | None]] = {
    "room.hello": leading.come_in,
    "presence.set": leading.free,
    "note.private": leading.free,
    "item.draft": leading.free,
    "help.ask": leading.free,
    "item.post": writing.post,
    "item.edit": writing.change,
    "item.withdraw": writing.change,
    "question.answer": writing.answer,
    "question.pass": writing.answer,
    "item.pick": writing.pick,
    "checkin.set": writing.scale,
    "eval.submit": writing.evaluate,
    "case.offer": leading.offer_case,
    "case.withdraw": leading.take_case_back,
    "case.vote": writing.vote,
    "turn.done": writing.turn,
    "turn.pass": writing.turn,
    "turn.defer": writing.defer,
    "turn.give": writing.give,
    "phase.ready": leading.ready,
    "phase.advance": leading.advance,
    "phase.hold": leading.hold,
    "phase.cancel": leading.cancel,
    "phase.extend": leading.extend,
    "room.pause": leading.pause,
    "room.resume": leading.resume,
    "room.start": leading.start,
    "room.end": leading.end,
    "case.stop": leading.stop,
    "case.undo_stop": leading.undo_stop,
    "process.note": leading.note_process,
    "role.offer": leading.offer_role,
    "role.accept": leading.accept,
    "role.decline": leading.decline,
    "role.take_back": leading.take_back,
    "seat.listen": leading.listen,
    "seat.take_part": leading.take_part,
    "case.reserve": leading.reserve,
    "member.admit": leading.admit,
}
