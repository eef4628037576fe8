"""How a referral ends, and that its text is gone then: withdrawn at once, else a week after nothing more happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from hub.core.db import db
from hub.core.due import DueAction
from hub.core.localtime import local_day
from hub.core.sessions import hashed
from hub.members.models import Member
from hub.notices.actions import see_thread_each, tell_each
from hub.referrals.actions.answering import come_back, nobody_could
from hub.referrals.actions.making import forget_typed, held, path_of, refuse, step
from hub.referrals.actions.meeting import let_meeting_go
from hub.referrals.calendar import mark_both
from hub.referrals.models import Agreement, Offer, Referral, ReferralCount, Step
from hub.referrals.queries import due, seen
from hub.referrals.rules import deciding as rules
from hub.referrals.rules import lists, telling


def renew(referral: Referral, at: datetime) -> None:
    """Fourteen days more, once. Raises Refused."""
    referral = held(referral)
    refuse(rules.why_not_renew(referral, at))
    referral.renewed_at, referral.expires_at = at, at + rules.LASTS
    step(referral, "renewed", referral.sender, at)


def finish(referral: Referral, by: Member, at: datetime) -> None:
    """The client is well met. Raises Refused."""
    referral = held(referral)
    refuse(rules.why_not_finish(referral, seen.meeting_of(referral), at))
    _finish(referral, by, at)


def _finish(referral: Referral, by: Member | None, at: datetime) -> None:
    referral.state, referral.settled_at = "finished", at
    step(referral, "finished" if by is not None else "ended", by, at)
    people = [referral.sender, *(one.receiver for one in due.offers_of(referral) if one.state == "accepted")]
    if by is not None:
        tell_each(members=people, kind=telling.ENDED, path=path_of(referral), at=at, actor=by)


def withdraw(referral: Referral, at: datetime) -> None:
    """Its sender takes it back: the text is gone at once. Raises Refused."""
    referral = held(referral)
    refuse(rules.why_not_withdraw(referral))
    _withdraw(referral, "withdrawn", referral.sender, at)


def withdraw_by_code(typed: str, at: datetime) -> bool:
    """The client takes it back with the paper code. Gives whether the code was right."""
    referral = due.by_code(hashed(lists.read_code(typed)))
    if referral is None:
        return False
    _withdraw(referral, "by_code", None, at)
    return True


def code_is_right(typed: str) -> bool:
    """Whether a typed code belongs to a referral that is still there."""
    return due.has_code(hashed(lists.read_code(typed)))


def _withdraw(referral: Referral, what: str, by: Member | None, at: datetime) -> None:
    """Erase every word now. Its sender and whoever had accepted still see for a week that it was taken back."""
    offers = due.offers_of(referral)
    people = [*(one.receiver for one in offers if one.state == "accepted"), *([referral.sender] if by is None else [])]
    see_thread_each([one.receiver_id for one in offers], path_of(referral), at)
    let_meeting_go(referral, at)
    _count(referral)
    _erase_words(referral)
    referral.state, referral.settled_at = "withdrawn", at
    step(referral, what, by, at)
    tell_each(members=people, kind=telling.ENDED, path=path_of(referral), at=at, actor=by)


def _erase_words(referral: Referral) -> None:
    """Text, choices, the client's yes, the code, what the receiver said, reasons, what was half typed: all of it."""
    forget_typed(referral)
    referral.question = referral.avoid = ""
    for name in ("age_band", "province", "kind", "form", "language", "period", "code_hash", "circle_id"):
        setattr(referral, name, None)
    db.session.execute(delete(Agreement).where(Agreement.referral_id == referral.id))
    db.session.execute(delete(Offer).where(Offer.referral_id == referral.id, Offer.state != "accepted"))
    kept = update(Offer).where(Offer.referral_id == referral.id)
    db.session.execute(kept.values(regime=None, complaints_sealed=None))
    db.session.execute(update(Step).where(Step.referral_id == referral.id).values(note_sealed=None, detail=""))
    db.session.flush()
    db.session.expire_all()


def _count(referral: Referral) -> None:
    """One more of this kind, in this province, in that month; of which referral is not kept."""
    if referral.sent_at is None or referral.kind is None or referral.province is None:
        return
    day = local_day(referral.sent_at)
    row = {"month": date(day.year, day.month, 1), "province": referral.province, "kind": referral.kind, "number": 1}
    more = {"number": ReferralCount.number + 1}
    db.session.execute(
        insert(ReferralCount).values(**row).on_conflict_do_update(index_elements=["month", "province", "kind"], set_=more)
    )


# --- what the worker does; each looks again, under the lock, whether it is still due ---


def end(key: int, at: datetime) -> None:
    """Time is up: what was accepted is finished, of the rest its sender hears that nobody could."""
    referral = due.held(key)
    if referral is None or not rules.is_over(referral, at):
        return
    if referral.state == "accepted":
        _finish(referral, None, at)
    elif referral.state in ("open", "given_back"):
        nobody_could(referral, at)


def let_go_of(key: int, at: datetime) -> None:
    """Somebody is out or blocked: without its sender it ends, without its receiver it comes back to its sender."""
    referral = due.held(key)
    if referral is None or referral.state not in ("open", "accepted", "given_back"):
        return
    if due.is_out(referral):
        _withdraw(referral, "withdrawn", referral.sender, at)
    elif referral.state == "accepted" and due.receiver_is_lost(referral):
        offer = next(one for one in due.offers_of(referral) if one.state == "accepted")
        step(referral, "lost", None, at)
        come_back(referral, offer, at)


def erase(key: int, at: datetime) -> None:
    """Nothing of it is left but one in a count."""
    referral = due.held(key)
    if referral is None or not rules.is_due_to_erase(referral, at):
        return
    let_meeting_go(referral, at)
    _count(referral)
    forget_typed(referral)
    db.session.delete(referral)


def drop_meeting(key: int, at: datetime) -> None:
    """A cancelled meeting leaves the calendars."""
    meeting = due.held_meeting(key)
    if meeting is not None and meeting.referral_id is None:
        mark_both(meeting, at)
        db.session.delete(meeting)


def due_actions() -> Iterable[DueAction]:
    """What the worker does for referrals."""
    return (
        DueAction("referrals whose time is up", due.due_to_end, end),
        DueAction("referrals without one of the two", due.due_to_let_go, let_go_of),
        DueAction("referrals to erase", due.due_to_erase, erase),
        DueAction("cancelled meetings to drop", due.due_to_drop, drop_meeting),
    )
