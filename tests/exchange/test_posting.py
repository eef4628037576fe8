"""Posting an assignment through its pages: six small steps, a check, and what one can type along the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from hub.core import clock, drafts
from hub.core.db import db
from hub.core.web import Refused
from hub.exchange.actions.posting import throw_away
from hub.exchange.models import Assignment
from hub.exchange.rules import life, moments
from hub.members.models import Member
from tests.critic import Critic, Page
from tests.exchange.conftest import ACCESS, PAY, WHAT, path_of, plan
from tests.factories import Factories

As = Callable[[Member], Critic]
MONEY = "€ 1.200 tot € 1.300 in totaal"


@pytest.fixture
def fatima(make: Factories) -> Member:
    return make.member("Fatima")


@pytest.fixture
def browser(as_: As, fatima: Member) -> Critic:
    return as_(fatima)


def only() -> Assignment:
    """The one assignment there is."""
    return db.session.scalars(sa.select(Assignment)).one()


def begun(browser: Critic, **other: str) -> Assignment:
    """The first step done."""
    assert browser.send("/opdrachten/nieuw", {**WHAT, **other}).status_code == 303
    return only()


def complete(browser: Critic) -> Assignment:
    """All steps but the check."""
    made = begun(browser)
    for page, fields, following in (
        ("wanneer", plan(), "vergoeding"),
        ("vergoeding", PAY, "wie"),
        ("wie", {"experiences": ["armoede"], "work_forms": ["trainer"]}, "hoe"),
        ("hoe", ACCESS, "controleren"),
    ):
        answer = browser.send(path_of(made, page), fields)
        assert (answer.status_code, answer.location) == (303, path_of(made, following))
    return made


def test_from_the_first_step_to_the_board(browser: Critic, as_: As, make: Factories) -> None:
    made = complete(browser)
    reader = as_(make.member("Lezer"))
    assert reader.get(path_of(made)).status_code == 404, "nobody else sees it yet"
    assert "Training over brieven" not in reader.page("/opdrachten").text
    check = browser.page(path_of(made, "controleren")).text
    for fact in ("Amersfoort, Utrecht (online kan ook)", "6 uur in totaal", MONEY, "armoede", "Wijkteam Zuid"):
        assert fact in check
    opened = browser.send(path_of(made, "controleren"))
    assert (opened.status_code, opened.location) == (303, path_of(made))
    assert "Je opdracht staat nu open." in browser.page(path_of(made)).text
    seen = reader.page(path_of(made)).text
    for fact in (WHAT["about"], f"Betaald, {MONEY}. Zonder btw.", "nog 10 dagen", "1 persoon", "Af en toe reizen. 1 keer."):
        assert fact in seen
    assert "De plaatser is zelf partij. Ik krijg er zelf ook voor betaald." in seen
    assert "Wijkteam Zuid" not in seen, "the name is for who is chosen"
    assert "Training over brieven" in reader.page("/opdrachten").text


def test_special_text_is_sealed_and_facts_are_not(browser: Critic) -> None:
    made = begun(browser)
    row = db.session.execute(sa.text("SELECT * FROM assignment")).mappings().one()
    assert row["title"] == WHAT["title"]
    assert not [name for name, value in row.items() if isinstance(value, str) and ("schulden" in value or "Wijkteam" in value)]
    assert made.about == WHAT["about"]
    assert made.organisation == "Wijkteam Zuid"


def test_what_does_not_apply_is_not_kept(browser: Critic) -> None:
    made = begun(browser, for_whom="self", interested="no")
    assert (made.organisation, made.interested, made.interest) == ("", False, "")
    browser.send(path_of(made, "wanneer"), plan(place="online", ends_on=""))
    browser.send(path_of(made, "vergoeding"), {**PAY, "pay": "volunteer"})
    db.session.refresh(made)
    assert (made.province, made.town, made.ends_on, made.pay_low, made.pay_unit) == ("", "", None, None, None)


def test_a_step_shows_what_was_filled_in(browser: Critic) -> None:
    made = complete(browser)
    for page, wanted in (
        ("wat", {"title": WHAT["title"], "for_whom": "organisation", "interested": "yes"}),
        ("wanneer", plan()),
        ("vergoeding", PAY),
        ("wie", {"experiences": "armoede", "work_forms": "trainer"}),
        ("hoe", ACCESS),
    ):
        fields = browser.page(path_of(made, page)).forms()[-1]["fields"]
        assert {name: fields[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("page", "fields", "said"),
    [
        ("wat", {"title": ""}, "Schrijf een titel."),
        ("wat", {"title": "x" * 71}, "1 tekens te lang"),
        ("wat", {"about": "  "}, "Schrijf wat er te doen is."),
        ("wat", {"about": "a\x00b"}, "onzichtbare tekens"),
        ("wat", {"for_whom": "koning"}, "Kies een van de mogelijkheden."),
        ("wat", {"interested": ""}, "Kies ja of nee."),
        ("wanneer", {"starts_on": "31-02-2027"}, "Vul een dag in"),
        ("wanneer", {"starts_on": "0001-01-01"}, "tussen 2000 en 2100"),
        ("wanneer", {"ends_on": "2026-01-01"}, moments.BACKWARDS),
        ("wanneer", {"hours": "veel"}, "Vul een getal in van 1 tot en met 2000."),
        ("wanneer", {"hours": "10" * 30}, "Vul een getal in"),
        ("wanneer", {"hours": "0"}, "Vul een getal in"),
        ("wanneer", {"people": "-3"}, "Vul een getal in van 1 tot en met 20."),
        ("wanneer", {"province": ""}, "Kies een provincie."),
        ("wanneer", {"province": "atlantis"}, "Kies een van de mogelijkheden."),
        ("wanneer", {"town": "Zwolle\nNoord"}, "Schrijf dit op één regel."),
        ("wanneer", {"answer_by": "2026-01-01"}, moments.CLOSES_IN_PAST),
        ("wanneer", {"answer_by": "2099-01-01", "ends_on": ""}, moments.CLOSES_TOO_LATE),
        ("vergoeding", {"pay": ""}, "Kies wat iemand ervoor krijgt."),
        ("vergoeding", {"pay_low": ""}, "Vul een bedrag in."),
        ("vergoeding", {"pay_low": "12,50"}, "Vul een getal in"),
        ("vergoeding", {"pay_high": "3"}, "Dit bedrag is lager dan het eerste."),
        ("vergoeding", {"pay_unit": ""}, "Kies per wat het bedrag is."),
        ("vergoeding", {"pay_unit": "year"}, "Kies een van de mogelijkheden."),
        ("vergoeding", {"pay": "swap", "pay_note": ""}, "Schrijf wat je teruggeeft."),
        ("wie", {"experiences": ["bestaat-niet"]}, "Kies uit de mogelijkheden die er staan."),
        ("wie", {"work_forms": ["' OR 1=1"]}, "Kies uit de mogelijkheden die er staan."),
        ("hoe", {"noise": ""}, "Kies een antwoord."),
        ("hoe", {"pace": "x" * 5000}, "Kies een van de mogelijkheden."),
        ("hoe", {"travel_text": "x" * 161}, "1 tekens te lang"),
    ],
)
def test_bad_input_is_said_at_its_field_and_kept(browser: Critic, page: str, fields: dict[str, str], said: str) -> None:
    made = begun(browser)
    good = {"wat": WHAT, "wanneer": plan(), "vergoeding": PAY, "wie": {}, "hoe": ACCESS}[page]
    answer = browser.send(path_of(made, page), {**good, **fields})
    assert answer.status_code == 422
    shown = Page(answer)
    assert said in shown.text
    assert shown.tree.find(".//title").text.startswith("Fout: ")
    kept = shown.forms()[-1]["fields"]
    assert all(kept[name] == value for name, value in good.items() if name not in fields and isinstance(value, str))


def test_a_first_step_that_was_refused_makes_nothing(browser: Critic) -> None:
    answer = browser.send("/opdrachten/nieuw", {**WHAT, "title": ""})
    assert answer.status_code == 422
    assert WHAT["about"] in Page(answer).forms()[-1]["fields"]["about"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 0


def test_sending_the_first_step_twice_makes_one(browser: Critic) -> None:
    fields = browser.page("/opdrachten/nieuw").forms()[-1]["fields"] | WHAT
    first, second = (browser.post("/opdrachten/nieuw", data=fields) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert only().title == WHAT["title"]


def test_what_is_not_complete_does_not_open(browser: Critic) -> None:
    made = begun(browser)
    for page, fields, lacking in (
        ("wanneer", plan(), life.MISSING[life.PLAN]),
        ("vergoeding", PAY, life.MISSING[life.PAY]),
        ("hoe", ACCESS, life.MISSING[life.ACCESS]),
    ):
        shown = browser.page(path_of(made, "controleren"))
        assert lacking in shown.text
        assert browser.get(shown.links()["Vul dat nu in"]).status_code == 200
        assert not [form for form in shown.forms() if form["action"] in ("", path_of(made, "controleren"))]
        fields_here = browser.page(path_of(made, "wat")).forms()[-1]["fields"]
        answer = browser.post(path_of(made, "controleren"), data={"csrf_token": fields_here["csrf_token"]})
        assert answer.status_code == 422
        browser.send(path_of(made, page), fields)
    assert browser.send(path_of(made, "controleren")).status_code == 303


def test_a_draft_of_typed_words_comes_back(browser: Critic, fatima: Member) -> None:
    drafts.keep(f"account:{fatima.get_id()}", "/opdrachten/nieuw", [("title", "Half af"), ("about", "Nog niet klaar")])
    fields = browser.page("/opdrachten/nieuw").forms()[-1]["fields"]
    assert (fields["title"], fields["about"]) == ("Half af", "Nog niet klaar")
    assert "Opdracht" in browser.page("/mijn/concepten").text
    begun(browser)
    assert drafts.count_of(fatima.get_id()) == 0


def test_ten_drafts_are_enough(browser: Critic, fatima: Member, make: Factories) -> None:
    for _ in range(life.MOST_DRAFTS):
        make.assignment(fatima, state="draft", opened_at=None)
    page = browser.page("/opdrachten/nieuw")
    assert life.TOO_MANY_DRAFTS in page.text
    assert browser.get(page.links()["Naar je eigen opdrachten"]).status_code == 200
    answer = browser.post("/opdrachten/nieuw", data={**WHAT, "csrf_token": page.forms()[0]["fields"]["csrf_token"]})
    assert answer.status_code == 422


def test_five_a_day_are_opened(app: Flask, browser: Critic, fatima: Member, make: Factories) -> None:
    many = [make.assignment(fatima, state="draft", opened_at=None) for _ in range(6)]
    answers = [browser.send(path_of(one, "controleren")).status_code for one in many]
    assert answers == [303] * 5 + [429]
    db.session.refresh(many[5])
    assert many[5].state == "draft"


def test_it_changes_while_open_and_not_after_a_response(browser: Critic, fatima: Member, make: Factories) -> None:
    made = make.assignment(fatima)
    answer = browser.send(path_of(made, "wat"), {**WHAT, "title": "Andere titel"})
    assert (answer.status_code, answer.location) == (303, path_of(made))
    assert "De verandering is bewaard." in browser.page(path_of(made)).text
    form = browser.page(path_of(made, "wat")).forms()[-1]["fields"]
    response = make.response(made)
    assert "Verander wat het is" not in browser.page(path_of(made)).text
    late = browser.post(path_of(made, "wat"), data={**form, "title": "Te laat"})
    assert late.status_code == 422
    assert life.SOMEBODY_RESPONDED in Page(late).text
    db.session.refresh(made)
    assert made.title == "Andere titel"
    response.state = "withdrawn"
    db.session.commit()
    assert browser.send(path_of(made, "wat"), {**WHAT, "title": "Nu kan het"}).status_code == 303


def test_a_moved_last_day_reminds_again(browser: Critic, fatima: Member, make: Factories) -> None:
    made = make.assignment(fatima, reminded=1)
    browser.send(path_of(made, "wanneer"), plan())
    db.session.refresh(made)
    assert made.reminded is None
    assert moments.days_left(made.closes_at, clock.now()) == 10


def test_withdrawing_asks_first_and_tells_who_waits(browser: Critic, fatima: Member, make: Factories, as_: As) -> None:
    made, waiting, other = make.assignment(fatima), make.member("Wim"), make.member("Ander")
    make.response(made, waiting)
    assert "1 persoon wacht op antwoord en krijgt een seintje." in browser.page(path_of(made, "intrekken")).text
    assert browser.send(path_of(made, "intrekken")).status_code == 303
    assert "Ingetrokken" in browser.page(path_of(made)).text
    wim = as_(waiting)
    assert "Een opdracht waar je op reageerde, is ingetrokken." in wim.page("/seintjes").text
    assert "Fatima trok de opdracht in. Je hoeft niets te doen." in wim.page(path_of(made)).text
    assert as_(other).get(path_of(made)).status_code == 404
    again = browser.page(path_of(made, "intrekken"))
    assert life.NOT_RUNNING in again.text
    token = again.forms()[0]["fields"]["csrf_token"]
    assert browser.post(path_of(made, "intrekken"), data={"csrf_token": token}).status_code == 422


def test_a_draft_is_thrown_away_without_a_trace(browser: Critic) -> None:
    made = begun(browser)
    assert "Niemand anders heeft hem gezien." in browser.page(path_of(made, "intrekken")).text
    answer = browser.send(path_of(made, "intrekken"))
    assert (answer.status_code, answer.location) == (303, "/opdrachten/van-mij")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 0


def test_renewing_is_one_tap(browser: Critic, fatima: Member, make: Factories) -> None:
    over = make.assignment(fatima, state="expired", closes_at=clock.now() - timedelta(hours=1), ended_at=clock.now())
    assert browser.press(path_of(over), path_of(over, "verlengen")).status_code == 303
    db.session.refresh(over)
    assert (over.state, over.ended_at) == ("open", None)
    assert moments.days_left(over.closes_at, clock.now()) == 14
    token = browser.page(path_of(over)).forms()[0]["fields"]["csrf_token"]
    done = make.assignment(fatima, state="done")
    assert browser.post(path_of(done, "verlengen"), data={"csrf_token": token}).status_code == 303
    assert life.NOT_TO_RENEW in browser.page(path_of(done)).text


def test_the_check_of_what_is_open_leads_to_its_page(browser: Critic, fatima: Member, make: Factories) -> None:
    made = make.assignment(fatima)
    assert browser.get(path_of(made, "controleren")).location == path_of(made)


def test_a_number_of_a_person_has_no_place_in_an_assignment(client: Critic, make: Factories) -> None:
    client.log_in(make.member())
    about = "Mijn cliënt heeft burgerservicenummer 111222333."
    typed = {"title": "Meedenken", "about": about, "for_whom": "self", "interested": "no"}
    answer = client.send("/opdrachten/nieuw", typed)
    assert answer.status_code == 422
    assert "111222333" in Page(answer).text


def test_what_was_seen_is_not_thrown_away(fatima: Member, make: Factories) -> None:
    with pytest.raises(Refused) as refused:
        throw_away(make.assignment(fatima))
    assert refused.value.reason == life.ALREADY_OPEN


@pytest.mark.parametrize(
    ("days", "said"),
    [(None, "vanaf zondag 20 december 2026"), (0, "Periode zondag 20 december 2026 Vergoeding"), (1, "tot en met maandag 21")],
)
def test_the_period_in_words(browser: Critic, make: Factories, days: int | None, said: str) -> None:
    first = date(2026, 12, 20)
    made = make.assignment(starts_on=first, ends_on=None if days is None else first + timedelta(days=days))
    text = " ".join(" ".join(one.itertext()) for one in browser.page(path_of(made)).tree.iter("dl"))
    assert said in " ".join(text.split())
