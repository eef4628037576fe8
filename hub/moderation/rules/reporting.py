"""What a report says: why, how urgent, and when somebody reads it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.core.text import N_

REASONS = (
    ("harassment", N_("Iemand valt mij of een ander lastig")),
    ("privacy", N_("Er staat iets over iemand dat daar niet hoort")),
    ("danger", N_("Ik maak me zorgen over iemands veiligheid")),
    ("fraud", N_("Ik denk dat het niet eerlijk is, of oplichting")),
    ("unlawful", N_("Ik denk dat het niet mag van de wet")),
    ("other", N_("Iets anders")),
)
REASON_NAMES = dict(REASONS)

URGENCIES = (
    ("calm", N_("Het heeft geen haast")),
    ("soon", N_("Liefst snel")),
    ("danger", N_("Er is gevaar voor iemand")),
)
URGENCY_NAMES = dict(URGENCIES)
URGENCY_ORDER = ("danger", "soon", "calm")

READ_WITHIN = timedelta(hours=24)
READ_WITHIN_IN_DANGER = timedelta(hours=4)
DECIDE_WITHIN = timedelta(days=7)
MOST_WORDS = 3000

GONE = N_("Dit stuk is intussen veranderd of weg. Kies opnieuw waar je melding over gaat.")
NOTHING_ASKED = N_("Er staat geen vraag meer open. Je antwoord is niet verstuurd.")


def look_before(urgency: str, sent_at: datetime) -> datetime:
    """When a moderator has looked at the latest."""
    return sent_at + (READ_WITHIN_IN_DANGER if urgency == "danger" else READ_WITHIN)


def why_not_answer(state: str) -> str | None:
    """Why there is nothing for the reporter to answer."""
    return None if state == "asked" else NOTHING_ASKED
