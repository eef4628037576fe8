"""What somebody may not see cannot be found, counted, guessed or read: canaries over every page and every relation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from hub.audience.rules import Audience
from hub.circles.models import Circle
from hub.core.db import db
from hub.members.models import Member
from hub.profiles import actions
from tests.critic import Critic
from tests.factories import LONG_AGO, Factories

SENTENCES = {"only_me": "kanarie-geheim", "contacts": "kanarie-contact", "circle": "kanarie-kring", "members": "kanarie-lid"}
KINDS = {
    "only_me": "armoede",
    "contacts": "ggz",
    "circle": "autisme",
    "members": "hoogbegaafdheid",
    "public": "andere-neurodiversiteit",
}
ALL_SENTENCES = {**SENTENCES, "public": "kanarie-iedereen"}


@dataclass
class House:
    """An owner with one findable experience for each audience, and people in every relation."""

    owner: Member
    circle: Circle
    people: dict[str, Member]


@pytest.fixture
def house(make: Factories) -> House:
    owner = make.member("Okke Eigenaar")
    people = {
        name: make.member(f"Kijker {name}")
        for name in ("member", "contact", "former contact", "circle", "invited", "paused", "blocked", "blocking", "moderator")
    }
    make.contact(owner, people["contact"])
    make.contact(owner, people["former contact"], ended_at=LONG_AGO)
    circle = make.circle(owner, people["circle"])
    make.circle_member(circle, people["invited"], state="invited")
    for name in ("blocked", "blocking"):
        make.contact(owner, people[name])
        make.circle_member(circle, people[name])
    make.block(owner, people["blocked"])
    make.block(people["blocking"], owner)
    people["paused"].paused_at = LONG_AGO
    people["partner"] = make.member("Kijker partner", is_partner=True)
    people["applicant"] = make.member("Kijker aanvrager", state="applicant")
    people["suspended"] = make.member("Kijker geschorst", state="suspended")
    audiences = {
        "only_me": Audience(),
        "contacts": Audience("chosen", to_contacts=True),
        "circle": Audience("chosen", to_circles=(circle.id,)),
        "members": Audience("members"),
        "public": Audience("public"),
    }
    for name, seen in audiences.items():
        make.experience(owner, KINDS[name], ALL_SENTENCES[name], seen=seen)
    make.value(owner, "working_card", items=("kanarie-kaart", "", "", "", "", ""), seen=audiences["contacts"])
    make.value(owner, "province", "zeeland", seen=audiences["contacts"])
    make.value(owner, "work_forms", items=("spreker",), seen=audiences["contacts"])
    return House(owner, circle, people)


def browser_of(app: Flask, house: House, who: str) -> Critic:
    """Somebody's browser; 'visitor' is nobody's."""
    browser = Critic(app)
    return browser if who == "visitor" else browser.log_in(house.people[who])


SEES = {
    "member": {"members", "public"},
    "contact": {"contacts", "members", "public"},
    "former contact": {"members", "public"},
    "circle": {"circle", "members", "public"},
    "invited": {"members", "public"},
    "paused": {"members", "public"},
    "moderator": {"members", "public"},
    "partner": {"public"},
    "applicant": {"public"},
    "visitor": {"public"},
    "blocked": None,
    "blocking": None,
}


@pytest.mark.parametrize(("who", "seen"), SEES.items())
def test_a_profile_shows_what_its_audience_holds(app: Flask, house: House, who: str, seen: set[str] | None) -> None:
    browser = browser_of(app, house, who)
    response = browser.get(f"/leden/{house.owner.public_id}")
    if seen is None:
        assert response.status_code == 404
        assert "kanarie" not in response.text
        assert "Okke" not in response.text
        return
    assert {name for name, sentence in ALL_SENTENCES.items() if sentence in response.text} == seen
    assert ("kanarie-kaart" in response.text) is ("contacts" in seen)
    assert ("Zeeland" in response.text) is ("contacts" in seen)
    assert ("Okke" in response.text) is ("members" in seen)


@pytest.mark.parametrize("who", [name for name, seen in SEES.items() if seen is None or "members" in seen])
def test_the_directory_finds_and_counts_what_its_reader_may_see(app: Flask, house: House, who: str) -> None:
    browser, seen = browser_of(app, house, who), SEES[who]
    for name, kind in KINDS.items():
        found = browser.page(f"/leden?ervaring={kind}")
        there = seen is not None and name in seen
        assert ("Okke" in found.text) is there
        assert ("1 lid" in found.text) is there
        assert (f"({1 if there else 0})" in option(found, "ervaring", kind)) is True
    whole = browser.page("/leden?volgorde=naam").html
    assert ("Okke" in whole) is (seen is not None)
    for field, slug in (("provincie", "zeeland"), ("werk", "spreker")):
        there = seen is not None and "contacts" in seen
        found = browser.page(f"/leden?{field}={slug}")
        assert ("Okke" in found.text) is there
        assert f"({1 if there else 0})" in option(found, field, slug)


def option(page: Any, field: str, value: str) -> str:
    """The words of one choice of a filter."""
    select = next(one for one in page.tree.iter("select") if one.get("name") == field)
    return next("".join(one.itertext()) for one in select.iter("option") if one.get("value") == value)


@pytest.mark.parametrize("who", ["partner", "applicant", "suspended"])
def test_the_directory_is_for_members(app: Flask, house: House, who: str) -> None:
    response = browser_of(app, house, who).get("/leden")
    assert response.status_code in (303, 404)
    assert "kanarie" not in response.text


def test_a_hidden_experience_answers_as_if_it_did_not_exist(app: Flask, house: House) -> None:
    """Not a sign, a word or a number differs: the page with a hidden value is the page without it."""
    browser = browser_of(app, house, "member")
    paths = ["/leden", "/leden?volgorde=naam", f"/leden/{house.owner.public_id}"]
    paths += [f"/leden?ervaring={KINDS[name]}" for name in ("only_me", "contacts", "circle")]
    paths += ["/leden?provincie=zeeland", "/leden?werk=spreker", "/leden?werk=spreker&ervaring=ggz&volgorde=naam"]
    with_it = [words_of(browser, path) for path in paths]
    for one in actions.experiences_of(house.owner):
        if one.audience in ("only_me", "chosen"):
            actions.remove_experience(one, LONG_AGO)
    for value in ("working_card", "province", "work_forms"):
        actions.save_field(house.owner, value, "", (), Audience(), LONG_AGO)
    db.session.commit()
    assert [words_of(browser, path) for path in paths] == with_it


def words_of(browser: Critic, path: str) -> tuple[str, list[str]]:
    """What can be read on a page and where its links lead."""
    page = browser.page(path)
    return page.text, sorted(page.links().values())


def test_without_a_yes_to_showing_nobody_sees_it(app: Flask, house: House, make: Factories) -> None:
    make.experience(
        house.owner, "lichamelijke-beperking", "kanarie-zonder-ja", seen=Audience("public"), shown=False, findable=False
    )
    for who in SEES:
        browser = browser_of(app, house, who)
        assert "kanarie-zonder-ja" not in browser.get(f"/leden/{house.owner.public_id}").text
    assert "Okke" not in browser_of(app, house, "contact").page("/leden?ervaring=lichamelijke-beperking").text


def test_a_yes_to_showing_is_no_yes_to_finding(app: Flask, house: House, make: Factories) -> None:
    make.experience(house.owner, "lichamelijke-beperking", "kanarie-te-zien", findable=False)
    browser = browser_of(app, house, "member")
    assert "kanarie-te-zien" in browser.page(f"/leden/{house.owner.public_id}").text
    found = browser.page("/leden?ervaring=lichamelijke-beperking")
    assert "Okke" not in found.text
    assert "(0)" in option(found, "ervaring", "lichamelijke-beperking")


def test_nobody_sees_who_is_out(app: Flask, house: House) -> None:
    for state in ("suspended", "left", "applicant"):
        house.owner.state = state
        db.session.commit()
        for who in ("contact", "circle", "visitor", "moderator"):
            assert browser_of(app, house, who).get(f"/leden/{house.owner.public_id}").status_code == 404
        assert "Okke" not in browser_of(app, house, "contact").page("/leden").text


def test_a_visitor_finds_no_page_without_something_public(app: Flask, make: Factories) -> None:
    quiet = make.member("Stille Sien")
    make.value(quiet, "sentence", "kanarie", seen=Audience("members"))
    browser = Critic(app)
    absent = browser.get(f"/leden/{'a' * 20}")
    response = browser.get(f"/leden/{quiet.public_id}")
    assert (response.status_code, absent.status_code) == (404, 404)
    assert "Sien" not in response.text


def test_a_name_is_public_only_when_chosen(app: Flask, house: House) -> None:
    actions.save_name(house.owner, "Okke Eigenaar", True, LONG_AGO)
    db.session.commit()
    assert "Okke" in Critic(app).page(f"/leden/{house.owner.public_id}").h1


def test_profiles_are_not_indexed(app: Flask, house: House) -> None:
    for browser in (Critic(app), browser_of(app, house, "member")):
        assert "noindex" in browser.get(f"/leden/{house.owner.public_id}").headers["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("looks_as", "seen"),
    [
        ("iedereen", {"public"}),
        ("lid", {"members", "public"}),
        ("contact", {"contacts", "members", "public"}),
        ("kring", {"circle", "members", "public"}),
        ("iets-anders", {"members", "public"}),
    ],
)
def test_the_preview_shows_what_such_a_person_sees(app: Flask, house: House, looks_as: str, seen: set[str]) -> None:
    browser = Critic(app).log_in(house.owner)
    code = f"kring-{house.circle.public_id}" if looks_as == "kring" else looks_as
    text = browser.page(f"/mijn/profiel/voorbeeld?als={code}").text
    assert {name for name, sentence in ALL_SENTENCES.items() if sentence in text} == seen


def test_the_preview_is_of_oneself_only(app: Flask, house: House) -> None:
    browser = browser_of(app, house, "contact")
    assert "kanarie" not in browser.page("/mijn/profiel/voorbeeld?als=contact").text
    assert "kanarie" not in browser.page("/mijn/profiel").text


def test_withdrawing_works_at_once_everywhere(app: Flask, house: House) -> None:
    mine = Critic(app).log_in(house.owner)
    experience = next(one for one in actions.experiences_of(house.owner) if one.audience == "members")
    path = f"/mijn/profiel/ervaring/{experience.public_id}/intrekken"
    reader = browser_of(app, house, "member")
    assert mine.send("/mijn/profiel", {"wat": "vinden"}, at=path).status_code == 303
    assert "kanarie-lid" in reader.page(f"/leden/{house.owner.public_id}").text
    assert "Okke" not in reader.page("/leden?ervaring=hoogbegaafdheid").text
    assert mine.send("/mijn/profiel", {"wat": "zien"}, at=path).status_code == 303
    assert "kanarie-lid" not in reader.page(f"/leden/{house.owner.public_id}").text
    db.session.refresh(experience)
    assert experience.shown_consent_id is None
