"""What goes out by the hatch: the same answer as the app gives, and never an older one."""

from __future__ import annotations

import itertools
import json
import logging
from datetime import timedelta

import pytest
from flask import Response as Answer

from hub.agenda.actions import gatherings as actions
from hub.agenda.actions.gatherings import What
from hub.agenda.calendar import feeds
from hub.app import create_app
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.core.hatch import Hatch
from hub.core.logs import JsonLines
from tests.agenda.conftest import titles_in
from tests.agenda.test_subscriptions import link_of
from tests.conftest import settings_for
from tests.factories import Factories

ALL = "/agenda/alle.ics"
AGENT = {"User-Agent": "iOS/17.1 dataaccessd/1.0"}


def hatch_of(app) -> Hatch:
    """The hatch, behind the sockets."""
    layer = app.wsgi_app
    while not isinstance(layer, Hatch):
        layer = layer.wsgi_app
    return layer


@pytest.fixture
def shut(app, monkeypatch):
    """`shut()`: nothing behind the hatch answers any more; what still comes out came by the hatch."""

    def dead(environ, start_response):
        raise AssertionError("this went to the app")

    return lambda: monkeypatch.setattr(hatch_of(app), "behind", dead)


def without_hatch(app, path, headers) -> Answer:
    """The answer of the app itself."""
    hatch = hatch_of(app)
    known, hatch.ready = hatch.ready, lambda asked: None
    try:
        return app.test_client(use_cookies=False).get(path, headers=headers)
    finally:
        hatch.ready = known


def said(answer) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that a reader can tell one answer from another by; the server itself adds the date."""
    return answer.status_code, answer.data, sorted(one for one in answer.headers if one[0] != "Date")


@pytest.mark.parametrize("packed", [{}, {"Accept-Encoding": "gzip, br"}, {"Accept-Encoding": "gzip;q=0"}])
@pytest.mark.parametrize("condition", ["none", "same", "weak", "list", "star", "other", "since", "both", "match"])
@pytest.mark.parametrize("kind", ["alle", "tag", "regio", "own"])
def test_the_hatch_says_what_the_app_says(client, app, make, kind, condition, packed):
    member = make.member()
    make.answer(make.gathering(themes=["ontmoeten"]), member)
    paths = {"alle": ALL, "tag": "/agenda/tag/ontmoeten.ics", "regio": "/agenda/regio/overijssel.ics"}
    path = link_of(member) if kind == "own" else paths[kind]
    first = client.get(path, headers={**AGENT, **packed})
    etag, since = first.headers["ETag"], first.headers["Last-Modified"]
    asked = {
        "none": {},
        "same": {"If-None-Match": etag},
        "weak": {"If-None-Match": f"W/{etag}"},
        "list": {"If-None-Match": f'"x", {etag}'},
        "star": {"If-None-Match": "*"},
        "other": {"If-None-Match": '"x"'},
        "since": {"If-Modified-Since": since},
        "both": {"If-None-Match": etag, "If-Modified-Since": "Thu, 01 Jan 1998 00:00:00 GMT"},
        "match": {"If-None-Match": etag, "If-Match": '"x"'},
    }[condition]
    headers = {**AGENT, **packed, **asked}
    assert said(client.get(path, headers=headers)) == said(without_hatch(app, path, headers))


@pytest.mark.parametrize("kind", ["alle", "own"])
def test_what_is_kept_and_asked_plainly_does_not_reach_the_app(client, make, shut, statements, kind):
    member = make.member()
    make.answer(make.gathering(), member)
    path = link_of(member) if kind == "own" else ALL
    first = [client.get(path, headers=AGENT) for _ in range(2)][-1]
    shut()
    for headers, status in (({}, 200), ({"If-None-Match": first.headers["ETag"]}, 304)):
        with statements() as seen:
            assert client.get(path, headers={**AGENT, **headers}).status_code == status
        assert len(seen) == 1, seen


@pytest.mark.parametrize(
    "path", ["/x.ics", "/agenda/niets.ics", "/agenda/tag/niets.ics", "/agenda/alle/x.ics", "/agenda/mijn/x/y.ics", "/agenda/.ics"]
)
def test_what_is_no_calendar_is_not_there(client, path):
    client.get(ALL)
    assert client.get(path).status_code == 404


def test_another_name_than_ours_is_refused(client, app, make):
    make.gathering()
    client.get(ALL)
    strange = app.test_client().get(ALL, headers={"Host": "evil.example"})
    assert strange.status_code == 400


def test_a_line_in_the_log_for_each_answer_and_no_secret_in_it(client, make, shut, caplog):
    path = link_of(make.member())
    first = [client.get(path, headers=AGENT) for _ in range(2)][-1]
    shut()
    caplog.clear()
    with caplog.at_level(logging.INFO, logger="peerhuis"):
        answer = client.get(path, headers={**AGENT, "If-None-Match": first.headers["ETag"]})
        assert [record for record in caplog.records if record.name == "peerhuis"] == []  # nobody waits for it
        answer.close()  # as a server does when all was sent
    (line,) = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "peerhuis"]
    assert (line["rule"], line["status"], line["who"]) == ("/agenda/mijn/***", 304, "-")
    assert len(line["request_id"]) == 16
    assert path.split("/")[-1] not in json.dumps(line)


def test_a_stopped_link_is_dead_at_once_however_often_it_was_asked(client, make):
    member = make.member()
    path = link_of(member)
    etag = [client.get(path, headers=AGENT) for _ in range(3)][-1].headers["ETag"]
    member.state = "suspended"
    db.session.commit()
    for headers in ({}, {"If-None-Match": etag}, {"If-None-Match": "*"}):
        assert client.get(path, headers={**AGENT, **headers}).status_code == 404


def test_a_change_through_one_process_is_seen_at_once_by_the_other(apart_app, tmp_path):
    with apart_app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    other = create_app(settings_for(url, tmp_path / "other"))
    here, there = apart_app.test_client(), other.test_client()
    with other.app_context():
        made = Factories().gathering(title="nul")
        number_of = made.id
    etags = [here.get(ALL).headers["ETag"]]
    try:
        for title in ("een", "twee", "drie"):
            for one in (here, there):
                assert one.get(ALL, headers={"If-None-Match": etags[-1]}).status_code == 304
            with other.app_context():
                actions.change(db.session.get(type(made), number_of), What(title), hub_clock.now())
                db.session.commit()
            seen = here.get(ALL, headers={"If-None-Match": etags[-1]})
            assert (seen.status_code, titles_in(seen)) == (200, [title])
            etags.append(seen.headers["ETag"])
    finally:
        with other.app_context():
            db.engine.dispose()
    assert all(one != following for one, following in itertools.pairwise(etags))


def test_a_kept_calendar_is_not_kept_past_its_quarter(client, make, clock, statements):
    make.gathering()
    first = client.get(ALL)
    with clock.at(clock.now() + timedelta(minutes=15)), statements() as seen:
        again = client.get(ALL)
    assert again.data == first.data
    assert len(seen) > 1, "it was made anew"


def test_what_was_forgotten_is_made_again_by_the_app(client, make):
    make.gathering(title="Lunch")
    first = client.get(ALL)
    feeds.FEEDS.forget()
    assert said(client.get(ALL)) == said(first)
