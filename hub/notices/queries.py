"""Reads of notices: one's own list by thread, and what mail still has to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from hub.core.db import db
from hub.members.models import Member
from hub.members.queries import not_blocked
from hub.notices.models import Notice, NoticeChoice
from hub.notices.rules import DIGEST, DONE, NOW, digest_moment

A_PAGE = 20


@dataclass(frozen=True)
class Thread:
    """What belongs together: its newest notice, how many there are and how many are unseen."""

    newest: Notice
    count: int
    unseen: int


def of(member: Member) -> ColumnElement[bool]:
    """A member's notices, without those of somebody with a block between."""
    return (Notice.member_id == member.id) & or_(Notice.actor_id.is_(None), not_blocked(member.id, Notice.actor_id))


def threads_of(viewer: Member, page: int) -> tuple[Pagination, list[Thread]]:
    """One page of a member's own list, newest thread first. A page past the end is no page."""
    newest = (
        select(Notice.id)
        .where(of(viewer))
        .ext(distinct_on(Notice.thread))
        .order_by(Notice.thread, Notice.at.desc(), Notice.id.desc())
    )
    found = (
        select(Notice)
        .where(Notice.id.in_(newest.scalar_subquery()))
        .order_by(Notice.at.desc(), Notice.id.desc())
        .options(joinedload(Notice.actor).lazyload(Member.terms))
    )
    pages = db.paginate(found, page=page, per_page=A_PAGE, max_per_page=A_PAGE)
    counts = (
        select(Notice.thread, func.count(), func.count().filter(Notice.read_at.is_(None)))
        .where(of(viewer), Notice.thread.in_([one.thread for one in pages.items]))
        .group_by(Notice.thread)
    )
    by_thread = {thread: (count, unseen) for thread, count, unseen in db.session.execute(counts)}
    return pages, [Thread(one, *by_thread[one.thread]) for one in pages.items]


def notice_of(viewer: Member, public_id: str) -> Notice | None:
    """One of a member's own notices."""
    return db.session.scalar(select(Notice).where(of(viewer), Notice.public_id == public_id))


def unseen_count(viewer: Member) -> int:
    """How many threads hold something unseen: for the home page."""
    unseen = select(func.count(Notice.thread.distinct())).where(of(viewer), Notice.read_at.is_(None))
    return db.session.scalar(unseen) or 0


def choice_of(member: Member) -> NoticeChoice | None:
    """How a member wants to hear of things; None for who never had a notice nor chose."""
    return db.session.scalar(select(NoticeChoice).where(NoticeChoice.member_id == member.id))


def choice_by_key(stop_key: str) -> NoticeChoice | None:
    """Whose stop link this is."""
    return db.session.scalar(select(NoticeChoice).where(NoticeChoice.stop_key == stop_key))


def due_letters(at: datetime) -> Sequence[int]:
    """Keys of the notices that want a letter of their own, oldest first."""
    return db.session.scalars(select(Notice.id).where(Notice.mail == NOW, Notice.at <= at).order_by(Notice.at).limit(200)).all()


def due_digests(at: datetime) -> Sequence[int]:
    """Keys of the members for whom a weekly letter is due."""
    moment = digest_moment(at)
    return db.session.scalars(_digest_due(moment).order_by(NoticeChoice.member_id).limit(500)).all()


def _digest_due(moment: datetime) -> Select[int]:
    waiting = exists().where(Notice.member_id == NoticeChoice.member_id, Notice.mail == DIGEST, Notice.at <= moment)
    return select(NoticeChoice.member_id).where(
        waiting, or_(NoticeChoice.digest_sent_at.is_(None), NoticeChoice.digest_sent_at < moment)
    )


def claimed_notice(key: int) -> Notice | None:
    """A notice that wants a letter, locked; None when another worker has it or it went already."""
    return db.session.scalar(
        select(Notice).where(Notice.id == key, Notice.mail == NOW).with_for_update(skip_locked=True, of=Notice)
    )


def claimed_choice(member_id: int, at: datetime) -> NoticeChoice | None:
    """The row by which a weekly letter is written once, locked; None when another worker has it or it went already."""
    due = _digest_due(digest_moment(at)).where(NoticeChoice.member_id == member_id).with_only_columns(NoticeChoice)
    return db.session.scalar(due.with_for_update(skip_locked=True, of=NoticeChoice))


def choice_for_letter(member_id: int) -> NoticeChoice:
    """The choice of a member who has notices: it is there since the first one."""
    return db.session.scalars(select(NoticeChoice).where(NoticeChoice.member_id == member_id)).one()


def may_still_know(notice: Notice) -> bool:
    """Whether a notice still stands for its member: no block came between."""
    return bool(db.session.scalar(select(exists().where(Notice.id == notice.id, _standing()))))


def just_mailed(notice: Notice, since: datetime) -> bool:
    """Whether a letter of this kind about the same thing went out lately."""
    same = (Notice.member_id == notice.member_id) & (Notice.thread == notice.thread) & (Notice.kind == notice.kind)
    return bool(db.session.scalar(select(exists().where(same, Notice.mail == DONE, Notice.at > since))))


def _standing() -> ColumnElement[bool]:
    return or_(Notice.actor_id.is_(None), not_blocked(Notice.member_id, Notice.actor_id))


def unseen_by_kind(member_id: int) -> dict[str, int]:
    """How many unseen notices per kind wait for the weekly letter."""
    counted = (
        select(Notice.kind, func.count())
        .where(Notice.member_id == member_id, Notice.mail == DIGEST, Notice.read_at.is_(None), _standing())
        .group_by(Notice.kind)
    )
    return {kind: int(count) for kind, count in db.session.execute(counted)}


def choices_of(member_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """What members chose, by their keys."""
    rows = db.session.execute(select(NoticeChoice.member_id, NoticeChoice.by_kind).where(NoticeChoice.member_id.in_(member_ids)))
    return {member_id: dict(by_kind) for member_id, by_kind in rows}


def kept_apart_from(actor: Member, member_ids: Sequence[int]) -> set[int]:
    """Which of these have a block between them and the actor."""
    free = db.session.scalars(select(Member.id).where(Member.id.in_(member_ids), not_blocked(actor.id, Member.id)))
    return set(member_ids) - set(free)
