"""The matrix of rights stands in the repository, and the app behaves as it says."""

from __future__ import annotations

import pytest
from flask import Flask

from hub.core import clock
from hub.core.db import db
from hub.core.due import mark
from tests.critic import Critic
from tests.factories import Factories
from tests.house.rights import MATRIX, OPEN, READABLE, ROLES, Right, as_markdown, as_yaml, rights_of

pytestmark = pytest.mark.usefixtures("unmeasured")

PLACEHOLDERS = {"public_id": "a" * 20, "slug": "iets", "int": "1", "path": "iets.txt", "default": "x" * 43, "string": "x" * 43}


def address(app: Flask, right: Right) -> str:
    """An address for the route that names nothing that exists."""
    rule = next(one for one in app.url_map.iter_rules() if one.rule == right.rule)
    values = {}
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__.removesuffix("Converter").lower()
        values[name] = PLACEHOLDERS.get({"publicid": "public_id", "integer": "int", "unicode": "string"}.get(kind, kind), "iets")
        if kind == "integer":
            values[name] = 1
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def test_the_matrix_is_up_to_date(app: Flask) -> None:
    rights = rights_of(app)
    assert MATRIX.read_text() == as_yaml(rights), "run 'make rights' and look at what changed"
    assert READABLE.read_text() == as_markdown(rights), "run 'make rights' and look at what changed"


@pytest.mark.parametrize("role", list(ROLES))
def test_the_app_behaves_as_the_matrix_says(app: Flask, make: Factories, role: str) -> None:
    browser = Critic(app)
    member = None if role == "visitor" else member_as(make, role)
    mark("round", clock.now())  # the worker lives: /readyz has nothing to complain of
    db.session.commit()
    for right in rights_of(app):
        if member is not None:
            browser.log_in(member)  # anew each time: one of the routes logs out
        app.extensions["counters"].clear()
        headers = {} if right.method == "GET" else {"X-CSRFToken": mark_of(browser, "/weergave" if member else "/inloggen")}
        response = browser.open(address(app, right), method=right.method, headers=headers)
        judged(right, role, response.status_code, response.location or "")


def mark_of(browser: Critic, path: str) -> str:
    """The form protection of a page that this browser may see."""
    return next(form["fields"]["csrf_token"] for form in browser.page(path).forms() if "csrf_token" in form["fields"])


def member_as(make: Factories, role: str) -> object:
    """An account in that role."""
    state = role if role in ("applicant", "suspended") else "member"
    roles = (role,) if role in ("moderator", "operator") else ()
    return make.member(state=state, roles=roles, is_partner=role == "partner")


def judged(right: Right, role: str, status: int, location: str) -> None:
    """Compare one answer with the matrix."""
    said = f"{right.method} {right.rule} as {role}: {status} {location}"
    assert status < 500, said
    if role in right.roles:
        assert right.door in OPEN or not location.startswith("/inloggen?next="), said
    elif role == "visitor":
        assert status == 303, said
        assert location.startswith("/inloggen?next="), said
    else:
        assert status == 404, said
