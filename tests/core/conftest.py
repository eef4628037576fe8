"""An app with one extra room, in which the core's promises can be tried without any feature."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import text as sql
from werkzeug.wrappers import Response

from hub.app import create_app
from hub.core import access, drafts
from hub.core.access import members_only, moderators_only, operators_only, public, signed_in
from hub.core.db import after_commit, db
from hub.core.forms import HubForm, LongText, Number, Text
from hub.core.web import page, see_other
from tests import conftest as house
from tests.critic import Critic
from tests.factories import Factories

SHOWN = """{% extends "base.html" %}{% import "components/forms.html" as forms with context %}
{% block title %}Proef{% endblock %}{% block main %}{{ forms.summary(form) }}<h1>Proef</h1>
{{ forms.open(form, draft=True) }}{{ forms.field(form.title) }}{{ forms.field(form.story) }}{{ forms.field(form.seats) }}
{{ forms.submit("Verstuur") }}{{ forms.close() }}{% endblock %}"""


class TryForm(HubForm):
    """A form like any other."""

    sent_once = True
    title = Text("Titel", required="Vul een titel in.", most=40)
    story = LongText("Verhaal", most=2000)
    seats = Number("Plaatsen", low=1, high=20)


def room(pushed: list[str]) -> Blueprint:
    """Routes behind every door, and one form that writes."""
    blueprint = Blueprint("proef", __name__)

    @blueprint.route("/proef", methods=["GET", "POST"])
    @members_only
    def form() -> Response:
        form = drafts.form_from_draft(TryForm)
        if form.validate_on_submit():
            db.session.execute(sql("INSERT INTO work_form (slug, name, position) VALUES (:t, :t, 99)"), {"t": form.title.data})
            after_commit(lambda: pushed.append(form.title.data or ""))
            drafts.drop()
            return see_other("home.home", _anchor="klaar")
        return page("proef.html", 422 if form.errors else 200, form=form)

    @blueprint.post("/proef/stuk")
    @public
    def broken() -> Response:
        db.session.execute(sql("INSERT INTO work_form (slug, name, position) VALUES ('half', 'half', 99)"))
        raise RuntimeError("canary-7f3 must not be shown or logged")

    @blueprint.post("/proef/dubbel")
    @public
    def double() -> Response:
        for _ in range(2):
            db.session.execute(sql("INSERT INTO work_form (slug, name, position) VALUES ('twee', 'twee', 99)"))
        return see_other("home.home")

    for name, door in (("lid", members_only), ("bureau", moderators_only), ("beheer", operators_only), ("wie", signed_in)):
        blueprint.add_url_rule(f"/proef/{name}", name, door(lambda: Response("goed")))
    blueprint.add_url_rule("/proef/geheim/<token>", "geheim", access.secret_link(lambda token: Response(f"geheim {len(token)}")))
    return blueprint


@pytest.fixture(scope="session")
def tried_app(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app with the extra room, on a clone of its own."""
    with house.cloned(server, template) as url:
        app = create_app(house.settings_for(url, tmp_path_factory.mktemp("instance")))
        app.config["PUSHED"] = []
        app.register_blueprint(room(app.config["PUSHED"]))
        app.jinja_env.loader = ChoiceLoader([DictLoader({"proef.html": SHOWN}), app.jinja_env.loader])
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def tried(tried_app: Flask) -> Iterator[Flask]:
    """The tried app with empty tables."""
    with tried_app.app_context():
        house.empty()
        with db.engine.begin() as connection:
            connection.execute(sql("DELETE FROM work_form WHERE position = 99"))
        tried_app.config["PUSHED"].clear()
        tried_app.extensions["counters"].clear()
        yield tried_app
        db.session.remove()


@pytest.fixture
def visitor(tried: Flask) -> Critic:
    """A browser on the tried app."""
    return Critic(tried)


@pytest.fixture
def make(tried: Flask) -> Factories:
    """Facts, in the database of the tried app."""
    return Factories()
