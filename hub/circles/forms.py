"""What is typed when making a circle and when inviting into one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.circles.rules import MOST_AGREEMENT, MOST_NAME, MOST_PURPOSE
from hub.core.forms import Choices, HubForm, LongText, Pick, Text, YesNo
from hub.core.text import N_, translated
from hub.members.models import Member

PROFILE = re.compile(r"(?:^|/leden/)([a-z2-7]{20})(?:[/?#].*)?$")
NOBODY = N_("Bij deze link hoort geen lid dat je kunt uitnodigen. Kijk of je de hele link hebt.")
CHOOSE = N_("Kies een contact, of plak een link naar een profiel.")


def profile_in(link: str | None) -> str | None:
    """The public id in a link to a profile, or None."""
    found = PROFILE.search((link or "").strip())
    return found.group(1) if found else None


class ByLink(HubForm):
    """A form in which a member can be named by the link to their profile."""

    sent_once = True
    link = Text(
        N_("Of plak de link naar een profiel"),
        hint=N_("Zo'n link eindigt op 20 letters en cijfers. Je vindt hem op de pagina van een lid."),
        most=300,
    )


class InviteForm(ByLink):
    """Whom to invite: a contact, or somebody by link."""

    contact = Pick(N_("Een van je contacten"))

    def offer(self, contacts: Sequence[Member]) -> None:
        """Give the contacts to choose from. Without any there is nothing to choose."""
        if contacts:
            self.contact.choices = [("", translated(N_("Kies een contact"))), *((one.public_id, one.name) for one in contacts)]
        else:
            del self.contact

    @property
    def chosen(self) -> str | None:
        """The public id of the chosen contact."""
        return (self.contact.data or None) if self.contact else None

    def complain(self, sentence: str) -> None:
        """Say what is wrong where the choice was made."""
        self.refuse("contact" if self.contact and not self.link.data else "link", sentence)


class CircleForm(ByLink):
    """A new circle."""

    name = Text(N_("Naam van de kring"), required=N_("Vul een naam in."), most=MOST_NAME, least=3)
    purpose = LongText(
        N_("Waar is de kring voor?"),
        hint=N_("Een paar gewone zinnen. Wie is uitgenodigd, leest dit eerst."),
        required=N_("Schrijf waar de kring voor is."),
        most=MOST_PURPOSE,
        rows=4,
    )
    agreement = LongText(
        N_("Afspraken"),
        hint=N_("Wat beloven jullie elkaar? Een regel die met een streepje begint, wordt een lijstje."),
        required=N_("Schrijf de afspraken. Zonder afspraken is er geen kring."),
        most=MOST_AGREEMENT,
        rows=10,
    )
    myself = YesNo(N_("Ik word zelf gastheer of gastvrouw"))
    hosts = Choices(N_("Gastheer of gastvrouw uit je contacten"))

    def offer(self, contacts: Sequence[Member]) -> None:
        """Give the contacts to choose from. Without any there is nothing to choose."""
        if contacts:
            self.hosts.choices = [(one.public_id, one.name) for one in contacts]
        else:
            del self.hosts

    @property
    def chosen(self) -> set[str]:
        """The public ids of the chosen contacts."""
        return set(self.hosts.data or ()) if self.hosts else set()
