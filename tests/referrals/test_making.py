"""Passing on a client, through the front door: the question, to whom, the client's yes, the paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hub.core.db import db
from hub.core.drafts import Draft
from hub.core.sessions import hashed
from hub.members.actions import pause
from hub.members.models import Member
from hub.referrals.models import Agreement, Offer, Referral
from hub.referrals.rules.lists import CODE_SIGNS
from tests.conftest import NOON
from tests.core.sentences import TELLING
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.referrals.conftest import ASKED, YES, People, offers, path_of, referrals, told

Browse = Callable[[Member], Critic]
NEW = "/doorverwijzen/nieuw"
CODE = re.compile(rf"\b(?:[{CODE_SIGNS}]{{4}}-){{3}}[{CODE_SIGNS}]{{4}}\b")


def begun(sannes: Critic, **other: str) -> str:
    """Fill in the first step; the path of the referral."""
    answer = sannes.send(NEW, {**ASKED, **other})
    assert answer.status_code == 303, Page(answer).text
    return answer.location.removesuffix("/aan-wie")


def test_the_whole_way(people: People, browse: Browse) -> None:
    sannes = browse(people.sanne)
    path = begun(sannes)
    assert sannes.get(path).location == path + "/aan-wie"
    chosen = {"to": "contacts", "contacts": [people.wim.public_id, people.fatima.public_id]}
    assert sannes.send(path + "/aan-wie", chosen).location == path + "/controleren"
    check = sannes.page(path + "/controleren").text
    for part in (ASKED["question"], "Niet bellen.", "Coaching", "Utrecht", "30 tot 40 jaar", "Wim", "Fatima", "versie 2026-11"):
        assert part in check
    sent = sannes.send(path + "/controleren", YES)
    assert sent.status_code == 200
    code = CODE.search(Page(sent).text)
    assert code
    (made,) = referrals()
    assert (made.state, made.sent_at, made.expires_at) == ("open", NOON, NOON + timedelta(days=14))
    assert made.code_hash == hashed(code.group().replace("-", ""))
    agreement = db.session.scalars(select(Agreement)).one()
    assert (agreement.text_version, agreement.how, str(agreement.agreed_on)) == ("2026-11", "spoken", "2026-11-20")
    assert offers() == {"Wim": "offered", "Fatima": "offered"}
    assert told(people.wim) == told(people.fatima) == ["referral-offered"]
    page = sannes.page(path)
    assert "wacht op antwoord" in page.text
    assert "Verstuurd" in page.text
    assert "Je hebt de doorverwijzing verstuurd. De klant was akkoord." in page.text


def test_the_code_is_shown_once_and_stands_nowhere(people: People, browse: Browse, make: Factories) -> None:
    made = make.referral(people.sanne, people.wim)
    sannes = browse(people.sanne)
    assert made.code not in sannes.page(path_of(made)).html
    assert made.code.replace("-", "") not in str(db.session.execute(select(Referral.__table__)).all())
    again = sannes.send(path_of(made) + "/nieuwe-code")
    new = CODE.search(Page(again).text)
    assert new
    assert new.group() != made.code
    assert referrals()[0].code_hash == hashed(new.group().replace("-", ""))


def test_sending_the_last_step_twice_sends_once(people: People, browse: Browse, make: Factories) -> None:
    sannes = browse(people.sanne)
    path = begun(sannes)
    sannes.send(path + "/aan-wie", {"to": "contacts", "contacts": [people.wim.public_id]})
    form = sannes.page(path + "/controleren").forms()[1]
    assert sannes.post(path + "/controleren", data={**form["fields"], **YES}).status_code == 200
    assert sannes.post(path + "/controleren", data={**form["fields"], **YES}).location == path
    for step in ("vraag", "aan-wie", "weggooien"):
        assert sannes.get(f"{path}/{step}").location == path
    assert told(people.wim) == ["referral-offered"]
    assert db.session.scalar(select(func.count()).select_from(Agreement)) == 1


@pytest.mark.parametrize("field", ["question", "avoid"])
@pytest.mark.parametrize(
    ("text", "piece"), [(text, piece) for text, piece, _ in TELLING][::7], ids=[piece for _, piece, _ in TELLING][::7]
)
def test_what_leads_to_a_person_is_refused_with_its_place(
    people: People, browse: Browse, field: str, text: str, piece: str
) -> None:
    answer = browse(people.sanne).send(NEW, {**ASKED, field: text})
    assert answer.status_code == 422
    page = Page(answer)
    assert f"'{piece}'" in page.text
    assert [mark.text for mark in page.tree.iter("mark")] == [piece]
    assert page.forms()[1]["fields"][field] == text
    assert page.html.count("<title>Fout:") == 1
    assert referrals() == []


def test_a_piece_is_shown_as_text_whatever_it_is(people: People, browse: Browse) -> None:
    page = Page(browse(people.sanne).send(NEW, {**ASKED, "question": "<b>Hoi</b> 06-12345678 <script>"}))
    assert "<b>Hoi</b>" in page.text
    assert not list(page.tree.find(".//main").iter("b"))


def test_what_is_no_name_can_be_said_to_be_none_piece_by_piece(people: People, browse: Browse) -> None:
    sannes = browse(people.sanne)
    text = {**ASKED, "question": "Wil naar de Zilveren Maan, met Zwarte Piet erbij."}
    refused = Page(sannes.send(NEW, text))
    assert "Dit lijkt op een naam" in refused.text
    assert "'Zilveren Maan' is geen naam van een persoon." in refused.text
    half = sannes.send(NEW, {**text, "not_names": ["Zilveren Maan"]})
    assert half.status_code == 422
    assert "Het gaat om: 'Zwarte Piet'" in Page(half).text
    assert sannes.send(NEW, {**text, "not_names": ["Zilveren Maan", "Zwarte Piet"]}).status_code == 303


def test_a_number_cannot_be_waved_through_as_no_name(people: People, browse: Browse) -> None:
    answer = browse(people.sanne).send(NEW, {**ASKED, "question": "Bel 06-12345678", "not_names": ["06-12345678"]})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("question", ""),
        ("question", "x" * 281),
        ("question", "a\x00b"),
        ("avoid", "x" * 141),
        ("age_band", "31"),
        ("province", "belgie"),
        ("kind", ""),
        ("kind", "<x>"),
        ("language", "10" * 30),
        ("form", "\ud800".encode("utf-8", "surrogatepass")),
        ("period", "gisteren"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(people: People, browse: Browse, field: str, typed: str) -> None:
    answer = browse(people.sanne).send(NEW, {**ASKED, field: typed})
    assert answer.status_code == 422
    assert Page(answer).forms()[1]["fields"]["question" if field != "question" else "avoid"] in ASKED.values()
    assert referrals() == []


def test_the_form_has_no_field_for_who_it_is(people: People, browse: Browse) -> None:
    fields = set(browse(people.sanne).page(NEW).forms()[1]["fields"]) - {"csrf_token", "once"}
    page = browse(people.sanne).page(NEW)
    named = {one.get("name") for one in page.tree.find(".//main").iter() if one.get("name")} - {"csrf_token", "once", "_concept"}
    assert named == set(ASKED)
    assert fields <= named
    assert not [one for one in page.tree.iter("input") if one.get("type") == "file"]


def test_to_a_circle(people: People, browse: Browse, make: Factories) -> None:
    circle = make.circle(people.sanne, people.joost, hosts=(people.wim,), name="Intervisie Midden")
    make.circle_member(circle, people.fatima, state="paused")
    make.circle_member(circle, people.marijke, state="invited")
    blocker = make.member("Olaf")
    make.circle_member(circle, blocker)
    make.block(blocker, people.sanne)
    sannes = browse(people.sanne)
    path = begun(sannes)
    assert sannes.send(path + "/aan-wie", {"to": "circle", "circle": circle.public_id}).status_code == 303
    text = sannes.page(path + "/controleren").text
    assert "Aan de kring Intervisie Midden" in text
    sannes.send(path + "/controleren", YES)
    assert offers() == {"Joost": "offered", "Wim": "offered"}


def test_to_whom_is_never_everybody(people: People, browse: Browse, make: Factories) -> None:
    sannes = browse(people.sanne)
    path = begun(sannes)
    others = [make.member() for _ in range(4)]
    for one in others:
        make.contact(people.sanne, one)
    six = [people.wim.public_id, people.fatima.public_id, *(one.public_id for one in others)]
    foreign = make.circle(people.joost, name="Andere kring")
    for typed, sentence in (
        ({}, "Kies contacten of een kring."),
        ({"to": "contacts"}, "Kies minstens 1 persoon."),
        ({"to": "contacts", "contacts": six}, "Kies hooguit 5 personen."),
        ({"to": "contacts", "contacts": [people.joost.public_id]}, "Kies uit de mogelijkheden die er staan."),
        ({"to": "circle", "circle": foreign.public_id}, "Kies een van de mogelijkheden."),
        ({"to": "circle", "circle": "niets"}, "Kies een van de mogelijkheden."),
        ({"to": "circle"}, "Kies een kring."),
        ({"to": "alle leden"}, "Kies een van de mogelijkheden."),
    ):
        answer = sannes.send(path + "/aan-wie", typed)
        assert answer.status_code == 422
        assert sentence in Page(answer).text
    assert offers() == {}
    assert sannes.get(path + "/controleren").location == path + "/aan-wie"


def test_a_circle_with_nobody_in_it_is_told(people: People, browse: Browse, make: Factories) -> None:
    circle = make.circle(people.sanne)
    sannes = browse(people.sanne)
    path = begun(sannes)
    answer = sannes.send(path + "/aan-wie", {"to": "circle", "circle": circle.public_id})
    assert answer.status_code == 422
    assert "In deze kring is nu niemand" in Page(answer).text


def test_who_is_on_pause_is_left_in_peace(people: People, browse: Browse) -> None:
    pause(people.wim, NOON)
    db.session.commit()
    sannes = browse(people.sanne)
    text = sannes.page(begun(sannes) + "/aan-wie").text
    assert "Fatima" in text
    assert "Wim" not in text


def test_without_contacts_and_circles_one_is_shown_the_way(people: People, browse: Browse) -> None:
    joosts = browse(people.joost)
    page = joosts.page(begun(joosts) + "/aan-wie")
    assert "Je hebt nog geen contacten" in page.text
    assert page.links()["Zoek leden"] == "/leden"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"agreed": None}, "Zonder een ja van de klant"),
        ({"how": ""}, "Kies hoe de klant ja zei."),
        ({"how": "gedachten"}, "Kies een van de mogelijkheden."),
        ({"agreed_on": ""}, "Vul in op welke dag"),
        ({"agreed_on": "gisteren"}, "Vul een dag in"),
        ({"agreed_on": "2026-11-25"}, "Deze dag is nog niet geweest."),
        ({"agreed_on": "2026-09-01"}, "meer dan 60 dagen geleden"),
    ],
)
def test_no_agreement_no_referral(people: People, browse: Browse, typed: dict[str, str | None], sentence: str) -> None:
    sannes = browse(people.sanne)
    path = begun(sannes)
    sannes.send(path + "/aan-wie", {"to": "contacts", "contacts": [people.wim.public_id]})
    fields = {name: value for name, value in {**YES, **typed}.items() if value is not None}
    answer = sannes.send(path + "/controleren", fields)
    assert answer.status_code == 422
    assert sentence in Page(answer).text
    assert referrals()[0].state == "draft"
    assert db.session.scalars(select(Agreement)).all() == []
    assert told(people.wim) == []


def test_until_it_is_sent_nobody_else_knows(people: People, browse: Browse) -> None:
    sannes = browse(people.sanne)
    path = begun(sannes)
    sannes.send(path + "/aan-wie", {"to": "contacts", "contacts": [people.wim.public_id]})
    for who in (people.wim, people.marijke):
        assert browse(who).get(path).status_code == 404
        assert browse(who).get(path + "/aannemen").status_code == 404
    assert "nog niet verstuurd" in sannes.page("/doorverwijzen").text


def test_the_question_and_the_people_can_be_changed_before(people: People, browse: Browse) -> None:
    sannes = browse(people.sanne)
    path = begun(sannes)
    sannes.send(path + "/aan-wie", {"to": "contacts", "contacts": [people.wim.public_id]})
    assert sannes.page(path + "/vraag").forms()[1]["fields"]["question"] == ASKED["question"]
    assert sannes.send(path + "/vraag", {"question": "Zoekt een maatje."}).location == path
    assert sannes.get(path).location == path + "/controleren"
    sannes.send(path + "/aan-wie", {"contacts": [people.fatima.public_id]})
    text = sannes.page(path + "/controleren").text
    assert "Zoekt een maatje." in text
    assert "Fatima" in text
    assert "Wim" not in text
    assert sannes.send(path + "/weggooien").location == "/doorverwijzen"
    assert referrals() == []
    assert db.session.scalars(select(Offer)).all() == []


def test_who_is_no_contact_any_more_gets_nothing(people: People, browse: Browse, make: Factories) -> None:
    sannes = browse(people.sanne)
    path = begun(sannes)
    sannes.send(path + "/aan-wie", {"to": "contacts", "contacts": [people.wim.public_id, people.fatima.public_id]})
    browse(people.wim).send(f"/leden/{people.sanne.public_id}/blokkeren")
    assert "Wim" not in sannes.page(path + "/controleren").text
    sannes.send(path + "/controleren", YES)
    assert offers() == {"Fatima": "offered"}
    assert told(people.wim) == []


def test_when_nobody_is_left_it_is_not_sent(people: People, browse: Browse) -> None:
    sannes = browse(people.sanne)
    path = begun(sannes)
    sannes.send(path + "/aan-wie", {"to": "contacts", "contacts": [people.wim.public_id]})
    form = sannes.page(path + "/controleren").forms()[1]
    contact = sannes.page("/contacten").links()["Wim"]
    sannes.send(contact + "/stoppen")
    answer = sannes.post(path + "/controleren", data={**form["fields"], **YES})
    assert answer.status_code == 422
    assert "Niemand van wie je koos" in Page(answer).text
    assert referrals()[0].state == "draft"


def test_five_a_day(people: People, browse: Browse) -> None:
    sannes = browse(people.sanne)
    for number in range(6):
        path = begun(sannes)
        sannes.send(path + "/aan-wie", {"to": "contacts", "contacts": [people.wim.public_id]})
        assert sannes.send(path + "/controleren", {**YES, "agreed": ""} if number == 2 else YES).status_code in (200, 422, 429)
    assert [one.state for one in referrals()].count("open") == 5
    path = begun(sannes)
    sannes.send(path + "/aan-wie", {"to": "contacts", "contacts": [people.wim.public_id]})
    assert sannes.send(path + "/controleren", YES).status_code == 429
    assert [one.state for one in referrals()].count("open") == 5


def test_what_is_typed_is_kept_sealed_and_goes_when_it_is_sent_on(people: People, browse: Browse) -> None:
    sannes = browse(people.sanne)
    sannes.send(NEW, {**ASKED, "_concept": "1"})
    draft = db.session.scalars(select(Draft)).one()
    assert ASKED["question"].encode() not in draft.typed_sealed
    assert "Doorverwijzing" in sannes.page("/mijn/concepten").text
    assert sannes.page(NEW).forms()[1]["fields"]["question"] == ASKED["question"]
    begun(sannes)
    db.session.expire_all()
    assert db.session.scalars(select(Draft)).all() == []


def test_the_texts_are_encrypted_and_bound_to_their_row(people: People, make: Factories) -> None:
    one, other = (make.referral(people.sanne, people.wim, question=text) for text in ("Zoekt rust.", "Zoekt werk."))
    rows = str(db.session.execute(select(Referral.__table__)).all())
    for text in ("Zoekt rust", "Zoekt werk", "Niet bellen"):
        assert text not in rows
    assert (one.question, other.question) == ("Zoekt rust.", "Zoekt werk.")
