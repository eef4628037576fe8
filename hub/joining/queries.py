"""Reads of joining. Who is not meant to see a thing gets None; a row that is about to change is locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, exists, func, literal, select
from sqlalchemy.orm import joinedload, selectinload

from hub.core.db import db
from hub.core.sessions import hashed
from hub.joining.models import Application, Greeting, Invitation
from hub.joining.rules import MOST_CANDIDATES, OPEN_STATES
from hub.members.models import Member
from hub.members.queries import is_member, not_blocked

Row = TypeVar("Row", Application, Greeting, Invitation)
LIVE = ("asked", "accepted", "done")
A_PAGE = 20


def _one(found: Select[Row], table: type[Row], lock: bool) -> Row | None:
    """The row; locked and read anew when it is about to change, so that two at once come one after the other."""
    if lock:
        found = found.with_for_update(of=table).execution_options(populate_existing=True)
    return db.session.scalar(found)


def hold_address(email: str) -> None:
    """Until the end of this transaction, nobody else makes an account for this address."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email, 0))))


def hold_member(member: Member) -> None:
    """Until the end of this transaction, this member's other forms wait."""
    db.session.refresh(member, with_for_update={"key_share": True})


# --- invitations ---


def sent_since(inviter: Member, moment: datetime) -> int:
    """How many invitations a member made since a moment, taken back or not."""
    made = select(func.count()).where(Invitation.inviter_id == inviter.id, Invitation.created_at > moment)
    return db.session.scalar(made) or 0


def invitations_of(viewer: Member) -> Sequence[Invitation]:
    """A member's own invitations, newest first."""
    own = select(Invitation).where(Invitation.inviter_id == viewer.id).order_by(Invitation.id.desc()).limit(50)
    return db.session.scalars(own).all()


def open_addresses_of(inviter: Member, at: datetime) -> set[str]:
    """The addresses a member's open invitations went to."""
    still = Invitation.used_at.is_(None) & Invitation.withdrawn_at.is_(None) & (Invitation.expires_at > at)
    return set(db.session.scalars(select(Invitation.email).where(Invitation.inviter_id == inviter.id, still)))


def invitation_for(viewer: Member, public_id: str, *, lock: bool = False) -> Invitation | None:
    """One of the viewer's own invitations."""
    own = select(Invitation).where(Invitation.public_id == public_id, Invitation.inviter_id == viewer.id)
    return _one(own, Invitation, lock)


def invitation_by(secret: str, at: datetime, *, lock: bool = False) -> Invitation | None:
    """The invitation of a secret, while it works and its inviter is in the network."""
    working = (
        select(Invitation)
        .join(Invitation.inviter)
        .where(
            Invitation.token_hash == hashed(secret),
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > at,
            is_member(),
        )
    )
    return _one(working, Invitation, lock)


# --- applications ---


def unconfirmed_by(secret: str, at: datetime, *, lock: bool = False) -> Application | None:
    """The application whose address this secret confirms."""
    waiting = select(Application).where(
        Application.confirm_hash == hashed(secret), Application.state == "unconfirmed", Application.confirm_until > at
    )
    return _one(waiting, Application, lock)


def application_of(member: Member, *, lock: bool = False) -> Application | None:
    """One's own application, with what was asked and answered."""
    own = select(Application).where(Application.member_id == member.id).options(selectinload(Application.questions))
    return _one(own, Application, lock)


def _at_the_desk() -> Select[Application]:
    return select(Application).options(
        selectinload(Application.member),
        selectinload(Application.questions),
        selectinload(Application.invitation).selectinload(Invitation.inviter),
    )


def application_for(viewer: Member, public_id: str, *, lock: bool = False) -> Application | None:
    """An application as a moderator may read it; one that is not confirmed is not there yet."""
    if not viewer.has("moderator"):
        return None
    found = _at_the_desk().where(Application.public_id == public_id, Application.state != "unconfirmed")
    return _one(found, Application, lock)


def applications_for(viewer: Member) -> Sequence[Application]:
    """What waits for a decision, oldest first."""
    if not viewer.has("moderator"):
        return []
    waiting = _at_the_desk().where(Application.state.in_(OPEN_STATES))
    return db.session.scalars(waiting.order_by(Application.created_at, Application.id)).all()


def desk_of(viewer: Member, page: int) -> Pagination:
    """One page of the moderators' desk: what waits for a moderator, then what waits for an applicant; oldest first."""
    waiting = _at_the_desk().where(Application.state.in_(OPEN_STATES), literal(viewer.has("moderator")))
    ordered = waiting.order_by(Application.state == "asked", Application.created_at, Application.id)
    return db.paginate(ordered, page=page, per_page=A_PAGE, max_per_page=A_PAGE)


def without_greeter(viewer: Member) -> Sequence[Application]:
    """Welcomed newcomers for whom nobody was asked yet, or everybody said no; the oldest first, and one more than a page."""
    if not viewer.has("moderator"):
        return []
    greeted = exists().where(Greeting.newcomer_id == Application.member_id, Greeting.state.in_(LIVE))
    alone = (
        select(Application)
        .join(Application.member)
        .where(Application.state == "welcomed", is_member(), ~greeted)
        .options(joinedload(Application.member))
        .order_by(Application.since, Application.id)
        .limit(A_PAGE + 1)
    )
    return db.session.scalars(alone).all()


def inviter_of(viewer: Member, application: Application) -> Member | None:
    """Who invited the applicant, unless there is a block between that member and the viewer."""
    if application.invitation is None:
        return None
    found = select(Member).where(Member.id == application.invitation.inviter_id, not_blocked(viewer.id, Member.id))
    return db.session.scalar(found)


# --- greetings ---


def greetings_of(newcomer_id: int | None) -> Sequence[Greeting]:
    """Everybody who was asked to greet a newcomer, in that order."""
    asked = select(Greeting).where(Greeting.newcomer_id == newcomer_id).options(joinedload(Greeting.greeter))
    return db.session.scalars(asked.order_by(Greeting.id)).all()


def greeters_for(viewer: Member, application: Application) -> Sequence[Greeting]:
    """Who was asked to greet, as a moderator may read it: nobody with a block between."""
    asked = (
        select(Greeting)
        .where(Greeting.newcomer_id == application.member_id, not_blocked(viewer.id, Greeting.greeter_id))
        .options(joinedload(Greeting.greeter))
    )
    return db.session.scalars(asked.order_by(Greeting.id)).all()


def greeting_for(viewer: Member, public_id: str, *, lock: bool = False) -> Greeting | None:
    """A greeting as the greeter sees it, while both are in the network and no block is between them."""
    found = (
        select(Greeting)
        .join(Greeting.newcomer)
        .where(
            Greeting.public_id == public_id,
            Greeting.greeter_id == viewer.id,
            is_member(),
            not_blocked(viewer.id, Greeting.newcomer_id),
        )
        .options(selectinload(Greeting.newcomer))
    )
    return _one(found, Greeting, lock)


def greetings_asked(viewer: Member) -> Sequence[Greeting]:
    """The newcomers this member was asked to greet or said yes to, oldest first: for the home page."""
    mine = (
        select(Greeting)
        .join(Greeting.newcomer)
        .where(
            Greeting.greeter_id == viewer.id,
            Greeting.state.in_(("asked", "accepted")),
            is_member(),
            not_blocked(viewer.id, Greeting.newcomer_id),
        )
        .options(joinedload(Greeting.newcomer))
        .order_by(Greeting.id)
    )
    return db.session.scalars(mine).unique().all()


def greeter_of(viewer: Member) -> Member | None:
    """Who said yes to greeting the viewer, unless there is a block between."""
    agreed = (
        select(Member)
        .join(Greeting, Greeting.greeter_id == Member.id)
        .where(
            Greeting.newcomer_id == viewer.id,
            Greeting.state.in_(("accepted", "done")),
            is_member(),
            not_blocked(viewer.id, Member.id),
        )
        .order_by(Greeting.id.desc())
        .limit(1)
    )
    return db.session.scalar(agreed)


def greeter_candidates(viewer: Member, application: Application) -> Sequence[Member]:
    """Whom a moderator can ask to greet: the inviter first, then who has the fewest newcomers and was asked longest ago.

    Nobody on pause, nobody who said no to this newcomer, nobody with a block with the newcomer or the moderator.
    """
    inviter_id = application.invitation.inviter_id if application.invitation else None
    running = select(func.count()).where(Greeting.greeter_id == Member.id, Greeting.state.in_(("asked", "accepted")))
    last_asked = select(func.max(Greeting.asked_at)).where(Greeting.greeter_id == Member.id)
    no_from = exists().where(Greeting.greeter_id == Member.id, Greeting.newcomer_id == application.member_id)
    order: tuple[Any, ...] = (
        (Member.id == inviter_id).desc() if inviter_id else Member.is_partner,
        running.scalar_subquery(),
        last_asked.scalar_subquery().asc().nulls_first(),
        Member.welcomed_at,
        Member.id,
    )
    able = (
        is_member(),
        Member.paused_at.is_(None),
        Member.id != application.member_id,
        ~no_from,
        not_blocked(viewer.id, Member.id),
        not_blocked(application.member_id, Member.id),
    )
    return db.session.scalars(select(Member).where(*able).order_by(*order).limit(MOST_CANDIDATES)).all()
