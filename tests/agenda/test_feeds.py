"""Public feeds: what they show, and HTTP to the letter."""

from __future__ import annotations

import gzip
import itertools
from datetime import timedelta

import pytest
import recurring_ical_events
from icalendar import Calendar

from hub.agenda.actions import gatherings as actions
from hub.agenda.actions.gatherings import About, Access, For, Place, What, When
from hub.agenda.calendar import feeds
from hub.agenda.models import Theme
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.members.actions import suspend
from tests.agenda.conftest import events_in, titles_in

ALL = "/agenda/alle.ics"


def done(act, *args):
    """Do an action now, as a request does."""
    result = act(*args, hub_clock.now())
    db.session.commit()
    return result


def test_a_feed_names_itself_and_keeps_its_time_zone_when_empty(client):
    response = client.get(ALL)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Content-Disposition" not in response.headers
    assert b"\r\nX-WR-CALNAME:Peerhuis\r\n" in response.data
    assert b"BEGIN:VTIMEZONE" in response.data
    assert events_in(response) == []
    assert client.get(ALL).data == response.data


def test_a_public_gathering_stands_in_the_feed_with_what_everybody_may_know(client, make):
    made = make.gathering(
        make.member("Geheime Naam"),
        form="hybrid",
        link="https://meet.example/abc",
        themes=["ontmoeten", "ondernemen"],
        access={"lift": {"answer": "yes", "text": "links"}},
        source="Kom **gerust**.",
    )
    response = client.get(ALL)
    (event,) = events_in(response)
    page = f"http://localhost/e/{made.public_id}"
    assert str(event["uid"]) == str(made.uid)
    assert event["location"] == "Buurthuis De Schakel, Kade 3, Zwolle"
    assert event["description"].split("\n") == [
        "Kom gerust.",
        "Toegankelijkheid: Lift: ja (links).",
        f"Deelnemen: {page}/join",
        page,
    ]
    assert event["url"] == page
    assert event["conference"] == f"{page}/join"
    assert set(event.categories) == {"Ontmoeten", "Ondernemen"}
    assert (event["status"], event["transp"], event["class"]) == ("CONFIRMED", "TRANSPARENT", "PUBLIC")
    assert event.start == made.starts_at
    for secret in (b"meet.example", b"Geheime", b"ORGANIZER", b"ATTENDEE", b"VALARM", b"METHOD"):
        assert secret not in response.data


@pytest.mark.parametrize("audience", ["only_me", "members", "chosen"])
def test_what_is_not_for_everybody_is_in_no_public_feed(client, make, audience):
    made = make.gathering(audience=audience, to_contacts=audience == "chosen", themes=["ontmoeten"], title="Verborgen")
    for path in (ALL, "/agenda/tag/ontmoeten.ics", "/agenda/regio/overijssel.ics"):
        assert titles_in(client.get(path)) == []
    assert client.get(f"/e/{made.public_id}/event.ics").status_code == 404


def test_a_member_who_is_logged_in_gets_the_same_public_bytes(client, browser, app, make):
    member = make.member()
    make.gathering(member, audience="members")
    make.gathering(member)
    logged_in = browser(app).log_in(member)
    answers = [who.get(ALL, headers={"Accept-Language": tongue}) for who in (client, logged_in) for tongue in ("nl", "en")]
    client.set_cookie("taal", "en", domain="localhost")
    answers.append(client.get(ALL))
    assert len({answer.data for answer in answers}) == 1
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    for answer in answers:
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_feeds_by_theme_and_by_province(client, make):
    make.gathering(title="Zwols", themes=["ontmoeten"])
    make.gathering(title="Drents", themes=["intervisie"], province="drenthe", town="Assen")
    assert titles_in(client.get("/agenda/tag/intervisie.ics")) == ["Drents"]
    assert titles_in(client.get("/agenda/regio/overijssel.ics")) == ["Zwols"]
    assert b"X-WR-CALNAME:Peerhuis: Intervisie" in client.get("/agenda/tag/intervisie.ics").data
    for path in ("/agenda/tag/autisme.ics", "/agenda/regio/belgie.ics", "/agenda/tag/Ontmoeten.ics", "/agenda/niets.ics"):
        assert client.get(path).status_code == 404


def test_one_gathering_as_a_file(client, make):
    made = make.gathering(title="Één keer")
    response = client.get(f"/e/{made.public_id}/event.ics")
    assert titles_in(response) == ["Één keer"]
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Content-Disposition"].endswith('.ics"')
    for name in (b"\r\nNAME", b"X-WR-CALNAME", b"METHOD"):
        assert name not in response.data
    assert client.get("/e/aaaaaaaaaaaaaaaaaaaa/event.ics").status_code == 404


def test_the_window_of_a_feed(client, make, clock):
    at = clock.now()
    for title, days, status in (
        ("weg", -61, "confirmed"),
        ("net", -59, "confirmed"),
        ("afgezegd weg", -31, "cancelled"),
        ("afgezegd", -29, "cancelled"),
        ("ver", 540, "confirmed"),
        ("te ver", 560, "confirmed"),
    ):
        make.gathering(title=title, starts_at=at + timedelta(days=days), status=status)
    assert titles_in(client.get(ALL)) == ["net", "Vervallen: afgezegd", "ver"]


def test_time_alone_moves_the_etag_and_last_modified(client, make, clock):
    at = clock.now()
    make.gathering(title="oud", starts_at=at - timedelta(days=59))
    make.gathering(title="blijft")
    before = client.get(ALL)
    with clock.at(at + timedelta(days=3)):
        after = client.get(ALL, headers={"If-Modified-Since": before.headers["Last-Modified"]})
        assert titles_in(after) == ["blijft"]
        assert after.headers["ETag"] != before.headers["ETag"]
        assert after.last_modified > before.last_modified
        assert after.last_modified <= hub_clock.now()


def test_a_feed_holds_no_more_than_apps_take(client, make, monkeypatch):
    for number in range(5):
        make.gathering(title=f"nummer {number}", starts_at=hub_clock.now() + timedelta(days=number + 1))
    size = len(client.get("/agenda/regio/overijssel.ics").data)
    monkeypatch.setattr(feeds, "MOST_BYTES", size // 2)
    assert titles_in(client.get(ALL))[0] == "nummer 0"
    assert len(titles_in(client.get(ALL))) < 5


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (lambda etag, date: {"If-None-Match": etag}, 304),
        (lambda etag, date: {"If-None-Match": f"W/{etag}"}, 304),
        (lambda etag, date: {"If-None-Match": f'"other", {etag}'}, 304),
        (lambda etag, date: {"If-None-Match": "*"}, 304),
        (lambda etag, date: {"If-None-Match": '"other"'}, 200),
        (lambda etag, date: {"If-None-Match": '"other"', "If-Modified-Since": date}, 200),
        (lambda etag, date: {"If-Modified-Since": date}, 304),
        (lambda etag, date: {"If-Modified-Since": "Thu, 01 Jan 1998 00:00:00 GMT"}, 200),
        (lambda etag, date: {"If-Modified-Since": "gisteren"}, 200),
    ],
)
def test_asking_again(client, make, asked, status):
    make.gathering()
    first = client.get(ALL)
    again = client.get(ALL, headers=asked(first.headers["ETag"], first.headers["Last-Modified"]))
    assert again.status_code == status
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "public, max-age=900"
    assert (again.data == b"") == (status == 304)
    assert not first.headers["ETag"].startswith("W/")


def test_head_is_get_without_a_body_and_nothing_else_is_allowed(client, make):
    make.gathering()
    got, head = client.get(ALL), client.head(ALL)
    assert head.data == b""
    assert {name: head.headers[name] for name in ("ETag", "Content-Type", "Content-Length")} == {
        name: got.headers[name] for name in ("ETag", "Content-Type", "Content-Length")
    }
    for method in ("post", "put", "delete", "patch"):
        response = getattr(client, method)(ALL)
        assert response.status_code == 405
        assert "Set-Cookie" not in response.headers
        assert "GET" in response.headers["Allow"]


def test_a_post_without_an_origin_is_told_the_method_is_wrong(app):
    response = app.test_client().post(ALL)
    assert response.status_code == 405
    assert "Set-Cookie" not in response.headers


def test_gzip_only_when_asked_with_an_etag_of_its_own(client, make, app):
    make.gathering()
    plain, zipped = client.get(ALL), client.get(ALL, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
    again = {"Accept-Encoding": "gzip", "If-None-Match": zipped.headers["ETag"]}
    assert client.get(ALL, headers=again).status_code == 304
    refused = client.get(ALL, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_odd_questions_get_the_same_calendar(client, make):
    make.gathering()
    plain = client.get(ALL)
    for path, headers in (
        (f"{ALL}?x=1&page=9", {}),
        (ALL, {"Accept": "text/html"}),
        (ALL, {"Accept": "image/png"}),
        (ALL, {"Cookie": "sid=rubbish; other=1"}),
        (ALL, {"Range": "bytes=0-3"}),
        (ALL, {"Accept-Language": "\xff"}),
    ):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.data) == (200, plain.data)
        assert "Set-Cookie" not in answer.headers


def test_no_cookie_on_any_calendar_answer_errors_too(client, browser, app, make):
    member = make.member()
    for who in (client, browser(app).log_in(member)):
        for path in (ALL, "/agenda/tag/niets.ics", "/agenda/mijn/verkeerd.ics", "/e/aaaaaaaaaaaaaaaaaaaa/event.ics", "/x.ics"):
            response = who.get(path)
            assert "Set-Cookie" not in response.headers, path
            assert "Cookie" not in response.headers.get("Vary", ""), path


def test_asking_again_costs_one_read(client, make, statements):
    make.gathering()
    etag = client.get(ALL).headers["ETag"]
    for path in (ALL, ALL):
        with statements() as seen:
            assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
        assert len(seen) == 1, seen


def test_one_change_writes_one_entry_anew(client, make, monkeypatch):
    made = [make.gathering(title=f"nummer {number}") for number in range(6)]
    client.get(ALL)
    written = []
    real = feeds.entry_of
    monkeypatch.setattr(feeds, "entry_of", lambda gathering, *rest: written.append(gathering.id) or real(gathering, *rest))
    done(actions.change, made[2], What("anders", "tekst"))
    assert "anders" in titles_in(client.get(ALL))
    assert written == [made[2].id]


def changes(make, made):
    """Everything that shows, as (name, act)."""
    theme = db.session.query(Theme).filter_by(slug="ontmoeten").one()
    place = Place("place", "Andere zaal", "Kade 3", "Zwolle", "overijssel")
    same = When(made.starts_at, made.ends_at)
    return [
        lambda: done(actions.change, made, What("Andere titel", "tekst")),
        lambda: done(actions.move, made, same, place),
        lambda: done(actions.change, made, Access({"lift": {"answer": "yes", "text": ""}})),
        lambda: done(actions.change, made, About(["ontmoeten", "wonen-en-buurt"])),
        lambda: done(actions.rename_theme, theme, "Elkaar zien"),
        lambda: done(actions.cancel, made, "Ziek."),
        lambda: done(actions.reopen, made),
        lambda: done(actions.open_for, made, For("members")),
        lambda: done(actions.open_for, made, For("public")),
        lambda: done(actions.remove, made),
    ]


def test_every_change_is_seen_at_once_and_deletion_too(client, make, clock):
    made = make.gathering(themes=["ontmoeten"])
    seen, moments = [client.get(ALL)], []
    try:
        for number, act in enumerate(changes(make, made), 1):
            with clock.at(clock.now() + timedelta(minutes=number)):
                act()
                seen.append(client.get(ALL))
                moments.append(seen[-1].last_modified)
    finally:
        done(actions.rename_theme, db.session.query(Theme).filter_by(slug="ontmoeten").one(), "Ontmoeten")
    etags = [answer.headers["ETag"] for answer in seen]
    for one, following in itertools.pairwise(etags):
        assert one != following
    assert moments == sorted(set(moments))
    assert titles_in(seen[-1]) == []


def test_changes_within_one_moment_are_seen_too(client, make, clock):
    made = make.gathering()
    seen = [client.get(ALL).headers["ETag"]]
    for title in ("a", "b", "c"):
        done(actions.change, made, What(title))
        seen.append(client.get(ALL).headers["ETag"])
    assert len(set(seen)) == 4


def test_cancelled_stays_marked_with_a_higher_sequence(client, make):
    made = make.gathering(title="Lunch")
    done(actions.cancel, made, "De zaal is dicht.")
    (event,) = events_in(client.get(ALL))
    assert (event["summary"], event["status"], event["sequence"]) == ("Vervallen: Lunch", "CANCELLED", 1)
    done(actions.reopen, made)
    (event,) = events_in(client.get(ALL))
    assert (event["summary"], event["status"], event["sequence"]) == ("Lunch", "CONFIRMED", 2)


def test_another_library_sees_a_gathering_move(client, make):
    made = make.gathering()
    uid, old = str(made.uid), made.starts_at
    new = old + timedelta(days=1, hours=3)
    place = Place("place", made.venue, made.street, made.town, made.province)
    done(actions.move, made, When(new, new + timedelta(hours=2)), place)
    calendar = recurring_ical_events.of(Calendar.from_ical(client.get(ALL).data))
    assert calendar.between(old, old + timedelta(hours=2)) == []
    (event,) = calendar.between(new, new + timedelta(hours=2))
    assert (str(event["uid"]), event["sequence"], event.start) == (uid, 1, new)


def test_a_removed_organiser_takes_a_gathering_out_of_the_feed(client, make, clock):
    organiser = make.member()
    make.gathering(organiser)
    before = client.get(ALL)
    assert titles_in(before) != []
    with clock.at(clock.now() + timedelta(minutes=15)):
        suspend(organiser, clock.now())
        db.session.commit()
        asked = {"If-Modified-Since": before.headers["Last-Modified"]}
        assert titles_in(client.get(ALL, headers=asked)) == []


def test_public_feeds_may_be_indexed_and_secret_ones_not(client, make):
    make.gathering()
    assert "X-Robots-Tag" not in client.get(ALL).headers
    assert client.get(ALL).headers["X-Content-Type-Options"] == "nosniff"


def test_two_workers_give_the_same_bytes(client, make):
    for number in range(3):
        make.gathering(title=f"nummer {number}", themes=["ontmoeten"])
    first = client.get(ALL)
    feeds.ENTRIES.forget()
    feeds.FEEDS.forget()
    second = client.get(ALL)
    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Last-Modified"] == first.headers["Last-Modified"]
