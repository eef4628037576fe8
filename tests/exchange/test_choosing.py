"""Choosing and declining: in one calm page, everybody told of their own alone, and no place given twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from hub.core import clock
from hub.core.db import db
from hub.exchange.actions.choosing import Kindly, NotSo, _give_places, choose
from hub.exchange.models import Assignment, Response
from hub.exchange.rules import answering, life
from hub.members.models import Member
from tests.critic import Critic, Page
from tests.exchange.conftest import fields_in, path_of
from tests.factories import Factories

As = Callable[[Member], Critic]
KIND = "Dank je, ik las het met plezier."


@pytest.fixture
def wim(make: Factories) -> Member:
    return make.member("Wim")


@pytest.fixture
def browser(as_: As, wim: Member) -> Critic:
    return as_(wim)


@pytest.fixture
def job(make: Factories, wim: Member) -> Assignment:
    return make.assignment(wim, organisation="Wijkteam Zuid")


@pytest.fixture
def three(make: Factories, job: Assignment) -> list[Response]:
    """Anna, Bram and Cato responded, in that order."""
    return [make.response(job, make.member(name)) for name in ("Anna", "Bram", "Cato")]


def choosing(browser: Critic, job: Assignment, *chosen: Response, **fields: Any) -> Any:
    """Fill in the page; gives what comes back."""
    return browser.send(path_of(job, "kiezen"), {"chosen": [one.public_id for one in chosen], **fields})


def sure(browser: Critic, job: Assignment, checked: Any) -> int:
    """Send what the check page showed."""
    assert checked.status_code == 200
    return browser.post(path_of(job, "kiezen"), data={**fields_in(checked), "_zeker": "1"}).status_code


def states(job: Assignment) -> list[str]:
    return list(db.session.scalars(sa.select(Response.state).where(Response.assignment_id == job.id).order_by(Response.id)))


def test_one_is_chosen_and_the_others_declined_kindly(browser: Critic, job: Assignment, three: list[Response], as_: As) -> None:
    anna, bram, cato = three
    checked = choosing(browser, job, bram, reason="places", note=KIND)
    page = Page(checked).text
    assert page.index("Bram") < page.index("Anna") < page.index("Cato")
    assert "Er waren meer mensen dan plekken." in page
    assert KIND in page
    assert states(job) == ["sent"] * 3, "nothing is sent before the second button"
    assert sure(browser, job, checked) == 303
    assert states(job) == ["declined", "chosen", "declined"]
    db.session.refresh(job)
    assert (job.state, bram.place_number) == ("agreed", 1)
    assert browser.page(path_of(job)).links()["Bram"] == f"/leden/{bram.member.public_id}"
    chosen = as_(bram.member)
    assert "Je bent gekozen voor een opdracht." in chosen.page("/seintjes").text
    shown = chosen.page(path_of(job)).text
    assert "Wijkteam Zuid" in shown
    assert "Spreek samen af hoe je begint." in shown
    for other in (anna, cato):
        declined = as_(other.member)
        assert "Er is antwoord op een reactie van jou." in declined.page("/seintjes").text
        text = declined.page(path_of(job)).text
        assert f"Dank je voor je reactie. Er waren meer mensen dan plekken. {KIND}" in text
        assert "Bram" not in text
        assert "Wijkteam Zuid" not in text


def test_the_sentence_of_ones_own_is_sealed(browser: Critic, job: Assignment, three: list[Response]) -> None:
    sure(browser, job, choosing(browser, job, three[0], reason="other", note=KIND))
    notes = db.session.scalars(sa.text("SELECT note_sealed FROM response WHERE state = 'declined'")).all()
    assert len(notes) == 2
    assert all(b"plezier" not in note for note in notes)


def test_bad_choices_are_said_and_kept(browser: Critic, job: Assignment, three: list[Response]) -> None:
    for chosen, fields, said in (
        ((), {"reason": "times"}, answering.NOBODY_CHOSEN),
        (three[:2], {"reason": "times"}, "Er kunnen er nog 1 bij."),
        (three[:1], {}, answering.NO_REASON),
        (three[:1], {"reason": "verzonnen"}, "Kies een van de mogelijkheden."),
        (three[:1], {"reason": "times", "note": "x" * 401}, "1 tekens te lang"),
        (three[:1], {"reason": "times", "rest": "wait"}, answering.NO_WAITING_LEFT),
    ):
        answer = choosing(browser, job, *chosen, **{"note": KIND, **fields})
        assert answer.status_code == 422, said
        assert said in Page(answer).text
        assert KIND in Page(answer).forms()[-1]["fields"]["note"] or fields.get("note")
    assert states(job) == ["sent"] * 3
    strange = browser.send(path_of(job, "kiezen"), {"chosen": ["a" * 20], "reason": "times"})
    assert strange.status_code == 422
    assert "Kies uit de mogelijkheden die er staan." in Page(strange).text


def test_going_back_keeps_the_choice(browser: Critic, job: Assignment, three: list[Response]) -> None:
    checked = choosing(browser, job, three[0], reason="times", note=KIND)
    back = browser.post(path_of(job, "kiezen"), data={**fields_in(checked), "_terug": "1"})
    fields = Page(back).forms()[-1]["fields"]
    assert (fields["chosen"], fields["reason"], fields["note"]) == (three[0].public_id, "times", KIND)
    assert states(job) == ["sent"] * 3


def test_with_two_places_one_can_choose_in_two_turns(browser: Critic, job: Assignment, three: list[Response], as_: As) -> None:
    job.people = 2
    db.session.commit()
    checked = choosing(browser, job, three[0], rest="wait")
    assert "Deze mensen wachten nog" in Page(checked).text
    sure(browser, job, checked)
    db.session.refresh(job)
    assert (job.state, states(job)) == ("open", ["chosen", "sent", "sent"])
    assert "Er worden nog meer mensen gezocht." in as_(three[0].member).page(path_of(job)).text
    assert "Je kunt 1 persoon kiezen." in browser.page(path_of(job, "kiezen")).text
    sure(browser, job, choosing(browser, job, three[2], reason="times"))
    db.session.refresh(job)
    assert (job.state, states(job)) == ("agreed", ["chosen", "declined", "chosen"])
    assert [three[0].place_number, three[2].place_number] == [1, 2]


def test_who_chose_before_may_look_no_further(browser: Critic, job: Assignment, make: Factories) -> None:
    job.people, job.state = 2, "expired"
    make.response(job, state="chosen", place_number=1)
    assert sure(browser, job, choosing(browser, job, rest="decline")) == 303
    db.session.refresh(job)
    assert job.state == "agreed"


def test_two_are_chosen_at_once(browser: Critic, job: Assignment, three: list[Response]) -> None:
    job.people = 2
    db.session.commit()
    sure(browser, job, choosing(browser, job, three[0], three[1], reason="unsaid"))
    assert states(job) == ["chosen", "chosen", "declined"]
    assert sorted(one.place_number or 0 for one in three[:2]) == [1, 2]


def test_one_can_be_declined_alone_and_quietly(browser: Critic, job: Assignment, three: list[Response], as_: As) -> None:
    page = path_of(job, f"reacties/{three[1].public_id}/afwijzen")
    assert Page(browser.send(page, {"note": KIND})).forms()[-1]["fields"]["note"] == KIND
    assert browser.send(page, {"reason": "times", "note": KIND}).status_code == 303
    assert states(job) == ["sent", "declined", "sent"]
    db.session.refresh(job)
    assert job.state == "open"
    assert KIND in browser.page(path_of(job, "reacties")).text
    assert "De tijden pasten niet bij elkaar." in as_(three[1].member).page(path_of(job)).text
    again = browser.page(page)
    assert answering.SETTLED in again.text


def test_declining_what_was_withdrawn_meanwhile_keeps_the_words(browser: Critic, job: Assignment, three: list[Response]) -> None:
    page = path_of(job, f"reacties/{three[0].public_id}/afwijzen")
    fields = {**browser.page(page).forms()[-1]["fields"], "reason": "times", "note": KIND}
    three[0].state, three[0].place_number = "chosen", 1
    db.session.commit()
    answer = browser.post(page, data=fields)
    assert answer.status_code == 422
    assert answering.SETTLED in Page(answer).text
    assert Page(answer).forms()[-1]["fields"]["note"] == KIND
    three[0].state, three[0].place_number = "withdrawn", None
    db.session.commit()
    assert browser.get(page).status_code == 404


def test_the_short_list_is_for_the_poster_alone(browser: Critic, job: Assignment, three: list[Response], as_: As) -> None:
    anna = as_(three[0].member)
    before = anna.page(path_of(job)).text
    press = path_of(job, f"reacties/{three[0].public_id}/korte-lijst")
    assert browser.press(path_of(job, "reacties"), press).status_code == 303
    assert states(job)[0] == "shortlist"
    assert "Op je korte lijst" in browser.page(path_of(job, "reacties")).text
    assert anna.page(path_of(job)).text == before
    assert "Je hebt alles gezien" in anna.page("/").text
    browser.press(path_of(job, "reacties"), press)
    assert states(job)[0] == "sent"
    token = browser.page("/").forms()[0]["fields"]["csrf_token"]
    job.state = "agreed"
    db.session.commit()
    assert browser.post(press, data={"csrf_token": token}).status_code == 303
    assert answering.NO_LONGER_CHOOSING in browser.page(path_of(job, "reacties")).text


def test_after_choosing_the_page_says_so(browser: Critic, job: Assignment, three: list[Response]) -> None:
    checked = fields_in(choosing(browser, job, three[0], reason="times"))
    job.state = "agreed"
    db.session.commit()
    assert answering.NO_LONGER_CHOOSING in browser.page(path_of(job, "kiezen")).text
    late = browser.post(path_of(job, "kiezen"), data={**checked, "_zeker": "1", "note": KIND})
    assert late.status_code == 422
    assert Page(late).forms()[-1]["fields"]["note"] == KIND
    assert states(job) == ["sent"] * 3


def test_a_block_hides_a_response_and_choosing_leaves_nobody_waiting(
    browser: Critic, job: Assignment, three: list[Response], make: Factories, wim: Member, as_: As
) -> None:
    make.block(three[2].member, wim)
    for page in ("reacties", "kiezen"):
        assert "Cato" not in browser.page(path_of(job, page)).text
    assert browser.get(path_of(job, f"reacties/{three[2].public_id}/afwijzen")).status_code == 404
    assert sure(browser, job, choosing(browser, job, three[0], reason="times", note=KIND)) == 303
    assert states(job) == ["chosen", "declined", "declined"]
    assert "antwoord" not in as_(three[2].member).page("/seintjes").text, "no notice passes a block"


def test_a_place_is_never_given_twice_even_without_the_lock(make: Factories, job: Assignment) -> None:
    make.response(job, state="chosen", place_number=1)
    other = make.response(job)
    with pytest.raises(NotSo) as refused:
        _give_places([other], [], clock.now())
    assert refused.value.reason == answering.NO_LONGER_CHOOSING
    db.session.rollback()
    assert states(job) == ["chosen", "sent"]


def test_who_stepped_back_meanwhile_is_not_chosen(job: Assignment, three: list[Response]) -> None:
    three[0].state = "withdrawn"
    db.session.commit()
    with pytest.raises(NotSo) as refused:
        choose(job, {three[0].public_id}, answering.DECLINE, Kindly("times"), clock.now())
    assert (refused.value.field, refused.value.reason) == ("chosen", answering.NOT_THERE)


def test_the_work_begins_and_ends(browser: Critic, job: Assignment, three: list[Response], as_: As) -> None:
    sure(browser, job, choosing(browser, job, three[0], reason="times"))
    anna, bram = as_(three[0].member), as_(three[1].member)
    token = bram.page("/").forms()[0]["fields"]["csrf_token"]
    assert bram.post(path_of(job, "begonnen"), data={"csrf_token": token}).status_code == 404
    assert anna.press(path_of(job), path_of(job, "begonnen")).status_code == 303
    assert "Een opdracht waar je aan meedoet, is een stap verder." in browser.page("/seintjes").text
    assert browser.press(path_of(job), path_of(job, "klaar")).status_code == 303
    db.session.refresh(job)
    assert job.state == "done"
    assert job.ended_at is not None
    assert "Klaar" in anna.page(path_of(job)).text
    token = browser.page("/").forms()[0]["fields"]["csrf_token"]
    assert browser.post(path_of(job, "klaar"), data={"csrf_token": token}).status_code == 303
    assert life.NOT_UNDER_WAY in browser.page(path_of(job)).text


def test_home_says_what_waits_and_only_to_whom_it_waits_for(
    browser: Critic, job: Assignment, three: list[Response], as_: As
) -> None:
    home = browser.page("/")
    assert f"Je opdracht '{job.title}' heeft 3 reacties." in home.text
    assert browser.get(home.links()[f"Lees de reacties {job.title}"]).status_code == 200
    assert "Er is een reactie op een opdracht" not in home.text, "what waits is said once"
    anna = as_(three[0].member)
    assert "wacht niets op jou" in anna.page("/").text
    sure(browser, job, choosing(browser, job, three[0], reason="times"))
    assert "wacht niets op jou" in browser.page("/").text
    mine = anna.page("/")
    assert f"Je bent gekozen voor '{job.title}'. Spreek af hoe je begint." in mine.text
    assert mine.links()[f"Bekijk de opdracht {job.title}"] == path_of(job)
    anna.press(path_of(job), path_of(job, "begonnen"))
    assert "wacht niets op jou" in anna.page("/").text
