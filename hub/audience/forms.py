"""Choosing an audience in a form. Nothing is chosen beforehand; who chooses nothing keeps it to themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from hub.audience.models import CHOSEN, MEMBERS, ONLY_ME, PUBLIC
from hub.audience.rules import Audience, Shared
from hub.core.forms import Choice, Choices, HubForm
from hub.core.text import N_, translated

CONTACTS = "contacten"


class Kring(Protocol):
    """A circle as a form needs it."""

    id: int
    public_id: str
    name: str


class AudienceForm(HubForm):
    """A form about one value, with who may see it. Call `offer` before anything else."""

    audience = Choice(N_("Wie mag dit zien?"), hint=N_("Kies je niets, dan zie alleen jij dit."))
    audience_to = Choices(N_("Wie kies je?"))

    circles: Sequence[Kring] = ()

    def offer(self, circles: Sequence[Kring], *, public: bool = True) -> None:
        """What this member can choose from: the circles they take part in."""
        self.circles = circles
        everyone = [(PUBLIC, translated(N_("Iedereen, ook buiten het netwerk")))] if public else []
        self.audience.choices = [
            (ONLY_ME, translated(N_("Alleen ik"))),
            (CHOSEN, translated(N_("Mensen die ik kies"))),
            (MEMBERS, translated(N_("Alle leden"))),
            *everyone,
        ]
        self.audience_to.choices = [
            (CONTACTS, translated(N_("Mijn contacten"))),
            *((circle.public_id, translated(N_("Kring %(name)s")) % {"name": circle.name}) for circle in circles),
        ]

    def validate(self, extra_validators: object = None) -> bool:
        """'People I choose' names somebody."""
        sound = super().validate(extra_validators)
        if sound and self.audience.data == CHOSEN and not self.audience_to.data:
            self.refuse("audience_to", N_("Kies je contacten of minstens 1 kring."))
            return False
        return sound

    @property
    def chosen(self) -> Audience:
        """Who may see it. The ticked people count only when people are chosen."""
        if self.audience.data != CHOSEN:
            return Audience(self.audience.data or ONLY_ME)
        to = set(self.audience_to.data or ())
        return Audience(CHOSEN, CONTACTS in to, tuple(one.id for one in self.circles if one.public_id in to))


def audience_data(value: Shared | None, circles: Iterable[Kring]) -> dict[str, object]:
    """What the fields of an AudienceForm begin with; nothing ticked for a value that is not there yet."""
    if value is None:
        return {}
    keys = set(value.to_circles)
    to = [CONTACTS] if value.to_contacts else []
    return {"audience": value.audience, "audience_to": [*to, *(one.public_id for one in circles if one.id in keys)]}
