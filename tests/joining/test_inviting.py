"""A personal invitation: five a week, one use, fourteen days, and the inviter's name only behind the secret."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core import clock, house_rules
from hub.core.db import db
from hub.joining import actions
from hub.joining.models import Invitation
from hub.members.models import Consent, Member
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import PASSWORD, Factories
from tests.joining.conftest import letters, link_in, press, the_application
from tests.races import together

NIENKE = {"name": "Nienke", "email": "nienke@voorbeeld.example"}
YES = {"name": "Nienke", "agrees": "y"}


@pytest.fixture
def inviter(make: Factories) -> Member:
    """Sanne, who knows somebody."""
    return make.member(name="Sanne Visser")


@pytest.fixture
def invited(app: Flask, inviter: Member) -> str:
    """The path of an invitation that Sanne sent."""
    assert Critic(app).log_in(inviter).send("/uitnodigen", NIENKE).status_code == 303
    return link_in(letters(NIENKE["email"])[0])


def the_invitation() -> Invitation:
    """The newest invitation."""
    return db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()


def test_a_letter_goes_that_names_nobody(invited: str) -> None:
    letter = letters(NIENKE["email"])[0]
    assert "Sanne" not in letter.subject + letter.text
    assert invited.startswith("/uitnodiging/")
    assert invited.removeprefix("/uitnodiging/") not in the_invitation().token_hash
    assert len(the_invitation().token_hash) == 64


def test_from_the_letter_to_waiting(app: Flask, client: Critic, inviter: Member, invited: str) -> None:
    page = client.page(invited)
    assert page.h1 == "Sanne Visser nodigt je uit"
    assert "We praten met elkaar, niet over elkaar" in page.text
    assert client.send(invited, {**YES, "why": "Sanne vertelde erover.", "password": PASSWORD}).location == "/meedoen/klaar"
    assert "Je hoeft nu niets te doen" in client.page("/meedoen/klaar").text
    assert client.get("/mijn/aanvraag").status_code == 303, "not logged in by it"
    application = the_application()
    member = application.member
    assert (application.state, application.why, application.stage) == ("waiting", "Sanne vertelde erover.", None)
    assert (member.email, member.state, member.name) == (NIENKE["email"], "applicant", "Nienke")
    assert the_invitation().used_at
    assert (the_invitation().name, the_invitation().email) == ("", "")
    consent = db.session.scalars(select(Consent).where(Consent.member_id == member.id)).one()
    assert (consent.purpose, consent.text_sha256) == ("house_rules", house_rules.fingerprint())
    assert client.send(link_in(letters(NIENKE["email"])[0])).location == "/mijn/aanvraag"
    assert Critic(app).send("/inloggen", {"email": NIENKE["email"], "password": PASSWORD}).status_code == 303
    assert "gebruikt" in Critic(app).log_in(inviter).page("/uitnodigen").text


def test_without_a_password_one_uses_links(client: Critic, invited: str) -> None:
    assert client.send(invited, YES).status_code == 303
    assert the_application().member.password is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"agrees": ""}, "Zet een vinkje"),
        ({"name": ""}, "Vul in hoe"),
        ({"name": "Ni\u202eenke"}, "onzichtbare tekens"),
        ({"why": "x" * 601}, "te lang"),
        ({"why": "a\x00b"}, "onzichtbare tekens"),
        ({"password": "kort"}, "minstens 12"),
        ({"password": "x" * 129}, "hooguit 128"),
        ({"password": "wachtwoord12"}, "te raden"),
        ({"password": "nienkenienke"}, "te raden"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_still_works(client: Critic, invited: str, fields: dict[str, str], says: str) -> None:
    typed = {key: value for key, value in {**YES, "why": "Om te leren.", **fields}.items() if value or key != "agrees"}
    response = client.send(invited, typed)
    assert response.status_code == 422
    assert says in Page(response).text
    assert not fields.get("password") or fields["password"] not in response.get_data(as_text=True)
    assert the_invitation().used_at is None
    assert client.send(invited, YES).status_code == 303


@pytest.mark.usefixtures("clock")
def test_wrong_old_used_and_withdrawn_look_the_same(app: Flask, client: Critic, inviter: Member, invited: str) -> None:
    with clock.at(NOON + timedelta(days=14)):
        assert client.page(invited, 404).h1 == "Deze link werkt niet meer"
    for dead in ("/uitnodiging/verzonnen", "/uitnodiging/" + "x" * 500):
        assert client.page(dead, 404).h1 == "Deze link werkt niet meer"
    with clock.at(NOON + timedelta(days=13, hours=23)):
        assert client.page(invited).h1 == "Sanne Visser nodigt je uit"
        assert client.send(invited, YES).status_code == 303
        assert Critic(app).page(invited, 404).h1 == "Deze link werkt niet meer"


def test_taken_back_is_dead_and_forgotten(app: Flask, client: Critic, inviter: Member, invited: str) -> None:
    client.log_in(inviter)
    path = f"/uitnodigen/{the_invitation().public_id}/intrekken"
    assert "Nienke" in client.page("/uitnodigen").text
    assert Critic(app).log_in(inviter).press("/uitnodigen", path).status_code == 303
    page = client.page("/uitnodigen")
    assert "ingetrokken" in page.text
    assert "Nienke" not in page.text
    assert Critic(app).page(invited, 404).h1 == "Deze link werkt niet meer"


def test_only_the_inviter_sees_and_takes_back(app: Flask, client: Critic, make: Factories, invited: str) -> None:
    other = client.log_in(make.member(roles=("moderator",)))
    assert "Nienke" not in other.page("/uitnodigen").text
    token = other.page("/uitnodigen").forms()[0]["fields"]["csrf_token"]
    path = f"/uitnodigen/{the_invitation().public_id}/intrekken"
    assert other.post(path, data={"csrf_token": token}).status_code == 404
    assert Critic(app).page(invited).h1 == "Sanne Visser nodigt je uit"


def test_an_inviter_who_is_out_invites_nobody(client: Critic, inviter: Member, invited: str) -> None:
    inviter.state = "suspended"
    db.session.commit()
    assert client.page(invited, 404).h1 == "Deze link werkt niet meer"


@pytest.mark.parametrize("state", ["member", "applicant", "suspended"])
def test_the_inviter_does_not_learn_who_is_known(client: Critic, make: Factories, inviter: Member, state: str) -> None:
    known = make.member(state=state)
    client.log_in(inviter)
    assert client.send("/uitnodigen", {"name": "Ties", "email": known.email}).location == "/uitnodigen"
    assert "verstuurd" in client.page("/uitnodigen").text
    assert "Sanne" not in letters(known.email)[0].text
    assert "/uitnodiging/" not in letters(known.email)[0].text


def test_a_block_keeps_the_letter_back_and_shows_nothing(client: Critic, make: Factories, inviter: Member) -> None:
    known = make.member()
    make.block(known, inviter)
    client.log_in(inviter)
    assert client.send("/uitnodigen", {"name": "Ties", "email": known.email}).location == "/uitnodigen"
    assert "verstuurd" in client.page("/uitnodigen").text
    assert letters() == []


@pytest.mark.usefixtures("clock")
def test_five_a_week(client: Critic, inviter: Member) -> None:
    client.log_in(inviter)
    for number in range(5):
        with clock.at(NOON + timedelta(hours=number)):
            assert client.send("/uitnodigen", {"name": "Iemand", "email": f"i{number}@voorbeeld.example"}).status_code == 303
    refused = client.send("/uitnodigen", {"name": "Iemand", "email": "i6@voorbeeld.example"})
    assert refused.status_code == 422
    assert "al vijf mensen" in Page(refused).text
    assert len(letters()) == 5
    with clock.at(NOON + timedelta(days=7, minutes=1)):
        client.log_in(inviter)
        assert client.send("/uitnodigen", {"name": "Iemand", "email": "i6@voorbeeld.example"}).status_code == 303


def test_two_tabs_cannot_go_over_the_five(app: Flask, inviter: Member) -> None:
    browsers = [Critic(app).log_in(inviter) for _ in range(7)]
    fields = [one.page("/uitnodigen").forms() for one in browsers]
    typed = [next(f["fields"] for f in forms if "email" in f["fields"]) for forms in fields]

    works = [partial(press, browsers[n], typed[n], path="/uitnodigen", name="Iemand", email=f"i{n}@a.example") for n in range(7)]
    assert sorted(together(*works)) == [303] * 5 + [422] * 2


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("nienke", "geen e-mailadres"),
        ("niеnke@voorbeeld.example", "lijken"),
        ("", "Vul het mailadres in"),
        ("NIENKE@voorbeeld.example", "al uitgenodigd"),
    ],
)
def test_bad_addresses(client: Critic, inviter: Member, invited: str, email: str, says: str) -> None:
    response = client.log_in(inviter).send("/uitnodigen", {"name": "Nienke", "email": email})
    assert response.status_code == 422
    assert says in Page(response).text
    assert len(letters()) == 1


def test_not_oneself(client: Critic, inviter: Member) -> None:
    response = client.log_in(inviter).send("/uitnodigen", {"name": "Ik", "email": inviter.email})
    assert "je eigen adres" in Page(response).text


def test_sending_the_form_twice_invites_once(client: Critic, inviter: Member) -> None:
    client.log_in(inviter)
    found = next(one["fields"] for one in client.page("/uitnodigen").forms() if "email" in one["fields"])
    assert [client.post("/uitnodigen", data={**found, **NIENKE}).status_code for _ in range(2)] == [303, 303]
    assert len(letters()) == 1


def test_two_at_once_cannot_both_accept(app: Flask, invited: str) -> None:
    browsers = [Critic(app) for _ in range(4)]
    fields = [one.page(invited).forms()[0]["fields"] for one in browsers]
    works = [partial(press, *one, path=invited, **YES) for one in zip(browsers, fields, strict=True)]
    assert sorted(together(*works)) == [303, 404, 404, 404]
    assert db.session.scalar(select(func.count()).select_from(Member).where(Member.email == NIENKE["email"])) == 1


def test_an_invited_address_that_has_an_account_by_now(client: Critic, make: Factories, invited: str) -> None:
    make.member(email=NIENKE["email"])
    assert client.send(invited, YES).status_code == 404


@pytest.mark.usefixtures("clock")
def test_whom_an_ended_invitation_went_to_is_erased(client: Critic, inviter: Member, invited: str) -> None:
    assert actions.clear_old(NOON + timedelta(days=14)) == 0
    assert actions.clear_old(NOON + timedelta(days=14, seconds=1)) == 1
    db.session.commit()
    assert (the_invitation().name, the_invitation().email) == ("", "")
    with clock.at(NOON + timedelta(days=15)):
        assert "verlopen" in client.log_in(inviter).page("/uitnodigen").text


@pytest.mark.parametrize("role", ["applicant", "partner", "operator"])
def test_who_may_invite(client: Critic, make: Factories, role: str) -> None:
    roles = (role,) if role == "operator" else ()
    member = make.member(state="applicant" if role == "applicant" else "member", is_partner=role == "partner", roles=roles)
    assert client.log_in(member).get("/uitnodigen").status_code == (200 if role == "operator" else 404)
