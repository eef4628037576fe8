"""The conversation of two, ending a contact, and asking again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from hub.contacts.models import Contact, Message
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.members.models import Member
from hub.notices.models import Notice
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories, saved

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def pair(app: Flask, make: Factories, browser: type[Critic]) -> tuple[Member, Critic, Member, Critic, str]:
    """Wim and Sanne have contact: both, their browsers, and the path of their conversation."""
    wim, sanne = make.member("Wim"), make.member("Sanne")
    contact = make.contact(wim, sanne)
    return wim, browser(app).log_in(wim), sanne, browser(app).log_in(sanne), f"/contacten/{contact.public_id}"


Pair = tuple[Member, Critic, Member, Critic, str]


def messages() -> list[Message]:
    db.session.expire_all()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def counted(work: Callable[[], object]) -> int:
    """How many statements something costs."""
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def test_what_one_writes_the_other_reads_as_plain_text(pair: Pair) -> None:
    _, wims, sanne, sannes, path = pair
    assert wims.send(path, {"text": "Dag Sanne.\n\n<b>Tot</b> **morgen**"}).location == path
    page = sannes.page(path)
    assert "Wim" in page.text
    assert "<b>Tot</b> **morgen**" in page.text
    assert "Jij" in wims.page(path).text
    told = db.session.scalars(select(Notice)).one()
    assert (told.member_id, told.kind, told.path, told.mail) == (sanne.id, "message", path, "now")


def test_words_are_sealed_in_the_database(pair: Pair) -> None:
    _, wims, _, _, path = pair
    wims.send(path, {"text": "een kanarie"})
    [message] = messages()
    assert b"kanarie" not in (message.text_sealed or b"")
    assert message.text == "een kanarie"


def test_nothing_says_that_somebody_read_or_types_or_was_there(pair: Pair) -> None:
    _, wims, _, sannes, path = pair
    wims.send(path, {"text": "Hoi"})
    before = wims.page(path).text
    sannes.page(path)
    assert wims.page(path).text == before.replace("Je bericht is verstuurd. ", "")


def test_answering_puts_the_notices_of_the_conversation_away(pair: Pair) -> None:
    _, wims, _, sannes, path = pair
    wims.send(path, {"text": "Hoi"})
    sannes.send(path, {"text": "Dag"})
    kinds = db.session.execute(select(Notice.read_at).order_by(Notice.id)).scalars().all()
    assert kinds == [NOON, None]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Schrijf eerst"), ("  \n ", "Schrijf eerst"), ("x" * 4001, "1 tekens te lang"), ("a\u202eb", "onzichtbare tekens")],
)
def test_a_message_that_cannot_be_is_refused_and_kept(pair: Pair, typed: str, sentence: str) -> None:
    _, wims, _, _, path = pair
    answer = wims.send(path, {"text": typed})
    assert answer.status_code == 422
    assert sentence in (page := Page(answer)).text
    assert typed.strip().replace("\u202e", "") in page.html
    assert messages() == []


def test_a_message_of_four_thousand_fits(pair: Pair) -> None:
    _, wims, _, _, path = pair
    assert wims.send(path, {"text": "ë" * 4000}).status_code == 303


def test_the_same_form_twice_is_one_message(pair: Pair) -> None:
    _, wims, _, _, path = pair
    form = {**wims.page(path).forms()[-1]["fields"], "text": "Hoi"}
    assert [wims.post(path, data=form).location for _ in range(2)] == [path, path]
    assert len(messages()) == 1
    assert "Er is niets dubbel gedaan" in wims.page(path).text


def test_pages_have_an_end_and_begin_with_the_newest(pair: Pair) -> None:
    wim, wims, _, _, path = pair
    contact = db.session.scalars(select(Contact)).one()
    for number in range(21):
        message = Message(contact_id=contact.id, author_id=wim.id, at=NOON + timedelta(minutes=number))
        message.text = f"bericht-{number:02}"
        saved(message)
    text = wims.page(path).text
    assert text.index("bericht-01") < text.index("bericht-20")
    assert "bericht-00" not in text
    assert "bericht-00" in wims.page(path + "?pagina=2").text
    for wrong in ("3", "0", "x", "9" * 40):
        wims.page(f"{path}?pagina={wrong}", 404)


def test_more_messages_cost_no_more_queries(pair: Pair) -> None:
    wim, wims, _, _, path = pair
    contact = db.session.scalars(select(Contact)).one()
    costs = []
    wims.page(path)
    for number in range(15):
        message = Message(contact_id=contact.id, author_id=wim.id, at=NOON)
        message.text = "Hoi"
        saved(message)
        if number in (0, 14):
            costs.append(counted(lambda: wims.page(path)))
    assert costs[0] == costs[1]


def test_more_contacts_cost_no_more_queries(client: Critic, make: Factories) -> None:
    wim = make.member("Wim")
    client.log_in(wim).page("/contacten")
    costs = []
    for number in range(15):
        make.contact(wim, make.member())
        make.contact(wim, make.member(), ended_at=NOON)
        if number in (0, 14):
            costs.append(counted(lambda: client.page("/contacten")))
    assert costs[0] == costs[1]


def test_the_list_is_by_name_and_not_by_what_happened(client: Critic, make: Factories) -> None:
    wim = make.member("Wim")
    for name in ("Zora", "Évi", "Bram"):
        make.contact(wim, make.member(name))
    client.log_in(wim)
    zora = db.session.scalars(select(Contact).order_by(Contact.id)).first()
    assert zora
    client.send(f"/contacten/{zora.public_id}", {"text": "Hoi"})
    text = client.page("/contacten").text
    assert text.index("Bram") < text.index("Évi") < text.index("Zora")


def test_ending_keeps_what_was_written_and_stops_writing(pair: Pair) -> None:
    _, wims, _, sannes, path = pair
    form = {**sannes.page(path).forms()[-1]["fields"], "text": "Nog iets"}
    wims.send(path, {"text": "Tot ziens"})
    assert "blijft voor jullie allebei te lezen" in wims.page(path + "/stoppen").text
    assert wims.press(path + "/stoppen", path + "/stoppen").location == "/contacten"
    answer = sannes.post(path, data=form)
    assert answer.status_code == 422
    assert "Dit contact is gestopt. Je bericht is niet verstuurd." in Page(answer).text
    for browser in (wims, sannes):
        page = browser.page(path)
        assert "Tot ziens" in page.text
        assert "Nieuwe berichten sturen kan niet" in page.text
        assert "Gestopt" in browser.page("/contacten").text
    assert db.session.scalars(select(Notice.kind)).all() == ["message"]
    assert db.session.scalars(select(Member.calendar_changed_at)).all() == [NOON, NOON]
    assert wims.get(path + "/stoppen").location == path


def test_after_the_end_one_can_ask_again_and_go_on_reading(pair: Pair) -> None:
    wim, wims, _, sannes, path = pair
    wims.send(path, {"text": "Vroeger"})
    wims.press(path + "/stoppen", path + "/stoppen")
    with hub_clock.at(NOON + timedelta(hours=1)):
        sannes.send(f"/leden/{wim.public_id}/contact", {"reason": "Het spijt me."})
        action = next(f["action"] for f in wims.page("/contacten").forms() if f["action"].endswith("aannemen"))
        assert wims.press("/contacten", action).location == path
    assert "Vroeger" in (page := sannes.page(path)).text
    assert "Verstuur bericht" in page.html


def test_a_third_one_has_no_conversation(app: Flask, pair: Pair, make: Factories, browser: type[Critic]) -> None:
    path = pair[-1]
    for third in (make.member(), make.member(roles=("moderator",)), make.member(roles=("operator",))):
        curious = browser(app).log_in(third)
        curious.page(path, 404)
        curious.page(path + "/stoppen", 404)
        fields = curious.page("/contacten").forms()[-1]["fields"]
        assert curious.post(path, data={**fields, "text": "Hoi"}).status_code == 404
        assert curious.post(path + "/stoppen", data=fields).status_code == 404


def test_who_left_is_an_old_member_and_gets_no_messages(pair: Pair) -> None:
    _, wims, sanne, sannes, path = pair
    sannes.send(path, {"text": "Dag"})
    form = {**wims.page(path).forms()[-1]["fields"], "text": "Hoi"}
    db.session.merge(sanne).state = "left"
    db.session.commit()
    page = wims.page(path)
    assert "oud-lid" in page.text
    assert "Sanne" not in page.html
    assert "Sanne" not in wims.page("/contacten").html
    assert wims.post(path, data=form).status_code == 422
    assert "Sanne" not in wims.page(path + "/stoppen").html


def test_a_message_of_a_lost_session_comes_back(app: Flask, pair: Pair, browser: type[Critic]) -> None:
    wim, wims, _, _, path = pair
    form = {**wims.page(path).forms()[-1]["fields"], "text": "Lang en mooi"}
    later = browser(app).log_in(wim)
    assert later.post(path, data={**form, "csrf_token": "oud"}).location == path
    assert "Lang en mooi" in later.page(path).html
    assert messages() == []
    later.send(path)
    assert messages()[0].text == "Lang en mooi"
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1
