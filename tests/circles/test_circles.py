"""Making a circle, inviting, joining, pausing and leaving, through the front door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from hub.circles.models import Circle, CircleAgreement, CircleMember
from hub.circles.queries import circles_of
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.core.text import sort_key
from hub.members.models import Member
from hub.notices.models import Notice
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import LONG_AGO, Factories, saved

pytestmark = pytest.mark.usefixtures("clock")
NEW = {"name": "Schrijvers", "purpose": "Samen schrijven.", "agreement": "Wij:\n\n- zijn op tijd\n- <b>luisteren</b>"}
Browse = Callable[[Member], Critic]


@pytest.fixture
def browse(app: Flask, browser: type[Critic]) -> Browse:
    """A browser for somebody."""
    return lambda member: browser(app).log_in(member)


def place(member: Member) -> CircleMember:
    db.session.expire_all()
    return db.session.scalars(select(CircleMember).where(CircleMember.member_id == member.id)).one()


def kinds_for(member: Member) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.member_id == member.id).order_by(Notice.id)))


def path_of(circle: Circle) -> str:
    return f"/kringen/{circle.public_id}"


def counted(work: Callable[[], object]) -> int:
    """How many statements something costs."""
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def test_a_moderator_makes_a_circle_and_its_host_says_yes(make: Factories, browse: Browse) -> None:
    moderator, joost = make.member("Mod", roles=("moderator",)), make.member("Joost")
    mods, joosts = browse(moderator), browse(joost)
    link = f"http://localhost/leden/{joost.public_id}"
    assert mods.send("/kringen/nieuw", {**NEW, "link": link}).location == "/kringen"
    assert kinds_for(joost) == ["circle-invitation"]
    assert "Schrijvers" in mods.page("/kringen").text
    circle = db.session.scalars(select(Circle)).one()
    mods.page(path_of(circle), 404)
    invitation = f"{path_of(circle)}/uitnodiging"
    page = joosts.page(invitation)
    assert "Mod nodigt je uit" in page.text
    assert "zijn op tijd <b>luisteren</b>" in page.text
    assert "<li>zijn op tijd</li>" in page.html
    assert "gastheer of gastvrouw van deze kring" in page.text
    assert joosts.press(invitation, f"{invitation}/ja").location == path_of(circle)
    mine = place(joost)
    assert (mine.state, mine.role, mine.agreed_version, mine.agreed_at) == ("member", "host", 1, NOON)
    assert db.session.merge(joost).calendar_changed_at == NOON
    assert "Jij zei hier ja tegen op dinsdag 24 november 2026" in joosts.page(path_of(circle)).text
    assert joosts.get(invitation).location == path_of(circle)


def test_who_makes_it_can_host_it_with_contacts(make: Factories, browse: Browse) -> None:
    moderator, wim, sanne = make.member(roles=("moderator",)), make.member("Wim"), make.member("Sanne")
    make.contact(moderator, wim)
    make.contact(moderator, sanne, ended_at=NOON)
    mods = browse(moderator)
    assert "Sanne" not in mods.page("/kringen/nieuw").html
    mods.send("/kringen/nieuw", {**NEW, "myself": "y", "hosts": [wim.public_id]})
    assert (place(moderator).state, place(moderator).role) == ("member", "host")
    assert (place(wim).state, place(wim).role) == ("invited", "host")
    assert kinds_for(moderator) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Kies minstens 1 gastheer of gastvrouw"),
        ({"name": ""}, "Vul een naam in"),
        ({"name": "x" * 81}, "1 tekens te lang"),
        ({"name": "a\nb"}, "op één regel"),
        ({"purpose": " "}, "Schrijf waar de kring voor is"),
        ({"agreement": ""}, "Zonder afspraken is er geen kring"),
        ({"agreement": "x" * 10_001}, "1 tekens te lang"),
        ({"agreement": "a\u202eb"}, "onzichtbare tekens"),
        ({"link": "https://elders.example/"}, "Bij deze link hoort geen lid"),
        ({"link": "/leden/" + "a" * 20}, "Bij deze link hoort geen lid"),
        ({"hosts": ["a" * 20]}, "Kies minstens 1 gastheer of gastvrouw"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(client: Critic, make: Factories, typed: dict[str, object], sentence: str) -> None:
    client.log_in(make.member(roles=("moderator",)))
    answer = client.send("/kringen/nieuw", {**NEW, **typed})
    assert answer.status_code == 422
    assert sentence in Page(answer).text
    assert "Samen schrijven." in Page(answer).html or "purpose" in typed
    assert db.session.scalar(select(func.count()).select_from(Circle)) == 0


def test_the_same_form_twice_makes_one_circle(client: Critic, make: Factories) -> None:
    client.log_in(make.member(roles=("moderator",)))
    fields = {**client.page("/kringen/nieuw").forms()[-1]["fields"], **NEW, "myself": "y"}
    assert [client.post("/kringen/nieuw", data=fields).status_code for _ in range(2)] == [303, 303]
    assert db.session.scalar(select(func.count()).select_from(Circle)) == 1


@pytest.mark.parametrize("role", ["member", "operator", "partner", "applicant"])
def test_only_a_moderator_makes_circles(client: Critic, make: Factories, role: str) -> None:
    someone = {
        "member": lambda: make.member(),
        "operator": lambda: make.member(roles=("operator",)),
        "partner": lambda: make.member(is_partner=True),
        "applicant": lambda: make.member(state="applicant"),
    }[role]()
    client.log_in(someone).page("/kringen/nieuw", 404)


def test_the_list_shows_one_s_own_and_moderators_names_without_members(make: Factories, browse: Browse) -> None:
    wim, sanne, moderator = make.member("Wim"), make.member("Sanne"), make.member("Mod", roles=("moderator",))
    make.circle(wim, name="Rekenaars", hosts=(sanne,))
    make.circle(sanne, name="Zangers")
    assert "Rekenaars" in (text := browse(wim).page("/kringen").text)
    assert "Zangers" not in text
    page = browse(moderator).page("/kringen")
    assert "Rekenaars" in page.text
    assert page.text.count("nog geen gastheer of gastvrouw") == 1
    for name in ("Wim", "Sanne"):
        assert name not in page.html
    circle = db.session.scalars(select(Circle).where(Circle.name == "Rekenaars")).one()
    for end in ("", "/uitnodigen", "/uitnodiging", "/weggaan"):
        browse(moderator).page(path_of(circle) + end, 404)


@pytest.mark.parametrize("state", ["invited", "left", "declined", None])
def test_who_does_not_take_part_has_no_page(client: Critic, make: Factories, state: str | None) -> None:
    wim = make.member("Wim")
    circle = make.circle(hosts=(make.member(),))
    if state:
        make.circle_member(circle, wim, state=state)
    client.log_in(wim).page(path_of(circle), 404)
    fields = client.page("/kringen").forms()[-1]["fields"]
    for verb in ("pauze", "terug", "weggaan", "gastheer-of-gastvrouw"):
        assert client.post(f"{path_of(circle)}/{verb}", data=fields).status_code == 404


def test_a_closed_circle_is_gone(client: Critic, make: Factories) -> None:
    wim = make.member("Wim")
    circle = make.circle(hosts=(wim,))
    db.session.merge(circle).closed_at = NOON
    db.session.commit()
    client.log_in(wim)
    for end in ("", "/uitnodigen", "/weggaan"):
        client.page(path_of(circle) + end, 404)
    assert "Kring van donderdag" not in client.page("/kringen").html
    assert list(circles_of(wim.id)) == []


def test_inviting_a_contact_who_says_yes(make: Factories, browse: Browse) -> None:
    joost, wim = make.member("Joost"), make.member("Wim")
    make.contact(joost, wim)
    circle = make.circle(hosts=(joost,))
    joosts, wims = browse(joost), browse(wim)
    path = f"{path_of(circle)}/uitnodigen"
    assert joosts.send(path, {"contact": wim.public_id}).location == path
    assert "uitgenodigd" in joosts.page(path).text
    assert "Je bent uitgenodigd" in wims.page("/kringen").text
    wims.press(f"{path_of(circle)}/uitnodiging", f"{path_of(circle)}/uitnodiging/ja")
    assert (place(wim).state, place(wim).role) == ("member", "member")
    assert kinds_for(joost) == ["circle-joined"]
    assert "Wim" in joosts.page(path_of(circle)).text
    assert [one.name for one in circles_of(wim.id)] == [circle.name]


@pytest.mark.parametrize("who", ["inside", "invited", "declined", "blocks the host", "partner", "not offered", "nobody"])
def test_whom_one_cannot_invite_is_said_without_telling_why(make: Factories, browse: Browse, who: str) -> None:
    joost, wim = make.member("Joost"), make.member("Wim", is_partner=who == "partner")
    circle = make.circle(hosts=(joost,))
    states = {"inside": "paused", "invited": "invited", "declined": "declined"}
    if who in states:
        make.circle_member(circle, wim, state=states[who], invited_by_id=joost.id)
    if who == "blocks the host":
        make.block(wim, joost)
    typed = {"contact": wim.public_id} if who == "not offered" else {"link": "" if who == "nobody" else wim.public_id}
    sentences = {"inside": "zit al in de kring", "not offered": "Kies een van de mogelijkheden", "nobody": "plak een link"}
    sentence = (
        "heeft al een uitnodiging" if who in ("invited", "declined") else sentences.get(who, "Bij deze link hoort geen lid")
    )
    if who == "not offered":
        make.contact(joost, make.member())
    answer = browse(joost).send(f"{path_of(circle)}/uitnodigen", typed)
    assert answer.status_code == 422
    assert sentence in Page(answer).text
    assert kinds_for(wim) == []


def test_a_member_who_is_no_host_cannot_invite(client: Critic, make: Factories) -> None:
    wim, other = make.member("Wim"), make.member()
    circle = make.circle(wim, hosts=(make.member(),))
    client.log_in(wim).page(f"{path_of(circle)}/uitnodigen", 404)
    fields = client.page("/kringen").forms()[-1]["fields"]
    assert client.post(f"{path_of(circle)}/uitnodigen", data={**fields, "link": other.public_id}).status_code == 404
    assert "Nodig iemand uit" not in client.page(path_of(circle)).text


def test_no_thanks_is_quiet_and_looks_like_waiting(make: Factories, browse: Browse) -> None:
    joost, wim = make.member("Joost"), make.member("Wim")
    circle = make.circle(hosts=(joost,))
    joosts, wims = browse(joost), browse(wim)
    path = f"{path_of(circle)}/uitnodigen"
    joosts.send(path, {"link": wim.public_id})
    joosts.page(path)
    before = joosts.page(path).text
    wims.press(f"{path_of(circle)}/uitnodiging", f"{path_of(circle)}/uitnodiging/nee")
    assert place(wim).state == "declined"
    assert joosts.page(path).text == before
    assert kinds_for(joost) == []
    assert "Kring van donderdag" not in wims.page("/kringen").html
    wims.page(f"{path_of(circle)}/uitnodiging", 404)


def test_inviting_again_after_a_no_thanks_bothers_nobody_for_ninety_days(make: Factories, browse: Browse) -> None:
    joost, wim = make.member("Joost"), make.member("Wim")
    circle = make.circle(hosts=(joost,))
    path = f"{path_of(circle)}/uitnodigen"
    browse(joost).send(path, {"link": wim.public_id})
    browse(wim).press(f"{path_of(circle)}/uitnodiging", f"{path_of(circle)}/uitnodiging/nee")
    for days, state, told in ((1, "declined", 1), (91, "invited", 2)):
        with hub_clock.at(NOON + timedelta(days=days)):
            joosts = browse(joost)
            joosts.press(path, f"{path}/{place(wim).public_id}/intrekken")
            assert "Wim" not in joosts.page(path).text
            assert joosts.send(path, {"link": wim.public_id}).status_code == 303
            assert place(wim).state == state
            assert len(kinds_for(wim)) == told


def test_an_invitation_that_was_taken_back_is_gone(make: Factories, browse: Browse) -> None:
    joost, wim = make.member("Joost"), make.member("Wim")
    circle = make.circle(hosts=(joost,))
    joosts, wims = browse(joost), browse(wim)
    path = f"{path_of(circle)}/uitnodigen"
    joosts.send(path, {"link": wim.public_id})
    form = wims.page(f"{path_of(circle)}/uitnodiging").forms()[-1]
    joosts.press(path, f"{path}/{place(wim).public_id}/intrekken")
    assert wims.post(f"{path_of(circle)}/uitnodiging/ja", data=form["fields"]).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(CircleMember).where(CircleMember.member_id == wim.id)) == 0
    assert db.session.scalars(select(Notice.read_at).where(Notice.member_id == wim.id)).one() == NOON


@pytest.mark.parametrize("version", ["1", "", "x", "²", "9" * 30, "-1"])
def test_a_yes_counts_for_the_agreement_that_was_read(make: Factories, browse: Browse, version: str) -> None:
    wim = make.member("Wim")
    circle = make.circle(hosts=(make.member(),))
    make.circle_member(circle, wim, state="invited", agreed_version=None, agreed_at=None)
    saved(CircleAgreement(circle_id=circle.id, version=2, source="Nieuw.", html="<p>Nieuw.</p>", at=NOON))
    wims = browse(wim)
    invitation = f"{path_of(circle)}/uitnodiging"
    wims.press(invitation, f"{invitation}/ja", version=version)
    assert place(wim).state == "invited"
    page = wims.page(invitation)
    assert "De afspraken zijn net veranderd" in page.text
    assert "Nieuw." in page.text
    wims.press(invitation, f"{invitation}/ja")
    assert place(wim).agreed_version == 2


def test_pause_and_back_without_telling(make: Factories, browse: Browse) -> None:
    joost, wim = make.member("Joost"), make.member("Wim")
    circle = make.circle(wim, hosts=(joost,))
    wims, joosts = browse(wim), browse(joost)
    before = joosts.page(path_of(circle)).text
    wims.press(path_of(circle), f"{path_of(circle)}/pauze")
    assert place(wim).state == "paused"
    assert "Je plek staat op pauze" in wims.page(path_of(circle)).text
    assert joosts.page(path_of(circle)).text == before
    wims.press(path_of(circle), f"{path_of(circle)}/terug")
    assert place(wim).state == "member"
    assert kinds_for(joost) == []


def test_leaving_needs_no_reason_and_tells_nobody(make: Factories, browse: Browse) -> None:
    joost, wim = make.member("Joost"), make.member("Wim")
    circle = make.circle(wim, hosts=(joost,))
    wims, joosts = browse(wim), browse(joost)
    path = f"{path_of(circle)}/weggaan"
    assert "Je hoeft geen reden te geven" in wims.page(path).text
    assert place(wim).state == "member"
    assert wims.press(path, path).location == "/kringen"
    assert place(wim).state == "left"
    assert db.session.merge(wim).calendar_changed_at == NOON
    assert "Wim" not in joosts.page(path_of(circle)).text
    assert kinds_for(joost) == []
    joosts.send(f"{path_of(circle)}/uitnodigen", {"link": wim.public_id})
    assert (place(wim).state, place(wim).role) == ("invited", "member")


def test_when_the_last_host_leaves_another_can_step_in(make: Factories, browse: Browse) -> None:
    joost, wim = make.member("Joost"), make.member("Wim")
    moderator = make.member(roles=("moderator",))
    circle = make.circle(wim, hosts=(joost,))
    wims, joosts, mods = browse(wim), browse(joost), browse(moderator)
    assert "geen gastheer" not in wims.page(path_of(circle)).text
    joosts.press(f"{path_of(circle)}/weggaan", f"{path_of(circle)}/weggaan")
    assert "nog geen gastheer of gastvrouw" in mods.page("/kringen").text
    mods.send(f"{path_of(circle)}/uitnodigen", {"link": joost.public_id})
    assert (place(joost).state, place(joost).role) == ("invited", "host")
    wims.press(path_of(circle), f"{path_of(circle)}/gastheer-of-gastvrouw")
    assert place(wim).role == "host"
    mods.page(f"{path_of(circle)}/uitnodigen", 404)
    assert "Nodig iemand uit" in wims.page(path_of(circle)).text


def test_a_circle_with_a_host_needs_no_second_one(make: Factories, browse: Browse) -> None:
    wim = make.member("Wim")
    circle = make.circle(wim, hosts=(make.member(),))
    wims = browse(wim)
    fields = wims.page(path_of(circle)).forms()[-1]["fields"]
    wims.post(f"{path_of(circle)}/gastheer-of-gastvrouw", data=fields)
    assert place(wim).role == "member"
    assert "heeft al een gastheer of gastvrouw" in wims.page(path_of(circle)).text


@pytest.mark.parametrize("who", ["viewer", "other"])
def test_a_block_hides_members_from_each_other_and_nobody_is_told(make: Factories, browse: Browse, who: str) -> None:
    wim, sanne, joost = make.member("Wim"), make.member("Sanne"), make.member("Joost")
    circle = make.circle(wim, sanne, hosts=(joost,))
    make.block(*((wim, sanne) if who == "viewer" else (sanne, wim)))
    assert "Sanne" not in browse(wim).page(path_of(circle)).html
    assert "Wim" not in browse(sanne).page(path_of(circle)).html
    assert "Sanne" in (text := browse(joost).page(path_of(circle)).text)
    assert "Wim" in text


def test_a_block_hides_an_invitation_and_who_was_invited(make: Factories, browse: Browse) -> None:
    joost, wim = make.member("Joost"), make.member("Wim")
    circle = make.circle(hosts=(joost,))
    joosts, wims = browse(joost), browse(wim)
    path = f"{path_of(circle)}/uitnodigen"
    joosts.send(path, {"link": wim.public_id})
    joosts.page(path)
    undo = f"{path}/{place(wim).public_id}/intrekken"
    make.block(wim, joost)
    assert "Wim" not in joosts.page(path).html
    assert joosts.post(undo, data=joosts.page(path).forms()[-1]["fields"]).status_code == 404
    wims.page(f"{path_of(circle)}/uitnodiging", 404)
    assert "Kring van donderdag" not in wims.page("/kringen").html
    assert "uitnodiging" not in wims.page("/seintjes").text


def test_the_page_leads_to_the_agenda_of_the_circle(client: Critic, make: Factories) -> None:
    wim = make.member("Wim")
    circle = make.circle(wim, hosts=(make.member(),))
    link = client.log_in(wim).page(path_of(circle)).links()["Bijeenkomsten van deze kring"]
    assert circle.name in client.page(link).text


def test_who_is_out_of_the_network_is_out_of_the_list(make: Factories, browse: Browse) -> None:
    joost = make.member("Joost")
    circle = make.circle(make.member("Weg", state="left"), make.member("Dicht", state="suspended"), hosts=(joost,))
    text = browse(joost).page(path_of(circle)).text
    assert "Weg" not in text
    assert "Dicht" not in text


def test_more_members_and_circles_cost_no_more_queries(make: Factories, browse: Browse) -> None:
    moderator = make.member("Mod", roles=("moderator",))
    browser = browse(moderator)
    circle = make.circle(hosts=(moderator,))
    paths = ("/kringen", path_of(circle), f"{path_of(circle)}/uitnodigen")
    costs = []
    for number in range(12):
        make.circle_member(circle, make.member())
        make.circle_member(circle, guest := make.member(), state="invited", invited_by_id=moderator.id)
        make.contact(moderator, guest)
        make.circle(hosts=(moderator,), name=f"Kring {number}")
        if number in (0, 11):
            for path in paths:
                browser.page(path)
            costs.append([counted(lambda path=path: browser.page(path)) for path in paths])
    assert costs[0] == costs[1]


def test_all_circles_have_pages_with_an_end(client: Critic, make: Factories) -> None:
    for number in range(21):
        name = f"Kring {number:02}"
        saved(Circle(name=name, sort_key=sort_key(name), purpose="Doel.", made_at=LONG_AGO))
    client.log_in(make.member(roles=("moderator",)))
    assert "Kring 20" not in client.page("/kringen").text
    assert "Kring 20" in client.page("/kringen?pagina=2").text
    client.page("/kringen?pagina=3", 404)
    client.page("/kringen?pagina=x", 404)


def test_twenty_invitations_a_day(client: Critic, make: Factories) -> None:
    joost = make.member("Joost")
    circle = make.circle(hosts=(joost,))
    client.log_in(joost)
    path = f"{path_of(circle)}/uitnodigen"
    for _ in range(20):
        assert client.send(path, {"link": make.member().public_id}).status_code == 303
    assert client.send(path, {"link": make.member().public_id}).status_code == 429
