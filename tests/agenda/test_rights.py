"""Who gets which page of the agenda: the rights on one real gathering, for everybody one can be."""

from __future__ import annotations

import re

import pytest

from hub.core import clock as hub_clock
from hub.core.db import db
from tests.critic import Critic

OWN = (
    "tekst",
    "plek",
    "verplaatsen",
    "toegang",
    "thema",
    "openen",
    "programma",
    "programma/nieuw",
    "afzeggen",
    "heropenen",
    "verwijderen",
)
LOG_IN = "inloggen"


def people(make) -> dict[str, object]:
    """Everybody one can be, seen from a gathering of the organiser."""
    organiser = make.member("Organisator")
    inside, blocker = make.member(), make.member()
    make.block(blocker, organiser)
    return {
        "visitor": None,
        "applicant": make.member(state="applicant"),
        "suspended": make.member(state="suspended"),
        "partner": make.member(is_partner=True),
        "member": make.member(),
        "contact": inside,
        "blocker": blocker,
        "moderator": make.member(roles=("moderator",)),
        "operator": make.member(roles=("operator",)),
        "organiser": organiser,
    }


SEES = {
    "public": {"visitor", "applicant", "suspended", "partner", "member", "contact", "moderator", "operator", "organiser"},
    "members": {"member", "contact", "moderator", "operator", "organiser"},
    "chosen": {"contact", "organiser"},
    "only_me": {"organiser"},
}


def outcome(app, person, path: str) -> int | str:
    """The status, or that one is asked to log in."""
    browser = Critic(app)
    if person is not None:
        browser.log_in(person)
    response = browser.get(path)
    asked = response.status_code == 303 and response.location.startswith("/inloggen?next=")
    return LOG_IN if asked else response.status_code


@pytest.mark.parametrize("audience", list(SEES))
def test_who_sees_a_gathering(app, make, audience):
    everybody = people(make)
    make.contact(everybody["organiser"], everybody["contact"])
    made = make.gathering(everybody["organiser"], audience=audience, to_contacts=audience == "chosen", title="Verborgen")
    path = f"/e/{made.public_id}"
    for name, person in everybody.items():
        seen = name in SEES[audience]
        assert outcome(app, person, path) == (200 if seen else 404), name
        browser = Critic(app)
        if person is not None:
            browser.log_in(person)
        assert ("Verborgen" in browser.page("/agenda").text) == seen, name


def test_who_may_answer_and_who_may_change(app, make):
    everybody = people(make)
    made = make.gathering(everybody["organiser"], audience="members")
    for name, person in everybody.items():
        expected = LOG_IN if name == "visitor" else 200 if name in SEES["members"] else 404
        assert outcome(app, person, f"/e/{made.public_id}/antwoord") == expected, name
        assert outcome(app, person, f"/e/{made.public_id}/join") == expected, name
        for part in OWN:
            own = 303 if part == "plek" else 200
            wanted = LOG_IN if name == "visitor" else own if name == "organiser" else 404
            assert outcome(app, person, f"/e/{made.public_id}/{part}") == wanted, (name, part)


def test_absent_and_hidden_give_the_same_answer(app, make):
    made = make.gathering(audience="only_me")
    browser = Critic(app).log_in(make.member())
    hidden, absent = (browser.get(f"/e/{one}") for one in (made.public_id, "a" * 20))
    assert hidden.status_code == absent.status_code == 404
    assert same_page(hidden, made.public_id) == same_page(absent, "a" * 20)


def same_page(response, public_id: str) -> str:
    """The page without what is new each time."""
    text = response.get_data(as_text=True).replace(public_id, "")
    return re.sub(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"', "", text)


def test_nothing_changes_by_asking(app, make):
    organiser = make.member()
    made = make.gathering(organiser)
    before = (made.sequence, made.changed_at, made.status)
    browser = Critic(app).log_in(organiser)
    for part in OWN:
        browser.get(f"/e/{made.public_id}/{part}")
    db.session.refresh(made)
    assert (made.sequence, made.changed_at, made.status) == before
    assert made.ends_at > hub_clock.now()
