"""What is typed in two windows at once: the later text has the field, the other waits beside it (intervision.md 5.10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from hub.core import clock
from hub.core.db import db
from hub.intervision.actions.clearing import purge
from hub.intervision.actions.writing import MOST_BESIDE
from hub.intervision.models import Kept, RoomDraft
from tests.intervision.conftest import Table
from tests.intervision.lines import Wire, lines_of

SLOT = "inchecken:1"


@pytest.fixture
def tabs(begun: Table) -> tuple[Wire, Wire]:
    """Two windows of Sam."""
    with lines_of(begun) as wires:
        wires["sam"].hello()
        other = Wire(begun.app, begun.browsers["sam"], begun.session.public_id)
        other.hello()
        yield wires["sam"], other
        other.close()


def typed(wire: Wire, text: str, rev: int, base: int, kind: str = "item.draft") -> tuple[bool, bool]:
    """A window keeps what was typed in it, having seen the text with the number `base`."""
    answer = wire.command(kind, {"slot": SLOT, "text": text, "rev": rev, "base": base})
    assert answer["ok"], answer
    return answer["kept"], answer["beside"]


def field() -> str:
    """What the field holds."""
    return db.session.scalars(sa.select(RoomDraft).where(RoomDraft.slot == SLOT)).one().text or ""


def beside(slot: str = SLOT) -> list[str]:
    """What waits beside it."""
    rows = sa.select(RoomDraft).where(RoomDraft.slot.startswith(f"{slot.split(':')[0]}:beside")).order_by(RoomDraft.id)
    return [row.text or "" for row in db.session.scalars(rows)]


def test_one_window_that_goes_on_typing_keeps_one_text(tabs: tuple[Wire, Wire]) -> None:
    for number, text in enumerate(("Ik", "Ik wil", "Iets heel anders", "")):
        assert typed(tabs[0], text, number + 1, number) == (True, False)
    assert (field(), beside()) == ("", [])


def test_the_later_text_has_the_field_and_the_other_waits(tabs: tuple[Wire, Wire]) -> None:
    one, other = tabs
    typed(one, "Wat ik eerst dacht", 10, 0)
    assert typed(other, "Wat ik later dacht", 20, 0) == (True, True)
    assert (field(), beside()) == ("Wat ik later dacht", ["Wat ik eerst dacht"])
    # The first window goes on from its own text, and has a clock that is behind.
    assert typed(one, "Wat ik eerst dacht, en meer", 15, 10) == (False, True)
    assert (field(), beside()) == ("Wat ik later dacht", ["Wat ik eerst dacht, en meer"])


def test_what_says_no_more_is_not_kept_twice(tabs: tuple[Wire, Wire]) -> None:
    one, other = tabs
    typed(one, "Een begin", 10, 0)
    assert typed(other, "Een begin, en meer", 20, 0) == (True, False)
    assert typed(one, "Een begin", 10, 0) == (False, False)  # its answer was lost
    assert typed(one, "Een", 9, 0) == (False, False)
    assert (field(), beside()) == ("Een begin, en meer", [])


def test_a_window_that_was_filled_from_the_field_goes_on_from_it(tabs: tuple[Wire, Wire]) -> None:
    one, other = tabs
    typed(one, "Van de eerste", 10, 0)
    assert typed(other, "Herschreven door de tweede", 20, 10) == (True, False)
    assert beside() == []


def test_there_is_an_end_to_what_waits(tabs: tuple[Wire, Wire], begun: Table) -> None:
    typed(tabs[0], "Begin", 1, 0)
    for number in range(MOST_BESIDE + 5):
        begun.app.extensions["lines"]._said.clear()
        typed(tabs[number % 2], f"<{number}>", number + 2, 0)
    assert beside() == [f"<{number}>" for number in range(4, MOST_BESIDE + 4)]


def test_the_page_shows_what_waits_and_lets_it_go(tabs: tuple[Wire, Wire], begun: Table) -> None:
    typed(tabs[0], "Wat ik eerst dacht", 10, 0)
    typed(tabs[1], "Wat ik later dacht", 20, 0)
    page = begun.page("sam")
    assert page.html.count("Wat ik eerst dacht") == 2  # the text, and what its button is about
    assert "Wat ik eerst dacht" not in begun.page("bo").html
    form = next(one for one in page.forms() if one["fields"].get("slot", "").startswith("inchecken:beside"))
    assert begun.browsers["sam"].post(form["action"], data=form["fields"] | {"type": "item.draft"}).status_code == 303
    assert "Wat ik eerst dacht" not in begun.page("sam").html
    assert "Het is weg." not in begun.page("sam").html


def test_two_windows_without_scripts_lose_nothing_either(begun: Table) -> None:
    begun.to("terugblik")
    who = next(name for name in begun.browsers if begun.who(name) == begun.room.holder)
    shown = next(one for one in begun.page(who).forms() if one["fields"].get("slot") == "terugblik:2")["fields"]
    assert shown["base"] == "0"
    for text in ("Uit het ene venster", "Uit het andere"):
        begun.done(who, "item.draft", slot="terugblik:2", text=text, base=shown["base"])
    assert "Uit het ene venster" in begun.page(who).html
    drafts = sa.select(RoomDraft).where(RoomDraft.slot == "terugblik:2")
    assert [row.text for row in db.session.scalars(drafts)] == ["Uit het andere"]
    for base in ("-1", "x", "1" * 17, "\u0663", ""):
        begun.done(who, "item.draft", slot="terugblik:2", text=f"Met {base}", base=base)


def test_a_note_that_gave_way_stays_its_writers_after_the_wipe(tabs: tuple[Wire, Wire], begun: Table) -> None:
    typed(tabs[0], "De ene notitie", 10, 0, "note.private")
    assert typed(tabs[1], "De andere notitie", 20, 0, "note.private") == (True, True)
    assert beside("note") == ["De ene notitie"]
    begun.done("noor", "room.pause")
    begun.done("noor", "room.end")
    with clock.at(clock.now() + timedelta(hours=25)):
        purge(begun.session.id, clock.now())
        db.session.commit()
        found = {row.kind: row.text for row in db.session.scalars(sa.select(Kept))}
        assert found == {"note": "De andere notitie", "harvest": "De ene notitie"}
        path = f"/intervisie/{begun.session.public_id}/daarna"
        page = begun.browsers["sam"].log_in(begun.members["sam"]).page(path)
        assert "De ene notitie" in page.html
        # And after it: from a page that was loaded before the other one was sent.
        base = next(one for one in page.forms() if "text" in one["fields"])["fields"]["base"]
        for text in ("Van de ene pagina", "Van de andere"):
            begun.browsers["sam"].send(path, {"text": text, "base": base}, at=path)
        db.session.expire_all()
        kept = sorted(row.text or "" for row in db.session.scalars(sa.select(Kept)))
        assert kept == ["De ene notitie", "Van de andere", "Van de ene pagina"]
