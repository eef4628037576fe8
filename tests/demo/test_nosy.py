"""A nosy member and a stranger in the made-up network: every form and question with all that can be sent, ids of others.

Whatever is sent: an answer, never a 500; and what belongs to others is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.core.access import door_of
from hub.core.db import db
from hub.members.queries import by_address
from tests.conftest import cloned
from tests.critic import Critic, Page
from tests.demo.conftest import app_with_demo, run
from tests.demo.test_every_link import Visit

pytestmark = pytest.mark.usefixtures("unmeasured")

# bytes, because half of a pair of surrogates is no text
ODD: dict[str, bytes] = {
    "nothing": b"",
    "NUL": b"ab\x00cd",
    "half a pair": b"ab\xed\xa0\x80cd",
    "another encoding": b"caf\xe9",
    "turned": "‮abc⁦".encode(),
    "a script": b"\"'><script>alert(1)</script>%s%00",
    "a large number": b"9" * 31,
    "a small number": b"-1",
    "far too long": b"woord " * 5_000,
    "only marks": "\u0301\u200b\u2028".encode(),
    "a path": b"../../etc/passwd",
}
NEVER_SENT = ("csrf_token", "once")
QUESTIONS = ("pagina", "next", "als", "volgorde")
# Where every member may look: people, gatherings and how one comes in, work that is open.
SHARED = {
    "/leden/<public_id:member>", "/leden/<public_id:member>/blokkeren", "/leden/<public_id:member>/contact",
    "/e/<public_id:public_id>", "/e/<public_id:public_id>/antwoord", "/e/<public_id:public_id>/join",
    "/opdrachten/<public_id:public_id>", "/opdrachten/<public_id:public_id>/reageren",
}  # fmt: skip


@dataclass
class Seen:
    """What one person came across: pages by route, forms by route, names in addresses."""

    who: str | None
    pages: dict[str, set[str]] = field(default_factory=dict)
    forms: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)


class Reader(Visit):
    """Follows every link, and writes down every form on the way."""

    def __init__(self, app: Flask, key: str | None) -> None:
        super().__init__(app, key)
        self.seen = Seen(key)

    def _links(self, path: str, page: Page) -> list[str]:
        bare = urlsplit(path).path
        self.seen.pages.setdefault(self._rule(bare), set()).add(bare)
        for form in page.forms():
            action = urlsplit(form["action"] or bare).path
            if form["method"] == "POST":
                self.seen.forms.setdefault((self._rule(action), ",".join(sorted(form["fields"]))), f"{path} {action}")
                self.seen.pages.setdefault(self._rule(action), set()).add(action)
            else:
                self.seen.asked.setdefault(action, set()).update(form["fields"])
        found = super()._links(path, page)
        for one in found:
            self.seen.asked.setdefault(urlsplit(one).path, set()).update(name for name, _ in parse_qsl(urlsplit(one).query))
        return found


def seen_by(app: Flask, key: str | None) -> Seen:
    """What one person comes across in the whole house; each walks through it once, before anything is sent."""
    walks: dict[str | None, Seen] = app.extensions.setdefault("walks", {})
    if key not in walks:
        reader = Reader(app, key)
        reader.walk()
        walks[key] = reader.seen
    return walks[key]


def as_somebody(app: Flask, key: str | None) -> Critic:
    """A browser of that person, whom no limit holds up."""
    app.extensions["counters"].clear()
    member = by_address(f"{key}@peerhuis.example") if key else None
    return Critic(app).log_in(member) if member else Critic(app)


def unread(app: Flask, key: str | None) -> FlaskClient:
    """The same without the critic: for many answers of which only the status matters."""
    client, cookie = app.test_client(), as_somebody(app, key).get_cookie("sid", domain="localhost")
    if cookie:
        client.set_cookie("sid", cookie.value, domain="localhost")
    return client


@pytest.fixture(scope="module")
def network(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A made-up network of one's own, to send things to."""
    with cloned(server, template) as url:
        made = app_with_demo(url, Path(tmp_path_factory.mktemp("nosy")))
        run(made)
        with made.app_context():
            yield made
            db.session.remove()
            db.engine.dispose()


def encoded(fields: dict[str, Any], value: bytes, twice: bool) -> bytes:
    """The fields of a form, each with the odd value, and as a list where asked."""
    parts = []
    for name, own in fields.items():
        values = [str(own).encode()] if name in NEVER_SENT else [value] * (3 if twice else 1)
        parts += [f"{quote(name)}={quote(one)}" for one in values]
    return "&".join(parts).encode()


@pytest.mark.parametrize("who", [None, "marijke"], ids=lambda who: who or "bezoeker")
def test_every_address_answers_whatever_is_asked(network: Flask, who: str | None) -> None:
    seen = seen_by(network, who)
    client, wrong = unread(network, who), []
    for paths in seen.pages.values():
        path = min(paths)
        names = (*QUESTIONS, *sorted(seen.asked.get(path, ())))
        for name, value in ODD.items():
            asked = "&".join(f"{quote(one)}={quote(value[:2000])}" for one in (*names, *names))
            answer = client.get(f"{path}?{asked}")
            network.extensions["counters"].clear()
            if answer.status_code >= 500 or b"<script>alert(1)" in answer.data:
                wrong.append(f"{path}, {name}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("who", [None, "tessa", "carla", "youssef"], ids=lambda who: who or "bezoeker")
def test_what_others_came_across_is_not_there(network: Flask, who: str | None) -> None:
    """Every address with an id in it that others reach and this person does not: the 404 of an absent page."""
    mine, wrong, tried = seen_by(network, who).pages, [], 0
    client = as_somebody(network, who)
    mark = next(form["fields"]["csrf_token"] for form in client.page("/inloggen" if who is None else "/mijn/account").forms())
    for other in ("sanne", "joost", "marijke"):
        for rule, paths in seen_by(network, other).pages.items():
            if "<public_id" not in rule or rule in SHARED:
                continue
            for path in sorted(paths - mine.get(rule, set()))[:4]:
                tried += 1
                for answer in (client.get(path), client.post(path, data={"csrf_token": mark})):
                    network.extensions["counters"].clear()
                    hidden = answer.status_code in (404, 405) or (answer.location or "").startswith("/inloggen?next=")
                    if not hidden:
                        wrong.append(f"{answer.request.method} {path}: {answer.status_code}")
    assert wrong == []
    assert tried > 20


def test_no_route_minds_another_method_or_a_broken_address(network: Flask) -> None:
    client, wrong = unread(network, "sanne"), []
    adapter = network.url_map.bind("localhost")
    for rule in network.url_map.iter_rules():
        if door_of(network, rule.endpoint) == "secret_link" or rule.endpoint in ("static", "machines.ready"):
            continue
        values: dict[str, Any] = {
            name: 1 if type(one).__name__ == "IntegerConverter" else "a" * 20 for name, one in rule._converters.items()
        }
        path = adapter.build(rule.endpoint, values)
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"):
            answer = client.open(path, method=method)
            wrong += [f"{method} {path}"] if answer.status_code >= 500 or (method[0] in "PD" and answer.status_code < 400) else []
        for tail in ("/%00", "/%ff", "/%ED%A0%80", "%0d%0aX-Odd:%201", "/..%2f..%2fetc", "/" + "a" * 3000):
            answer = client.get(path.rstrip("/") + tail)
            wrong += [path + tail[:20]] if answer.status_code >= 500 or "X-Odd" in answer.headers else []
    assert wrong == []


@pytest.mark.parametrize("who", [None, "joris", "joost", "marijke", "sanne"], ids=lambda who: who or "bezoeker")
def test_every_form_answers_whatever_is_sent(network: Flask, who: str | None) -> None:
    done: set[tuple[str, str]] = network.extensions.setdefault("done", set())  # a form is the same for whoever sees it
    forms = {
        one: places
        for one, places in seen_by(network, who).forms.items()
        if one not in done and set(one[1].split(",")) - set(NEVER_SENT)
    }
    done.update(forms)
    wrong, sent = [], 0
    for (rule, _), places in sorted(forms.items()):
        path, action = places.split(" ")
        client, fields = as_somebody(network, who), None
        for name, value in [*ODD.items(), ("a list", b"autisme")]:
            network.extensions["counters"].clear()
            if fields is None:
                fields = fields_on(client, path, action)
            if fields is None:
                break  # an earlier one did what the form is for
            data = encoded(fields, value, name == "a list")
            answer = client.post(action, data=data, content_type="application/x-www-form-urlencoded")
            sent += 1
            if answer.status_code >= 500:
                wrong.append(f"{rule} on {path}, {name}: {answer.status_code}")
            if b"<script>alert(1)" in answer.data:
                wrong.append(f"{rule} on {path}: what was typed became part of the page")
            if answer.status_code != 422:
                client, fields = as_somebody(network, who), None
    assert wrong == []
    assert sent >= 3 * len(forms) > 0


def fields_on(client: Critic, path: str, action: str) -> dict[str, Any] | None:
    """The fields of the form to `action` on a page, while it is there."""
    response = client.get(path)
    found = [one for one in Page(response).forms() if urlsplit(one["action"] or path).path == action]
    return dict(found[0]["fields"]) if response.status_code == 200 and found else None


@pytest.mark.parametrize("mark", [b"ab\x00cd", b"x" * 65, b""])
def test_the_mark_of_a_form_is_no_way_to_write_on_a_page(network: Flask, mark: bytes) -> None:
    client = as_somebody(network, "sanne")
    fields = {**client.page("/uitnodigen").forms()[-1]["fields"], "once": mark, "name": "", "email": ""}
    answer = client.post("/uitnodigen", data=fields)
    assert answer.status_code == 422
    assert all(form["fields"]["once"].encode() != mark for form in Page(answer).forms() if "once" in form["fields"])
