"""Reporting in three steps, and what the reporter reads afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.audience.rules import Audience
from hub.core import clock, drafts
from hub.core.db import db
from hub.members.models import Member
from hub.moderation.models import Report
from hub.moderation.rules.things import read
from hub.profiles import actions as profile_actions
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import LONG_AGO, Factories
from tests.moderation.conftest import NOTHING, SENTENCE, WARNED, WORDS, People, decide, happened, send_report, the_report

Enter = Callable[[Member], Critic]


def test_three_steps_and_a_calm_answer(people: People, enter: Enter) -> None:
    with clock.at(NOON):
        reporter = enter(people.reporter)
        assert reporter.page(people.profile).links()["Meld dit profiel"] == people.reporting
        text = reporter.page(people.reporting).text
        assert text.index("112") < text.index("Stap 1 van 3"), "in danger first who to call"
        assert all(number in text for number in ("112", "0800-0113", "0800-2000"))
        page = reporter.page(send_report(reporter, people.reporting))
        report = the_report()
        assert report.number in page.h1
        assert "Dank je. Je melding is verstuurd." in page.text
        assert "Wij lezen het uiterlijk woensdag 25 november 2026, 12 uur." in page.text
        assert "Je hoeft nu niets te doen." in page.text
        assert page.links()["Bekijk hoe blokkeren werkt"] == f"{people.profile}/blokkeren"
        assert "Melding " + report.number in reporter.page("/mijn/meldingen").text
        assert reporter.page("/mijn/account").links()["Meldingen en besluiten"] == "/mijn/meldingen"


def test_what_is_copied_is_the_chosen_piece_as_it_was(people: People, enter: Enter) -> None:
    send_report(enter(people.reporter), people.reporting)
    profile_actions.save_field(people.about, "sentence", "Iets heel anders.", (), Audience("members"), LONG_AGO)
    db.session.commit()
    report = the_report()
    assert [(line.label, line.text, line.by) for line in read(report.copy)] == [("Over mij", SENTENCE, "about")]
    assert (report.piece, report.reason, report.urgency, report.may_tell) == ("Over mij", "privacy", "calm", True)
    assert (report.reporter_id, report.about_id) == (people.reporter.id, people.about.id)
    assert report.words == WORDS
    for sealed in (report.copy_sealed, report.words_sealed):
        assert b"kanarie" not in bytes(sealed or b"")
    assert happened() == [("reporter", "sent", "calm")]


def test_the_whole_profile_goes_without_the_name_and_only_as_the_reporter_sees_it(
    people: People, enter: Enter, make: Factories
) -> None:
    make.experience(people.about, "ggz", "kanarie-ervaring")
    make.experience(people.about, "armoede", "kanarie-geheim", seen=Audience())
    make.value(people.about, "working_card", items=("Mail me.", "", "", "", "", ""))
    make.value(people.about, "work_forms", items=("coach",))
    make.value(people.about, "capacity", "full")
    send_report(enter(people.reporter), people.reporting, piece="whole", may_tell="no")
    text = the_report().copy
    for there in (SENTENCE, "kanarie-ervaring", "Zeeland", "Zo bereik je me: Mail me.", "coach", "Zit vol"):
        assert there in text
    assert "kanarie-geheim" not in text
    assert "Bea" not in text
    assert (the_report().piece, the_report().may_tell) == ("", False)


def test_every_step_asks_before_it_goes_on(people: People, enter: Enter) -> None:
    reporter = enter(people.reporter)
    assert reporter.send(people.reporting, {}).status_code == 422
    assert reporter.send(people.reporting, {"piece": "made-up", "reason": "privacy"}).status_code == 422
    assert reporter.send(people.reporting, {"piece": "whole", "reason": "made-up"}).status_code == 422
    for later in ("verhaal", "versturen"):
        assert reporter.get(f"{people.reporting}/{later}").location == people.reporting
    reporter.send(people.reporting, {"piece": "whole", "reason": "other"})
    assert reporter.get(f"{people.reporting}/versturen").location == f"{people.reporting}/verhaal"
    wrong = reporter.send(f"{people.reporting}/verhaal", {"words": WORDS})
    assert wrong.status_code == 422
    assert WORDS in wrong.text
    too_long = reporter.send(f"{people.reporting}/verhaal", {"words": "x" * 3001, "urgency": "calm"})
    assert (too_long.status_code, "x" * 3001 in too_long.text) == (422, True)
    reporter.send(f"{people.reporting}/verhaal", {"words": "", "urgency": "danger"})
    page = reporter.page(f"{people.reporting}/versturen")
    assert "112" in page.text
    assert "Je hebt niets opgeschreven. Dat mag." in page.text
    assert reporter.send(f"{people.reporting}/versturen", {}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Report)) == 0


def test_one_can_stop_and_come_back(people: People, enter: Enter) -> None:
    reporter = enter(people.reporter)
    reporter.send(people.reporting, {"piece": "sentence", "reason": "fraud"})
    reporter.send(f"{people.reporting}/verhaal", {"words": WORDS, "urgency": "soon"})
    later = enter(people.reporter)
    assert "Melding" in later.page("/mijn/concepten").text
    assert WORDS in later.page(f"{people.reporting}/verhaal").html
    assert WORDS in later.page(f"{people.reporting}/versturen").text
    later.send(f"{people.reporting}/versturen", {"may_tell": "no"})
    assert drafts.count_of(people.reporter.get_id()) == 0
    assert later.get(f"{people.reporting}/versturen").location == people.reporting


def test_a_piece_that_went_meanwhile_is_asked_again(people: People, enter: Enter) -> None:
    reporter = enter(people.reporter)
    reporter.send(people.reporting, {"piece": "sentence", "reason": "privacy"})
    reporter.send(f"{people.reporting}/verhaal", {"words": WORDS, "urgency": "calm"})
    profile_actions.save_field(people.about, "sentence", "", (), Audience(), LONG_AGO)
    db.session.commit()
    assert reporter.get(f"{people.reporting}/versturen").location == people.reporting
    assert WORDS in reporter.page(f"{people.reporting}/verhaal", 303).html or drafts.count_of(people.reporter.get_id()) == 2


@pytest.mark.parametrize("who", ["oneself", "blocked", "blocking", "suspended", "nobody", "kind"])
def test_what_one_does_not_see_cannot_be_reported(people: People, enter: Enter, make: Factories, who: str) -> None:
    viewer, path = people.reporter, people.reporting
    if who == "oneself":
        viewer = people.about
    if who == "blocked":
        make.block(people.about, viewer)
    if who == "blocking":
        make.block(viewer, people.about)
    if who == "suspended":
        people.about.state = "suspended"
        db.session.commit()
    if who == "nobody":
        path = "/melden/profiel/" + "a" * 20
    if who == "kind":
        path = f"/melden/moment/{people.about.public_id}"
    browser = enter(viewer)
    for step in ("", "/verhaal", "/versturen"):
        assert browser.get(path + step).status_code == 404
    assert browser.get("/melden/verzonnen/" + "a" * 20).status_code == 404


def test_sent_twice_is_one_report(people: People, enter: Enter) -> None:
    reporter = enter(people.reporter)
    reporter.send(people.reporting, {"piece": "whole", "reason": "other"})
    reporter.send(f"{people.reporting}/verhaal", {"words": "", "urgency": "calm"})
    fields = next(f["fields"] for f in reporter.page(f"{people.reporting}/versturen").forms() if "once" in f["fields"])
    answers = [reporter.post(f"{people.reporting}/versturen", data={**fields, "may_tell": "yes"}) for _ in range(2)]
    assert {one.status_code for one in answers} == {303}
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1


def test_twenty_a_day(app: Flask, people: People, enter: Enter) -> None:
    reporter, statuses = enter(people.reporter), []
    for _ in range(21):
        reporter.send(people.reporting, {"piece": "whole", "reason": "other"})
        reporter.send(f"{people.reporting}/verhaal", {"words": "", "urgency": "calm"})
        statuses.append(reporter.send(f"{people.reporting}/versturen", {"may_tell": "yes"}).status_code)
    assert statuses == [303] * 20 + [429]


def test_a_question_and_its_answer(people: People, enter: Enter, desk: str) -> None:
    first, reporter = enter(people.first), enter(people.reporter)
    first.press(desk, f"{desk}/oppakken")
    assert first.send(f"{desk}/vraag", {"question": ""}).status_code == 422
    assert first.send(f"{desk}/vraag", {"question": "kanarie-vraag: wanneer was dit?"}).location == "/meldingen"
    own = f"/mijn/meldingen/{the_report().public_id}"
    assert "Een moderator heeft een vraag over je melding." in reporter.page("/").text
    page = reporter.page(own)
    assert "kanarie-vraag" in page.text
    assert "Mo Eerste" not in page.html
    assert reporter.send(own, {"answer": ""}).status_code == 422
    fields = next(f["fields"] for f in page.forms() if "answer" in f["fields"])
    assert reporter.send(own, {"answer": "kanarie-antwoord: maandag"}).location == own
    late = reporter.post(own, data={**fields, "answer": "nog een antwoord"})
    assert late.status_code == 409
    assert "Er staat geen vraag meer open." in Page(late).text
    assert "nog een antwoord" in Page(late).text
    assert "kanarie-antwoord" in first.page(desk).text
    assert [what for _, what, _ in happened() if what in ("asked", "answered")] == ["asked", "answered"]


def test_an_answer_after_the_moderator_left_goes_back_to_the_queue(people: People, enter: Enter, desk: str) -> None:
    first = enter(people.first)
    first.press(desk, f"{desk}/oppakken")
    first.send(f"{desk}/vraag", {"question": "Wanneer was dit?"})
    report = the_report()
    report.claimed_by_id = None
    db.session.commit()
    enter(people.reporter).send(f"/mijn/meldingen/{report.public_id}", {"answer": "Maandag."})
    assert (the_report().state, the_report().claimed_by_id) == ("new", None)


def test_the_reporter_hears_why_nothing_is_done(people: People, enter: Enter, desk: str) -> None:
    decide(enter(people.first), desk, **NOTHING)
    page = enter(people.reporter).page(f"/mijn/meldingen/{the_report().public_id}")
    assert "kanarie-waarom" in page.text
    assert "Vraag herziening" in page.links()
    assert "Mo Eerste" not in page.html
    assert "Bekijk hoe blokkeren werkt" not in page.links()


def test_the_reporter_hears_that_something_was_done_but_not_what(people: People, enter: Enter, desk: str) -> None:
    decide(enter(people.first), desk, **WARNED)
    page = enter(people.reporter).page(f"/mijn/meldingen/{the_report().public_id}")
    assert "heeft iets gedaan" in page.text
    assert "aarschuw" not in page.text
    assert "kanarie-waarom" not in page.html
    assert "kanarie-feiten" not in page.html
    assert "Vraag herziening" not in page.links()
    notice = enter(people.reporter).page("/seintjes").text
    assert "Er is besloten over je melding." in notice


def test_no_offer_to_block_who_is_blocked(people: People, enter: Enter, desk: str, make: Factories) -> None:
    make.block(people.reporter, people.about)
    page = enter(people.reporter).page(f"/mijn/meldingen/{the_report().public_id}")
    assert "Bekijk hoe blokkeren werkt" not in page.links()
    assert "Bea" not in page.html


def test_danger_is_read_within_four_hours(people: People, enter: Enter) -> None:
    with clock.at(NOON):
        page = enter(people.reporter)
        text = page.page(send_report(page, people.reporting, urgency="danger")).text
        assert "16 uur" in text
        assert "112" in text
        assert the_report().look_before == NOON + timedelta(hours=4)
