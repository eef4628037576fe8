"""The queue and one report at the desk: who sees it, takes it up, hands it over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import event, select

from hub.core import clock
from hub.core.db import db
from hub.members.models import Member, RoleTerm
from hub.moderation.actions.due import DUE
from hub.moderation.models import Report
from hub.notices.models import Notice
from hub.worker import Worker
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import LONG_AGO, Factories
from tests.moderation.conftest import SENTENCE, WARNED, WORDS, People, decide, happened, send_report, the_report
from tests.races import together

Enter = Callable[[Member], Critic]


def a_report(reporter: Member, about: Member) -> Report:
    """A report that waits since noon."""
    return Report(
        kind="profile", thing=about.public_id, reason="other", urgency="calm", may_tell=True, state="new",
        reporter_id=reporter.id, about_id=about.id, sent_at=NOON, look_before=NOON + timedelta(hours=24), waits_since=NOON,
    )  # fmt: skip


def test_nothing_waits_is_said(people: People, enter: Enter) -> None:
    text = enter(people.first).page("/meldingen").text
    assert "Er wacht nu niets. Je hoeft niets te doen." in text


def test_the_most_urgent_is_first_then_the_oldest(people: People, enter: Enter) -> None:
    numbers = {}
    for name, urgency, hours in (("old", "calm", 30), ("new", "calm", 2), ("danger", "danger", 1), ("soon", "soon", 3)):
        with clock.at(NOON - timedelta(hours=hours)):
            send_report(enter(people.reporter), people.reporting, urgency=urgency)
            numbers[name] = the_report().number
    with clock.at(NOON):
        page = enter(people.first).page("/meldingen")
        order = sorted(numbers, key=lambda name: page.text.index(numbers[name]))
        assert order == ["danger", "soon", "old", "new"]
        assert page.text.count("te laat") == 1
        assert "30 uur" in page.text
        assert "Beloofd voor dinsdag 24 november 2026, 6 uur." in page.text
        assert page.text.count("nog niemand") == 4
        assert "Er wachten 4 meldingen op een moderator." in enter(people.first).page("/").text


def test_the_corridor_has_a_door_for_moderators_only(people: People, enter: Enter) -> None:
    assert enter(people.first).page("/").links()["Meldingen"] == "/meldingen"
    assert "Meldingen" not in enter(people.reporter).page("/").links()


def test_texts_come_only_with_taking_it_up(people: People, enter: Enter, desk: str) -> None:
    first = enter(people.first)
    page = first.page(desk)
    assert SENTENCE not in page.html
    assert WORDS not in page.html
    assert "Er staat iets over iemand dat daar niet hoort" in page.text
    first.press(desk, f"{desk}/oppakken")
    page = first.page(desk)
    for there in (SENTENCE, WORDS, "betrokkene", "Eerdere besluiten over de betrokkene: geen."):
        assert there in page.text
    for hidden in ("Bea", "Melle", people.about.public_id, people.reporter.public_id):
        assert hidden not in page.html
    folded = [one for one in page.tree.iter("details") if "Toon tekst" in "".join(one.itertext())]
    assert len(folded) == 2
    assert all(one.get("open") is None for one in folded)
    assert SENTENCE not in enter(people.second).page(desk).html
    assert "een andere moderator" in enter(people.second).page("/meldingen").text
    assert "jij" in first.page("/meldingen").text


def test_every_look_is_written_down(people: People, enter: Enter, desk: str) -> None:
    first = enter(people.first)
    first.page(desk)
    first.press(desk, f"{desk}/oppakken")
    first.page(desk)
    first.page(f"{desk}/besluit")
    looks = [reason for role, what, reason in happened() if (role, what) == ("moderator", "looked")]
    assert looks == ["cover", "cover", "texts", "texts"], "pressing a button begins with looking"
    assert "Een moderator las de teksten." in first.page(desk).text


TIES: dict[str, Callable[[People, Factories], object]] = {
    "contact of reporter": lambda people, make: make.contact(people.first, people.reporter),
    "contact of person": lambda people, make: make.contact(people.about, people.first),
    "former contact": lambda people, make: make.contact(people.first, people.about, ended_at=LONG_AGO),
    "circle": lambda people, make: make.circle(people.first, people.about),
    "blocking": lambda people, make: make.block(people.first, people.reporter),
    "blocked": lambda people, make: make.block(people.about, people.first),
    "reporter": lambda people, make: setattr(the_report(), "reporter_id", people.first.id),
    "person": lambda people, make: setattr(the_report(), "about_id", people.first.id),
}


@pytest.mark.parametrize("tie", TIES)
def test_who_has_a_tie_sees_that_it_is_there_and_nothing_of_it(
    people: People, enter: Enter, desk: str, make: Factories, tie: str
) -> None:
    first, report = people.first, the_report()
    TIES[tie](people, make)
    db.session.commit()
    browser = enter(first)
    for path in ("/meldingen", desk):
        page = browser.page(path)
        assert "Dit kan jij niet behandelen" in page.text
        assert report.number in page.html
        for hidden in (SENTENCE, WORDS, "Er staat iets over iemand", "Profiel"):
            assert hidden not in page.text
    assert "melding op een moderator" not in browser.page("/").text
    fields = {"csrf_token": browser.page(desk).forms()[0]["fields"]["csrf_token"]}
    refused = browser.post(f"{desk}/oppakken", data=fields)
    assert refused.status_code == 409
    assert "Dit kan jij niet behandelen" in Page(refused).text
    for path in ("besluit", "vraag", "overdragen"):
        assert SENTENCE not in browser.page(f"{desk}/{path}").html
    assert the_report().claimed_by_id is None


def test_a_tie_that_comes_later_ends_the_handling(people: People, enter: Enter, desk: str, make: Factories) -> None:
    first = enter(people.first)
    first.press(desk, f"{desk}/oppakken")
    fields = next(f["fields"] for f in first.page(f"{desk}/besluit").forms() if "outcome" in f["fields"] or "why" in f["fields"])
    make.contact(people.first, people.about)
    refused = first.post(f"{desk}/besluit", data={**fields, **WARNED, "_zeker": "1"})
    assert refused.status_code == 409
    assert "Dit kan jij niet behandelen" in Page(refused).text
    assert WARNED["why"] in refused.text, "what was typed is still there"
    assert SENTENCE not in refused.text
    assert the_report().state == "claimed"


def test_a_hold_lasts_48_hours(people: People, enter: Enter, desk: str) -> None:
    with clock.at(NOON):
        enter(people.first).press(desk, f"{desk}/oppakken")
    with clock.at(NOON + timedelta(hours=47)):
        assert "Pak op" not in enter(people.second).page(desk).text
    with clock.at(NOON + timedelta(hours=48)):
        assert SENTENCE not in enter(people.first).page(desk).html
        second = enter(people.second)
        assert second.press(desk, f"{desk}/oppakken").location == desk
        assert SENTENCE in second.page(desk).text
        assert the_report().claimed_by_id == people.second.id


def test_giving_back_and_handing_over_need_no_reason(people: People, enter: Enter, desk: str, make: Factories) -> None:
    tied = make.member("Co Contact", roles=("moderator",))
    make.contact(tied, people.reporter)
    first, second = enter(people.first), enter(people.second)
    first.press(desk, f"{desk}/oppakken")
    assert first.press(desk, f"{desk}/teruggeven").location == "/meldingen"
    assert (the_report().state, the_report().claimed_by_id) == ("new", None)
    first.press(desk, f"{desk}/oppakken")
    offered = first.page(f"{desk}/overdragen").text
    assert "Ans Tweede" in offered
    assert "Co Contact" not in offered
    assert first.send(f"{desk}/overdragen", {"to": tied.public_id}).status_code == 422
    assert first.send(f"{desk}/overdragen", {"to": ""}).status_code == 422
    assert first.send(f"{desk}/overdragen", {"to": people.second.public_id}).location == "/meldingen"
    assert SENTENCE not in first.page(desk).html
    assert SENTENCE in second.page(desk).text
    assert [what for _, what, _ in happened() if what != "looked"] == ["sent", "claimed", "released", "claimed", "handed_over"]
    text = second.page("/seintjes").text
    assert "Er wacht iets bij de meldingen." in text


def test_nobody_to_hand_over_to_is_said(people: People, enter: Enter, desk: str) -> None:
    db.session.execute(RoleTerm.__table__.delete().where(RoleTerm.member_id == people.second.id))
    db.session.commit()
    first = enter(people.first)
    first.press(desk, f"{desk}/oppakken")
    assert "Er is nu geen andere moderator" in first.page(f"{desk}/overdragen").text


@pytest.mark.parametrize("what", ["teruggeven", "overdragen", "vraag", "besluit"])
def test_who_does_not_hold_it_is_told_in_words(people: People, enter: Enter, desk: str, what: str) -> None:
    second = enter(people.second)
    fields = {"csrf_token": second.page(desk).forms()[0]["fields"]["csrf_token"]}
    typed = {"to": people.first.public_id, "question": "Een lange vraag aan de melder?", **WARNED}
    refused = second.post(f"{desk}/{what}", data={**fields, **typed})
    assert refused.status_code == 409
    assert "Je houdt deze melding niet meer vast." in Page(refused).text
    if what == "vraag":
        assert "Een lange vraag aan de melder?" in refused.text


def test_a_second_question_waits(people: People, enter: Enter, desk: str) -> None:
    first = enter(people.first)
    first.press(desk, f"{desk}/oppakken")
    fields = next(f["fields"] for f in first.page(f"{desk}/vraag").forms() if "question" in f["fields"])
    first.send(f"{desk}/vraag", {"question": "Wanneer was dit?"})
    late = first.post(f"{desk}/vraag", data={**fields, "question": "En waar was het?"})
    assert late.status_code == 409
    assert "Er staat al een vraag open" in Page(late).text
    assert "En waar was het?" in late.text


def test_a_reporter_who_left_cannot_be_asked(people: People, enter: Enter, desk: str) -> None:
    first = enter(people.first)
    first.press(desk, f"{desk}/oppakken")
    report = the_report()
    report.reporter_id = None
    db.session.commit()
    assert first.send(f"{desk}/vraag", {"question": "Wanneer was dit?"}).status_code == 409


def test_a_long_queue_costs_as_many_queries_as_a_short_one(people: People, enter: Enter, make: Factories) -> None:
    def queries() -> int:
        asked: list[str] = []

        def count(*told: object) -> None:
            asked.append(str(told[2]))

        event.listen(db.engine, "before_cursor_execute", count)
        try:
            enter(people.first).page("/meldingen")
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
        return len(asked)

    def more(number: int) -> None:
        for _ in range(number):
            db.session.add(a_report(make.member(), people.about))
        db.session.commit()

    more(3)
    few = queries()
    more(20)
    assert queries() == few


def test_two_moderators_at_the_same_moment(app: Flask, people: People, desk: str, make: Factories) -> None:
    browsers = [Critic(app).log_in(one) for one in (people.first, people.second, make.member(roles=("moderator",)))]
    tokens = [one.page(desk).forms()[-1]["fields"]["csrf_token"] for one in browsers]
    works = [
        partial(lambda browser, token: int(browser.post(f"{desk}/oppakken", data={"csrf_token": token}).status_code), *both)
        for both in zip(browsers, tokens, strict=True)
    ]
    assert sorted(together(*works)) == [303, 409, 409]
    assert [what for _, what, _ in happened()].count("claimed") == 1


def test_notices_go_to_who_can_handle_it_and_end_with_taking_it_up(people: People, enter: Enter, make: Factories) -> None:
    make.contact(people.second, people.about)
    send_report(enter(people.reporter), people.reporting)
    told = select(Notice.member_id, Notice.read_at).where(Notice.kind == "report")
    assert db.session.execute(told).all() == [(people.first.id, None)]
    desk = f"/meldingen/{the_report().public_id}"
    enter(people.first).press(desk, f"{desk}/oppakken")
    assert all(read_at for _, read_at in db.session.execute(told))


def test_what_waits_too_long_is_said_once_to_all(apart_app: Flask) -> None:
    with apart_app.app_context():
        make = Factories()
        reporter, about, first = make.member(), make.member(), make.member(roles=("moderator",))
        make.contact(first, about)
        db.session.add(a_report(reporter, about))
        db.session.commit()
        apart_app.extensions["due"] = DUE
        for hours in (23, 25, 26):
            with clock.at(NOON + timedelta(hours=hours)):
                Worker(apart_app).run_once(clock.now())
        notices = db.session.scalars(select(Notice.member_id).where(Notice.kind == "report-late")).all()
        assert notices == [first.id]
        assert happened() == [("house", "late", "")]


def test_decided_ones_stay_listed_without_texts(people: People, enter: Enter, desk: str) -> None:
    first = enter(people.first)
    decide(first, desk, **WARNED)
    for browser in (first, enter(people.second)):
        page = browser.page("/meldingen")
        assert "Besloten. Er kan nog herziening worden gevraagd." in page.text
        page = browser.page(desk)
        assert "Waarschuwen" in page.text
        assert "kanarie" not in page.html
