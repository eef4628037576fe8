"""Texts of a report reach its reporter and the moderator who holds it, and nobody else on any page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.db import db
from hub.members.models import Member
from hub.moderation.models import Decision, DeskReference, Report, ReportEvent, ReportQuestion, Review
from tests.critic import Critic
from tests.factories import Factories
from tests.moderation.conftest import FACTS, REVIEW, WARNED, WHY, WORDS, People, decide, the_decision, the_report

Enter = Callable[[Member], Critic]


def pages() -> list[str]:
    """Every page on which something of a report could stand."""
    report, decision = the_report(), db.session.scalars(select(Decision)).first()
    desk, own = f"/meldingen/{report.public_id}", f"/mijn/meldingen/{report.public_id}"
    found = [
        "/",
        "/seintjes",
        "/meldingen",
        "/mijn/meldingen",
        "/mijn/concepten",
        "/mijn/account",
        desk,
        own,
        f"{own}/herziening",
    ]
    found += [f"{desk}/{what}" for what in ("vraag", "overdragen", "besluit")]
    if decision is not None:
        found += [f"/mijn/besluiten/{decision.public_id}", f"/mijn/besluiten/{decision.public_id}/herziening"]
    return found


def reads(browser: Critic, *canaries: str) -> set[str]:
    """Which of these texts somebody comes across anywhere."""
    whole = "".join(browser.get(path).text for path in pages())
    return {one for one in canaries if one in whole}


@pytest.fixture
def bystanders(make: Factories) -> dict[str, Member]:
    """People who have nothing to do with it."""
    return {
        "member": make.member(),
        "operator": make.member(roles=("operator",)),
        "partner": make.member(is_partner=True),
        "applicant": make.member(state="applicant"),
        "suspended": make.member(state="suspended"),
    }


def test_the_words_of_a_report(people: People, enter: Enter, desk: str, bystanders: dict[str, Member]) -> None:
    enter(people.first).press(desk, f"{desk}/oppakken")
    assert reads(enter(people.reporter), WORDS) == {WORDS}
    assert reads(enter(people.first), WORDS) == {WORDS}
    for name, one in {**bystanders, "person": people.about, "second": people.second}.items():
        assert reads(enter(one), WORDS, the_report().number) <= ({the_report().number} if name == "second" else set()), name


def test_the_reasons_of_a_decision(people: People, enter: Enter, desk: str, bystanders: dict[str, Member]) -> None:
    decide(enter(people.first), desk, **WARNED)
    assert reads(enter(people.about), FACTS, WHY, WORDS) == {FACTS, WHY}
    for name, one in {**bystanders, "reporter": people.reporter, "first": people.first, "second": people.second}.items():
        assert reads(enter(one), FACTS, WHY) == set(), name


def test_the_words_of_a_review(people: People, enter: Enter, warned: str, bystanders: dict[str, Member]) -> None:
    enter(people.about).send(f"/mijn/besluiten/{the_decision().public_id}/herziening", {"words": REVIEW})
    enter(people.second).press(warned, f"{warned}/oppakken")
    assert reads(enter(people.second), REVIEW, FACTS, WORDS) == {REVIEW, FACTS, WORDS}
    for name, one in {**bystanders, "reporter": people.reporter, "first": people.first}.items():
        assert reads(enter(one), REVIEW, FACTS) == set(), name


def test_somebody_elses_is_as_absent_as_what_never_was(
    people: People, enter: Enter, warned: str, bystanders: dict[str, Member]
) -> None:
    report, decision = the_report().public_id, the_decision().public_id
    for one in (*bystanders.values(), people.second):
        browser = enter(one)
        for path in (f"/mijn/meldingen/{report}", f"/mijn/besluiten/{decision}", f"/mijn/besluiten/{decision}/herziening"):
            assert browser.get(path).status_code == 404, path
    assert enter(people.reporter).get(f"/mijn/besluiten/{decision}").status_code == 404
    assert enter(people.about).get(f"/mijn/meldingen/{report}").status_code == 404


def test_everything_special_is_encrypted(people: People, enter: Enter, warned: str) -> None:
    enter(people.about).send(f"/mijn/besluiten/{the_decision().public_id}/herziening", {"words": REVIEW})
    for table in (Report, ReportQuestion, Decision, Review, ReportEvent, DeskReference):
        for row in db.session.execute(select(table.__table__)).all():
            assert "kanarie" not in str(tuple(row)), table.__tablename__
    columns = Report.copy_sealed, Report.words_sealed, Decision.facts_sealed, Decision.why_sealed, Review.words_sealed
    for column in columns:
        assert db.session.scalars(select(column)).first(), "there is something to read"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE report_event SET what = 'nothing'",
        "UPDATE report_event SET at = now() WHERE id = (SELECT min(id) FROM report_event)",
        "DELETE FROM report_event",
        "TRUNCATE report_event",
    ],
)
def test_the_history_cannot_be_changed(people: People, warned: str, statement: str) -> None:
    before = db.session.execute(select(ReportEvent.__table__).order_by(ReportEvent.id)).all()
    assert before
    with pytest.raises(IntegrityError, match="only grows"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert db.session.execute(select(ReportEvent.__table__).order_by(ReportEvent.id)).all() == before


def test_the_history_names_no_account_and_outlives_it(people: People, enter: Enter, warned: str) -> None:
    before = db.session.scalar(select(func.count()).select_from(ReportEvent))
    references = set(db.session.scalars(select(ReportEvent.reference)))
    assert not references & {str(one.id) for one in (people.reporter, people.first)}
    gone = [one.id for one in (people.reporter, people.about, people.first)]
    db.session.execute(delete(Member).where(Member.id.in_(gone)))
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(ReportEvent)) == before
    assert db.session.scalar(select(func.count()).select_from(DeskReference)) == 0
    report = the_report()
    assert (report.reporter_id, report.about_id, report.state) == (None, None, "decided")
    page = enter(people.second).page(f"/meldingen/{report.public_id}")
    assert "De melder verstuurde de melding." in page.text
    assert clock.now() >= report.sent_at
