"""Decisions with real effect, their reasons, and the second look."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.db import db
from hub.core.sessions import BrowserSession
from hub.core.socket import socketio
from hub.core.ticket import ticket_for
from hub.members.models import Member
from hub.moderation.actions import hiding
from hub.moderation.models import Decision, Review
from hub.moderation.queries import things
from hub.moderation.rules.things import OTHERS, Copied, Line
from hub.notices.models import Notice
from hub.worker import Worker
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.moderation.conftest import (
    FACTS,
    NOTHING,
    REVIEW,
    SENTENCE,
    SUSPENDED,
    WARNED,
    WHY,
    People,
    decide,
    happened,
    letters,
    send_report,
    the_decision,
    the_report,
)  # fmt: skip

Enter = Callable[[Member], Critic]


def secret_path() -> str:
    """The link in the newest letter about a decision."""
    letter = next(one for one in letters() if "/besluit/" in one.text)
    found = re.search(r"http://localhost(/besluit/\S+)", letter.text)
    assert found
    return found.group(1)


def test_the_person_reads_every_part_of_the_reasons(people: People, enter: Enter, warned: str) -> None:
    person = enter(people.about)
    assert "Er is een besluit dat over jou gaat." in person.page("/").text
    path = f"/mijn/besluiten/{the_decision().public_id}"
    page = person.page(path)
    for there in (
        "Dit is een waarschuwing.", "Je profiel: Over mij", SENTENCE, FACTS, WHY, "We praten met elkaar, niet over elkaar",
        "Het kwam binnen als melding", "geen automatisch systeem", "herziening vragen tot en met", "Een andere moderator",
        "naar de rechter", "Autoriteit Persoonsgegevens", "contactpersoon",
    ):  # fmt: skip
        assert there in page.text, there
    for hidden in ("Melle", people.reporter.public_id, "Mo Eerste", "kanarie-verhaal"):
        assert hidden not in page.html
    assert person.send(path).location == "/mijn/meldingen"
    assert "Er is een besluit" not in person.page("/").text
    assert "Besluit van" in person.page("/mijn/meldingen").text
    assert "Ik heb dit gelezen" not in person.page(path).text


def test_which_piece_it_is_about_is_only_said_when_the_reporter_agreed(people: People, enter: Enter) -> None:
    send_report(enter(people.reporter), people.reporting, may_tell="no")
    decide(enter(people.first), f"/meldingen/{the_report().public_id}", **WARNED)
    page = enter(people.about).page(f"/mijn/besluiten/{the_decision().public_id}")
    assert "Je profiel." in page.text
    assert "Over mij" not in page.text
    assert SENTENCE not in page.html


def test_nothing_done_is_not_told_to_the_person(people: People, enter: Enter, desk: str) -> None:
    assert decide(enter(people.first), desk, **NOTHING) == 303
    person = enter(people.about)
    assert person.get(f"/mijn/besluiten/{the_decision().public_id}").status_code == 404
    assert "besluit" not in person.page("/").text
    assert db.session.scalar(select(func.count()).select_from(Notice).where(Notice.member_id == people.about.id)) == 0


@pytest.mark.parametrize(
    "missing",
    [{"why": ""}, {"facts": ""}, {"house_rule": ""}, {"outcome": ""}, {"outcome": "hide"}, {"outcome": "suspend"},
     {"outcome": "suspend", "days": "8"}, {"house_rule": "9"}],
)  # fmt: skip
def test_a_decision_has_its_reasons(people: People, enter: Enter, desk: str, missing: dict[str, str]) -> None:
    first = enter(people.first)
    first.press(desk, f"{desk}/oppakken")
    answer = first.send(f"{desk}/besluit", {**WARNED, **missing})
    assert answer.status_code == 422
    assert first.page(desk).text.count("kanarie-feiten") == 0
    assert the_report().state == "claimed"
    if "why" not in missing:
        assert WHY in answer.text


def test_hiding_a_profile_is_not_offered(people: People, enter: Enter, desk: str) -> None:
    first = enter(people.first)
    first.press(desk, f"{desk}/oppakken")
    text = first.page(f"{desk}/besluit").text
    assert "Tijdelijk buitensluiten" in text
    assert "Verbergen" not in text


def test_one_looks_before_it_binds(people: People, enter: Enter, desk: str) -> None:
    first = enter(people.first)
    first.press(desk, f"{desk}/oppakken")
    shown = Page(first.send(f"{desk}/besluit", WARNED))
    assert shown.h1 == "Klopt dit besluit?"
    assert FACTS in shown.text
    assert the_report().state == "claimed"
    fields = next(f["fields"] for f in shown.forms() if "outcome" in f["fields"])
    back = first.post(f"{desk}/besluit", data={**fields, "_terug": "1"})
    assert (back.status_code, FACTS in back.text) == (200, True)
    assert the_report().state == "claimed"
    late = {**fields, "_zeker": "1"}
    assert first.post(f"{desk}/besluit", data=late).status_code == 303
    assert first.post(f"{desk}/besluit", data=late).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 1


def test_a_suspension_closes_everything_and_ends_by_itself(
    app: Flask, people: People, enter: Enter, desk: str, make: Factories
) -> None:
    with clock.at(NOON):
        person = enter(people.about)
        made = person.send("/agenda/mijn/nieuw", {"label": "telefoon", "detail": "discreet"})
        feed = re.search(r"http://localhost(/agenda/mijn/\S+?\.ics)", made.text)
        assert decide(enter(people.first), desk, **SUSPENDED) == 303
        assert (the_decision().ends_at, people.about.state) == (NOON + timedelta(days=3), "suspended")
        sessions = select(func.count()).select_from(BrowserSession)
        assert db.session.scalar(sessions.where(BrowserSession.account == people.about.fs_uniquifier)) == 0
        assert person.get("/mijn/account").status_code == 303
        assert enter(people.reporter).get(people.profile).status_code == 404
        assert feed is None or Critic(app).get(feed.group(1)).status_code in (404, 410)
    for hours, state in ((71, "suspended"), (73, "member")):
        with clock.at(NOON + timedelta(hours=hours)):
            Worker(app).run_once(clock.now())
            db.session.expire_all()
            assert people.about.state == state
    with clock.at(NOON + timedelta(hours=74)):
        assert "Er is een besluit dat over jou gaat." in enter(people.about).page("/").text
        assert "Je kunt weer inloggen" in [one.subject for one in letters()]
        assert ("house", "suspension_ended", "") in happened()


def test_an_open_socket_ends_with_a_suspension(app: Flask, people: People, enter: Enter, desk: str) -> None:
    origin = {"Origin": app.extensions["settings"].origin}
    sockets = {}
    for one in (people.about, people.reporter):
        with app.app_context():  # each asks for itself who is looking
            auth = {"ticket": ticket_for(one.public_id, "somewhere")}
            sockets[one.id] = socketio.test_client(app, flask_test_client=enter(one), headers=origin, auth=auth)
    assert all(one.is_connected() for one in sockets.values())
    decide(enter(people.first), desk, **SUSPENDED)
    assert not sockets[people.about.id].is_connected()
    assert sockets[people.reporter.id].is_connected()
    for one in (people.about, people.reporter):
        socketio.emit("said", room=f"member-{one.id}")
    assert [one["name"] for one in sockets[people.reporter.id].get_received()] == ["said"]
    with pytest.raises(RuntimeError, match="not connected"):
        sockets[people.about.id].get_received()


def test_who_is_out_reads_the_reasons_by_a_link_and_can_ask(app: Flask, people: People, enter: Enter, desk: str) -> None:
    with clock.at(NOON):
        decide(enter(people.first), desk, **SUSPENDED)
        letter = next(one for one in letters() if "/besluit/" in one.text)
        for hidden in ("kanarie", "buiten", "waarschuw", "melding"):
            assert hidden not in letter.text + letter.subject
        path, visitor = secret_path(), Critic(app)
        page = visitor.page(path)
        for there in (FACTS, WHY, "Dit duurt 3 dagen, tot vrijdag 27 november 2026, 12 uur.", "naar de rechter"):
            assert there in page.text
        assert "Melle" not in page.html
        assert visitor.get(path).headers.get("Set-Cookie") is None
        assert visitor.send(f"{path}/herziening", {"words": ""}, at=f"{path}/herziening").status_code == 422
        assert visitor.send(f"{path}/herziening", {"words": REVIEW}, at=f"{path}/herziening").status_code == 200
        assert "Je hebt herziening gevraagd." in visitor.page(path).text
        again = visitor.post(f"{path}/herziening", data={"words": "nog een keer"})
        assert (again.status_code, "nog een keer" in again.text) == (409, True)
    with clock.at(NOON + timedelta(days=3)):
        for dead in (path, f"{path}/herziening", "/besluit/" + "x" * 43):
            assert Critic(app).get(dead).status_code == 404
            assert "kanarie" not in Critic(app).get(dead).text


def test_another_moderator_judges_and_the_effect_is_undone(app: Flask, people: People, enter: Enter, desk: str) -> None:
    with clock.at(NOON):
        first, second = enter(people.first), enter(people.second)
        decide(first, desk, **SUSPENDED)
        path = secret_path()
        Critic(app).send(f"{path}/herziening", {"words": REVIEW}, at=f"{path}/herziening")
        page = first.page(desk)
        assert "Jij nam het eerste besluit" in page.text
        assert REVIEW not in page.html
        fields = {"csrf_token": page.forms()[0]["fields"]["csrf_token"]}
        assert first.post(f"{desk}/oppakken", data=fields).status_code == 409
        assert "Herziening gevraagd" in second.page("/meldingen").text
        second.press(desk, f"{desk}/oppakken")
        page = second.page(desk)
        for there in (REVIEW, FACTS, "Gevraagd door de betrokkene."):
            assert there in page.text
        assert decide(second, desk, **NOTHING) == 303
        assert people.about.state == "member"
        assert (the_report().state, the_report().closed_at) == ("closed", NOON)
        person = enter(people.about)
        page = person.page(f"/mijn/besluiten/{the_decision().public_id}")
        assert "Een eerder besluit hierover geldt niet meer." in page.text
        assert "het laatste besluit" in page.text
        assert "Vraag herziening" not in page.links()
        assert Critic(app).get(path).status_code == 404
    assert [one for one in happened() if one[1] in ("decided", "review_asked", "changed")] == [
        ("moderator", "decided", "suspend"), ("person", "review_asked", ""), ("moderator", "changed", "none"),
    ]  # fmt: skip


def test_a_suspension_that_is_upheld_goes_on_and_ends_when_it_was_said(
    app: Flask, people: People, enter: Enter, desk: str
) -> None:
    with clock.at(NOON):
        decide(enter(people.first), desk, **SUSPENDED)
        path = secret_path()
        Critic(app).send(f"{path}/herziening", {"words": REVIEW}, at=f"{path}/herziening")
    with clock.at(NOON + timedelta(days=1)):
        assert decide(enter(people.second), desk, **SUSPENDED) == 303
        assert people.about.state == "suspended"
        assert the_decision().ends_at == NOON + timedelta(days=3)
        assert db.session.scalars(select(Review.outcome)).one() == "upheld"
        assert "het laatste besluit" in Critic(app).page(secret_path()).text
    with clock.at(NOON + timedelta(days=3, minutes=1)):
        Worker(app).run_once(clock.now())
        db.session.expire_all()
        assert people.about.state == "member"


def test_a_shorter_suspension_may_be_over_at_once(app: Flask, people: People, enter: Enter, desk: str) -> None:
    with clock.at(NOON):
        decide(enter(people.first), desk, **SUSPENDED)
        path = secret_path()
        Critic(app).send(f"{path}/herziening", {"words": REVIEW}, at=f"{path}/herziening")
    with clock.at(NOON + timedelta(days=2)):
        assert decide(enter(people.second), desk, **{**SUSPENDED, "days": "1"}) == 303
        assert people.about.state == "member"


def test_two_suspensions_end_with_the_last(app: Flask, people: People, enter: Enter, desk: str) -> None:
    send_report(enter(people.reporter), people.reporting)
    other = f"/meldingen/{the_report().public_id}"
    with clock.at(NOON):
        decide(enter(people.first), desk, **{**SUSPENDED, "days": "1"})
    with clock.at(NOON + timedelta(hours=12)):
        second = enter(people.second)
        second.press(other, f"{other}/oppakken")
        assert "tijdelijk buitensluiten (1 keer)" in second.page(other).text
        decide(second, other, **{**SUSPENDED, "days": "1"})
    for hours, state in ((25, "suspended"), (37, "member")):
        with clock.at(NOON + timedelta(hours=hours)):
            Worker(app).run_once(clock.now())
            db.session.expire_all()
            assert people.about.state == state


def test_the_reporter_asks_when_nothing_was_done_and_the_person_hears_the_new_decision(
    people: People, enter: Enter, desk: str
) -> None:
    decide(enter(people.first), desk, **NOTHING)
    reporter, own = enter(people.reporter), f"/mijn/meldingen/{the_report().public_id}"
    assert reporter.send(f"{own}/herziening", {"words": ""}).status_code == 422
    assert reporter.send(f"{own}/herziening", {"words": REVIEW}).location == "/mijn/meldingen"
    assert "Er is herziening gevraagd." in reporter.page(own).text
    assert reporter.send(f"{own}/herziening", {"words": REVIEW}).status_code == 409
    second = enter(people.second)
    assert decide(second, desk, **WARNED) == 303
    assert "heeft iets gedaan" in reporter.page(own).text
    assert FACTS in enter(people.about).page(f"/mijn/besluiten/{the_decision().public_id}").text


def test_a_review_can_be_asked_for_six_months(app: Flask, people: People, enter: Enter, desk: str) -> None:
    with clock.at(NOON):
        decide(enter(people.first), desk, **WARNED)
    path = f"/mijn/besluiten/{the_decision().public_id}"
    with clock.at(NOON + timedelta(days=183)):
        assert "Vraag herziening" in enter(people.about).page(path).links()
    with clock.at(NOON + timedelta(days=184, hours=1)):
        person = enter(people.about)
        assert "Vraag herziening" not in person.page(path).links()
        assert person.send(f"{path}/herziening", {"words": REVIEW}).status_code == 409
        Worker(app).run_once(clock.now())
        db.session.expire_all()
        assert the_report().state == "closed"
        assert ("house", "closed", "") in happened()


def test_the_database_wants_another_moderator(people: People, enter: Enter, warned: str) -> None:
    enter(people.about).send(f"/mijn/besluiten/{the_decision().public_id}/herziening", {"words": REVIEW})
    review = db.session.scalars(select(Review)).one()
    review.judge_reference, review.outcome = review.first_reference, "upheld"
    with pytest.raises(IntegrityError, match="another_moderator"):
        db.session.flush()
    db.session.rollback()
    review = db.session.scalars(select(Review)).one()
    review.first_reference = "somebody else"
    with pytest.raises(IntegrityError, match="fk_review"):
        db.session.flush()
    db.session.rollback()


def test_what_was_hidden_is_shown_again_when_the_decision_changes(
    people: People, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden: set[str] = set()
    copied = Copied("Een opdracht", (Line("text", "De tekst", "kanarie-opdracht"),), people.about.id, "/")
    monkeypatch.setitem(things.COPIERS, "assignment", lambda viewer, thing: copied)
    monkeypatch.setitem(hiding.HIDING, "assignment", hiding.Hiding(hidden.add, hidden.discard))
    send_report(enter(people.reporter), "/melden/opdracht/" + "b" * 20, piece="text")
    desk = f"/meldingen/{the_report().public_id}"
    decide(enter(people.first), desk, **{**WARNED, "outcome": "hide"})
    assert hidden == {"b" * 20}
    path = f"/mijn/besluiten/{the_decision().public_id}"
    assert "Dit is verborgen." in enter(people.about).page(path).text
    enter(people.about).send(f"{path}/herziening", {"words": REVIEW})
    assert decide(enter(people.second), desk, **WARNED) == 303
    assert hidden == set()
    assert "Dit geldt niet meer" in enter(people.about).page(path).text


def test_a_moment_without_an_author_can_be_hidden(people: People, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a later feature brings: one function that copies, and one line that hides."""
    hidden: set[str] = set()
    lines = (Line("1", "Regel 1", "kanarie-regel", OTHERS), Line("2", "Regel 2", "kanarie-gemeld", OTHERS))
    copied = Copied("Een moment", lines, None, "/", by_piece=False)
    monkeypatch.setitem(things.COPIERS, "moment", lambda viewer, thing: copied)
    monkeypatch.setitem(hiding.HIDING, "moment", hiding.Hiding(hidden.add, hidden.discard))
    reporter = enter(people.reporter)
    path = "/melden/moment/abc-17"
    assert "Over welk stuk" not in reporter.page(path).text
    page = reporter.page(send_report(reporter, path))
    assert "blokkeren" not in page.text
    desk = f"/meldingen/{the_report().public_id}"
    first = enter(people.first)
    first.press(desk, f"{desk}/oppakken")
    text = first.page(desk).text
    assert "Regel 1 (anderen)" in text
    assert "kanarie-gemeld" in text
    assert "Waarschuwen" not in first.page(f"{desk}/besluit").text
    assert decide(first, desk, **{**WARNED, "outcome": "hide"}) == 303
    assert hidden == {"abc-17"}
    assert the_decision().about_id is None
