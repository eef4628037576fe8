"""Making, changing, moving, cancelling: as an organiser goes through the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.agenda.models import Gathering
from hub.agenda.rules import kinds
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.notices.models import Notice
from tests.agenda.conftest import titles_in
from tests.critic import Page

NEW = {
    "title": "Koffie in Deventer",
    "source": "Rustig aan.",
    "day": "2026-12-04",
    "begins": "10:00",
    "ends": "11:30",
    "last_day": "",
}
PLACE = {"form": "place", "venue": "Bibliotheek", "street": "Markt 1", "town": "Deventer", "province": "overijssel", "link": ""}


def made_by(member) -> Gathering:
    db.session.expire_all()
    return db.session.query(Gathering).filter_by(organiser_id=member.id).one()


def told() -> list[tuple[int, str]]:
    return [(one.member_id, one.kind) for one in db.session.query(Notice).order_by(Notice.member_id)]


def refusal(response) -> str:
    assert response.status_code == 422, response.status
    page = Page(response)
    assert "Er ging iets mis" in page.text
    assert "<title>Fout:" in page.html
    return page.text


def test_from_first_word_to_open(client, browser, app, make, clock):
    organiser = make.member()
    client.log_in(organiser)
    first = client.send("/agenda/nieuw", NEW)
    made = made_by(organiser)
    path = f"/e/{made.public_id}"
    assert first.location == f"{path}/plek"
    assert browser(app).get(path).status_code == 404
    assert browser(app).log_in(make.member()).get(path).status_code == 404
    assert "Vul eerst in waar het is" in client.page(f"{path}/openen").text
    assert client.send(f"{path}/plek", PLACE).location == f"{path}/toegang"
    assert client.send(f"{path}/toegang", {"quiet_room": "yes", "quiet_room_text": "boven"}).location == f"{path}/thema"
    assert client.send(f"{path}/thema", {"themes": ["ontmoeten"], "places": "8"}).location == f"{path}/openen"
    check = client.page(f"{path}/openen")
    for said in ("vrijdag 4 december 2026, 10 uur tot 11.30 uur", "Bibliotheek, Markt 1, Deventer (Overijssel)", "Ontmoeten"):
        assert said in check.text
    opened = client.send(f"{path}/openen", {"audience": "public"})
    assert opened.location == path
    assert "De bijeenkomst is open" in client.page(path).text
    assert "Koffie in Deventer" in browser(app).page("/agenda").links()
    assert titles_in(client.get("/agenda/regio/overijssel.ics")) == ["Koffie in Deventer"]
    made = made_by(organiser)
    assert (made.sequence, made.access, made.places) == (1, {"quiet_room": {"answer": "yes", "text": "boven"}}, 8)


def test_what_is_typed_wrong_comes_back_with_a_sentence(client, make, clock):
    client.log_in(make.member())
    for fields, sentence in (
        ({"title": ""}, "Schrijf een titel"),
        ({"title": "x" * 71}, "tekens te lang"),
        ({"title": "a\x00b"}, "onzichtbare tekens"),
        ({"title": "a\u202eb"}, "onzichtbare tekens"),
        ({"source": "x" * 4001}, "tekens te lang"),
        ({"day": "2026-11-23"}, "al voorbij"),
        ({"day": "31-31-2026"}, "Vul een dag in"),
        ({"day": ""}, "Kies een dag"),
        ({"begins": "25:00"}, "Vul een tijd in"),
        ({"begins": ""}, "Vul in hoe laat het begint"),
        ({"ends": "10:00"}, "Het einde moet na het begin zijn"),
        ({"ends": "09:00"}, "Het einde moet na het begin zijn"),
        ({"last_day": "2027-01-30"}, "hooguit 14 dagen"),
        ({"last_day": "2026-12-01"}, "Het einde moet na het begin zijn"),
        ({"day": "2027-03-28", "begins": "02:30", "ends": "04:00"}, "Dit uur bestaat niet"),
        ({"day": "2027-03-28", "begins": "01:30", "ends": "02:30"}, "Dit uur bestaat niet"),
    ):
        response = client.send("/agenda/nieuw", {**NEW, **fields})
        assert sentence in refusal(response), fields
        if fields.get("title", "ok") == "ok":
            assert 'value="Koffie in Deventer"' in response.get_data(as_text=True)
    assert db.session.query(Gathering).count() == 0


def test_of_the_hour_that_comes_twice_the_first_is_kept(client, make, clock):
    organiser = make.member()
    client.log_in(organiser).send("/agenda/nieuw", {**NEW, "day": "2027-10-31", "begins": "02:30", "ends": "05:00"})
    assert made_by(organiser).starts_at.isoformat() == "2027-10-31T00:30:00+00:00"


def test_a_night_goes_on_until_the_next_day(client, make, clock):
    organiser = make.member()
    client.log_in(organiser).send("/agenda/nieuw", {**NEW, "begins": "22:00", "ends": "02:00", "last_day": "2026-12-05"})
    made = made_by(organiser)
    assert made.ends_at - made.starts_at == timedelta(hours=4)
    assert "22 uur tot zaterdag 5 december 2026, 2 uur" in client.page(f"/e/{made.public_id}").text


def test_a_form_sent_twice_makes_one_gathering(client, make, clock):
    organiser = make.member()
    client.log_in(organiser)
    fields = client.page("/agenda/nieuw").forms()[-1]["fields"] | NEW
    one, two = (client.post("/agenda/nieuw", data=fields) for _ in range(2))
    assert (one.status_code, two.status_code) == (303, 303)
    assert made_by(organiser).title == NEW["title"]


def test_what_was_typed_can_wait_as_a_draft(client, make, clock):
    client.log_in(make.member())
    kept = client.send("/agenda/nieuw", {**NEW, "title": "Nog niet af", "day": "", "_concept": "1"})
    assert kept.status_code == 303
    assert 'value="Nog niet af"' in client.page("/agenda/nieuw").html
    client.send("/agenda/nieuw", NEW)
    assert "Nog niet af" not in client.page("/agenda/nieuw").html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"form": ""}, "Kies hoe jullie samenkomen"),
        ({"form": "maan"}, "Kies een van de mogelijkheden"),
        ({"town": ""}, "Vul in in welke plaats het is"),
        ({"province": ""}, "Kies een provincie"),
        ({"province": "belgie"}, "Kies een van de mogelijkheden"),
        ({"form": "online", "link": "javascript:alert(1)"}, "Dit is geen link"),
        ({"form": "online", "link": "http://meet.example"}, "Dit is geen link"),
        ({"form": "online", "link": "https://[x"}, "Dit is geen link"),
        ({"form": "online", "link": "https://a b.example"}, "Dit is geen link"),
        ({"venue": "a\nb"}, "op één regel"),
    ],
)
def test_a_place_that_cannot_be_meant_is_refused(client, make, fields, sentence):
    organiser = make.member()
    made = make.gathering(organiser, audience="only_me")
    client.log_in(organiser)
    assert sentence in refusal(client.send(f"/e/{made.public_id}/plek", {**PLACE, **fields}))


def test_online_keeps_no_address_and_a_place_no_link(client, make):
    organiser = make.member()
    made = make.gathering(organiser, audience="only_me")
    client.log_in(organiser)
    client.send(f"/e/{made.public_id}/plek", {**PLACE, "form": "online", "link": "https://meet.example/x"})
    found = made_by(organiser)
    assert (found.town, found.province, found.link) == ("", "", "https://meet.example/x")
    assert b"meet.example" not in found.link_sealed
    client.send(f"/e/{made.public_id}/plek", PLACE | {"link": "https://meet.example/x"})
    assert made_by(organiser).link == ""


def moving(made, **changes) -> dict[str, str]:
    return {
        "day": "2026-12-11",
        "begins": "14:00",
        "ends": "16:00",
        "last_day": "",
        "form": "place",
        "venue": made.venue,
        "street": made.street,
        "town": made.town,
        "province": made.province,
        "link": "",
        **changes,
    }


def test_moving_asks_first_and_then_tells_who_comes(client, make, clock):
    organiser, comer, perhaps, not_coming = (make.member() for _ in range(4))
    made = make.gathering(organiser, title="Wandelen")
    for member, answer in ((comer, "yes"), (perhaps, "maybe"), (not_coming, "no"), (organiser, "yes")):
        make.answer(made, member, answer)
    before, path = made.starts_at, f"/e/{made.public_id}/verplaatsen"
    marks = {member.id: member.calendar_changed_at for member in (comer, perhaps)}
    client.log_in(organiser)
    asked = client.send(path, moving(made))
    assert asked.status_code == 200
    check = Page(asked)
    assert "2 mensen zeiden ja of misschien. Zij krijgen een bericht." in check.text
    assert "vrijdag 11 december 2026, 14 uur tot 16 uur" in check.text
    assert made_by(organiser).starts_at == before
    fields = check.forms()[-1]["fields"]
    back = client.post(path, data={**fields, "_terug": "1"})
    assert 'value="2026-12-11"' in back.get_data(as_text=True)
    assert made_by(organiser).starts_at == before
    assert client.post(path, data={**fields, "_zeker": "1"}).location == f"/e/{made.public_id}"
    moved = made_by(organiser)
    assert (moved.sequence, moved.moved_from) == (1, before)
    assert moved.starts_at.isoformat() == "2026-12-11T13:00:00+00:00"
    assert told() == sorted([(comer.id, kinds.MOVED.name), (perhaps.id, kinds.MOVED.name)])
    for member in (comer, perhaps):
        db.session.refresh(member)
        assert member.calendar_changed_at > marks[member.id]
    assert "Het was eerst" in client.page(f"/e/{made.public_id}").text


def test_saving_without_a_change_changes_nothing_and_tells_nobody(client, make):
    organiser, comer = make.member(), make.member()
    made = make.gathering(organiser)
    make.answer(made, comer)
    client.log_in(organiser)
    client.send(f"/e/{made.public_id}/verplaatsen", {"_zeker": "1"})
    client.send(f"/e/{made.public_id}/tekst")
    client.send(f"/e/{made.public_id}/thema")
    client.send(f"/e/{made.public_id}/toegang")
    assert made_by(organiser).sequence == 0
    assert told() == []


def test_a_typo_raises_the_sequence_and_tells_nobody(client, make):
    organiser, comer = make.member(), make.member()
    made = make.gathering(organiser)
    make.answer(made, comer)
    client.log_in(organiser).send(f"/e/{made.public_id}/tekst", {"title": "Wandelen", "source": "Beter."})
    found = made_by(organiser)
    assert (found.sequence, found.title, found.html) == (1, "Wandelen", "<p>Beter.</p>\n")
    assert told() == []


def test_it_cannot_be_moved_into_the_past(client, make, clock):
    organiser = make.member()
    made = make.gathering(organiser)
    client.log_in(organiser)
    assert "al voorbij" in refusal(client.send(f"/e/{made.public_id}/verplaatsen", moving(made, day="2026-11-01")))


def test_the_programme_moves_along(client, make, clock):
    organiser = make.member()
    made = make.gathering(organiser)
    client.log_in(organiser)
    client.send(f"/e/{made.public_id}/programma/nieuw", {"title": "Welkom", "begins": "12:00", "ends": "12:10"})
    client.send(f"/e/{made.public_id}/verplaatsen", moving(made, _zeker="1"))
    (item,) = made_by(organiser).programme
    assert item.starts_at == made_by(organiser).starts_at


def test_fewer_places_than_there_are_people_is_refused(client, make):
    organiser = make.member()
    made = make.gathering(organiser, places=5)
    for _ in range(3):
        make.answer(made, make.member())
    client.log_in(organiser)
    path = f"/e/{made.public_id}/thema"
    assert "Er zeiden al meer mensen ja" in refusal(client.send(path, {"places": "2"}))
    for places in ("0", "-1", "2001", "10" * 20, "1.5", "tien", "١"):
        assert "Vul een getal in" in refusal(client.send(path, {"places": places}))
    assert "hooguit 3" in refusal(client.send(path, {"themes": ["ontmoeten", "ondernemen", "intervisie", "samenwerken"]}))
    assert "mogelijkheden" in refusal(client.send(path, {"themes": ["autisme"]}))
    assert client.send(path, {"places": ""}).status_code == 303
    assert made_by(organiser).places is None


def test_cancelling_takes_a_sentence_and_tells_who_comes(client, browser, app, make):
    organiser, comer = make.member(), make.member()
    made = make.gathering(organiser, title="Lunch")
    make.answer(made, comer)
    client.log_in(organiser)
    path = f"/e/{made.public_id}"
    assert "1 persoon zei ja of misschien" in client.page(f"{path}/afzeggen").text
    refusal(client.send(f"{path}/afzeggen", {"note": ""}))
    assert client.send(f"{path}/afzeggen", {"note": "De zaal is dicht."}).location == path
    page = browser(app).page(path)
    assert "Deze bijeenkomst gaat niet door De zaal is dicht." in page.text
    assert "Log in om te antwoorden" not in page.text
    assert told() == [(comer.id, kinds.CANCELLED.name)]
    assert "Zet hem eerst weer open" in client.page(f"{path}/tekst").text
    assert client.send(f"{path}/heropenen").location == path
    assert told() == [(comer.id, kinds.CANCELLED.name), (comer.id, kinds.REOPENED.name)]
    assert made_by(organiser).sequence == 2
    assert "Deze bijeenkomst gaat gewoon door." in client.page(f"{path}/heropenen").text


def test_a_mistake_can_be_removed_until_somebody_answered(client, make):
    organiser = make.member()
    made = make.gathering(organiser)
    path = f"/e/{made.public_id}"
    client.log_in(organiser)
    answer = make.answer(made, make.member(), "no")
    assert "Zeg de bijeenkomst af" in client.page(f"{path}/verwijderen").text
    token = client.page("/agenda/nieuw").forms()[-1]["fields"]["csrf_token"]
    assert client.post(f"{path}/verwijderen", data={"csrf_token": token}).status_code == 422
    db.session.delete(answer)
    db.session.commit()
    assert client.send(f"{path}/verwijderen").location == "/agenda"
    assert client.get(path).status_code == 404


def test_opening_to_chosen_circles_and_contacts(client, browser, app, make):
    organiser, inside, contact, outside = (make.member() for _ in range(4))
    circle = make.circle(organiser, inside, name="Kring Noord")
    other = make.circle(outside, name="Andere kring")
    make.contact(organiser, contact)
    made = make.gathering(organiser, audience="only_me")
    client.log_in(organiser)
    path = f"/e/{made.public_id}/openen"
    assert "Andere kring" not in client.page(path).text
    assert "Kies minstens 1 kring" in refusal(client.send(path, {"audience": "chosen"}))
    assert "mogelijkheden" in refusal(client.send(path, {"audience": "chosen", "to": [other.public_id]}))
    assert "Kies wie de bijeenkomst ziet" in refusal(client.send(path, {}))
    assert "mogelijkheden" in refusal(client.send(path, {"audience": "only_me"}))
    client.send(path, {"audience": "chosen", "to": [circle.public_id, "contacts"]})
    seen = {
        who.id: browser(app).log_in(who).get(f"/e/{made.public_id}").status_code for who in (organiser, inside, contact, outside)
    }
    assert seen == {organiser.id: 200, inside.id: 200, contact.id: 200, outside.id: 404}
    client.send(path, {"audience": "members"})
    assert browser(app).log_in(outside).get(f"/e/{made.public_id}").status_code == 200


def test_narrowing_takes_it_out_of_calendars_at_once(client, make):
    organiser = make.member()
    make.gathering(organiser, title="Lunch")
    path = f"/e/{made_by(organiser).public_id}/openen"
    assert titles_in(client.get("/agenda/alle.ics")) == ["Lunch"]
    client.log_in(organiser).send(path, {"audience": "members"})
    assert titles_in(client.get("/agenda/alle.ics")) == []


def test_what_is_over_stays_as_it_was(client, make):
    organiser = make.member()
    made = make.gathering(organiser, starts_at=hub_clock.now() - timedelta(days=2))
    client.log_in(organiser)
    token = client.page("/agenda/nieuw").forms()[-1]["fields"]["csrf_token"]
    for part in ("tekst", "thema", "toegang", "verplaatsen", "programma/nieuw", "afzeggen"):
        client.page(f"/e/{made.public_id}/{part}")
        sent = client.post(
            f"/e/{made.public_id}/{part}",
            data={"csrf_token": token, "title": "Anders", "note": "x", "places": "3", "lift": "yes", **moving(made)},
        )
        assert sent.status_code == 422, part
    assert made_by(organiser).sequence == 0
