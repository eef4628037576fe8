"""Who is told of an assignment: who fits by what the poster may find and see, and said that there is room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from hub.audience.rules import Audience
from hub.core import clock
from hub.core.db import db
from hub.exchange.actions import posting
from hub.exchange.models import Assignment, Offer
from hub.members.models import Member
from hub.notices.models import Notice
from hub.profiles.actions import withdraw
from tests.critic import Critic
from tests.exchange.conftest import path_of
from tests.factories import Factories

As = Callable[[Member], Critic]
ONLY_ME, CONTACTS = Audience("only_me"), Audience("chosen", to_contacts=True)
OFFER = "Er is een opdracht die bij je past."


@pytest.fixture
def poster(make: Factories) -> Member:
    return make.member("Kofi")


def opened(make: Factories, poster: Member, **asked: list[str]) -> Assignment:
    """An assignment that was just opened."""
    job = make.assignment(poster, state="draft", opened_at=None, **asked)
    posting.open_up(job, clock.now())
    db.session.commit()
    return job


def told() -> set[str]:
    """Who was offered something, by name."""
    names = sa.select(Member.name).join(Notice, Notice.member_id == Member.id).where(Notice.kind == "assignment-offered")
    return set(db.session.scalars(names))


def with_room(make: Factories, name: str, capacity: str = "room", **other: object) -> Member:
    """A member who said how much room they have, to nobody but themselves."""
    member = make.member(name, **other)
    if capacity:
        make.value(member, "capacity", capacity, seen=ONLY_ME)
    return member


def test_told_are_those_who_fit_by_what_the_poster_may_find(make: Factories, poster: Member) -> None:
    friend = with_room(make, "Contact")
    make.contact(poster, friend)
    for member, options in (
        (with_room(make, "Vindbaar"), {}),
        (friend, {"seen": CONTACTS}),
        (with_room(make, "Geen contact"), {"seen": CONTACTS}),
        (with_room(make, "Alleen zelf"), {"seen": ONLY_ME}),
        (with_room(make, "Niet vindbaar"), {"findable": False}),
        (with_room(make, "Niet getoond"), {"shown": False, "findable": False}),
    ):
        make.experience(member, "ggz", **options)
    make.experience(with_room(make, "Andere ervaring"), "autisme")
    opened(make, poster, experiences=["ggz"])
    assert told() == {"Vindbaar", "Contact"}


def test_told_are_those_whose_work_the_poster_may_see(make: Factories, poster: Member) -> None:
    make.value(with_room(make, "Ziet hij"), "work_forms", items=("coach", "spreker"))
    make.value(with_room(make, "Ziet hij niet"), "work_forms", items=("coach",), seen=ONLY_ME)
    make.value(with_room(make, "Ander werk"), "work_forms", items=("trainer",))
    opened(make, poster, work_forms=["coach", "adviseur"])
    assert told() == {"Ziet hij"}


def test_one_of_what_is_asked_is_enough(make: Factories, poster: Member) -> None:
    make.experience(with_room(make, "Leeft ermee"), "ggz")
    make.value(with_room(make, "Doet het werk"), "work_forms", items=("coach",))
    both = with_room(make, "Allebei")
    make.experience(both, "ggz")
    make.value(both, "work_forms", items=("coach",))
    opened(make, poster, experiences=["ggz"], work_forms=["coach"])
    assert told() == {"Leeft ermee", "Doet het werk", "Allebei"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 3, "nobody twice"


def test_who_has_no_room_rests_or_is_not_there_is_left_in_peace(make: Factories, poster: Member) -> None:
    behind = with_room(make, "Blokkade")
    make.block(behind, poster)
    before = with_room(make, "Andersom")
    make.block(poster, before)
    everybody = [
        with_room(make, "Beperkt", "limited"),
        with_room(make, "Vol", "full"),
        with_room(make, "Zegt niets", ""),
        with_room(make, "Pauze", paused_at=clock.now()),
        with_room(make, "Geschorst", state="suspended"),
        with_room(make, "Partner", is_partner=True),
        with_room(make, "Weg", active=False),
        behind,
        before,
        poster,
    ]
    make.value(poster, "capacity", "room")
    for member in everybody:
        make.experience(member, "ggz")
    opened(make, poster, experiences=["ggz"])
    assert told() == {"Beperkt"}


def test_what_asks_for_nothing_is_offered_to_nobody(make: Factories, poster: Member) -> None:
    make.experience(with_room(make, "Iemand"), "ggz")
    opened(make, poster)
    assert told() == set()


def test_a_yes_taken_back_counts_at_once(make: Factories, poster: Member, as_: As) -> None:
    member = with_room(make, "Lezer")
    experience = make.experience(member, "ggz")
    first = opened(make, poster, experiences=["ggz"])
    reading = as_(member)
    page = reading.page(path_of(first)).text
    assert "Waarom zie je dit?" in page
    assert "Op je profiel staat de ervaring ggz." in page
    withdraw(experience, clock.now(), only_findable=True)
    db.session.commit()
    opened(make, poster, experiences=["ggz"])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Offer)) == 1
    later = reading.page(path_of(first)).text
    assert "Wat toen paste, staat nu niet meer zo op je profiel." in later
    assert "de ervaring ggz" not in later


def test_why_is_said_in_words_and_to_that_reader_alone(make: Factories, poster: Member, as_: As) -> None:
    member, other = with_room(make, "Lezer"), with_room(make, "Ander")
    make.experience(member, "ggz")
    make.value(member, "work_forms", items=("coach",))
    job = opened(make, poster, experiences=["ggz", "autisme"], work_forms=["coach"])
    assert told() == {"Lezer"}
    page = as_(member).page(path_of(job)).text
    assert "Op je profiel staat de ervaring ggz." in page
    assert "Op je profiel staat dat je dit werk doet: coach." in page
    assert "Je hebt ook gezegd dat je ruimte hebt." in page
    for one in (other, poster):
        assert "Waarom zie je dit?" not in as_(one).page(path_of(job)).text


def test_the_poster_learns_nothing_of_who_was_told(make: Factories, poster: Member, as_: As) -> None:
    def pages() -> list[str]:
        job = opened(make, poster, experiences=["ggz"])
        browser = as_(poster)
        paths = (path_of(job), path_of(job, "reacties"), "/opdrachten/van-mij", "/", "/seintjes")
        found = [browser.page(path).text for path in paths]
        db.session.delete(db.session.merge(job))
        db.session.commit()
        return found

    nobody = pages()
    for number in range(3):
        make.experience(with_room(make, f"Past {number}"), "ggz")
    assert pages() == nobody
    assert len(told()) == 3


def test_a_notice_holds_its_kind_and_nothing_else(make: Factories, poster: Member, as_: As) -> None:
    member = with_room(make, "Lezer")
    make.experience(member, "ggz")
    job = opened(make, poster, experiences=["ggz"])
    page = as_(member).page("/seintjes")
    assert OFFER in page.text
    assert job.title not in page.text
    assert "ggz" not in page.text


def test_nobody_is_told_twice_and_nobody_of_what_is_closed(make: Factories, poster: Member, as_: As) -> None:
    member = with_room(make, "Lezer")
    make.experience(member, "ggz")
    job = opened(make, poster, experiences=["ggz"])
    reading = as_(member)
    assert OFFER in reading.page("/").text
    posting.withdraw(job, clock.now())
    db.session.commit()
    assert OFFER not in reading.page("/").text, "a letter is no longer written about it either"
    assert db.session.scalars(sa.select(Notice.read_at)).one() is not None
    posting.offer(job, clock.now())
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Offer)) == 1
