"""One's own list of notices, and the choices about mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from hub.core.db import db
from hub.members.models import Member
from hub.notices.actions import tell_each
from hub.notices.models import Notice, NoticeChoice
from hub.notices.rules import NoticeKind
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.notices.conftest import DIRECT, SOFT

Tell = Callable[..., None]
pytestmark = pytest.mark.usefixtures("clock")


def counted(app: Flask, work: Callable[[], object]) -> int:
    """How many statements something costs."""
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", seen := lambda *given: statements.append(given[2]))
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", seen)
    return len(statements)


def rows() -> list[Notice]:
    return list(db.session.scalars(select(Notice).order_by(Notice.id)))


def test_an_empty_list_says_so(client: Critic, make: Factories) -> None:
    page = client.log_in(make.member()).page("/seintjes")
    assert "Er zijn nu geen seintjes" in page.text
    assert "Alles gezien" not in page.text


def test_a_visitor_is_shown_where_to_log_in(client: Critic) -> None:
    assert client.get("/seintjes").headers["Location"].startswith("/inloggen")
    assert client.get("/seintjes/keuzes").status_code == 303


def test_an_applicant_may_have_notices_too(client: Critic, make: Factories, tell: Tell) -> None:
    applicant = make.member(state="applicant")
    tell(applicant)
    assert SOFT.sentence in client.log_in(applicant).page("/seintjes").text


def test_the_list_groups_by_thread_and_names_who_did_it(client: Critic, make: Factories, tell: Tell) -> None:
    wim, sanne = make.member("Wim"), make.member("Sanne")
    tell(wim, actor=sanne, thread="een")
    tell(wim, DIRECT, at=NOON + timedelta(minutes=1), thread="twee")
    tell(wim, actor=sanne, at=NOON + timedelta(minutes=2), thread="een")
    text = client.log_in(wim).page("/seintjes").text
    assert "2 seintjes heb je nog niet gezien" in text
    assert text.count("Sanne, dinsdag") == 1
    assert "2 seintjes hierover" in text
    assert text.index(SOFT.sentence) < text.index("Sanne, dinsdag") < text.index(DIRECT.sentence)


def test_opening_one_marks_its_thread_and_goes_there(client: Critic, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim, path="/woorden")
    tell(wim, path="/woorden", at=NOON + timedelta(minutes=1))
    tell(wim, DIRECT, path="/huisregels", at=NOON - timedelta(minutes=1))
    client.log_in(wim)
    newest = rows()[1]
    answer = client.press("/seintjes", f"/seintjes/{newest.public_id}")
    assert (answer.status_code, answer.location) == (303, "/woorden")
    db.session.expire_all()
    assert [one.read_at is not None for one in rows()] == [True, True, False]


def test_looking_changes_nothing(client: Critic, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim)
    client.log_in(wim).page("/seintjes")
    assert client.get(f"/seintjes/{rows()[0].public_id}").status_code == 405
    assert rows()[0].read_at is None


def test_everything_seen_means_what_the_page_showed(client: Critic, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim)
    client.log_in(wim)
    form = next(one for one in client.page("/seintjes").forms() if one["action"].startswith("/seintjes/gezien"))
    tell(wim, DIRECT, at=NOON + timedelta(minutes=5))
    assert client.post(form["action"], data=form["fields"]).status_code == 303
    db.session.expire_all()
    assert [one.read_at is not None for one in rows()] == [True, False]


def test_a_path_that_leads_away_leads_to_the_list(client: Critic, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim, path="//elders.example/")
    client.log_in(wim)
    assert client.press("/seintjes", f"/seintjes/{rows()[0].public_id}").location == "/seintjes"


def test_somebody_else_s_notice_is_no_page(client: Critic, make: Factories, tell: Tell) -> None:
    wim, sanne = make.member("Wim"), make.member("Sanne")
    tell(wim)
    tell(sanne)
    client.log_in(sanne)
    fields = client.page("/seintjes").forms()[-1]["fields"]
    theirs = rows()[0].public_id
    assert client.post(f"/seintjes/{theirs}", data=fields).status_code == 404
    assert client.post(f"/seintjes/gezien/{theirs}", data=fields).status_code == 404
    assert all(one.read_at is None for one in rows())


def test_pages_have_numbers_and_an_end(client: Critic, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    for number in range(21):
        tell(wim, at=NOON + timedelta(minutes=number), thread=f"draad {number}")
    client.log_in(wim)
    assert client.page("/seintjes").text.count(SOFT.sentence) == 40  # each also names its button
    assert client.page("/seintjes?pagina=2").text.count(SOFT.sentence) == 2
    for wrong in ("3", "0", "-1", "x", "²", "9" * 30, "1%00"):
        client.page(f"/seintjes?pagina={wrong}", 404)


@pytest.mark.parametrize("who_blocks", ["actor", "receiver"])
def test_a_block_hides_both_new_and_old_notices(client: Critic, make: Factories, tell: Tell, who_blocks: str) -> None:
    wim, sanne = make.member("Wim"), make.member("Sanne")
    tell(wim, actor=sanne)
    make.block(*((sanne, wim) if who_blocks == "actor" else (wim, sanne)))
    tell(wim, actor=sanne)
    assert len(rows()) == 1
    page = client.log_in(wim).page("/seintjes")
    assert "Sanne" not in page.html
    assert "Er zijn nu geen seintjes" in page.text
    assert client.post(f"/seintjes/{rows()[0].public_id}", data=page.forms()[0]["fields"]).status_code == 404


@pytest.mark.parametrize("gone", [{"state": "left"}, {"state": "suspended"}, {"active": False}])
def test_nothing_is_told_to_who_cannot_log_in_or_did_it(make: Factories, tell: Tell, gone: dict[str, object]) -> None:
    away, sanne = make.member("Wim", **gone), make.member("Sanne")
    tell(away)
    tell(sanne, actor=sanne)
    assert rows() == []


def told_and_flushed(group: list[Member], actor: Member) -> None:
    tell_each(members=group, kind=SOFT, path="/woorden", at=NOON, actor=actor)
    db.session.flush()


def test_telling_many_costs_as_much_as_telling_one(app: Flask, make: Factories) -> None:
    actor = make.member()
    keys = [make.member().id for _ in range(22)]
    costs = []
    for chosen in (keys[:2], keys[2:]):
        group = list(db.session.scalars(select(Member).where(Member.id.in_([actor.id, *chosen]))))
        costs.append(counted(app, lambda group=group: told_and_flushed(group, actor)))
    db.session.commit()
    assert costs[0] == costs[1]
    assert db.session.scalar(select(func.count()).select_from(NoticeChoice)) == 22


def test_a_long_list_costs_as_much_as_a_short_one(client: Critic, app: Flask, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    client.log_in(wim).page("/seintjes")
    costs = []
    for number in range(12):
        tell(wim, actor=make.member(), thread=str(number))
        if number in (1, 11):
            costs.append(counted(app, lambda: client.page("/seintjes")))
    assert costs[0] == costs[1]


def chosen_page(client: Critic) -> dict[str, str]:
    return client.page("/seintjes/keuzes").forms()[-1]["fields"]


def test_choices_start_as_declared_and_are_kept(client: Critic, make: Factories) -> None:
    client.log_in(make.member())
    fields = chosen_page(client)
    assert (fields[SOFT.name], fields[DIRECT.name], fields["weekbericht"]) == ("digest", "now", "digest")
    answer = client.send("/seintjes/keuzes", {SOFT.name: "none", DIRECT.name: "digest", "weekbericht": "digest"})
    assert answer.status_code == 303
    fields = chosen_page(client)
    assert (fields[SOFT.name], fields[DIRECT.name]) == ("none", "digest")


def test_letters_not_written_yet_follow_a_new_choice(client: Critic, make: Factories, tell: Tell) -> None:
    wim = make.member("Wim")
    tell(wim)
    tell(wim, DIRECT)
    client.log_in(wim).send("/seintjes/keuzes", {SOFT.name: "none", DIRECT.name: "digest"})
    db.session.expire_all()
    assert [one.mail for one in rows()] == ["none", "digest"]
    client.send("/seintjes/keuzes", {"weekbericht": "none"})
    db.session.expire_all()
    assert [one.mail for one in rows()] == ["none", "none"]


@pytest.mark.parametrize("wrong", ["done", "", "x" * 5000, "\x00", "‮"])
def test_a_choice_that_is_none_is_refused_in_words(client: Critic, make: Factories, wrong: str) -> None:
    client.log_in(make.member())
    answer = client.send("/seintjes/keuzes", {SOFT.name: wrong})
    assert answer.status_code == 422
    assert "Kies een van de mogelijkheden" in Page(answer).text
    assert db.session.scalar(select(func.count()).select_from(NoticeChoice)) == 0


def test_nobody_is_asked_about_what_only_others_are_told(app: Flask, client: Critic, make: Factories) -> None:
    staff = NoticeKind("proef-balie", "Er wacht iets.", "Dingen van de balie", door="moderators_only")
    app.extensions["notice_kinds"] = {**app.extensions["notice_kinds"], staff.name: staff}
    wim, marijke = make.member("Wim"), make.member("Marijke", roles=("moderator",))
    assert staff.label not in client.log_in(wim).page("/seintjes/keuzes").text
    assert client.send("/seintjes/keuzes", {staff.name: "none"}).status_code == 303
    kept = db.session.scalars(select(NoticeChoice).where(NoticeChoice.member_id == wim.id)).one()
    assert staff.name not in kept.by_kind
    assert staff.label in client.log_in(marijke).page("/seintjes/keuzes").text
