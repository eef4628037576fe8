"""Letters about notices: neutral, once, by choice, and stopped by one link without logging in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.core.mail import OutboxMail, message_of
from hub.members.models import Member
from hub.notices import actions
from hub.notices.models import Notice, NoticeChoice
from hub.notices.rules import NoticeKind
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories, saved
from tests.notices.conftest import DIRECT, KINDS, SOFT

Tell = Callable[..., None]
OF_BEFORE = NoticeKind("weg", "Er was iets.", "Iets van vroeger")
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # 10.00 in Amsterdam
pytestmark = pytest.mark.usefixtures("clock")


def write_due(at: datetime) -> None:
    """What the worker does, in one go."""
    for action in actions.due(KINDS):
        for key in action.due(at):
            action.do(key, at)
            db.session.commit()


def letters() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_a_kind_of_now_gives_one_neutral_letter(make: Factories, tell: Tell) -> None:
    wim, sanne = make.member("Wim"), make.member("Sanne")
    tell(wim, DIRECT, path="/woorden", actor=sanne)
    write_due(NOON)
    write_due(NOON + timedelta(minutes=1))
    [letter] = letters()
    assert (letter.to_address, letter.subject) == (wim.email, "Er is een seintje voor je")
    assert "http://localhost/seintjes\n" in letter.text
    assert "dingen van nu" in letter.text
    for secret in ("Sanne", "Wim", "/woorden"):
        assert secret not in letter.text + letter.subject


def test_several_about_one_thing_give_one_letter_an_hour(make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    for minutes in (0, 10, 50, 65):
        at = NOON + timedelta(minutes=minutes)
        tell(wim, DIRECT, at=at)
        tell(wim, DIRECT, at=at, thread="iets anders") if minutes == 10 else None
        write_due(at)
    assert [one.created_at - NOON for one in letters()] == [timedelta(minutes=n) for n in (0, 10, 65)]


def test_a_kind_of_the_week_waits_for_monday(make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    for _ in range(3):
        tell(wim, SOFT)
    tell(wim, OF_BEFORE, at=NOON)
    write_due(MONDAY - timedelta(seconds=1))
    assert letters() == []
    write_due(MONDAY)
    write_due(MONDAY + timedelta(hours=1))
    [letter] = letters()
    assert letter.subject == "Je weekbericht"
    assert "- Rustige dingen: 3" in letter.text
    assert "- Iets anders: 1" in letter.text


def test_no_news_gives_no_letter(make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim, SOFT)
    write_due(MONDAY)
    write_due(MONDAY + timedelta(days=7))
    assert len(letters()) == 1
    tell(wim, SOFT, at=MONDAY + timedelta(days=8))
    write_due(MONDAY + timedelta(days=14))
    assert len(letters()) == 2


def test_what_was_seen_is_not_mailed(make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim, SOFT)
    tell(wim, DIRECT)
    for one in db.session.scalars(select(Notice)).all():
        actions.see(wim, one, NOON)
    db.session.commit()
    write_due(MONDAY)
    assert letters() == []


@pytest.mark.parametrize("kind", [SOFT, DIRECT])
def test_a_block_stops_letters_that_were_not_written_yet(make: Factories, tell: Tell, kind: object) -> None:
    wim, sanne = make.member("Wim"), make.member("Sanne")
    tell(wim, kind, actor=sanne)
    make.block(wim, sanne)
    write_due(MONDAY)
    assert letters() == []


@pytest.mark.parametrize("kind", [SOFT, DIRECT])
def test_who_cannot_log_in_any_more_gets_no_letter(make: Factories, tell: Tell, kind: object) -> None:
    wim = make.member("Wim")
    tell(wim, kind)
    saved(wim).state = "suspended"
    db.session.commit()
    write_due(MONDAY)
    assert letters() == []


def stop_path(member: Member, kind: str) -> str:
    choice = db.session.scalars(select(NoticeChoice).where(NoticeChoice.member_id == member.id)).one()
    return f"/stop/{choice.stop_key}/{kind}"


def test_the_letter_carries_the_one_click_stop(app: Flask, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim, DIRECT)
    write_due(NOON)
    [letter] = letters()
    path = stop_path(wim, DIRECT.name)
    assert f"http://localhost{path}\n" in letter.text
    message = message_of(letter)
    assert message["List-Unsubscribe"] == f"<http://localhost{path}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_program_stops_exactly_this_kind(app: Flask, make: Factories, tell: Tell) -> None:
    """As RFC 8058 has it: a POST without session, Origin or form protection."""
    wim = make.member("Wim")
    tell(wim, DIRECT)
    tell(wim, SOFT)
    path = stop_path(wim, DIRECT.name)
    plain = app.test_client(use_cookies=False)
    answer = plain.post(path, base_url="http://localhost", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    db.session.expire_all()
    tell(wim, DIRECT)
    write_due(MONDAY)
    [letter] = letters()
    assert letter.subject == "Je weekbericht"
    assert "Rustige dingen: 1" in letter.text
    assert "Dingen van nu" not in letter.text


def test_the_stop_page_asks_first_and_changes_nothing(client: Critic, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim, DIRECT)
    path = stop_path(wim, DIRECT.name)
    page = client.page(path)
    assert "Je krijgt dan geen mail meer over: Dingen van nu" in page.text
    assert "Wim" not in page.html
    assert "Set-Cookie" not in page.response.headers
    assert page.response.headers["X-Robots-Tag"] == "noindex, noarchive"
    db.session.expire_all()
    assert db.session.scalars(select(NoticeChoice.by_kind)).one() == {}
    answer = client.press(path, path)
    assert Page(answer).h1 == "Deze mail is gestopt"
    assert client.page(path).h1 == "Deze mail is gestopt"


def test_the_weekly_letter_can_be_stopped_whole(client: Critic, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim, SOFT)
    write_due(MONDAY)
    path = urlsplit(letters()[0].stop_url).path
    assert path.endswith("/weekbericht")
    client.press(path, path)
    db.session.expire_all()
    tell(wim, SOFT, at=MONDAY + timedelta(days=1))
    tell(wim, DIRECT, at=MONDAY + timedelta(days=1))
    write_due(MONDAY + timedelta(days=7))
    assert [one.subject for one in letters()] == ["Je weekbericht", "Er is een seintje voor je"]


def test_a_wrong_stop_link_is_no_page(client: Critic, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim, DIRECT)
    path = stop_path(wim, DIRECT.name)
    for wrong in (path + "x", path.replace("/stop/", "/stop/x"), "/stop/%00/" + DIRECT.name, path.replace(DIRECT.name, "%00")):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong).status_code == 404
