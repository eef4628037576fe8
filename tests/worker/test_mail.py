"""Each letter goes once, through crashes, beside other workers and past a mail server in trouble."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.core.mail import TRIES, OutboxMail, Undeliverable
from hub.worker import Worker
from tests.conftest import NOON
from tests.worker.conftest import Post, write

pytestmark = pytest.mark.usefixtures("clock")


class Killed(BaseException):
    """As kill -9: nothing of ours gets a chance to tidy up."""


def letters(app: Flask) -> list[OutboxMail]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_a_letter_is_sent_once_and_forgotten(apart_app: Flask, post: Post) -> None:
    ids = write(apart_app, 3)
    worker = Worker(apart_app, post)
    assert worker.run_once(NOON) == 3
    assert worker.run_once(NOON) == 0
    assert post.ids == ids
    for one in letters(apart_app):
        assert (one.state, one.text_sealed, one.to_address_sealed) == ("sent", None, None)


def test_a_letter_for_later_waits(apart_app: Flask, post: Post) -> None:
    write(apart_app, at=NOON + timedelta(hours=1))
    assert Worker(apart_app, post).run_once(NOON) == 0
    assert Worker(apart_app, post).run_once(NOON + timedelta(hours=1)) == 1


def test_killed_between_sending_and_marking_it_goes_again_under_the_same_name(apart_app: Flask, post: Post) -> None:
    [message_id] = write(apart_app)
    post.after = [Killed()]
    with pytest.raises(Killed):
        Worker(apart_app, post).run_once(NOON)
    assert letters(apart_app)[0].state == "claimed"
    assert Worker(apart_app, post).run_once(NOON + timedelta(minutes=1)) == 0  # another may still be at it
    assert Worker(apart_app, post).run_once(NOON + timedelta(minutes=6)) == 1
    assert post.ids == [message_id, message_id]
    assert letters(apart_app)[0].state == "sent"


def test_killed_before_sending_it_goes_later(apart_app: Flask, post: Post) -> None:
    [message_id] = write(apart_app)
    post.before = [Killed()]
    with pytest.raises(Killed):
        Worker(apart_app, post).run_once(NOON)
    assert Worker(apart_app, post).run_once(NOON + timedelta(minutes=6)) == 1
    assert post.ids == [message_id]


def test_two_workers_at_once_send_each_letter_once(apart_app: Flask, post: Post) -> None:
    ids = write(apart_app, 40)
    together = threading.Barrier(3)

    def work() -> None:
        together.wait(10)
        while Worker(apart_app, post).run_once(NOON):
            pass

    threads = [threading.Thread(target=work) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    Worker(apart_app, post).run_once(NOON)
    assert sorted(post.ids) == sorted(ids)


def test_a_server_that_is_away_gets_it_later_and_the_others_go_on(apart_app: Flask, post: Post) -> None:
    first, second = write(apart_app, 2)
    post.before = [ConnectionRefusedError()]
    worker = Worker(apart_app, post)
    worker.run_once(NOON)
    assert worker.trouble
    assert post.ids == [second]
    worker.run_once(NOON + timedelta(minutes=1))
    assert post.ids == [second]
    worker.run_once(NOON + timedelta(minutes=2))
    assert post.ids == [second, first]
    assert not worker.trouble


def test_a_refused_address_is_given_up_at_once(apart_app: Flask, post: Post) -> None:
    write(apart_app)
    post.before = [Undeliverable()]
    worker = Worker(apart_app, post)
    worker.run_once(NOON)
    worker.run_once(NOON + timedelta(days=9))
    assert post.ids == []
    [letter] = letters(apart_app)
    assert (letter.state, letter.text_sealed) == ("failed", None)


def test_a_letter_nobody_takes_is_given_up_in_the_end(apart_app: Flask, post: Post) -> None:
    write(apart_app)
    post.before = [OSError() for _ in range(TRIES + 1)]
    at = NOON
    for _ in range(TRIES + 2):
        Worker(apart_app, post).run_once(at)
        at += timedelta(days=1)
    assert letters(apart_app)[0].state == "failed"
    assert len(post.before) == 1


def test_a_letter_that_no_key_opens_does_not_stop_the_others(apart_app: Flask, post: Post) -> None:
    write(apart_app)
    with apart_app.app_context():
        db.session.scalars(select(OutboxMail)).one().text_sealed = b"sealed by nobody"
        db.session.commit()
    second = write(apart_app)
    Worker(apart_app, post).run_once(NOON)
    assert post.ids == second
    assert letters(apart_app)[0].state == "waiting"
