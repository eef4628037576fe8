"""What the worker does: reminders 7 days and 1 day ahead, the end, and clearing away. Each once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from hub.audience.rules import Audience
from hub.core.db import db
from hub.core.localtime import local_day
from hub.exchange.actions import due, posting
from hub.exchange.models import Assignment, Response
from hub.exchange.queries import due as queries
from hub.exchange.rules.moments import end_of
from hub.members.models import Member
from hub.notices.models import Notice
from hub.worker import Worker
from tests.conftest import NOON
from tests.factories import Factories

pytestmark = pytest.mark.usefixtures("clock")
CLOSES = end_of(local_day(NOON) + timedelta(days=10))


@pytest.fixture
def poster(make: Factories) -> Member:
    return make.member("Fatima")


def rounds(app: Flask, *moments: datetime) -> None:
    """The worker goes round at these moments."""
    for at in moments:
        for action in due.due():
            for key in action.due(at):
                action.do(key, at)
        db.session.commit()


def told(member: Member) -> list[str]:
    """The kinds of notice somebody got, in order."""
    kinds = sa.select(Notice.kind).where(Notice.member_id == member.id).order_by(Notice.at, Notice.id)
    return list(db.session.scalars(kinds))


def test_two_reminders_and_the_end_each_once(app: Flask, make: Factories, poster: Member) -> None:
    job = make.assignment(poster, closes_at=CLOSES)
    every_hour = [NOON + timedelta(hours=number) for number in range(12 * 24)]
    rounds(app, *every_hour)
    assert told(poster) == ["assignment-ending", "assignment-ending", "assignment-expired"]
    at = list(db.session.scalars(sa.select(Notice.at).order_by(Notice.at)))
    assert [(local_day(CLOSES - timedelta(hours=1)) - local_day(one)).days for one in at] == [7, 1, -1]
    assert [one.hour for one in at[:2]] == [8, 8], "by day: 9 o'clock in Amsterdam"
    db.session.refresh(job)
    assert (job.state, job.ended_at) == ("expired", at[2])


def test_a_worker_that_was_away_sends_the_last_reminder_only(app: Flask, make: Factories, poster: Member) -> None:
    make.assignment(poster, closes_at=CLOSES)
    rounds(app, CLOSES - timedelta(hours=3), CLOSES - timedelta(hours=2))
    assert told(poster) == ["assignment-ending"]


def test_who_opens_for_a_few_days_is_not_reminded_at_once(app: Flask, make: Factories, poster: Member) -> None:
    job = make.assignment(poster, state="draft", opened_at=None, closes_at=end_of(local_day(NOON) + timedelta(days=4)))
    posting.open_up(job, NOON)
    db.session.commit()
    rounds(app, NOON + timedelta(hours=1))
    assert told(poster) == []
    rounds(app, NOON + timedelta(days=3))
    assert told(poster) == ["assignment-ending"]


def test_renewing_begins_anew(app: Flask, make: Factories, poster: Member) -> None:
    job = make.assignment(poster, closes_at=CLOSES, ends_on=None)
    rounds(app, CLOSES + timedelta(seconds=1))
    posting.renew(job, CLOSES + timedelta(hours=9))
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).where(Notice.read_at.is_(None))) == 0, "what it told of is done"
    rounds(app, CLOSES + timedelta(days=8))
    assert told(poster) == ["assignment-expired", "assignment-ending"]


def test_who_rests_or_is_full_is_not_reminded_but_it_ends(app: Flask, make: Factories) -> None:
    resting, full = make.member("Rust", paused_at=NOON), make.member("Vol")
    make.value(full, "capacity", "full", seen=Audience("only_me"))
    for member in (resting, full):
        make.assignment(member, closes_at=CLOSES)
    rounds(app, CLOSES - timedelta(days=7), CLOSES - timedelta(hours=2), CLOSES)
    assert told(resting) == told(full) == ["assignment-expired"]
    assert set(db.session.scalars(sa.select(Assignment.state))) == {"expired"}


def test_only_open_ones_end(app: Flask, make: Factories, poster: Member) -> None:
    states = ("draft", "agreed", "under_way", "done", "withdrawn")
    for state in states:
        make.assignment(poster, state=state, closes_at=NOON)
    assert not queries.ended(NOON)
    assert not queries.ending(NOON)
    kept = make.assignment(poster, state="agreed", closes_at=NOON)
    due.expire(kept.id, NOON)
    due.remind(kept.id, NOON)
    early = make.assignment(poster, closes_at=CLOSES)
    due.expire(early.id, NOON)
    due.remind(early.id, NOON)
    assert told(poster) == []
    assert (kept.state, early.state) == ("agreed", "open")


def test_responses_that_wait_can_still_be_chosen_from(app: Flask, make: Factories, poster: Member) -> None:
    job = make.assignment(poster, closes_at=CLOSES)
    writer = make.member("Wim")
    make.response(job, writer)
    rounds(app, CLOSES)
    assert [one.count for one in queries.responses_waiting_for(poster)] == [1]
    assert told(writer) == [], "nothing changed for who waits"


def test_what_ended_long_ago_goes_with_its_responses(app: Flask, make: Factories, poster: Member) -> None:
    old, young = NOON - timedelta(days=91), NOON - timedelta(days=89)
    for state in ("done", "withdrawn", "expired"):
        make.response(make.assignment(poster, title="Oud", state=state, ended_at=old))
        make.assignment(poster, title="Jong", state=state, ended_at=young)
    make.assignment(poster, title="Oud", state="draft", changed_at=old, opened_at=None)
    make.assignment(poster, title="Loopt", state="under_way", changed_at=old)
    make.assignment(poster, title="Open", changed_at=old)
    assert due.clear_old(NOON) == 4
    db.session.commit()
    assert set(db.session.scalars(sa.select(Assignment.title))) == {"Jong", "Loopt", "Open"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0


def test_the_worker_itself_does_it(apart_app: Flask) -> None:
    with apart_app.app_context():
        make = Factories()
        poster = make.member("Fatima")
        make.assignment(poster, closes_at=NOON + timedelta(hours=20))
        make.assignment(poster, title="Oud", state="done", ended_at=NOON - timedelta(days=100))
        db.session.commit()
    letters = []
    Worker(apart_app, letters.append).run_once(NOON)
    Worker(apart_app, letters.append).run_once(NOON + timedelta(days=1))
    with apart_app.app_context():
        assert list(db.session.scalars(sa.select(Assignment.state))) == ["expired"]
        assert list(db.session.scalars(sa.select(Notice.kind).order_by(Notice.id))) == ["assignment-ending", "assignment-expired"]
        db.session.remove()
    assert len(letters) == 1, "a reminder a day ahead goes at once; the end waits for the weekly letter"
    assert "Training" not in str(letters[0])
