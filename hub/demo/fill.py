"""Fill the made-up network: once, whole or not at all, through the features' own actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text, update

from hub.agenda.actions.answers import give_answer
from hub.agenda.queries.gatherings import gathering_for
from hub.core.db import commit, db
from hub.core.mail import OutboxMail, settle
from hub.demo import arrivals, bonds, faces, gatherings, groups, intervision, passing, people, reports, work
from hub.members.queries import by_address
from hub.notices.models import Notice
from hub.notices.rules import DIGEST, DONE, NOW, digest_moment

# Two starts at once fill it once: the second waits for this lock and then finds it filled.
LOCK = 640_200

SEEN_SINCE = timedelta(days=6)

# Who come to gatherings; the first one organises some.
COMERS = ("joost", "sanne", "aylin", "fatima", "wim", "lotte", "samir", "priya")
ANSWERS = (
    ("hanna", "walk", "yes"),
    ("esmee", "walk", "yes"),
    ("dirkjan", "walk", "yes"),
    ("marijke", "walk", "maybe"),
    ("yara", "theme_day", "yes"),
    ("mehmet", "theme_day", "yes"),
    ("ingrid", "theme_day", "yes"),
    ("tessa", "theme_day", "no"),
)


def once(at: datetime) -> bool:
    """Fill an empty network. Gives False when it was filled before."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    everybody = people.everybody()
    if by_address(everybody[0].email) is not None:
        return False
    made = people.make_members(everybody, at)
    people.make_partner(at)
    bonds.make_bonds(made, at)
    circles = groups.make_groups(made, at)
    intervision.make_intervision(circles["Intervisie Midden"], made, at)
    faces.make_faces(everybody, made, at)
    arrivals.make_arrivals(made, at)
    passing.make_referrals(made, at)
    work.make_work(made, at)
    reports.make_reports(made, at)
    planned = gatherings.make_all(made["kofi"], [made[key] for key in COMERS], at - timedelta(days=2))
    for key, name, answer in ANSWERS:
        gathering = gathering_for(made[key], planned[name])
        assert gathering is not None
        give_answer(gathering, made[key], answer, at - timedelta(days=1))
    _past_mail_has_gone(at)
    commit()
    db.session.execute(text("ANALYZE"))  # or the planner thinks that every table is still empty
    commit()
    return True


def _past_mail_has_gone(at: datetime) -> None:
    """What happened before today was mailed and mostly seen before today: nobody gets a pile of old letters."""
    db.session.flush()
    for letter in db.session.query(OutboxMail).filter_by(state="waiting"):
        settle(letter, letter.created_at)
    was_due = ((Notice.mail == NOW) & (Notice.at <= at)) | ((Notice.mail == DIGEST) & (Notice.at <= digest_moment(at)))
    db.session.execute(update(Notice).where(was_due).values(mail=DONE))
    db.session.execute(update(Notice).where(Notice.at <= at - SEEN_SINCE).values(read_at=Notice.at))
