"""Server drafts: what somebody typed is kept by the path of its form, and nothing is lost by a lost session.

One draft per person and path, encrypted, the path too: that of an invitation holds its secret. A visitor whose session
ended keeps it under that browser's session; logging in brings it along. Passwords never go into a draft.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Blueprint, request, session
from flask.sessions import SessionMixin
from sqlalchemy import Index, LargeBinary, UniqueConstraint, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from hub.core import clock
from hub.core.access import public, viewer
from hub.core.crypto import Unreadable, vault
from hub.core.db import Base, apart, db
from hub.core.forms import DRAFT_BUTTON, ONCE_FIELD, HubForm
from hub.core.sessions import hashed
from hub.core.text import day, time_of_day

KEPT_FOR = timedelta(days=60)
MOST_BYTES = 100_000
NEVER_KEPT = ("csrf_token", "password", DRAFT_BUTTON, "_")
F = TypeVar("F", bound=HubForm)

blueprint = Blueprint("drafts", __name__)


class Draft(Base):
    """What one person typed into one form and has not sent yet."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("owner", "page_hash"), Index("ix_draft_kept_at", "kept_at"))

    owner: Mapped[str] = mapped_column(comment="'account:<key>', or 'visit:<hash>' of somebody not logged in")
    page_hash: Mapped[str] = mapped_column(comment="SHA-256 of the path of the page with the form")
    typed_sealed: Mapped[bytes] = mapped_column(LargeBinary, comment="the path and the fields as JSON, encrypted")
    kept_at: Mapped[datetime] = mapped_column(comment="last time it was kept")

    @property
    def typed(self) -> tuple[str, list[tuple[str, str]]]:
        """The path and the fields. Raises Unreadable when no key opens them, or when they stood somewhere else."""
        path, fields = json.loads(vault().open(self.typed_sealed, _place(self.owner, self.page_hash)))
        return str(path), [(str(name), str(text)) for name, text in fields]

    @property
    def path(self) -> str:
        """Path of the page with the form; '' when no key opens it."""
        try:
            return self.typed[0]
        except Unreadable:
            return ""


def _place(owner: str, page_hash: str) -> str:
    return f"draft:{owner}:{page_hash}"


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
    text, page = json.dumps([path, kept]), hashed(path)
    if not kept or len(text) > MOST_BYTES or len(path) > 500:
        return False
    row = {
        "owner": owner,
        "page_hash": page,
        "typed_sealed": vault().seal(text, _place(owner, page)),
        "kept_at": clock.now(),
    }
    with apart() as own:
        own.execute(insert(Draft).values(**row).on_conflict_do_update(index_elements=["owner", "page_hash"], set_=row))
    return True


def keep_typed() -> bool:
    """Keep what this very request brought, as a draft of its page."""
    fields = [(name, text) for name, texts in request.form.lists() for text in texts]
    return keep(owner_here(session), request.path, fields)


def find(owner: str, path: str) -> tuple[MultiDict[str, str], datetime] | None:
    """The kept fields of a form and when they were kept. A draft that no key opens is as good as none."""
    row = db.session.scalar(select(Draft).where(Draft.owner == owner, Draft.page_hash == hashed(path)))
    if row is None:
        return None
    try:
        return MultiDict(row.typed[1]), row.kept_at
    except Unreadable:
        return None


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
        here = Draft.page_hash == hashed(path or request.path)
        db.session.execute(delete(Draft).where(Draft.owner == owner, here))


def forget(paths: Iterable[str]) -> None:
    """What these pages were about is erased: what anybody typed there and did not send goes with it."""
    db.session.execute(delete(Draft).where(Draft.page_hash.in_([hashed(path) for path in paths])))


def drop_all_of(account: str) -> None:
    """The account goes, and its drafts with it."""
    db.session.execute(delete(Draft).where(Draft.owner == f"account:{account}"))


def adopt(visit: str | None, account: str) -> None:
    """After logging in: what was typed before belongs to the account; a newer draft of its own stays."""
    if not visit:
        return
    owner = f"account:{account}"
    mine = select(Draft.page_hash).where(Draft.owner == owner)
    with apart() as own:
        for row in own.scalars(select(Draft).where(Draft.owner == f"visit:{visit}", Draft.page_hash.not_in(mine))):
            try:
                typed = row.typed
            except Unreadable:
                continue  # as good as none: logging in goes on
            row.owner, row.typed_sealed = owner, vault().seal(json.dumps(typed), _place(owner, row.page_hash))


def mine(account: str) -> list[Draft]:
    """All drafts of an account, newest first: for the page 'Mijn concepten'."""
    return list(db.session.scalars(select(Draft).where(Draft.owner == f"account:{account}").order_by(Draft.kept_at.desc())))


def count_of(account: str) -> int:
    """How many drafts an account has."""
    return db.session.scalar(select(func.count()).select_from(Draft).where(Draft.owner == f"account:{account}")) or 0


def first_words(row: Draft, most: int = 80) -> str:
    """How a draft begins, so that its owner knows it again: its longest text, cut short. '' when no key opens it."""
    try:
        fields = row.typed[1]
    except Unreadable:
        return ""
    longest = " ".join(max((text for _, text in fields), key=len, default="").split())
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
