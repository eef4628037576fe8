"""Logging in: by password, by a link that works once, and never telling who is known."""

from __future__ import annotations

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core import clock, house_rules
from hub.core.db import db
from hub.core.mail import OutboxMail
from hub.core.sessions import BrowserSession
from hub.members import actions
from hub.members.models import Consent, MailLink, Member
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import PASSWORD, Factories

NEW = "zeven trage roeiboten op maandag"


def letters() -> list[OutboxMail]:
    """What lies in the outbox, newest first."""
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())))


def link_in(letter: OutboxMail) -> str:
    """The path of the link in a letter."""
    found = re.search(r"http://localhost(/\S+)", letter.text)
    assert found, letter.text
    return found.group(1)


def log_in(client: Critic, email: str, password: str = PASSWORD, path: str = "/inloggen", **more: str) -> object:
    """Fill in the log-in page."""
    return client.send(path, {"email": email, "password": password, **more})


def test_with_a_password_one_is_in_and_back_where_one_was(client: Critic, make: Factories) -> None:
    member = make.member()
    response = log_in(client, f"  {member.email.upper()} ", path="/inloggen?next=/mijn/account")
    assert (response.status_code, response.location) == (303, "/mijn/account")
    assert client.page("/mijn/account").h1 == "Mijn account"


def never_asked(make: Factories, **other: object) -> Member:
    """An account that was made without an application: nobody asked it about the house rules yet."""
    member = make.member(**other)
    db.session.execute(db.delete(Consent).where(Consent.member_id == member.id))
    db.session.commit()
    return member


def yes_of(member: Member) -> list[tuple[str, str, str]]:
    """What the account said yes to, with the version and the mark of the text."""
    found = db.session.scalars(select(Consent).where(Consent.member_id == member.id))
    return [(one.purpose, one.text_version, one.text_sha256) for one in found]


@pytest.mark.parametrize("page", ["/", "/leden", "/mijn/account", "/mijn/concepten", "/aanvragen?pagina=1"])
def test_who_was_never_asked_reads_the_house_rules_first(client: Critic, make: Factories, page: str) -> None:
    member = never_asked(make, roles=("moderator", "operator"))
    log_in(client, member.email)
    asked = client.get(page)
    assert (asked.status_code, asked.location.partition("?")[0]) == (303, "/mijn/huisregels")
    shown = client.page(asked.location)
    assert all(sentence in shown.text for sentence in house_rules.text().splitlines())
    assert yes_of(member) == [], "reading is no yes"
    assert client.send(asked.location).location == page, "on to where one wanted to be"
    assert yes_of(member) == [("house_rules", house_rules.VERSION, house_rules.fingerprint())]
    assert client.get(page).status_code == 200
    assert client.get(asked.location).location == page, "asked once"


def test_what_is_for_everybody_can_be_read_before_the_yes(client: Critic, make: Factories) -> None:
    log_in(client, never_asked(make).email)
    for path in ("/hulp", "/privacy", "/huisregels", "/weergave", "/agenda"):
        assert client.get(path).status_code == 200
    assert client.press("/mijn/huisregels", "/uitloggen").location == "/"
    assert client.get("/").status_code == 200


def test_nothing_can_be_done_before_the_yes(client: Critic, make: Factories) -> None:
    member = never_asked(make, name="Wim")
    log_in(client, member.email)
    mark = client.page("/mijn/huisregels").forms()[0]["fields"]["csrf_token"]
    sent = client.post("/mijn/account", data={"name": "Iets anders", "csrf_token": mark})
    assert sent.location == "/mijn/huisregels?next=/mijn/account"
    db.session.refresh(member)
    assert member.name == "Wim"


def test_a_yes_said_twice_or_in_another_browser_is_one_yes(app: Flask, client: Critic, make: Factories) -> None:
    member, elsewhere = never_asked(make), Critic(app)
    for browser in (client, elsewhere):
        log_in(browser, member.email)
    fields = client.page("/mijn/huisregels").forms()[-1]["fields"]
    assert [client.post("/mijn/huisregels", data=fields).status_code for _ in range(2)] == [303, 303]
    assert elsewhere.get("/leden", follow_redirects=True).status_code == 200
    assert len(yes_of(member)) == 1


def test_another_text_is_asked_at_the_next_log_in(client: Critic, make: Factories, monkeypatch: pytest.MonkeyPatch) -> None:
    member = make.member()
    monkeypatch.setattr(house_rules, "VERSION", "2031-01")
    log_in(client, member.email)
    assert client.get("/leden").location == "/mijn/huisregels?next=/leden"
    assert client.send("/mijn/huisregels").location == "/"
    assert sorted(version for _, version, _ in yes_of(member)) == ["2026-11", "2031-01"]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "/uitloggen", "/bestaat-niet"])
def test_one_never_ends_up_elsewhere(client: Critic, make: Factories, target: str) -> None:
    assert log_in(client, make.member().email, path=f"/inloggen?next={target}").location == "/"


def test_the_session_gets_a_new_key(client: Critic, make: Factories) -> None:
    client.page("/inloggen")
    before = client.get_cookie("sid", domain="localhost").value
    log_in(client, make.member().email)
    after = client.get_cookie("sid", domain="localhost").value
    assert before != after
    rows = db.session.scalars(select(BrowserSession)).all()
    assert len(rows) == 1
    assert rows[0].account


def test_an_own_device_is_remembered_and_another_is_not(client: Critic, make: Factories) -> None:
    log_in(client, make.member().email, own_device="y")
    assert db.session.scalars(select(BrowserSession.own_device)).one() is True


@pytest.mark.parametrize("state", ["unknown", "wrong", "no-password", "suspended", "left"])
def test_every_no_is_the_same(client: Critic, make: Factories, state: str) -> None:
    member = make.member(state=state if state in ("suspended", "left") else "member")
    if state == "no-password":
        member.password = None
        db.session.commit()
    response = log_in(
        client,
        "niemand@peerhuis.example" if state == "unknown" else member.email,
        "heel iets anders dan dat" if state == "wrong" else PASSWORD,
    )
    assert response.status_code == 422
    assert "horen niet bij elkaar" in Page(response).text
    assert client.get("/mijn/account").status_code == 303


def test_too_many_tries_wait_also_for_unknown_addresses(client: Critic, make: Factories) -> None:
    for email in (make.member().email, "niemand@peerhuis.example"):
        statuses = [log_in(client, email, "fout").status_code for _ in range(11)]
        assert statuses == [422] * 10 + [429]
    refused = log_in(client, make.member().email, "fout")
    assert refused.status_code == 422, "another account is not held up"


def test_asking_a_link_answers_the_same_for_all(client: Critic, make: Factories) -> None:
    seen = []
    for email in (make.member().email, "niemand@peerhuis.example", make.member(state="suspended").email):
        response = client.send("/inloggen/link", {"email": email})
        seen.append((response.status_code, response.location))
        assert letters()[0].to_address == email
    assert set(seen) == {(303, "/inloggen/post")}
    assert len(letters()) == 3
    assert {letter.subject for letter in letters()} == {"Je link om in te loggen"}
    assert "geen account" in letters()[0].text


@pytest.mark.usefixtures("clock")
def test_a_link_works_once_and_not_by_looking_at_it(client: Critic, make: Factories, app: Flask) -> None:
    member = make.member()
    client.send("/inloggen/link?next=/mijn/account", {"email": member.email})
    path = link_in(letters()[0])
    for _ in range(3):
        assert client.page(path).h1 == "Welkom terug"  # mail programs look at links
    assert client.get("/mijn/account").status_code == 303
    response = client.send(path)
    assert (response.status_code, response.location) == (303, "/mijn/account")
    assert Critic(app).page(path, 404).h1 == "Deze link werkt niet meer"
    assert member.email not in str(db.session.scalars(select(MailLink.token_hash)).all())


@pytest.mark.usefixtures("clock")
def test_old_wrong_and_foreign_links_look_the_same(app: Flask, client: Critic, make: Factories) -> None:
    member = make.member()
    old = actions.mail_link(member, "log_in", NOON - timedelta(minutes=31)).removeprefix("http://localhost")
    other_kind = actions.mail_link(member, "recover", NOON).replace("/wachtwoord/", "/link/").removeprefix("http://localhost")
    gone = actions.mail_link(make.member(), "log_in", NOON).removeprefix("http://localhost")
    db.session.execute(db.update(Member).where(Member.id != member.id).values(state="suspended"))
    db.session.commit()
    for path in (old, other_kind, "/inloggen/link/verzonnen", "/inloggen/link/" + "x" * 500):
        assert client.page(path, 404).h1 == "Deze link werkt niet meer"
    assert client.send(gone).status_code == 404


@pytest.mark.usefixtures("clock")
def test_two_at_once_cannot_both_use_a_link(app: Flask, make: Factories) -> None:
    path = actions.mail_link(make.member(), "log_in", NOON).removeprefix("http://localhost")
    db.session.commit()
    browsers = [Critic(app) for _ in range(4)]
    fields = [browser.page(path).forms()[0]["fields"] for browser in browsers]
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda pair: pair[0].post(path, data=pair[1]).status_code, zip(browsers, fields, strict=True)))
    assert sorted(codes) == [303, 404, 404, 404]


@pytest.mark.usefixtures("clock")
def test_recovery_sets_a_password_and_ends_every_session(app: Flask, client: Critic, make: Factories) -> None:
    member = make.member()
    elsewhere = Critic(app).log_in(member)
    client.send("/inloggen/wachtwoord", {"email": member.email})
    path = link_in(letters()[0])
    assert client.send(path, {"password": "kort"}).status_code == 422
    assert client.send(path, {"password": NEW}).status_code == 303
    assert elsewhere.get("/mijn/account").status_code == 303
    assert client.page(path, 404).h1 == "Deze link werkt niet meer"
    assert letters()[0].subject == "Je wachtwoord is veranderd"
    assert log_in(client, member.email, NEW).status_code == 303
    assert log_in(Critic(app), member.email, PASSWORD).status_code == 422


def test_a_forged_host_gets_no_letter_out(client: Critic, make: Factories) -> None:
    response = client.post("/inloggen/wachtwoord", data={"email": make.member().email}, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert letters() == []


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("kort", "minstens 12"),
        ("x" * 129, "hooguit 128"),
        ("wachtwoord12", "te raden"),
        ("peerhuispeerhuis", "te raden"),
        ("", "Vul een nieuw"),
        ("aaaaaaaaaaaaaa", "te raden"),
        ("Sanne de Wit 1", "te raden"),
    ],
)
@pytest.mark.usefixtures("clock")
def test_easy_passwords_are_refused_with_a_sentence(client: Critic, make: Factories, password: str, says: str) -> None:
    path = actions.mail_link(make.member(name="Sanne de Wit"), "recover", NOON).removeprefix("http://localhost")
    db.session.commit()
    response = client.send(path, {"password": password})
    assert response.status_code == 422
    assert says in Page(response).text
    assert password not in response.get_data(as_text=True) or not password


@pytest.mark.parametrize(
    "address",
    ["piet@peerhuis.example", "p i@x.nl", "аdmin@peerhuis.example", "a@b.nl\u200b", "wim@voorbeeld", "x" * 300 + "@y.nl"],
)
def test_odd_addresses_get_an_answer(client: Critic, address: str) -> None:
    assert client.send("/inloggen/link", {"email": address}).status_code in (303, 422)
    assert all(letter.to_address.isascii() for letter in letters())


def test_logging_out_and_changing_name(client: Critic, make: Factories) -> None:
    member = make.member(name="Wim")
    client.log_in(member)
    assert client.send("/mijn/account", {"name": "Wim Adema"}).status_code == 303
    db.session.refresh(member)
    assert (member.name, member.sort_key) == ("Wim Adema", "wim adema")
    assert client.send("/mijn/account", {"name": " "}).status_code == 422
    assert client.press("/mijn/account", "/uitloggen").status_code == 303
    assert client.get("/mijn/account").status_code == 303


def test_another_password_needs_the_current_one(app: Flask, client: Critic, make: Factories) -> None:
    member = make.member()
    client.log_in(member)
    elsewhere = Critic(app).log_in(member)
    wrong = client.send("/mijn/account/wachtwoord", {"current_password": "fout", "password": NEW})
    assert wrong.status_code == 422
    assert client.send("/mijn/account/wachtwoord", {"current_password": PASSWORD, "password": NEW}).status_code == 303
    assert client.get("/mijn/account").status_code == 200
    assert elsewhere.get("/mijn/account").status_code == 303


@pytest.mark.usefixtures("clock")
def test_a_first_password_only_shortly_after_logging_in(client: Critic, make: Factories) -> None:
    member = make.member()
    member.password = None
    db.session.commit()
    client.log_in(member)
    with clock.at(NOON + timedelta(minutes=11)):
        assert client.page("/mijn/account/wachtwoord").h1 == "Een wachtwoord kiezen"
        mark = client.page("/mijn/account/wachtwoord").forms()[0]["fields"]["csrf_token"]
        sent = client.post("/mijn/account/wachtwoord", data={"password": NEW, "csrf_token": mark})
        assert Page(sent).h1 == "Een wachtwoord kiezen"
        assert member.password is None
        assert client.press("/mijn/account/wachtwoord", "/mijn/account/link").location == "/inloggen/post"
        response = client.send(link_in(letters()[0]))
        assert response.location == "/mijn/account/wachtwoord"
        assert client.page("/mijn/account/wachtwoord").h1 == "Je wachtwoord"
    assert client.send("/mijn/account/wachtwoord", {"password": NEW}).status_code == 303


def test_roles_have_terms_and_end_sessions(app: Flask, make: Factories) -> None:
    member = make.member()
    browser = Critic(app).log_in(member)
    actions.give_role(member, "moderator", NOON)
    db.session.commit()
    assert member.has("moderator")
    assert browser.get("/mijn/account").status_code == 303
    actions.end_role(member, "moderator", NOON)
    db.session.commit()
    assert not member.has("moderator")
    assert len(member.terms) == 1


@pytest.mark.usefixtures("clock")
def test_a_password_is_the_same_on_every_keyboard(client: Critic, make: Factories) -> None:
    member = make.member()
    path = actions.mail_link(member, "recover", NOON).removeprefix("http://localhost")
    db.session.commit()
    assert client.send(path, {"password": "zeven trage re\u0301e\u0308n op maandag"}).status_code == 303
    assert log_in(client, member.email, "zeven trage r\u00e9\u00ebn op maandag").status_code == 303


@pytest.mark.parametrize("password", ["\u0000" * 13, "x" * 300_000, "\ud83d" * 12, "\ufdfa" * 128])
def test_odd_passwords_are_a_plain_no(client: Critic, make: Factories, password: str) -> None:
    sent = password.encode("utf-8", "surrogatepass")
    assert log_in(client, make.member().email, sent).status_code == 422


def test_a_known_address_takes_no_longer_than_an_unknown_one(client: Critic, make: Factories) -> None:
    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(7):
        for known in (True, False):
            email = make.member().email if known else f"niemand{number}@peerhuis.example"
            began = time.perf_counter()
            log_in(client, email, "niet het goede wachtwoord")
            took[known].append(time.perf_counter() - began)
    ratio = statistics.median(took[True]) / statistics.median(took[False])
    assert 0.5 < ratio < 2, ratio


def test_a_suspension_ends_everything_at_once(app: Flask, make: Factories) -> None:
    member = make.member()
    browser = Critic(app).log_in(member, own_device=True)
    actions.suspend(member, NOON)
    db.session.commit()
    assert browser.get("/mijn/account").status_code == 303
    assert db.session.scalars(select(BrowserSession)).all() == []


@pytest.mark.usefixtures("clock")
def test_a_new_password_ends_the_links_that_still_lie_about(client: Critic, make: Factories) -> None:
    member = make.member()
    older, newer, way_in = (
        actions.mail_link(member, purpose, NOON).removeprefix("http://localhost") for purpose in ("recover", "recover", "log_in")
    )
    other = actions.mail_link(make.member(), "log_in", NOON).removeprefix("http://localhost")
    db.session.commit()
    assert client.send(newer, {"password": NEW}).status_code == 303
    assert client.page(older, 404).h1 == client.page(way_in, 404).h1 == "Deze link werkt niet meer"
    assert client.page(other).h1 == "Welkom terug"


@pytest.mark.parametrize("path", ["/inloggen/link", "/inloggen/wachtwoord"])
def test_letters_are_limited_by_address_and_by_sender(client: Critic, make: Factories, path: str) -> None:
    for email in (make.member().email, "niemand@peerhuis.example"):
        assert [client.send(path, {"email": email}).status_code for _ in range(4)] == [303, 303, 303, 429]
    more = [client.send(path, {"email": f"iemand{n}@peerhuis.example"}).status_code for n in range(5)]
    assert more == [303, 303, 303, 303, 429], "six letters went already; the tenth is the last"
    refused = client.send(path, {"email": "nog@peerhuis.example"})
    assert int(refused.headers["Retry-After"]) > 0
    assert len(letters()) == 10


def test_many_tries_from_one_place_wait_whoever_they_are_for(client: Critic) -> None:
    statuses = [log_in(client, f"iemand{n}@peerhuis.example", "fout").status_code for n in range(31)]
    assert statuses == [422] * 30 + [429]


@pytest.mark.parametrize("name", ["\u200b", "...", "\U0001f600", "Wim\u202eed", "x" * 61, "Wim\nDe", "Wim\x00"])
def test_a_name_can_be_read(client: Critic, make: Factories, name: str) -> None:
    member = make.member(name="Wim")
    client.log_in(member)
    assert client.send("/mijn/account", {"name": name}).status_code == 422
    db.session.refresh(member)
    assert member.name == "Wim"


@pytest.mark.parametrize("name", ["\u9673", "Zo\u00eb-Fleur", "\u0645\u0631\u064a\u0645", "D.", "<b>Wim</b>"])
def test_every_script_has_names(client: Critic, make: Factories, name: str) -> None:
    client.log_in(make.member(name="Wim"))
    assert client.send("/mijn/account", {"name": name}).status_code == 303
    assert "<b>Wim" not in client.page("/mijn/account").html


def test_what_was_typed_before_comes_along(client: Critic, make: Factories) -> None:
    member = make.member()
    client.page("/inloggen")  # brings the mark of forms
    fields = client.page("/inloggen").forms()[0]["fields"]
    client.post("/mijn/account", data={**fields, "name": "Wim van de Berg"})
    log_in(client, member.email, path="/inloggen?next=/mijn/account")
    assert "Wim van de Berg" in client.page("/mijn/concepten").text


@pytest.mark.usefixtures("clock")
def test_a_session_by_link_belongs_to_who_opened_it(app: Flask, client: Critic, make: Factories) -> None:
    first, second = make.member(name="Wim"), make.member(name="Noor")
    client.log_in(first)
    before = client.get_cookie("sid", domain="localhost").value
    path = actions.mail_link(second, "log_in", NOON).removeprefix("http://localhost")
    db.session.commit()
    client.send(path)
    assert "Noor" in client.page("/mijn/account").html
    old = Critic(app)
    old.set_cookie("sid", before, domain="localhost")
    assert old.get("/mijn/account").status_code == 303
