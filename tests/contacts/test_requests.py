"""Asking for contact and answering, through the front door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.contacts.models import Contact, ContactRequest, Message
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.core.drafts import Draft
from hub.members.models import Member
from hub.notices.models import Notice
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import LONG_AGO, Factories

pytestmark = pytest.mark.usefixtures("clock")
REASON = "Ik zoek iemand om samen een training mee te maken."


def ask_path(member: Member) -> str:
    return f"/leden/{member.public_id}/contact"


def asked(state: str | None = None) -> list[ContactRequest]:
    db.session.expire_all()
    found = select(ContactRequest).order_by(ContactRequest.id)
    return list(db.session.scalars(found.where(ContactRequest.state == state) if state else found))


def kinds_for(member: Member) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.member_id == member.id).order_by(Notice.id)))


@pytest.fixture
def two(app: Flask, make: Factories, browser: type[Critic]) -> tuple[Member, Critic, Member, Critic]:
    """Wim and Sanne, each with a browser."""
    wim, sanne = make.member("Wim"), make.member("Sanne")
    return wim, browser(app).log_in(wim), sanne, browser(app).log_in(sanne)


Two = tuple[Member, Critic, Member, Critic]


def press(who: Critic, which: int, verb: str) -> object:
    return who.press("/contacten", f"/contacten/verzoek/{asked()[which].public_id}/{verb}")


def test_asking_accepting_and_writing(two: Two) -> None:
    wim, wims, sanne, sannes = two
    assert wims.send(ask_path(sanne), {"reason": REASON}).location == "/contacten"
    assert "Je verzoek aan Sanne is verstuurd" in (page := wims.page("/contacten")).text
    assert "verstuurd" in page.text
    assert kinds_for(sanne) == ["contact-request"]
    assert REASON in sannes.page("/contacten").text
    answer = sannes.press("/contacten", f"/contacten/verzoek/{asked()[0].public_id}/aannemen")
    contact = db.session.scalars(select(Contact)).one()
    assert answer.location == f"/contacten/{contact.public_id}"
    assert kinds_for(wim) == ["contact-accepted"]
    for browser in (wims, sannes):
        assert "Er is nog niets geschreven" in browser.page(answer.location).text
        assert "verstuurd" not in browser.page("/contacten").text
    assert db.session.scalars(select(Member.calendar_changed_at)).all() == [NOON, NOON]
    assert db.session.scalar(select(Notice.read_at).where(Notice.kind == "contact-request")) == NOON


def test_there_is_a_way_back_without_asking(two: Two) -> None:
    _, by_wim, sanne, _ = two
    assert by_wim.page(ask_path(sanne)).links()["Terug zonder te vragen"] == f"/leden/{sanne.public_id}"


def test_a_reason_is_needed_and_what_was_typed_stays(two: Two) -> None:
    _, wims, sanne, _ = two
    for typed, sentence in (
        ("", "Schrijf waarom"),
        (" \n ", "Schrijf waarom"),
        ("x" * 501, "1 tekens te lang"),
        ("a\x00b", "onzichtbare"),
    ):
        answer = wims.send(ask_path(sanne), {"reason": typed})
        assert answer.status_code == 422
        assert sentence in (page := Page(answer)).text
        if len(typed) > 500:
            assert typed in page.html
    assert asked() == []


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "a\u202eb <b>", "é" * 500, "https://elders.example/x?a=1&b=2"])
def test_what_is_typed_is_shown_as_text(two: Two, typed: str) -> None:
    _, wims, sanne, sannes = two
    answer = wims.send(ask_path(sanne), {"reason": typed})
    if "\u202e" in typed:
        assert answer.status_code == 422
        return
    page = sannes.page("/contacten")
    assert typed in page.text
    assert "<script>alert" not in page.html
    assert "elders.example" not in " ".join(page.links().values())


def test_a_reason_is_not_readable_in_the_database(two: Two) -> None:
    _, wims, sanne, _ = two
    wims.send(ask_path(sanne), {"reason": REASON})
    [request] = asked()
    assert REASON.encode() not in (request.reason_sealed or b"")
    assert request.reason == REASON


def test_a_second_request_is_refused_in_words(two: Two) -> None:
    _, wims, sanne, _ = two
    form = {**wims.page(ask_path(sanne)).forms()[-1]["fields"], "reason": REASON}
    wims.send(ask_path(sanne), {"reason": REASON})
    assert "Je hebt al een verzoek gestuurd" in wims.page(ask_path(sanne)).text
    answer = wims.post(ask_path(sanne), data=form)
    assert answer.status_code == 422
    assert "Je hebt al een verzoek gestuurd" in Page(answer).text
    assert len(asked()) == 1


def test_sending_the_same_form_twice_asks_once(two: Two) -> None:
    _, wims, sanne, _ = two
    form = {**wims.page(ask_path(sanne)).forms()[-1]["fields"], "reason": REASON}
    assert [wims.post(ask_path(sanne), data=form).status_code for _ in range(2)] == [303, 422]
    assert len(asked()) == 1


def test_who_was_asked_is_shown_that_instead_of_asking_back(two: Two) -> None:
    wim, wims, sanne, sannes = two
    wims.send(ask_path(sanne), {"reason": REASON})
    assert "heeft jou al om contact gevraagd" in sannes.page(ask_path(wim)).text


def test_contacts_are_shown_their_conversation_instead(two: Two, make: Factories) -> None:
    wim, wims, sanne, _ = two
    contact = make.contact(wim, sanne)
    assert wims.get(ask_path(sanne)).location == f"/contacten/{contact.public_id}"


def test_letting_be_is_silent_and_lasts(two: Two) -> None:
    wim, wims, sanne, sannes = two
    wims.send(ask_path(sanne), {"reason": REASON})
    before = wims.page("/contacten")
    before_asking = wims.page(ask_path(sanne)).text
    press(sannes, 0, "laten")
    assert REASON not in sannes.page("/contacten").text
    assert asked()[0].state == "let_be"
    assert kinds_for(wim) == []
    assert wims.page("/contacten").text == before.text.replace(
        "Je verzoek aan Sanne is verstuurd. Er is geen haast bij een antwoord. ", ""
    )
    assert wims.page(ask_path(sanne)).text == before_asking


def test_who_takes_back_and_asks_again_cannot_tell_that_it_was_let_be(app: Flask, make: Factories, browser: type[Critic]) -> None:
    """The same walk past somebody who let be and somebody who did not even look: every page and answer is the same."""
    walks = []
    for lets_be in (True, False):
        wim, sanne = make.member("Wim"), make.member("Sanne")
        wims, sannes = browser(app).log_in(wim), browser(app).log_in(sanne)
        wims.send(ask_path(sanne), {"reason": REASON})
        if lets_be:
            press(sannes, -1, "laten")
        seen = [str(press(wims, -1, "intrekken").location), wims.page("/contacten").text, wims.page(ask_path(sanne)).text]
        answer = wims.send(ask_path(sanne), {"reason": "Nog een keer."})
        walks.append([*seen, answer.status_code, answer.location, wims.page("/contacten").text, wims.page(ask_path(sanne)).text])
        assert ("Nog een keer" in sannes.page("/contacten").text) is not lets_be
        assert kinds_for(sanne) == ["contact-request"] * (1 if lets_be else 2)
    assert walks[0] == walks[1]


def test_after_ninety_days_a_new_request_arrives(two: Two) -> None:
    _, wims, sanne, sannes = two
    wims.send(ask_path(sanne), {"reason": REASON})
    press(sannes, 0, "laten")
    for day, arrives in ((89, False), (90, True)):
        with hub_clock.at(NOON + timedelta(days=day)):
            wims.log_in(two[0])
            sannes.log_in(sanne)
            press(wims, -1, "intrekken")
            wims.send(ask_path(sanne), {"reason": f"Dag {day}"})
            assert (f"Dag {day}" in sannes.page("/contacten").text) is arrives


def test_who_let_be_can_ask_and_then_nothing_is_left_standing(two: Two) -> None:
    wim, wims, sanne, sannes = two
    wims.send(ask_path(sanne), {"reason": REASON})
    press(sannes, 0, "laten")
    sannes.send(ask_path(wim), {"reason": "Toch graag."})
    press(wims, 1, "aannemen")
    assert [one.state for one in asked()] == ["accepted", "accepted"]
    assert "Verzoeken van jou" not in wims.page("/contacten").text


def test_answers_that_come_too_late_say_so(two: Two) -> None:
    _, wims, sanne, sannes = two
    wims.send(ask_path(sanne), {"reason": REASON})
    path = f"/contacten/verzoek/{asked()[0].public_id}"
    fields = sannes.page("/contacten").forms()[-1]["fields"]
    press(wims, 0, "intrekken")
    for verb in ("aannemen", "laten"):
        assert sannes.post(f"{path}/{verb}", data=fields).location == "/contacten"
        assert "Dit verzoek is er niet meer" in sannes.page("/contacten").text
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 0


def test_taking_back_after_a_yes_says_so(two: Two) -> None:
    _, wims, sanne, sannes = two
    wims.send(ask_path(sanne), {"reason": REASON})
    fields = wims.page("/contacten").forms()[-1]["fields"]
    press(sannes, 0, "aannemen")
    wims.post(f"/contacten/verzoek/{asked()[0].public_id}/intrekken", data=fields)
    assert "Dit verzoek is al aangenomen" in wims.page("/contacten").text
    assert asked()[0].state == "accepted"


@pytest.mark.parametrize("verb", ["aannemen", "laten", "intrekken"])
def test_a_stranger_cannot_touch_a_request(app: Flask, two: Two, make: Factories, browser: type[Critic], verb: str) -> None:
    _, wims, sanne, _ = two
    wims.send(ask_path(sanne), {"reason": REASON})
    third = browser(app).log_in(make.member(roles=("moderator",)))
    fields = third.page("/contacten").forms()[-1]["fields"]
    assert third.post(f"/contacten/verzoek/{asked()[0].public_id}/{verb}", data=fields).status_code == 404
    assert asked()[0].state == "sent"


@pytest.mark.parametrize("verb", ["aannemen", "laten"])
def test_the_sender_cannot_answer_for_the_other(two: Two, verb: str) -> None:
    _, wims, sanne, _ = two
    wims.send(ask_path(sanne), {"reason": REASON})
    fields = wims.page("/contacten").forms()[-1]["fields"]
    wims.post(f"/contacten/verzoek/{asked()[0].public_id}/{verb}", data=fields)
    assert asked()[0].state == "sent"


@pytest.mark.parametrize("who", ["oneself", "applicant", "partner", "suspended", "left", "nobody"])
def test_whom_one_cannot_ask_is_no_page(client: Critic, make: Factories, who: str) -> None:
    wim = make.member("Wim")
    target = {
        "oneself": lambda: wim.public_id,
        "applicant": lambda: make.member(state="applicant").public_id,
        "partner": lambda: make.member(is_partner=True).public_id,
        "suspended": lambda: make.member(state="suspended").public_id,
        "left": lambda: make.member(state="left").public_id,
        "nobody": lambda: "a" * 20,
    }[who]()
    client.log_in(wim)
    client.page(f"/leden/{target}/contact", 404)
    client.page(f"/leden/{target}/blokkeren", 404)


@pytest.mark.parametrize("state", ["applicant", "partner"])
def test_who_is_no_member_has_no_contacts_page(client: Critic, make: Factories, state: str) -> None:
    someone = make.member(is_partner=True) if state == "partner" else make.member(state=state)
    client.log_in(someone)
    for path in ("/contacten", "/contacten/geblokkeerd", ask_path(make.member())):
        client.page(path, 404)


def test_ten_people_a_day(client: Critic, make: Factories) -> None:
    client.log_in(make.member())
    for _ in range(10):
        assert client.send(ask_path(make.member()), {"reason": REASON}).status_code == 303
    answer = client.send(ask_path(make.member()), {"reason": REASON})
    assert answer.status_code == 429
    assert REASON in Page(answer).text
    assert len(asked()) == 10


def test_a_draft_is_kept_and_goes_once_sent(two: Two) -> None:
    _, wims, sanne, _ = two
    wims.send(ask_path(sanne), {"reason": REASON, "_concept": "1"})
    assert asked() == []
    assert REASON in wims.page(ask_path(sanne)).html
    wims.send(ask_path(sanne))
    assert asked()[0].reason == REASON
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_running_contact_was_made_with_the_factory_too(make: Factories) -> None:
    contact = make.contact(make.member(), make.member())
    assert (contact.since, contact.ended_at) == (LONG_AGO, None)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0
