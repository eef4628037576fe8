"""One's own profile through the front door: filling in, choosing who sees it, two windows, and bad input."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.audience.rules import Audience
from hub.core.db import db
from hub.members.models import Consent, Member
from hub.profiles import rules
from hub.profiles.models import Experience, ProfileValue
from hub.profiles.queries.own import experiences_of, value_of
from tests.critic import Critic
from tests.factories import Factories

ABOUT_EXPERIENCES = Consent.purpose != "house_rules"
PARTS = [one.path for one in rules.FIELDS.values()]


@pytest.fixture
def sanne(make: Factories) -> Member:
    return make.member("Sanne de Wit")


@pytest.fixture
def browser_of_sanne(app: Flask, sanne: Member) -> Critic:
    return Critic(app).log_in(sanne)


@pytest.mark.parametrize("path", [f"/mijn/profiel/{part}" for part in PARTS] + ["/mijn/profiel/ervaring"])
def test_nothing_is_ticked_beforehand(browser_of_sanne: Critic, path: str) -> None:
    page = browser_of_sanne.page(path)
    ticked = [one for one in page.tree.iter("input") if one.get("checked") is not None]
    assert ticked == []
    assert "alleen jij" in page.text


def test_a_new_value_is_only_mine_until_i_choose(browser_of_sanne: Critic, sanne: Member) -> None:
    assert browser_of_sanne.send("/mijn/profiel/zin", {"sentence": "Ik coach."}).status_code == 303
    value = value_of(sanne, rules.SENTENCE)
    assert value is not None
    assert (value.text, value.audience) == ("Ik coach.", "only_me")


@pytest.mark.parametrize(
    ("part", "fields", "stored"),
    [
        ("zin", {"sentence": "Ik  coach\nmensen."}, ("Ik coach mensen.", [])),
        ("werk", {"work": ["trainer", "coach", "coach"]}, ("", ["coach", "trainer"])),
        ("provincie", {"province": "friesland"}, ("friesland", [])),
        ("online", {"online": "no"}, ("no", [])),
        ("ruimte", {"capacity": "limited", "hours": "6"}, ("limited", ["6"])),
        ("ruimte", {"hours": "6"}, ("", [])),
        ("werkkaart", {"line_2": "Binnen 3 dagen."}, ("", ["", "Binnen 3 dagen.", "", "", "", ""])),
        ("werkkaart", {}, ("", [])),
    ],
)
def test_each_part_is_kept_and_shown_again(
    browser_of_sanne: Critic, sanne: Member, part: str, fields: dict[str, Any], stored: tuple[str, list[str]]
) -> None:
    path = f"/mijn/profiel/{part}"
    assert browser_of_sanne.send(path, {**fields, "audience": "members"}).status_code == 303
    value = value_of(sanne, rules.BY_PATH[part].name)
    assert value is not None
    assert (value.text, value.items, value.audience) == (*stored, "members")
    assert "alle leden" in browser_of_sanne.page("/mijn/profiel").text
    assert browser_of_sanne.send(path).status_code == 303
    db.session.refresh(value)
    assert (value.text, value.items, value.audience) == (*stored, "members")


def test_contacts_and_circles_are_chosen_together(browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    circle = make.circle(sanne, name="Kring van maandag")
    chosen = {"sentence": "Hoi", "audience": "chosen", "audience_to": ["contacten", circle.public_id]}
    assert browser_of_sanne.send("/mijn/profiel/zin", chosen).status_code == 303
    value = value_of(sanne, rules.SENTENCE)
    assert value is not None
    assert (value.audience, value.to_contacts, value.to_circles) == ("chosen", True, [circle.id])
    assert "je contacten en kring Kring van maandag" in browser_of_sanne.page("/mijn/profiel").text


def test_choosing_people_without_naming_any_is_asked_again(browser_of_sanne: Critic, sanne: Member) -> None:
    response = browser_of_sanne.send("/mijn/profiel/zin", {"sentence": "Hoi daar", "audience": "chosen"})
    assert response.status_code == 422
    assert "Kies je contacten of minstens 1 kring." in response.text
    assert "Hoi daar" in response.text
    assert value_of(sanne, rules.SENTENCE) is None


def test_a_circle_of_somebody_else_is_no_choice(browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    other = make.circle(make.member())
    sent = {"sentence": "Hoi", "audience": "chosen", "audience_to": [other.public_id]}
    assert browser_of_sanne.send("/mijn/profiel/zin", sent).status_code == 422
    assert value_of(sanne, rules.SENTENCE) is None


def test_a_circle_one_left_is_said(browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    circle = make.circle(name="Kring van toen")
    place = make.circle_member(circle, sanne)
    make.value(sanne, rules.SENTENCE, "Hoi", seen=Audience("chosen", to_circles=(circle.id,)))
    place.state = "left"
    db.session.commit()
    text = browser_of_sanne.page("/mijn/profiel").text
    assert "je zit niet meer in de kring die je koos" in text
    assert "Kring van toen" not in text


def test_everyone_is_asked_twice(browser_of_sanne: Critic, sanne: Member) -> None:
    first = browser_of_sanne.send("/mijn/profiel/zin", {"sentence": "Ik coach.", "audience": "public"})
    assert "Echt aan iedereen laten zien?" in first.text
    assert value_of(sanne, rules.SENTENCE) is None
    back = browser_of_sanne.page("/mijn/profiel/zin")
    assert back.forms()[-1]["fields"]["sentence"] == "Ik coach.", "what was typed is kept"
    fields = {"sentence": "Ik coach.", "audience": "public", "zeker": "1"}
    assert browser_of_sanne.send("/mijn/profiel/zin", fields).status_code == 303
    value = value_of(sanne, rules.SENTENCE)
    assert value is not None
    assert value.audience == "public"
    assert browser_of_sanne.send("/mijn/profiel/zin", {"sentence": "Ik train."}).status_code == 303, "it was public already"


def test_two_windows_lose_neither_version(app: Flask, browser_of_sanne: Critic, sanne: Member) -> None:
    page = browser_of_sanne.page("/mijn/profiel/zin")
    old = next(form for form in page.forms() if "sentence" in form["fields"])["fields"]
    assert browser_of_sanne.send("/mijn/profiel/zin", {"sentence": "Uit venster een."}).status_code == 303
    second = browser_of_sanne.post("/mijn/profiel/zin", data={**old, "sentence": "Uit venster twee."})
    assert second.status_code == 422
    assert "Uit venster een." in second.text
    assert "Uit venster twee." in second.text
    value = value_of(sanne, rules.SENTENCE)
    assert value is not None
    assert value.text == "Uit venster een."


def test_two_windows_on_one_experience(browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    mine = make.experience(sanne, "ggz", "Eerst.")
    path = f"/mijn/profiel/ervaring/{mine.public_id}"
    old = next(form for form in browser_of_sanne.page(path).forms() if "sentence" in form["fields"])["fields"]
    assert browser_of_sanne.send(path, {"sentence": "Venster een."}).status_code == 303
    second = browser_of_sanne.post(path, data={**old, "sentence": "Venster twee."})
    assert second.status_code == 422
    assert "Venster een." in second.text
    assert "Venster twee." in second.text


def test_an_experience_with_its_two_answers(browser_of_sanne: Critic, sanne: Member) -> None:
    fields = {"kind": "ggz", "sentence": "Twee jaar.", "audience": "members", "shown": "y", "findable": "y"}
    assert browser_of_sanne.send("/mijn/profiel/ervaring", fields).status_code == 303
    (mine,) = experiences_of(sanne)
    assert rules.is_shown(mine)
    assert rules.is_findable(mine)
    given = list(db.session.scalars(select(Consent).where(ABOUT_EXPERIENCES).order_by(Consent.id)))
    assert [(one.purpose, one.subject, one.text_version) for one in given] == [
        ("experience_shown", "ggz", rules.TEXT_VERSION),
        ("experience_findable", "ggz", rules.TEXT_VERSION),
    ]
    path = f"/mijn/profiel/ervaring/{mine.public_id}"
    page = browser_of_sanne.page(path)
    fields = next(form for form in page.forms() if "sentence" in form["fields"])["fields"]
    del fields["shown"], fields["findable"]
    assert browser_of_sanne.post(path, data=fields).status_code == 303
    db.session.expire_all()
    assert not rules.is_shown(experiences_of(sanne)[0])
    assert all(one.withdrawn_at for one in db.session.scalars(select(Consent).where(ABOUT_EXPERIENCES)))


def test_saving_again_gives_no_second_consent(browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    mine = make.experience(sanne, "ggz")
    assert browser_of_sanne.send(f"/mijn/profiel/ervaring/{mine.public_id}", {"sentence": "Nieuw."}).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Consent).where(ABOUT_EXPERIENCES)) == 2


def test_finding_without_showing_is_refused(browser_of_sanne: Critic, sanne: Member) -> None:
    response = browser_of_sanne.send("/mijn/profiel/ervaring", {"kind": "ggz", "findable": "y"})
    assert response.status_code == 422
    assert experiences_of(sanne) == []


def test_an_experience_stands_there_once(browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    page = browser_of_sanne.page("/mijn/profiel/ervaring")
    old = next(form for form in page.forms() if "sentence" in form["fields"])["fields"]
    make.experience(sanne, "ggz")
    response = browser_of_sanne.post("/mijn/profiel/ervaring", data={**old, "kind": "ggz"})
    assert response.status_code == 422
    assert len(experiences_of(sanne)) == 1


def test_five_hundred_experiences_are_not_taken(browser_of_sanne: Critic, sanne: Member) -> None:
    for number in range(20):
        response = browser_of_sanne.send("/mijn/profiel/ervaring", {"kind": f"eigen-{number}"})
        assert response.status_code == 422
    many = {"kind": ["ggz"] * 100, "shown": ["y"] * 20}
    assert browser_of_sanne.send("/mijn/profiel/ervaring", many).status_code in (303, 413, 422)
    assert len(experiences_of(sanne)) <= 1


def test_the_list_can_be_used_up(browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    for kind in ("autisme", "hoogbegaafdheid", "lichamelijke-beperking", "ggz", "andere-neurodiversiteit", "armoede"):
        make.experience(sanne, kind)
    assert "staan al op je profiel" in browser_of_sanne.page("/mijn/profiel/ervaring").text


def test_order_by_buttons(browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    for kind in ("ggz", "autisme", "armoede"):
        make.experience(sanne, kind)
    last = experiences_of(sanne)[-1]
    path = f"/mijn/profiel/ervaring/{last.public_id}/plaats"
    for expected in (["ggz", "armoede", "autisme"], ["armoede", "ggz", "autisme"]):
        assert browser_of_sanne.send("/mijn/profiel", {"kant": "omhoog"}, at=path).status_code == 303
        db.session.expire_all()
        assert [one.kind.slug for one in experiences_of(sanne)] == expected


def test_removing_asks_first_and_withdraws(browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    mine = make.experience(sanne, "ggz")
    path = f"/mijn/profiel/ervaring/{mine.public_id}/weg"
    assert "Haal 'ggz' weg?" in browser_of_sanne.page(path).h1
    assert browser_of_sanne.send(path).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Experience)) == 0
    assert all(one.withdrawn_at for one in db.session.scalars(select(Consent).where(ABOUT_EXPERIENCES)))


def test_somebody_elses_experience_is_absent(app: Flask, sanne: Member, make: Factories) -> None:
    mine = make.experience(sanne, "ggz", "Van mij.")
    other = Critic(app).log_in(make.member())
    for path in ("", "/weg"):
        assert other.get(f"/mijn/profiel/ervaring/{mine.public_id}{path}").status_code == 404
    token = next(one["fields"]["csrf_token"] for one in other.page("/mijn/profiel").forms())
    for path in ("", "/weg", "/intrekken", "/plaats"):
        sent = other.post(f"/mijn/profiel/ervaring/{mine.public_id}{path}", data={"csrf_token": token, "sentence": "x"})
        assert sent.status_code == 404
    db.session.expire_all()
    assert rules.is_shown(experiences_of(sanne)[0])


def test_the_name_to_use(browser_of_sanne: Critic, sanne: Member) -> None:
    assert browser_of_sanne.send("/mijn/profiel/naam", {"name": "  "}).status_code == 422
    assert browser_of_sanne.send("/mijn/profiel/naam", {"name": "Éva Bos"}).status_code == 303
    db.session.refresh(sanne)
    assert (sanne.name, sanne.sort_key) == ("Éva Bos", "eva bos")


def test_pausing_and_coming_back(app: Flask, browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    make.value(sanne, rules.CAPACITY, "room", ("8",))
    reader = Critic(app).log_in(make.member())
    assert "Heeft ruimte" in reader.page(f"/leden/{sanne.public_id}").text
    assert browser_of_sanne.press("/mijn/profiel", "/mijn/profiel/pauze").status_code == 303
    text = reader.page(f"/leden/{sanne.public_id}").text
    assert "Op pauze" in text
    assert "8 uur" not in text
    assert "Op pauze" in reader.page("/leden").text
    assert browser_of_sanne.press("/mijn/profiel", "/mijn/profiel/pauze/voorbij").status_code == 303
    assert "Op pauze" not in reader.page(f"/leden/{sanne.public_id}").text


def test_a_pause_is_not_told_to_who_may_not_see_the_capacity(app: Flask, make: Factories) -> None:
    quiet = make.member("Stille Sien", paused_at=None)
    quiet.paused_at = quiet.created_at
    make.value(quiet, rules.CAPACITY, "room", seen=Audience())
    reader = Critic(app).log_in(make.member())
    for path in (f"/leden/{quiet.public_id}", "/leden"):
        assert "pauze" not in reader.page(path).text.lower()


BAD = ["\x00", "a\u202eb", "x" * 5000, "<script>alert(1)</script>", "' OR 1=1 --", "\ud83d\ude42" * 3, "${7*7}"]


TYPED = ("sentence", "work", "province", "online", "capacity", "hours", "line_1", "name", "kind", "audience", "audience_to")


@pytest.mark.parametrize("part", [*PARTS, "naam", "ervaring"])
def test_bad_input_gives_a_sentence(browser_of_sanne: Critic, part: str) -> None:
    path = f"/mijn/profiel/{part}"
    token = browser_of_sanne.page(path).forms()[-1]["fields"]["csrf_token"]
    for text in BAD:
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16")
        for sent in (dict.fromkeys(TYPED, whole), {"version": whole, "sentence": "a", "audience": [whole] * 10}):
            response = browser_of_sanne.post(path, data={**sent, "csrf_token": token})
            assert response.status_code in (303, 422)
            assert "<script>alert" not in response.text
    assert "<script>alert" not in browser_of_sanne.page("/mijn/profiel").html


def test_unknown_parts_are_absent(browser_of_sanne: Critic) -> None:
    assert browser_of_sanne.get("/mijn/profiel/bsn").status_code == 404


def test_scripts_in_a_sentence_are_words(app: Flask, browser_of_sanne: Critic, sanne: Member, make: Factories) -> None:
    make.value(sanne, rules.SENTENCE, "<b>vet</b>")
    reader = Critic(app).log_in(make.member())
    assert "&lt;b&gt;vet" in reader.page(f"/leden/{sanne.public_id}").html
    assert "&lt;b&gt;vet" in reader.page("/leden").html


def test_the_table_refuses_chosen_nobody(app: Flask, sanne: Member, make: Factories) -> None:
    make.value(sanne, rules.SENTENCE, "Hoi", seen=Audience("members"))
    assert db.session.scalar(select(ProfileValue.to_contacts)) is False
