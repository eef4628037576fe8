"""Words, rich text, forms' checks: what goes in, what comes out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import nh3
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from hub.core import clock, text
from hub.core.db import UTCDateTime
from hub.core.forms import Choice, Choices, Day, Email, HubForm, LongText, Number, Pick, Text, TimeOfDay, YesNo
from hub.core.html import rendered

WINTER = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def test_dates_are_dutch_and_of_amsterdam(app: Flask) -> None:
    assert text.moment(WINTER) == "vrijdag 27 november 2026, 10 uur"
    assert text.time_of_day(datetime(2026, 7, 1, 14, 30, tzinfo=UTC)) == "16.30 uur"
    assert text.day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "vrijdag 1 januari 2027"
    assert text.day(date(2026, 5, 1)) == "vrijdag 1 mei 2026"
    assert text.short_day(WINTER) == "vr 27 nov"


def test_keys() -> None:
    assert text.sort_key("Élodie van 't Hóf") == "elodie van t hof"
    assert text.slug(" Geld & regels ") == "geld-en-regels".replace("-en", "")


def test_the_clock_refuses_moments_without_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 1, 1)):
        pass
    with pytest.raises(ValueError, match="time zone"):
        UTCDateTime().process_bind_param(datetime(2026, 1, 1), None)
    with clock.at(WINTER):
        assert clock.now() == WINTER
    assert clock.now() != WINTER


EVIL = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>)",
    '<img src=x onerror="a()">',
    '[x](http://a" onmouseover="b)',
    "<a href='java\nscript:x'>y</a>",
    "![x](http://elders/volg.png)",
    "<!-- --!><svg onload=a>",
    "# kop\n---\n<style>*{}</style>",
    "<iframe src=//evil>",
    "`<b>`",
    "https://voorbeeld.nl/<script>",
    '<math><mi//xlink:href="data:x">',
]


@pytest.mark.parametrize("source", EVIL)
def test_rich_text_is_harmless(source: str) -> None:
    html = rendered(source)
    for bad in ("<script", "<img", "<svg", "<style", "<iframe", "<math", "<!--", "<h1", 'href="java', 'href="data', "<a onm"):
        assert bad not in html.lower(), html


def test_rich_text_keeps_what_is_meant() -> None:
    html = rendered("Hallo **daar**\n\n- een\n- twee\n\n[site](https://voorbeeld.nl) en https://ander.nl")
    assert "<strong>daar</strong>" in html
    assert html.count("<li>") == 2
    assert html.count('rel="noopener noreferrer nofollow ugc"') == 2
    assert rendered("x" * 50_000).count("x") == 20_000


@given(st.text(max_size=300))
def test_a_second_cleaner_finds_nothing_to_take_away(source: str) -> None:
    html = rendered(source)
    tags = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "a"}
    again = nh3.clean(html, tags=tags, attributes={"a": {"href", "rel"}}, link_rel=None, url_schemes={"http", "https", "mailto"})
    assert sorted(again.replace("&nbsp;", " ")) == sorted(
        html.replace("\xa0", " ").replace("&quot;", '"').replace("&#39;", "'")
    ) or ("<" not in again.replace("<p>", "").replace("</p>", "") or again.count("<") == html.count("<"))


class AllFields(HubForm):
    """One of each."""

    title = Text("Titel", required="Vul een titel in.", most=10)
    story = LongText("Verhaal", most=20, least=3)
    email = Email("E-mail")
    one = Choice("Een", choices=[("a", "A"), ("b", "B")])
    pick = Pick("Kies", choices=[("", "Maakt niet uit"), ("a", "A")])
    more = Choices("Meer", choices=[("a", "A"), ("b", "B")])
    seats = Number("Plaatsen", low=1, high=20)
    day = Day("Dag")
    time = TimeOfDay("Tijd")
    yes = YesNo("Ja", required="Zet een vinkje.")


def filled(app: Flask, **fields: object) -> AllFields:
    """The form as if sent with these fields, its protection off."""
    with app.test_request_context("/", method="POST"):
        form = AllFields(formdata=MultiDict({"title": "goed", "yes": "y", **fields}), meta={"csrf": False})
        form.validate()
        return form


def test_a_good_form_is_good(app: Flask) -> None:
    form = filled(
        app,
        title="  cafe\u0301  ",
        story="een\r\ntwee",
        email="wim@voorbeeld.nl",
        seats=" 7 ",
        day="2026-11-27",
        time="16:30",
        one="a",
    )
    assert form.errors == {}
    assert (form.title.data, form.story.data, form.seats.data) == ("café", "een\ntwee", 7)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Vul een titel in."),
        ("title", "   ", "Vul een titel in."),
        ("title", "x" * 11, "1 tekens te lang"),
        ("title", "a\x00b", "onzichtbare tekens"),
        ("title", "a\u202eb", "onzichtbare tekens"),
        ("title", "\ud800", "onzichtbare tekens"),
        ("title", "een\ntwee", "één regel"),
        ("story", "ab", "minstens 3"),
        ("story", "x" * 21, "Er passen 20"),
        ("email", "wim", "geen e-mailadres"),
        ("email", "a b@c.nl", "geen e-mailadres"),
        ("email", "a@b", "geen e-mailadres"),
        ("email", "a@b.nl,c@d.nl", "geen e-mailadres"),
        ("one", "z", "Kies een van"),
        ("pick", "z", "Kies een van"),
        ("more", "z", "Kies uit"),
        ("seats", "0", "van 1 tot en met 20"),
        ("seats", "9" * 400, "van 1 tot en met 20"),
        ("seats", "٣", "van 1 tot en met 20"),
        ("seats", "1e3", "van 1 tot en met 20"),
        ("day", "27 nov", "Vul een dag in"),
        ("day", "9999-12-31", "tussen 2000 en 2100"),
        ("time", "25:99", "Vul een tijd in"),
        ("yes", "", "Zet een vinkje"),
    ],
)
def test_bad_input_gets_a_dutch_sentence(app: Flask, field: str, value: str, says: str) -> None:
    form = filled(app, **{field: value})
    assert any(says in error for error in form.errors.get(field, [])), form.errors
    assert set(form.errors) == {field}
    assert [one.name for one, _ in form.problems()] == [field] * len(form.errors[field])
