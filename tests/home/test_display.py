"""How the pages look: chosen by anybody, kept where it belongs."""

from __future__ import annotations

import pytest

from hub.core.db import db
from hub.core.page import LOOKS
from hub.home.forms import DisplayForm
from hub.members.models import Member
from tests.critic import Critic, Page
from tests.factories import Factories

QUIET = {"weergave": "prikkelarm", "thema": "avond", "letters": "130"}


def looks_of(page: Page) -> dict[str, str]:
    """What the page's root says about looks."""
    return {name[5:]: page.tree.get(name) for name in page.tree.attrib if name.startswith("data-")}


def test_a_visitor_chooses_before_logging_in(client: Critic):
    response = client.send("/weergave", QUIET)
    assert response.status_code == 303
    assert "sid=" in response.headers["Set-Cookie"]
    page = client.page("/weergave")
    assert looks_of(page).items() >= QUIET.items()
    assert "Je keuze is bewaard in deze browser." in page.text
    assert looks_of(client.page("/hulp")).items() >= QUIET.items()


def test_another_browser_sees_nothing_of_it(client: Critic, browser: type[Critic]):
    client.send("/weergave", QUIET)
    assert looks_of(browser(client.application).page("/"))["weergave"] == "gewoon"


def test_an_account_takes_its_choice_along(client: Critic, browser: type[Critic], make: Factories):
    sanne = make.member(name="Sanne")
    client.log_in(sanne)
    assert "bewaard bij je account" in client.page(client.send("/weergave", QUIET).location).text
    elsewhere = browser(client.application).log_in(sanne)
    assert looks_of(elsewhere.page("/")).items() >= QUIET.items()


def test_what_was_chosen_stands_ticked(client: Critic):
    client.send("/weergave", QUIET)
    form = next(one for one in client.page("/weergave").forms() if "thema" in one["fields"])
    assert form["fields"].items() >= QUIET.items()


def test_everything_back_to_plain(client: Critic, make: Factories):
    sanne = make.member(look=QUIET)
    client.log_in(sanne)
    client.send("/weergave", {"terug": "1"})
    db.session.expire_all()
    assert db.session.get(Member, sanne.id).look == {}
    assert looks_of(client.page("/"))["thema"] == "apparaat"


@pytest.mark.parametrize("value", ["roze", "", "dag\x00", "'><script>"])
def test_a_choice_that_was_not_offered(client: Critic, value: str):
    response = client.send("/weergave", {"thema": value})
    assert response.status_code == 422
    assert "Kies een van de mogelijkheden." in Page(response).text


def test_another_site_cannot_choose_for_you(client: Critic):
    elsewhere = {"Origin": "https://elders.example"}
    assert client.post("/weergave", data={"terug": "1"}, headers=elsewhere).status_code == 403


def test_an_account_needs_the_mark_of_its_own_form(client: Critic, make: Factories):
    sanne = make.member(look=QUIET)
    client.log_in(sanne).post("/weergave", data={"terug": "1"})
    db.session.expire_all()
    assert db.session.get(Member, sanne.id).look == QUIET


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_every_look_is_offered_in_the_form(name: str):
    offered = [value for value, _ in getattr(DisplayForm, name).kwargs["choices"]]
    assert tuple(offered) == LOOKS[name]
