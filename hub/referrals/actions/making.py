"""Making a referral: the question, to whom, the client's yes, sending it, and opening it again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete

from hub.circles.models import Circle
from hub.core.db import db
from hub.core.drafts import forget
from hub.core.localtime import local_day
from hub.core.sessions import hashed
from hub.core.web import Refused
from hub.members.models import Member
from hub.notices.actions import tell_each
from hub.referrals.calendar import REFERRALS
from hub.referrals.models import Agreement, Offer, Referral, Step
from hub.referrals.queries import due, seen
from hub.referrals.rules import deciding as rules
from hub.referrals.rules import lists, telling


@dataclass(frozen=True)
class Asked:
    """What a referral asks: choices from kept lists, and two short texts that were checked."""

    age_band: str
    province: str
    kind: str
    form: str
    language: str
    period: str
    avoid: str
    question: str


@dataclass(frozen=True)
class Yes:
    """When and how the client agreed."""

    agreed_on: date
    how: str


@dataclass(frozen=True)
class To:
    """To whom: chosen contacts, or everybody in one circle who can get it."""

    people: Sequence[Member]
    circle: Circle | None = None


# Where something about a referral can be typed, and kept while typing.
TYPED_AT = ("/vraag", "/aan-wie", "/controleren", "/aannemen", "/teruggeven", "/gesprek", "/opnieuw")


def path_of(referral: Referral) -> str:
    """Where a referral is."""
    return f"{REFERRALS}/{referral.public_id}"


def begin(sender: Member, asked: Asked, at: datetime) -> Referral:
    """Keep the question. Only its sender sees it until it is sent."""
    referral = Referral(sender_id=sender.id, state="draft", created_at=at)
    db.session.add(referral)
    _write(referral, asked)
    return referral


def change(referral: Referral, asked: Asked) -> None:
    """Another question, before it is sent. Raises Refused."""
    _only_draft(referral)
    _write(referral, asked)


def _write(referral: Referral, asked: Asked) -> None:
    for name, value in vars(asked).items():
        setattr(referral, name, value)
    db.session.flush()


def choose(referral: Referral, to: To, at: datetime) -> None:
    """To whom it will go. Raises Refused."""
    _only_draft(referral)
    _offer(referral, to, at)


def _offer(referral: Referral, to: To, at: datetime) -> None:
    """Exactly these people have an offer from now on."""
    refuse(rules.why_not_these(len(to.people), to.circle is not None))
    db.session.execute(delete(Offer).where(Offer.referral_id == referral.id))
    referral.circle_id = to.circle.id if to.circle is not None else None
    db.session.add_all(Offer(referral_id=referral.id, receiver_id=one.id, state="offered", since=at) for one in to.people)
    db.session.flush()


def throw_away(referral: Referral) -> None:
    """It is not sent: nothing of it is kept. Raises Refused."""
    _only_draft(referral)
    forget_typed(referral)
    db.session.delete(referral)


def forget_typed(referral: Referral) -> None:
    """What anybody typed in a form about it and did not send."""
    forget([path_of(referral) + ending for ending in TYPED_AT])


def send(referral: Referral, yes: Yes, at: datetime) -> str:
    """Send it with the client's yes; gives the code for the client, which is shown once. Raises Refused."""
    referral = held(referral)
    _only_draft(referral)
    _agree(referral, yes, at)
    referral.state, referral.sent_at, referral.expires_at = "open", at, at + rules.LASTS
    db.session.flush()
    step(referral, "sent", referral.sender, at)
    _tell_offered(referral, at)
    return new_code(referral)


def _tell_offered(referral: Referral, at: datetime) -> None:
    """Tell those it can still go to; the others' offers end. Raises Refused when nobody is left."""
    standing = due.standing_offers(referral)
    refuse(None if standing else rules.NOBODY_LEFT)
    kept = [one.id for one in standing]
    db.session.execute(delete(Offer).where(Offer.referral_id == referral.id, Offer.id.not_in(kept)))
    people = [one.receiver for one in standing]
    tell_each(members=people, kind=telling.OFFERED, path=path_of(referral), at=at, actor=referral.sender)


def _agree(referral: Referral, yes: Yes, at: datetime) -> None:
    refuse(rules.why_not_agreed_on(yes.agreed_on, local_day(at)))
    db.session.add(
        Agreement(
            referral_id=referral.id,
            text_version=lists.AGREEMENT_VERSION,
            text_sha256=hashlib.sha256(lists.agreement_text().encode()).hexdigest(),
            agreed_on=yes.agreed_on,
            how=yes.how,
            recorded_at=at,
        )
    )


def new_code(referral: Referral) -> str:
    """A code for the client's paper; the one before no longer works. Raises Refused."""
    refuse(rules.why_not_withdraw(referral))
    code = "".join(secrets.choice(lists.CODE_SIGNS) for _ in range(lists.CODE_GROUPS * lists.CODE_GROUP))
    referral.code_hash = hashed(code)
    return lists.written_code(code)


def reopen(referral: Referral, to: To, yes: Yes, why: str, at: datetime) -> None:
    """Offer it again, with a reason and a new yes of the client to these people. Raises Refused."""
    referral = held(referral)
    refuse(rules.why_not_reopen(referral))
    _offer(referral, to, at)
    _agree(referral, yes, at)
    referral.state, referral.settled_at, referral.renewed_at = "open", None, None
    referral.expires_at = at + rules.LASTS
    db.session.flush()
    step(referral, "reopened", referral.sender, at, note=why)
    _tell_offered(referral, at)


def held(referral: Referral) -> Referral:
    """The referral as it is now, held until the end of the transaction. Raises Refused when it was erased."""
    found = due.held(referral.id)
    if found is None:
        raise Refused(rules.GONE)
    return found


def step(referral: Referral, what: str, actor: Member | None, at: datetime, *, detail: str = "", note: str = "") -> None:
    """Write down what happened."""
    row = Step(referral_id=referral.id, what=what, actor_id=actor.id if actor is not None else None, detail=detail, at=at)
    row.note = note
    db.session.add(row)
    db.session.flush()


def receivers_in(sender: Member, circle: Circle | None, public_ids: Iterable[str]) -> To:
    """Whom a choice on the page means: in a circle everybody who can get it, else the chosen among the contacts."""
    if circle is not None:
        return To(seen.in_circle(sender, circle), circle)
    wanted = set(public_ids)
    return To([one for one in seen.contacts_to_choose(sender) if one.public_id in wanted])


def _only_draft(referral: Referral) -> None:
    refuse(None if referral.state == "draft" else rules.ALREADY_SENT)


def refuse(reason: str | None) -> None:
    """Stop here when a rule says no. Raises Refused."""
    if reason:
        raise Refused(reason)
