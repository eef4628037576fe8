"""What is typed when asking for contact and when writing to a contact."""

from __future__ import annotations

from hub.contacts.rules import MOST_MESSAGE, MOST_REASON
from hub.core.forms import HubForm, LongText
from hub.core.text import N_


class AskForm(HubForm):
    """Why somebody asks for contact."""

    sent_once = True
    reason = LongText(
        N_("Waarom wil je contact?"),
        hint=N_("Eén of twee zinnen is genoeg. De ander leest dit en kiest dan rustig."),
        required=N_("Schrijf waarom je contact wilt."),
        most=MOST_REASON,
        rows=5,
    )


class MessageForm(HubForm):
    """A message to the other one of two."""

    sent_once = True
    text = LongText(
        N_("Je bericht"),
        hint=N_("Gewone tekst. De ander hoeft niet meteen te antwoorden."),
        required=N_("Schrijf eerst je bericht."),
        most=MOST_MESSAGE,
        rows=5,
    )
