"""The list of what was typed and not sent."""

from __future__ import annotations

from hub.core import drafts
from hub.core.db import db
from tests.critic import Critic
from tests.factories import Factories

STORY = "Ik geef al drie jaar training aan gemeenten en zoek iemand om dat samen mee te doen, liefst in het noorden."


def kept(member: object, path: str, text: str = STORY) -> None:
    drafts.keep(f"account:{member.get_id()}", path, [("onderwerp", "Samen"), ("tekst", text)])


def test_a_draft_stands_with_its_first_words_and_the_way_back(client: Critic, make: Factories, clock: object):
    sanne = make.member(name="Sanne")
    kept(sanne, "/weergave")
    page = client.log_in(sanne).page("/mijn/concepten")
    assert "'Ik geef al drie jaar training aan gemeenten en zoek iemand om dat samen mee te …'" in page.text
    assert "Bewaard: vandaag om 12 uur." in page.text
    assert page.links()["Ga verder"] == "/weergave"


def test_a_draft_of_a_page_that_went_has_no_way_back_but_can_go(client: Critic, make: Factories):
    sanne = make.member(name="Sanne")
    kept(sanne, "/bestaat-niet-meer")
    page = client.log_in(sanne).page("/mijn/concepten")
    assert "Ga verder" not in page.links()
    response = client.send("/mijn/concepten", {"pad": "/bestaat-niet-meer"})
    after = client.page(response.location)
    assert "Het concept is weg." in after.text
    assert "Je hebt geen concepten." in after.text


def test_only_that_draft_goes(client: Critic, make: Factories):
    sanne = make.member(name="Sanne")
    kept(sanne, "/weergave")
    kept(sanne, "/hulp", "iets anders")
    client.log_in(sanne).press("/mijn/concepten", "/mijn/concepten", pad="/hulp")
    db.session.expire_all()
    assert [one.path for one in drafts.mine(sanne.get_id())] == ["/weergave"]
    client.press("/mijn/concepten", "/mijn/concepten", pad="")
    db.session.expire_all()
    assert [one.path for one in drafts.mine(sanne.get_id())] == ["/weergave"]


def test_nobody_reads_or_removes_the_drafts_of_another(client: Critic, browser: type[Critic], make: Factories):
    sanne, wim = make.member(name="Sanne"), make.member(name="Wim")
    kept(sanne, "/weergave")
    kept(wim, "/hulp", "van Wim")
    page = client.log_in(wim).page("/mijn/concepten")
    assert "van Wim" in page.text
    assert "training" not in page.text
    client.send("/mijn/concepten", {"pad": "/weergave"})
    db.session.expire_all()
    assert len(drafts.mine(sanne.get_id())) == 1


def test_an_applicant_has_drafts_and_a_visitor_logs_in_first(client: Critic, make: Factories):
    assert client.get("/mijn/concepten").status_code == 303
    yara = make.member(name="Yara", state="applicant")
    kept(yara, "/weergave")
    assert "Ik geef" in client.log_in(yara).page("/mijn/concepten").text
