"""Telling somebody that something is there, and what mail does with it.

A letter is not written with its notice but by the worker a moment later: only then is known whether it was seen
already, or whether a block came between (docs/decisions/0010).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, update
from sqlalchemy.dialects.postgresql import insert

from hub.core.db import db
from hub.core.due import DueAction
from hub.members.models import Member
from hub.notices import mails, queries
from hub.notices.models import Notice, NoticeChoice
from hub.notices.rules import BURST, DIGEST, DONE, NONE, NOW, WEEKLY, Kinds, NoticeKind, mail_of


def tell(
    *,
    member: Member,
    kind: NoticeKind,
    path: str,
    at: datetime,
    actor: Member | None = None,
    thread: str | None = None,
) -> None:
    """Tell one member that something is there. Nothing happens for who has a block with the actor or cannot log in."""
    tell_each(members=[member], kind=kind, path=path, at=at, actor=actor, thread=thread)


def tell_each(
    *,
    members: Iterable[Member],
    kind: NoticeKind,
    path: str,
    at: datetime,
    actor: Member | None = None,
    thread: str | None = None,
) -> None:
    """Tell several members the same, with as many queries as for one. Nobody is told of what they did themselves."""
    told = {one.id: one for one in members if one.may_pass("signed_in") and (actor is None or one.id != actor.id)}
    for apart in queries.kept_apart_from(actor, list(told)) if actor is not None and told else ():
        del told[apart]
    chosen = _choices(list(told), at)
    for member_id in told:
        db.session.add(
            Notice(
                member_id=member_id,
                kind=kind.name,
                actor_id=actor.id if actor is not None else None,
                path=path,
                thread=thread or path,
                at=at,
                mail=mail_of(kind, chosen[member_id]),
            )
        )


def _choices(member_ids: list[int], at: datetime) -> dict[int, dict[str, str]]:
    """What these members chose; who never chose gets a row, because letters need its stop key."""
    found = queries.choices_of(member_ids) if member_ids else {}
    missing = sorted(set(member_ids) - set(found))
    if missing:
        rows = [{"member_id": one, "by_kind": {}, "stop_key": secrets.token_urlsafe(24)} for one in missing]
        db.session.execute(insert(NoticeChoice).values(rows).on_conflict_do_nothing(index_elements=["member_id"]))
    return {one: found.get(one, {}) for one in member_ids}


def see(member: Member, notice: Notice, at: datetime) -> None:
    """Mark a notice and the older ones of its thread as seen."""
    _seen(member, (Notice.thread == notice.thread) & (Notice.at <= notice.at), at)


def see_all(member: Member, newest: Notice, at: datetime) -> None:
    """Mark everything up to the newest one on the page as seen; what came after it was not seen."""
    _seen(member, Notice.at <= newest.at, at)


def see_thread(member: Member, thread: str, at: datetime) -> None:
    """What a thread told of is done or was answered: nothing in it needs to be looked at or mailed any more."""
    _seen(member, Notice.thread == thread, at)


def see_thread_each(member_ids: Iterable[int], thread: str, at: datetime) -> None:
    """What a thread told of is over for several members."""
    theirs = Notice.member_id.in_(list(member_ids)) & (Notice.thread == thread) & Notice.read_at.is_(None)
    db.session.execute(update(Notice).where(theirs).values(read_at=at))


def put_away(member_ids: Collection[int], kind: NoticeKind, path: str, at: datetime) -> None:
    """What several were told is there no longer: who did not see it yet need not, and no letter is written about it."""
    unseen = Notice.member_id.in_(member_ids) & (Notice.kind == kind.name) & Notice.read_at.is_(None)
    db.session.execute(update(Notice).where(unseen, Notice.path == path).values(read_at=at))


def _seen(member: Member, which: ColumnElement[bool], at: datetime) -> None:
    unseen = (Notice.member_id == member.id) & Notice.read_at.is_(None)
    db.session.execute(update(Notice).where(unseen, which).values(read_at=at))


def choose(member: Member, by_kind: Mapping[str, str], at: datetime) -> None:
    """Keep how a member wants to hear of things; letters that were not written yet follow the new choice."""
    _choices([member.id], at)
    choice = queries.choice_for_letter(member.id)
    _change(choice, by_kind)


def stop(choice: NoticeChoice, kind_name: str) -> None:
    """No more mail of this kind, or no more weekly letter; in the list on the site it stays."""
    _change(choice, {kind_name: NONE})


def _change(choice: NoticeChoice, by_kind: Mapping[str, str]) -> None:
    choice.by_kind = {**choice.by_kind, **by_kind}
    waiting = (Notice.member_id == choice.member_id) & Notice.mail.in_((NOW, DIGEST))
    for name, how in by_kind.items():
        if name == WEEKLY and how == NONE:
            db.session.execute(update(Notice).where(waiting, Notice.mail == DIGEST).values(mail=NONE))
        elif name != WEEKLY and how in (DIGEST, NONE):
            how = NONE if choice.by_kind.get(WEEKLY) == NONE else how
            db.session.execute(update(Notice).where(waiting, Notice.kind == name).values(mail=how))


def write_letter(key: int, at: datetime, kinds: Kinds) -> None:
    """Write the letter of one notice that goes at once, unless it was seen, or is one more of the same within an hour."""
    notice = queries.claimed_notice(key)
    if notice is None:
        return
    notice.mail = NONE
    if notice.read_at is not None or notice.kind not in kinds or not notice.member.may_pass("signed_in"):
        return
    if queries.may_still_know(notice) and not queries.just_mailed(notice, at - BURST):
        mails.one(notice.member, kinds[notice.kind], queries.choice_for_letter(notice.member_id).stop_key, at)
        notice.mail = DONE


def write_digest(member_id: int, at: datetime, kinds: Kinds) -> None:
    """Write the weekly letter of one member, if anything in it is unseen; never twice, for its row is locked."""
    choice = queries.claimed_choice(member_id, at)
    if choice is None:
        return
    counts = queries.unseen_by_kind(member_id)
    if counts and choice.member.may_pass("signed_in"):
        mails.weekly(choice.member, counts, kinds, choice.stop_key, at)
    choice.digest_sent_at = at
    waiting = (Notice.member_id == member_id) & (Notice.mail == DIGEST)
    db.session.execute(update(Notice).where(waiting).values(mail=DONE))


def due(kinds: Kinds) -> tuple[DueAction, ...]:
    """What the worker does for notices."""
    return (
        DueAction("letters about notices", queries.due_letters, partial(write_letter, kinds=kinds)),
        DueAction("weekly letters", queries.due_digests, partial(write_digest, kinds=kinds)),
    )
