"""What everybody may see, and what programs ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from hub.app import create_app
from hub.core import clock, house_rules
from hub.core.db import apart, db
from hub.core.due import mark
from hub.core.once import SentForm
from tests.conftest import settings_for
from tests.critic import Critic
from tests.factories import Factories

FRONT = ["/", "/hulp", "/huisregels", "/privacy", "/woorden"]


@pytest.mark.parametrize("path", [*FRONT, "/weergave", "/robots.txt", "/.well-known/security.txt"])
def test_nobody_gets_a_cookie_for_looking(client: Critic, path: str):
    response = client.get(path)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", FRONT)
def test_front_pages_may_be_found(client: Critic, path: str):
    assert "X-Robots-Tag" not in client.get(path).headers


def test_no_other_page_may_be_found(client: Critic, make: Factories):
    assert "noindex" in client.get("/weergave").headers["X-Robots-Tag"]
    assert "noindex" in client.log_in(make.member()).get("/").headers["X-Robots-Tag"]


def test_a_visitor_reads_what_this_is_and_has_two_ways_on(client: Critic):
    page = client.page("/")
    assert "netwerk van mensen die werken met hun eigen ervaring" in page.text
    assert page.links()["Inloggen"] == "/inloggen"
    assert "Meedoen" in page.links()


def test_help_names_people_and_numbers(client: Critic):
    page = client.page("/hulp")
    for word in ("Noor Bakker", "Ties de Boer", "Hanneke Vos", "112", "0800-0113", "0800-2000"):
        assert word in page.text
    assert page.links()["hanneke@peerhuis.example"] == "mailto:hanneke@peerhuis.example"


@pytest.mark.parametrize("path", [*FRONT, "/weergave", "/bestaat-niet"])
def test_help_is_in_every_footer(client: Critic, path: str):
    html = client.get(path).get_data(as_text=True)
    foot = html[html.index("<footer") :]
    for link in ("/hulp", "/weergave", "/huisregels", "/privacy", "/woorden", "mailto:noor@peerhuis.example"):
        assert f'href="{link}"' in foot


def test_house_rules_are_the_text_that_one_says_yes_to(client: Critic):
    text = client.page("/huisregels").text
    for sentence in house_rules.text().splitlines():
        assert sentence in text
    assert house_rules.VERSION in text
    assert len(house_rules.fingerprint()) == 64


def test_robots_may_fetch_front_pages_and_calendars_only(client: Critic):
    lines = client.get("/robots.txt").get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Allow: /$", "Allow: /hulp$", "Allow: /agenda$", "Allow: /agenda/mijn/*.ics", "Disallow: /"} <= set(lines)
    assert not [line for line in lines if "/leden" in line]


def test_security_txt_says_whom_to_tell(client: Critic):
    text = client.get("/.well-known/security.txt").get_data(as_text=True)
    assert "Contact: mailto:noor@peerhuis.example\n" in text
    with clock.at(datetime(2026, 11, 24, 11, tzinfo=UTC)):
        text = client.get("/.well-known/security.txt").get_data(as_text=True)
    assert "Expires: 2027-04-30T00:00:00Z\n" in text


def test_the_small_drawing_is_where_browsers_look(client: Critic):
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    with client.get(response.headers["Location"]) as drawing:
        assert drawing.mimetype == "image/svg+xml"


def test_health_says_nothing_about_us(client: Critic):
    assert client.get("/healthz").get_json() == {"status": "ok"}


@pytest.fixture
def working(app: Flask) -> None:
    """The worker went round a moment ago."""
    mark("round", clock.now())
    db.session.commit()


def test_readiness_writes_and_leaves_nothing(client: Critic, working: None):
    assert client.get("/readyz").get_json() == {"status": "ready", "missing": []}
    with apart() as session:
        assert session.query(SentForm).count() == 0


def test_not_ready_when_the_worker_has_stopped(client: Critic):
    mark("round", clock.now() - timedelta(minutes=11))
    db.session.commit()
    response = client.get("/readyz")
    assert (response.status_code, response.get_json()["missing"]) == (503, ["worker"])


def test_readiness_is_for_this_machine_alone(client: Critic):
    assert client.get("/readyz", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404


def test_readiness_without_a_database(client: Critic, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hub.home.views.machines.prove_writing", lambda at: False)
    response = client.get("/readyz")
    assert (response.status_code, response.get_json()["missing"]) == (503, ["database", "worker"])


def test_production_has_no_pages_for_builders(app: Flask):
    chosen = app.extensions["settings"]
    live = settings_for(
        chosen.database_url,
        chosen.instance,
        mode="production",
        public_base_url="https://peerhuis.example",
        secret_key="Lk3!9sJd0-pQwErTyUiOpAsDfGhJkLzXcVbNm",
        field_keys=chosen.field_keys[0],
        mail_url="smtp://mail.peerhuis.example",
    )
    paths = {rule.rule for rule in create_app(live).url_map.iter_rules()}
    assert "/dev/componenten" in {rule.rule for rule in app.url_map.iter_rules()}
    assert not [path for path in paths if path.startswith("/dev")]
