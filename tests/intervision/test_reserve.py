"""Another question when the owner stays away: through the pages, to what everybody keeps."""

from __future__ import annotations

import sqlalchemy as sa

from hub.core.db import db
from hub.intervision.models import Kept
from tests.intervision.conftest import Table

STORY, QUESTION, OTHER = "Een klant belt elke avond.", "Waarom juist dan?", "Ik durf niet te beginnen."


def away_for_ten_minutes(table: Table, who: str) -> None:
    """Somebody leaves; the others stay, and look at their page now and then."""
    table.done(who, "presence.set", state="offline")
    for _ in range(11):
        table.wait(60)
        for name in table.members:
            if name != who:
                table.page(name)


def sam_tells_of_two_questions(begun: Table) -> None:
    """Two brought in a question; the one of Sam was taken, and Sam tells it."""
    begun.to("kiezen")
    begun.done("sam", "case.offer", title="Hoe zeg ik nee?")
    begun.done("bo", "case.offer", title="Hoe begin ik?")
    begun.done("ali", "case.vote", **{f"dots-{begun.who('sam')}": "2"})
    begun.to("vraag")
    begun.done("sam", "item.post", text=STORY)


def test_the_next_question_is_taken_with_a_yes(begun: Table) -> None:
    sam_tells_of_two_questions(begun)
    begun.to("helder")
    begun.wait(60)
    begun.done("ali", "item.post", text=QUESTION)
    assert STORY in begun.page("bo").text
    away_for_ten_minutes(begun, "sam")
    assert "Vraag Bo of diens vraag nu mag" in begun.page("noor").text
    begun.done("noor", "case.reserve")
    assert "Wil jij nu jouw vraag inbrengen?" in begun.page("bo").text
    begun.done("bo", "role.accept")
    for name in ("noor", "bo"):
        page = begun.page(name)
        assert "Nu: De vraag" in page.text
        assert STORY not in page.html and QUESTION not in page.html and "Hoe zeg ik nee?" not in page.html
    assert QUESTION in begun.page("ali").html  # one's own words stay one's own
    missed = begun.browsers["noor"].get(f"/intervisie/{begun.session.public_id}/gebeurtenissen?after=0").get_data(as_text=True)
    assert STORY not in missed and QUESTION not in missed and "Hoe zeg ik nee?" not in missed

    begun.sit("sam")
    assert "Wat je schreef over de eerste vraag (alleen jij ziet dit)" in begun.page("sam").text
    assert STORY in begun.page("sam").html
    begun.done("bo", "item.post", text=OTHER)
    assert OTHER in begun.page("sam").text
    begun.done("noor", "room.pause")
    begun.done("noor", "room.end")
    db.session.expire_all()
    kept = {(row.member_id, row.text) for row in db.session.scalars(sa.select(Kept).where(Kept.kind == "statement"))}
    assert kept == {(begun.members["sam"].id, STORY), (begun.members["bo"].id, OTHER)}


def test_the_owner_of_the_first_question_left_the_circle(begun: Table) -> None:
    sam_tells_of_two_questions(begun)
    begun.browsers["sam"].press(f"/kringen/{begun.session.series.circle.public_id}/weggaan",
                                f"/kringen/{begun.session.series.circle.public_id}/weggaan")  # fmt: skip
    begun.wait(2)
    begun.wait(30)
    begun.done("noor", "case.reserve")
    begun.done("bo", "role.accept")
    assert STORY not in begun.page("noor").html
    begun.done("noor", "room.pause")
    assert "Dit kan niet in deze fase." in begun.refused("noor", "case.reserve")  # once in a session
