"""The moderators' desk: ask back, welcome, decline; and an applicant never learns who."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import db
from hub.joining.models import Application, ApplicationQuestion, Greeting
from hub.members.models import Consent, Member
from hub.notices.models import Notice
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.joining.conftest import WHY, letters, link_in, press, the_application
from tests.races import together

EMAIL = "yara@voorbeeld.example"
QUESTION = "Wat zou je hier graag willen leren?"
KIND_WORDS = {"kind": "no_room", "sentence": "We zijn nu met te weinig om je goed te ontvangen."}


def marijke() -> Member:
    """The moderator behind the browser."""
    return db.session.scalars(select(Member).where(Member.name == "Marijke Vos")).one()


@pytest.fixture
def path(applied: Callable[..., Application]) -> str:
    """The page of Yara's application."""
    return f"/aanvragen/{applied().public_id}"


def test_the_list_is_oldest_first_and_says_how_long(moderator: Critic, applied: Callable[..., Application]) -> None:
    with clock.at(NOON - timedelta(days=9)):
        applied("Oud", "oud@voorbeeld.example")
    with clock.at(NOON):
        applied("Nieuw", "nieuw@voorbeeld.example")
        text = moderator.log_in(marijke()).page("/aanvragen").text
    assert text.index("Oud") < text.index("Nieuw")
    assert "duurt langer dan beloofd Wacht sinds 9 dagen" in text
    assert "Wacht sinds vandaag" in text


def many(make: Factories, number: int, state: str, since: timedelta) -> None:
    """Applications with an account, the first one the oldest."""
    for n in range(number):
        at = NOON - since + timedelta(minutes=n)
        person = make.member(name=f"{state} {n:02d}", state="member" if state == "welcomed" else "applicant")
        db.session.add(Application(member_id=person.id, name="", email="", state=state, since=at, created_at=at))
    db.session.commit()


def test_a_long_desk_has_pages_with_an_end(moderator: Critic, make: Factories) -> None:
    with clock.at(NOON):
        many(make, 3, "asked", timedelta(days=30))
        many(make, 22, "waiting", timedelta(days=5))
        moderator.log_in(marijke())
        first, second = moderator.page("/aanvragen"), moderator.page("/aanvragen?pagina=2")
        for nonsense in ("3", "0", "-1", "iets", "9" * 30, "1\u0000"):
            assert moderator.get("/aanvragen", query_string={"pagina": nonsense}).status_code == 404
    assert "Bladzijde 1 van 2" in first.text
    assert [n for n in range(22) if f"waiting {n:02d}" in first.text] == list(range(20))
    assert "asked" not in first.text
    assert [n for n in range(22) if f"waiting {n:02d}" in second.text] == [20, 21]
    assert [n for n in range(3) if f"asked {n:02d}" in second.text] == [0, 1, 2]
    assert "Er wacht nu niemand" not in second.text


def test_many_who_nobody_greets_are_shown_from_the_oldest(moderator: Critic, make: Factories) -> None:
    with clock.at(NOON):
        many(make, 21, "welcomed", timedelta(days=5))
        text = moderator.log_in(marijke()).page("/aanvragen").text
    assert [n for n in range(21) if f"welcomed {n:02d}" in text] == list(range(20))
    assert "Dit zijn de eerste 20." in text


def test_nothing_waits_is_said(moderator: Critic) -> None:
    assert "Er wacht nu niemand" in moderator.page("/aanvragen").text


def test_what_a_moderator_reads(moderator: Critic, path: str) -> None:
    text = moderator.page(path).text
    for there in ("Yara", EMAIL, WHY, "Zeg ik liever niet", "Eigen aanvraag"):
        assert there in text


@pytest.mark.parametrize("role", ["applicant", "member", "operator", "partner"])
def test_others_find_nothing_there(client: Critic, make: Factories, path: str, role: str) -> None:
    state = "applicant" if role == "applicant" else "member"
    member = make.member(state=state, roles=("operator",) if role == "operator" else (), is_partner=role == "partner")
    client.log_in(member)
    for page in ("/aanvragen", path, *(f"{path}/{what}" for what in ("vraag", "welkom", "afwijzen", "begroeter"))):
        assert client.get(page).status_code == 404, page


def test_who_is_no_moderator_any_more_is_out(moderator: Critic, path: str) -> None:
    marijke().terms[0].ended_at = clock.now()
    db.session.commit()
    assert moderator.get(path).status_code == 404


def test_an_unconfirmed_one_is_not_there(moderator: Critic, client: Critic, applied: Callable[..., Application]) -> None:
    application = applied()
    application.state = "unconfirmed"
    db.session.commit()
    assert moderator.get(f"/aanvragen/{application.public_id}").status_code == 404
    assert moderator.get("/aanvragen/" + "a" * 20).status_code == 404
    assert moderator.get("/aanvragen/verzonnen").status_code == 404


def test_a_question_goes_there_and_back(app: Flask, moderator: Critic, path: str) -> None:
    assert moderator.send(f"{path}/vraag", {"question": QUESTION}).location == "/aanvragen"
    assert "Wacht op een antwoord van de aanvrager" in moderator.page("/aanvragen").text
    letter = letters(EMAIL)[0]
    assert letter.subject == "Een vraag over je aanvraag"
    assert QUESTION not in letter.text
    applicant = Critic(app)
    assert applicant.send(link_in(letter)).location == "/mijn/aanvraag"
    page = applicant.page("/mijn/aanvraag")
    assert QUESTION in page.text
    assert "Marijke" not in page.html + letter.text
    assert applicant.send("/mijn/aanvraag", {"answer": ""}).status_code == 422
    too_long = applicant.send("/mijn/aanvraag", {"answer": "x" * 2001})
    assert too_long.status_code == 422
    assert "x" * 2001 in Page(too_long).html
    assert applicant.send("/mijn/aanvraag", {"answer": "Hoe ik een prijs bepaal."}).location == "/mijn/aanvraag"
    assert "Een moderator leest je aanvraag" in applicant.page("/mijn/aanvraag").text
    assert "Hoe ik een prijs bepaal." in moderator.page(path).text
    assert moderator.send(f"{path}/vraag", {"question": "En wat nog meer?"}).status_code == 303
    text = moderator.page(path).text
    assert QUESTION in text
    assert "En wat nog meer?" in text
    sealed = db.session.execute(select(ApplicationQuestion.question_sealed, ApplicationQuestion.answer_sealed)).all()
    assert not any(b"leren" in bytes(one or b"") for row in sealed for one in row)


def test_a_second_question_waits_for_the_first_answer(moderator: Critic, path: str) -> None:
    at = next(one["fields"] for one in moderator.page(f"{path}/vraag").forms() if "question" in one["fields"])
    moderator.send(f"{path}/vraag", {"question": QUESTION})
    late = moderator.post(f"{path}/vraag", data={**at, "question": "Mag ik ook iets vragen?"})
    assert late.status_code == 422
    assert "Er staat al een vraag open" in Page(late).text
    assert "Mag ik ook iets vragen?" in Page(late).text, "what was typed is still there"
    assert moderator.get(f"{path}/vraag").location == path
    assert db.session.scalar(select(func.count()).select_from(ApplicationQuestion)) == 1


def test_an_answer_that_nobody_asked_for_is_refused_and_kept(client: Critic, moderator: Critic, path: str) -> None:
    moderator.send(f"{path}/vraag", {"question": QUESTION})
    client.log_in(the_application().member)
    fields = next(one["fields"] for one in client.page("/mijn/aanvraag").forms() if "answer" in one["fields"])
    answers = [client.post("/mijn/aanvraag", data={**fields, "answer": "Dit is mijn antwoord."}) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 422]
    assert "Dit is mijn antwoord." in Page(answers[1]).text


def test_a_draft_of_an_answer_is_kept(client: Critic, moderator: Critic, path: str) -> None:
    moderator.send(f"{path}/vraag", {"question": QUESTION})
    client.log_in(the_application().member)
    client.send("/mijn/aanvraag", {"answer": "Half een", "_concept": "1"})
    assert "Half een" in client.page("/mijn/aanvraag").html
    assert the_application().state == "asked"


def test_welcome(app: Flask, client: Critic, moderator: Critic, make: Factories, path: str) -> None:
    sanne = make.member(name="Sanne")
    applicant = the_application().member
    client.log_in(applicant)
    assert client.get("/uitnodigen").status_code == 404
    assert moderator.send(f"{path}/welkom", {"greeter": sanne.public_id}).location == "/aanvragen"
    application = the_application()
    assert (application.state, application.why, application.decided_by_id is not None) == ("welcomed", "", True)
    assert application.member.state == "member"
    assert application.member.welcomed_at is not None
    assert client.get("/uitnodigen").status_code == 200, "a member at once"
    letter = letters(EMAIL)[0]
    assert letter.subject == "Welkom"
    assert "Marijke" not in letter.text
    assert Critic(app).send(link_in(letter)).location == "/"
    notice = db.session.scalars(select(Notice).where(Notice.member_id == sanne.id)).one()
    assert notice.path == f"/begroeten/{db.session.scalars(select(Greeting.public_id)).one()}"
    mine = client.page("/mijn/aanvraag")
    assert mine.h1 == "Je bent lid"
    assert "Marijke" not in mine.html
    assert "gevraagd" in moderator.page(path).text
    assert moderator.get(f"{path}/welkom").location == path


def test_welcome_without_a_greeter_stays_on_the_desk(moderator: Critic, make: Factories, path: str) -> None:
    sanne = make.member(name="Sanne")
    assert moderator.send(f"{path}/welkom", {"greeter": ""}).status_code == 303
    assert "Nog niemand die begroet" in moderator.page("/aanvragen").text
    assert moderator.send(f"{path}/begroeter", {"greeter": ""}).status_code == 422
    assert moderator.send(f"{path}/begroeter", {"greeter": sanne.public_id}).status_code == 303
    assert "Nog niemand die begroet" not in moderator.page("/aanvragen").text
    assert moderator.get(f"{path}/begroeter").location == path


@pytest.mark.parametrize("whom", ["forged", "applicant", "blocked", "paused", "herself"])
def test_a_greeter_who_was_not_offered_is_refused(moderator: Critic, make: Factories, path: str, whom: str) -> None:
    me = marijke()
    other = make.member(state="applicant" if whom == "applicant" else "member", paused_at=NOON if whom == "paused" else None)
    if whom == "blocked":
        make.block(other, me)
    key = {"forged": "a" * 20, "herself": the_application().member.public_id}.get(whom, other.public_id)
    response = moderator.send(f"{path}/welkom", {"greeter": key})
    assert response.status_code == 422
    assert "Kies een van de mogelijkheden" in Page(response).text
    assert the_application().state == "waiting"


def test_at_most_twelve_candidates_least_busy_first(moderator: Critic, make: Factories, path: str) -> None:
    busy, others = make.member(name="Bezige Bij"), [make.member() for _ in range(13)]
    for _ in range(2):
        db.session.add(Greeting(newcomer_id=make.member().id, greeter_id=busy.id, state="asked", asked_at=NOON))
    db.session.commit()
    page = moderator.page(f"{path}/welkom")
    offered = [one.get("value") for one in page.tree.iter("option")]
    assert len(offered) == 13
    assert offered[0] == ""
    assert busy.public_id not in offered
    assert len(set(offered) & {one.public_id for one in others}) >= 9


def test_decline_is_mailed_and_everything_goes(client: Critic, moderator: Critic, path: str) -> None:
    member = the_application().member
    client.log_in(member)
    moderator.send(f"{path}/vraag", {"question": QUESTION})
    client.send("/mijn/aanvraag", {"answer": "Weet ik nog niet."})
    assert moderator.send(f"{path}/afwijzen", {}).status_code == 422
    assert moderator.send(f"{path}/afwijzen", {**KIND_WORDS, "kind": "because"}).status_code == 422
    assert moderator.send(f"{path}/afwijzen", {**KIND_WORDS, "sentence": "Nee."}).status_code == 422
    assert moderator.send(f"{path}/afwijzen", KIND_WORDS).location == "/aanvragen"
    letter = letters(EMAIL)[0]
    assert letter.subject == "Antwoord op je aanvraag"
    assert KIND_WORDS["sentence"] in letter.text
    assert "er is nu geen ruimte" in letter.text
    assert "Marijke" not in letter.text
    left = the_application()
    assert (left.state, left.decline_kind, left.why, left.name, left.email) == ("declined", "no_room", "", "", "")
    assert left.member_id is None
    assert db.session.scalar(select(func.count()).select_from(ApplicationQuestion)) == 0
    assert db.session.scalars(select(Consent.member_id)).all() == [marijke().id]
    assert db.session.scalar(select(func.count()).select_from(Member).where(Member.email == EMAIL)) == 0
    assert client.get("/mijn/aanvraag").status_code == 303
    text = moderator.page(path).text
    assert "Afgewezen" in text
    assert "Yara" not in text
    assert moderator.get(f"{path}/afwijzen").location == path


@pytest.mark.parametrize("what", ["welkom", "afwijzen", "vraag"])
def test_the_second_moderator_is_told_calmly(app: Flask, moderator: Critic, make: Factories, path: str, what: str) -> None:
    second = Critic(app).log_in(make.member(roles=("moderator",)))
    name, typed = {
        "welkom": ("greeter", {"greeter": ""}),
        "afwijzen": ("sentence", KIND_WORDS),
        "vraag": ("question", {"question": QUESTION}),
    }[what]
    fields = next(form["fields"] for form in second.page(f"{path}/{what}").forms() if name in form["fields"])
    moderator.send(f"{path}/afwijzen", KIND_WORDS)
    count = len(letters())
    late = second.post(f"{path}/{what}", data={**fields, **typed})
    assert late.status_code == 422
    assert "al besloten" in Page(late).text
    assert len(letters()) == count


def test_two_moderators_at_the_same_moment(app: Flask, make: Factories, path: str) -> None:
    browsers = [Critic(app).log_in(make.member(roles=("moderator",))) for _ in range(4)]
    fields = [next(f["fields"] for f in one.page(f"{path}/welkom").forms() if "greeter" in f["fields"]) for one in browsers]
    works = [partial(press, *one, path=f"{path}/welkom") for one in zip(browsers, fields, strict=True)]
    assert sorted(together(*works)) == [303, 422, 422, 422]
    assert sum(letter.subject == "Welkom" for letter in letters(EMAIL)) == 1


def test_an_inviter_behind_a_block_has_no_name_at_the_desk(app: Flask, moderator: Critic, make: Factories) -> None:
    me = marijke()
    inviter = make.member(name="Sanne Visser")
    Critic(app).log_in(inviter).send("/uitnodigen", {"name": "Nienke", "email": "n@voorbeeld.example"})
    Critic(app).send(link_in(letters("n@voorbeeld.example")[0]), {"agrees": "y"})
    path = f"/aanvragen/{the_application().public_id}"
    assert "Op uitnodiging van Sanne Visser" in moderator.page(path).text
    first = [one.get("value") for one in moderator.page(f"{path}/welkom").tree.iter("option")][1]
    assert first == inviter.public_id, "who invites is the first to ask"
    make.block(inviter, me)
    assert "Op uitnodiging van een lid" in moderator.page(path).text
    assert "Sanne" not in moderator.page(f"{path}/welkom").html


def test_the_list_costs_as_many_queries_for_many(app: Flask, moderator: Critic, applied: Callable[..., Application]) -> None:
    def cost() -> int:
        seen: list[str] = []

        def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
            seen.append(statement)

        engine = db.engine
        db.event.listen(engine, "before_cursor_execute", count)
        moderator.page("/aanvragen")
        db.event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    applied("A", "a@voorbeeld.example")
    applied("B", "b@voorbeeld.example")
    cost()  # the first page also writes when the moderator was last there
    few = cost()
    for number in range(5):
        applied(f"C{number}", f"c{number}@voorbeeld.example")
    assert cost() <= few
