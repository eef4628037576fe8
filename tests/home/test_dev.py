"""The letters that did not leave this machine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from hub.core.mail import carrier, message_of, post, post_folder
from tests.critic import Critic

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def folder(app: Flask) -> None:
    """No letters of other tests before, none left behind."""
    place = post_folder(app.extensions["settings"])
    letters = [path for part in ("new", "cur") if (place / part).is_dir() for path in (place / part).iterdir()]
    for path in letters:
        path.unlink()


def sent(app: Flask, subject: str, text: str) -> None:
    """A letter, as the worker hands it over."""
    carrier(app.extensions["settings"])(message_of(post("wim@peerhuis.example", subject, text, AT)))


def test_no_letters_is_said_in_words(client: Critic, folder: None):
    assert "Er is nog geen mail." in client.page("/dev/post").text


def test_letters_newest_first_with_links_to_follow(app: Flask, client: Critic, folder: None):
    sent(app, "Eerste", "Dag Wim,\n\nKijk op http://localhost/hulp voor hulp.")
    sent(app, "Tweede", "Een lange regel met één é. " * 10)
    page = client.page("/dev/post")
    assert page.text.index("Tweede") < page.text.index("Eerste")
    assert page.links()["http://localhost/hulp"] == "http://localhost/hulp"
    assert "wim@peerhuis.example" in page.text
    assert "dinsdag 24 november 2026, 10.30 uur" in page.text
    assert "Een lange regel met één é. " * 3 in page.text


def test_a_letter_cannot_write_our_page(app: Flask, client: Critic, folder: None):
    sent(app, "Raar", "<script>alert(1)</script> http://localhost/x?a=<b>")
    page = client.page("/dev/post")
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script>" in page.text
