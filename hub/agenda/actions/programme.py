"""Adding, changing and taking away parts of a programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.agenda.actions.gatherings import changed
from hub.agenda.models import Gathering, ProgrammeItem
from hub.agenda.rules import changing, programme
from hub.core.db import db
from hub.core.html import rendered
from hub.core.web import Refused


@dataclass(frozen=True)
class Part:
    """One part of a programme."""

    title: str
    starts_at: datetime
    ends_at: datetime
    about: str = ""
    topic: str = ""
    municipality: str = ""


def add_part(gathering: Gathering, part: Part, at: datetime) -> ProgrammeItem:
    """A new part, after the others of its time. Raises Refused."""
    _may(gathering, part, at)
    if len(gathering.programme) >= programme.MOST_PARTS:
        raise Refused(programme.TOO_MANY)
    item = ProgrammeItem(position=len(gathering.programme), about_html=rendered(part.about), **vars(part))
    gathering.programme.append(item)
    _settle(gathering, at)
    return item


def change_part(gathering: Gathering, item: ProgrammeItem, part: Part, at: datetime) -> None:
    """Other words or another time. Raises Refused."""
    _may(gathering, part, at)
    for name, value in vars(part).items():
        setattr(item, name, value)
    item.about_html = rendered(part.about)
    _settle(gathering, at)


def remove_part(gathering: Gathering, item: ProgrammeItem, at: datetime) -> None:
    """Take a part away. Raises Refused."""
    _may(gathering, None, at)
    gathering.programme.remove(item)
    db.session.delete(item)
    _settle(gathering, at)


def _may(gathering: Gathering, part: Part | None, at: datetime) -> None:
    reason = changing.why_not_change(gathering, at)
    if part is not None:
        reason = reason or programme.why_not_within(gathering, part)
    if reason:
        raise Refused(reason)


def _settle(gathering: Gathering, at: datetime) -> None:
    """What overlaps is a choice; then tell the calendars."""
    for item in gathering.programme:
        item.is_choice = programme.is_choice(item, gathering.programme)
    changed(gathering, at)
