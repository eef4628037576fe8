"""Planning through the front door: the overview, a series, one session before its room, and what is left afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hub.circles.models import Circle, CircleAgreement
from hub.circles.queries import place_in
from hub.core import clock as hub_clock
from hub.core.db import db
from hub.intervision.actions.clearing import purge
from hub.intervision.models import CaseForm, Kept, Series, Session
from hub.members.models import Member
from hub.notices.models import Notice
from hub.worker import run_once
from tests.agenda.conftest import counted
from tests.conftest import NOON
from tests.critic import Critic, Page
from tests.factories import LONG_AGO, Factories
from tests.intervision.conftest import Table

NEW = "/intervisie/nieuw"
WANTED = {
    "name": "Grenzen stellen", "method": "reflecting", "length": "90", "pace": "gewoon", "day": "2026-12-01", "begins": "19:30",
    "weeks": "6", "times": "4",
}  # fmt: skip
SOON = NOON + timedelta(days=7)


class House:
    """Noor hosts a circle with Ali, Sam and Bo; each has a browser."""

    def __init__(self, app: Any, browser: type[Critic], make: Factories) -> None:
        self.app, self.make, self.browser = app, make, browser
        self.members = {name.lower(): make.member(name) for name in ("Noor", "Ali", "Sam", "Bo")}
        others = (self.members["ali"], self.members["sam"], self.members["bo"])
        self.circle: Circle = make.circle(*others, hosts=(self.members["noor"],))
        self.browsers = {name: browser(app).log_in(member) for name, member in self.members.items()}

    def session(self, starts_at: datetime = SOON, **other: Any) -> Session:
        """A session that Noor leads; Ali is the reserve."""
        return self.make.session(self.circle, self.members["noor"], self.members["ali"], starts_at=starts_at, **other)

    def someone(self, member: Member) -> Critic:
        """One more browser."""
        return self.browser(self.app).log_in(member)

    def told(self, kind: str) -> set[str]:
        """Who was told of something."""
        names = sa.select(Member.name).join(Notice, Notice.member_id == Member.id).where(Notice.kind == kind)
        return set(db.session.scalars(names))


@pytest.fixture
def house(app: Any, browser: type[Critic], make: Factories, clock: object) -> House:
    """The circle and its browsers, at noon."""
    return House(app, browser, make)


def path_of(session: Session, more: str = "") -> str:
    """Where a session is."""
    return f"/intervisie/{session.public_id}{more}"


# --- the overview -----------------------------------------------------------------------------------------


def test_nothing_planned_says_so_and_leads_to_circles(house: House) -> None:
    page = house.browsers["sam"].page("/intervisie")
    assert "Er is nu geen intervisie gepland" in page.text
    assert page.links()["Bekijk je kringen"] == "/kringen"
    assert NEW not in page.html
    assert house.browsers["noor"].page("/intervisie").links()["Plan een reeks"] == NEW


def test_what_comes_what_is_now_and_what_was(house: House) -> None:
    house.session(SOON)
    house.session(NOON + timedelta(minutes=10))
    house.session(NOON - timedelta(minutes=30), status="running")
    was = house.session(NOON - timedelta(days=7), status="purged", purged_at=NOON - timedelta(days=6))
    house.session(NOON + timedelta(days=3), status="cancelled")
    db.session.execute(sa.text("INSERT INTO attendance (session_id, member_id, roles) VALUES (:s, :m, '[]')"), {
        "s": was.id, "m": house.members["sam"].id,
    })  # fmt: skip
    db.session.commit()
    text = house.browsers["sam"].page("/intervisie").text
    order = [text.index(words) for words in ("Nu bezig", "De kamer is open", "dinsdag 1 december", "Wat was")]
    assert order == sorted(order)
    assert text.count("Grenzen stellen") == 4
    assert path_of(was, "/daarna") in house.browsers["sam"].page("/intervisie").html
    assert "Wat was" not in house.browsers["bo"].page("/intervisie").text


def test_fifty_sessions_cost_as_many_reads_as_five(house: House) -> None:
    def reads() -> int:
        with counted() as statements:
            house.browsers["sam"].page("/intervisie")
        return len(statements)

    for number in range(5):
        house.session(SOON + timedelta(days=number))
    reads()  # the first one notes that the browser was seen
    few = reads()
    for number in range(45):
        house.session(SOON + timedelta(hours=number))
    assert reads() == few


def test_fifty_people_cost_as_many_reads_as_five(house: House) -> None:
    session = house.session()
    db.session.add(new_case(session, house.members["bo"]))
    db.session.commit()

    def reads() -> int:
        with counted() as statements:
            house.browsers["sam"].page(path_of(session))
        return len(statements)

    reads()
    few = reads()
    for _ in range(45):
        member = house.make.member()
        house.make.circle_member(house.circle, member)
        db.session.add(new_case(session, member))
    db.session.commit()
    assert reads() == few


def new_case(session: Session, member: Member, title: str = "Hoe begin ik?") -> CaseForm:
    """A question offered beforehand."""
    case = CaseForm(session_id=session.id, member_id=member.id, at=NOON)
    case.title = title
    return case


# --- planning a series ------------------------------------------------------------------------------------


def test_a_host_plans_a_series_and_everybody_hears_once(house: House) -> None:
    answer = house.browsers["noor"].send(NEW, {**WANTED, "circle": house.circle.public_id})
    assert answer.status_code == 303
    series = db.session.scalars(sa.select(Series)).one()
    begins = [one.starts_at for one in series.sessions]
    # Half past seven in Amsterdam, before and after the clock changes in spring.
    assert [one.astimezone(hub_clock.AMSTERDAM).strftime("%d-%m %H:%M") for one in begins] == [
        "01-12 19:30", "12-01 19:30", "23-02 19:30", "06-04 19:30",
    ]  # fmt: skip
    assert {one.ends_at - one.starts_at for one in series.sessions} == {timedelta(minutes=90)}
    assert len({one.uid for one in series.sessions}) == 4
    leaders = [(one.facilitator_id, one.deputy_id) for one in series.sessions]
    assert len({lead for lead, _ in leaders}) == 4
    assert all(lead != deputy for lead, deputy in leaders)
    assert house.told("session-planned") == {"Ali", "Sam", "Bo"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 3
    db.session.refresh(house.members["sam"])
    assert house.members["sam"].calendar_changed_at >= NOON
    shown = house.browsers["noor"].page(answer.location)
    assert "De reeks is gepland." in shown.html
    assert shown.h1 == "Grenzen stellen"


def test_a_notice_of_it_says_what_it_is_and_goes_by_mail(house: House) -> None:
    session = house.session()
    house.browsers["noor"].send(path_of(session, "/afzeggen"))
    assert "Een sessie intervisie is verzet of gaat niet door." in house.browsers["sam"].page("/seintjes").text
    run_once(house.app, hub_clock.now())
    assert db.session.scalar(sa.text("SELECT count(*) FROM outbox_mail")) == 3


def test_who_rests_is_not_told_but_keeps_an_honest_calendar(house: House) -> None:
    resting = house.make.member("Rust")
    house.make.circle_member(house.circle, resting, state="paused")
    house.browsers["noor"].send(NEW, {**WANTED, "circle": house.circle.public_id})
    assert "Rust" not in house.told("session-planned")
    db.session.refresh(resting)
    assert resting.calendar_changed_at >= NOON
    leaders = set(db.session.scalars(sa.select(Session.facilitator_id)))
    assert resting.id not in leaders


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"length": "60"}, "Deze manier past niet in deze tijd"),
        ({"pace": "rustig"}, "Deze manier past niet in deze tijd"),
        ({"day": "2026-11-24", "begins": "11:59"}, "Dit moment is al voorbij"),
        ({"day": "2027-03-28", "begins": "02:30"}, "Dit uur bestaat niet"),
        ({"day": "2027-02-14", "begins": "02:30", "weeks": "6", "times": "2"}, "Dit uur bestaat niet"),
        ({"name": ""}, "Geef de reeks een naam."),
        ({"name": "x" * 61}, "60"),
        ({"day": "morgen"}, "dag"),
        ({"begins": "kwart over"}, "uu"),
        ({"weeks": "0"}, "1"),
        ({"weeks": "13"}, "12"),
        ({"times": "11"}, "10"),
        ({"times": "veel"}, "getal"),
        ({"length": "45"}, "Kies"),
        ({"pace": "snel"}, "Kies"),
        ({"method": "balint"}, "Kies"),
        ({"circle": "a" * 20}, "Kies"),
    ],
)
def test_what_does_not_fit_is_refused_with_all_that_was_typed(house: House, change: dict[str, str], sentence: str) -> None:
    answer = house.browsers["noor"].send(NEW, {**WANTED, "circle": house.circle.public_id, **change})
    assert answer.status_code == 422
    page = Page(answer)
    assert sentence in page.text
    fields = next(form["fields"] for form in page.forms() if "weeks" in form["fields"])
    kept = {**WANTED, **{name: value for name, value in change.items() if name not in ("length", "pace", "method", "circle")}}
    assert {name: fields[name] for name in ("name", "day", "begins", "weeks", "times")} == {
        name: kept[name] for name in ("name", "day", "begins", "weeks", "times")
    }
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Series)) == 0


def test_sent_twice_it_is_planned_once(house: House) -> None:
    noor = house.browsers["noor"]
    form = next(one for one in noor.page(NEW).forms() if "weeks" in one["fields"])
    data = {**form["fields"], **WANTED, "circle": house.circle.public_id}
    first, second = noor.post(NEW, data=data), noor.post(NEW, data=data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Series)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 3


def test_only_a_host_plans(house: House) -> None:
    mark = house.browsers["sam"].page("/weergave").forms()[0]["fields"]["csrf_token"]
    assert house.browsers["sam"].get(NEW).status_code == 404
    data = {**WANTED, "circle": house.circle.public_id, "csrf_token": mark}
    assert house.browsers["sam"].post(NEW, data=data).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Series)) == 0


def test_a_host_of_one_circle_plans_nothing_in_another(house: House) -> None:
    other = house.make.circle(hosts=(house.make.member(),), name="Andere kring")
    answer = house.browsers["noor"].send(NEW, {**WANTED, "circle": other.public_id})
    assert answer.status_code == 422
    assert "Andere kring" not in Page(answer).html


# --- one session, before its room opens -------------------------------------------------------------------


def test_the_page_of_a_session_tells_all_there_is_to_know(house: House) -> None:
    session = house.session()
    text = house.browsers["sam"].page(path_of(session)).text
    assert "dinsdag 1 december" in text
    assert "van 12 uur tot 13.30 uur" in text
    assert "De kamer gaat open op" in text
    assert "11.45" in text
    assert text.split("Wie er komt")[1].count("leidt het gesprek") == 1
    for words in ("Noor", "Ali", "Sam", "Bo", "reserve"):
        assert words in text.split("Wie er komt")[1]
    assert "Inchecken" in text
    assert "Misschien ..." in text


def test_somebody_with_a_block_between_is_not_shown(house: House) -> None:
    session = house.session()
    house.make.block(house.members["bo"], house.members["sam"])
    db.session.add(new_case(session, house.members["bo"], "VRAAG-VAN-BO"))
    db.session.commit()
    page = house.browsers["sam"].page(path_of(session))
    assert "VRAAG-VAN-BO" not in page.html
    assert "Bo" not in page.text.split("Wie er komt")[1]
    assert "VRAAG-VAN-BO" in house.browsers["ali"].page(path_of(session)).html


def test_a_question_is_offered_changed_and_taken_back(house: House) -> None:
    session, sam = house.session(), house.browsers["sam"]
    offer, back = path_of(session, "/vraag"), path_of(session, "/vraag/intrekken")
    assert sam.send(path_of(session), {"title": "Hoe zeg ik nee?"}, at=offer).status_code == 303
    assert "Hoe zeg ik nee? (Sam)" in house.browsers["bo"].page(path_of(session)).text
    assert sam.send(path_of(session), {"title": "Hoe stop ik?"}, at=offer).status_code == 303
    text = house.browsers["bo"].page(path_of(session)).text
    assert "Hoe stop ik? (Sam)" in text
    assert "Hoe zeg ik nee?" not in text
    assert sam.send(path_of(session), at=back).status_code == 303
    assert "Hoe stop ik?" not in house.browsers["bo"].page(path_of(session)).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CaseForm)) == 0


def test_a_question_of_who_left_is_not_there_any_more(house: House) -> None:
    session = house.session()
    db.session.add(new_case(session, house.members["bo"], "VRAAG-VAN-BO"))
    leave(house.circle, house.members["bo"])
    assert "VRAAG-VAN-BO" not in house.browsers["sam"].page(path_of(session)).html


def leave(circle: Circle, member: Member) -> None:
    """Out of the circle."""
    place = place_in(circle, member)
    assert place is not None
    place.state, place.since = "left", hub_clock.now()
    db.session.commit()


@pytest.mark.parametrize("title", ["", "   ", "x" * 61, "\u200b\u200b"])
def test_what_is_no_question_is_refused_with_the_text(house: House, title: str) -> None:
    session, sam = house.session(), house.browsers["sam"]
    answer = sam.send(path_of(session), {"title": title}, at=path_of(session, "/vraag"))
    assert answer.status_code == 422
    if title.strip("\u200b "):
        assert title in Page(answer).html
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CaseForm)) == 0


def test_who_leads_cannot_offer_a_question(house: House) -> None:
    session, noor = house.session(), house.browsers["noor"]
    page = noor.page(path_of(session))
    assert path_of(session, "/vraag") not in [form["action"] for form in page.forms()]
    mark = page.forms()[0]["fields"]["csrf_token"]
    answer = noor.post(path_of(session, "/vraag"), data={"csrf_token": mark, "title": "Toch een vraag"})
    assert answer.status_code == 422
    assert "Jij leidt deze sessie." in Page(answer).text
    assert "Toch een vraag" in Page(answer).html


def test_after_opening_it_is_refused_and_the_text_stays(table: Table) -> None:
    page = path_of(table.session)
    form = next(one for one in table.browsers["sam"].page(page).forms() if one["action"] == f"{page}/vraag")
    table.sit("bo")
    answer = table.browsers["sam"].post(form["action"], data={**form["fields"], "title": "Te laat getypt"})
    assert answer.status_code == 422
    assert "De kamer is al open. Breng je vraag daar in." in Page(answer).text
    assert "Te laat getypt" in Page(answer).html


def test_after_cancelling_it_is_refused_and_the_text_stays(house: House) -> None:
    session, sam = house.session(), house.browsers["sam"]
    form = next(one for one in sam.page(path_of(session)).forms() if one["action"] == path_of(session, "/vraag"))
    house.browsers["noor"].send(path_of(session, "/afzeggen"))
    answer = sam.post(form["action"], data={**form["fields"], "title": "Te laat getypt"})
    assert answer.status_code == 422
    assert "Te laat getypt" in Page(answer).html


def test_questions_offered_before_are_in_the_room(table: Table) -> None:
    page = path_of(table.session)
    table.browsers["sam"].send(page, {"title": "Hoe zeg ik nee?"}, at=f"{page}/vraag")
    table.sit("noor", "ali", "sam", "bo")
    assert table.room.cases[table.who("sam")].title == "Hoe zeg ik nee?"
    assert "Hoe zeg ik nee?" in table.page("bo").text


def test_taking_back_after_opening_is_done_in_the_room(table: Table) -> None:
    page = path_of(table.session)
    table.browsers["sam"].send(page, {"title": "Hoe zeg ik nee?"}, at=f"{page}/vraag")
    form = next(one for one in table.browsers["sam"].page(page).forms() if one["action"] == f"{page}/vraag/intrekken")
    table.sit("bo")
    assert table.browsers["sam"].post(form["action"], data=form["fields"]).status_code == 303
    assert "De kamer is al open." in table.browsers["sam"].page(page).html
    assert table.room.cases[table.who("sam")].title == "Hoe zeg ik nee?"


# --- who leads --------------------------------------------------------------------------------------------


def test_a_host_chooses_who_leads(house: House) -> None:
    session = house.session()
    chosen = {"lead": house.members["sam"].public_id, "reserve": house.members["bo"].public_id}
    assert house.browsers["noor"].send(path_of(session, "/leiding"), chosen).status_code == 303
    db.session.refresh(session)
    assert (session.facilitator_id, session.deputy_id) == (house.members["sam"].id, house.members["bo"].id)


def test_one_person_cannot_be_both(house: House) -> None:
    session, ident = house.session(), house.members["sam"].public_id
    answer = house.browsers["noor"].send(path_of(session, "/leiding"), {"lead": ident, "reserve": ident})
    assert answer.status_code == 422
    assert "Kies 2 verschillende mensen." in Page(answer).text


def test_who_brings_in_a_question_does_not_lead(house: House) -> None:
    session = house.session()
    db.session.add(new_case(session, house.members["sam"]))
    db.session.commit()
    chosen = {"lead": house.members["sam"].public_id, "reserve": house.members["bo"].public_id}
    answer = house.browsers["noor"].send(path_of(session, "/leiding"), chosen)
    assert answer.status_code == 422
    assert "Wie een vraag inbrengt, leidt niet zelf." in Page(answer).text


@pytest.mark.parametrize("lead", ["", "a" * 20, "x" * 300])
def test_nobody_else_can_be_chosen(house: House, lead: str) -> None:
    session = house.session()
    answer = house.browsers["noor"].send(path_of(session, "/leiding"), {"lead": lead, "reserve": house.members["bo"].public_id})
    assert answer.status_code == 422
    db.session.refresh(session)
    assert session.facilitator_id == house.members["noor"].id


def test_once_the_room_is_open_the_choice_is_made_there(table: Table) -> None:
    table.session.starts_at += timedelta(minutes=10)
    db.session.commit()
    table.sit("bo")
    chosen = {"lead": table.who("sam"), "reserve": table.who("bo")}
    answer = table.browsers["noor"].send(path_of(table.session, "/leiding"), chosen)
    assert answer.status_code == 422
    assert "De kamer is al open." in Page(answer).text


# --- moving and cancelling --------------------------------------------------------------------------------


def test_moving_changes_the_moment_and_tells_everybody(house: House) -> None:
    session = house.session()
    before = session.uid
    with hub_clock.at(NOON + timedelta(hours=1)):
        moved = house.browsers["noor"].send(path_of(session, "/verzetten"), {"day": "2026-12-03", "begins": "20:00"})
    assert moved.status_code == 303
    db.session.refresh(session)
    assert session.starts_at.astimezone(hub_clock.AMSTERDAM).strftime("%d-%m-%Y %H:%M") == "03-12-2026 20:00"
    assert session.ends_at - session.starts_at == timedelta(minutes=90)
    assert (session.sequence, session.uid, session.changed_at) == (1, before, NOON + timedelta(hours=1))
    assert house.told("session-moved") == {"Ali", "Sam", "Bo"}
    for member in house.members.values():
        db.session.refresh(member)
        assert member.calendar_changed_at >= NOON + timedelta(hours=1)


def test_moving_to_the_same_moment_changes_nothing(house: House) -> None:
    session = house.session()
    assert house.browsers["noor"].send(path_of(session, "/verzetten")).status_code == 303
    db.session.refresh(session)
    assert session.sequence == 0
    assert house.told("session-moved") == set()


@pytest.mark.parametrize(
    ("day", "begins", "sentence"),
    [
        ("2026-11-23", "20:00", "Dit moment is al voorbij"),
        ("2027-03-28", "02:30", "Dit uur bestaat niet"),
        ("32 december", "20:00", "dag"),
        ("2026-12-03", "25:00", "uu"),
        ("", "", "Kies een dag."),
    ],
)
def test_a_moment_that_cannot_be_is_refused(house: House, day: str, begins: str, sentence: str) -> None:
    session = house.session()
    answer = house.browsers["noor"].send(path_of(session, "/verzetten"), {"day": day, "begins": begins})
    assert answer.status_code == 422
    assert sentence in Page(answer).text
    db.session.refresh(session)
    assert (session.starts_at, session.sequence) == (SOON, 0)


def test_a_session_whose_room_is_open_is_not_moved(table: Table) -> None:
    table.session.starts_at += timedelta(minutes=10)
    db.session.commit()
    table.sit("bo")
    answer = table.browsers["noor"].send(path_of(table.session, "/verzetten"), {"day": "2026-12-03", "begins": "20:00"})
    assert answer.status_code == 422
    assert "De kamer is al open. Verzetten kan niet meer." in Page(answer).text


def test_cancelling_takes_one_more_look_and_tells_everybody(house: House) -> None:
    session, noor = house.session(), house.browsers["noor"]
    assert "Dit kun je niet terugdraaien." in noor.page(path_of(session, "/afzeggen")).text
    assert db.session.get_one(Session, session.id).status == "planned"
    assert noor.send(path_of(session, "/afzeggen")).status_code == 303
    db.session.refresh(session)
    assert (session.status, session.sequence, session.changed_at) == ("cancelled", 1, NOON)
    assert house.told("session-moved") == {"Ali", "Sam", "Bo"}
    assert "Deze sessie gaat niet door" in house.browsers["sam"].page(path_of(session)).text


def test_what_is_cancelled_has_no_room_and_changes_no_more(house: House) -> None:
    session, noor = house.session(NOON), house.browsers["noor"]
    session.status = "cancelled"
    db.session.commit()
    assert house.browsers["sam"].get(path_of(session, "/kamer")).location == path_of(session)
    mark = house.browsers["sam"].page("/weergave").forms()[0]["fields"]["csrf_token"]
    entered = house.browsers["sam"].post(path_of(session, "/kamer"), data={"type": "room.hello", "csrf_token": mark})
    assert entered.location == path_of(session)
    answer = noor.send(path_of(session, "/verzetten"), {"day": "2026-12-03", "begins": "20:00"})
    assert answer.status_code == 422
    assert "Deze sessie is al begonnen of voorbij." in Page(answer).text
    assert "Afzeggen kan niet meer" in noor.page(path_of(session, "/afzeggen")).text


def test_cancelled_twice_it_is_cancelled_once(house: House) -> None:
    session, noor = house.session(), house.browsers["noor"]
    form = next(one for one in noor.page(path_of(session, "/afzeggen")).forms() if not one["action"])
    noor.post(path_of(session, "/afzeggen"), data=form["fields"])
    noor.post(path_of(session, "/afzeggen"), data=form["fields"])
    db.session.refresh(session)
    assert session.sequence == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 3


# --- who finds nothing ------------------------------------------------------------------------------------

PAGES = ("", "/kamer", "/gebeurtenissen?after=0", "/leiding", "/verzetten", "/afzeggen", "/daarna")
POSTS = ("/kamer", "/vraag", "/vraag/intrekken", "/leiding", "/verzetten", "/afzeggen", "/daarna")


def outsider(house: House, who: str) -> Critic:
    """Somebody who has no business in the circle."""
    if who == "left":
        leave(house.circle, house.members["bo"])
        return house.browsers["bo"]
    if who == "invited":
        member = house.make.member()
        house.make.circle_member(house.circle, member, state="invited", agreed_version=None, agreed_at=None)
    elif who == "elsewhere":
        member = house.make.member()
        house.make.circle(hosts=(member,), name="Andere kring")
    else:
        member = house.make.member(roles=("moderator",) if who == "moderator" else ())
    return house.someone(member)


@pytest.mark.parametrize("who", ["stranger", "moderator", "elsewhere", "invited", "left"])
def test_who_does_not_take_part_finds_nothing(house: House, who: str) -> None:
    session = house.session(NOON)
    browser = outsider(house, who)
    for page in PAGES:
        assert browser.get(path_of(session, page)).status_code == 404, page
    mark = browser.page("/weergave").forms()[0]["fields"]["csrf_token"]
    for page in POSTS:
        answer = browser.post(path_of(session, page), data={"csrf_token": mark, "type": "room.hello", "title": "Een vraag"})
        assert answer.status_code == 404, page
    assert session.public_id not in browser.page("/intervisie").html


@pytest.mark.parametrize("page", ["/leiding", "/verzetten", "/afzeggen"])
def test_who_does_not_host_cannot_change_a_session(house: House, page: str) -> None:
    session, sam = house.session(), house.browsers["sam"]
    mark = sam.page("/weergave").forms()[0]["fields"]["csrf_token"]
    assert sam.get(path_of(session, page)).status_code == 404
    assert sam.post(path_of(session, page), data={"csrf_token": mark}).status_code == 404
    assert path_of(session, page) not in sam.page(path_of(session)).html


def test_who_rests_in_the_circle_still_sees_it_and_is_not_expected(house: House) -> None:
    """As docs/decisions/0040 has it: a pause changes nothing about who sees what."""
    session = house.session()
    place = place_in(house.circle, house.members["bo"])
    assert place is not None
    place.state = "paused"
    db.session.commit()
    assert house.browsers["bo"].page(path_of(session)).h1 == "Grenzen stellen"
    assert "Bo" not in house.browsers["sam"].page(path_of(session)).text.split("Wie er komt")[1]


def test_a_closed_circle_has_no_sessions(house: House) -> None:
    session = house.session()
    house.circle.closed_at = NOON
    db.session.commit()
    assert house.browsers["noor"].get(path_of(session)).status_code == 404


def test_who_did_not_say_yes_to_the_newest_agreement_is_asked_first(table: Table) -> None:
    newer = CircleAgreement(
        circle_id=table.session.series.circle_id, version=2, source="Nieuw.", html="<p>Nieuw.</p>", at=LONG_AGO
    )
    db.session.add(newer)
    db.session.commit()
    page = table.browsers["sam"].page(path_of(table.session))
    assert "De afspraken van de kring zijn veranderd." in page.text
    assert table.path not in [form["action"] for form in page.forms()]
    assert table.browsers["sam"].get(table.path).location == path_of(table.session)
    assert table.browsers["sam"].get(path_of(table.session, "/gebeurtenissen?after=0")).status_code == 404


def test_the_door_opens_a_quarter_of_an_hour_before(house: House) -> None:
    session, sam = house.session(NOON + timedelta(minutes=16)), house.browsers["sam"]
    assert sam.get(path_of(session, "/kamer")).location == path_of(session)
    mark = sam.page("/weergave").forms()[0]["fields"]["csrf_token"]
    sam.post(path_of(session, "/kamer"), data={"type": "room.hello", "csrf_token": mark})
    assert db.session.scalar(sa.text("SELECT count(*) FROM room_event")) == 0
    with hub_clock.at(NOON + timedelta(minutes=1)):
        assert sam.send(path_of(session), {"type": "room.hello"}, at=path_of(session, "/kamer")).status_code == 303
        assert "Kom rustig aan." in sam.page(path_of(session, "/kamer")).text


def test_looking_is_not_coming_in(table: Table) -> None:
    table.sit("noor")
    assert "Ga weer zitten" in table.page("sam").text
    assert not table.room.is_here(table.who("sam"))


# --- afterwards -------------------------------------------------------------------------------------------


@pytest.fixture
def closed(begun: Table) -> Table:
    """Sam told something, Ali kept a harvest and a note; then Noor closed. Bo was there; Yara was not."""
    begun.to("vraag")
    begun.done("sam", "item.post", text="Een klant belt elke avond.")
    begun.to("oogst")
    begun.done("ali", "item.post", text="Ik neem rust mee.")
    begun.done("bo", "item.post", text="Van Bo alleen.")
    begun.to("evaluatie")
    begun.done("noor", "room.end")
    return begun


def test_only_who_was_there_finds_what_is_kept(closed: Table, make: Factories, browser: type[Critic]) -> None:
    late = make.member("Yara")
    make.circle_member(closed.session.series.circle, late)
    yara = browser(closed.app).log_in(late)
    after = path_of(closed.session, "/daarna")
    assert yara.get(after).status_code == 404
    assert "Jij was er niet bij." in yara.page(path_of(closed.session)).text
    assert closed.browsers["sam"].page(path_of(closed.session)).links()["Bekijk wat je houdt"] == after
    assert "Een klant belt elke avond." in closed.browsers["sam"].page(after).text
    assert "Een klant belt elke avond." not in closed.browsers["ali"].page(after).text


def test_it_is_not_there_before_the_end(begun: Table) -> None:
    assert begun.browsers["sam"].get(path_of(begun.session, "/daarna")).status_code == 404


def test_a_note_can_be_written_and_changed_afterwards(closed: Table) -> None:
    after, ali = path_of(closed.session, "/daarna"), closed.browsers["ali"]
    for text in ("Eerste notitie.", "Tweede notitie."):
        closed.hold(closed.passed + timedelta(minutes=len(text)))
        assert ali.send(after, {"text": text}).status_code == 303
        assert text in ali.page(after).html
    assert "Eerste notitie." not in ali.page(after).html
    assert "notitie." not in closed.browsers["bo"].page(after).html


def test_a_note_that_is_too_long_comes_back_whole(closed: Table) -> None:
    text = "woord " * 1700
    answer = closed.browsers["ali"].send(path_of(closed.session, "/daarna"), {"text": text})
    assert answer.status_code == 422
    assert text.strip() in Page(answer).html


def test_what_is_kept_can_be_thrown_away_by_its_owner_alone(closed: Table) -> None:
    after = path_of(closed.session, "/daarna")
    ali, bo = closed.browsers["ali"], closed.browsers["bo"]
    throw = next(form for form in ali.page(after).forms() if form["action"].endswith("/weg"))
    mine = next(form for form in bo.page(after).forms() if form["action"].endswith("/weg"))
    assert bo.post(throw["action"], data=mine["fields"]).status_code == 404
    assert "Ik neem rust mee." in ali.page(after).text
    assert ali.post(throw["action"], data=throw["fields"]).status_code == 303
    assert "Ik neem rust mee." not in ali.page(after).text
    assert ali.post(throw["action"], data=throw["fields"]).status_code == 404
    assert "Van Bo alleen." in bo.page(after).text


def test_figures_below_three_answers_are_not_shown(closed: Table) -> None:
    assert "Er zijn te weinig antwoorden" in closed.browsers["sam"].page(path_of(closed.session, "/daarna")).text


def test_who_left_the_circle_finds_nothing_afterwards(closed: Table) -> None:
    leave(closed.session.series.circle, closed.members["ali"])
    assert closed.browsers["ali"].get(path_of(closed.session, "/daarna")).status_code == 404


def test_the_room_can_be_read_until_it_is_wiped(closed: Table) -> None:
    assert "Een klant belt elke avond." in closed.page("bo").html
    closed.hold(closed.passed + timedelta(hours=25))
    assert run_once(closed.app, hub_clock.now()) >= 1
    for name, member in closed.members.items():
        closed.browsers[name].log_in(member)
    assert closed.browsers["bo"].get(closed.path).location == path_of(closed.session, "/daarna")
    assert "is gewist op" in closed.browsers["bo"].page(path_of(closed.session, "/daarna")).text
    assert "Een klant belt elke avond." in closed.browsers["sam"].page(path_of(closed.session, "/daarna")).text


def test_nothing_can_be_said_in_a_room_that_was_wiped(closed: Table) -> None:
    mark = next(form["fields"]["csrf_token"] for form in closed.page("bo").forms() if "csrf_token" in form["fields"])
    closed.hold(closed.passed + timedelta(hours=25))
    purge(closed.session.id, hub_clock.now())
    db.session.commit()
    bo = closed.browsers["bo"].log_in(closed.members["bo"])
    mark = bo.page("/weergave").forms()[0]["fields"]["csrf_token"] or mark
    for kind in ("item.post", "item.draft", "case.offer"):
        data = {"csrf_token": mark, "type": kind, "text": "NA-HET-EINDE", "title": "NA-HET-EINDE", "slot": "kern:1"}
        assert bo.post(closed.path, data=data).status_code == 303
    assert db.session.scalar(sa.text("SELECT count(*) FROM room_draft")) == 0
    assert db.session.scalar(sa.text("SELECT count(*) FROM command_seen")) == 0


def test_words_for_a_session_that_nobody_came_to_are_wiped_as_well(house: House) -> None:
    held, cancelled = house.session(NOON - timedelta(days=2)), house.session(NOON - timedelta(days=2), status="cancelled")
    waits = house.session(NOON - timedelta(hours=20))
    for session in (held, cancelled, waits):
        db.session.add(new_case(session, house.members["sam"]))
    db.session.commit()
    run_once(house.app, hub_clock.now())
    assert {one.session_id for one in db.session.scalars(sa.select(CaseForm))} == {waits.id}
    assert db.session.get_one(Session, cancelled.id).status == "cancelled"
    assert db.session.get_one(Session, held.id).status == "purged"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Kept)) == 0
