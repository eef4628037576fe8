"""Responding: written, checked, sent; too late or twice with every word kept; stepping back without a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from hub.core import clock, drafts
from hub.core.db import db
from hub.exchange.models import Assignment, Response
from hub.exchange.rules import answering
from hub.members.models import Member
from tests.critic import Critic, Page
from tests.exchange.conftest import WORDS, fields_in, path_of, sent_response
from tests.factories import Factories

As = Callable[[Member], Critic]


@pytest.fixture
def wim(make: Factories) -> Member:
    return make.member("Wim")


@pytest.fixture
def job(make: Factories, wim: Member) -> Assignment:
    return make.assignment(wim)


@pytest.fixture
def sanne(make: Factories) -> Member:
    return make.member("Sanne")


@pytest.fixture
def browser(as_: As, sanne: Member) -> Critic:
    return as_(sanne)


def states() -> list[str]:
    return list(db.session.scalars(sa.select(Response.state).order_by(Response.id)))


def test_from_writing_to_the_posters_page(browser: Critic, job: Assignment, wim: Member, as_: As) -> None:
    assert browser.page(path_of(job)).links()["Ik wil dit doen"] == path_of(job, "reageren")
    checked = browser.send(path_of(job, "reageren"), WORDS)
    assert checked.status_code == 200
    assert "Dit leest Wim" in Page(checked).text
    assert states() == [], "nothing is sent before the second button"
    sent = browser.post(path_of(job, "reageren"), data={**fields_in(checked), "_zeker": "1"})
    assert (sent.status_code, sent.location) == (303, path_of(job))
    shown = browser.page(path_of(job)).text
    assert "Je reactie is verstuurd aan Wim." in shown
    assert "Wim is aan zet." in shown
    assert WORDS["why"] in shown
    poster = as_(wim)
    assert "Er is een reactie op een opdracht van jou." in poster.page("/seintjes").text
    read = poster.page(path_of(job, "reacties")).text
    assert all(text in read for text in WORDS.values())


def test_words_are_sealed(browser: Critic, job: Assignment) -> None:
    sent_response(browser, job)
    row = db.session.execute(sa.text("SELECT why_sealed, available_sealed, stand_in_sealed FROM response")).one()
    assert all(value and b"jaren" not in value and b"dinsdag" not in value for value in row)


def test_going_back_keeps_every_word(browser: Critic, job: Assignment) -> None:
    checked = browser.send(path_of(job, "reageren"), {**WORDS, "why": "Regel 1\nRegel 2 <b>&"})
    back = browser.post(path_of(job, "reageren"), data={**fields_in(checked), "_terug": "1"})
    assert back.status_code == 200
    assert Page(back).forms()[-1]["fields"]["why"].splitlines() == ["Regel 1", "Regel 2 <b>&"]
    assert states() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"why": ""}, "Schrijf waarom dit bij jou past."),
        ({"available": " \n "}, "Schrijf wanneer je kunt."),
        ({"why": "x" * 2001}, "1 tekens te lang"),
        ({"stand_in": "a\u202eb"}, "onzichtbare tekens"),
    ],
)
def test_bad_input_is_said_and_kept(browser: Critic, job: Assignment, fields: dict[str, str], said: str) -> None:
    answer = browser.send(path_of(job, "reageren"), {**WORDS, **fields})
    assert answer.status_code == 422
    assert said in Page(answer).text
    kept = Page(answer).forms()[-1]["fields"]
    assert all(kept[name] == text for name, text in WORDS.items() if name not in fields)


@pytest.mark.parametrize("step", ["writing", "checked"])
def test_a_response_after_closing_is_refused_with_the_text_kept(
    browser: Critic, job: Assignment, sanne: Member, step: str
) -> None:
    fields = {**browser.page(path_of(job, "reageren")).forms()[-1]["fields"], **WORDS}
    if step == "checked":
        fields = {**fields_in(browser.send(path_of(job, "reageren"), WORDS)), "_zeker": "1"}
    job.closes_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    late = browser.post(path_of(job, "reageren"), data=fields)
    assert late.status_code == 422
    page = Page(late)
    assert answering.CLOSED in page.text
    assert {name: page.forms()[-1]["fields"][name] for name in WORDS} == WORDS
    assert states() == []
    assert drafts.count_of(sanne.get_id()) == 1
    assert WORDS["why"] in browser.page("/mijn/concepten").text
    closed = browser.page(path_of(job, "reageren"))
    assert "Reageren kan nu niet" in closed.text
    assert "Ik wil dit doen" not in browser.page(path_of(job)).text


def test_one_response_each(browser: Critic, job: Assignment) -> None:
    checked = fields_in(browser.send(path_of(job, "reageren"), WORDS))
    assert sent_response(browser, job) == 303
    again = browser.post(path_of(job, "reageren"), data={**checked, "why": "Nog eens", "_zeker": "1"})
    assert again.status_code == 422
    assert answering.ALREADY_SENT in Page(again).text
    assert db.session.scalars(sa.select(Response)).one().why == WORDS["why"]


def test_not_on_ones_own(job: Assignment, wim: Member, as_: As) -> None:
    own = as_(wim)
    assert answering.OWN in own.page(path_of(job, "reageren")).text
    token = own.page("/").forms()[0]["fields"]["csrf_token"]
    assert own.post(path_of(job, "reageren"), data={**WORDS, "_zeker": "1", "csrf_token": token}).status_code == 422


def test_withdrawn_words_go_at_once_and_it_can_be_sent_again(browser: Critic, job: Assignment, wim: Member, as_: As) -> None:
    sent_response(browser, job)
    assert "We wissen wat je schreef." in browser.page(path_of(job, "reactie-intrekken")).text
    assert browser.send(path_of(job, "reactie-intrekken")).status_code == 303
    row = db.session.scalars(sa.select(Response)).one()
    assert (row.state, row.why_sealed, row.available_sealed, row.stand_in_sealed) == ("withdrawn", None, None, None)
    poster = as_(wim)
    assert "Sanne" not in poster.page(path_of(job, "reacties")).text
    assert "Je trok je reactie in" in browser.page(path_of(job)).text
    assert sent_response(browser, job, why="Toch wel.") == 303
    assert "Toch wel." in poster.page(path_of(job, "reacties")).text
    assert browser.send(path_of(job, "reactie-intrekken")).status_code == 303
    job.closes_at = clock.now()
    db.session.commit()
    assert "Reageren kan nu niet" in browser.page(path_of(job, "reageren")).text


def test_nothing_to_withdraw_is_no_page(browser: Critic, job: Assignment, make: Factories, sanne: Member) -> None:
    assert browser.get(path_of(job, "reactie-intrekken")).status_code == 404
    make.response(job, sanne, state="declined", reason="times")
    page = browser.page(path_of(job, "reactie-intrekken"))
    assert answering.SETTLED in page.text
    token = page.forms()[0]["fields"]["csrf_token"]
    assert browser.post(path_of(job, "reactie-intrekken"), data={"csrf_token": token}).status_code == 422


def test_twenty_a_day(browser: Critic, wim: Member, make: Factories) -> None:
    many = [make.assignment(wim) for _ in range(21)]
    assert [sent_response(browser, one) for one in many] == [303] * 20 + [429]


def test_who_was_chosen_can_step_back_and_it_opens_again(
    browser: Critic, make: Factories, sanne: Member, wim: Member, as_: As
) -> None:
    job = make.assignment(wim, state="agreed", agreed_at=clock.now())
    make.response(job, sanne, state="chosen", place_number=1, settled_at=clock.now())
    assert "Je doet niet meer mee. Wim krijgt daar een seintje van." in browser.page(path_of(job, "reactie-intrekken")).text
    browser.send(path_of(job, "reactie-intrekken"))
    db.session.refresh(job)
    assert (job.state, job.agreed_at) == ("open", None)
    assert "Iemand die je koos voor een opdracht, doet niet meer mee." in as_(wim).page("/seintjes").text


def test_stepping_back_after_the_time_leaves_it_to_the_poster(
    browser: Critic, make: Factories, sanne: Member, wim: Member
) -> None:
    over = clock.now() - timedelta(days=1)
    job = make.assignment(wim, state="under_way", agreed_at=over, started_at=over, closes_at=over)
    make.response(job, sanne, state="chosen", place_number=1)
    browser.send(path_of(job, "reactie-intrekken"))
    db.session.refresh(job)
    assert (job.state, job.started_at) == ("expired", None)
    assert job.ended_at is not None


def test_with_two_chosen_one_can_go(browser: Critic, make: Factories, sanne: Member, wim: Member) -> None:
    job = make.assignment(wim, state="agreed", people=2)
    make.response(job, sanne, state="chosen", place_number=1)
    make.response(job, state="chosen", place_number=2)
    browser.send(path_of(job, "reactie-intrekken"))
    db.session.refresh(job)
    assert job.state == "agreed"
