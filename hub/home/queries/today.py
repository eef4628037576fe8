"""What there is for one person today: a few reads, however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.agenda.queries.gatherings import Filter, Listed, coming, next_of
from hub.core import drafts
from hub.members.models import Member
from hub.notices.queries import Thread, threads_of, unseen_count

MOST_TASKS = 3
MOST_GATHERINGS = 2
MOST_NEWS = 2


@dataclass(frozen=True)
class Task:
    """One thing that waits: what kind, about whom or what, since when, and the public id by which it is found."""

    kind: str
    name: str
    about: str
    since: datetime


@dataclass(frozen=True)
class Today:
    """A member's home page."""

    tasks: list[Task]
    more: int
    next: list[Listed]
    unseen: int
    news: list[Thread]
    drafts: int


def today_of(member: Member, at: datetime) -> Today:
    """What waits for a member, what is next, what is new, what was left half done."""
    tasks = sorted(waiting_for(member), key=lambda task: task.since)
    return Today(
        tasks=tasks[:MOST_TASKS],
        more=max(0, len(tasks) - MOST_TASKS),
        next=next_of(member, at, MOST_GATHERINGS),
        unseen=unseen_count(member),
        news=[thread for thread in threads_of(member, 1)[1] if thread.unseen][:MOST_NEWS],
        drafts=drafts.count_of(member.get_id()),
    )


def waiting_for(member: Member) -> list[Task]:
    """Everything that waits for a member's answer."""
    return []


def open_gatherings(viewer: Member | None, at: datetime) -> list[Listed]:
    """The next gatherings that go on and that this viewer may see, whoever that is."""
    found, _ = coming(viewer, Filter(), at, 1, 3 * MOST_GATHERINGS)
    return [one for one in found if one.gathering.status != "cancelled"][:MOST_GATHERINGS]
