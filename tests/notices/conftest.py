"""Notices are tried with kinds of their own, so that no other feature is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask

from hub.core.db import db
from hub.members.models import Member
from hub.notices import actions
from hub.notices.rules import NOW, NoticeKind
from tests.conftest import NOON

SOFT = NoticeKind("proef-zacht", "Er is iets rustigs voor je.", "Rustige dingen")
DIRECT = NoticeKind("proef-direct", "Er is iets van nu voor je.", "Dingen van nu", default=NOW)
KINDS = {SOFT.name: SOFT, DIRECT.name: DIRECT}


@pytest.fixture(autouse=True)
def kinds(app: Flask) -> Iterator[None]:
    """The app with these two kinds only."""
    before, app.extensions["notice_kinds"] = app.extensions["notice_kinds"], KINDS
    yield
    app.extensions["notice_kinds"] = before


@pytest.fixture
def tell(app: Flask) -> Callable[..., None]:
    """Tell somebody, and commit."""

    def told(
        member: Member,
        kind: NoticeKind = SOFT,
        path: str = "/woorden",
        at: datetime = NOON,
        actor: Member | None = None,
        **more: str,
    ) -> None:
        actions.tell(member=member, kind=kind, path=path, at=at, actor=actor, **more)
        db.session.commit()

    return told
