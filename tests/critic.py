"""A test client that is a critic: every page it gets must be a good page."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.core import clock, sessions
from hub.core.db import apart, db
from hub.members.models import Member

VOID = {"input", "br", "img", "hr", "meta", "link", "path", "circle", "rect", "ellipse", "line", "source", "wbr"}
# Doors of the kind secret_link: the secret in the address is the form's protection.
SECRET_LINKS = ("/stop/", "/besluit/")
Element = Any


class Critic(FlaskClient):
    """A browser without scripts. `get`/`post` follow nothing; pages are checked."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class, use_cookies=True)
        self.person = ""  # whose account it is, by public id
        self.origin = app.extensions["settings"].origin

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Send a request as a browser does, with an Origin, and judge the page that comes back."""
        options.setdefault("base_url", self.origin)
        method = options.get("method", "GET")
        if method not in ("GET", "HEAD"):
            headers = dict(options.get("headers") or {})
            headers.setdefault("Origin", self.origin)
            options["headers"] = headers
        with self.application.app_context():  # as in life: nothing remembered from the request before
            response = super().open(*args, **options)
            db.session.remove()
        if has_app_context():
            db.session.expire_all()  # the test reads what the request saved
        if response.mimetype == "text/html" and response.data and response.status_code not in range(300, 400):
            judge(response.get_data(as_text=True))
        return response

    def page(self, path: str, status: int = 200) -> Page:
        """Get a page that must answer with this status."""
        response = self.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}, expected {status}"
        return Page(response)

    def send(self, path: str, fields: dict[str, Any] | None = None, *, at: str | None = None, form: int = 0) -> TestResponse:
        """Fill in the form that the page `path` shows and send it where it says. `at` picks the form by its action."""
        page = self.page(path)
        found = [one for one in page.forms() if one["method"] == "POST" and at in (None, one["action"] or path)]
        assert found, f"{path} shows no form" + (f" to {at}" if at else "")
        one = found[form] if at else next((f for f in found if f["action"] in ("", path)), found[form])
        data = {**one["fields"], **(fields or {})}
        return self.post(one["action"] or path, data=data)

    def press(self, path: str, action: str, **fields: Any) -> TestResponse:
        """Press the button on page `path` whose form goes to `action`."""
        return self.send(path, fields, at=action)

    def log_in(self, member: Member, *, own_device: bool = False) -> Critic:
        """Be somebody: a session row as logging in makes it. Logging in itself has tests of its own."""
        self.person = member.public_id
        key = f"test-session-{secrets.token_hex(16)}"
        at = clock.now()
        with apart() as session:
            session.add(
                sessions.BrowserSession(
                    key_hash=sessions.hashed(key),
                    account=member.fs_uniquifier,
                    device="Test",
                    own_device=own_device,
                    data={"_user_id": member.fs_uniquifier, "_fresh": True, "fs_paa": at.timestamp()},
                    staff=member.is_staff,
                    created_at=at,
                    seen_at=at,
                    ends_at=sessions.end_of(at, at, own_device, member.is_staff),
                )
            )
        self.set_cookie("sid", key, domain="localhost")
        return self


class Page:
    """A page as a reader and a form filler see it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.html = response.get_data(as_text=True)
        self.tree = parsed(self.html).tree

    @property
    def text(self) -> str:
        """What can be read in main, on one line."""
        main = self.tree.find(".//main")
        return words(main if main is not None else self.tree)

    @property
    def h1(self) -> str:
        """The page's heading."""
        return words(self.tree.find(".//h1"))

    def links(self) -> dict[str, str]:
        """Text of each link in the page, and where it leads."""
        return {words(a): a.get("href", "") for a in self.tree.iter("a")}

    def forms(self) -> list[dict[str, Any]]:
        """Every form: where it goes, how, and its fields as they stand."""
        return [
            {"action": form.get("action", ""), "method": form.get("method", "get").upper(), "fields": fields_of(form)}
            for form in self.tree.iter("form")
        ]


def words(element: Element) -> str:
    """The text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def fields_of(form: Element) -> dict[str, Any]:
    """What a browser would send for an untouched form, without its buttons."""
    fields: dict[str, Any] = {}
    for one in form.iter():
        name = one.get("name")
        if not name:
            continue
        if one.tag == "input" and one.get("type", "text") not in ("submit", "checkbox", "radio", "file"):
            fields[name] = one.get("value", "")
        elif one.tag == "input" and one.get("checked") is not None:
            value = one.get("value", "on")
            if one.get("type") == "checkbox" and name in fields:
                value = [*(fields[name] if isinstance(fields[name], list) else [fields[name]]), value]
            fields[name] = value
        elif one.tag == "textarea":
            fields[name] = (one.text or "").removeprefix("\n")
        elif one.tag == "select":
            chosen = [o.get("value", words(o)) for o in one.iter("option") if o.get("selected") is not None]
            fields[name] = chosen[0] if chosen else next((o.get("value", "") for o in one.iter("option")), "")
    return fields


@dataclass(frozen=True)
class Parsed:
    """A page as a browser builds it, and where it had to guess."""

    tree: Element
    errors: tuple[str, ...]


@lru_cache(maxsize=16)
def parsed(html: str) -> Parsed:
    """Read a page as a browser does. The last few are kept: a page is judged, and then looked at."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(html)
    return Parsed(tree, tuple(f"{code} at {place}" for place, code, _ in parser.errors))


# What each drawing of a page makes anew: marks of forms and of scripts.
MADE_ANEW = re.compile(r' (?:nonce|value)="[A-Za-z0-9_.\-]{16,}"')
JUDGED: set[int] = set()


def judge(html: str) -> None:
    """Fail on a page that a reader could stumble over. A page that was found good before is good."""
    seen = hash(MADE_ANEW.sub("", html))
    if seen not in JUDGED:
        _judge(html)
        JUDGED.add(seen)


def _judge(html: str) -> None:
    """Nesting, title, headings, labels, ids, form protection."""
    tree, wrong = parsed(html).tree, parsed(html).errors
    assert not wrong, f"invalid nesting: {wrong[:3]}"
    assert "{{" not in html, "template code shows"
    assert "{%" not in html, "template code shows"
    title = words(tree.find(".//title"))
    assert title, "no title"
    assert len(list(tree.iter("h1"))) == 1, "a page has exactly one h1"
    assert tree.get("lang"), "no language"
    _judge_ids(tree)
    _judge_headings(tree)
    _judge_forms(tree)
    assert not re.search(r"\son\w+=", re.sub(r">[^<]*<", "><", html)), "inline handler"
    assert " style=" not in re.sub(r">[^<]*<", "><", html), "inline style"


def _judge_ids(tree: Element) -> None:
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    double = {one for one in ids if ids.count(one) > 1}
    assert not double, f"id used twice: {double}"
    for one in tree.iter():
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for target in (one.get(name) or "").split():
                assert target in ids, f"{name} points at nothing: {target}"
        if one.tag == "a" and (one.get("href") or "").startswith("#") and len(one.get("href")) > 1:
            assert one.get("href")[1:] in ids, f"link to nothing: {one.get('href')}"


def _judge_headings(tree: Element) -> None:
    level = 1  # an error summary, h2, stands before the h1: it is the first thing to read
    for one in tree.iter():
        if one.tag in ("h1", "h2", "h3", "h4"):
            now = int(one.tag[1])
            assert now <= level + 1, f"heading jumps to h{now}: {words(one)}"
            level = now


def _judge_forms(tree: Element) -> None:
    labelled = {label.get("for") for label in tree.iter("label")}
    for form in tree.iter("form"):
        names = [one.get("name") for one in form.iter("input")]
        # /weergave must not set a cookie for looking; its visitors' form is protected by the asked Origin alone.
        if form.get("method", "get").lower() == "post" and form.get("id") != "weergave-bezoeker":
            by_secret = (form.get("action") or "").startswith(SECRET_LINKS)
            assert by_secret or "csrf_token" in names, f"form without protection: {form.get('action')}"
        for one in form.iter():
            if one.tag in ("input", "textarea", "select") and one.get("type") not in ("hidden", "submit"):
                inside = any(one in label.iter() for label in form.iter("label"))
                assert inside or one.get("id") in labelled or one.get("aria-label"), f"field without label: {one.get('name')}"
            if one.tag == "button":
                assert words(one) or one.get("aria-label"), "button without text"
