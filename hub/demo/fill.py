"""Fill the made-up network: once, whole or not at all, through the features' own actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text, update

from hub.core.db import commit, db
from hub.core.mail import OutboxMail, settle
from hub.demo import arrivals, bonds, faces, gatherings, groups, people
from hub.members.queries import by_address
from hub.notices.models import Notice
from hub.notices.rules import DIGEST, DONE, NOW, digest_moment

# Two starts at once fill it once: the second waits for this lock and then finds it filled.
LOCK = 640_200

SEEN_SINCE = timedelta(days=6)

# Who come to gatherings; the first one organises some.
COMERS = ("joost", "sanne", "aylin", "fatima", "wim", "lotte", "samir", "priya")


def once(at: datetime) -> bool:
    """Fill an empty network. Gives False when it was filled before."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    everybody = people.everybody()
    if by_address(everybody[0].email) is not None:
        return False
    made = people.make_members(everybody, at)
    people.make_partner(at)
    bonds.make_bonds(made, at)
    groups.make_groups(made, at)
    faces.make_faces(everybody, made, at)
    arrivals.make_arrivals(made, at)
    gatherings.make_all(made["kofi"], [made[key] for key in COMERS], at - timedelta(days=2))
    _past_mail_has_gone(at)
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
