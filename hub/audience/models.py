"""The columns by which a value carries its audience: a set, not a ladder (domain: only_me, or any of contacts and
chosen circles, or members, or public)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

ONLY_ME, CHOSEN, MEMBERS, PUBLIC = "only_me", "chosen", "members", "public"
AUDIENCES = (ONLY_ME, CHOSEN, MEMBERS, PUBLIC)


def audience_checks() -> tuple[Any, ...]:
    """What a table with an audience demands: a known word, and 'chosen' names somebody."""
    return (
        CheckConstraint("audience IN ('only_me', 'chosen', 'members', 'public')", name="audience"),
        CheckConstraint("(audience = 'chosen') = (to_contacts OR cardinality(to_circles) > 0)", name="audience_chosen"),
    )


class HasAudience:
    """Mixin: who may see this row's value. `only_me` unless its owner says otherwise."""

    audience: Mapped[str] = mapped_column(default=ONLY_ME, comment="only_me, chosen, members or public")
    to_contacts: Mapped[bool] = mapped_column(default=False, comment="chosen: the owner's contacts")
    to_circles: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, comment="chosen: these circles")
