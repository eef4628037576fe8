"""The home page: what there is today, for each kind of account."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event

from hub.agenda.actions.answers import give_answer
from hub.contacts.actions import ask
from hub.core import clock, drafts
from hub.core.db import db
from hub.joining.models import Application, Greeting
from hub.members.models import Member
from hub.notices.actions import tell
from hub.notices.rules import NoticeKind
from tests.critic import Critic
from tests.factories import Factories, saved


def test_a_member_with_nothing_to_do_hears_so(client: Critic, make: Factories):
    page = client.log_in(make.member(name="Sanne de Wit")).page("/")
    assert page.h1 == "Dag Sanne. Dit is er vandaag."
    assert "Er wacht niets op jou." in page.text
    assert "Je hoeft nu niets te doen." in page.text
    assert "Je hebt nog nergens ja op gezegd." in page.text
    assert "Je hebt alles gezien." in page.text
    assert page.text.endswith("Dat is alles.")


def test_the_next_two_gatherings_one_said_yes_to(client: Critic, make: Factories):
    sanne = make.member(name="Sanne")
    for number, title in enumerate(("Wandeling", "Lunch", "Schrijfdag", "Zonder mij"), 1):
        starts = clock.now() + timedelta(days=number)
        made = make.gathering(title=title, audience="members", starts_at=starts, ends_at=starts + timedelta(hours=1))
        if title != "Zonder mij":
            give_answer(made, sanne, "yes", clock.now())
    db.session.commit()
    text = client.log_in(sanne).page("/").text
    assert "Wandeling" in text
    assert "Lunch" in text
    assert "Schrijfdag" not in text
    assert "Morgen, " in text


def test_a_draft_is_named_with_the_way_to_it(client: Critic, make: Factories):
    sanne = make.member(name="Sanne")
    drafts.keep(f"account:{sanne.get_id()}", "/weergave", [("tekst", "half")])
    page = client.log_in(sanne).page("/")
    assert page.links()["Je hebt 1 concept."] == "/mijn/concepten"


def test_what_is_new_is_said_without_telling_what(client: Critic, make: Factories):
    sanne, wim = make.member(name="Sanne"), make.member(name="Wim Adema")
    kind = NoticeKind("onbekend", "x", "x")
    for number in range(4):
        tell(member=sanne, kind=kind, path=f"/hulp?{number}", actor=wim, at=clock.now())
    db.session.commit()
    text = client.log_in(sanne).page("/").text
    assert text.count("Wim Adema: Er is iets veranderd.") == 2
    assert "Er zijn er nog 2 die je niet hebt gezien." in text


def test_what_waits_is_said_once_oldest_first_and_at_most_three(client: Critic, make: Factories):
    sanne = make.member(name="Sanne")
    askers = [make.member(name=name) for name in ("Bart", "Esmee", "Tessa", "Olaf")]
    for days, asker in enumerate(askers):
        ask(asker, sanne, "Ik wil je graag iets vragen.", clock.now() - timedelta(days=days))
    db.session.commit()
    page = client.log_in(sanne).page("/")
    assert "Er wachten 4 dingen op jou." in page.text
    assert page.text.index("Olaf vraagt") < page.text.index("Tessa vraagt") < page.text.index("Esmee vraagt")
    assert "Bart" not in page.text
    assert "Daarna wacht er nog 1." in page.text
    assert "Je hebt alles gezien." in page.text
    assert page.html.count('class="button" href="/contacten') == 1


def test_an_invitation_and_a_newcomer_wait_with_a_button_each(client: Critic, make: Factories):
    sanne, petra = make.member(name="Sanne"), make.member(name="Petra")
    circle = make.circle(name="Schrijftafel")
    make.circle_member(circle, sanne, state="invited", agreed_version=None, agreed_at=None)
    saved(Greeting(newcomer_id=petra.id, greeter_id=sanne.id, state="asked", asked_at=clock.now()))
    page = client.log_in(sanne).page("/")
    assert "Je bent uitgenodigd voor de kring Schrijftafel." in page.text
    assert "Wil je Petra welkom heten?" in page.text
    assert page.links()["Bekijk de uitnodiging Schrijftafel"] == f"/kringen/{circle.public_id}/uitnodiging"
    assert client.get(page.links()["Bekijk de uitnodiging Schrijftafel"]).status_code == 200


def test_a_moderator_sees_applications_that_wait(client: Critic, make: Factories):
    applied(make, "waiting")
    page = client.log_in(make.member(name="Marijke", roles=("moderator",))).page("/")
    assert "Lees de aanvraag van Youssef Haddad." in page.text


def test_a_member_sees_no_applications(client: Critic, make: Factories):
    applied(make, "waiting")
    assert "Youssef" not in client.log_in(make.member(name="Sanne")).page("/").text


def test_a_block_takes_what_waited_away(client: Critic, make: Factories):
    sanne, bart = make.member(name="Sanne"), make.member(name="Bart")
    ask(bart, sanne, "Ik wil je graag iets vragen.", clock.now())
    make.block(bart, sanne)
    text = client.log_in(sanne).page("/").text
    assert "Bart" not in text
    assert "Er wacht niets op jou." in text


def applied(make: Factories, state: str) -> Member:
    """An applicant whose application stands so."""
    youssef = make.member(name="Youssef Haddad", state="applicant")
    at = clock.now()
    saved(Application(member_id=youssef.id, name="", email="", state=state, since=at, created_at=at))
    return youssef


def test_an_applicant_reads_how_it_stands(client: Critic, make: Factories):
    page = client.log_in(applied(make, "waiting")).page("/")
    assert page.h1 == "Dag Youssef"
    assert "Je hoeft nu niets te doen." in page.text
    assert "We proberen binnen 7 dagen te antwoorden." in page.text
    assert page.links()["Bekijk je aanvraag"] == "/mijn/aanvraag"


def test_an_applicant_who_is_asked_something_sees_one_button(client: Critic, make: Factories):
    page = client.log_in(applied(make, "asked")).page("/")
    assert "Een moderator heeft een vraag aan je." in page.text
    assert page.links()["Lees de vraag"] == "/mijn/aanvraag"


def test_an_account_without_an_application_has_a_page_as_well(client: Critic, make: Factories):
    assert client.log_in(make.member(name="Youssef", state="applicant")).page("/").h1 == "Dag Youssef"


def test_a_partner_sees_what_is_open_to_all(client: Critic, make: Factories):
    make.gathering(title="Open dag", audience="public")
    make.gathering(title="Onder ons", audience="members")
    text = client.log_in(make.member(name="Carla Meinders", is_partner=True)).page("/").text
    assert "Je bent hier als partner." in text
    assert "Open dag" in text
    assert "Onder ons" not in text


def test_a_visitor_sees_only_open_gatherings_that_go_on(client: Critic, make: Factories):
    make.gathering(title="Afgelast", audience="public", status="cancelled")
    make.gathering(title="Open dag", audience="public")
    make.gathering(title="Onder ons", audience="members")
    text = client.page("/").text
    assert "Open dag" in text
    assert "Onder ons" not in text
    assert "Afgelast" not in text


def test_much_costs_as_many_reads_as_little(client: Critic, make: Factories):
    sanne = make.member(name="Sanne")
    fill(make, sanne, 3)
    client.log_in(sanne).get("/")
    little = reads(client)
    fill(make, sanne, 12)
    assert reads(client) == little <= 20


def fill(make: Factories, sanne: Member, count: int) -> None:
    for number in range(count):
        wim = make.member()
        starts = clock.now() + timedelta(days=number + 1)
        made = make.gathering(organiser=wim, audience="members", starts_at=starts, ends_at=starts + timedelta(hours=1))
        give_answer(made, sanne, "yes", clock.now())
        tell(member=sanne, kind=NoticeKind("onbekend", "x", "x"), path=f"/hulp?{number}", actor=wim, at=clock.now())
        drafts.keep(f"account:{sanne.get_id()}", f"/pad/{number}", [("tekst", "half")])
    db.session.commit()


def reads(client: Critic) -> int:
    """How many statements one page takes."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get("/").status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
