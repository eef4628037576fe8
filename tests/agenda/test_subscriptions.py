"""Calendar links of one's own: secret, discreet, and dead at once when they should be."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
import vobject

from hub.agenda.actions.subscriptions import hashed, subscribe
from hub.agenda.models import Subscription
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.members.actions import calendar_mark
from tests.agenda.conftest import events_in, titles_in
from tests.critic import Page

WRONG = "/agenda/mijn/" + "A" * 43 + ".ics"


def link_of(member, *, rich=False) -> str:
    """The path of a new subscription."""
    _, token = subscribe(member, "telefoon", rich, hub_clock.now())
    db.session.commit()
    return f"/agenda/mijn/{token}.ics"


def path_shown(response) -> str:
    """The secret path on the page that shows it once."""
    (found,) = set(re.findall(r'value="http://localhost(/agenda/mijn/[\w-]{43}\.ics)"', response.get_data(as_text=True)))
    return found


def test_make_take_renew_and_stop(client, make):
    member = make.member()
    make.answer(make.gathering(title="Lunch"), member)
    client.log_in(member)
    shown = client.send("/agenda/mijn/nieuw", {"name": "telefoon", "detail": "rich"})
    assert shown.status_code == 200
    path = path_shown(shown)
    links = Page(shown).links()
    assert "webcal%3A%2F%2F" in links["Zet in Google Agenda"]
    assert links["Open in de agenda van dit apparaat"].startswith("webcal://localhost/agenda/mijn/")
    assert titles_in(client.get(path)) == ["Lunch"]
    mine = client.page("/agenda/mijn")
    assert path not in mine.html
    renewing = mine.links()["Nieuwe link"]
    newer = path_shown(client.send(renewing))
    assert client.get(path).status_code == 404
    assert titles_in(client.get(newer)) == ["Lunch"]
    stopping = next(form["action"] for form in client.page("/agenda/mijn").forms() if form["action"].endswith("/stop"))
    client.press("/agenda/mijn", stopping)
    assert client.get(newer).status_code == 404
    assert "nog geen abonnement" in client.page("/agenda/mijn").text


def test_only_the_hash_of_a_link_is_kept(client, make):
    path = link_of(make.member())
    token = path.removeprefix("/agenda/mijn/").removesuffix(".ics")
    row = db.session.query(Subscription).one()
    assert row.token_hash == hashed(token)
    assert len(token) == 43
    assert token not in repr({column.name: getattr(row, column.name) for column in Subscription.__table__.columns})


def test_a_link_stands_in_no_log(client, make, caplog):
    path = link_of(make.member())
    with caplog.at_level(logging.DEBUG):
        client.get(path)
        client.get(WRONG)
    told = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name == "peerhuis")
    assert "/agenda/mijn/<token>.ics" in told
    assert path.split("/")[-1] not in told
    assert "A" * 43 not in told


def test_discreet_tells_time_and_link_and_nothing_else(client, make):
    member = make.member("Sanne de Wit")
    made = make.gathering(
        member,
        title="Geheim feest",
        source="Over autisme",
        themes=["ontmoeten"],
        form="hybrid",
        link="https://meet.example",
        access={"lift": {"answer": "yes", "text": "achter"}},
    )
    response = client.get(link_of(member))
    (event,) = events_in(response)
    assert event["summary"] == "Netwerk-afspraak"
    assert event["description"] == event["url"] == f"http://localhost/e/{made.public_id}"
    assert event.start == made.starts_at
    assert set(event) == {
        "UID",
        "DTSTAMP",
        "LAST-MODIFIED",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "URL",
        "STATUS",
        "TRANSP",
    }
    for secret in ("Geheim", "autisme", "Zwolle", "Schakel", "Ontmoeten", "join", "achter", "Sanne", "Peerhuis:"):
        assert secret not in response.get_data(as_text=True)


def test_rich_is_a_choice_and_can_be_taken_back(client, make):
    member = make.member()
    make.gathering(member, title="Lunch", audience="members")
    path = link_of(member)
    client.log_in(member)
    button = next(form["action"] for form in client.page("/agenda/mijn").forms() if form["action"].endswith("/inhoud"))
    client.press("/agenda/mijn", button)
    assert titles_in(client.get(path)) == ["Lunch"]
    client.press("/agenda/mijn", button)
    assert titles_in(client.get(path)) == ["Netwerk-afspraak"]


def test_mine_holds_yes_maybe_and_what_i_organise(client, make, clock):
    member = make.member()
    for number, answer in enumerate(("yes", "maybe", "no")):
        one = make.gathering(title=answer, audience="members", starts_at=clock.now() + timedelta(days=number + 1))
        make.answer(one, member, answer)
    make.gathering(title="niet geantwoord")
    make.gathering(member, title="van mij", audience="members", starts_at=clock.now() + timedelta(days=9))
    make.gathering(member, title="nog niet open", audience="only_me")
    events = events_in(client.get(link_of(member, rich=True)))
    assert [(str(event["summary"]), str(event["status"]), str(event["transp"])) for event in events] == [
        ("yes", "CONFIRMED", "OPAQUE"),
        ("maybe", "TENTATIVE", "TRANSPARENT"),
        ("van mij", "CONFIRMED", "OPAQUE"),
    ]
    assert all("class" not in event for event in events)


def test_an_answer_shows_at_once(client, make):
    member, made = make.member(), make.gathering(title="Lunch")
    path = link_of(member, rich=True)
    etags = [client.get(path).headers["ETag"]]
    client.log_in(member)
    for answer, titles in (("yes", ["Lunch"]), ("no", []), ("maybe", ["Lunch"])):
        client.send(f"/e/{made.public_id}/antwoord", {"answer": answer})
        seen = client.get(path)
        assert titles_in(seen) == titles
        etags.append(seen.headers["ETag"])
    assert etags[0] == etags[2]
    assert len(set(etags)) == 3


def test_wrong_old_and_stopped_links_get_the_same_answer(client, make):
    member = make.member()
    gone = link_of(member)
    db.session.query(Subscription).one().stopped_at = hub_clock.now()
    db.session.commit()
    answers = [
        client.get(path, headers={"If-None-Match": "*"})
        for path in (WRONG, gone, "/agenda/mijn/x.ics", "/agenda/mijn/%FF%00.ics")
    ]
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, answers[0].data)}
    varying = {"Date", "Content-Length"}
    headers = [{k: v for k, v in answer.headers.items() if k not in varying} for answer in answers]
    assert headers[1:] == headers[:-1]


@pytest.mark.parametrize("change", [{"state": "left"}, {"state": "suspended"}, {"active": False}, {"is_partner": True}])
def test_the_link_of_who_is_no_member_any_more_is_dead(client, make, change):
    member = make.member()
    path = link_of(member)
    assert client.get(path).status_code == 200
    for name, value in change.items():
        setattr(member, name, value)
    db.session.commit()
    assert client.get(path).status_code == 404
    assert client.get(path).data == client.get(WRONG).data


def test_what_i_may_not_see_any_more_leaves_my_calendar(client, make):
    organiser, member = make.member(), make.member()
    make.answer(make.gathering(organiser, audience="members", title="Lunch"), member)
    path = link_of(member, rich=True)
    assert titles_in(client.get(path)) == ["Lunch"]
    make.block(organiser, member)
    calendar_mark(member, hub_clock.now())
    db.session.commit()
    assert titles_in(client.get(path)) == []


def test_without_any_mark_a_calendar_is_right_again_within_a_quarter(client, make, clock):
    organiser, member = make.member(), make.member()
    make.answer(make.gathering(organiser, audience="members", title="Lunch"), member)
    path = link_of(member, rich=True)
    assert titles_in(client.get(path)) == ["Lunch"]
    make.block(organiser, member)
    with clock.at(clock.now() + timedelta(minutes=15)):
        assert titles_in(client.get(path)) == []


def test_headers_of_a_secret_calendar(client, make):
    response = client.get(link_of(make.member()))
    assert response.headers["Cache-Control"] == "private, max-age=900"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"


def test_asking_again_costs_one_read(client, make, statements):
    member = make.member()
    make.answer(make.gathering(), member)
    path = link_of(member)
    etag = client.get(path).headers["ETag"]
    with statements() as seen:
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert len(seen) == 1, seen


def test_day_and_kind_of_client_are_shown_and_nothing_else(client, make, clock):
    member = make.member()
    path = link_of(member)
    client.get(path, headers={"User-Agent": "iOS/17.1 dataaccessd/1.0"})
    client.log_in(member)
    page = client.page("/agenda/mijn").text
    assert "dinsdag 24 november 2026, door Apple Agenda" in page
    assert "dataaccessd" not in page
    with clock.at(clock.now() + timedelta(days=1)):
        client.get(path, headers={"User-Agent": "Google-Calendar-Importer"})
    assert "woensdag 25 november 2026, door Google Agenda" in client.page("/agenda/mijn").text


def test_a_link_can_be_fetched_sixty_times_an_hour(client, make):
    path, other = link_of(make.member()), link_of(make.member())
    assert {client.get(path).status_code for _ in range(60)} == {200}
    over = client.get(path)
    assert over.status_code == 429
    assert int(over.headers["Retry-After"]) > 0
    assert "Set-Cookie" not in over.headers
    assert client.get(other).status_code == 200


def test_an_address_may_guess_a_few_times_and_right_links_still_work(client, make):
    path = link_of(make.member())
    codes = [client.get(WRONG).status_code for _ in range(31)]
    assert codes == [404] * 30 + [429]
    assert client.get(path).status_code == 200


def test_ten_links_are_enough(client, make):
    member = make.member()
    for _ in range(10):
        link_of(member)
    client.log_in(member)
    response = client.send("/agenda/mijn/nieuw", {"name": "nog een"})
    assert response.status_code == 422
    assert "Stop er eerst een" in response.get_data(as_text=True)


def test_nobody_touches_the_links_of_another(client, make):
    link_of(make.member())
    (row,) = db.session.query(Subscription)
    client.log_in(make.member())
    assert client.get(f"/agenda/mijn/{row.public_id}/nieuwe-link").status_code == 404
    token = client.page("/agenda/mijn/nieuw").forms()[-1]["fields"]["csrf_token"]
    for what in ("stop", "inhoud", "nieuwe-link"):
        assert client.post(f"/agenda/mijn/{row.public_id}/{what}", data={"csrf_token": token}).status_code == 404
    assert db.session.query(Subscription).filter_by(stopped_at=None, rich=False).count() == 1


def test_a_third_library_reads_my_calendar(client, make):
    member = make.member()
    made = make.gathering(member, title="Éten; drinken, en \\ meer")
    calendar = vobject.readOne(client.get(link_of(member, rich=True)).get_data(as_text=True))
    assert calendar.vevent.summary.value == made.title
    assert calendar.vevent.dtstart.value == made.starts_at
