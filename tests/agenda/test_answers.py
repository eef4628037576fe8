"""Yes, maybe and no; and the last place, which only one can have."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from hub.agenda.actions import gatherings as actions
from hub.agenda.models import Answer
from hub.agenda.rules import kinds
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.notices.models import Notice
from tests.critic import Critic


def said(gathering, member) -> str | None:
    row = db.session.query(Answer).filter_by(gathering_id=gathering.id, member_id=member.id).one_or_none()
    return row and row.answer


def test_yes_is_said_on_a_page_that_tells_what_it_means(client, make):
    member, made = make.member(), make.gathering(places=2)
    client.log_in(member)
    assert "Laat weten of je komt" in client.page(f"/e/{made.public_id}").links()
    asking = client.page(f"/e/{made.public_id}/antwoord")
    assert "Je kunt je antwoord altijd veranderen" in asking.text
    assert "Nog 2 vrij" in asking.text
    answered = client.send(f"/e/{made.public_id}/antwoord", {"answer": "yes"})
    assert (answered.status_code, answered.location) == (303, f"/e/{made.public_id}")
    page = client.page(f"/e/{made.public_id}")
    assert "Je komt." in page.text
    assert "Je hebt ja gezegd" in page.text
    assert "1 van de 2 plekken vrij" in page.text


def test_an_answer_can_be_changed_and_given_twice(client, make):
    member, made = make.member(), make.gathering(places=1)
    client.log_in(member)
    for answer in ("yes", "yes", "no", "maybe", "yes"):
        assert client.send(f"/e/{made.public_id}/antwoord", {"answer": answer}).status_code == 303
        assert said(made, member) == answer
    assert db.session.query(Answer).count() == 1


def test_full_is_said_with_what_to_do(client, make):
    made, member = make.gathering(places=1), make.member()
    make.answer(made, make.member(), "yes")
    client.log_in(member)
    assert "Er is nog geen wachtlijst" in client.page(f"/e/{made.public_id}").text
    refused = client.send(f"/e/{made.public_id}/antwoord", {"answer": "yes"})
    assert refused.status_code == 422
    text = refused.get_data(as_text=True)
    assert "De bijeenkomst is vol." in text
    assert "komt er een plek vrij" in text
    assert said(made, member) is None
    assert client.send(f"/e/{made.public_id}/antwoord", {"answer": "maybe"}).status_code == 303


def test_who_has_a_place_keeps_it_when_all_are_taken(client, make):
    made, member = make.gathering(places=1), make.member()
    make.answer(made, member, "yes")
    client.log_in(member)
    assert client.send(f"/e/{made.public_id}/antwoord", {"answer": "yes"}).status_code == 303


def test_twenty_at_once_and_exactly_as_many_get_in_as_there_are_places(app, make):
    places, people = 7, 20
    made = make.gathering(places=places, audience="members")
    key, path = made.id, f"/e/{made.public_id}/antwoord"
    browsers, fields = [], []
    for _ in range(people):
        browser = Critic(app).log_in(make.member())
        browsers.append(browser)
        fields.append(browser.page(path).forms()[-1]["fields"] | {"answer": "yes"})
    db.session.remove()
    ready = Barrier(people)

    def press(number: int) -> tuple[int, str]:
        ready.wait(timeout=20)
        response = browsers[number].post(path, data=fields[number])
        return response.status_code, response.get_data(as_text=True)

    with ThreadPoolExecutor(people) as pool:
        results = list(pool.map(press, range(people)))
    assert Counter(code for code, _ in results) == {303: places, 422: people - places}
    assert all("De bijeenkomst is vol" in text for code, text in results if code == 422)
    assert db.session.query(Answer).filter_by(gathering_id=key, answer="yes").count() == places


def test_the_organiser_hears_of_an_answer_and_sees_who(client, browser, app, make):
    organiser, member = make.member("Wim"), make.member("Fatima")
    made = make.gathering(organiser)
    client.log_in(member).send(f"/e/{made.public_id}/antwoord", {"answer": "maybe"})
    (notice,) = db.session.query(Notice).all()
    assert (notice.member_id, notice.kind, notice.path) == (organiser.id, kinds.ANSWERED.name, f"/e/{made.public_id}")
    assert "Fatima" in browser(app).log_in(organiser).page(f"/e/{made.public_id}").text
    assert "Fatima" not in browser(app).log_in(make.member()).page(f"/e/{made.public_id}").text


def test_the_organiser_does_not_read_the_name_of_who_blocked(client, make):
    organiser, member = make.member("Wim"), make.member("Fatima")
    made = make.gathering(organiser)
    make.answer(made, member)
    make.block(member, organiser)
    assert "Fatima" not in client.log_in(organiser).page(f"/e/{made.public_id}").text


def test_a_cancelled_past_or_unopened_gathering_takes_no_answers(client, make):
    organiser, member = make.member(), make.member()
    at = hub_clock.now()
    gatherings = [
        (make.gathering(organiser, status="cancelled", cancel_note="Ziek."), "gaat niet door"),
        (make.gathering(organiser, starts_at=at - timedelta(days=1)), "is voorbij"),
    ]
    client.log_in(member)
    for made, reason in gatherings:
        page = client.page(f"/e/{made.public_id}/antwoord")
        assert reason in page.text
        token = client.page("/agenda/mijn/nieuw").forms()[-1]["fields"]["csrf_token"]
        refused = client.post(f"/e/{made.public_id}/antwoord", data={"csrf_token": token, "answer": "yes"})
        assert refused.status_code == 422
        assert said(made, member) is None


def test_a_gathering_that_closes_while_one_reads_takes_no_answer(client, make):
    organiser, member = make.member(), make.member()
    made = make.gathering(organiser, audience="members")
    client.log_in(member)
    fields = client.page(f"/e/{made.public_id}/antwoord").forms()[-1]["fields"]
    actions.cancel(made, "Ziek.", hub_clock.now())
    db.session.commit()
    refused = client.post(f"/e/{made.public_id}/antwoord", data={**fields, "answer": "yes"})
    assert refused.status_code == 422
    make.block(organiser, member)
    assert client.post(f"/e/{made.public_id}/antwoord", data={**fields, "answer": "yes"}).status_code == 404


def test_an_answer_that_was_not_offered_is_none(client, make):
    member, made = make.member(), make.gathering()
    client.log_in(member)
    for answer in ("", "ja", "yes\x00", "\u202eyes"):
        assert client.send(f"/e/{made.public_id}/antwoord", {"answer": answer}).status_code == 422
        assert said(made, member) is None


def test_the_meeting_link_opens_for_who_comes_and_for_nobody_else(client, browser, app, make):
    organiser, comer, other = make.member(), make.member(), make.member()
    made = make.gathering(organiser, form="online", link="https://meet.example/geheim", town="", province="")
    make.answer(made, comer, "yes")
    join = f"/e/{made.public_id}/join"
    for who in (comer, organiser):
        sent = browser(app).log_in(who).get(join)
        assert (sent.status_code, sent.location) == (303, "https://meet.example/geheim")
        assert "no-store" in sent.headers["Cache-Control"]
    refused = browser(app).log_in(other).page(join)
    assert "Laat eerst weten of je komt" in refused.text
    assert "meet.example" not in refused.html
    assert client.get(join).status_code == 303
    assert client.get(join).location.startswith("/inloggen?next=")
    assert "meet.example" not in client.page(f"/e/{made.public_id}").html


def test_without_a_link_yet_the_page_says_so(client, make):
    member, made = make.member(), make.gathering(form="online")
    make.answer(made, member, "maybe")
    assert "De link is er nog niet" in client.log_in(member).page(f"/e/{made.public_id}/join").text
