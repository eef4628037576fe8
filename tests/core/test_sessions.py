"""Sessions as rows: their ends, their renewal, and nothing kept that need not be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, request
from sqlalchemy import select

from hub.core import clock, sessions
from hub.core.db import db
from hub.core.sessions import BrowserSession, clear_ended, coarse_device, end_all_of, end_of
from tests.conftest import NOON
from tests.critic import Critic
from tests.factories import Factories


def test_ends() -> None:
    hour = timedelta(hours=1)
    assert end_of(NOON, NOON, own_device=False, staff=False) == NOON + 12 * hour
    assert end_of(NOON, NOON + timedelta(days=13, hours=23), False, False) == NOON + timedelta(days=14)
    assert end_of(NOON, NOON + timedelta(days=29), own_device=True, staff=False) == NOON + timedelta(days=59)
    assert end_of(NOON, NOON, own_device=True, staff=True) == NOON + hour / 2
    assert end_of(NOON, NOON + 11.9 * hour, False, staff=True) == NOON + 12 * hour


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("own", "roles", "lives", "dies"),
    [
        (False, (), timedelta(hours=11, minutes=59), timedelta(hours=12)),
        (True, (), timedelta(days=29), timedelta(days=30)),
        (False, ("moderator",), timedelta(minutes=29), timedelta(minutes=30)),
    ],
)
def test_an_idle_session_ends(
    tried: Flask, make: Factories, own: bool, roles: tuple[str, ...], lives: timedelta, dies: timedelta
) -> None:
    for wait, status in ((lives, 200), (dies, 303)):
        browser = Critic(tried).log_in(make.member(roles=roles), own_device=own)
        with clock.at(NOON + wait):
            assert browser.get("/proef/lid").status_code == status


@pytest.mark.usefixtures("clock")
def test_use_keeps_it_alive(tried: Flask, make: Factories) -> None:
    browser = Critic(tried).log_in(make.member())
    for hours in (8, 16, 24):
        with clock.at(NOON + timedelta(hours=hours)):
            assert browser.get("/proef/lid").status_code == 200


def test_ending_them_all_takes_effect_at_once(visitor: Critic, make: Factories) -> None:
    member = make.member()
    visitor.log_in(member)
    assert visitor.get("/proef/lid").status_code == 200
    end_all_of(member.fs_uniquifier)
    db.session.commit()
    assert visitor.get("/proef/lid").status_code == 303


def test_suspension_takes_effect_at_the_next_request(visitor: Critic, make: Factories) -> None:
    member = make.member()
    visitor.log_in(member)
    member.state = "suspended"
    db.session.commit()
    assert visitor.get("/proef/lid").status_code == 404


def test_only_the_hash_is_kept_and_logging_out_removes_the_row(visitor: Critic, make: Factories) -> None:
    visitor.log_in(make.member())
    key = visitor.get_cookie("sid", domain="localhost").value
    row = db.session.scalars(select(BrowserSession)).one()
    assert row.key_hash == sessions.hashed(key) != key
    response = visitor.press("/proef", "/uitloggen")
    assert response.status_code == 303
    assert "storage" in response.headers["Clear-Site-Data"]
    db.session.expire_all()
    assert db.session.scalars(select(BrowserSession)).all() == []


def test_a_renewed_session_has_another_key_and_the_old_one_is_dead(tried: Flask) -> None:
    with tried.test_request_context("/"):
        opened = tried.session_interface.open_session(tried, request)
        opened["wat"] = "blijft"
        response = tried.response_class()
        tried.session_interface.save_session(tried, opened, response)
        first = opened.key
        opened.renew(own_device=True)
        tried.session_interface.save_session(tried, opened, response)
    row = db.session.scalars(select(BrowserSession)).one()
    assert first != opened.key
    assert (row.key_hash, row.own_device, row.data) == (sessions.hashed(opened.key), True, {"wat": "blijft"})


def test_an_unknown_or_odd_cookie_is_nobody(visitor: Critic) -> None:
    for value in ("x", "a" * 500, "%00", "' OR 1=1"):
        visitor.set_cookie("sid", value, domain="localhost")
        assert visitor.get("/proef/lid").status_code == 303


@pytest.mark.usefixtures("clock")
def test_ended_rows_are_cleared(tried: Flask, make: Factories) -> None:
    Critic(tried).log_in(make.member())
    assert clear_ended(NOON) == 0
    assert clear_ended(NOON + timedelta(days=1)) == 1


def test_devices_are_coarse() -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120"
    assert coarse_device(agent) == "Edge, Windows"
    assert coarse_device("") == "Browser, onbekend"
