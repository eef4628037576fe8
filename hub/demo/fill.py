"""Fill the made-up network: once, whole or not at all, through the features' own actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from hub.core.db import commit, db
from hub.demo import gatherings, people
from hub.members.queries import by_address

# Two starts at once fill it once: the second waits for this lock and then finds it filled.
LOCK = 640_200

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
    gatherings.make_all(made["kofi"], [made[key] for key in COMERS], at - timedelta(days=2))
    commit()
    return True
