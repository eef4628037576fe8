"""The words of a room's page: roles, presence, pauses, labels of what one writes."""

from __future__ import annotations

from hub.core.text import N_
from hub.intervision.rules import room as r
from hub.intervision.rules.method import FACILITATOR, OWNER
from hub.intervision.rules.room import Room

FORMER = N_("oud-lid")
PRESENCE = {
    r.HERE: N_("is er"), r.SHORT: N_("is even apart"), r.OFFLINE: N_("is even weg"), r.WAITING: N_("wacht bij de deur"),
    r.AWAY: N_("is er nog niet"),
}  # fmt: skip
ROLE_NAMES = {
    FACILITATOR: N_("gespreksleider"), r.DEPUTY: N_("reserve-gespreksleider"), OWNER: N_("inbrenger"),
    "timekeeper": N_("tijdbewaker"),
}  # fmt: skip
WHY_PAUSED = {
    "group": N_("Iemand vroeg om een pauze. De tijd staat stil."),
    "owner": N_("De inbrenger is even weg. We wachten. De tijd staat stil."),
    "minimum": N_("Er zijn nu te weinig mensen. Minstens 3 mensen zijn nodig. De tijd staat stil."),
    "facilitator": N_("De gespreksleider is even weg. We wachten, je mag ook stoppen. De tijd staat stil."),
    "restart": N_("Er was even een storing. Er is niets kwijt. De tijd staat stil."),
    "stop": N_("De inbrenger stopt. Dat is goed."),
}
BUTTON = {
    "statement": N_("Deel dit met de groep"), "chat": N_("Verstuur"), "question": N_("Stel deze vraag"),
    "card": N_("Leg mijn kaart neer"), "action": N_("Schrijf deze stap op"),
}  # fmt: skip
LABEL = {
    "statement": N_("Jouw verhaal"), "chat": N_("Jouw bericht"), "question": N_("Jouw vraag"), "card": N_("Jouw kaart"),
    "action": N_("Jouw stap"),
}  # fmt: skip
RESTS = N_("Wat je schreef over de eerste vraag (alleen jij ziet dit)")
BESIDE = N_("Bewaard. Je schreef hier ook iets in een ander venster. Dat staat erbij, onder 'Nog niet verstuurd'.")
CARD_HINT = N_("Niemand ziet je kaart tot alle kaarten tegelijk opengaan. Ook de gespreksleider niet.")
MINE_HINT = N_("Alleen jij ziet dit, ook later.")
EVALUATION = (N_("Was het veilig?"), N_("Was het duidelijk?"), N_("Was er genoeg tijd?"), N_("Heb je er iets aan?"))


def hint_of(room: Room) -> str:
    """What one should know before writing in this phase."""
    phase = room.phase
    if phase is None or phase.input != "cards":
        return ""
    return MINE_HINT if phase.reveal == "never" else CARD_HINT
