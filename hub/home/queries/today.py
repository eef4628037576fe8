"""What there is for one person today: a few reads, however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.agenda.queries.gatherings import Filter, Listed, coming, next_of
from hub.circles.actions import invitation_path
from hub.circles.queries import places_of
from hub.circles.rules import takes_part
from hub.contacts.actions import CONTACTS
from hub.contacts.queries import asked_of
from hub.core import drafts
from hub.exchange.actions.telling import BOARD
from hub.exchange.queries.due import chosen_for, responses_waiting_for
from hub.intervision.actions.planning import session_path
from hub.intervision.queries.sessions import coming_for
from hub.intervision.rules.planning import why_not_enter
from hub.joining.actions import DESK
from hub.joining.queries import applications_for, greetings_asked
from hub.members.models import Member
from hub.moderation.actions.deciding import decision_path
from hub.moderation.actions.reporting import DESK as REPORTS
from hub.moderation.actions.reporting import own_path
from hub.moderation.queries.desk import waiting_for as reports_waiting_for
from hub.moderation.queries.own import asked_of as asked_about
from hub.moderation.queries.own import unread_decisions
from hub.notices.queries import Thread, threads_of, unseen_count
from hub.referrals.calendar import REFERRALS
from hub.referrals.queries.turns import turns_of

MOST_TASKS = 3
MOST_GATHERINGS = 2
MOST_NEWS = 2


@dataclass(frozen=True)
class Task:
    """One thing that waits: what kind, about whom or what, where it is done, since when."""

    kind: str
    name: str
    path: str
    since: datetime
    count: int = 1


@dataclass(frozen=True)
class Today:
    """A member's home page."""

    tasks: list[Task]
    more_tasks: int
    next: list[Listed]
    news: list[Thread]
    more_news: int
    drafts: int


def today_of(member: Member, at: datetime) -> Today:
    """What waits for a member, what is next, what is new, what was left half done."""
    # Who is expected somewhere at this moment reads that first.
    tasks = sorted(waiting_for(member, at), key=lambda task: (task.kind != "session", task.since))
    # What waits is said once: its notice is not news as well.
    waiting = {task.path for task in tasks}
    unseen = [thread for thread in threads_of(member, 1)[1] if thread.unseen]
    news = [thread for thread in unseen if not waiting & {thread.newest.path, thread.newest.thread}]
    said_twice = len(unseen) - len(news)
    return Today(
        tasks=tasks[:MOST_TASKS],
        more_tasks=max(0, len(tasks) - MOST_TASKS),
        next=next_of(member, at, MOST_GATHERINGS),
        news=news[:MOST_NEWS],
        more_news=max(0, unseen_count(member) - said_twice - MOST_NEWS),
        drafts=drafts.count_of(member.get_id()),
    )


def waiting_for(member: Member, at: datetime) -> list[Task]:
    """Everything that waits for a member's answer."""
    greetings = [
        Task("greet" if one.state == "accepted" else "greeting", one.newcomer.name, f"/begroeten/{one.public_id}", one.asked_at)
        for one in greetings_asked(member)
    ]
    applications = [
        Task("application", one.member.name, f"{DESK}/{one.public_id}", one.since)
        for one in applications_for(member)
        if one.state == "waiting" and one.member is not None
    ]
    requests = [Task("contact_request", one.sender.name, f"{CONTACTS}#{one.public_id}", one.sent_at) for one in asked_of(member)]
    places = places_of(member)
    invitations = [
        Task("circle_invitation", place.circle.name, invitation_path(place.circle), place.since)
        for place in places
        if place.state == "invited"
    ]
    sessions = _sessions(member, at) if any(takes_part(place) for place in places) else []
    referrals = [Task(turn.kind, turn.name, f"{REFERRALS}/{turn.public_id}", turn.since) for turn in turns_of(member, at)]
    return greetings + applications + requests + invitations + referrals + [
        *_assignments(member), *_of_the_desk(member, at), *sessions,
    ]  # fmt: skip


def _assignments(member: Member) -> list[Task]:
    """Responses that wait for an answer, and work that one was chosen for and has to plan."""
    answers = [
        Task("assignment_responses", one.title, f"{BOARD}/{one.assignment_id}/reacties", one.since, one.count)
        for one in responses_waiting_for(member)
    ]
    chosen = [Task("assignment_chosen", one.title, f"{BOARD}/{one.assignment_id}", one.since) for one in chosen_for(member)]
    return answers + chosen


def _sessions(member: Member, at: datetime) -> list[Task]:
    """Intervision that goes on now, or whose room is open."""
    soon = [one for one in coming_for(member, at) if why_not_enter(one, at) is None]
    return [Task("session", one.series.name, session_path(one), one.starts_at) for one in soon]


def _of_the_desk(member: Member, at: datetime) -> list[Task]:
    """Reports for a moderator, said once however many; a question about one's own; a decision one did not read."""
    reports = reports_waiting_for(member, at)
    oldest = min((one.waits_since for one in reports), default=at)
    waiting = [Task("reports", str(len(reports)), REPORTS, oldest)] if reports else []
    questions = [Task("report_question", one.number, own_path(one), one.waits_since) for one in asked_about(member)]
    decisions = [Task("decision", "", decision_path(one), one.decided_at) for one in unread_decisions(member)]
    return waiting + questions + decisions


def open_gatherings(viewer: Member | None, at: datetime) -> list[Listed]:
    """The next gatherings that go on and that this viewer may see, whoever that is."""
    found, _ = coming(viewer, Filter(), at, 1, 3 * MOST_GATHERINGS)
    return [one for one in found if one.gathering.status != "cancelled"][:MOST_GATHERINGS]
