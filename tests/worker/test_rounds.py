"""The worker's rounds: one thing per transaction, what fails rests, what is old is swept."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from hub import worker as work
from hub.core import due, mail
from hub.core.db import Base, db
from hub.core.drafts import Draft
from hub.core.due import DueAction
from hub.core.once import SentForm
from hub.core.sessions import BrowserSession
from hub.members.models import MailLink
from hub.worker import REST, Worker
from tests.conftest import NOON
from tests.factories import Factories
from tests.worker.conftest import Post, write

pytestmark = pytest.mark.usefixtures("clock")


def marked(app: Flask, name: str) -> datetime | None:
    with app.app_context():
        return due.last(name)


def test_each_piece_is_saved_by_itself_and_a_broken_one_rests(apart_app: Flask, post: Post) -> None:
    tried: list[int] = []

    def do(key: int, at: datetime) -> None:
        tried.append(key)
        due.mark(f"piece {key}", at)
        if key == 2:
            raise RuntimeError("broken")

    apart_app.extensions["due"] = (DueAction("pieces", lambda at: [1, 2, 3], do),)
    worker = Worker(apart_app, post)
    assert worker.run_once(NOON) == 2
    assert worker.trouble
    assert [marked(apart_app, f"piece {key}") is not None for key in (1, 2, 3)] == [True, False, True]
    worker.run_once(NOON + timedelta(seconds=2))
    assert tried == [1, 2, 3, 1, 3]
    worker.run_once(NOON + REST)
    assert tried[5:] == [1, 2, 3]


def test_an_action_that_cannot_even_look_does_not_stop_mail(apart_app: Flask, post: Post) -> None:
    def look(at: datetime) -> list[int]:
        db.session.execute(select(func.no_such_function()))
        return []

    apart_app.extensions["due"] = (DueAction("blind", look, lambda key, at: None),)
    ids = write(apart_app)
    Worker(apart_app, post).run_once(NOON)
    assert post.ids == ids


def test_the_worker_says_that_it_lives(apart_app: Flask, post: Post) -> None:
    worker = Worker(apart_app, post)
    with apart_app.app_context():
        assert not due.worker_is_fresh(NOON)
    worker.run_once(NOON)
    worker.run_once(NOON + timedelta(seconds=30))
    assert marked(apart_app, "round") == NOON  # not a row written every two seconds
    worker.run_once(NOON + timedelta(minutes=1))
    assert marked(apart_app, "round") == NOON + timedelta(minutes=1)
    with apart_app.app_context():
        assert due.worker_is_fresh(NOON + timedelta(minutes=10))
        assert not due.worker_is_fresh(NOON + timedelta(minutes=11))


def counts(app: Flask) -> dict[str, int]:
    tables: list[type[Base]] = [BrowserSession, Draft, SentForm, MailLink, mail.OutboxMail]
    with app.app_context():
        return {one.__name__: db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def age(app: Flask, at: datetime) -> None:
    """One row of each kind that is old at `at + 1 second`, and one that is not."""
    member = Factories().member()
    for moment, name in ((at, "oud"), (at + timedelta(hours=2), "nieuw")):
        db.session.add_all(
            [
                BrowserSession(
                    key_hash=name, data={}, device="", own_device=False, staff=False, created_at=at, seen_at=at, ends_at=moment
                ),
                Draft(owner="account:x", page_hash=f"/{name}", typed_sealed=b"x", kept_at=moment - timedelta(days=60)),
                SentForm(token=name, at=moment - timedelta(days=30)),
                MailLink(
                    member_id=member.id, purpose="log_in", token_hash=name, next_path="", expires_at=moment - timedelta(days=1)
                ),
            ]
        )
        letter = mail.post("lid@peerhuis.example", "Onderwerp", "Brief", at)
        mail.settle(letter, moment - timedelta(days=30))
    db.session.commit()


def test_what_is_old_is_swept_and_the_rest_stays(apart_app: Flask, post: Post) -> None:
    with apart_app.app_context():
        age(apart_app, NOON)
    worker = Worker(apart_app, post)
    assert set(counts(apart_app).values()) == {2}
    worker.run_once(NOON + timedelta(seconds=1))
    assert counts(apart_app) == dict.fromkeys(counts(apart_app), 1)


def test_sweeping_keeps_its_own_pace(apart_app: Flask, post: Post) -> None:
    worker = Worker(apart_app, post)
    worker.run_once(NOON)
    with apart_app.app_context():
        age(apart_app, NOON)
    worker.run_once(NOON + timedelta(minutes=59))
    assert counts(apart_app)["BrowserSession"] == 2
    worker.run_once(NOON + timedelta(minutes=61))
    assert (counts(apart_app)["BrowserSession"], counts(apart_app)["Draft"]) == (1, 2)
    worker.run_once(NOON + timedelta(hours=25))
    assert counts(apart_app)["Draft"] == 0


def test_the_loop_goes_on_until_it_is_told_to_stop(apart_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, rounds = threading.Event(), []

    def look(at: datetime) -> list[int]:
        rounds.append(at)
        if len(rounds) == 1:
            raise OperationalError("", {}, Exception("the database is away"))
        stop.set()
        return []

    apart_app.extensions["due"] = (DueAction("look", look, lambda key, at: None),)
    monkeypatch.setattr(work, "PAUSE_AFTER_TROUBLE_SECONDS", 0.01)
    work.run(apart_app, stop)
    assert rounds == [NOON, NOON]


def test_run_once_sends_to_the_folder_when_trying_out(apart_app: Flask) -> None:
    write(apart_app)
    assert work.run_once(apart_app, NOON) == 1
    assert len(list((mail.post_folder(apart_app.extensions["settings"]) / "new").iterdir())) == 1
