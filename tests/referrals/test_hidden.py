"""The text reaches its sender and whoever holds it now, and no other page, feed, letter or line of a log."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from hub.core.db import db
from hub.core.limits import Counters
from hub.core.mail import OutboxMail
from hub.members.models import Member
from tests.critic import Critic
from tests.factories import Factories
from tests.house.rights import rights_of
from tests.house.test_rights import address
from tests.referrals.conftest import MOMENT, RULES, Own, People, path_of, work

Browse = Callable[[Member], Critic]
QUESTION, AVOID, PLACE = "kanariegeel en moe van wachten", "parkietgroen behang", "Buurthuis Papegaai"
SECRETS = (QUESTION, AVOID, PLACE)


@pytest.fixture
def path(people: People, browse: Browse, make: Factories) -> str:
    """Wim accepted, Fatima could have; a meeting is planned."""
    made = make.referral(people.sanne, people.wim, people.fatima, question=QUESTION, avoid=AVOID)
    browse(people.wim).send(path_of(made) + "/aannemen", RULES)
    browse(people.wim).send(path_of(made) + "/gesprek", {**MOMENT, "place": PLACE})
    browse(people.sanne).press(path_of(made), path_of(made) + "/gesprek/ja")
    return path_of(made)


def everywhere(app: Flask, browser: Critic, path: str) -> list[str]:
    """Every address of the app that can be asked for, with this referral in it, and where the secrets were read."""
    found = []
    counters: Counters = app.extensions["counters"]
    for right in rights_of(app):
        if right.method != "GET":
            continue
        counters.clear()
        where = address(app, right)
        if right.rule.startswith("/doorverwijzen/<"):
            where = path + right.rule.partition(">")[2]
        response = browser.get(where)
        if any(secret.encode() in response.data for secret in SECRETS):
            found.append(where.removeprefix(path) if where.startswith(path) else where)
    return found


def test_its_sender_and_its_receiver_read_it_on_its_own_page_only(app: Flask, people: People, browse: Browse, path: str) -> None:
    assert everywhere(app, browse(people.sanne), path) == ["", "/gesprek/afzeggen"]
    assert everywhere(app, browse(people.wim), path) == ["", "/gesprek/afzeggen"]


@pytest.mark.parametrize("who", ["fatima", "joost", "marijke", "visitor"])
def test_nobody_else_reads_it_anywhere(app: Flask, people: People, browse: Browse, path: str, who: str) -> None:
    browser = Critic(app) if who == "visitor" else browse(getattr(people, who))
    assert everywhere(app, browser, path) == []


def test_no_feed_tells_it(people: People, path: str, client: Critic) -> None:
    for member in (people.sanne, people.wim, people.fatima):
        sober, rich = Own(client, member), Own(client, member, rich=True)
        assert not [secret for secret in SECRETS if secret.encode() in client.get(sober.path).data]
        data = client.get(rich.path).data
        assert QUESTION.encode() not in data
        assert AVOID.encode() not in data
        assert (PLACE.encode() in data) is (member is not people.fatima)


def test_no_table_holds_it_unsealed(app: Flask, people: People, path: str) -> None:
    work(app)
    tables = db.session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    for table in tables:
        rows = db.session.scalars(text(f'SELECT t::text FROM "{table}" t')).all()
        assert not [row for row in rows if any(secret in row for secret in SECRETS)], table
    for letter in db.session.query(OutboxMail):
        assert not [secret for secret in SECRETS if secret in f"{letter.subject} {letter.text}"]


def test_no_log_tells_it(people: People, browse: Browse, make: Factories, caplog: pytest.LogCaptureFixture, app: Flask) -> None:
    with caplog.at_level(logging.DEBUG):
        made = make.referral(people.sanne, people.wim, question=QUESTION, avoid=AVOID)
        browse(people.wim).send(path_of(made) + "/aannemen", {"regime": "", "complaints": QUESTION})
        client = Critic(app)
        client.send("/w", {"code": made.code})
        work(app)
    said = caplog.text + "".join(str(vars(record)) for record in caplog.records if record.name.startswith("peerhuis"))
    assert said
    for secret in (*SECRETS, made.code, made.code.replace("-", "")):
        assert secret not in said


def test_the_list_and_the_home_page_hold_kind_and_place_but_no_text(people: People, browse: Browse, make: Factories) -> None:
    make.referral(people.sanne, people.wim, question=QUESTION, avoid=AVOID)
    page = browse(people.wim).page("/doorverwijzen").text
    assert "Coaching, Utrecht" in page
    assert QUESTION not in page
    assert "Sanne vraagt of jij een klant kunt helpen." in browse(people.wim).page("/").text
