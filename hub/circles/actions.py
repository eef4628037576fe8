"""Making a circle, inviting, joining, pausing, leaving: each one story."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from hub.circles import queries, rules
from hub.circles.models import Circle, CircleAgreement, CircleMember
from hub.core.db import db
from hub.core.html import rendered
from hub.core.text import sort_key
from hub.core.web import Refused
from hub.members.actions import calendar_mark
from hub.members.models import Member
from hub.notices.actions import see_thread, tell, tell_each


def circle_path(circle: Circle) -> str:
    """Where a circle is."""
    return f"/kringen/{circle.public_id}"


def invitation_path(circle: Circle) -> str:
    """Where somebody who is invited reads the agreement."""
    return f"{circle_path(circle)}/uitnodiging"


def make(moderator: Member, *, name: str, purpose: str, agreement: str, hosts: Iterable[Member], at: datetime) -> Circle:
    """Make a circle and invite its first hosts. Who makes it and hosts it wrote the agreement and is in. Raises Refused."""
    first = list(hosts)
    _refuse(None if first else rules.NEEDS_HOST)
    circle = Circle(name=name, sort_key=sort_key(name), purpose=purpose, made_by_id=moderator.id, made_at=at)
    circle.agreements.append(CircleAgreement(version=1, source=agreement, html=rendered(agreement), at=at))
    db.session.add(circle)
    db.session.flush()
    for host in first:
        place = invite(circle, host, moderator, at, role="host")
        if host.id == moderator.id:
            join(place, 1, at)
    return circle


def invite(circle: Circle, member: Member, by: Member, at: datetime, role: str = "member") -> CircleMember:
    """Invite a member into a circle. Raises Refused."""
    place = queries.place_in(circle, member, hold=True)
    _refuse(rules.why_not_invite(place))
    quietly = rules.lands_quietly(place, at)
    if place is None:
        place = CircleMember(circle_id=circle.id, member_id=member.id, state="invited", since=at)
    place.role, place.invited_by_id = role, by.id
    if not quietly:
        place.state, place.since = "invited", at
    try:
        with db.session.begin_nested():
            db.session.add(place)
    except IntegrityError:  # another host, at the same moment
        raise Refused(rules.ALREADY_INVITED) from None
    if not quietly:
        tell(member=member, kind=rules.INVITED, path=invitation_path(circle), at=at, actor=by)
    return place


def take_back(place: CircleMember, at: datetime) -> None:
    """Take an invitation back. A no thanks stays known to us, and looks the same to whoever invites."""
    see_thread(place.member, invitation_path(place.circle), at)
    if place.state == "declined":
        place.invited_by_id = None
    else:
        db.session.delete(place)


def join(place: CircleMember, version: int, at: datetime) -> None:
    """Say yes to the agreement as it stands, and be in. Raises Refused."""
    place = _held(place)
    _refuse(rules.why_not_join(place, version, place.circle.agreement.version))
    place.state, place.since = "member", at
    place.agreed_version, place.agreed_at = version, at
    db.session.flush()
    calendar_mark(place.member, at)
    see_thread(place.member, invitation_path(place.circle), at)
    hosts = queries.hosts_of(place.circle)
    tell_each(members=hosts, kind=rules.JOINED, path=circle_path(place.circle), at=at, actor=place.member)


def no_thanks(place: CircleMember, at: datetime) -> None:
    """Say no, in silence. Raises Refused."""
    place = _held(place)
    _refuse(None if place.state == "invited" else rules.NO_INVITATION)
    place.state, place.since = "declined", at
    see_thread(place.member, invitation_path(place.circle), at)


def pause(place: CircleMember, at: datetime) -> None:
    """Rest for a while: the place is kept. Pausing twice changes nothing. Raises Refused."""
    _set_state(place, "paused", at)


def come_back(place: CircleMember, at: datetime) -> None:
    """End a pause. Raises Refused."""
    _set_state(place, "member", at)


def _set_state(place: CircleMember, state: str, at: datetime) -> None:
    place = _held(place)
    _refuse(None if rules.takes_part(place) else rules.NOT_IN)
    if place.state != state:
        place.state, place.since = state, at


def become_host(place: CircleMember) -> None:
    """Lead a circle that nobody leads. Raises Refused."""
    queries.hold_circle(place.circle)
    place = _held(place)
    _refuse(rules.why_not_become_host(place, queries.has_host(place.circle)))
    place.role = "host"


def leave(place: CircleMember, at: datetime) -> None:
    """Leave without a reason. Nobody is told; leaving twice changes nothing."""
    place = _held(place)
    if rules.takes_part(place):
        place.state, place.role, place.since, place.invited_by_id = "left", "member", at, None
        db.session.flush()
        calendar_mark(place.member, at)


def _held(place: CircleMember) -> CircleMember:
    """The place as it is now. Raises Refused when it was taken back meanwhile."""
    found = queries.held(place)
    if found is None:
        raise Refused(rules.NO_INVITATION)
    return found


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
