"""Server drafts: what somebody typed is kept by the path of its form, and nothing is lost by a lost session.

One draft per person and path, encrypted. A visitor whose session ended keeps it under that browser's session; logging
in brings it along. Passwords and form protection never go into a draft.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Blueprint, request, session
from flask.sessions import SessionMixin
from sqlalchemy import Index, LargeBinary, UniqueConstraint, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from hub.core import clock
from hub.core.access import public, viewer
from hub.core.crypto import Unreadable, vault
from hub.core.db import Base, apart, db
from hub.core.forms import DRAFT_BUTTON, ONCE_FIELD, HubForm
from hub.core.text import day, time_of_day

KEPT_FOR = timedelta(days=60)
MOST_BYTES = 100_000
NEVER_KEPT = ("csrf_token", "password", DRAFT_BUTTON, "_")
F = TypeVar("F", bound=HubForm)

blueprint = Blueprint("drafts", __name__)


class Draft(Base):
    """What one person typed into one form and has not sent yet."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("owner", "path"), Index("ix_draft_kept_at", "kept_at"))

    owner: Mapped[str] = mapped_column(comment="'account:<key>', or 'visit:<hash>' of somebody not logged in")
    path: Mapped[str] = mapped_column(comment="path of the page with the form")
    fields_sealed: Mapped[bytes] = mapped_column(LargeBinary, comment="the fields as JSON, encrypted")
    kept_at: Mapped[datetime] = mapped_column(comment="last time it was kept")


def owner_here(here: SessionMixin) -> str:
    """Whose drafts this request may touch. Starts a session for a visitor who has none."""
    person = viewer()
    if person is not None:
        return f"account:{person.get_id()}"
    if "visit" not in here:
        here["visit"] = secrets.token_hex(16)
    return f"visit:{here['visit']}"


def worth_keeping(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields a person typed, without what must not be stored."""
    kept = [(name, text.replace("\x00", "")) for name, text in fields if not name.startswith(NEVER_KEPT) and name != ONCE_FIELD]
    return kept if any(text.strip() for _, text in kept) else []


def keep(owner: str, path: str, fields: Iterable[tuple[str, str]]) -> bool:
    """Keep a draft in a transaction of its own. Gives whether there was anything to keep."""
    kept = worth_keeping(fields)
    text = json.dumps(kept)
    if not kept or len(text) > MOST_BYTES or len(path) > 500:
        return False
    row = {
        "owner": owner,
        "path": path,
        "fields_sealed": vault().seal(text, f"draft:{owner}:{path}"),
        "kept_at": clock.now(),
    }
    with apart() as own:
        own.execute(insert(Draft).values(**row).on_conflict_do_update(index_elements=["owner", "path"], set_=row))
    return True


def keep_typed() -> bool:
    """Keep what this very request brought, as a draft of its page."""
    fields = [(name, text) for name, texts in request.form.lists() for text in texts]
    return keep(owner_here(session), request.path, fields)


def find(owner: str, path: str) -> tuple[MultiDict[str, str], datetime] | None:
    """The kept fields of a form and when they were kept. A draft that no key opens is as good as none."""
    row = db.session.scalar(select(Draft).where(Draft.owner == owner, Draft.path == path))
    if row is None:
        return None
    try:
        fields = json.loads(vault().open(row.fields_sealed, f"draft:{owner}:{path}"))
    except Unreadable:
        return None
    return MultiDict([(str(name), str(text)) for name, text in fields]), row.kept_at


def form_from_draft(form_class: type[F], **options: Any) -> F:
    """The page's form: on GET filled from a kept draft if there is one, on POST from what was sent."""
    if request.method == "POST":
        form = form_class(**options)
    else:
        found = _found()
        form = form_class(formdata=found[0], **options) if found else form_class(**options)
        if found:
            form.draft_at = said_moment(found[1])
    form.can_draft = True
    return form


def _found() -> tuple[MultiDict[str, str], datetime] | None:
    owner = _known_owner()
    return find(owner, request.path) if owner else None


def _known_owner() -> str | None:
    """Whose drafts there may be, without starting a session for a visitor."""
    return owner_here(session) if viewer() is not None or "visit" in session else None


def drop(path: str | None = None) -> None:
    """The form was sent: its draft goes, in the request's own transaction."""
    owner = _known_owner()
    if owner:
        db.session.execute(delete(Draft).where(Draft.owner == owner, Draft.path == (path or request.path)))


def drop_all_of(account: str) -> None:
    """The account goes, and its drafts with it."""
    db.session.execute(delete(Draft).where(Draft.owner == f"account:{account}"))


def adopt(visit: str | None, account: str) -> None:
    """After logging in: what was typed before belongs to the account; a newer draft of its own stays."""
    if not visit:
        return
    mine = select(Draft.path).where(Draft.owner == f"account:{account}")
    with apart() as own:
        for row in own.scalars(select(Draft).where(Draft.owner == f"visit:{visit}", Draft.path.not_in(mine))):
            text = vault().open(row.fields_sealed, f"draft:{row.owner}:{row.path}")
            sealed = vault().seal(text, f"draft:account:{account}:{row.path}")
            own.execute(update(Draft).where(Draft.id == row.id).values(owner=f"account:{account}", fields_sealed=sealed))


def mine(account: str) -> list[Draft]:
    """All drafts of an account, newest first: for the page 'Mijn concepten'."""
    return list(db.session.scalars(select(Draft).where(Draft.owner == f"account:{account}").order_by(Draft.kept_at.desc())))


def count_of(account: str) -> int:
    """How many drafts an account has."""
    return db.session.scalar(select(func.count()).select_from(Draft).where(Draft.owner == f"account:{account}")) or 0


def first_words(row: Draft, most: int = 80) -> str:
    """How a draft begins, so that its owner knows it again: its longest text, cut short. '' when no key opens it."""
    try:
        fields = json.loads(vault().open(row.fields_sealed, f"draft:{row.owner}:{row.path}"))
    except Unreadable:
        return ""
    longest = " ".join(max((str(text) for _, text in fields), key=len, default="").split())
    return longest if len(longest) <= most else longest[:most].rsplit(" ", 1)[0].rstrip(" .,;:") + " …"


def clear_old(at: datetime) -> int:
    """Remove drafts nobody came back for. Gives how many."""
    return len(db.session.execute(delete(Draft).where(Draft.kept_at < at - KEPT_FOR).returning(Draft.id)).all())


def said_moment(kept_at: datetime) -> str:
    """'vandaag om 14.02 uur' or 'maandag 23 november 2026 om 9 uur'."""
    when = day(kept_at)
    return f"{'vandaag' if when == day(clock.now()) else when} om {time_of_day(kept_at)}"


@blueprint.post("/concept")
@public
def keep_draft() -> tuple[dict[str, str], int]:
    """Autosave of a form by its page. The path is that of the page, given by the script."""
    person = viewer()
    path = request.form.get("_path", "")
    if person is None or not path.startswith("/"):
        return {"status": ""}, 403
    fields = [(name, text) for name, texts in request.form.lists() for text in texts]
    if not keep(f"account:{person.get_id()}", path, fields):
        return {"status": ""}, 422
    return {"status": f"Concept bewaard om {time_of_day(clock.now())}."}, 200
