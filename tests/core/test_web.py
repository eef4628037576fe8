"""The life of a request: doors, one commit, protection of forms, and plain pages when something goes wrong."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError

from hub.core import access, errors
from hub.core.access import RouteWithoutDoor, check_doors
from hub.core.db import db
from hub.core.going import own_path
from hub.core.logs import MASKS, JsonLines, masked
from tests.critic import Critic, Page
from tests.factories import Factories


def rows(name: str) -> int:
    """How many rows the tried form wrote under this name."""
    return db.session.scalar(sql("SELECT count(*) FROM work_form WHERE slug = :name"), {"name": name}) or 0


def test_home_answers_with_headers_and_no_cookie(client: Critic) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "nonce-" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"


def test_the_nonce_is_new_each_time(client: Critic) -> None:
    assert client.get("/").headers["Content-Security-Policy"] != client.get("/").headers["Content-Security-Policy"]


def test_a_route_without_a_door_stops_the_start() -> None:
    app = Flask("zonder")
    app.add_url_rule("/open", "open", lambda: "x")
    with pytest.raises(RouteWithoutDoor, match="/open"):
        check_doors(app)


def test_every_route_has_a_door(app: Flask) -> None:
    assert [r.rule for r in app.url_map.iter_rules() if access.door_of(app, r.endpoint) is None] == []


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("applicant", {"wie"}),
        ("partner", {"wie"}),
        ("member", {"wie", "lid"}),
        ("moderator", {"wie", "lid", "bureau"}),
        ("operator", {"wie", "lid", "beheer"}),
        ("suspended", set()),
        ("left", set()),
    ],
)
def test_who_may_come_in(visitor: Critic, make: Factories, who: str, allowed: set[str]) -> None:
    state = who if who in ("applicant", "suspended", "left") else "member"
    roles = (who,) if who in ("moderator", "operator") else ()
    visitor.log_in(make.member(state=state, roles=roles, is_partner=who == "partner", active=who != "left"))
    for name in ("wie", "lid", "bureau", "beheer"):
        status = visitor.get(f"/proef/{name}").status_code
        # An account that is not active is nobody: it is shown where to log in.
        assert status == (200 if name in allowed else 303 if who == "left" else 404), name


def test_a_visitor_is_shown_where_to_log_in_and_comes_back(visitor: Critic) -> None:
    response = visitor.get("/proef/lid?blad=2")
    assert response.status_code == 303
    assert response.location.endswith("/inloggen?next=/proef/lid?blad%3D2")


def test_a_secret_link_touches_no_session(visitor: Critic) -> None:
    visitor.set_cookie("sid", "wat-dan-ook", domain="localhost")
    response = visitor.get("/proef/geheim/abc")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.usefixtures("clock")
def test_a_yes_is_saved_and_said_and_a_no_is_not(visitor: Critic, tried: Flask, make: Factories) -> None:
    visitor.log_in(make.member())
    assert visitor.send("/proef", {"title": "wandelen"}).status_code == 303
    assert (rows("wandelen"), tried.config["PUSHED"]) == (1, ["wandelen"])
    refused = visitor.send("/proef", {"title": "", "story": "Een lang verhaal dat ik niet kwijt wil."})
    assert refused.status_code == 422
    assert "Een lang verhaal dat ik niet kwijt wil." in refused.get_data(as_text=True)
    assert "Fout: " in Page(refused).tree.findtext(".//title")
    assert tried.config["PUSHED"] == ["wandelen"]


def test_a_form_sent_twice_does_one_thing(visitor: Critic, make: Factories) -> None:
    visitor.log_in(make.member())
    fields = {**visitor.page("/proef").forms()[-1]["fields"], "title": "eenmaal"}
    first, second = visitor.post("/proef", data=fields), visitor.post("/proef", data=fields)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    assert rows("eenmaal") == 1
    assert "al verstuurd" in visitor.page("/").html


def test_a_form_sent_twice_at_the_same_moment_does_one_thing(visitor: Critic, tried: Flask, make: Factories) -> None:
    visitor.log_in(make.member())
    fields = {**visitor.page("/proef").forms()[-1]["fields"], "title": "gelijk"}
    browsers = [Critic(tried) for _ in range(4)]
    for one in browsers:
        one.set_cookie("sid", visitor.get_cookie("sid", domain="localhost").value, domain="localhost")
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda one: one.post("/proef", data=fields).status_code, browsers))
    assert codes == [303] * 4
    assert rows("gelijk") == 1


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "", "Referer": ""}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_what_comes_from_elsewhere_is_refused(visitor: Critic, make: Factories, headers: dict[str, str]) -> None:
    visitor.log_in(make.member())
    fields = {**visitor.page("/proef").forms()[-1]["fields"], "title": "vreemd"}
    assert visitor.post("/proef", data=fields, headers=headers).status_code == 403
    assert rows("vreemd") == 0


def test_a_form_without_its_mark_comes_back_with_what_was_typed(visitor: Critic, make: Factories) -> None:
    visitor.log_in(make.member())
    response = visitor.post("/proef", data={"title": "oud", "story": "Mijn verhaal van gisteren.", "csrf_token": "oud"})
    assert (response.status_code, response.location) == (303, "/proef")
    page = visitor.page("/proef")
    assert "bewaard" in page.html
    assert page.forms()[-1]["fields"]["story"] == "Mijn verhaal van gisteren."
    assert rows("oud") == 0


def test_unexpected_trouble_gives_a_number_and_no_trace(visitor: Critic, caplog: pytest.LogCaptureFixture) -> None:
    visitor.application.config["WTF_CSRF_ENABLED"] = False
    try:
        with caplog.at_level(logging.ERROR, logger="peerhuis"):
            response = visitor.post("/proef/stuk", data={"story": "Dit typte ik en wil ik graag houden."})
    finally:
        visitor.application.config["WTF_CSRF_ENABLED"] = True
    text = response.get_data(as_text=True)
    assert response.status_code == 500
    assert "canary" not in text
    assert "Dit typte ik en wil ik graag houden." in text
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name.startswith("peerhuis")]
    assert any(line.get("error") == "RuntimeError" and line["trace"] for line in lines)
    assert "canary" not in json.dumps(lines)
    assert rows("half") == 0


def test_an_unexpected_conflict_says_so(visitor: Critic) -> None:
    visitor.application.config["WTF_CSRF_ENABLED"] = False
    try:
        assert visitor.post("/proef/dubbel").status_code == 409
    finally:
        visitor.application.config["WTF_CSRF_ENABLED"] = True
    assert rows("twee") == 0


def test_a_page_for_a_database_that_is_gone(tried: Flask) -> None:
    with tried.test_request_context("/"):
        tried.preprocess_request()
        response = errors._database_gone(OperationalError("select", {}, Exception("gone")))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"


def test_too_much_at_once_is_said(visitor: Critic) -> None:
    assert visitor.post("/proef", data={"story": "x" * 5_000_000}).status_code == 413
    assert visitor.put("/").status_code == 405
    assert visitor.get("/", headers={"Host": "evil.example"}, base_url="http://evil.example").status_code == 400


@pytest.mark.parametrize(
    "path", ["/%00", "/..%2f..%2fetc/passwd", "/leden/%ff%fe", "/" + "a" * 3000, "/?x=%00&y[]=1&z=" + "9" * 400]
)
def test_strange_addresses_are_no_trouble(client: Critic, path: str) -> None:
    assert client.get(path).status_code in (200, 303, 400, 404)


@pytest.mark.parametrize(
    ("target", "good"),
    [
        ("/", True),
        ("/inloggen?x=1", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https://evil.example", False),
        ("/bestaat-niet", False),
        ("/uitloggen", False),
        ("/a b", False),
        ("/\n/evil", False),
        ("", False),
        (None, False),
    ],
)
def test_only_own_pages_are_gone_on_to(app: Flask, target: str | None, good: bool) -> None:
    with app.test_request_context("/"):
        assert own_path(target) == (target if good else None)


def test_logs_say_nothing_of_people() -> None:
    line = masked("van wim@voorbeeld.nl 123456782 /agenda/mijn/abc.ics token " + "a" * 40 + "\nnieuw")
    assert "wim" not in line
    assert "123456782" not in line
    assert "abc.ics" not in line
    assert "aaaa" not in line
    assert "\n" not in line


PIECES = (
    "wim@voorbeeld.nl",
    "123456782",
    "12345678",
    "/agenda/mijn/x",
    "a" * 32,
    "b" * 31,
    "@",
    ".nl",
    "-",
    " ",
    "é",
    "\n",
    "\u202e",
    "5",
)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=8))
def test_the_short_look_at_a_text_lets_nothing_pass_that_a_mask_would_take(pieces: list[str]) -> None:
    text = slowly = "".join(pieces)
    for mask in MASKS:
        slowly = mask.sub("***", slowly)
    assert masked(text) == "".join(letter if letter.isprintable() else " " for letter in slowly)


def test_a_form_drawn_before_the_key_changed_still_counts(visitor: Critic, tried: Flask, make: Factories) -> None:
    visitor.log_in(make.member())
    before = tried.extensions["settings"]
    fields = {**visitor.page("/proef").forms()[-1]["fields"], "title": "oude sleutel"}
    try:
        tried.secret_key = before.secret_key[::-1]  # another one, whatever chance made of the first
        tried.extensions["settings"] = replace(before, secret_key_fallbacks=(before.secret_key,))
        assert visitor.post("/proef", data=fields).location == "/#klaar"
        tried.extensions["settings"] = before
        again = visitor.post("/proef", data={**fields, "title": "sleutel weg", "once": ""})
    finally:
        tried.secret_key, tried.extensions["settings"] = before.secret_key, before
    assert (rows("oude sleutel"), rows("sleutel weg")) == (1, 0)
    assert again.location == "/proef"
