"""What an organiser does: make, change, move, open, cancel, reopen, remove."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from hub.agenda.actions.marks import everybody_concerned, mark_feeds, mark_public
from hub.agenda.models import Answer, Gathering, Theme
from hub.agenda.queries import gatherings as queries
from hub.agenda.rules import addresses, changing, kinds
from hub.agenda.rules.days import days_on
from hub.agenda.rules.links import gathering_path
from hub.agenda.rules.moments import local_day
from hub.core.db import db
from hub.core.html import rendered
from hub.core.web import Refused
from hub.members.models import Member
from hub.notices.actions import tell_each
from hub.notices.rules import NoticeKind


@dataclass(frozen=True)
class What:
    """What a gathering is."""

    title: str
    source: str = ""


@dataclass(frozen=True)
class When:
    """From when to when, or which whole days."""

    starts_at: datetime
    ends_at: datetime
    whole_day: bool = False


@dataclass(frozen=True)
class Place:
    """Where: a place, online, or both; and who reads venue and street."""

    form: str
    venue: str = ""
    street: str = ""
    town: str = ""
    province: str = ""
    link: str = ""
    address_for: str = addresses.COMING
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class About:
    """Themes by slug, and how many can come."""

    themes: list[str]
    places: int | None = None


@dataclass(frozen=True)
class Access:
    """What is known of getting in and of stimuli."""

    access: dict[str, dict[str, str]]


@dataclass(frozen=True)
class For:
    """Who may see it."""

    audience: str
    to_contacts: bool = False
    to_circles: tuple[int, ...] = ()


Part = What | When | Place | About | Access


def make(organiser: Member, what: What, when: When, at: datetime) -> Gathering:
    """A new gathering that only its organiser sees. Raises Refused."""
    _refuse(changing.why_not_begin(when, at))
    gathering = Gathering(
        uid=uuid4(),
        sequence=0,
        organiser_id=organiser.id,
        created_at=at,
        changed_at=at,
        form="place",
        title=what.title,
        source=what.source,
        html=rendered(what.source),
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        whole_day=when.whole_day,
    )
    db.session.add(gathering)
    db.session.flush()
    return gathering


def change(gathering: Gathering, part: What | About | Access, at: datetime) -> None:
    """Change what readers see, without a message to anybody. Raises Refused."""
    _refuse(changing.why_not_change(gathering, at))
    if isinstance(part, About):
        _refuse(changing.why_not_limit(part.places, queries.yes_count(gathering)))
    if _put(gathering, part):
        changed(gathering, at)


def move(gathering: Gathering, when: When, place: Place, at: datetime) -> bool:
    """Another time or place; whoever comes hears of it. Gives whether anything changed. Raises Refused."""
    _refuse(changing.why_not_move(gathering, when, at))
    before, told = when_of(gathering), is_elsewhere(gathering, when, place)
    different = [_put(gathering, part) for part in (when, place)]
    if not any(different):
        return False
    if (when.starts_at, when.whole_day) != (before.starts_at, before.whole_day) and changing.is_open(gathering):
        gathering.moved_from, gathering.moved_from_whole_day = before.starts_at, before.whole_day
    _shift_programme(gathering, before)
    changed(gathering, at)
    if told:
        _tell_who_comes(gathering, kinds.MOVED, at)
    return True


def when_of(gathering: Gathering) -> When:
    """When it is now."""
    return When(gathering.starts_at, gathering.ends_at, gathering.whole_day)


def is_elsewhere(gathering: Gathering, when: When, place: Place) -> bool:
    """Whether this is another time or place to who comes; who else reads the address is no news to them."""
    quiet = ("address_for", "latitude", "longitude")
    heard = {name: value for name, value in {**vars(when), **vars(place)}.items() if name not in quiet}
    return any(getattr(gathering, name) != value for name, value in heard.items())


def open_for(gathering: Gathering, whom: For, at: datetime) -> None:
    """Show it to others, or to other others. Raises Refused."""
    _refuse(changing.why_not_open(gathering, whom.audience, at))
    was_public = gathering.audience == "public"
    gathering.audience, gathering.to_contacts = whom.audience, whom.to_contacts
    gathering.to_circles = list(whom.to_circles)
    changed(gathering, at, was_public=was_public)


def cancel(gathering: Gathering, note: str, at: datetime) -> None:
    """It does not go on; whoever answered hears of it. Raises Refused."""
    _refuse(changing.why_not_cancel(gathering, at))
    gathering.status, gathering.cancel_note = "cancelled", note
    changed(gathering, at)
    _tell_who_comes(gathering, kinds.CANCELLED, at)


def reopen(gathering: Gathering, at: datetime) -> None:
    """It goes on after all; whoever answered hears of it. Raises Refused."""
    _refuse(changing.why_not_reopen(gathering, at))
    gathering.status, gathering.cancel_note = "confirmed", ""
    changed(gathering, at)
    _tell_who_comes(gathering, kinds.REOPENED, at)


def remove(gathering: Gathering, at: datetime) -> None:
    """Take a mistake away without a trace. Raises Refused."""
    _refuse(changing.why_not_remove(gathering, queries.others_count(gathering)))
    mark_feeds(gathering, at)
    db.session.delete(gathering)
    db.session.flush()


def rename_theme(theme: Theme, name: str, at: datetime) -> None:
    """Another name for a theme; every calendar that shows it learns of it."""
    theme.name = name
    for gathering in db.session.scalars(select(Gathering).where(Gathering.themes.contains([theme.slug]))):
        changed(gathering, at)
    mark_public(at)


def changed(gathering: Gathering, at: datetime, *, was_public: bool = False) -> None:
    """A reader can see a difference: the next sequence, the moment, and every calendar that shows it."""
    gathering.changed_at = max(at, gathering.changed_at)
    if changing.is_open(gathering):
        gathering.sequence += 1
        mark_feeds(gathering, at, was_public=was_public)
    db.session.flush()


def _put(gathering: Gathering, part: Part) -> bool:
    """Set the fields of one part. Gives whether any was different."""
    different = False
    for field in fields(part):
        value = getattr(part, field.name)
        if getattr(gathering, field.name) != value:
            setattr(gathering, field.name, value)
            different = True
    if isinstance(part, What):
        gathering.html = rendered(gathering.source)
    return different


def _shift_programme(gathering: Gathering, before: When) -> None:
    """The programme moves along with its gathering; with whole days its parts keep their clock times."""
    by = gathering.starts_at - before.starts_at
    days = (local_day(gathering.starts_at) - local_day(before.starts_at)).days
    whole = gathering.whole_day or before.whole_day
    for item in gathering.programme if by else ():
        length = item.ends_at - item.starts_at
        ends_at = days_on(item.ends_at, days)
        item.starts_at = days_on(item.starts_at, days) if whole else item.starts_at + by
        # Of a part in the hour that is skipped in spring only the length can be kept.
        item.ends_at = ends_at if whole and ends_at > item.starts_at else item.starts_at + length


def _tell_who_comes(gathering: Gathering, kind: NoticeKind, at: datetime) -> None:
    """A message to everybody who said yes or maybe."""
    if not changing.is_open(gathering):
        return
    coming = select(Answer.member_id).where(Answer.gathering_id == gathering.id, Answer.answer.in_(("yes", "maybe")))
    ids = set(db.session.scalars(coming))
    told = [one for one in everybody_concerned(gathering) if one.id in ids and one.id != gathering.organiser_id]
    tell_each(members=told, kind=kind, path=gathering_path(gathering.public_id), at=at)


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
