"""How a referral ends, and that nothing is left of it: rows are opened with the keys of the house to be sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core import crypto
from hub.core.db import db
from hub.core.drafts import Draft
from hub.core.mail import OutboxMail
from hub.members.models import Member
from hub.notices.models import Notice
from hub.referrals.actions import ending
from hub.referrals.models import Agreement, Meeting, Offer, Referral, ReferralCount, Step
from hub.referrals.rules.lists import read_code, written_code
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import Factories
from tests.referrals.conftest import (
    ASKED,
    CANARY,
    MOMENT,
    RULES,
    YES,
    Own,
    People,
    everything_in,
    later,
    path_of,
    referrals,
    told,
    work,
)

Browse = Callable[[Member], Critic]
TABLES = (Referral, Offer, Agreement, Step, Meeting)
TEXTS = (CANARY, "Niet bellen", "Bel de praktijk", "Past hier beter", "Buurthuis", "coaching", "utrecht", "spoken")


class Identity:
    """A cipher that hides nothing, so that a text in an encrypted column can be found in the row itself."""

    def encrypt(self, data: bytes) -> bytes:
        return data

    decrypt = rotate = encrypt


@pytest.fixture(params=["as it is", "identity cipher"])
def cipher(request: pytest.FixtureRequest, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With the real cipher, and with one that hides nothing."""
    if request.param == "identity cipher":
        monkeypatch.setattr(app.extensions["vault"], "_fernet", Identity())
    return


def rich_one(people: People, browse: Browse, make: Factories) -> Referral:
    """A referral with everything in it: given back, opened again with a reason, accepted, a meeting planned, a draft."""
    made = make.accepted(people.sanne, people.wim, question=CANARY)
    path = path_of(made)
    browse(people.wim).send(path + "/teruggeven", {"why": "fit"})
    again = {"to": "contacts", "contacts": [people.fatima.public_id], **YES, "why": "Past hier beter."}
    assert browse(people.sanne).send(path + "/opnieuw", again).status_code == 303
    fatimas = browse(people.fatima)
    assert fatimas.send(path + "/aannemen", {**RULES, "complaints": "Bel de praktijk."}).status_code == 303
    assert fatimas.send(path + "/gesprek", MOMENT).status_code == 303
    assert browse(people.sanne).press(path, path + "/gesprek/ja").status_code == 303
    fatimas.send(path + "/gesprek", {**MOMENT, "place": "Buurthuis Oost", "_concept": "1"})
    return made


def raw(*tables: type) -> str:
    """Every stored value, as the table holds it."""
    db.session.expire_all()
    return " | ".join(str(tuple(row)) for table in tables for row in db.session.execute(select(table.__table__)))


def left() -> str:
    """What stands in the tables and in drafts, stored and opened."""
    drafts = " | ".join(str(one.typed) for one in db.session.scalars(select(Draft)))
    return " | ".join((raw(*TABLES, Draft), everything_in(*TABLES), drafts))


def counts() -> list[tuple[str, str, str, int]]:
    """What stays."""
    rows = select(ReferralCount.month, ReferralCount.province, ReferralCount.kind, ReferralCount.number)
    return [(str(month), *rest) for month, *rest in db.session.execute(rows)]


@pytest.mark.usefixtures("cipher")
def test_what_is_there_can_be_found_by_these_tests(people: People, browse: Browse, make: Factories) -> None:
    rich_one(people, browse, make)
    for text in TEXTS:
        assert text in left(), text


@pytest.mark.usefixtures("cipher")
@pytest.mark.parametrize("who", ["sender", "client"])
def test_taking_it_back_erases_it_at_once(people: People, browse: Browse, make: Factories, client: Critic, who: str) -> None:
    made = rich_one(people, browse, make)
    path, own = path_of(made), Own(client, people.fatima, rich=True)
    assert [one["status"] for one in own.events()] == ["CONFIRMED"]
    if who == "sender":
        assert "De tekst is meteen gewist" in browse(people.sanne).page(path + "/intrekken").text
        assert browse(people.sanne).send(path + "/intrekken").location == path
    else:
        assert Page(press_code(client, made.code)).h1 == "Je vraag is ingetrokken"
    for text in TEXTS:
        assert text not in left(), text
    (now,) = referrals()
    assert (now.state, now.code_hash, now.kind, now.province, now.settled_at) == ("withdrawn", None, None, None, NOON)
    assert db.session.scalars(select(Agreement)).all() == []
    assert db.session.scalars(select(Offer.state)).all() == ["accepted"]
    assert counts() == [("2026-11-01", "utrecht", "coaching", 1)]
    assert told(people.fatima)[-1] == "referral-ended"
    assert ("referral-ended" in told(people.sanne)) is (who == "client")
    by = "De klant heeft" if who == "client" else "Je hebt"
    assert f"{by} de doorverwijzing ingetrokken. De tekst is gewist." in browse(people.sanne).page(path).text
    page = browse(people.fatima).page(path)
    assert "De vraag is ingetrokken en de tekst is gewist." in page.text
    assert [(one["status"], int(one["sequence"])) for one in own.events()] == [("CANCELLED", 1)]
    for verb in ("/intrekken", "/opnieuw", "/gesprek", "/afronden", "/nieuwe-code"):
        assert browse(people.sanne).get(path + verb).location == path


def test_a_withdrawn_one_is_gone_after_a_week_and_counted_once(app: Flask, people: People, make: Factories) -> None:
    made = make.accepted(people.sanne, people.wim)
    ending.withdraw(made, NOON)
    db.session.commit()
    with later(NOON + timedelta(days=6, hours=23)):
        work(app)
        assert len(referrals()) == 1
    with later(NOON + timedelta(days=7)):
        work(app)
    assert referrals() == []
    assert counts() == [("2026-11-01", "utrecht", "coaching", 1)]


def test_who_it_was_offered_to_loses_it_at_once(people: People, browse: Browse, make: Factories) -> None:
    path = path_of(make.referral(people.sanne, people.wim, question=CANARY))
    browse(people.sanne).send(path + "/intrekken")
    assert browse(people.wim).get(path).status_code == 404
    assert told(people.wim) == []


# --- the paper code ---


def press_code(client: Critic, code: str) -> object:
    """Type the code, and say that one is sure."""
    sure = client.send("/w", {"code": code})
    assert sure.status_code == 200, Page(sure).text
    form = next(one for one in Page(sure).forms() if "code" in one["fields"])
    return client.post("/w", data={**form["fields"], "sure": "1"})


@pytest.mark.parametrize("written", ["{}", " {} ", "lower", "spaces", "run together", "dots"])
def test_the_code_may_be_typed_in_any_way(people: People, make: Factories, client: Critic, written: str) -> None:
    made = make.referral(people.sanne, people.wim)
    ways = {
        "lower": made.code.lower(),
        "spaces": made.code.replace("-", " - "),
        "run together": made.code.replace("-", ""),
        "dots": made.code.replace("-", "."),
    }
    assert press_code(client, ways.get(written, written.format(made.code))).status_code == 200
    assert referrals()[0].state == "withdrawn"


def test_a_code_works_once(people: People, make: Factories, client: Critic) -> None:
    made = make.referral(people.sanne, people.wim)
    press_code(client, made.code)
    answer = client.send("/w", {"code": made.code})
    assert answer.status_code == 422
    assert "Deze code klopt niet, of de doorverwijzing is al gewist." in Page(answer).text


def test_a_new_code_ends_the_old_one(people: People, browse: Browse, make: Factories, client: Critic) -> None:
    made = make.referral(people.sanne, people.wim)
    browse(people.sanne).send(path_of(made) + "/nieuwe-code")
    assert client.send("/w", {"code": made.code}).status_code == 422


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA-AAAA-AAAA", "x" * 61, "a\x00b", "'; drop table referral", "é" * 16, "\n", "-"])
def test_a_wrong_code_says_nothing_else(people: People, make: Factories, client: Critic, typed: str) -> None:
    make.referral(people.sanne, people.wim)
    answer = client.send("/w", {"code": typed})
    assert answer.status_code == 422
    page = Page(answer)
    for secret in ("Sanne", "Utrecht", "Coaching"):
        assert secret not in page.text
    sure = client.post("/w", data={**client.page("/w").forms()[0]["fields"], "code": typed, "sure": "1"})
    assert sure.status_code == 422
    assert referrals()[0].state == "open"


def test_the_page_before_the_last_step_tells_nothing_of_the_referral(people: People, make: Factories, client: Critic) -> None:
    made = make.referral(people.sanne, people.wim, question=CANARY)
    page = Page(client.send("/w", {"code": made.code}))
    assert "De code klopt." in page.text
    for secret in ("Sanne", "Utrecht", "Coaching", CANARY):
        assert secret not in page.html
    assert referrals()[0].state == "open"


def test_no_code_in_an_address(people: People, make: Factories, client: Critic) -> None:
    made = make.referral(people.sanne, people.wim)
    assert client.get(f"/w/{made.code}").status_code == 404
    assert made.code not in client.page(f"/w?code={made.code}").html


def test_who_guesses_is_stopped_and_a_right_code_does_not_show_it(people: People, make: Factories, client: Critic) -> None:
    made = make.referral(people.sanne, people.wim)
    form = client.page("/w").forms()[0]
    answers = [client.post("/w", data={**form["fields"], "code": "AAAA"}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]
    assert client.post("/w", data={**form["fields"], "code": made.code}).status_code == 429
    assert client.post("/w", data={**form["fields"], "code": made.code, "sure": "1"}).status_code == 429
    assert referrals()[0].state == "open"


def test_a_code_has_more_than_sixty_bits_and_can_be_read_back() -> None:
    assert read_code(written_code("K7RT9MXA4CFHN6WP")) == "K7RT9MXA4CFHN6WP"
    assert written_code("K7RT9MXA4CFHN6WP") == "K7RT-9MXA-4CFH-N6WP"
    assert 23**16 > 2**60


# --- time ---


def test_after_fourteen_days_its_sender_hears_that_nobody_could(
    app: Flask, people: People, browse: Browse, make: Factories
) -> None:
    made = make.referral(people.sanne, people.wim)
    with later(NOON + timedelta(days=13, hours=23)):
        work(app)
        assert referrals()[0].state == "open"
    with later(NOON + timedelta(days=14)):
        work(app)
        assert (referrals()[0].state, told(people.sanne), told(people.wim)) == ("unanswered", ["referral-back"], [])
        assert "Niemand kon het aannemen." in browse(people.sanne).page(path_of(made)).text
        assert browse(people.wim).get(path_of(made)).status_code == 404
        work(app)
        assert told(people.sanne) == ["referral-back"]


def test_it_can_be_given_more_time_once(people: People, browse: Browse, make: Factories) -> None:
    path, sannes = path_of(make.referral(people.sanne, people.wim)), browse(people.sanne)
    with later(NOON + timedelta(days=10)):
        sannes.log_in(people.sanne)
        sannes.press(path, path + "/verlengen")
        assert referrals()[0].expires_at == NOON + timedelta(days=24)
        page = sannes.page(path)
        assert "Verleng" not in [form["action"] for form in page.forms()]
        assert path + "/verlengen" not in page.html
        token = page.forms()[0]["fields"]["csrf_token"]
        assert sannes.post(path + "/verlengen", data={"csrf_token": token}).location == path
        assert "Dat kan maar 1 keer." in sannes.page(path).html
    assert referrals()[0].expires_at == NOON + timedelta(days=24)


def test_only_an_open_one_can_be_given_more_time(people: People, browse: Browse, make: Factories) -> None:
    path, sannes = path_of(make.accepted(people.sanne, people.wim)), browse(people.sanne)
    token = sannes.page(path).forms()[0]["fields"]["csrf_token"]
    sannes.post(path + "/verlengen", data={"csrf_token": token})
    assert "De doorverwijzing staat nu niet open." in sannes.page(path).html


@pytest.mark.usefixtures("cipher")
def test_a_week_after_it_is_settled_only_a_count_is_left(app: Flask, people: People, browse: Browse, make: Factories) -> None:
    made = rich_one(people, browse, make)
    meets = NOON + timedelta(days=12)
    with later(meets):
        fatimas = browse(people.fatima)
        assert "Het gesprek is geweest." in fatimas.page(path_of(made)).text
        assert fatimas.send(path_of(made) + "/afronden").location == path_of(made)
        assert told(people.sanne)[-1] == "referral-ended"
        assert CANARY in browse(people.sanne).page(path_of(made)).text
    with later(meets + timedelta(days=6, hours=23)):
        work(app)
        assert CANARY in left()
    with later(meets + timedelta(days=7)):
        work(app)
    assert referrals() == []
    for text in TEXTS:
        assert text not in left(), text
    assert raw(*TABLES) == ""
    assert counts() == [("2026-11-01", "utrecht", "coaching", 1)]


def test_what_is_accepted_and_forgotten_ends_by_itself(app: Flask, people: People, make: Factories) -> None:
    make.accepted(people.sanne, people.wim)
    with later(NOON + timedelta(days=30)):
        work(app)
        assert (referrals()[0].state, referrals()[0].settled_at) == ("finished", NOON + timedelta(days=30))
    with later(NOON + timedelta(days=37)):
        work(app)
        assert referrals() == []


def test_a_planned_meeting_ends_a_week_after(app: Flask, people: People, browse: Browse, make: Factories) -> None:
    made = make.accepted(people.sanne, people.wim)
    browse(people.wim).send(path_of(made) + "/gesprek", MOMENT)
    browse(people.sanne).press(path_of(made), path_of(made) + "/gesprek/ja")
    assert browse(people.sanne).get(path_of(made) + "/afronden").location == path_of(made)
    (now,) = referrals()
    assert now.expires_at is not None
    with later(now.expires_at):
        work(app)
        assert referrals()[0].state == "finished"


def test_what_was_given_back_and_left_there_ends_after_a_week(
    app: Flask, people: People, browse: Browse, make: Factories
) -> None:
    made = make.accepted(people.sanne, people.wim)
    browse(people.wim).send(path_of(made) + "/teruggeven", {"why": "other"})
    with later(NOON + timedelta(days=7)):
        work(app)
        assert referrals()[0].state == "unanswered"
    with later(NOON + timedelta(days=14)):
        work(app)
        assert referrals() == []
    assert [number for *_, number in counts()] == [1]


def test_what_was_never_sent_is_gone_after_two_weeks_and_not_counted(app: Flask, people: People, browse: Browse) -> None:
    browse(people.sanne).send("/doorverwijzen/nieuw", ASKED)
    with later(NOON + timedelta(days=14)):
        work(app)
    assert referrals() == []
    assert counts() == []


def test_counts_add_up_and_name_nothing(people: People, make: Factories) -> None:
    for kind in ("coaching", "coaching", "maatje"):
        ending.withdraw(make.referral(people.sanne, people.wim, kind=kind), NOON)
    db.session.commit()
    assert sorted(counts()) == [("2026-11-01", "utrecht", "coaching", 2), ("2026-11-01", "utrecht", "maatje", 1)]
    assert {one.name for one in ReferralCount.__table__.columns} == {"id", "month", "province", "kind", "number"}


def test_what_the_worker_comes_for_is_looked_at_again(people: People, make: Factories) -> None:
    made = make.referral(people.sanne, people.wim)
    for act in (ending.end, ending.let_go_of, ending.erase, ending.drop_meeting):
        act(made.id, NOON)
        act(10**9, NOON)
    assert referrals()[0].state == "open"


def test_an_account_that_goes_takes_its_referrals_along(people: People, make: Factories) -> None:
    make.accepted(people.sanne, people.wim)
    db.session.delete(people.sanne)
    db.session.commit()
    assert raw(*TABLES) == ""


def test_notices_and_letters_hold_no_word_of_it(app: Flask, people: People, browse: Browse, make: Factories) -> None:
    rich_one(people, browse, make)
    work(app)
    notices = raw(Notice)
    letters = db.session.scalars(select(OutboxMail)).all()
    assert db.session.scalar(select(func.count()).select_from(OutboxMail))
    said = " ".join(f"{one.subject} {one.text}" for one in letters if one.text)
    for text in TEXTS:
        assert text not in notices
        assert text not in said


def test_a_text_of_one_row_opens_in_no_other(people: People, make: Factories) -> None:
    one, other = make.referral(people.sanne, people.wim), make.referral(people.sanne, people.wim)
    one.question_sealed, other.question_sealed = other.question_sealed, one.question_sealed
    with pytest.raises(crypto.Unreadable):
        assert one.question
